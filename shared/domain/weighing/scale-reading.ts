// When a weight on the scale may be taken. Runs anywhere: no clock, no I/O; the caller stamps readings as they arrive.
// Rules WS1..WS9 of docs/specs/weighing.md.

/** One frame of a scale, in whole grams. `grams` is null when the scale showed no number (overload, under zero). */
export type ScaleReading = { grams: number | null; stable: boolean; overload: boolean; underZero: boolean; atMs: number }

/** Older readings say nothing about what stands on the scale now. */
export const FRESH_MS = 1000
/** A weight that stands still says the same for so long; at ten frames a second that is the second frame. */
const HELD_MS = 80
/** Heavier than any bench scale shows: such a number is a broken frame. */
const CAPACITY_GRAMS = 150_000

export type WhyNotUsable =
  | 'no-reading' | 'stale' | 'overload' | 'under-zero' | 'not-a-weight' | 'unstable' | 'empty' | 'must-return-to-zero'

export type UsableReading = { kind: 'usable'; grams: number } | { kind: 'not-usable'; why: WhyNotUsable }

/**
 * Whether the weight on the plate may be taken:
 *
 *   must-clear ──stable and within the zero window──► ready ──weight taken, below zero──► must-clear
 *
 * A station starts in must-clear: after a restart nobody knows whether the weight on the plate was already taken.
 */
export type ScaleGate = 'must-clear' | 'ready'

/** The gate after a reading: only a stable reading at zero opens it. Below zero it closes: the zero was set under a parcel, and what is weighed from there is too little by that parcel. */
export function gateAfterReading(gate: ScaleGate, reading: ScaleReading, zeroWindowGrams: number): ScaleGate {
  if (reading.underZero || (reading.grams !== null && reading.grams < -zeroWindowGrams)) return 'must-clear'
  if (gate === 'ready' || reading.grams === null || !reading.stable || reading.overload) return gate
  return Math.abs(reading.grams) <= zeroWindowGrams ? 'ready' : 'must-clear'
}

/** The gate after a parcel's weight was taken: this weight cannot be taken again for the next parcel (WS7). */
export function gateAfterTaking(): ScaleGate {
  return 'must-clear'
}

/** Judges the newest of the readings. Gives whole grams above zero, or the first reason that stands against it. */
export function usableReading(readings: readonly ScaleReading[], nowMs: number, gate: ScaleGate, zeroWindowGrams: number): UsableReading {
  const newest = readings.at(-1)
  const not = (why: WhyNotUsable): UsableReading => ({ kind: 'not-usable', why })
  // WS1
  if (!newest) return not('no-reading')
  // WS2: a reading from the future means that the clock was set back; its age is not known either.
  const ageMs = nowMs - newest.atMs
  if (!(ageMs >= 0 && ageMs < FRESH_MS)) return not('stale')
  // WS3
  if (newest.overload || (newest.grams !== null && newest.grams > CAPACITY_GRAMS)) return not('overload')
  if (newest.underZero || (newest.grams !== null && newest.grams < -zeroWindowGrams)) return not('under-zero')
  // WS4
  if (newest.grams === null || !Number.isSafeInteger(newest.grams)) return not('not-a-weight')
  // WS5
  if (!newest.stable) return not('unstable')
  // WS6
  if (newest.grams <= zeroWindowGrams) return not('empty')
  // WS7
  if (gate === 'must-clear') return not('must-return-to-zero')
  return { kind: 'usable', grams: newest.grams }
}

/** How long, and in how many frames, the scale has said the same weight without another between. */
export type StillRun = { grams: number | null; frames: number; sinceMs: number }

/** The run after one more frame. A clock that was set back begins it anew. */
export function runAfterFrame(run: StillRun | undefined, { grams, atMs }: { grams: number | null; atMs: number }): StillRun {
  return run && run.grams === grams && atMs >= run.sinceMs ? { ...run, frames: run.frames + 1 } : { grams, frames: 1, sinceMs: atMs }
}

/**
 * Stability for scales whose frames do not tell it (WS8): the last five or more frames say the same weight, over at least
 * 400 ms, however many of them come in a second. Only then may the caller set `stable`.
 */
export function isSteady({ grams, frames, sinceMs }: StillRun, atMs: number): boolean {
  return grams !== null && frames >= 5 && atMs - sinceMs >= 400
}

/** WS9: frames that came together, after a line stood still or from a scale that calls every weight stable, tell of one moment or of a past one. */
export function isHeld({ sinceMs }: StillRun, atMs: number): boolean {
  return atMs - sinceMs >= HELD_MS
}

/** SP9: the newest two readings say the same, as far as a weight goes. */
export function isConfirmed(readings: readonly { grams: number | null }[]): boolean {
  const [before, newest] = readings.slice(-2)
  return before !== undefined && newest !== undefined && before.grams === newest.grams
}
