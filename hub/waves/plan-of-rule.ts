// What one rule takes of the orders that wait. Rules of docs/specs/hub.md.
import { refusedBecause, type BoardRefused, type LeftOutReason } from '#shared/contract/board-refusals.ts'
import type { Recipient } from '#shared/domain/orders/imported-order.ts'
import { planWave, type PlannedWave } from '#shared/domain/waves/plan-wave.ts'
import { needsSlots, type ReleaseRule, type WaveCandidate, whyForbidden } from '#shared/domain/waves/release-rule.ts'
import type { Reservation } from '../carriers/carrier-port.ts'
import { ordersWithoutNumber } from '../carriers/site-carriers.ts'
import { personalPlaceOfOrder, type OrderPersonal } from '../orders/put-orders.ts'
import type { Sql } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { waitingOrders } from './candidates.ts'
import { freeSlots, type SlotGroup } from './free-slots.ts'
import { shortByThemselves, shortOfStock } from './free-stock.ts'
import { canBeLabelled } from './label-payload.ts'

/** What a rule takes now; `slots` are those that are free. */
export type WavePlan = {
  rule: ReleaseRule
  wave: PlannedWave
  orders: Map<string, WaveCandidate>
  recipients: Map<string, Recipient>
  leftOut: Map<LeftOutReason, number>
  slots: SlotGroup[]
}

/** The rule with room for no more orders than slots are free. */
export function cappedBySlots(rule: ReleaseRule, slots: readonly SlotGroup[]): ReleaseRule {
  if (!needsSlots(rule.mode)) return rule
  const slotCount = slots.reduce((sum, group) => sum + Math.min(group.slotCodes.length, rule.mode === 'cart' ? rule.maxSlots : Infinity), 0)
  return { ...rule, maxOrders: Math.min(rule.maxOrders, slotCount), maxSlots: Math.min(rule.maxSlots, slotCount) }
}

/** The mode puts orders into slots, and there is none. */
export const noSlotIsFree = (rule: ReleaseRule, slots: readonly SlotGroup[]): boolean => needsSlots(rule.mode) && slots.every((group) => group.slotCodes.length === 0)

/** Why a wave of this rule would hold nothing. */
export function whyEmpty(rule: ReleaseRule, slots: readonly SlotGroup[], leftOut: readonly (readonly [LeftOutReason, number])[]): BoardRefused {
  if (noSlotIsFree(rule, slots)) return refusedBecause(rule.mode === 'cart' ? 'no-cart-free' : 'no-slot-free')
  return leftOut.length === 0 ? refusedBecause('no-order-waits') : refusedBecause('no-order-fits', Object.fromEntries(leftOut))
}

/** What the rule takes now, of all that wait or of these. An order that could not be labelled is left out before the caps are filled, and one that has no number yet of `askedCarriers` (null: not looked at). */
export async function planOfRule(sql: Sql, tools: HubTools, rule: ReleaseRule, askedCarriers: ReadonlySet<string> | null, onlyOrderIds?: readonly string[]): Promise<WavePlan> {
  const nowMs = tools.system.nowMs()
  const { candidates, withoutCarrier } = await waitingOrders(sql, nowMs, onlyOrderIds)
  const slots = await freeSlots(sql, rule.mode)
  const capped = cappedBySlots(rule, slots)
  const recipients = new Map<string, Recipient>()
  // ST9: those that no stock covers do not take room from others.
  const short = await shortByThemselves(sql, onlyOrderIds)
  let open = candidates.filter((order) => !short.has(order.orderId))
  let shortCount = candidates.filter((order) => short.has(order.orderId) && !whyForbidden(rule, order, nowMs)).length
  let unlabelled = 0
  let unissued = 0
  for (;;) {
    const wave = planWave(capped, open, nowMs)
    await readRecipients(sql, tools, wave.orderIds.filter((orderId) => !recipients.has(orderId)), recipients)
    const bad = new Set(wave.orderIds.filter((orderId) => !canBeLabelled(recipients.get(orderId)!)))
    unlabelled += bad.size
    const unready = bad.size > 0 || !askedCarriers ? new Set<string>() : await ordersWithoutNumber(sql, askedCarriers, await reservationsOf(sql, wave.orderIds, open, recipients))
    unissued += unready.size
    for (const orderId of unready) bad.add(orderId)
    const first = bad.size > 0 ? [] : await shortOfStock(sql, wave.orderIds, 'hold', rule.zones)
    // Where the wave comes short, so do many behind it that want the same: they are looked at now, and not a wave at a time.
    const lacking = first.length === 0 ? [] : await shortOfStock(sql, [...wave.orderIds, ...wave.leftOut.filter((each) => each.why === 'wave-full').map((each) => each.orderId)], 'hold', rule.zones)
    shortCount += lacking.length
    for (const { orderId } of lacking) bad.add(orderId)
    if (bad.size === 0) {
      const leftOut: WavePlan['leftOut'] = new Map()
      for (const { why } of wave.leftOut) leftOut.set(why, (leftOut.get(why) ?? 0) + 1)
      if (unlabelled > 0) leftOut.set('recipient-incomplete', unlabelled)
      if (unissued > 0) leftOut.set('waybill-not-issued', unissued)
      if (shortCount > 0) leftOut.set('stock-short', shortCount)
      if (withoutCarrier.length > 0) leftOut.set('no-carrier', withoutCarrier.length)
      return { rule, wave, orders: new Map(open.map((order) => [order.orderId, order])), recipients, leftOut, slots }
    }
    open = open.filter((order) => !bad.has(order.orderId))
  }
}

async function readRecipients(sql: Sql, tools: HubTools, orderIds: readonly string[], into: Map<string, Recipient>): Promise<void> {
  const rows = await sql.rows<{ order_id: string; personal: Buffer | null }>('select order_id, personal from customer_order where order_id = any($1::text[])', [orderIds])
  for (const { order_id: orderId, personal } of rows) {
    const nobody: Recipient = { name: '', phone: '', province: '', city: '', district: '', detail: '', postcode: '', countryCode: '' }
    into.set(orderId, personal ? tools.box.open<OrderPersonal>(personal, personalPlaceOfOrder(orderId)).recipient : nobody)
  }
}

/** What a carrier is asked for these. */
export async function reservationsOf(sql: Sql, orderIds: readonly string[], candidates: readonly WaveCandidate[], recipients: ReadonlyMap<string, Recipient>): Promise<Reservation[]> {
  const carrierOf = new Map(candidates.map((each) => [each.orderId, each.carrierCode]))
  const attempts = new Map((await sql.rows<{ order_id: string; attempt: number }>('select order_id, attempt from customer_order where order_id = any($1::text[])', [orderIds])).map((row) => [row.order_id, row.attempt]))
  return orderIds.map((orderId) => ({ orderId, attempt: attempts.get(orderId) ?? 1, carrierCode: carrierOf.get(orderId)!, recipient: recipients.get(orderId)! }))
}
