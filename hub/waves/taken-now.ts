// Which orders a rule takes of all that wait. Many of them are read beside the hub. Rules PL6 and PL13 of docs/specs/planning.md.
import type { LeftOutReason } from '#shared/contract/board-refusals.ts'
import type { Database } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { askApart } from './ask-apart.ts'
import { planOfRule } from './plan-of-rule.ts'
import { findRule } from './rules.ts'

/** How many orders wait until they are read beside the hub: these few take less time here than a process takes to start. */
const mostReadHere = 2_000

export type TakenNow = { readonly orderIds: readonly string[]; readonly leftOut: readonly (readonly [LeftOutReason, number])[] }

/** Whether they are read beside the hub. */
export async function manyWait(database: Database): Promise<boolean> {
  return (await database.row<{ count: number }>("select count(*)::int as count from (select 1 from customer_order where state = 'waiting' limit $1) as first", [mostReadHere + 1]))!.count > mostReadHere
}

/** In their row of service; of all that wait, or of these. Nothing of a rule that is not there. `askedCarriers`: as planOfRule has it. */
export async function takenNow(database: Database, tools: HubTools, ruleId: string, askedCarriers: ReadonlySet<string> | null, onlyOrderIds?: readonly string[]): Promise<TakenNow> {
  const { access } = tools
  const many = onlyOrderIds ? onlyOrderIds.length > mostReadHere : await manyWait(database)
  if (!many || !access) return readTaken(database, tools, ruleId, askedCarriers, onlyOrderIds)
  return askApart(access, { ask: 'taken', nowMs: tools.system.nowMs(), ruleId, askedCarriers, onlyOrderIds })
}

/** The same, read where it is called. */
export function readTaken(database: Database, tools: HubTools, ruleId: string, askedCarriers: ReadonlySet<string> | null, onlyOrderIds?: readonly string[]): Promise<TakenNow> {
  return database.snapshot(async (sql) => {
    const rule = await findRule(sql, ruleId)
    if (!rule) return { orderIds: [], leftOut: [] }
    const { wave, leftOut } = await planOfRule(sql, tools, rule, askedCarriers, onlyOrderIds)
    return { orderIds: wave.orderIds, leftOut: [...leftOut] }
  })
}
