// Goal: a disk that fills up costs no answered scan; what is open is finished, and new work is refused with words until there is room.
// Method: a small file system in memory (tmpfs) holds a packing bench; it is filled up to a few pages, a little more each time, so that
// the end comes at another write each time. A second one is mounted read-only.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diskReserve, type DiskReserve } from '#station/host/disk-reserve.ts'
import { openStation } from '#station/host/open-station.ts'
import { StoreRefusal } from '#station/store/store-refusal.ts'
import { isNight, memoryFolder, patience, tell } from '#tests/faults/support/fault-counts.ts'
import { openBench, prepareBench } from '#tests/faults/support/packing-bench.ts'
import { copyFolder, lookAfter } from '#tests/faults/support/run-writer.ts'

const ORDERS = 8
const RESERVE_BYTES = 1 << 20
let folder: string
let disk: string
const mountable = mountFault()
if (mountable !== undefined) console.warn(`The full disks are left out: ${mountable}`)

function mountFault(): string | undefined {
  const at = mkdtempSync(join(memoryFolder, 'packwave-mount-'))
  const tried = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at])
  if (tried.status === 0) execFileSync('umount', [at])
  rmSync(at, { recursive: true, force: true })
  return tried.status === 0 ? undefined : `no right to mount a tmpfs (${tried.error?.message ?? tried.stderr.toString().trim()})`
}

beforeAll(async () => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-full-'))
  disk = join(folder, 'disk')
  mkdirSync(disk)
  await prepareBench(join(folder, 'prepared'), ORDERS)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.runIf(mountable === undefined)('a disk that fills up', patience, () => {
  it('[SV8] loses no answered scan; open work is finished from the reserve, and new work waits for room', async () => {
    const fillings = isNight ? 500 : 12
    const counts = { fillings, answers: 0, refusedWithWords: 0, openWorkFinished: 0, lost: 0, takenForDamage: 0 }
    for (let filling = 0; filling < fillings; filling += 1) {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk])
      try {
        const dataDir = join(disk, 'station')
        copyFolder(join(folder, 'prepared'), dataDir)
        const reserve = diskReserve(join(dataDir, 'station.reserve'), RESERVE_BYTES)
        reserve.renew()
        fillUpTo(100_000 + filling * 4_096)
        const told = await packUntilRefused(dataDir, reserve)
        counts.answers += told.answered.size
        counts.refusedWithWords += told.isRefused ? 1 : 0
        counts.openWorkFinished += told.isOpenWorkDone ? 1 : 0
        rmSync(join(disk, 'filler'))
        reserve.renew()
        expect(reserve.isDiskFull()).toBe(false)
        const after = await lookAfter(dataDir, ORDERS, told, { finish: true })
        counts.lost += after.lost.length
        counts.takenForDamage += after.recovered === undefined ? 0 : 1
      } finally {
        execFileSync('umount', [disk])
      }
    }
    tell('a disk that fills up', counts)
    expect(counts).toMatchObject({ lost: 0, takenForDamage: 0, refusedWithWords: fillings, openWorkFinished: fillings })
  })

  it('[SV8] without a reserve the same disk breaks open work: the control', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk])
    try {
      const dataDir = join(disk, 'station')
      copyFolder(join(folder, 'prepared'), dataDir)
      fillUpTo(100_000)
      await expect(packUntilRefused(dataDir, undefined)).rejects.toThrow()
    } finally {
      execFileSync('umount', ['-l', disk])
    }
  })

  it('[SV9] mounted read-only: refused with a sentence, and nothing is begun anew', () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk])
    try {
      const dataDir = join(disk, 'station')
      copyFolder(join(folder, 'prepared'), dataDir)
      execFileSync('mount', ['-o', 'remount,ro', disk])
      let reason = ''
      try {
        openStation(dataDir, join(dataDir, 'copies'))
      } catch (error) {
        if (!(error instanceof StoreRefusal)) throw error
        reason = error.reason
      }
      expect(reason).toBe('read-only')
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

/** Leaves about so many bytes free. */
function fillUpTo(freeBytes: number): void {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - freeBytes), 1))
}

async function packUntilRefused(dataDir: string, reserve: DiskReserve | undefined): Promise<{ answered: Map<string, string>; inFlight: undefined; isRefused: boolean; isOpenWorkDone: boolean }> {
  const answered = new Map<string, string>()
  let isRefused = false
  const bench = await openBench(dataDir, ORDERS, (kind, scanId, what) => {
    if (kind !== 'ack') return
    answered.set(scanId, what)
    isRefused ||= what.includes('"disk-full"')
  }, undefined, reserve)
  while (!isRefused && (await bench.step())) continue
  const { activity } = bench.store.bench()
  const isOpenWorkDone = activity.kind === 'choose' || (activity.kind === 'check' && activity.parcelId === null)
  await bench.close()
  return { answered, inFlight: undefined, isRefused, isOpenWorkDone }
}
