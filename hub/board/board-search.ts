import type * as z from 'zod'
import type { FoundOrder as FoundOrderShape } from '#shared/contract/board-api.ts'
import type { Enclosure } from '#shared/domain/facts/common.ts'
import { normaliseCode } from '#shared/domain/codes/normalise-code.ts'
import { maskPerson } from '#shared/domain/waybills/mask-recipient.ts'
import { personalPlaceOfOrder, type OrderPersonal } from '../orders/put-orders.ts'
import type { Database, Sql } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { reprintableStates } from './approve-reprint.ts'

type FoundOrder = z.infer<typeof FoundOrderShape>
const mostFound = 20
const mostStory = 300

/** By order number, waybill, tote or slot, product or a code of it; the newest first. The receiver leaves masked. */
export async function searchOrders(database: Database, tools: HubTools, text: string): Promise<FoundOrder[]> {
  const wanted = text.trim()
  const normalised = normaliseCode(wanted)
  const code = normalised.kind === 'refused' ? wanted : normalised.key
  return database.snapshot(async (sql) => {
    const found = await sql.rows<{ order_id: string }>(
      `select order_id, max(imported_at_ms) as newest from (
         select order_id, imported_at_ms from customer_order where number = $1 or waybill_number = $1
         union all select order_id, imported_at_ms from customer_order where (slot_code = $1 or tote_code = $1) and state = 'released'
         union all select o.order_id, o.imported_at_ms from pick_list l join pick_task t using (list_id) join order_line line on line.sku = t.sku join customer_order o on o.order_id = line.order_id and o.wave_id = l.wave_id
           where l.tote_code = $1 and o.state = 'released'
         union all (select o.order_id, o.imported_at_ms from order_line l join customer_order o using (order_id)
           where l.sku = $1 or l.sku in (select sku from product_code where code = $2) order by (o.state = 'released') desc, o.imported_at_ms desc limit ${mostFound})
       ) as hit group by order_id order by newest desc, order_id limit ${mostFound}`, [wanted, code])
    const orders: FoundOrder[] = []
    for (const { order_id: orderId } of found) orders.push(await tellOrder(sql, tools, orderId))
    return orders
  })
}

type Row = {
  number: string; shop: string; state: string; holds: string[]; wave_number: string; carrier_code: string | null; cut_off_at_ms: number | null; waybill_number: string | null; personal: Buffer | null
  enclosures: Enclosure[]; cancelled: string; may_reprint: boolean; handed_over: boolean
}

/** What a supervisor asks for: whether the buyer has cancelled, and whether a closed parcel has left the house (HS1). */
function stateTold({ state, cancelled, handed_over: isHandedOver }: Row): string {
  if (cancelled !== '' && state === 'released') return cancelled
  return state === 'shipped' && !isHandedOver ? 'packed' : state
}

async function tellOrder(sql: Sql, tools: HubTools, orderId: string): Promise<FoundOrder> {
  const order = (await sql.row<Row>(
    `select o.number, o.shop, o.state, o.holds, coalesce(w.wave_number, '') as wave_number, o.carrier_code, o.cut_off_at_ms, o.waybill_number, o.personal, o.enclosures, o.cancelled,
       exists (select 1 from parcel p where p.order_id = o.order_id and p.state in ('open', 'suspended') and p.label_state = any($2::text[]) and not p.reprint_asked) as may_reprint,
       exists (select 1 from parcel p where p.order_id = o.order_id and p.manifest_id is not null) as handed_over
     from customer_order o left join wave w using (wave_id) where o.order_id = $1`, [orderId, reprintableStates]))!
  const lines = await sql.rows<FoundOrder['lines'][number]>(
    `select l.sku, coalesce(p.name, '') as name, l.quantity as "askedQty", l.picked_qty as "pickedQty", l.put_qty as "putQty", l.checked_qty as "checkedQty", l.short_qty as "shortQty"
     from order_line l left join product p using (sku) where l.order_id = $1 order by l.line_number`, [orderId])
  const story = await sql.rows<FoundOrder['story'][number]>(
    `select f.at_ms as "atMs", f.kind, coalesce(p.name, f.actor_id) as who, coalesce(s.name, f.station_id) as "where"
     from fact f left join person p on p.person_id = f.actor_id left join station s on s.station_id = f.station_id
     where f.order_ids @> array[$1] or f.parcel_id in (select parcel_id from parcel where order_id = $1) order by f.position limit ${mostStory}`, [orderId])
  const recipient = order.personal ? tools.box.open<OrderPersonal>(order.personal, personalPlaceOfOrder(orderId)).recipient : undefined
  return {
    orderId, number: order.number, shop: order.shop, state: stateTold(order), holds: order.holds, waveNumber: order.wave_number,
    carrierCode: order.carrier_code ?? '', cutOffAtMs: order.cut_off_at_ms, waybillNumber: order.waybill_number ?? '', enclosures: order.enclosures, lines, story, mayReprint: order.may_reprint,
    ...(recipient ? maskPerson({ name: recipient.name, phone: recipient.phone, address: recipient }) : { maskedName: '', maskedPhone: '', maskedAddress: '' }),
  }
}
