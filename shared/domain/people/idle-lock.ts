// The screen locks when nobody is there. Runs anywhere: no clock, no I/O. Rules IL1..IL3 of docs/specs/people.md.

export type IdleLock = { kind: 'locked' } | { kind: 'open'; locksInMs: number }

/**
 * Whether the station is locked. The work on the bench is not part of the answer: locking changes nothing but what the screen shows.
 * A clock that runs backwards locks: a PIN is cheap, an open bench is not.
 */
export function idleLock(lastSeenAtMs: number, nowMs: number, idleAfterMs: number): IdleLock {
  const idleMs = nowMs - lastSeenAtMs
  // IL1, IL2
  return idleMs >= 0 && idleMs < idleAfterMs ? { kind: 'open', locksInMs: idleAfterMs - idleMs } : { kind: 'locked' }
}
