// The wave problem as rows of numbers, without what can never be part of a wave. Runs anywhere: no clock, no I/O.
import type { ItemQuantity, WaveProblem } from './wave-problem.ts'

/**
 * Orders, items and aisles are renumbered; `orderIds` and `aisleIds` lead back. Lists lie one after the other: those of x from
 * `start[x]` up to `start[x + 1]`. An aisle's stock of an item is cut to what all orders together ask for; the asking lines of an
 * item stand by rising quantity.
 */
export type CompactProblem = {
  orderCount: number
  itemCount: number
  aisleCount: number
  lowerBound: number
  upperBound: number
  orderIds: Int32Array
  aisleIds: Int32Array
  units: Int32Array
  lineStart: Int32Array
  lineItem: Int32Array
  lineQuantity: Int32Array
  askStart: Int32Array
  askOrder: Int32Array
  askQuantity: Int32Array
  stockStart: Int32Array
  stockItem: Int32Array
  stockQuantity: Int32Array
}

/** One entry per item, quantities of the same item added up. */
function joined(rows: readonly ItemQuantity[]): Map<number, number> {
  const quantityOf = new Map<number, number>()
  for (const { item, quantity } of rows) if (quantity > 0) quantityOf.set(item, (quantityOf.get(item) ?? 0) + quantity)
  return quantityOf
}

const largest = 0x7fff_ffff

/** Leaves out orders that no choice of aisles can serve or that exceed the upper bound alone, items nobody asks for, and aisles that then hold nothing. */
export function compactProblem(problem: WaveProblem): CompactProblem {
  const totalStock = new Float64Array(problem.itemCount)
  for (const places of problem.aisles) for (const { item, quantity } of places) totalStock[item]! += quantity
  const orderIds: number[] = []
  const lines: Map<number, number>[] = []
  for (const [order, rows] of problem.orders.entries()) {
    if (rows.length === 0) continue
    const of = joined(rows)
    let units = 0
    let servable = true
    for (const [item, quantity] of of) {
      units += quantity
      if (quantity > totalStock[item]!) servable = false
    }
    if (!servable || units > problem.upperBound) continue
    orderIds.push(order)
    lines.push(of)
  }
  const itemOf = new Map<number, number>()
  const asked: number[] = []
  for (const of of lines) {
    for (const [item, quantity] of of) {
      let index = itemOf.get(item)
      if (index === undefined) {
        index = asked.length
        itemOf.set(item, index)
        asked.push(0)
      }
      asked[index]! += quantity
    }
  }
  const orderRows = flat(lines.map(of => [...of].map(([item, quantity]) => [itemOf.get(item)!, quantity] as const)))
  const asks: (readonly [number, number])[][] = asked.map(() => [])
  for (const [order, of] of lines.entries()) for (const [item, quantity] of of) asks[itemOf.get(item)!]!.push([order, quantity])
  for (const rows of asks) rows.sort((a, b) => a[1] - b[1] || a[0] - b[0])
  const askRows = flat(asks)
  const aisleIds: number[] = []
  const places: (readonly [number, number])[][] = []
  for (const [aisle, rows] of problem.aisles.entries()) {
    const useful = [...joined(rows)].flatMap(([item, quantity]): (readonly [number, number])[] => {
      const index = itemOf.get(item)
      return index === undefined ? [] : [[index, Math.min(quantity, asked[index]!, largest)]]
    })
    if (useful.length === 0) continue
    aisleIds.push(aisle)
    places.push(useful)
  }
  const stockRows = flat(places)
  return {
    orderCount: lines.length, itemCount: asked.length, aisleCount: aisleIds.length, lowerBound: problem.lowerBound, upperBound: problem.upperBound,
    orderIds: Int32Array.from(orderIds), aisleIds: Int32Array.from(aisleIds),
    units: Int32Array.from(lines, of => [...of.values()].reduce((sum, quantity) => sum + quantity, 0)),
    lineStart: orderRows.start, lineItem: orderRows.index, lineQuantity: orderRows.quantity,
    askStart: askRows.start, askOrder: askRows.index, askQuantity: askRows.quantity,
    stockStart: stockRows.start, stockItem: stockRows.index, stockQuantity: stockRows.quantity,
  }
}

function flat(lists: readonly (readonly (readonly [number, number])[])[]): { start: Int32Array; index: Int32Array; quantity: Int32Array } {
  const start = new Int32Array(lists.length + 1)
  for (const [at, list] of lists.entries()) start[at + 1] = start[at]! + list.length
  const index = new Int32Array(start[lists.length]!)
  const quantity = new Int32Array(start[lists.length]!)
  let next = 0
  for (const list of lists) {
    for (const [first, second] of list) {
      index[next] = first
      quantity[next++] = second
    }
  }
  return { start, index, quantity }
}
