// A PIN after a badge. The comparison takes its time on purpose, so it happens outside the transaction and everything is looked at again after it.
import { type Decision, refuse } from '#shared/domain/bench/decision.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import { decidePin, pinPersonId } from '#shared/domain/people/decide-sign-in.ts'
import { isPinShaped } from '#shared/domain/people/pin-rule.ts'
import { admitAttempt } from '#shared/domain/people/lock-out.ts'
import { verifyPin } from '#shared/node/pin-hash.ts'
import type { AppDeps } from './app-deps.ts'
import { recordDecision } from './record-decision.ts'

/** The same `requestId` always gets the same answer. The PIN itself is never stored. */
export async function submitPin(deps: AppDeps, request: { requestId: string; pin: string }): Promise<Outcome> {
  const { store, nowMs } = deps
  const earlier = store.outcomeOf(request.requestId)
  if (earlier) return earlier
  const personId = pinPersonId(store.bench())
  const person = personId === null ? undefined : store.person(personId)
  const tried = person !== undefined && person.active && admitAttempt(person, nowMs()).kind === 'admitted'
  const matches = tried && isPinShaped(request.pin) && (await verifyPin(request.pin, person.pinHash))

  return store.transaction(() => {
    const answered = store.outcomeOf(request.requestId)
    if (answered) return answered
    const bench = store.bench()
    const now = personId === null ? undefined : store.person(personId)
    let decision: Decision
    if (bench.refusal) decision = refuse('acknowledge-first', bench, { reason: bench.refusal.reason })
    else if (!now || pinPersonId(bench) !== personId) decision = refuse('badge-unknown', bench)
    else decision = decidePin(bench, now, matches, nowMs())
    const scan = { scanId: request.requestId, code: '', source: 'manual' as const, scannerId: 'pin-pad', readAtMs: 0 }
    return recordDecision(deps, scan, decision)
  })
}

/** Whether a PIN is asked for now: of who signs in or unlocks, or of who approves. */
export function awaitsPin({ store }: AppDeps): boolean {
  const { refusal, badgePersonId, approval } = store.bench()
  return refusal === null && (badgePersonId !== null || approval?.step === 'pin')
}
