// Hub time at a station: what the hub said last, and what a monotonic clock counted since. A wall clock that jumps changes nothing here.
// Rules CL6..CL8 of docs/specs/claims.md. Runs anywhere.

/** Hub time was at most `hubAtMs` when the monotonic clock showed `monotonicMs`, and at least `hubAtMs - roundTripMs`. */
export type HubMark = { hubAtMs: number; monotonicMs: number; roundTripMs: number; bootId: string }

/** An answer that took longer says little: it only counts when there is none better of the last hour. */
const goodRoundTripMs = 1_000
const longestTrustMs = 3_600_000

/**
 * The latest that hub time can be now, so that nothing ends later here than there. After another start of the machine the time it was off
 * is not known: the mark stands still until `resume` counts on from it.
 */
export function hubNow(mark: HubMark, at: { monotonicMs: number; bootId: string }): number {
  return mark.bootId === at.bootId ? mark.hubAtMs + Math.max(0, at.monotonicMs - mark.monotonicMs) : mark.hubAtMs
}

/** The mark after an answer that says `hubAtMs`. Asked at `sentMs`, heard at `heardMs`, both monotonic. */
export function markAfter(mark: HubMark | null, answer: { hubAtMs: number; sentMs: number; heardMs: number; bootId: string }): HubMark {
  const fresh: HubMark = { hubAtMs: answer.hubAtMs, monotonicMs: answer.sentMs, roundTripMs: Math.max(0, answer.heardMs - answer.sentMs), bootId: answer.bootId }
  if (!mark || mark.bootId !== answer.bootId || fresh.roundTripMs <= Math.max(goodRoundTripMs, mark.roundTripMs)) return fresh
  return answer.heardMs - mark.monotonicMs > longestTrustMs ? fresh : mark
}

/** The stored mark at a start: counts on where the clock is the same one, and stands at the last known time where it is not. */
export function resume(mark: HubMark, at: { monotonicMs: number; bootId: string }): HubMark {
  return mark.bootId === at.bootId && at.monotonicMs >= mark.monotonicMs ? mark : { ...mark, monotonicMs: at.monotonicMs, bootId: at.bootId }
}
