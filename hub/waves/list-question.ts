// What the planner of lists is asked about the wave that a rule takes now. Rules PL1 to PL5 of docs/specs/planning.md.
import type { BatchAim, BatchProblem } from '#shared/domain/waves/batching/problem.ts'
import { fillCarts, groundOf, listProblem, ontoCarts, usualPickers } from '#shared/domain/waves/list-problem.ts'
import { hasPlannedLists } from '#shared/domain/waves/release-rule.ts'
import type { Sql } from '../store/database.ts'
import { linesToRelease, type LineToRelease } from './candidates.ts'
import { cartSlots, siteAisles } from './draft-lists.ts'
import { planOnce } from './list-planner.ts'
import { siteWays } from './site-router.ts'
import type { WavePlan } from './plan-of-rule.ts'

/** The orders of each list, by id. */
export type PlannedLists = readonly (readonly string[])[]
/** `orderIds[i]` is order i of the problem, in their row of service. `carts`: the slots of each free cart. */
export type ListQuestion = { problem: BatchProblem; orderIds: readonly string[]; carts: readonly number[] }

/** undefined: the mode of the rule makes the lists, or no order is in the wave. */
export async function listQuestion(sql: Sql, { rule, wave, orders, slots }: WavePlan, known?: ReadonlyMap<string, LineToRelease[]>, pickers?: { count: number; nowMs: number; aim: BatchAim }): Promise<ListQuestion | undefined> {
  if (!hasPlannedLists(rule) || wave.orderIds.length === 0) return undefined
  const lines = known ?? (await linesToRelease(sql, wave.orderIds, rule.zones))
  const carts = cartSlots(rule, slots)
  const toPlan = wave.orderIds.map((orderId) => ({ ...orders.get(orderId)!, lines: lines.get(orderId) ?? [] }))
  const places = [...new Map(toPlan.flatMap((order) => order.lines.map((line) => [line.place.placeCode, line.place]))).values()]
  const problem = listProblem(rule, toPlan, groundOf(await siteWays(sql, places), await siteAisles(sql), places), carts, usualPickers(pickers?.count ?? 1, pickers?.nowMs ?? 0))
  return { problem: pickers ? { ...problem, aim: pickers.aim } : { ...problem, pickers: null }, orderIds: wave.orderIds, carts }
}

/** PL5: planned at once, without anybody who looks on. PL3: where planned lists do not fit the carts and filled ones carry more orders, those. */
export async function planQuickly({ problem, orderIds, carts }: ListQuestion, mostMoves?: number): Promise<PlannedLists> {
  const planned = await planOnce(problem, mostMoves)
  const idsOf = (lists: readonly (readonly number[])[]): PlannedLists => lists.map((list) => list.map((order) => orderIds[order]!))
  if (carts.length === 0) return idsOf(planned)
  const row = planned.toSorted((a, b) => Math.min(...a) - Math.min(...b))
  const taken = ontoCarts(row.map((list) => list.length), carts)
  const carried = row.reduce((sum, list, index) => sum + (taken[index] === null ? 0 : list.length), 0)
  const filled = fillCarts(problem, carts)
  return idsOf(filled.reduce((sum, list) => sum + list.length, 0) > carried ? filled : row)
}
