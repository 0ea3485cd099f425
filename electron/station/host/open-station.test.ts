import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryFolder } from '#tests/faults/support/fault-counts.ts'
import { missingScans, recordScan } from '#tests/faults/support/scan-ledger.ts'
import { StoreRefusal } from '../store/store-refusal.ts'
import { openStation } from './open-station.ts'

let folder: string
let dataDir: string
beforeEach(() => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-open-'))
  dataDir = join(folder, 'station')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Opens it, lets it be worked in, and closes it; answers what was said about restoring. */
function shift(at: string, work: (opened: ReturnType<typeof openStation>) => void = () => undefined, second = join(at, 'copies')): string | undefined {
  const opened = openStation(at, second)
  try {
    work(opened)
  } finally {
    opened.store.close()
    opened.letGo()
  }
  return opened.recovered
}
function refusalOf(at: string): StoreRefusal {
  try {
    shift(at)
  } catch (error) {
    if (error instanceof StoreRefusal) return error
    throw error
  }
  throw new Error('It opened.')
}

describe('a folder in the place of a file', () => {
  it('[SV16] of the data folder is refused by its name, whatever the file is; nothing is written, and without it the work is there', () => {
    shift(dataDir, ({ store }) => recordScan(store, 1))
    for (const name of ['station.lock', 'station.db', 'station.db-wal', 'station.db.restored', 'station.db.second', 'station.key', 'station.key.new', 'station.reserve', 'station.reserve.new', 'join-request', 'hub-pin']) {
      const place = join(dataDir, name)
      const aside = join(folder, name)
      if (existsSync(place)) renameSync(place, aside)
      mkdirSync(place)
      const before = readdirSync(dataDir, { recursive: true }).sort()
      const refusal = refusalOf(dataDir)
      expect([refusal.reason, refusal.message.startsWith(`${place} is a folder`)]).toEqual(['folder', true])
      expect(readdirSync(dataDir, { recursive: true }).sort()).toEqual(before)
      rmdirSync(place)
      if (existsSync(aside)) renameSync(aside, place)
    }
    shift(dataDir, ({ store }) => expect(missingScans(store, 1)).toEqual([]))
  })

  it.each(['db', 'pages', 'journal'])('[SV16] of the second folder (.%s) is none of its copies: the second journal begins anew, and nothing is lost', (ending) => {
    const second = join(dataDir, 'copies')
    shift(dataDir, ({ store }) => recordScan(store, 1))
    const name = readdirSync(second).find((each) => each.endsWith(`.${ending}`)) ?? ''
    rmSync(join(second, name))
    mkdirSync(join(second, name))
    expect(shift(dataDir, ({ store }) => {
      expect(missingScans(store, 1)).toEqual([])
      recordScan(store, 2)
      expect(store.secondState()?.kind).toBe('kept')
    })).toContain('begins anew')
    expect(shift(dataDir, ({ store }) => expect(missingScans(store, 2)).toEqual([]))).toBe(undefined)
  })

  it('[SV14] a file in the place of the second folder: the work goes on and says so', () => {
    writeFileSync(join(folder, 'second'), '')
    shift(dataDir, ({ store }) => {
      recordScan(store, 1)
      expect(store.secondState()).toMatchObject({ kind: 'off' })
      expect(missingScans(store, 1)).toEqual([])
    }, join(folder, 'second'))
  })
})

it('[JO38] a data folder with 中文, blanks, quotes and 200 characters in one name, and its second folder: closed, opened and restored like any other', () => {
  // A name has 255 bytes at most on Linux: 66 letters of three bytes, and single ones.
  const long = join(folder, '仓'.repeat(20), `工位 一号 (打包) 'x' "y" %41 #1 ? & ${'z'.repeat(170)}`)
  const second = join(folder, `副本 ${'b'.repeat(190)}`)
  shift(long, ({ store }) => recordScan(store, 1), second)
  rmSync(join(long, 'station.db'))
  expect(shift(long, ({ store }) => expect(missingScans(store, 1)).toEqual([]), second)).toContain('Restored')
})

const isMountable = (() => {
  const at = mkdtempSync(join(memoryFolder, 'packwave-mount-'))
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,nr_inodes=8', 'tmpfs', at]).status === 0
  if (isMounted) execFileSync('umount', [at])
  rmSync(at, { recursive: true })
  return isMounted
})()
if (!isMountable) console.warn('A disk without free file entries is left out: no right to mount a tmpfs.')

describe.runIf(isMountable)('a disk without free file entries', () => {
  let fillers: string[]
  const fill = (): void => {
    for (;;) {
      const filler = join(dataDir, `filler-${fillers.length}`)
      try {
        mkdirSync(filler)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
        return
      }
      fillers.push(filler)
    }
  }
  const free = (): void => fillers.splice(0).forEach((filler) => rmdirSync(filler))
  beforeEach(() => {
    fillers = []
    mkdirSync(dataDir)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m,nr_inodes=24', 'tmpfs', dataDir])
  })
  afterEach(() => void execFileSync('umount', ['-l', dataDir]))

  it('[JO40] every start is refused as on a full disk and leaves nothing half made: the first, one cut off after its lock or its key, one of a station at rest', () => {
    const isRefused = (): void => {
      fill()
      const before = readdirSync(dataDir)
      expect(refusalOf(dataDir).reason).toBe('disk-full')
      expect(readdirSync(dataDir)).toEqual(before)
      free()
    }
    isRefused()
    writeFileSync(join(dataDir, 'station.lock'), '')
    isRefused()
    writeFileSync(join(dataDir, 'station.key.new'), Buffer.alloc(32, 1))
    isRefused()
    shift(dataDir, ({ store }) => recordScan(store, 1))
    isRefused()
    shift(dataDir, ({ store }) => expect(missingScans(store, 1)).toEqual([]))
  })

  it('[SV8] in the middle of a shift: scans are recorded and followed, a new copy fails as on a full disk, and the next start has all of it', async () => {
    const { store, letGo } = openStation(dataDir, join(dataDir, 'copies'))
    recordScan(store, 1)
    fill()
    recordScan(store, 2)
    await expect(store.renewSecond()).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(store.secondState()?.kind).toBe('kept')
    recordScan(store, 3)
    store.checkpoint()
    expect(missingScans(store, 3)).toEqual([])
    store.close()
    letGo()
    free()
    shift(dataDir, (again) => expect(missingScans(again.store, 3)).toEqual([]))
  })
})
