// The whole picture a screen needs, built from the store after every change. Reads only.
import type { StationView } from '#shared/contract/station-view.ts'
import { expiresSoonMs } from '#shared/domain/claims/claim.ts'
import type { Bench } from '#shared/domain/bench/bench.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import type { Decision } from '#shared/domain/bench/decision.ts'
import { interruptedCheck } from '#shared/domain/packing/decide-check.ts'
import { interruptedWalk } from '#shared/domain/picking/decide-pick.ts'
import { isNewSite, type AppDeps } from '../app/app-deps.ts'
import { checkWorld, pickWorld } from '../app/worlds.ts'
import { checkScreen } from './check-screen.ts'
import { chooseScreen } from './choose-screen.ts'
import { manifestScreen } from './manifest-screen.ts'
import { pickScreen } from './pick-screen.ts'
import { productCard } from './product-card.ts'
import { putScreen } from './put-screen.ts'

/** What only the running station knows: devices, the line to the hub, troubles. */
export type BarState = Omit<StationView['bar'], 'unsentCount' | 'oldestUnsentAtMs' | 'cancelListAtMs' | 'claimsEnding'>

export function buildView(deps: AppDeps, bar: BarState, revision: number): StationView {
  const { store } = deps
  const settings = deps.settings()
  const bench = store.bench()
  const operator = bench.operatorId === null ? undefined : store.person(bench.operatorId)
  const approver = bench.approval?.personId ? store.person(bench.approval.personId) : undefined
  const outbox = store.outboxState()
  return {
    revision,
    station: { stationId: store.identity().stationId ?? '', name: settings.name, language: settings.language, volume: settings.volume },
    operator: operator ? { personId: operator.personId, name: operator.name, role: operator.role } : null,
    locked: bench.locked,
    ...workOf(deps, bench),
    refusal: bench.refusal,
    question: bench.question && { code: bench.question.code.slice(0, 64), options: bench.question.skus.map(({ sku }, index) => ({ optionNumber: index + 1, product: productCard(store, sku) })) },
    approval: bench.approval && { what: bench.approval.what, step: bench.approval.step, personName: approver?.name ?? '', product: bench.approval.sku === null ? null : productCard(store, bench.approval.sku) },
    armedQuantity: bench.armedQuantity,
    bar: { ...bar, unsentCount: outbox.unsentCount, oldestUnsentAtMs: outbox.oldestUnsentAtMs, cancelListAtMs: store.cancelListAtMs(), claimsEnding: claimsEnding(deps) },
    closedParcels: operator ? store.closedParcelsSince(operator.personId, bench.signedInAtMs) : 0,
  }
}

/** CL16: what is in hand here and will not be for much longer. */
function claimsEnding({ store, hubNowMs }: AppDeps): StationView['bar']['claimsEnding'] {
  const nowMs = hubNowMs()
  const { stationId } = store.identity()
  if (nowMs === null || stationId === null) return null
  const { count, firstUntilMs } = store.claimsEnding(stationId, nowMs + expiresSoonMs)
  return firstUntilMs === null ? null : { count, firstLeftMs: Math.max(0, Math.round(firstUntilMs - nowMs)) }
}

/** The screen, and with work in hand the very decision that the next scan will meet, so that nobody works on for nothing until then. */
function workOf(deps: AppDeps, bench: Bench): Pick<StationView, 'screen' | 'interruption'> {
  const { store } = deps
  const free = (screen: StationView['screen']) => ({ screen, interruption: null })
  if (bench.operatorId === null || bench.locked || bench.badgePersonId !== null) {
    const person = bench.badgePersonId === null ? undefined : store.person(bench.badgePersonId)
    if (isNewSite(deps)) return free({ kind: 'sign-in', step: 'begin', personName: '' })
    return free({ kind: 'sign-in', step: person ? 'pin' : 'badge', personName: person?.name ?? '' })
  }
  const { activity } = bench
  switch (activity.kind) {
    case 'choose':
      return free(chooseScreen(deps, bench))
    case 'pick': {
      const world = pickWorld(deps, bench, activity)
      return { screen: pickScreen(store, world), interruption: interruptionBy(interruptedWalk(world)) }
    }
    case 'put':
      return free(putScreen(store, activity))
    case 'check': {
      const world = activity.parcelId === null ? undefined : checkWorld(deps, bench, activity.parcelId)
      return { screen: checkScreen(deps, bench, world), interruption: interruptionBy(world && interruptedCheck(bench, world.order, world.parcel, world.holdEnded)) }
    }
    case 'manifest':
      return free(manifestScreen(store, activity))
    default:
      return unreachable(activity)
  }
}

function interruptionBy(decision: Decision | undefined): StationView['interruption'] {
  const { outcome } = decision ?? {}
  return outcome?.kind === 'refused' ? { reason: outcome.reason, values: outcome.values } : null
}
