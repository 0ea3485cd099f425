// Runs the packing process under a fault, keeps what it told, and looks at what is left of it.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openBench, printedWaybills } from './packing-bench.ts'

const writerFile = join(import.meta.dirname, 'writing-station.ts')

export type Told = {
  /** Outcomes by scan id, as they were answered. */
  answered: Map<string, string>
  /** The scan that was sent and not answered. */
  inFlight: { scanId: string; code: string } | undefined
  isDone: boolean
  stderr: string
}

export type WriterRun = {
  dataDir: string
  orders: number
  parcels: number
  secondFolder?: string
  /** A program before Node, such as strace with what it injects. */
  under?: readonly string[]
  env?: Record<string, string>
  /** SIGKILL after so long; or so many milliseconds after so many scans were answered. */
  killAfterMs?: number
  killAfterAnswers?: number
  killDelayMs?: number
}

export async function runWriter({ dataDir, orders, parcels, secondFolder, under = [], env = {}, killAfterMs, killAfterAnswers, killDelayMs = 0 }: WriterRun): Promise<Told> {
  const [program = '', ...args] = [...under, process.execPath, writerFile, dataDir, String(orders), String(parcels), ...(secondFolder === undefined ? [] : [secondFolder])]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env, NODE_NO_WARNINGS: '1' } })
  const kill = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  let stdout = ''
  let stderr = ''
  let isKilled = false
  child.stdout.on('data', (part: Buffer) => {
    stdout += part.toString('utf8')
    if (isKilled || killAfterAnswers === undefined || stdout.split('\nack ').length <= killAfterAnswers) return
    isKilled = true
    if (killDelayMs > 0) setTimeout(() => child.kill('SIGKILL'), killDelayMs)
    else child.kill('SIGKILL')
  })
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString('utf8')))
  await once(child, 'close')
  clearTimeout(kill)
  return { ...readTold(stdout), stderr }
}

/** A line that the kill cut in half was not told. */
function readTold(stdout: string): Omit<Told, 'stderr'> {
  const answered = new Map<string, string>()
  let inFlight: Told['inFlight']
  const lines = stdout.split('\n').slice(0, -1)
  for (const line of lines) {
    const [kind, scanId = '', ...rest] = line.split(' ')
    if (kind === 'try') inFlight = { scanId, code: rest.join(' ') }
    if (kind !== 'ack') continue
    answered.set(scanId, rest.join(' '))
    inFlight = undefined
  }
  return { answered, inFlight, isDone: lines.includes('done') }
}

export type Aftermath = { lost: string[]; recovered: string | undefined; wasInFlightThere: boolean }

/**
 * Opens what is left as the station does: every answered scan must be there with the answer that was given, the scan in flight is sent
 * again under its id, and the chain of facts is whole. With `finish` the bench then packs all its parcels, each with one label at most.
 */
export async function lookAfter(dataDir: string, orders: number, told: Pick<Told, 'answered' | 'inFlight'>, { finish = false, secondFolder }: { finish?: boolean; secondFolder?: string } = {}): Promise<Aftermath> {
  const bench = await openBench(dataDir, orders, () => undefined, secondFolder)
  try {
    const lost = [...told.answered].filter(([scanId, outcome]) => JSON.stringify(bench.store.outcomeOf(scanId)) !== outcome).map(([scanId]) => scanId)
    expect(bench.store.verifyJournal()).toBe(undefined)
    let wasInFlightThere = false
    if (told.inFlight && lost.length === 0) {
      const before = bench.store.outcomeOf(told.inFlight.scanId)
      wasInFlightThere = before !== undefined
      const answer = await bench.submit(told.inFlight.scanId, told.inFlight.code)
      if (before) expect(answer).toEqual(before)
      const factsThen = bench.store.journalLength()
      expect(await bench.submit(told.inFlight.scanId, told.inFlight.code)).toEqual(answer)
      expect(bench.store.journalLength()).toBe(factsThen)
    }
    if (finish && lost.length === 0) {
      while (await bench.step()) continue
      const waybills = printedWaybills(dataDir)
      expect(new Set(waybills).size).toBe(waybills.length)
      for (let number = 1; number <= orders; number += 1) {
        const parcel = bench.store.parcelOfOrder(`o${number}`)
        expect(parcel).toMatchObject({ state: 'closed', waybillNumber: `WB-o${number}`, copies: 1 })
      }
    }
    return { lost, recovered: bench.recovered, wasInFlightThere }
  } finally {
    await bench.close()
  }
}

export const copyFolder = (from: string, to: string): void => {
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true, preserveTimestamps: true })
}

/** Why strace cannot inject faults here, or undefined when it can. */
export function straceFault(): string | undefined {
  const tried = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync', '-e', 'inject=fsync:error=EIO:when=1', process.execPath, '-e', ''])
  return tried.status === 0 ? undefined : (tried.error?.message ?? `strace ended with ${tried.status}: ${tried.stderr.toString().trim()}`)
}
