// How many faults a suite tries, the random choices of them, and what came of it in one line each.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** `npm run faults -- --night` tries far more than `npm test`. */
export const isNight = process.env.PACKWAVE_FAULTS === 'night'

/** Many real processes on a busy machine: for whole suites. */
export const patience = { timeout: isNight ? 2 ** 31 - 1 : 300_000 }

/** A folder in memory where there is one: faults that need no disk should not wait for one. */
export const memoryFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The same choices for the same seed; `PACKWAVE_FAULT_SEED` gives others. */
export function seededRandom(name: string): () => number {
  const seed = process.env.PACKWAVE_FAULT_SEED ?? '1'
  let count = 0
  return () => createHash('sha256').update(`${seed}/${name}/${(count += 1)}`).digest().readUIntBE(0, 6) / 2 ** 48
}

/** One line for whoever reads the run, and for docs/bench/faults.md. */
export function tell(suite: string, counts: object): void {
  const line = `${suite}: ${JSON.stringify(counts)}`
  process.stdout.write(`faults: ${line}\n`)
  if (process.env.PACKWAVE_FAULT_REPORT) appendFileSync(process.env.PACKWAVE_FAULT_REPORT, `${line}\n`)
}
