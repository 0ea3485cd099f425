// Reads what is to be planned, on the thread that plans it: a pool of twenty thousand orders takes a second to read. Rules PL1, PL7 and PL13 of docs/specs/planning.md.
import { refusedBecause, type BoardRefused, type LeftOutReason } from '#shared/contract/board-refusals.ts'
import type { BatchAim } from '#shared/domain/waves/batching/problem.ts'
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'
import { hasPlannedLists } from '#shared/domain/waves/release-rule.ts'
import { personalBox } from '#shared/node/personal-box.ts'
import type { StoreAccess } from '../store/facts.ts'
import { openPatientReader } from '../store/patient-reader.ts'
import { realSystem } from '../system.ts'
import { linesToRelease } from './candidates.ts'
import { listQuestion, type ListQuestion } from './list-question.ts'
import type { PlannedOrder } from './plan-view.ts'
import { planOfRule, whyEmpty } from './plan-of-rule.ts'
import { findRule } from './rules.ts'

/** `nowMs` is the hub's time of asking. */
export type PlanWanted = { access: StoreAccess; nowMs: number; ruleId: string; orderIds?: readonly string[] | undefined; pickers: number; aim?: BatchAim | undefined }
export type ReadPlan = { rule: ReleaseRule; question: ListQuestion; orders: PlannedOrder[]; leftOut: ReadonlyMap<LeftOutReason, number> }

/** Over a connection of its own, which is closed afterwards. */
export async function readPlan({ access, nowMs, ruleId, orderIds, pickers, aim = 'least-length' }: PlanWanted): Promise<ReadPlan | BoardRefused> {
  const database = openPatientReader(access)
  const tools = { system: { ...realSystem, nowMs: () => nowMs }, box: personalBox(Buffer.from(access.key)) }
  try {
    return await database.snapshot(async (sql) => {
      // The other processors are for those who work.
      await sql.run('set local max_parallel_workers_per_gather = 0')
      const rule = await findRule(sql, ruleId)
      if (!rule) return refusedBecause('rule-unknown')
      if (!hasPlannedLists(rule)) return refusedBecause('lists-not-planned')
      const wave = await planOfRule(sql, tools, rule, null, orderIds)
      const lines = await linesToRelease(sql, wave.wave.orderIds, rule.zones)
      const question = await listQuestion(sql, wave, lines, { count: pickers, nowMs, aim })
      if (!question) return whyEmpty(rule, wave.slots, [...wave.leftOut])
      const rows = await sql.rows<{ order_id: string; number: string; content_hash: string }>('select order_id, number, content_hash from customer_order where order_id = any($1::text[])', [question.orderIds])
      const rowOf = new Map(rows.map((row) => [row.order_id, row]))
      const orders = question.orderIds.map((orderId): PlannedOrder => ({ ...wave.orders.get(orderId)!, number: rowOf.get(orderId)!.number, contentHash: rowOf.get(orderId)!.content_hash, lineCount: lines.get(orderId)?.length ?? 0 }))
      return { rule, question, orders, leftOut: wave.leftOut }
    })
  } finally {
    await database.close()
  }
}
