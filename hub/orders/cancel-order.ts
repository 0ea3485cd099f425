// 退款拦截: an order is cancelled or refunded at any moment of its life.
import type { Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, tellBoards, type HubTools } from '../store/facts.ts'

/** Before its release the order just ends; from then on the stations are told, and stop it at its next scan or at the hand-over. */
export async function cancelOrder(sql: Sql, tools: HubTools, actorId: string, asked: { number: string; shop: string; why: 'cancelled' | 'refunded' }): Promise<Done> {
  const found = await sql.rows<{ order_id: string; state: string; cancelled: string }>(
    "select order_id, state, cancelled from customer_order where number = $1 and ($2 = '' or shop = $2) for update", [asked.number, asked.shop])
  const [order, another] = found
  if (!order) return refusedBecause('order-unknown', { number: asked.number })
  if (another) return refusedBecause('order-in-several-shops', { number: asked.number })
  await stopOrder(sql, tools, actorId, order.order_id, asked.why)
  return { kind: 'done' }
}

/** Ends or intercepts the order and every order that was split off from it: the buyer wants none of it. One that is cancelled already stays as it is. */
export async function stopOrder(sql: Sql, tools: HubTools, actorId: string, orderId: string, why: 'cancelled' | 'refunded'): Promise<void> {
  const family = await sql.rows<{ order_id: string; state: string }>("select order_id, state from customer_order where (order_id = $1 or split_of = $1) and cancelled = '' for update", [orderId])
  const waiting = family.filter((each) => each.state === 'waiting' || each.state === 'held').map((each) => each.order_id)
  await sql.run("update customer_order set state = 'cancelled', cancelled = $2, ended_at_ms = $3 where order_id = any($1::text[])", [waiting, why, tools.system.nowMs()])
  await recordHubFacts(sql, tools, actorId, family.filter((each) => !waiting.includes(each.order_id)).map((each) => ({ kind: 'OrderCancelled' as const, body: { orderId: each.order_id, why } })))
  await tellBoards(sql)
}
