// What may still be promised: counted pieces less those that open tasks are to take. Rules ST3 and ST9 of docs/specs/stock.md.
import type { Place } from '#shared/domain/waves/router.ts'
import { coveredOrders, type PlaceStock, type ShortStockRule } from '#shared/domain/waves/stock/choose-places.ts'
import type { Sql } from '../store/database.ts'

type Row = Omit<Place, 'placeCode'> & { place_code: string; sku: string; free: number | null; expires_day: number | null; case_quantity: number | null }

/** Every place of these products, with what is free there. `zones`: stock only of these; none: of all. */
export async function freeStock(sql: Sql, skus: readonly string[], zones: readonly string[] = []): Promise<{ stock: Map<string, PlaceStock[]>; places: Map<string, Place> }> {
  const rows = await sql.rows<Row>(
    `select s.sku, s.place_code, case when s.quantity is not null then greatest(s.quantity - coalesce(r.pieces, 0), 0)::int end as free, s.expires_day, s.case_quantity, p.zone, p.aisle, p.bay, p.shelf, p.side
     from stock s join place p using (place_code)
     left join (select sku, place_code, sum(quantity)::int as pieces from reservation where sku = any($1::text[]) group by sku, place_code) r on r.sku = s.sku and r.place_code = s.place_code
     where s.sku = any($1::text[]) order by s.sku, s.place_code`, [skus])
  const stock = new Map<string, PlaceStock[]>()
  const places = new Map<string, Place>()
  for (const { sku, place_code: placeCode, free, expires_day: expiresOnDay, case_quantity: caseQuantity, zone, aisle, bay, shelf, side } of rows) {
    places.set(placeCode, { placeCode, zone, aisle, bay, shelf, side })
    if (zones.length > 0 && !zones.includes(zone)) continue
    const its = stock.get(sku) ?? []
    stock.set(sku, its)
    // A place that nobody counted stays so, whatever is promised there.
    its.push({ placeCode, aisle: `${zone} ${aisle}`, free, expiresOnDay, caseQuantity })
  }
  return { stock, places }
}

export type ShortOfStock = { orderId: string; lines: { lineNumber: number; sku: string; quantity: number; /** Pieces of it that could be taken now. */ part: number }[] }

/** Of waiting orders, given in their row of service, those that stock does not cover. */
export async function shortOfStock(sql: Sql, orderIds: readonly string[], rule: ShortStockRule = 'hold', zones: readonly string[] = []): Promise<ShortOfStock[]> {
  const rows = await sql.rows<{ order_id: string; lineNumber: number; sku: string; quantity: number }>('select order_id, line_number as "lineNumber", sku, quantity from order_line where order_id = any($1::text[]) order by order_id, line_number', [orderIds])
  const lines = Map.groupBy(rows, (row) => row.order_id)
  const { stock } = await freeStock(sql, [...new Set(rows.map((row) => row.sku))], zones)
  return coveredOrders(orderIds.map((orderId) => ({ orderId, lines: lines.get(orderId) ?? [] })), stock, rule).short
    .map(({ order, parts }) => ({ orderId: order.orderId, lines: order.lines.map(({ lineNumber, sku, quantity }, index) => ({ lineNumber, sku, quantity, part: parts[index]! })) }))
}

/** Waiting orders, all or of these, that all free stock together would not cover, whoever else waits. */
export async function shortByThemselves(sql: Sql, only?: readonly string[]): Promise<Set<string>> {
  const rows = await sql.rows<{ order_id: string }>(
    `with wanted as (select l.order_id, l.sku, sum(l.quantity) as pieces from customer_order o join order_line l using (order_id) where o.state = 'waiting'${only ? ' and o.order_id = any($1::text[])' : ''} group by l.order_id, l.sku),
     promised as (select sku, place_code, sum(quantity) as pieces from reservation group by sku, place_code),
     free as (select s.sku, sum(greatest(s.quantity - coalesce(p.pieces, 0), 0)) as pieces from stock s left join promised p using (sku, place_code) where s.quantity is not null group by s.sku)
     select distinct w.order_id from wanted w join free f using (sku) where w.pieces > f.pieces`, only ? [only] : [])
  return new Set(rows.map((row) => row.order_id))
}
