// What a set of aisles is worth while it is searched: two ways to count, one face. Runs anywhere: no clock, no I/O.
import { AisleSet } from './aisle-set.ts'
import type { CompactProblem } from './compact-problem.ts'

/** `units`: pieces the chosen aisles serve, without the upper bound; a guess unless every order is of one product. */
export type AisleScore = {
  readonly chosen: Uint8Array
  readonly size: number
  units(): number
  /** About what `units` would be with this aisle, too. */
  unitsWith(aisle: number): number
  add(aisle: number): void
  remove(aisle: number): void
  /** Tells what the orders of the present set really came to. */
  learn(units: number): void
}

export function scoreFor(problem: CompactProblem): AisleScore {
  for (let order = 0; order < problem.orderCount; order++) if (problem.lineStart[order + 1]! - problem.lineStart[order]! > 1) return guessedScore(problem)
  return tabledScore(problem)
}

/** Orders of several products: covered pieces less a learnt share of the pieces asked for twice. */
function guessedScore(problem: CompactProblem): AisleScore {
  const set = new AisleSet(problem)
  let weight = 1
  const units = (): number => set.coveredUnits - weight * set.excess
  return {
    chosen: set.chosen,
    get size() {
      return set.size
    },
    units,
    unitsWith: aisle => set.guessWith(aisle, weight),
    add: aisle => set.add(aisle),
    remove: aisle => set.remove(aisle),
    learn(real) {
      if (set.excess > 0) weight += 0.2 * ((set.coveredUnits - real) / set.excess - weight)
    },
  }
}

/**
 * Every order asks for one product, so products do not compete: the most pieces of a product within a stock are a subset-sum, worked out
 * once for every stock. The sum over products is exact, and an aisle's part of it is a walk along its own products.
 */
function tabledScore(problem: CompactProblem): AisleScore {
  const { itemCount, aisleCount, askStart, askQuantity, stockStart, stockItem, stockQuantity } = problem
  const first = new Int32Array(itemCount + 1)
  for (let item = 0; item < itemCount; item++) {
    let asked = 0
    for (let ask = askStart[item]!; ask < askStart[item + 1]!; ask++) asked += askQuantity[ask]!
    first[item + 1] = first[item]! + asked + 1
  }
  const served = new Int32Array(first[itemCount]!)
  for (let item = 0; item < itemCount; item++) fillSubsetSums(served.subarray(first[item], first[item + 1]), askQuantity.subarray(askStart[item], askStart[item + 1]))
  const chosen = new Uint8Array(aisleCount)
  const stock = new Int32Array(itemCount)
  let size = 0
  let units = 0
  const at = (item: number, quantity: number): number => {
    const last = first[item + 1]! - 1
    const index = first[item]! + quantity
    return served[index < last ? index : last]!
  }
  const gain = (aisle: number, sign: 1 | -1, move: boolean): number => {
    let sum = 0
    for (let place = stockStart[aisle]!, end = stockStart[aisle + 1]!; place < end; place++) {
      const item = stockItem[place]!
      const before = stock[item]!
      const after = before + sign * stockQuantity[place]!
      sum += at(item, after) - at(item, before)
      if (move) stock[item] = after
    }
    return sum
  }
  return {
    chosen,
    get size() {
      return size
    },
    units: () => units,
    unitsWith: aisle => units + gain(aisle, 1, false),
    add(aisle) {
      chosen[aisle] = 1
      size++
      units += gain(aisle, 1, true)
    },
    remove(aisle) {
      chosen[aisle] = 0
      size--
      units += gain(aisle, -1, true)
    },
    learn: () => undefined,
  }
}

/** `into[room]` becomes the largest sum of some of the quantities that is at most `room`. */
function fillSubsetSums(into: Int32Array, quantities: Int32Array): void {
  const most = into.length - 1
  const reached = new Uint8Array(into.length)
  reached[0] = 1
  let top = 0
  for (const quantity of quantities) {
    top = Math.min(most, top + quantity)
    for (let sum = top; sum >= quantity; sum--) if (reached[sum - quantity]) reached[sum] = 1
  }
  for (let room = 1; room <= most; room++) into[room] = reached[room] ? room : into[room - 1]!
}
