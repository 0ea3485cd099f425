// The exclusive right to a piece of work, leased by the hub to one station. Rules CL1..CL9 of docs/specs/claims.md.
// Runs anywhere: hub time comes in as an argument, and no wall clock is looked at.

/** A wave is leased list by list; an order is leased with its slot, its waybill number and the serial numbers in its parcel. */
export const claimKinds = ['list', 'tote', 'order'] as const
export type ClaimKind = (typeof claimKinds)[number]

/** Both times are the hub's. */
export type Claim = { claimKind: ClaimKind; subject: string; stationId: string; stationName: string; personId: string; sinceMs: number; untilMs: number }

const dayMs = 86_400_000
/** A station whose network goes keeps what it holds for seven days at least: the lease is one day longer and renewed every day. */
export const claimLeaseMs = 8 * dayMs
export const renewBelowMs = 7 * dayMs
/** From here on the bar says so. */
export const expiresSoonMs = dayMs

/** CL4: at the very moment it ends, it has ended. A hub time that is not known ends nothing. */
export function hasEnded(claim: Pick<Claim, 'untilMs'>, hubNowMs: number | null): boolean {
  return hubNowMs !== null && hubNowMs >= claim.untilMs
}

/** Whether somebody else holds it now. */
export function isHeldElsewhere(claim: Claim | undefined, stationId: string | null, hubNowMs: number | null): claim is Claim {
  return claim !== undefined && claim.stationId !== stationId && !hasEnded(claim, hubNowMs)
}

export type Grant =
  | { kind: 'granted'; claim: Claim }
  /** Already this station's, with time left. */
  | { kind: 'kept'; claim: Claim }
  /** Somebody else's. What was done without it is told to a supervisor. */
  | { kind: 'held'; by: Claim }

/** CL1..CL3: the hub answers in its own order; whoever was heard first holds it. A person who changes stations takes her work with her. */
export function decideClaim(held: Claim | undefined, asked: Omit<Claim, 'sinceMs' | 'untilMs'>, hubNowMs: number): Grant {
  const granted: Grant = { kind: 'granted', claim: { ...asked, sinceMs: hubNowMs, untilMs: hubNowMs + claimLeaseMs } }
  if (!held || hasEnded(held, hubNowMs)) return granted
  if (held.stationId === asked.stationId) return held.personId === asked.personId && !isDue(held, hubNowMs) ? { kind: 'kept', claim: held } : { kind: 'granted', claim: { ...granted.claim, sinceMs: held.sinceMs } }
  return held.personId === asked.personId ? granted : { kind: 'held', by: held }
}

/** CL5: whether a claim of a station that is heard is to be prolonged. */
export function isDue(claim: Pick<Claim, 'untilMs'>, hubNowMs: number): boolean {
  return claim.untilMs - hubNowMs < renewBelowMs
}
