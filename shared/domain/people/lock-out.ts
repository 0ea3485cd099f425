// Wrong PINs cost time. Runs anywhere: the clock is an argument and the counters are kept durably by the caller.
// Rules LO1..LO6 of docs/specs/people.md.
import { assert } from '#shared/kernel/assert.ts'

/** Attempts without any wait. */
export const FREE_ATTEMPTS = 5
const FIRST_WAIT_MS = 30_000
export const LONGEST_WAIT_MS = 15 * 60_000
/** From here on only a supervisor can open the badge again. */
export const HARD_STOP_ATTEMPTS = 20

/** Kept per badge, on disk. */
export type PinAttempts = { failedPins: number; lastFailedAtMs: number }

export const noAttempts: PinAttempts = { failedPins: 0, lastFailedAtMs: 0 }

/**
 * Whether a PIN may be compared now. `attempts` is what must be on disk before anything else happens:
 * for `admitted` the attempt already counts as failed, so that pulling the plug during the comparison wins nothing.
 */
export type Admission =
  | { kind: 'admitted'; attempts: PinAttempts }
  | { kind: 'wait'; waitMs: number; attempts: PinAttempts }
  | { kind: 'stopped'; attempts: PinAttempts }

/** The pause after so many failures in a row: none below five, then 30 s doubling up to 15 minutes. */
export function waitAfterMs(failedPins: number): number {
  return failedPins < FREE_ATTEMPTS ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failedPins - FREE_ATTEMPTS))
}

/**
 * Asks for one attempt. An attempt during a pause is neither compared nor counted, so nobody can push a colleague's badge to the
 * hard stop in a minute. After success store `noAttempts`; a supervisor's unlock stores the same.
 */
export function admitAttempt(attempts: PinAttempts, nowMs: number): Admission {
  assert(Number.isSafeInteger(attempts.failedPins) && attempts.failedPins >= 0, 'failed PINs are counted in whole numbers')
  // LO4
  if (attempts.failedPins >= HARD_STOP_ATTEMPTS) return { kind: 'stopped', attempts }
  const pauseMs = waitAfterMs(attempts.failedPins)
  // LO5: a clock that was set back starts the whole pause anew, from the time it shows now: never shorter, and not for ever.
  const since = pauseMs > 0 && nowMs < attempts.lastFailedAtMs ? { ...attempts, lastFailedAtMs: nowMs } : attempts
  const waitMs = since.lastFailedAtMs + pauseMs - nowMs
  // LO3
  if (pauseMs > 0 && waitMs > 0) return { kind: 'wait', waitMs, attempts: since }
  // LO1, LO2
  return { kind: 'admitted', attempts: { failedPins: attempts.failedPins + 1, lastFailedAtMs: nowMs } }
}
