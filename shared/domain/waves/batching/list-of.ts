// One list with the length of its walk. Runs anywhere: no clock, no I/O. Rules BT5 and BT16 of docs/specs/batching.md.
import { meterOf } from './meter.ts'
import type { BatchList, BatchProblem } from './problem.ts'
import { siteLength } from './site-meter.ts'

/** The list of these orders, by index. */
export function listOf(problem: BatchProblem, orders: readonly number[]): BatchList {
  const own = orders.map(order => problem.orders[order]!)
  const length = problem.site ? siteLength(problem.site, own) : meterOf(problem.block, problem.policy, own).lengthOf(Int32Array.from(own.keys()), 0, own.length)
  return { orders: orders.toSorted((a, b) => a - b), length }
}

/** The same lists with their true lengths: where the problem is about a layout of more than one block, the search measured nearly true ones. */
export function measured(problem: BatchProblem, lists: readonly BatchList[]): readonly BatchList[] {
  return problem.site ? lists.map(list => listOf(problem, list.orders)) : lists
}
