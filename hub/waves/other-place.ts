// Pieces that were short at one place are promised at the next one that has them, by a list of their own in the same wave. Rule ST13 of docs/specs/stock.md.
import type { Body } from '#shared/domain/facts/facts.ts'
import type { PickMode } from '#shared/domain/facts/common.ts'
import { choosePlaces } from '#shared/domain/waves/stock/choose-places.ts'
import { makeLists } from '#shared/domain/waves/make-lists.ts'
import { sShapeRouter } from '#shared/domain/waves/s-shape-router.ts'
import type { Sql } from '../store/database.ts'
import type { HubFact } from '../store/facts.ts'
import { reserve } from '../store/reservations.ts'
import { readSettings } from '../store/settings.ts'
import { freeStock } from './free-stock.ts'

type Short = { listId: string; taskId: string; sku: string; shares: Body<'ShortPicked'>['shares'] }
type Told = { sql: Sql; mintId: () => string; toTell: readonly HubFact[] }
type List = { wave_id: string; wave_number: string; mode: PickMode; list_count: number }

/**
 * What to tell the stations; nothing where no other place has any of it. The lines miss those pieces no longer and the pieces are promised
 * when it returns. Places where this wave has come short of the product already are not tried again.
 */
export async function offerOtherPlaces({ sql, mintId, toTell }: Told, { listId, taskId, sku, shares }: Short): Promise<HubFact[]> {
  const list = await sql.row<List>(
    `select l.wave_id, w.wave_number, l.mode, (select count(*)::int from pick_list o where o.wave_id = l.wave_id) as list_count
     from pick_list l join wave w using (wave_id) where l.list_id = $1 and l.state <> 'cancelled' and w.state = 'released'`, [listId])
  if (!list) return []
  const slots = new Map((await sql.rows<{ order_id: string; slot_code: string | null }>(
    "select order_id, slot_code from customer_order where order_id = any($1::text[]) and wave_id = $2 and state = 'released' and cancelled = '' and not short_accepted", [shares.map((share) => share.orderId), list.wave_id])).map((row) => [row.order_id, row.slot_code]))
  const wanted = shares.filter((share) => slots.has(share.orderId))
  const tried = new Set((await sql.rows<{ place_code: string }>('select t.place_code from pick_list l join pick_task t using (list_id) where l.wave_id = $1 and t.sku = $2 and t.short_qty > 0', [list.wave_id, sku])).map((row) => row.place_code))
  const { stock, places } = await freeStock(sql, [sku])
  const others = (stock.get(sku) ?? []).filter((place) => !tried.has(place.placeCode))
  const { takes } = choosePlaces(wanted.map(({ quantity }) => ({ sku, quantity })), new Map([[sku, others]]), (await readSettings(sql)).placeRule)
  const found = wanted.map((share, index) => ({ ...share, quantity: takes[index]!.reduce((sum, take) => sum + take.quantity, 0) })).filter((share) => share.quantity > 0)
  if (found.length === 0) return []

  const orders = Map.groupBy(wanted.flatMap((share, index) => takes[index]!.map((take) => ({ orderId: share.orderId, lineNumber: share.lineNumber, sku, quantity: take.quantity, place: places.get(take.placeCode)! }))), (line) => line.orderId)
  // One walk for all of them, or one for each zone; the slots are the orders' own.
  const walks = makeLists(list.mode === 'zone-wall' || list.mode === 'by-order' ? list.mode : 'single-item', [...orders].map(([orderId, lines]) => ({ orderId, lines })), list.mode === 'zone-wall' ? [...orders.keys()] : [], sShapeRouter).lists
  const told = toTell.filter((fact) => fact.kind === 'PickListReleased' && fact.body.waveId === list.wave_id).length
  const lists = walks.map(({ zone, tasks }, index): Body<'PickListReleased'> => ({
    listId: mintId(), waveId: list.wave_id, listNumber: `${list.wave_number}-${String(list.list_count + told + index + 1).padStart(2, '0')}`, zone, mode: list.mode,
    tasks: tasks.map((task) => ({ taskId: mintId(), ...task, shares: task.shares.map((share) => ({ ...share, slotCode: slots.get(share.orderId) ?? null })) })),
  }))
  await sql.run(
    `update order_line l set short_qty = l.short_qty - t.quantity from jsonb_to_recordset($1::jsonb) as t("orderId" text, "lineNumber" int, quantity int) where l.order_id = t."orderId" and l.line_number = t."lineNumber"`, [JSON.stringify(found)])
  await reserve(sql, lists)
  return [{ kind: 'ShortReplaced', body: { waveId: list.wave_id, taskId, listId: lists[0]!.listId, shares: found } }, ...lists.map((body): HubFact => ({ kind: 'PickListReleased', body }))]
}
