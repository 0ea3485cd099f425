// The scale speaks by itself: when a parcel waits for its weight and stands still, its weight is taken.
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import { decideWeight, weightIsDue } from '#shared/domain/packing/decide-weight.ts'
import type { AppDeps } from './app-deps.ts'
import { recordDecision } from './record-decision.ts'
import { weightWorld } from './worlds.ts'

/** Whether the bench waits for a weight now; the scale's gate is only closed when one was really taken. */
export function awaitsWeight(deps: AppDeps): boolean {
  const bench = deps.store.bench()
  if (bench.activity.kind !== 'check' || bench.activity.parcelId === null || bench.refusal || bench.question || bench.approval || bench.locked || bench.operatorId === null || bench.badgePersonId !== null) return false
  return weightIsDue(weightWorld(deps, bench, bench.activity.parcelId))
}

/** Takes a usable reading, whole grams above zero. `weighingId` is minted where the reading was taken. */
export function handleWeight(deps: AppDeps, reading: { weighingId: string; grams: number }): Outcome | undefined {
  return deps.store.transaction(() => {
    const earlier = deps.store.outcomeOf(reading.weighingId)
    if (earlier) return earlier
    if (!awaitsWeight(deps)) return undefined
    const bench = deps.store.bench()
    if (bench.activity.kind !== 'check' || bench.activity.parcelId === null) return undefined
    const decision = decideWeight(weightWorld(deps, bench, bench.activity.parcelId), reading.grams)
    const scan = { scanId: reading.weighingId, code: `${reading.grams}g`, source: 'serial' as const, scannerId: 'scale', readAtMs: 0 }
    return recordDecision(deps, scan, decision)
  })
}
