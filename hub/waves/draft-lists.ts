// The pick lists of a wave on the site's own aisles: each walk is the shortest there is. Rules RT24 to RT26 of docs/specs/routing.md.
import { makeLists, type DraftList } from '#shared/domain/waves/make-lists.ts'
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'
import type { BayAisle, WalkCompared } from '#shared/domain/waves/routing/bay-router.ts'
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

/** Carts are walked one by one, each with its own orders in its own slots; everything else is one call for the whole wave. */
export async function draftLists(sql: Sql, rule: ReleaseRule, orderIds: readonly string[], lines: ReadonlyMap<string, LineToRelease[]>, groups: readonly SlotGroup[]): Promise<DraftedLists> {
  const toPick = orderIds.map((orderId) => ({ orderId, lines: lines.get(orderId) ?? [] }))
  const places = new Map(toPick.flatMap((order) => order.lines.map((line) => [line.place.placeCode, line.place])))
  const aisles = await sql.rows<BayAisle>('select zone, aisle, max(bay) as bays from place group by zone, aisle')
  const router = await siteRouter(sql, aisles, [...places.values()])
  const lists: DraftList[] = []
  const slotOf = new Map<string, string>()
  const draft = (orders: typeof toPick, slotCodes: readonly string[]): void => {
    const drafts = makeLists(rule.mode, orders, slotCodes, router)
    lists.push(...drafts.lists)
    for (const slot of drafts.slots) slotOf.set(slot.orderId, slot.slotCode)
  }
  if (rule.mode !== 'cart') draft(toPick, groups.flatMap((group) => group.slotCodes).slice(0, orderIds.length))
  else {
    let from = 0
    for (const group of groups) {
      const slotCodes = group.slotCodes.slice(0, rule.maxSlots)
      draft(toPick.slice(from, from + slotCodes.length), slotCodes)
      from += slotCodes.length
    }
  }
  const walk = (): WalkCompared => {
    const sum: WalkCompared = { metres: 0, seconds: 0, sShapeMetres: 0, sShapeSeconds: 0 }
    const figures = ['metres', 'seconds', 'sShapeMetres', 'sShapeSeconds'] as const
    for (const list of lists) {
      const one = router.compare(list.tasks.map((task) => places.get(task.placeCode)!))
      for (const figure of figures) sum[figure] += one[figure]
    }
    for (const figure of figures) sum[figure] = Math.round(sum[figure])
    return sum
  }
  return { lists, slotOf, walk }
}
