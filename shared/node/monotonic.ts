// A clock that only goes forward, whatever is done to the wall clock of the machine.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Monotonic } from '#shared/kernel/time.ts'

/** The kernel's name for the time since the machine was started. Where there is none, each process counts for itself. */
function bootId(): string {
  const file = '/proc/sys/kernel/random/boot_id'
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : randomBytes(16).toString('hex')
}

export const machineMonotonic: Monotonic = { bootId: bootId(), nowMs: () => Number(process.hrtime.bigint() / 1_000_000n) }
