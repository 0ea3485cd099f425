// A first row of aisle sets, each one aisle larger than the one before. Runs anywhere: no clock, no I/O, no chance.
import type { AisleSet } from './aisle-set.ts'
import type { CompactProblem } from './compact-problem.ts'

/**
 * Adds to `set` the aisle that serves most, orders served in part counting by the third power of their served share, and calls `onGrown` after
 * each, until `mostAisles` are in. The third power was chosen by trial: whole orders come before many begun ones.
 */
export function growAisles(problem: CompactProblem, set: AisleSet, onGrown: () => void, mostAisles: () => number): void {
  const { lineStart, units, stockStart, stockItem, stockQuantity, askStart, askOrder, askQuantity, aisleCount } = problem
  const newlyServed = new Int32Array(problem.orderCount)
  const touched: number[] = []
  while (set.size < mostAisles()) {
    let bestAisle = -1
    let bestScore = -1
    for (let aisle = 0; aisle < aisleCount; aisle++) {
      if (set.chosen[aisle]) continue
      for (let at = stockStart[aisle]!; at < stockStart[aisle + 1]!; at++) {
        const item = stockItem[at]!
        const before = set.stock[item]!
        const after = before + stockQuantity[at]!
        for (let ask = askStart[item]!; ask < askStart[item + 1]! && askQuantity[ask]! <= after; ask++) {
          if (askQuantity[ask]! <= before) continue
          const order = askOrder[ask]!
          if (newlyServed[order]!++ === 0) touched.push(order)
        }
      }
      let score = 0
      for (const order of touched) {
        const lines = lineStart[order + 1]! - lineStart[order]!
        const before = 1 - set.missing[order]! / lines
        score += units[order]! * ((before + newlyServed[order]! / lines) ** 3 - before ** 3)
        newlyServed[order] = 0
      }
      touched.length = 0
      if (score > bestScore) {
        bestScore = score
        bestAisle = aisle
      }
    }
    set.add(bestAisle)
    onGrown()
  }
}
