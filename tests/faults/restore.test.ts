// Goal: putting a database together again is itself safe, also when files are damaged under a running station. Method: the restoring
// process is killed at its system calls; a running one has its files cut or overwritten; then what was answered is looked for.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, closeSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStation } from '#station/host/open-station.ts'
import { StoreRefusal } from '#station/store/store-refusal.ts'
import { isNight, memoryFolder, patience, tell } from '#tests/faults/support/fault-counts.ts'
import { openBench, prepareBench } from '#tests/faults/support/packing-bench.ts'
import { copyFolder, lookAfter, runWriter, straceFault, type Told } from '#tests/faults/support/run-writer.ts'
import { callsOf } from '#tests/faults/support/system-calls.ts'

const ORDERS = 14
const withoutStrace = straceFault()
if (withoutStrace !== undefined) console.warn(`The kills of a restoring process are left out: ${withoutStrace}`)
let folder: string
let work: string

beforeAll(async () => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-restore-'))
  work = join(folder, 'work')
  await prepareBench(join(folder, 'prepared'), ORDERS)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Killed in the turn in which it was answered, the newest scan stands only in the log that is damaged here (docs/specs/survival.md). */
function butNewest(told: Told): Told {
  return { ...told, answered: new Map([...told.answered].slice(0, -1)), inFlight: undefined }
}

describe.runIf(withoutStrace === undefined)('a process that is killed while it restores', patience, () => {
  it('[SV4] at its system calls: the next start finishes, and every answered scan is there', async () => {
    const damaged = join(folder, 'damaged')
    copyFolder(join(folder, 'prepared'), damaged)
    const told = butNewest(await runWriter({ dataDir: damaged, orders: ORDERS, parcels: ORDERS, killAfterAnswers: 40 }))
    truncateSync(join(damaged, 'station.db-wal'), 5_000)
    const calls = ['pwrite64', 'fsync', 'ftruncate', 'rename', 'unlink', 'mkdir', 'openat'] as const
    const log = join(folder, 'calls.txt')
    copyFolder(damaged, work)
    execFileSync('strace', ['-f', '-qq', '-o', log, '-e', `trace=${calls.join(',')}`, process.execPath, join(import.meta.dirname, 'support/writing-station.ts'), work, String(ORDERS), '0'])
    const points = callsOf(readFileSync(log, 'utf8'))
    // Few calls of a kind are all tried; of the many every so-manieth.
    const rare = points.filter(({ call }) => call === 'rename' || call === 'mkdir' || call === 'fsync')
    const asked = isNight ? points : [...rare.filter((_, index) => index % 4 === 0), ...points.filter((_, index) => index % Math.ceil(points.length / 6) === 3)]
    const lost: string[] = []
    for (const { call, count } of asked) {
      copyFolder(damaged, work)
      await runWriter({ dataDir: work, orders: ORDERS, parcels: 0, under: ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls.join(',')}`, '-e', `inject=${call}:signal=SIGKILL:when=${count}`] })
      const after = await lookAfter(work, ORDERS, told)
      if (after.lost.length > 0) lost.push(`${call} ${count}`)
    }
    tell('SIGKILL while restoring', { points: points.length, tried: asked.length, answers: told.answered.size, lost: lost.length })
    expect(lost).toEqual([])
    expect(told.answered.size).toBeGreaterThanOrEqual(39)
  })
})

describe('under a running station', patience, () => {
  /** Damages the files once 60 scans were answered, and kills the process soon after if it goes on. */
  async function damagedWhileRunning(damage: (dataDir: string) => void): Promise<Told & { signal: string }> {
    copyFolder(join(folder, 'prepared'), work)
    const child = spawn(process.execPath, [join(import.meta.dirname, 'support/writing-station.ts'), work, String(ORDERS), String(ORDERS)], { stdio: ['ignore', 'pipe', 'ignore'] })
    let stdout = ''
    let isDamaged = false
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString('utf8')
      if (isDamaged || stdout.split('\nack ').length <= 60) return
      isDamaged = true
      damage(work)
      setTimeout(() => child.kill('SIGKILL'), 60)
    })
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    const answered = new Map(stdout.split('\n').slice(0, -1).filter((line) => line.startsWith('ack ')).map((line) => [line.split(' ')[1] ?? '', line.split(' ').slice(2).join(' ')]))
    expect(isDamaged).toBe(true)
    return { ...butNewest({ answered, inFlight: undefined, isDone: false, stderr: '' }), signal: signal ?? '' }
  }
  it.each([
    ['its database cut in half', (dataDir: string) => truncateSync(join(dataDir, 'station.db'), Math.floor(statSync(join(dataDir, 'station.db')).size / 2))],
    ['its database emptied', (dataDir: string) => truncateSync(join(dataDir, 'station.db'), 0)],
    ['the middle of its log overwritten', (dataDir: string) => {
      const handle = openSync(join(dataDir, 'station.db-wal'), 'r+')
      writeSync(handle, Buffer.alloc(4_096), 0, 4_096, Math.floor(statSync(join(dataDir, 'station.db-wal')).size / 2))
      closeSync(handle)
    }],
    ['its log cut in half', (dataDir: string) => truncateSync(join(dataDir, 'station.db-wal'), Math.floor(statSync(join(dataDir, 'station.db-wal')).size / 2))],
    ['its second journal cut in half', (dataDir: string) => {
      const [journal = ''] = readdirSync(join(dataDir, 'copies')).filter((name) => name.endsWith('.journal'))
      truncateSync(join(dataDir, 'copies', journal), Math.floor(statSync(join(dataDir, 'copies', journal)).size / 2))
    }],
  ])('[SV6] %s: at worst the process ends, and the next start has every answered scan', async (what, damage) => {
    for (let round = 0; round < (isNight ? 40 : 1); round += 1) {
      const told = await damagedWhileRunning(damage)
      const after = await lookAfter(work, ORDERS, told, { finish: true })
      // A log that is cut in the very millisecond in which a scan is written there takes that one; the process goes no further.
      expect(after.lost.length, what).toBeLessThanOrEqual(what === 'its log cut in half' ? 1 : 0)
      tell('damage under a running station', { what, endedBy: told.signal, answers: told.answered.size, lost: after.lost.length, words: after.recovered?.slice(0, 120) ?? 'none' })
    }
  })

  it('[SV7] a second Packwave in the same folder is refused before it reads a file, and the first goes on', async () => {
    copyFolder(join(folder, 'prepared'), work)
    const child = spawn(process.execPath, [join(import.meta.dirname, 'support/writing-station.ts'), work, String(ORDERS), String(ORDERS)], { stdio: ['ignore', 'pipe', 'ignore'] })
    await once(child.stdout, 'data')
    child.kill('SIGSTOP')
    let reason = ''
    try {
      openStation(work, join(work, 'copies'))
    } catch (error) {
      if (!(error instanceof StoreRefusal)) throw error
      reason = error.reason
    }
    child.kill('SIGCONT')
    child.stdout.resume()
    const [code] = (await once(child, 'close')) as [number]
    expect({ reason, code }).toEqual({ reason: 'in-use', code: 0 })
    expect((await lookAfter(work, ORDERS, { answered: new Map(), inFlight: undefined })).recovered).toBe(undefined)
  })

  it('[SV10] two clones of one disk write other facts at the same places: the hashes tell them apart', async () => {
    const clone = join(folder, 'clone')
    copyFolder(join(folder, 'prepared'), work)
    await runWriter({ dataDir: work, orders: ORDERS, parcels: ORDERS, killAfterAnswers: 20 })
    copyFolder(work, clone)
    const heads = []
    for (const dataDir of [work, clone]) {
      const bench = await openBench(dataDir, ORDERS, () => undefined)
      for (let scan = 0; scan < 5; scan += 1) await bench.step()
      const { incarnation, lastSeq } = bench.store.identity()
      heads.push({ incarnation, lastSeq, hash: bench.store.journalFrom(lastSeq, 1)[0]?.hash })
      await bench.close()
    }
    expect(heads[0]?.incarnation).toBe(heads[1]?.incarnation)
    expect(heads[0]?.lastSeq).toBe(heads[1]?.lastSeq)
    expect(heads[0]?.hash).not.toBe(heads[1]?.hash)
  })
})
