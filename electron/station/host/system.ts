// The one place of the station that asks the machine for the time, for randomness and for timers; everything else gets them as arguments.
import { randomBytes } from 'node:crypto'
import type { Monotonic, MintId, NowMs, Timers } from '#shared/kernel/time.ts'
import { machineMonotonic } from '#shared/node/monotonic.ts'
import type { Random } from '#shared/kernel/random.ts'

export type System = { nowMs: NowMs; mintId: MintId; random: Random; timers: Timers; monotonic: Monotonic; randomBytes: (count: number) => Buffer }

export const realSystem: System = {
  nowMs: () => Date.now(),
  mintId: () => uuidV7(Date.now(), randomBytes(10)),
  random: () => Math.random(),
  timers: {
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
  },
  monotonic: machineMonotonic,
  randomBytes,
}

/** RFC 9562, 5.7: ids that are made one after the other lie side by side in an index. 74 random bits; `entropy` is 10 bytes. */
export function uuidV7(atMs: number, entropy: Buffer): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(atMs, 0, 6)
  entropy.copy(bytes, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
