// Goal: whatever is cut off, changed or taken away among a station's files, it is noticed before the first scan or nothing was lost by it.
// Method: a store that is scanned into is copied as a killed process leaves it; each copy is damaged once, opened as the station opens it,
// and compared with the scans that were answered. The control opens the same damage as SQLite alone would.
import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStation } from '#station/host/open-station.ts'
import { recoverDatabase } from '#station/store/second/recover-database.ts'
import type { Chain } from '#station/store/second/survey.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import { StoreRefusal } from '#station/store/store-refusal.ts'
import { missingScans, recordScan } from '#tests/faults/support/scan-ledger.ts'
import { isNight, memoryFolder, patience, seededRandom, tell } from '#tests/faults/support/fault-counts.ts'

const SCANS = 120
let folder: string
/** As a killed process left it: scans in the log, and scans that were moved into the database. */
let killed: string
/** As a station that was closed left it. */
let closed: string
/** Another station, killed. */
let other: string

beforeAll(async () => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-damage-'))
  killed = join(folder, 'killed')
  closed = join(folder, 'closed')
  const live = join(folder, 'live')
  const { store, letGo } = openStation(live, join(live, 'copies'))
  for (let number = 1; number <= SCANS; number += 1) {
    recordScan(store, number)
    if (number === 40) await store.renewSecond()
    // Longer than the quiet time from the clock's side: the log is moved into the database.
    if (number === 70) await movedLog(store)
  }
  // The second journal follows when the turn in which the answer leaves is over.
  await new Promise(setImmediate)
  execFileSync('cp', ['-r', live, killed])
  store.close()
  letGo()
  execFileSync('cp', ['-r', live, closed])
  other = join(folder, 'other')
  const another = openStation(join(folder, 'another'), join(folder, 'another', 'copies'))
  recordScan(another.store, 1)
  await new Promise(setImmediate)
  execFileSync('cp', ['-r', join(folder, 'another'), other])
  another.store.close()
  another.letGo()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function movedLog(store: { checkpoint(): void }): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_600))
  store.checkpoint()
}

