// Goods that a supervisor says were put back are counted where they came from. Rule ST15 of docs/specs/stock.md, decided in shared/domain/waves/stock/goods-back.ts.
import type { Body } from '#shared/domain/facts/facts.ts'
import { goodsBack } from '#shared/domain/waves/stock/goods-back.ts'
import type { Sql } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { countStock } from './put-stock.ts'

/** Of an order that was stopped: what is back is recorded as counted. */
export async function countGoodsBack(sql: Sql, tools: HubTools, orderId: string): Promise<void> {
  const told = await sql.rows<{ position: number; kind: string; body: Body<'ItemPicked'> }>("select position, kind, body from fact where order_ids @> array[$1] and kind in ('ItemPicked', 'OrderStopped', 'StopTaskRaised') and outcome <> 'quarantined' order by position", [orderId])
  const stoppedAt = told.findLast((each) => each.kind !== 'ItemPicked')?.position
  if (stoppedAt === undefined) return
  const picks = told.flatMap(({ kind, body }) => (kind === 'ItemPicked' ? [body] : []))
  const back = goodsBack({
    orderId, picks,
    leftHouse: (await sql.row("select 1 from parcel where order_id = $1 and state = 'closed' and not stop_task limit 1", [orderId])) !== undefined,
    saidBefore: (await sql.row("select 1 from discrepancy where order_id = $1 and kind in ('order-stopped', 'stop-task') and choice = 'goods-back' limit 1", [orderId])) !== undefined,
    countedSince: await sql.rows(`select row->>'placeCode' as "placeCode", row->>'sku' as sku from fact, json_array_elements(body->'rows') as row where position > $1 and kind = 'StockCounted'`, [stoppedAt]),
    stock: await sql.rows('select place_code as "placeCode", sku, quantity, expires_day as "expiresOnDay", case_quantity as "caseQuantity" from stock where quantity is not null and sku = any($1::text[])', [picks.map((pick) => pick.sku)]),
  })
  await countStock(sql, tools, back.map(({ placeCode: place, ...counted }) => ({ place, ...counted })))
}
