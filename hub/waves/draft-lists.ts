// The pick lists of a wave on the site's own aisles: each walk is the shortest there is, or by the site's rule. Rules RT24 to RT27 of docs/specs/routing.md.
import { makeLists, type DraftList } from '#shared/domain/waves/make-lists.ts'
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'
import type { BayAisle } from '#shared/domain/waves/routing/bay-router.ts'
import type { WalkCompared } from '#shared/domain/waves/routing/site-walks.ts'
import { ontoCarts } from '#shared/domain/waves/list-problem.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Sql } from '../store/database.ts'
import type { LineToRelease } from './candidates.ts'
import type { SlotGroup } from './free-slots.ts'
import { siteRouter } from './site-router.ts'

export type DraftedLists = {
  lists: DraftList[]
  slotOf: Map<string, string>
  /** Of all lists together, in whole metres and seconds. Asked for by a preview; a release need not wait for it. */
  walk: () => WalkCompared
}

/** The slots of each free cart that this rule uses; none for other modes. */
export function cartSlots(rule: ReleaseRule, groups: readonly SlotGroup[]): number[] {
  return rule.mode === 'cart' ? groups.map((group) => Math.min(group.slotCodes.length, rule.maxSlots)) : []
}

/** Every aisle of the site with its highest bay. */
export function siteAisles(sql: Sql): Promise<BayAisle[]> {
  return sql.rows<BayAisle>('select zone, aisle, max(bay) as bays from place group by zone, aisle')
}

/** PL4: planned lists as the wave has them: only its orders, in their row of service, and the list of the most urgent order first. */
function inServiceRow(lists: readonly (readonly string[])[], orderIds: readonly string[]): string[][] {
  const rank = new Map(orderIds.map((orderId, index) => [orderId, index]))
  const kept = lists.map((list) => list.filter((orderId) => rank.has(orderId)).sort((a, b) => rank.get(a)! - rank.get(b)!)).filter((list) => list.length > 0)
  return kept.sort((a, b) => rank.get(a[0]!)! - rank.get(b[0]!)!)
}

/** PL3: of planned lists those for which a cart is free. Other modes have room for all of them. */
export function listsWithCarts(rule: ReleaseRule, lists: readonly (readonly string[])[], groups: readonly SlotGroup[]): readonly (readonly string[])[] {
  if (rule.mode !== 'cart') return lists
  const carts = ontoCarts(lists.map((list) => list.length), cartSlots(rule, groups))
  return lists.filter((_, list) => carts[list] !== null)
}

/** Carts are walked one by one, each with its own orders in its own slots; everything else is one call for the whole wave. `planned`: the orders of each list, where they were planned; a cart is free for each. */
export async function draftLists(sql: Sql, rule: ReleaseRule, orderIds: readonly string[], lines: ReadonlyMap<string, LineToRelease[]>, groups: readonly SlotGroup[], planned?: readonly (readonly string[])[]): Promise<DraftedLists> {
  const toPick = orderIds.map((orderId) => ({ orderId, lines: lines.get(orderId) ?? [] }))
  const places = new Map(toPick.flatMap((order) => order.lines.map((line) => [line.place.placeCode, line.place])))
  const router = await siteRouter(sql, await siteAisles(sql), [...places.values()])
  const lists: DraftList[] = []
  const slotOf = new Map<string, string>()
  const draft = (orders: typeof toPick, slotCodes: readonly string[]): void => {
    const drafts = makeLists(rule.mode, orders, slotCodes, router)
    lists.push(...drafts.lists)
    for (const slot of drafts.slots) slotOf.set(slot.orderId, slot.slotCode)
  }
  if (planned) {
    const orderOf = new Map(toPick.map((order) => [order.orderId, order]))
    const rows = inServiceRow(planned, orderIds)
    const carts = ontoCarts(rows.map((row) => row.length), cartSlots(rule, groups))
    const free = groups.flatMap((group) => group.slotCodes)
    for (const [index, row] of rows.entries()) {
      const slotCodes = rule.mode === 'cart' ? groups[carts[index] ?? -1]?.slotCodes : free.splice(0, row.length)
      assert(slotCodes, 'a list that is released has a cart')
      draft(row.map((orderId) => orderOf.get(orderId)!), slotCodes.slice(0, row.length))
    }
  } else if (rule.mode !== 'cart') draft(toPick, groups.flatMap((group) => group.slotCodes).slice(0, orderIds.length))
  else {
    let from = 0
    for (const group of groups) {
      const slotCodes = group.slotCodes.slice(0, rule.maxSlots)
      draft(toPick.slice(from, from + slotCodes.length), slotCodes)
      from += slotCodes.length
    }
  }
  const walk = (): WalkCompared => {
    const sum: WalkCompared = { metres: 0, seconds: 0, shortestMetres: 0, shortestSeconds: 0, sShapeMetres: 0, sShapeSeconds: 0 }
    const figures = ['metres', 'seconds', 'shortestMetres', 'shortestSeconds', 'sShapeMetres', 'sShapeSeconds'] as const
    for (const list of lists) {
      const one = router.compare(list.tasks.map((task) => places.get(task.placeCode)!))
      for (const figure of figures) sum[figure] += one[figure]
    }
    for (const figure of figures) sum[figure] = Math.round(sum[figure])
    return sum
  }
  return { lists, slotOf, walk }
}
