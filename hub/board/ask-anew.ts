// A carrier refused an order's waybill, or said what cannot be: somebody has looked, and the next release asks as another attempt.
import type { Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import { waybillRequestKey } from '#shared/domain/waybills/judge-answer.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, type HubTools } from '../store/facts.ts'

/** NB12: only before the order is on the floor. What the earlier attempt may have taken is never bound. */
export async function askAnew(sql: Sql, tools: HubTools, personId: string, orderId: string): Promise<Done> {
  const order = await sql.row<{ state: string; attempt: number; waybill_number: string | null }>('select state, attempt, waybill_number from customer_order where order_id = $1 for update', [orderId])
  if (order?.state !== 'waiting' && order?.state !== 'held') return refusedBecause('order-ended')
  const issued = await sql.row<{ waybill_number: string | null }>("update waybill_request set state = case when state = 'asking' then 'unclear' else state end where request_key = $1 returning waybill_number", [waybillRequestKey(orderId, order.attempt)])
  const waybillNumber = order.waybill_number ?? issued?.waybill_number
  await sql.run('update customer_order set attempt = attempt + 1 where order_id = $1', [orderId])
  if (waybillNumber) await recordHubFacts(sql, tools, personId, [{ kind: 'WaybillVoided', body: { waybillNumber, orderId, byPersonId: personId } }])
  return { kind: 'done' }
}
