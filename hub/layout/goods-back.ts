// Goods that a supervisor says were put back are counted where they came from. Rule ST15 of docs/specs/stock.md.
import type { Body } from '#shared/domain/facts/facts.ts'
import type { Sql } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { countStock } from './put-stock.ts'

type Moved = { position: number; kind: string; body: Body<'ItemPicked'> }
type Counted = { place_code: string; sku: string; quantity: number; expires_day: number | null; case_quantity: number | null }

/** Of an order that was stopped: every piece that was picked for it. Nothing where some of it left the house, or where its goods were said to be back before. */
export async function countGoodsBack(sql: Sql, tools: HubTools, orderId: string): Promise<void> {
  if (await sql.row("select 1 from parcel where order_id = $1 and state = 'closed' and not stop_task limit 1", [orderId])) return
  if (await sql.row("select 1 from discrepancy where order_id = $1 and kind in ('order-stopped', 'stop-task') and choice = 'goods-back' limit 1", [orderId])) return
  const told = await sql.rows<Moved>("select position, kind, body from fact where order_ids @> array[$1] and kind in ('ItemPicked', 'OrderStopped', 'StopTaskRaised') and outcome <> 'quarantined' order by position", [orderId])
  const back = new Map<string, number>()
  for (const { body: { placeCode, sku, shares } } of told.filter((each) => each.kind === 'ItemPicked')) {
    const pieces = shares.filter((share) => share.orderId === orderId).reduce((sum, share) => sum + share.quantity, 0)
    back.set(`${placeCode}\n${sku}`, (back.get(`${placeCode}\n${sku}`) ?? 0) + pieces)
  }
  const stoppedAt = told.findLast((each) => each.kind !== 'ItemPicked')?.position
  if (stoppedAt === undefined || back.size === 0) return
  // Whoever counted a place since has seen what lies there.
  const since = await sql.rows<{ place_code: string; sku: string }>(
    `select row->>'placeCode' as place_code, row->>'sku' as sku from fact, json_array_elements(body->'rows') as row where position > $1 and kind = 'StockCounted'`, [stoppedAt])
  for (const { place_code: placeCode, sku } of since) back.delete(`${placeCode}\n${sku}`)
  const rows = await sql.rows<Counted>('select place_code, sku, quantity, expires_day, case_quantity from stock where quantity is not null and sku = any($1::text[])', [[...back.keys()].map((key) => key.split('\n')[1]!)])
  await countStock(sql, tools, rows.flatMap((row) => {
    const pieces = back.get(`${row.place_code}\n${row.sku}`)
    return pieces === undefined ? [] : [{ place: row.place_code, sku: row.sku, quantity: row.quantity + pieces, expiresOnDay: row.expires_day, caseQuantity: row.case_quantity }]
  }))
}
