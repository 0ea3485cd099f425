// The pool in typed arrays, as the search reads it. Runs anywhere: no clock, no I/O.
import { meterOf, type Meter } from './meter.ts'
import { loadKinds, type BatchOrder, type BatchProblem, type Load } from './problem.ts'

/** Orders 0 … count - 1 of one mix class; `loads[order * kinds + kind]` against `capacity[kind]`, limited kinds only. */
export type Pool = {
  readonly count: number
  readonly kinds: number
  readonly loads: Float64Array
  readonly capacity: Float64Array
  readonly meter: Meter
  /** No list can hold more orders than this. */
  readonly most: number
  /** A number that is near for lists that go to the same places; `turn` chooses what is looked at. */
  readonly alike: (orders: readonly number[], turn: number) => number
}

/** The pool of these orders, each of which must fit the cart alone. */
export function poolOf(problem: BatchProblem, orders: readonly BatchOrder[]): Pool {
  const limited = loadKinds.filter(kind => Number.isFinite(problem.capacity[kind]))
  const loads = Float64Array.from(orders.flatMap(order => limited.map(kind => order.load[kind])))
  const most = Math.min(orders.length, ...limited.map(kind => mostThatFit(orders, kind, problem.capacity)))
  return { count: orders.length, kinds: limited.length, loads, capacity: Float64Array.from(limited, kind => problem.capacity[kind]), meter: meterOf(problem.block, problem.policy, orders), most: Math.max(1, most), alike: alikeOf(problem, orders) }
}

function mostThatFit(orders: readonly BatchOrder[], kind: keyof Load, capacity: Load): number {
  let left = capacity[kind]
  let fit = 0
  for (const load of orders.map(order => order.load[kind]).sort((a, b) => a - b)) {
    left -= load
    if (left < 0) break
    fit++
  }
  return fit
}

/** By turns: the outermost aisle, the innermost aisle, the middle of all stops, the middle of the outer half. */
function alikeOf({ block }: BatchProblem, orders: readonly BatchOrder[]): Pool['alike'] {
  const { aisleX, aisleLength } = block
  const scale = (aisleX.at(-1) ?? 0) + aisleLength + 1
  return (list, turn) => {
    let first = Infinity
    let last = 0
    let sum = 0
    let count = 0
    let deep = 0
    for (const order of list) {
      for (const { aisle, position } of orders[order]!.stops) {
        const x = aisleX[aisle]!
        if (x < first) first = x
        if (x > last) last = x
        sum += x
        deep += position
        count++
      }
    }
    if (count === 0) return 0
    const middle = sum / count
    switch (turn % 4) {
      case 0: return last * scale + middle
      case 1: return middle
      case 2: return first * scale + middle
      default: return last * scale + deep / count
    }
  }
}
