// 退款拦截: an order is cancelled or refunded at any moment of its life.
import type { Done } from '#shared/contract/board-api.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, tellBoards, type HubTools } from '../store/facts.ts'

/** Before its release the order just ends; from then on the stations are told, and stop it at its next scan or at the hand-over. */
export async function cancelOrder(sql: Sql, tools: HubTools, actorId: string, asked: { number: string; shop: string; why: 'cancelled' | 'refunded' }): Promise<Done> {
  const found = await sql.rows<{ order_id: string; state: string; cancelled: string }>(
    "select order_id, state, cancelled from customer_order where number = $1 and ($2 = '' or shop = $2) for update", [asked.number, asked.shop])
  const [order, another] = found
  if (!order) return { kind: 'refused', why: `There is no order ${asked.number}${asked.shop ? ` of ${asked.shop}` : ''}.` }
  if (another) return { kind: 'refused', why: `Several shops have an order ${asked.number}; name the shop.` }
  if (order.cancelled !== '') return { kind: 'done' }
  if (order.state === 'waiting' || order.state === 'held') {
    await sql.run("update customer_order set state = 'cancelled', cancelled = $2, ended_at_ms = $3 where order_id = $1", [order.order_id, asked.why, tools.system.nowMs()])
    await tellBoards(sql)
    return { kind: 'done' }
  }
  await recordHubFacts(sql, tools, actorId, [{ kind: 'OrderCancelled', body: { orderId: order.order_id, why: asked.why } }])
  return { kind: 'done' }
}
