// The one place of the hub that asks the machine for the time and for randomness; everything else gets them as arguments.
import { randomBytes, randomFillSync } from 'node:crypto'
import type { Monotonic, MintId, NowMs } from '#shared/kernel/time.ts'
import { machineMonotonic } from '#shared/node/monotonic.ts'

export type System = {
  nowMs: NowMs
  /** Ids of one process sort in the order in which they were minted, so that what came first is served first where all else is equal. */
  mintId: MintId
  /** Secrets: base64url of that many random bytes. */
  mintSecret: (byteCount: number) => string
  /** What leases are counted on with; without it, on the wall clock. */
  monotonic?: Monotonic
}

/**
 * UUIDs of version 7 (RFC 9562, 5.7) whose 12 bits after the time count within a millisecond (6.2, method 1). A clock that is set back, or a
 * full counter, goes on from the last time given.
 */
export function timeOrderedIds(nowMs: NowMs, bytes: (byteCount: number) => Uint8Array): MintId {
  let atMs = 0
  let count = 0
  return () => {
    const now = nowMs()
    if (now > atMs) {
      atMs = now
      count = 0
    } else if (count === 0xfff) {
      atMs += 1
      count = 0
    } else count += 1
    const time = atMs.toString(16).padStart(12, '0')
    const random = Buffer.from(bytes(8))
    random[0] = ((random[0] ?? 0) & 0x3f) | 0x80
    const tail = random.toString('hex')
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`
  }
}

/** Random bytes of ids, fetched many at a time: an import mints a hundred thousand. Each is given out once. */
const pool = Buffer.alloc(8_192)
let poolAt = pool.length
function pooledBytes(byteCount: number): Uint8Array {
  if (poolAt + byteCount > pool.length) {
    randomFillSync(pool)
    poolAt = 0
  }
  poolAt += byteCount
  return pool.subarray(poolAt - byteCount, poolAt)
}

export const realSystem: System = {
  nowMs: () => Date.now(),
  mintId: timeOrderedIds(() => Date.now(), pooledBytes),
  monotonic: machineMonotonic,
  mintSecret: (byteCount) => randomBytes(byteCount).toString('base64url'),
}
