// Releases the lists of a plan as they are, and says what happened to its other orders since. Rule PL12 of docs/specs/planning.md.
import type { BoardApi } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import type { Out } from '#shared/contract/contract.ts'
import { mostShown, type MeanwhileReason } from '#shared/contract/wave-plans.ts'
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'
import type { CarrierPort } from '../carriers/carrier-port.ts'
import type { Database, Sql } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import type { PlannedOrder } from './plan-view.ts'
import { shortOfStock } from './free-stock.ts'
import { releaseWave } from './release-wave.ts'

type State = { order_id: string; state: string; content_hash: string; wave_id: string | null }
const statesOf = (sql: Sql, orders: readonly PlannedOrder[]): Promise<State[]> =>
  sql.rows<State>('select order_id, state, content_hash, wave_id from customer_order where order_id = any($1::text[])', [orders.map((order) => order.orderId)])

/** An order that was changed since stays behind: its pieces may not fit its list any more. */
export async function releasePlanned(
  database: Database, tools: HubTools, actorId: string, { requestId, rule, lists }: { requestId: string; rule: ReleaseRule; lists: readonly (readonly PlannedOrder[])[] }, carriers?: CarrierPort,
): Promise<Out<BoardApi, 'plan.release'>> {
  const planned = lists.flat()
  const before = new Map((await statesOf(database, planned)).map((row) => [row.order_id, row]))
  const asPlanned = ({ orderId, contentHash }: PlannedOrder): boolean => before.get(orderId)?.state === 'waiting' && before.get(orderId)?.content_hash === contentHash
  const given = lists.map((list) => list.filter(asPlanned).map((order) => order.orderId)).filter((list) => list.length > 0)
  if (given.length === 0) return refusedBecause('plan-empty')
  const answer = await releaseWave(database, tools, actorId, { requestId, ruleId: rule.ruleId, orderIds: given.flat() }, carriers, given)
  if (answer.kind === 'refused') return answer
  const after = new Map((await statesOf(database, planned)).map((row) => [row.order_id, row]))
  const isOut = ({ orderId }: PlannedOrder): boolean => after.get(orderId)?.wave_id === answer.waveId
  const whole = new Set(lists.filter((list) => !list.some(isOut)).flat())
  const short = new Set((await shortOfStock(database, planned.filter((order) => !isOut(order)).map((order) => order.orderId), 'hold', rule.zones)).map((each) => each.orderId))
  const why = (order: PlannedOrder): MeanwhileReason => {
    const now = after.get(order.orderId)
    switch (now?.state) {
      case 'released':
      case 'shipped':
      case 'short': return 'in-other-wave'
      case 'held': return 'held'
      case 'waiting': break
      default: return 'cancelled'
    }
    if (now?.content_hash !== order.contentHash) return 'changed'
    if (short.has(order.orderId)) return 'stock-short'
    return rule.mode === 'cart' && whole.has(order) ? 'no-cart-left' : 'not-allowed'
  }
  const behind = Map.groupBy(planned.filter((order) => !isOut(order)), why)
  return { ...answer, meanwhile: [...behind].map(([reason, orders]) => ({ why: reason, count: orders.length, numbers: orders.slice(0, mostShown.numbers).map((order) => order.number) })) }
}
