// Goal: the second folder never stops the work, and one that missed some of it never takes the work back. Method: a second folder on a small
// file system that fills up, one that is taken away, and one that comes back old; each time the log is damaged afterwards.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStation } from '#station/host/open-station.ts'
import { memoryFolder } from '#tests/faults/support/fault-counts.ts'
import { missingScans, recordScan } from '#tests/faults/support/scan-ledger.ts'

const isMountable = (() => {
  const at = mkdtempSync(join(memoryFolder, 'packwave-mount-'))
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at]).status === 0
  if (isMounted) execFileSync('umount', [at])
  rmSync(at, { recursive: true })
  return isMounted
})()
if (!isMountable) console.warn('The second disk that fills up is left out: no right to mount a tmpfs.')

let folder: string
let dataDir: string
let second: string
beforeEach(() => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-second-'))
  dataDir = join(folder, 'station')
  second = join(folder, 'second')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const mark = (): string => readFileSync(join(dataDir, 'station.db.second'), 'utf8').split('\n')[0]?.trim() ?? ''
/** The files as a killed process leaves them, in another folder. */
function killedCopy(name: string): string {
  const copy = join(folder, name)
  execFileSync('cp', ['-r', dataDir, copy])
  return copy
}

describe.runIf(isMountable)('a second disk that fills up', () => {
  it('[SV14] the work goes on, the mark says behind, nothing is restored from it; with room again it is whole again', async () => {
    mkdirSync(second)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', second])
    try {
      writeFileSync(join(second, 'filler'), Buffer.alloc(2 << 20, 1))
      const { store, letGo } = openStation(dataDir, second)
      let number = 0
      while (store.secondState()?.kind === 'kept' && number < 400) {
        recordScan(store, (number += 1))
        store.syncSecond()
      }
      expect(store.secondState()).toMatchObject({ kind: 'off', why: 'disk-full' })
      expect(mark()).toBe('behind')
      for (let more = 0; more < 10; more += 1) recordScan(store, (number += 1))
      const killed = killedCopy('killed')
      const back = openStation(killed, second)
      expect(back.recovered).toBe(undefined)
      expect(missingScans(back.store, number)).toEqual([])
      back.store.close()
      back.letGo()

      rmSync(join(second, 'filler'))
      await store.renewSecond()
      expect(store.secondState()?.kind).toBe('kept')
      expect(mark()).toBe('kept')
      recordScan(store, (number += 1))
      store.syncSecond()
      const damaged = killedCopy('damaged')
      truncateSync(join(damaged, 'station.db-wal'), Math.floor(statSync(join(damaged, 'station.db-wal')).size / 2))
      const restored = openStation(damaged, second)
      expect(restored.recovered).toContain('Restored')
      expect(missingScans(restored.store, number)).toEqual([])
      restored.store.close()
      restored.letGo()
      store.close()
      letGo()
    } finally {
      execFileSync('umount', ['-l', second])
    }
  })
})

it('[SV4] [JO45] a database that is put together again in its own folder still has to print what waits, and in a copied folder is in doubt about it', () => {
  const { store, letGo } = openStation(dataDir, second)
  recordScan(store, 1)
  store.transaction<void>(() => store.oweEffect({ effectId: 'effect-1', kind: 'print-paper', printerId: 'P1', body: {} as never }, 1))
  store.syncSecond()
  store.close()
  letGo()
  const copied = killedCopy('copied')
  const effectsOf = (place: string): [number, number] => {
    for (const name of ['station.db', 'station.db-wal']) rmSync(join(place, name), { force: true })
    const restored = openStation(place, second)
    expect(restored.recovered).toContain('Restored')
    const counts: [number, number] = [restored.store.queuedEffects().length, restored.store.sendingEffects().length]
    restored.store.close()
    restored.letGo()
    return counts
  }
  expect([effectsOf(dataDir), effectsOf(copied)]).toEqual([[1, 0], [0, 1]])
})

it('[SV14] removed under the station: noticed with the next look, and whole again with a new copy', async () => {
  const { store, letGo } = openStation(dataDir, second)
  recordScan(store, 1)
  rmSync(second, { recursive: true })
  recordScan(store, 2)
  store.checkpoint()
  expect(store.secondState()).toMatchObject({ kind: 'off', why: 'not-there' })
  expect(mark()).toBe('behind')
  await store.renewSecond()
  recordScan(store, 3)
  store.checkpoint()
  expect(store.secondState()?.kind).toBe('kept')
  const damaged = killedCopy('damaged')
  for (const name of ['station.db', 'station.db-wal']) rmSync(join(damaged, name))
  const restored = openStation(damaged, second)
  expect(restored.recovered).toContain('Restored')
  expect(missingScans(restored.store, 3)).toEqual([])
  restored.store.close()
  restored.letGo()
  store.close()
  letGo()
})

it('[SV14] removed while the station is off: noticed at the next start, nothing is lost', () => {
  const { store, letGo } = openStation(dataDir, second)
  recordScan(store, 1)
  store.close()
  letGo()
  rmSync(second, { recursive: true })
  const next = openStation(dataDir, second)
  expect(next.recovered).toContain('begins anew')
  expect(missingScans(next.store, 1)).toEqual([])
  expect(next.store.secondState()?.kind).toBe('kept')
  next.store.close()
  next.letGo()
})

it('[SV14] an old second disk that is put back is never restored from: another one was used since', () => {
  const other = join(folder, 'other')
  let number = 0
  for (const used of [second, other, second]) {
    const { store, recovered, letGo } = openStation(dataDir, used)
    expect(recovered).toBe(undefined)
    expect(missingScans(store, number)).toEqual([])
    recordScan(store, (number += 1))
    store.close()
    letGo()
  }
  expect(number).toBe(3)
})
