// Badge, PIN, lock and the second person. Rules PE7..PE14 of docs/specs/people.md. Runs anywhere; comparing a PIN with its hash is the caller's.
import type { Approval, Bench } from '../bench/bench.ts'
import { accept, type Decision, refuse } from '../bench/decision.ts'
import { fact } from '../facts/facts.ts'
import type { WordValues } from '../outcomes/outcome.ts'
import { admitAttempt, FREE_ATTEMPTS, type PinAttempts } from './lock-out.ts'
import type { Person } from './person.ts'
import type { Right } from './rights.ts'
import { judgeSecondPerson } from './second-person.ts'

const rightFor: Readonly<Record<Approval['what'], Right>> = { weight: 'approve-weight', 'weigh-in': 'weigh-in', reprint: 'reprint' }

/** Who may not be tried now, and why. Unknown, locked out and disabled badges are told apart only to those who hold them. */
function refuseTry(bench: Bench, person: Person, nowMs: number): Decision | undefined {
  // PE7
  if (!person.active) return refuse('badge-disabled', bench, { personName: person.name })
  return admitAttempt(person, nowMs).kind === 'admitted' ? undefined : refuse('badge-locked', bench, { personName: person.name, ...triesLeft(person, nowMs) })
}

/** PE14: what is left to whoever types PINs for this badge: tries before the first pause, or the time to wait. Nothing after the hard stop. */
function triesLeft(attempts: PinAttempts, nowMs: number): WordValues {
  const admission = admitAttempt(attempts, nowMs)
  if (admission.kind === 'wait') return { waitSeconds: Math.ceil(admission.waitMs / 1000) }
  return admission.kind === 'admitted' && attempts.failedPins < FREE_ATTEMPTS ? { attemptsLeft: FREE_ATTEMPTS - attempts.failedPins } : {}
}

/** A badge was read. `workedOnIt` are those who had the open parcel in hand: none of them can approve it. */
export function decideBadge(bench: Bench, person: Person, nowMs: number, workedOnIt: readonly string[]): Decision {
  const refused = refuseTry(bench, person, nowMs)
  if (refused) return refused
  const { approval } = bench
  if (approval?.step === 'badge' || approval?.step === 'pin') {
    // PE8: an override is another person's.
    const verdict = judgeSecondPerson(rightFor[approval.what], person, workedOnIt)
    if (verdict.kind === 'refused') return refuse(verdict.why, bench, { personName: person.name })
    return accept('approver-read', { ...bench, approval: { ...approval, step: 'pin', personId: person.personId } }, { values: { personName: person.name } })
  }
  // PE9: a badge at a bench in work changes the operator and leaves the work where it is; an approval that waits for its reason ends.
  return accept('badge-read', { ...bench, approval: null, badgePersonId: person.personId }, { values: { personName: person.name } })
}

/** The person whose PIN is awaited now. */
export function pinPersonId(bench: Bench): string | null {
  return bench.approval?.step === 'pin' ? bench.approval.personId : bench.badgePersonId
}

/** The PIN was compared. A wrong one is counted durably in the same transaction as the answer (PE10). */
export function decidePin(bench: Bench, person: Person, matches: boolean, nowMs: number): Decision {
  const refused = refuseTry({ ...bench, badgePersonId: null }, person, nowMs)
  if (refused) return refused
  if (!matches) return refuse('pin-wrong', bench, { personName: person.name, ...triesLeft({ failedPins: person.failedPins + 1, lastFailedAtMs: nowMs }, nowMs) }, [fact('PinRefused', { personId: person.personId })])
  const { approval } = bench
  if (approval?.step === 'pin') return accept('reason-asked', { ...bench, approval: { ...approval, step: 'reason' } }, { facts: [fact('PinAccepted', { personId: person.personId })], values: { personName: person.name } })
  const isSame = bench.operatorId === person.personId
  // PE11: unlocking and changing keep the open work; the change is a fact.
  const cause = bench.operatorId === null ? 'badge' : isSame ? 'unlock' : 'change'
  const next: Bench = { ...bench, operatorId: person.personId, signedInAtMs: isSame ? bench.signedInAtMs : nowMs, locked: false, badgePersonId: null }
  return accept(isSame && bench.locked ? 'unlocked' : 'signed-in', next, { facts: [fact('OperatorSignedIn', { personId: person.personId, cause })], values: { personName: person.name } })
}

/** PE12: locking hides the work and keeps it. */
export function lockBench(bench: Bench, cause: 'idle' | 'asked'): Decision | undefined {
  if (bench.operatorId === null || bench.locked) return undefined
  return accept('locked', { ...bench, locked: true, badgePersonId: null, approval: null }, { facts: [fact('StationLocked', { personId: bench.operatorId, cause })] })
}

/** Signing out ends an approval and a question, and keeps an open parcel for whoever comes next. */
export function signOut(bench: Bench): Decision {
  if (bench.operatorId === null) return refuse('not-signed-in', bench)
  const next: Bench = { ...bench, operatorId: null, signedInAtMs: 0, locked: false, badgePersonId: null, approval: null, question: null, armedQuantity: null }
  return accept('signed-out', next, { facts: [fact('OperatorSignedOut', { personId: bench.operatorId })] })
}