type Verdict = 'nothing lost' | 'noticed' | 'refused' | 'LOST'
let tries = 0
/** Copies `from`, damages the copy, opens it as a station does, and says what came of it. */
function opened(from: string, damage: (dataDir: string) => void): Verdict {
  const dataDir = join(folder, `try-${(tries += 1)}`)
  execFileSync('cp', ['-r', from, dataDir])
  try {
    damage(dataDir)
    const { store, recovered, letGo } = openStation(dataDir, join(dataDir, 'copies'))
    try {
      const missing = missingScans(store, SCANS)
      if (missing.length > 0) return 'LOST'
      // Work goes on, and what is recorded now is found after the next start.
      recordScan(store, SCANS + 1)
      return recovered === undefined ? 'nothing lost' : 'noticed'
    } finally {
      store.close()
      letGo()
    }
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error
    return 'refused'
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}
/** The same damage, opened by SQLite with what the database itself can say. */
function openedWithoutSecond(from: string, damage: (dataDir: string) => void): Verdict {
  const dataDir = join(folder, `try-${(tries += 1)}`)
  execFileSync('cp', ['-r', from, dataDir])
  try {
    damage(dataDir)
    const store = openSqliteStore({ file: join(dataDir, 'station.db'), personalKey: readFileSync(join(dataDir, 'station.key')), nowMs: () => 1 })
    try {
      return missingScans(store, SCANS).length > 0 ? 'LOST' : 'nothing lost'
    } finally {
      store.close()
    }
  } catch {
    return 'refused'
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const counted = (verdicts: readonly Verdict[]): Partial<Record<Verdict, number>> => {
  const counts: Partial<Record<Verdict, number>> = {}
  for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1
  return counts
}
const newestJournal = (dataDir: string): string => join(dataDir, 'copies', readdirSync(join(dataDir, 'copies')).filter((name) => name.endsWith('.journal')).sort().at(-1) ?? '')
const flipBit = (file: string, at: number, bit: number): void => {
  const handle = openSync(file, 'r+')
  const byte = Buffer.alloc(1)
  readSync(handle, byte, 0, 1, at)
  byte[0] = (byte[0] ?? 0) ^ (1 << bit)
  writeSync(handle, byte, 0, 1, at)
  closeSync(handle)
}
const places = {
  'the log': (dataDir: string) => join(dataDir, 'station.db-wal'),
  'the database': (dataDir: string) => join(dataDir, 'station.db'),
  'the second journal': newestJournal,
}
const random = seededRandom('damage')
const each = isNight ? 700 : 16

describe.each(Object.entries(places))('%s of a killed station', patience, (what, fileOf) => {
  it.each([
    ['cut off', (file: string) => truncateSync(file, Math.floor(random() * statSync(file).size))],
    ['with one bit changed', (file: string) => flipBit(file, Math.floor(random() * statSync(file).size), Math.floor(random() * 8))],
    ['with a block of zeros', (file: string) => writeZeros(file, Math.floor((random() * statSync(file).size) / 512) * 512)],
  ])('[SV3] %s: noticed or nothing lost', (how, damage) => {
    const verdicts = Array.from({ length: each }, () => opened(killed, (dataDir) => damage(fileOf(dataDir))))
    tell(`damage: ${what} ${how}`, counted(verdicts))
    expect(counted(verdicts).LOST).toBe(undefined)
    if (what !== 'the second journal') expect(counted(verdicts).noticed).toBeGreaterThan(0)
    expect(counted(verdicts).refused).toBe(undefined)
  })
})
function writeZeros(file: string, at: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(Math.min(512, statSync(file).size - at)), 0, undefined, at)
  closeSync(handle)
}

describe('the database of a closed station', patience, () => {
  it('[SV3] with one bit changed anywhere: every change is noticed or harmless, and nothing is lost', () => {
    const verdicts = Array.from({ length: each * 2 }, () => opened(closed, (dataDir) => flipBit(join(dataDir, 'station.db'), Math.floor(random() * statSync(join(dataDir, 'station.db')).size), Math.floor(random() * 8))))
    tell('damage: a closed database with one bit changed', counted(verdicts))
    expect(counted(verdicts).LOST).toBe(undefined)
    expect(counted(verdicts).refused).toBe(undefined)
    // Only the bytes that SQLite writes outside its log are not compared.
    expect(counted(verdicts).noticed).toBeGreaterThan(verdicts.length * 0.95)
  })
  it.each([
    ['gone', (dataDir: string) => rmSync(join(dataDir, 'station.db'))],
    ['empty', (dataDir: string) => writeFileSync(join(dataDir, 'station.db'), '')],
    ['another file', (dataDir: string) => writeFileSync(join(dataDir, 'station.db'), 'not a database at all'.repeat(1_000))],
    ['the copy of an earlier day', (dataDir: string) => execFileSync('cp', [join(dataDir, 'copies', readdirSync(join(dataDir, 'copies')).find((name) => name.endsWith('.db')) ?? ''), join(dataDir, 'station.db')])],
  ])('[SV4] %s: put together again, and what was there is kept aside', (_what, damage) => {
    let aside: string[] = []
    expect(opened(closed, damage)).toBe('noticed')
    expect(opened(closed, (dataDir) => {
      damage(dataDir)
      const first = openStation(dataDir, join(dataDir, 'copies'))
      first.store.close()
      first.letGo()
      aside = readdirSync(dataDir).filter((name) => name.startsWith('damaged-'))
    })).not.toBe('LOST')
    expect(aside).toHaveLength(1)
  })
})

describe('whole files of a killed station', patience, () => {
  it.each([
    ['its log taken away', (dataDir: string) => rmSync(join(dataDir, 'station.db-wal')), 'noticed'],
    ['the log of another database', (dataDir: string) => execFileSync('cp', [join(other, 'station.db-wal'), join(dataDir, 'station.db-wal')]), 'noticed'],
    ['its second journal taken away', (dataDir: string) => rmSync(newestJournal(dataDir)), 'noticed'],
    ['the whole second folder taken away', (dataDir: string) => rmSync(join(dataDir, 'copies'), { recursive: true }), 'noticed'],
    ['a file in the place of the second folder', (dataDir: string) => {
      rmSync(join(dataDir, 'copies'), { recursive: true })
      writeFileSync(join(dataDir, 'copies'), '')
    }, 'noticed'],
    ['its log and its second journal taken away', (dataDir: string) => {
      rmSync(join(dataDir, 'station.db-wal'))
      rmSync(newestJournal(dataDir))
    }, 'refused'],
    ['all but the second folder taken away', (dataDir: string) => {
      for (const name of readdirSync(dataDir)) if (name !== 'copies') rmSync(join(dataDir, name), { recursive: true })
    }, 'refused'],
    ['the mark beside the database taken away', (dataDir: string) => rmSync(join(dataDir, 'station.db.second')), 'nothing lost'],
    ['the sums of the newest copy taken away', (dataDir: string) => rmSync(join(dataDir, 'copies', readdirSync(join(dataDir, 'copies')).filter((name) => name.endsWith('.pages')).sort().at(-1) ?? '')), 'nothing lost'],
  ] as const)('[SV3] %s', (_what, damage, verdict) => {
    expect(existsSync(killed)).toBe(true)
    expect(opened(killed, damage)).toBe(verdict)
  })
})

describe('what is whole', patience, () => {
  it('[SV13] a clock that jumps thirty years either way makes no copy older than the one before, and nothing is taken for damage', async () => {
    const dataDir = join(folder, 'clock')
    const second = join(dataDir, 'copies')
    let nowMs = Date.now()
    let number = 0
    let chain: Chain | undefined
    for (const jumpMs of [0, -30 * 365 * 86_400_000, 60 * 365 * 86_400_000, -1]) {
      nowMs += jumpMs
      const store = openSqliteStore({ file: join(dataDir, 'station.db'), personalKey: Buffer.alloc(32, 7), nowMs: () => nowMs, second: { folder: second, chain } })
      recordScan(store, (number += 1))
      await store.renewSecond()
      recordScan(store, (number += 1))
      store.close()
      const recovery = recoverDatabase({ file: join(dataDir, 'station.db'), folder: second, stamp: nowMs })
      expect(recovery.words).toBe(undefined)
      chain = recovery.chain
      expect(chain).toBeDefined()
    }
  })
  it('[SV9] the database of a newer build is refused as it is, and its second journal does not bring the old one back', () => {
    const dataDir = join(folder, 'newer')
    execFileSync('cp', ['-r', closed, dataDir])
    const db = new Database(join(dataDir, 'station.db'))
    db.pragma('user_version = 9000')
    db.close()
    // What a newer build writes, its own second journal has too.
    rmSync(join(dataDir, 'copies'), { recursive: true })
    rmSync(join(dataDir, 'station.db.second'))
    expect(() => openStation(dataDir, join(dataDir, 'copies'))).toThrow(expect.objectContaining({ reason: 'newer' }) as Error)
  })
})

describe('the control', patience, () => {
  it('SQLite alone opens a cut log as a shorter one, and answered scans are gone without a word', () => {
    const verdicts = Array.from({ length: 20 }, () => openedWithoutSecond(killed, (dataDir) => truncateSync(join(dataDir, 'station.db-wal'), Math.floor(random() * statSync(join(dataDir, 'station.db-wal')).size))))
    tell('damage, control: a cut log without the second journal', counted(verdicts))
    expect(counted(verdicts).LOST).toBeGreaterThan(10)
  })
})
