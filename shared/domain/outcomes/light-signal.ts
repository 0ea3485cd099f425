// What a stack light or buzzer shows of an outcome. Rules LI1 and LI2 of docs/specs/stack-light.md. Pure.
import { unreachable } from '../../kernel/assert.ts'
import type { Outcome } from './outcome.ts'
import type { RefusalReason } from './refusal-reasons.ts'

export const lightSignals = ['ok', 'refused', 'supervisor'] as const
export type LightSignal = (typeof lightSignals)[number]

/** Refusals that the person at the bench cannot settle alone. */
const needsSupervisor: ReadonlySet<RefusalReason> = new Set([
  'not-allowed', 'same-person', 'badge-locked', 'order-short', 'order-stopped', 'order-kicked-out', 'weight-too-light', 'weight-too-heavy', 'weight-not-known', 'parcel-stopped', 'disk-full',
])

/** Undefined: the light stays as it is. */
export function lightSignalOf(outcome: Outcome): LightSignal | undefined {
  switch (outcome.kind) {
    case 'accepted': return outcome.verdict === 'approval-asked' ? 'supervisor' : 'ok'
    case 'refused': return needsSupervisor.has(outcome.reason) ? 'supervisor' : 'refused'
    case 'asked': case 'ignored': return undefined
    default: return unreachable(outcome)
  }
}
