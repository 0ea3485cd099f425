// What shipped software does: carts are filled one after the other, in arrival order or in priority order, and a cart goes when the next order does not fit.
import type { BatchProblem } from '#shared/domain/waves/batching/problem.ts'
import { listOf } from '#shared/domain/waves/batching/list-of.ts'
import { seededRandom } from '#shared/kernel/random.ts'

/** Lists filled one after the other by a priority drawn from the seed; the instances have none of their own. Limits: units only. */
export function priorityFill(problem: BatchProblem, seed: number): { orders: readonly number[]; length: number }[] {
  const random = seededRandom(seed)
  const rank = problem.orders.map(() => random())
  return filled(problem, [...problem.orders.keys()].sort((a, b) => rank[a]! - rank[b]!))
}

/** "First come first served" as published values have it: in arrival order, one cart open at a time. */
export function arrivalFill(problem: BatchProblem): { orders: readonly number[]; length: number }[] {
  return filled(problem, [...problem.orders.keys()])
}

function filled(problem: BatchProblem, row: readonly number[]): { orders: readonly number[]; length: number }[] {
  const lists: number[][] = []
  let left = 0
  for (const order of row) {
    const { units } = problem.orders[order]!.load
    if (units > left) {
      lists.push([])
      left = problem.capacity.units
    }
    lists.at(-1)!.push(order)
    left -= units
  }
  return lists.map(orders => listOf(problem, orders))
}
