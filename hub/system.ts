// The one place of the hub that asks the machine for the time and for randomness; everything else gets them as arguments.
import { randomBytes, randomUUID } from 'node:crypto'
import type { MintId, NowMs } from '#shared/kernel/time.ts'

export type System = {
  nowMs: NowMs
  mintId: MintId
  /** Secrets: base64url of that many random bytes. */
  mintSecret: (byteCount: number) => string
}

export const realSystem: System = {
  nowMs: () => Date.now(),
  mintId: () => randomUUID(),
  mintSecret: (byteCount) => randomBytes(byteCount).toString('base64url'),
}
