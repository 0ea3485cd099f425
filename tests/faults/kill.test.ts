// Goal: a station that is killed at any instruction keeps every scan it answered, counts none twice, and prints no label again.
// Method: a real process packs parcels and tells each answer on a pipe; SIGKILL at random moments, and by strace at the system calls of one
// parcel; then the folder is opened as the station opens it, the scan in flight is sent again under its id, and all parcels are packed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isNight, memoryFolder, patience, seededRandom, tell } from '#tests/faults/support/fault-counts.ts'
import { prepareBench } from '#tests/faults/support/packing-bench.ts'
import { callsOf } from '#tests/faults/support/system-calls.ts'
import { copyFolder, lookAfter, runWriter, straceFault } from '#tests/faults/support/run-writer.ts'

const ORDERS = 30
const writeCalls = ['pwrite64', 'fdatasync', 'fsync', 'ftruncate', 'rename', 'unlink', 'openat', 'write'] as const
const withoutStrace = straceFault()
if (withoutStrace !== undefined) console.warn(`The kills at every system call are left out: ${withoutStrace}`)

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-kill-'))
  await prepareBench(join(folder, 'many'), ORDERS)
  await prepareBench(join(folder, 'one'), 1)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('SIGKILL at a random moment', patience, () => {
  it('[SV1] every answered scan is there, the one in flight is answered once, and no label comes out twice', async () => {
    const random = seededRandom('kill')
    const kills = isNight ? 10_000 : 20
    const dataDir = join(folder, 'work')
    /** One in four while it starts, the others while it packs. */
    const moment = () => (random() < 0.25 ? { killAfterMs: 50 + Math.floor(random() * 500) } : { killAfterAnswers: 1 + Math.floor(random() * 80), killDelayMs: Math.floor(random() * 15) })
    let answers = 0
    let unanswered = 0
    let landed = 0
    let sinceLook = { answered: new Map<string, string>(), inFlight: undefined as { scanId: string; code: string } | undefined }
    copyFolder(join(folder, 'many'), dataDir)
    for (let kill = 1; kill <= kills; kill += 1) {
      const told = await runWriter({ dataDir, orders: ORDERS, parcels: ORDERS, ...moment() })
      answers += told.answered.size
      unanswered += told.inFlight ? 1 : 0
      sinceLook = { answered: new Map([...sinceLook.answered, ...told.answered]), inFlight: told.inFlight }
      // Every other kill meets a folder that was killed before and not looked at since.
      if (kill % 2 === 0 || told.isDone) {
        const after = await lookAfter(dataDir, ORDERS, sinceLook, { finish: told.isDone || kill % 10 === 0 })
        expect(after).toMatchObject({ lost: [], recovered: undefined })
        landed += after.wasInFlightThere ? 1 : 0
        sinceLook = { answered: new Map(), inFlight: undefined }
        if (told.isDone || kill % 10 === 0) copyFolder(join(folder, 'many'), dataDir)
      }
    }
    tell('SIGKILL at random', { kills, answers, unanswered, recordedUnanswered: landed, lost: 0 })
    expect(answers).toBeGreaterThan(kills)
  })
})

describe.runIf(withoutStrace === undefined)('SIGKILL at a system call', patience, () => {
  it('[SV1] at the calls that write, of starting, packing one parcel and stopping: all of them in a night, some in each run', async () => {
    const work = join(folder, 'calls')
    const log = join(folder, 'calls.txt')
    copyFolder(join(folder, 'one'), work)
    execFileSync('strace', ['-f', '-qq', '-o', log, '-e', `trace=${writeCalls.join(',')}`, process.execPath, join(import.meta.dirname, 'support/writing-station.ts'), work, '1', '1'])
    const points = callsOf(readFileSync(log, 'utf8'))
    const asked = isNight ? points : points.filter((_, index) => index % Math.ceil(points.length / 18) === 7)
    const lost: string[] = []
    let recovered = 0
    for (const { call, count } of asked) {
      copyFolder(join(folder, 'one'), work)
      const under = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${writeCalls.join(',')}`, '-e', `inject=${call}:signal=SIGKILL:when=${count}`]
      const told = await runWriter({ dataDir: work, orders: 1, parcels: 1, under })
      const after = await lookAfter(work, 1, told, { finish: true })
      if (after.lost.length > 0) lost.push(`${call} ${count}`)
      recovered += after.recovered === undefined ? 0 : 1
    }
    tell('SIGKILL at a system call', { points: points.length, tried: asked.length, lost: lost.length, takenForDamage: recovered })
    expect(lost).toEqual([])
    expect(recovered).toBe(0)
    expect(points.length).toBeGreaterThan(150)
  })
})
