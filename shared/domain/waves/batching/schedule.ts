// When lists are done, and how late. Runs anywhere: no clock, no I/O. Rule BT9 of docs/specs/batching.md.
import type { BatchOrder, BatchProblem, Pickers } from './problem.ts'

/** A list as the schedule sees it. `dueAtMs` is Infinity without a cut-off. */
export type TimedList = { readonly durationMs: number; readonly dueAtMs: number }
export type Schedule = { readonly tardinessMs: number; readonly makespanMs: number; /** Lists that end after they are due, with when they end. */ readonly late: ReadonlyMap<TimedList, number> }

/** How long a picker takes for a list. */
export function durationOf({ msPerList, msPerLength, msPerUnit }: Pickers, length: number, units: number): number {
  return msPerList + length * msPerLength + units * msPerUnit
}

/** A list is due when the first of its orders is; without one, never. */
export function dueOf(orders: readonly BatchOrder[]): number {
  return orders.reduce((due, { dueAtMs }) => Math.min(due, dueAtMs ?? Infinity), Infinity)
}

/**
 * BT9: lists by cut-off (J. R. Jackson's earliest due date, 1955), equal ones longest first (R. L. Graham, 1969), each to the picker who is free
 * first. `tardinessMs` sums what lists are late; `makespanMs` counts from the start until the last one is done.
 */
export function scheduleOf({ count, startAtMs }: Pickers, lists: readonly TimedList[]): Schedule {
  const free = new Float64Array(Math.max(1, count))
  let tardinessMs = 0
  let makespanMs = 0
  const late = new Map<TimedList, number>()
  for (const list of lists.toSorted((a, b) => (a.dueAtMs === b.dueAtMs ? b.durationMs - a.durationMs : a.dueAtMs - b.dueAtMs))) {
    const { durationMs, dueAtMs } = list
    let first = 0
    for (let picker = 1; picker < free.length; picker++) if (free[picker]! < free[first]!) first = picker
    const done = free[first]! + durationMs
    free[first] = done
    if (done > makespanMs) makespanMs = done
    if (startAtMs + done <= dueAtMs) continue
    tardinessMs += startAtMs + done - dueAtMs
    late.set(list, startAtMs + done)
  }
  return { tardinessMs, makespanMs, late }
}

/** What a plan costs, the most important first. Two plans are compared figure by figure. */
export type PlanCost = readonly [tardinessMs: number, makespanMs: number, length: number]

/** `makespanMs` is 0 where nobody asked for it, and both are without pickers. */
export function costOf(problem: BatchProblem, lists: readonly { readonly orders: readonly number[]; readonly length: number }[]): PlanCost {
  const length = lists.reduce((sum, list) => sum + list.length, 0)
  if (!problem.pickers) return [0, 0, length]
  const pickers = problem.pickers
  const { tardinessMs, makespanMs } = scheduleOf(pickers, lists.map(list => timedList(problem, pickers, list)))
  return [tardinessMs, problem.aim === 'least-makespan' ? makespanMs : 0, length]
}

/** Those of these lists that end too late. */
export function lateLists<L extends { readonly orders: readonly number[]; readonly length: number }>(problem: BatchProblem, lists: readonly L[]): L[] {
  const { pickers } = problem
  if (!pickers) return []
  const timed = lists.map(list => timedList(problem, pickers, list))
  const { late } = scheduleOf(pickers, timed)
  return lists.filter((_, index) => late.has(timed[index]!))
}

/** A list as the schedule sees it. */
export function timedList(problem: BatchProblem, pickers: Pickers, list: { readonly orders: readonly number[]; readonly length: number }): TimedList {
  const orders = list.orders.map(order => problem.orders[order]!)
  return { durationMs: durationOf(pickers, list.length, orders.reduce((sum, order) => sum + order.load.units, 0)), dueAtMs: dueOf(orders) }
}

/** Whether `one` costs less than `other` by more than sums of fractions may differ. */
export function costsLess(one: PlanCost, other: PlanCost): boolean {
  for (const [index, figure] of one.entries()) {
    const against = other[index]!
    if (Math.abs(figure - against) > 1e-9 * Math.max(1, Math.abs(against))) return figure < against
  }
  return false
}
