// A set of aisles and what its stock could serve, kept up to date move by move. Runs anywhere: no clock, no I/O.
import type { CompactProblem } from './compact-problem.ts'

/**
 * `coveredUnits`: pieces of the orders each of which the chosen aisles could serve if it were alone.
 * `excess`: pieces by which those orders together ask for more than lies in the chosen aisles, summed over items.
 * `coveredUnits` is never less than what the aisles really serve; `coveredUnits - weight × excess` guesses it (weight 1 is exact
 * for orders of one piece).
 */
export class AisleSet {
  readonly chosen: Uint8Array
  readonly stock: Int32Array
  /** Pieces that the covered orders ask for, per item. */
  readonly demand: Int32Array
  /** Lines of the order that the stock does not cover; 0: the order is covered. */
  readonly missing: Int32Array
  size = 0
  coveredUnits = 0
  excess = 0
  readonly #problem: CompactProblem
  readonly #largestAsk: Int32Array
  /** Scratch of `guessWith`: lines of an order that an aisle brings, all 0 between calls, and the orders that have some. */
  readonly #found: Int32Array
  readonly #touched: Int32Array

  constructor(problem: CompactProblem) {
    this.#problem = problem
    this.chosen = new Uint8Array(problem.aisleCount)
    this.stock = new Int32Array(problem.itemCount)
    this.demand = new Int32Array(problem.itemCount)
    this.missing = new Int32Array(problem.orderCount)
    this.#largestAsk = new Int32Array(problem.itemCount)
    this.#found = new Int32Array(problem.orderCount)
    this.#touched = new Int32Array(problem.orderCount)
    for (let order = 0; order < problem.orderCount; order++) this.missing[order] = problem.lineStart[order + 1]! - problem.lineStart[order]!
    for (let item = 0; item < problem.itemCount; item++) this.#largestAsk[item] = problem.askQuantity[problem.askStart[item + 1]! - 1]!
  }

  add(aisle: number): void {
    const { stockStart, stockItem, stockQuantity, askStart, askOrder, askQuantity } = this.#problem
    const { stock, demand, missing } = this
    this.chosen[aisle] = 1
    this.size++
    for (let at = stockStart[aisle]!, end = stockStart[aisle + 1]!; at < end; at++) {
      const item = stockItem[at]!
      const before = stock[item]!
      const after = before + stockQuantity[at]!
      stock[item] = after
      const wanted = demand[item]!
      if (wanted > before) this.excess -= wanted > after ? after - before : wanted - before
      if (before >= this.#largestAsk[item]!) continue
      for (let ask = askStart[item]!, last = askStart[item + 1]!; ask < last; ask++) {
        const quantity = askQuantity[ask]!
        if (quantity <= before) continue
        if (quantity > after) break
        const order = askOrder[ask]!
        if (--missing[order]! === 0) this.#cover(order)
      }
    }
  }

  remove(aisle: number): void {
    const { stockStart, stockItem, stockQuantity, askStart, askOrder, askQuantity } = this.#problem
    const { stock, demand, missing } = this
    this.chosen[aisle] = 0
    this.size--
    for (let at = stockStart[aisle]!, end = stockStart[aisle + 1]!; at < end; at++) {
      const item = stockItem[at]!
      const before = stock[item]!
      const after = before - stockQuantity[at]!
      stock[item] = after
      const wanted = demand[item]!
      if (wanted > after) this.excess += wanted > before ? before - after : wanted - after
      if (after >= this.#largestAsk[item]!) continue
      for (let ask = askStart[item]!, last = askStart[item + 1]!; ask < last; ask++) {
        const quantity = askQuantity[ask]!
        if (quantity <= after) continue
        if (quantity > before) break
        const order = askOrder[ask]!
        if (missing[order]!++ === 0) this.#uncover(order)
      }
    }
  }

  /** Covered pieces less `weight` × excess, if this aisle were in, too. Newly covered orders that want the same scarce item count as if each were the only one. */
  guessWith(aisle: number, weight: number): number {
    const { stockStart, stockItem, stockQuantity, askStart, askOrder, askQuantity, lineStart, lineItem, lineQuantity, units } = this.#problem
    const { stock, demand, missing } = this
    const touched = this.#touched
    const found = this.#found
    let count = 0
    let covered = this.coveredUnits
    let excess = this.excess
    const from = stockStart[aisle]!
    const end = stockStart[aisle + 1]!
    for (let at = from; at < end; at++) {
      const item = stockItem[at]!
      const before = stock[item]!
      const after = before + stockQuantity[at]!
      const wanted = demand[item]!
      if (wanted > before) excess -= wanted > after ? after - before : wanted - before
      if (before >= this.#largestAsk[item]!) continue
      for (let ask = askStart[item]!, last = askStart[item + 1]!; ask < last; ask++) {
        const quantity = askQuantity[ask]!
        if (quantity <= before) continue
        if (quantity > after) break
        const order = askOrder[ask]!
        const lines = found[order]! + 1
        found[order] = lines
        if (lines === 1) touched[count++] = order
      }
    }
    for (let index = 0; index < count; index++) {
      const order = touched[index]!
      const covers = found[order] === missing[order]
      found[order] = 0
      if (!covers) continue
      covered += units[order]!
      for (let at = lineStart[order]!, last = lineStart[order + 1]!; at < last; at++) {
        const item = lineItem[at]!
        const quantity = lineQuantity[at]!
        const over = demand[item]! + quantity - stock[item]!
        // A line that was missing until now finds what this aisle brings; its other claims on that item are not counted.
        if (over > 0 && quantity <= stock[item]!) excess += over < quantity ? over : quantity
      }
    }
    return covered - weight * excess
  }

  #cover(order: number): void {
    const { lineStart, lineItem, lineQuantity, units } = this.#problem
    this.coveredUnits += units[order]!
    for (let at = lineStart[order]!, end = lineStart[order + 1]!; at < end; at++) {
      const item = lineItem[at]!
      const quantity = lineQuantity[at]!
      const wanted = (this.demand[item]! += quantity)
      const over = wanted - this.stock[item]!
      if (over > 0) this.excess += over < quantity ? over : quantity
    }
  }

  #uncover(order: number): void {
    const { lineStart, lineItem, lineQuantity, units } = this.#problem
    this.coveredUnits -= units[order]!
    for (let at = lineStart[order]!, end = lineStart[order + 1]!; at < end; at++) {
      const item = lineItem[at]!
      const quantity = lineQuantity[at]!
      const over = this.demand[item]! - this.stock[item]!
      this.demand[item]! -= quantity
      if (over > 0) this.excess -= over < quantity ? over : quantity
    }
  }

  /** The chosen aisles, ascending. */
  list(): number[] {
    const aisles: number[] = []
    for (let aisle = 0; aisle < this.chosen.length; aisle++) if (this.chosen[aisle]) aisles.push(aisle)
    return aisles
  }

  /** Moves to exactly these aisles. */
  become(aisles: readonly number[]): void {
    const wanted = new Set(aisles)
    for (const aisle of this.list()) if (!wanted.has(aisle)) this.remove(aisle)
    for (const aisle of aisles) if (!this.chosen[aisle]) this.add(aisle)
  }
}
