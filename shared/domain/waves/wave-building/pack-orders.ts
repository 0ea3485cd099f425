// The most pieces the chosen aisles can really serve: which of the covered orders share the stock. Runs anywhere: no clock, no I/O.
import type { AisleSet } from './aisle-set.ts'
import type { CompactProblem } from './compact-problem.ts'

export type PackedOrders = { orders: number[]; units: number }

/** Steps of the search in one knot of orders, after which its best find so far is kept. */
const stepLimit = 4000
/** The last orders of a knot that are searched; those before them, with more pieces for what they take, come in while they fit. */
const searchedOrders = 300

/**
 * Feasible always: no item is promised beyond the stock of the chosen aisles, and the upper bound holds. Orders whose items lie in plenty are
 * free; the others fall into knots that share a scarce item, and each knot is searched on its own, exactly while it is small.
 */
export function packOrders(problem: CompactProblem, set: AisleSet): PackedOrders {
  const { lineStart, lineItem, units } = problem
  const chosen: number[] = []
  const contested: number[] = []
  let total = 0
  for (let order = 0; order < problem.orderCount; order++) {
    if (set.missing[order]! > 0) continue
    let scarce = false
    for (let at = lineStart[order]!; at < lineStart[order + 1]! && !scarce; at++) scarce = set.demand[lineItem[at]!]! > set.stock[lineItem[at]!]!
    if (scarce) contested.push(order)
    else {
      chosen.push(order)
      total += units[order]!
    }
  }
  for (const knot of knots(problem, set, contested)) {
    for (const order of packKnot(problem, set, knot)) {
      chosen.push(order)
      total += units[order]!
    }
  }
  return total > problem.upperBound ? trimmed(problem, chosen, total) : { orders: chosen.sort((a, b) => a - b), units: total }
}

/** Orders that are joined, directly or through others, by items of which too little lies there. */
function knots(problem: CompactProblem, set: AisleSet, contested: readonly number[]): number[][] {
  const { lineStart, lineItem } = problem
  const firstOf = new Map<number, number>()
  const parent = contested.map((_, index) => index)
  const root = (index: number): number => {
    let at = index
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  for (const [index, order] of contested.entries()) {
    for (let at = lineStart[order]!; at < lineStart[order + 1]!; at++) {
      const item = lineItem[at]!
      if (set.demand[item]! <= set.stock[item]!) continue
      const first = firstOf.get(item)
      if (first === undefined) firstOf.set(item, index)
      else parent[root(index)] = root(first)
    }
  }
  return [...Map.groupBy(contested.keys(), root).values()].map(indices => indices.map(index => contested[index]!))
}

/** Depth-first with the best order first; an order more is only looked at while all that remain could still beat the best find. */
function packKnot(problem: CompactProblem, set: AisleSet, knot: readonly number[]): number[] {
  const { lineStart, lineItem, lineQuantity, units } = problem
  const room = new Map<number, number>()
  const scarceLines = (order: number): [number, number][] => {
    const lines: [number, number][] = []
    for (let at = lineStart[order]!; at < lineStart[order + 1]!; at++) {
      const item = lineItem[at]!
      if (set.demand[item]! > set.stock[item]!) {
        lines.push([item, lineQuantity[at]!])
        room.set(item, set.stock[item]!)
      }
    }
    return lines
  }
  const entries = knot.map(order => ({ order, units: units[order]!, lines: scarceLines(order), share: 0 }))
  for (const entry of entries) entry.share = entry.units / entry.lines.reduce((sum, [item, quantity]) => sum + (quantity * set.demand[item]!) / (set.stock[item]! ** 2), 0)
  entries.sort((a, b) => b.share - a.share || a.order - b.order)
  const rest = new Float64Array(entries.length + 1)
  for (let at = entries.length - 1; at >= 0; at--) rest[at] = rest[at + 1]! + entries[at]!.units
  const taken = new Uint8Array(entries.length)
  let best: number[] = []
  let bestUnits = -1
  let steps = 0
  const single = entries.every(entry => entry.lines.length === 1 && entry.lines[0]![1] === entry.units) && room.size === 1
  const scarcest = single ? entries[0]!.lines[0]![0] : -1
  const search = (at: number, sum: number): void => {
    if (at === entries.length) {
      if (sum > bestUnits) {
        bestUnits = sum
        best = entries.flatMap((entry, index) => (taken[index] ? [entry.order] : []))
      }
      return
    }
    const limit = single ? Math.min(rest[at]!, room.get(scarcest)!) : rest[at]!
    if (sum + limit <= bestUnits || ++steps > stepLimit && bestUnits >= 0) return
    const { lines, units: gain } = entries[at]!
    if (lines.every(([item, quantity]) => room.get(item)! >= quantity)) {
      for (const [item, quantity] of lines) room.set(item, room.get(item)! - quantity)
      taken[at] = 1
      search(at + 1, sum + gain)
      taken[at] = 0
      for (const [item, quantity] of lines) room.set(item, room.get(item)! + quantity)
    }
    search(at + 1, sum)
  }
  const from = Math.max(0, entries.length - searchedOrders)
  for (let at = 0; at < from; at++) {
    const { lines } = entries[at]!
    if (!lines.every(([item, quantity]) => room.get(item)! >= quantity)) continue
    for (const [item, quantity] of lines) room.set(item, room.get(item)! - quantity)
    taken[at] = 1
  }
  search(from, 0)
  return best
}

/** Drops the fewest pieces that bring the wave down to its upper bound: a subset-sum over the sizes of the orders. */
function trimmed(problem: CompactProblem, chosen: readonly number[], total: number): PackedOrders {
  const { units } = problem
  const over = total - problem.upperBound
  const bySize = Map.groupBy([...chosen].sort((a, b) => a - b), order => units[order]!)
  const sizes = [...bySize.keys()].sort((a, b) => b - a)
  const largest = sizes[0]!
  // lastSize[sum]: the size that reached this sum first; 0 where it is not reached. used[sum]: orders of the present size on the way to it.
  const reach = over + largest
  const lastSize = new Int32Array(reach + 1)
  const used = new Int32Array(reach + 1)
  lastSize[0] = -1
  for (const size of sizes) {
    const available = bySize.get(size)!.length
    used.fill(0)
    for (let sum = size; sum <= reach; sum++) {
      if (lastSize[sum] === 0 && lastSize[sum - size] !== 0 && used[sum - size]! < available) {
        lastSize[sum] = size
        used[sum] = used[sum - size]! + 1
      }
    }
  }
  let drop = over
  while (lastSize[drop] === 0) drop++
  const dropped = new Set<number>()
  for (let sum = drop; sum > 0; sum -= lastSize[sum]!) dropped.add(bySize.get(lastSize[sum]!)!.pop()!)
  return { orders: chosen.filter(order => !dropped.has(order)).sort((a, b) => a - b), units: total - drop }
}
