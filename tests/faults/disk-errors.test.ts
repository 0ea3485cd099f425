// Goal: a disk that answers with an error, once or for good, costs no answered scan; an error is "not known", never "no". Method: strace
// makes the N-th call of the packing process fail; what is left is opened as the station opens it, and the unanswered scan is sent again.
// The control takes the error for a no: it must be wrong at least once.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isNight, memoryFolder, patience, seededRandom, tell } from '#tests/faults/support/fault-counts.ts'
import { prepareBench } from '#tests/faults/support/packing-bench.ts'
import { copyFolder, lookAfter, runWriter, straceFault } from '#tests/faults/support/run-writer.ts'

const withoutStrace = straceFault()
if (withoutStrace !== undefined) console.warn(`The errors of the disk are left out: ${withoutStrace}`)

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-errors-'))
  await prepareBench(join(folder, 'prepared'), 2)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Calls, their errors, and how often one writer that packs two parcels makes them. */
const calls = [
  { call: 'fsync', error: 'EIO', most: 50 }, { call: 'pwrite64', error: 'EIO', most: 560 }, { call: 'pwrite64', error: 'ENOSPC', most: 560 }, { call: 'pwrite64', error: 'EROFS', most: 560 },
  { call: 'fdatasync', error: 'EIO', most: 3 }, { call: 'ftruncate', error: 'EIO', most: 2 }, { call: 'unlink', error: 'EIO', most: 3 },
] as const

describe.runIf(withoutStrace === undefined)('an error of the disk', patience, () => {
  it('[SV5] at the N-th call, once or from then on: every answered scan is there, and the others are found out by their id', async () => {
    const random = seededRandom('disk errors')
    const counts = { cases: 0, ended: 0, answers: 0, lost: 0, errorsThatWereCommits: 0, takenForDamage: 0 }
    for (const { call, error, most } of calls) {
      for (const lasting of ['', '+']) {
        const few = most > 10 ? 2 : 1
        const numbers = isNight ? Array.from({ length: Math.min(most, 200) }, (_, index) => 1 + Math.floor((index * most) / Math.min(most, 200))) : Array.from({ length: few }, () => 1 + Math.floor(random() * most))
        for (const number of numbers) {
          const dataDir = join(folder, 'work')
          copyFolder(join(folder, 'prepared'), dataDir)
          const under = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${number}${lasting}`]
          const told = await runWriter({ dataDir, orders: 2, parcels: 2, under, killAfterMs: 20_000 })
          const after = await lookAfter(dataDir, 2, told, { finish: true })
          counts.cases += 1
          counts.ended += told.isDone ? 0 : 1
          counts.answers += told.answered.size
          counts.lost += after.lost.length
          counts.errorsThatWereCommits += after.wasInFlightThere ? 1 : 0
          counts.takenForDamage += after.recovered === undefined ? 0 : 1
          expect(after.lost, `${call} ${error} at ${number}${lasting}: ${told.stderr.slice(0, 400)}`).toEqual([])
        }
      }
    }
    tell('errors of the disk', counts)
  })

  it('[SV5] the control: whoever takes a failed sync for a no is wrong, the scan is there', async () => {
    let wrong = 0
    let tried = 0
    for (let number = 10; number <= 45 && (isNight || wrong === 0); number += 1) {
      const dataDir = join(folder, 'work')
      copyFolder(join(folder, 'prepared'), dataDir)
      const under = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync', '-e', `inject=fsync:error=EIO:when=${number}+`]
      const told = await runWriter({ dataDir, orders: 2, parcels: 2, under, killAfterMs: 20_000 })
      if (!told.inFlight) continue
      tried += 1
      wrong += (await lookAfter(dataDir, 2, told)).wasInFlightThere ? 1 : 0
    }
    tell('errors of the disk, control: a failed commit taken for a no', { tried, wrong })
    expect(wrong).toBeGreaterThan(0)
  })
})
