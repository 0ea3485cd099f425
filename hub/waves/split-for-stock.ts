// Orders that stock does not cover, where the site splits them: what there is goes with the wave, the rest waits as an order of its own. Rule ST10 of docs/specs/stock.md.
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { In } from '#shared/contract/contract.ts'
import { planWave } from '#shared/domain/waves/plan-wave.ts'
import { splitWaiting } from '../orders/split-order.ts'
import type { Database } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { readSettings } from '../store/settings.ts'
import { waitingOrders } from './candidates.ts'
import { freeSlots } from './free-slots.ts'
import { shortOfStock } from './free-stock.ts'
import { cappedBySlots } from './plan-of-rule.ts'
import { findRule } from './rules.ts'

/** Nothing where orders are held, or where this request has released already. An order of which nothing lies anywhere waits whole. */
export async function splitForStock(database: Database, tools: HubTools, actorId: string, { requestId, ruleId, orderIds }: In<BoardApi, 'wave.release'>): Promise<void> {
  if ((await readSettings(database)).shortStockRule !== 'split') return
  await database.write(async (sql) => {
    const rule = await findRule(sql, ruleId)
    if (!rule || (await sql.row('select 1 from wave where request_id = $1', [requestId]))) return
    const nowMs = tools.system.nowMs()
    const { candidates } = await waitingOrders(sql, nowMs, orderIds)
    // For an order that finds no slot now, goods may come before its turn does.
    const wave = planWave(cappedBySlots(rule, await freeSlots(sql, rule.mode)), candidates, nowMs)
    for (const { orderId, lines } of await shortOfStock(sql, wave.orderIds, 'split', rule.zones)) {
      if (lines.some((line) => line.part > 0)) await splitWaiting(sql, tools, actorId, orderId, new Map(lines.map((line) => [line.lineNumber, line.part])))
    }
  })
}
