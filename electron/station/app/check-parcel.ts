// Opening an order for its check by whatever of it is at hand.
import type { Bench } from '#shared/domain/bench/bench.ts'
import { accept, type Decision, refuse } from '#shared/domain/bench/decision.ts'
import { type CodeMeaning, meaningsOfKind } from '#shared/domain/codes/code-meaning.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import type { Body } from '#shared/domain/facts/facts.ts'
import type { Order } from '#shared/domain/orders/order.ts'
import { checkItem, stopParcel } from '#shared/domain/packing/decide-check.ts'
import { newParcel } from '#shared/domain/packing/new-parcel.ts'
import { whyNotOpen } from '#shared/domain/packing/open-order.ts'
import type { Parcel } from '#shared/domain/packing/parcel.ts'
import { mayDo } from '#shared/domain/people/rights.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { AppDeps } from './app-deps.ts'
import { checkWorld, heldElsewhere, operatorOf, waybillFor } from './worlds.ts'

type OpenedBy = Body<'ParcelOpened'>['openedBy']

/** No parcel is open: a tote, slot, order, waybill or single item opens one. */
export function openParcelBy(deps: AppDeps, bench: Bench, meanings: CodeMeaning[], value: string): Decision {
  const { store } = deps
  if (!mayDo(operatorOf(deps, bench).role, 'check')) return refuse('not-allowed', bench, { right: 'check' })
  const [container] = meaningsOfKind(meanings, 'container')
  if (container) {
    const order = store.orderInContainer(container.code)
    if (order) return openOrder(deps, bench, order, container.containerKind === 'tote' ? 'tote' : 'slot')
    const waveId = store.waveOfTote(container.code)
    const wave = waveId === undefined ? undefined : store.wave(waveId)
    // A tote of single items: every item of it finds its own order.
    return wave ? accept('activity-chosen', bench, { values: { waveNumber: wave.waveNumber } }) : refuse('no-work', bench, { code: container.code })
  }
  const [item] = meaningsOfKind(meanings, 'product')
  if (item) {
    const order = store.singleItemOrderFor(item.sku, null)
    if (!order) return refuse('no-order-for-item', { ...bench, armedQuantity: null }, { sku: item.sku, name: store.product(item.sku)?.name ?? item.sku })
    return openOrder(deps, bench, order, 'item', item)
  }
  const orderId = meaningsOfKind(meanings, 'order')[0]?.orderId ?? store.waybill(meaningsOfKind(meanings, 'waybill')[0]?.waybillNumber ?? '')?.orderId
  const order = orderId === undefined ? undefined : store.order(orderId)
  if (order) return openOrder(deps, bench, order, meanings.some((meaning) => meaning.kind === 'order') ? 'order' : 'waybill')
  return refuse('wrong-kind', { ...bench, armedQuantity: null }, { kind: meanings[0]?.kind ?? 'unknown', step: 'open', code: value.slice(0, 64) })
}

function openOrder(deps: AppDeps, bench: Bench, order: Order, openedBy: OpenedBy, item?: { sku: string; quantity: number }): Decision {
  const { store } = deps
  const wave = store.wave(order.waveId)
  assert(wave, 'the wave of a released order is known')
  const existing = store.parcelOfOrder(order.orderId)
  const why = whyNotOpen(order, wave.mode, existing)
  if (why === 'order-stopped' && order.state !== 'stopped') return stopParcel(bench, order, existing)
  // CL3: words for who has it, and since when.
  const holder = why === undefined || existing?.state === 'open' ? heldElsewhere(deps, 'order', order.orderId) : undefined
  if (holder) return refuse('held-elsewhere', { ...bench, armedQuantity: null }, { orderNumber: order.number, ...holder })
  if (why) return refuse(why, { ...bench, armedQuantity: null }, { orderNumber: order.number })
  const operator = operatorOf(deps, bench)
  if (!waybillFor(deps, order)) return refuse('waybill-missing', bench, { orderNumber: order.number })

  const resumed = existing?.state === 'suspended' ? existing : undefined
  const parcel: Parcel = resumed ? { ...resumed, state: 'open' } : newParcel(deps.mintId(), order, operator.personId)
  const opening = resumed
    ? fact('ParcelResumed', { parcelId: parcel.parcelId, orderId: order.orderId, personId: operator.personId })
    : fact('ParcelOpened', { parcelId: parcel.parcelId, orderId: order.orderId, waveId: order.waveId, personId: operator.personId, openedBy })
  const opened: Bench = { ...bench, activity: { kind: 'check', parcelId: parcel.parcelId } }
  if (!item) return accept('parcel-opened', { ...opened, armedQuantity: null }, { facts: [opening], values: { orderNumber: order.number } })
  const decision = checkItem(checkWorld(deps, opened, parcel.parcelId, { order, parcel }), item)
  // Only together with its item: a refused item leaves no open parcel behind.
  return decision.outcome.kind === 'accepted' ? { ...decision, facts: [opening, ...decision.facts] } : { ...decision, bench: { ...bench, armedQuantity: null } }
}
