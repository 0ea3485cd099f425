// First plans, from which the search starts. Runs anywhere: no clock, no I/O. Rules BT6, BT7 of docs/specs/batching.md.
import type { Pool } from './pool.ts'

/** BT6: orders in the row they came; each goes onto the first list it fits, or opens a new one. What common warehouse software does. */
export function firstFit(pool: Pool): number[][] {
  const { kinds, loads, capacity } = pool
  const lists: { orders: number[]; left: Float64Array }[] = []
  for (let order = 0; order < pool.count; order++) {
    const fits = (left: Float64Array): boolean => {
      for (let kind = 0; kind < kinds; kind++) if (loads[order * kinds + kind]! > left[kind]!) return false
      return true
    }
    let list = lists.find(each => fits(each.left))
    if (!list) {
      list = { orders: [], left: capacity.slice() }
      lists.push(list)
    }
    list.orders.push(order)
    for (let kind = 0; kind < kinds; kind++) list.left[kind]! -= loads[order * kinds + kind]!
  }
  return lists.map(list => list.orders)
}

/** Large orders first, each onto the list with least room left that still holds it: as few lists as a simple rule finds (best fit decreasing). */
export function fewLists(pool: Pool): number[][] {
  const { kinds, loads, capacity } = pool
  const share = (order: number): number => {
    let most = 0
    for (let kind = 0; kind < kinds; kind++) most = Math.max(most, loads[order * kinds + kind]! / capacity[kind]!)
    return most
  }
  const lists: { orders: number[]; left: Float64Array }[] = []
  for (const order of Array.from({ length: pool.count }, (_, index) => index).sort((a, b) => share(b) - share(a) || a - b)) {
    let tightest: (typeof lists)[number] | undefined
    let room = Infinity
    for (const list of lists) {
      let left = 0
      let fits = true
      for (let kind = 0; kind < kinds && fits; kind++) {
        const after = list.left[kind]! - loads[order * kinds + kind]!
        if (after < 0) fits = false
        left += after / capacity[kind]!
      }
      if (fits && left < room) [tightest, room] = [list, left]
    }
    if (!tightest) {
      tightest = { orders: [], left: capacity.slice() }
      lists.push(tightest)
    }
    tightest.orders.push(order)
    for (let kind = 0; kind < kinds; kind++) tightest.left[kind]! -= loads[order * kinds + kind]!
  }
  return lists.map(list => list.orders)
}

/** The same orders on so many lists: those with the fewest orders are dissolved, each order onto the list with room for it that walks least further. null: one found no room. */
export function fitInto({ kinds, loads, capacity, meter }: Pool, lists: readonly (readonly number[])[], rows: number): number[][] | null {
  const sorted = lists.map(orders => [...orders]).sort((a, b) => b.length - a.length)
  const kept = sorted.splice(0, rows).map(orders => ({ orders, length: meter.lengthOf(Int32Array.from(orders), 0, orders.length), left: capacity.map((held, kind) => orders.reduce((left, order) => left - loads[order * kinds + kind]!, held)) }))
  for (const order of sorted.flat()) {
    let best: { list: (typeof kept)[number]; length: number } | undefined
    for (const list of kept) {
      if (!list.left.every((room, kind) => loads[order * kinds + kind]! <= room + 1e-9)) continue
      const length = meter.lengthOf(Int32Array.from([...list.orders, order]), 0, list.orders.length + 1)
      if (!best || length - list.length < best.length - best.list.length) best = { list, length }
    }
    if (!best) return null
    best.list.orders.push(order)
    best.list.length = best.length
    for (let kind = 0; kind < kinds; kind++) best.list.left[kind]! -= loads[order * kinds + kind]!
  }
  return kept.map(({ orders }) => orders)
}

/** The fewest lists that could hold these orders: their load in the scarcest limit, in carts. */
export function fewestLists({ kinds, loads, capacity, most }: Pool, orders: readonly number[]): number {
  let fewest = Math.ceil(orders.length / most)
  for (let kind = 0; kind < kinds; kind++) {
    const sum = orders.reduce((total, order) => total + loads[order * kinds + kind]!, 0)
    if (sum > 0) fewest = Math.max(fewest, Math.ceil(sum / capacity[kind]! - 1e-9))
  }
  return fewest
}
