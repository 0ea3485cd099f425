// The best wave of a small question, proven by looking at every set of aisles that could be better. Runs anywhere: no clock, no I/O.
// Rule WB9 of docs/specs/wave-building.md.
import { AisleSet } from './aisle-set.ts'
import type { CompactProblem } from './compact-problem.ts'
import type { Found } from './search-aisles.ts'

/** Sets of aisles beyond which a proof is not begun. */
const setLimit = 60_000
/** Covered orders of one set up to which the orders, too, are searched to the end. */
const orderLimit = 200

/** How many sets of at most `most` of `count` aisles there are, at most `setLimit + 1`. */
function setsOfAtMost(count: number, most: number): number {
  let sets = 0
  let ofSize = 1
  for (let size = 1; size <= most; size++) {
    ofSize = (ofSize * (count - size + 1)) / size
    sets += ofSize
    if (sets > setLimit) return setLimit + 1
  }
  return sets
}

/**
 * Improves on `known` until nothing can be better. `proven` false: the question is too large for that, and the answer is the best one seen.
 * `stepLimit` sets and orders are looked at before it is given up. A set is passed over when even all orders it covers, cut to the upper bound, would not beat the best find.
 */
export function exactWave(problem: CompactProblem, known: Found | undefined, stepLimit: number, isOver: () => boolean): { found: Found | undefined; proven: boolean } {
  const allUnits = problem.units.reduce((sum, units) => sum + units, 0)
  const atMostUnits = Math.min(allUnits, problem.upperBound)
  let found = known
  const mostAisles = (): number => Math.min(problem.aisleCount, found === undefined ? problem.aisleCount : Math.floor(atMostUnits / found.value + 1e-9))
  if (setsOfAtMost(problem.aisleCount, mostAisles()) > setLimit) return { found, proven: false }
  const set = new AisleSet(problem)
  let steps = 0
  let skipped = false
  const giveUp = (): boolean => ++steps > stepLimit || (steps % 1024 === 0 && isOver() && (steps = stepLimit + 1) > 0)
  const tryAisles = (from: number): void => {
    if (set.size >= mostAisles()) return
    for (let aisle = from; aisle < problem.aisleCount; aisle++) {
      if (giveUp()) return
      set.add(aisle)
      const limit = Math.min(set.coveredUnits, problem.upperBound)
      if (limit >= problem.lowerBound && limit > 0 && limit > (found?.value ?? 0) * set.size + 1e-9) {
        const packed = bestOrders(problem, set, Math.max(problem.lowerBound, Math.floor((found?.value ?? 0) * set.size + 1e-9) + 1), giveUp)
        if (packed === 'too-many') skipped = true
        else if (packed) found = { aisles: set.list(), orders: packed.orders, units: packed.units, value: packed.units / set.size }
      }
      tryAisles(aisle + 1)
      set.remove(aisle)
    }
  }
  tryAisles(0)
  return { found, proven: steps <= stepLimit && !skipped }
}

/** The most pieces, at least `atLeast`, that these aisles serve within the upper bound; null if there are not so many. */
function bestOrders(problem: CompactProblem, set: AisleSet, atLeast: number, giveUp: () => boolean): { orders: number[]; units: number } | 'too-many' | null {
  const { lineStart, lineItem, lineQuantity, units } = problem
  const covered: number[] = []
  for (let order = 0; order < problem.orderCount; order++) if (set.missing[order] === 0) covered.push(order)
  if (covered.length > orderLimit) return 'too-many'
  covered.sort((a, b) => units[b]! - units[a]! || a - b)
  const rest = new Float64Array(covered.length + 1)
  for (let at = covered.length - 1; at >= 0; at--) rest[at] = rest[at + 1]! + units[covered[at]!]!
  const room = set.stock.slice()
  const taken: number[] = []
  let best: number[] | null = null
  let bestUnits = atLeast - 1
  const search = (at: number, sum: number): void => {
    if (sum > bestUnits) {
      bestUnits = sum
      best = [...taken]
    }
    if (at === covered.length || bestUnits === problem.upperBound || sum + rest[at]! <= bestUnits || giveUp()) return
    const order = covered[at]!
    let fits = sum + units[order]! <= problem.upperBound
    for (let line = lineStart[order]!; line < lineStart[order + 1]! && fits; line++) fits = room[lineItem[line]!]! >= lineQuantity[line]!
    if (fits) {
      for (let line = lineStart[order]!; line < lineStart[order + 1]!; line++) room[lineItem[line]!]! -= lineQuantity[line]!
      taken.push(order)
      search(at + 1, sum + units[order]!)
      taken.pop()
      for (let line = lineStart[order]!; line < lineStart[order + 1]!; line++) room[lineItem[line]!]! += lineQuantity[line]!
    }
    search(at + 1, sum)
  }
  search(0, 0)
  return best === null ? null : { orders: (best as number[]).sort((a, b) => a - b), units: bestUnits }
}
