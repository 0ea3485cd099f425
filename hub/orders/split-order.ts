// 拆单: what was found of a short order ships now, what is missing becomes an order of its own.
import { createHash } from 'node:crypto'
import type { Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, type HubTools } from '../store/facts.ts'
import { personalPlaceOfOrder, type OrderPersonal } from './put-orders.ts'

/** What a part has of the order that it was split off from. */
type Whole = { shop: string; split_of: string | null; carrier_code: string | null; cut_off_at_ms: number | null; priority: number; personal: Buffer | null; ordered_at_ms: number | null }
type Short = Omit<Whole, 'cut_off_at_ms'> & { state: string; short_accepted: boolean; picked: number; missing: number }

/**
 * The order may ship short, and a new order of the same buyer waits with the missing pieces. Its number is the first order's with `-2`, `-3`…
 * (`split_of` names that first order); its cut-off is its carrier's next one; what is laid in goes with the first parcel. An order is split once
 * for its missing pieces: afterwards nothing of it counts as missing.
 */
export async function splitOrder(sql: Sql, tools: HubTools, personId: string, orderId: string): Promise<Done> {
  const order = await sql.row<Short>(
    `select o.shop, o.state, o.split_of, o.carrier_code, o.priority, o.personal, o.ordered_at_ms, o.short_accepted,
       (select coalesce(sum(picked_qty), 0)::int from order_line l where l.order_id = o.order_id) as picked, (select coalesce(sum(short_qty), 0)::int from order_line l where l.order_id = o.order_id) as missing
     from customer_order o where o.order_id = $1 for update`, [orderId])
  if (!order) return refusedBecause('subject-unknown')
  if (order.state !== 'released') return refusedBecause('order-ended')
  if (order.picked === 0) return refusedBecause('nothing-found')
  if (order.missing === 0 || order.short_accepted) return refusedBecause('nothing-missing')
  const { newOrderId, newNumber } = await insertPart(sql, tools, orderId, { ...order, cut_off_at_ms: null }, order.missing)
  await sql.run(
    `insert into order_line (order_id, line_number, sku, quantity)
     select $2, row_number() over (order by line_number)::int, sku, short_qty from order_line where order_id = $1 and short_qty > 0`, [orderId, newOrderId])
  await recordHubFacts(sql, tools, personId, [
    { kind: 'OrderSplit', body: { orderId, newOrderId, newNumber, byPersonId: personId } },
    { kind: 'ShortAccepted', body: { orderId, byPersonId: personId } },
  ])
  return { kind: 'done' }
}

/** ST10: of an order that waits, `kept` pieces of each line stay in it; the rest waits as an order of its own, as above. Nothing is split where nothing or everything is kept. */
export async function splitWaiting(sql: Sql, tools: HubTools, actorId: string, orderId: string, kept: ReadonlyMap<number, number>): Promise<void> {
  const order = await sql.row<Whole & { state: string }>('select shop, state, split_of, carrier_code, cut_off_at_ms, priority, personal, ordered_at_ms from customer_order where order_id = $1 for update', [orderId])
  const lines = await sql.rows<{ line_number: number; sku: string; quantity: number }>('select line_number, sku, quantity from order_line where order_id = $1 order by line_number', [orderId])
  const rest = lines.map((line) => ({ ...line, left: line.quantity - (kept.get(line.line_number) ?? 0) })).filter((line) => line.left > 0)
  const [pieces, missing] = [lines.reduce((sum, line) => sum + line.quantity, 0), rest.reduce((sum, line) => sum + line.left, 0)]
  if (order?.state !== 'waiting' || missing === 0 || missing === pieces) return
  const { newOrderId, newNumber } = await insertPart(sql, tools, orderId, order, missing)
  await sql.run('insert into order_line (order_id, line_number, sku, quantity) select $1, * from unnest($2::int[], $3::text[], $4::int[])', [newOrderId, rest.map((_, index) => index + 1), rest.map((line) => line.sku), rest.map((line) => line.left)])
  for (const line of rest) {
    if (line.left === line.quantity) await sql.run('delete from order_line where order_id = $1 and line_number = $2', [orderId, line.line_number])
    else await sql.run('update order_line set quantity = $3 where order_id = $1 and line_number = $2', [orderId, line.line_number, line.quantity - line.left])
  }
  await sql.run('update customer_order set piece_count = $2, item_count = $3 where order_id = $1', [orderId, pieces - missing, pieces - missing === 1 ? 'single' : 'multi'])
  await recordHubFacts(sql, tools, actorId, [{ kind: 'OrderSplit', body: { orderId, newOrderId, newNumber, byPersonId: actorId } }])
}

/** The row of a new order that waits with so many pieces; its lines are the caller's. */
async function insertPart(sql: Sql, tools: HubTools, orderId: string, whole: Whole, pieces: number): Promise<{ newOrderId: string; newNumber: string }> {
  const newOrderId = tools.system.mintId()
  const rootId = whole.split_of ?? orderId
  const newNumber = await nextNumber(sql, rootId, whole.shop)
  // Sealed anew: a sealed value is bound to the row that it rests in.
  const personal = whole.personal ? tools.box.seal(tools.box.open<OrderPersonal>(whole.personal, personalPlaceOfOrder(orderId)), personalPlaceOfOrder(newOrderId)) : null
  await sql.run(
    `insert into customer_order (order_id, shop, number, state, holds, content_hash, ordered_at_ms, carrier_code, cut_off_at_ms, priority, item_count, piece_count, enclosures, personal, imported_at_ms, split_of)
     values ($1, $2, $3, 'waiting', '{}', $4, $5, $6, $7, $8, $9, $10, '{}', $11, $12, $13)`,
    [newOrderId, whole.shop, newNumber, createHash('sha256').update(newOrderId).digest('base64url'), whole.ordered_at_ms, whole.carrier_code, whole.cut_off_at_ms, whole.priority, pieces === 1 ? 'single' : 'multi', pieces, personal, tools.system.nowMs(), rootId])
  return { newOrderId, newNumber }
}

/** The first free one: a shop may have a number of that form itself. */
async function nextNumber(sql: Sql, rootId: string, shop: string): Promise<string> {
  const root = await sql.row<{ number: string; parts: number }>('select o.number, (select count(*)::int from customer_order s where s.split_of = $1) as parts from customer_order o where o.order_id = $1', [rootId])
  for (let part = (root?.parts ?? 0) + 2; ; part += 1) {
    const number = `${root?.number ?? rootId}-${part}`
    if (!(await sql.row('select 1 from customer_order where shop = $1 and number = $2', [shop, number]))) return number
  }
}
