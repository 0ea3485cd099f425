// The best wave of a small question, proven by looking at every set of aisles that could be better. Runs anywhere: no clock, no I/O.
// Rule BW9 of docs/specs/wave-building.md.
import { AisleSet } from './aisle-set.ts'
import type { CompactProblem } from './compact-problem.ts'
import type { Found } from './search-aisles.ts'

/** A step is a set of aisles or an order that is looked at; an aisle of many products counts for as many steps. */
const entriesPerStep = 32
/** Covered orders of one set up to which the orders, too, are searched to the end. */
const orderLimit = 200

/**
 * Improves on `known` until nothing can be better. `proven` false: the question is too large for that, and the answer is the best one seen.
 * It is given up after `stepLimit` steps. Two bounds cut the work: an aisle gives at most what lies there and is asked
 * for, so the surplus of a better set over the value to beat, summed over its aisles, is positive; and a set serves of each item at most what its
 * covered orders ask and what lies there.
 */
export function exactWave(problem: CompactProblem, known: Found | undefined, stepLimit: number, isOver: () => boolean): { found: Found | undefined; proven: boolean } {
  const toBeat = known?.value ?? 0
  const surplus = Array.from({ length: problem.aisleCount }, (_, aisle) => -toBeat + problem.stockQuantity.subarray(problem.stockStart[aisle], problem.stockStart[aisle + 1]).reduce((sum, quantity) => sum + quantity, 0))
  const aisles = surplus.map((_, aisle) => aisle).sort((a, b) => surplus[b]! - surplus[a]! || a - b)
  const surplusAhead = new Float64Array(aisles.length + 1)
  for (let at = aisles.length - 1; at >= 0; at--) surplusAhead[at] = surplusAhead[at + 1]! + Math.max(0, surplus[aisles[at]!]!)
  let found = known
  const set = new AisleSet(problem)
  let steps = 0
  let skipped = false
  let asked = 0
  const giveUp = (cost: number): boolean => {
    steps += cost
    if (++asked % 256 === 0 && isOver()) steps = stepLimit + 1
    return steps > stepLimit
  }
  const tryAisles = (from: number, soFar: number): void => {
    if ((set.size + 1) * (found?.value ?? 0) >= problem.upperBound) return
    for (let at = from; at < aisles.length; at++) {
      const aisle = aisles[at]!
      // The rest has ever less to give: none of it, alone or together, makes up for what is missing.
      if (soFar + Math.max(surplus[aisle]!, surplusAhead[at]!) <= 0 || giveUp(1 + (problem.stockStart[aisle + 1]! - problem.stockStart[aisle]!) / entriesPerStep)) return
      set.add(aisle)
      const limit = Math.min(set.coveredUnits - set.excess, problem.upperBound)
      if (limit >= problem.lowerBound && limit > 0 && limit > (found?.value ?? 0) * set.size + 1e-9) {
        const packed = bestOrders(problem, set, Math.max(problem.lowerBound, Math.floor((found?.value ?? 0) * set.size + 1e-9) + 1), giveUp)
        if (packed === 'too-many') skipped = true
        else if (packed) found = { aisles: set.list(), orders: packed.orders, units: packed.units, value: packed.units / set.size }
      }
      tryAisles(at + 1, soFar + surplus[aisle]!)
      set.remove(aisle)
    }
  }
  tryAisles(0, 0)
  return { found, proven: steps <= stepLimit && !skipped }
}

/** The most pieces, at least `atLeast`, that these aisles serve within the upper bound; null if there are not so many. */
function bestOrders(problem: CompactProblem, set: AisleSet, atLeast: number, giveUp: (cost: number) => boolean): { orders: number[]; units: number } | 'too-many' | null {
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
    if (at === covered.length || bestUnits === problem.upperBound || sum + rest[at]! <= bestUnits || giveUp(1)) return
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
