// First plans, from which the search starts. Runs anywhere: no clock, no I/O. Rules BT6, BT7 of docs/specs/batching.md.
import type { Pool } from './pool.ts'

type Filling = { readonly orders: number[]; readonly left: Float64Array }

/** Lists that are being filled. Those on which not even the least of every load finds room are looked at no more: a large pool has thousands. */
function filling({ kinds, loads, capacity, count }: Pool): { readonly open: readonly Filling[]; fits(order: number, list: Filling): boolean; put(order: number, list: Filling | undefined): void; lists(): number[][] } {
  const least = Float64Array.from({ length: kinds }, (_, kind) => {
    let smallest = Infinity
    for (let order = 0; order < count; order++) smallest = Math.min(smallest, loads[order * kinds + kind]!)
    return smallest
  })
  const all: Filling[] = []
  const open: Filling[] = []
  return {
    open,
    fits(order, { left }) {
      for (let kind = 0; kind < kinds; kind++) if (loads[order * kinds + kind]! > left[kind]!) return false
      return true
    },
    put(order, chosen) {
      const list = chosen ?? { orders: [], left: capacity.slice() }
      if (!chosen) {
        all.push(list)
        open.push(list)
      }
      list.orders.push(order)
      for (let kind = 0; kind < kinds; kind++) list.left[kind]! -= loads[order * kinds + kind]!
      if (list.left.some((room, kind) => least[kind]! > room)) open.splice(open.indexOf(list), 1)
    },
    lists: () => all.map(list => list.orders),
  }
}

/** BT6: orders in the row they came, or in this row; each goes onto the first list it fits, or opens a new one. What common warehouse software does. */
export function firstFit(pool: Pool, row: Iterable<number> = Array(pool.count).keys()): number[][] {
  const lists = filling(pool)
  for (const order of row) lists.put(order, lists.open.find(list => lists.fits(order, list)))
  return lists.lists()
}

/** Large orders first, each onto the list with least room left that still holds it: as few lists as a simple rule finds (best fit decreasing). */
export function fewLists(pool: Pool): number[][] {
  const { kinds, loads, capacity } = pool
  const share = (order: number): number => {
    let most = 0
    for (let kind = 0; kind < kinds; kind++) most = Math.max(most, loads[order * kinds + kind]! / capacity[kind]!)
    return most
  }
  const lists = filling(pool)
  for (const order of Array.from({ length: pool.count }, (_, index) => index).sort((a, b) => share(b) - share(a) || a - b)) {
    let tightest: Filling | undefined
    let room = Infinity
    for (const list of lists.open) {
      if (!lists.fits(order, list)) continue
      let left = 0
      for (let kind = 0; kind < kinds; kind++) left += (list.left[kind]! - loads[order * kinds + kind]!) / capacity[kind]!
      if (left < room) [tightest, room] = [list, left]
    }
    lists.put(order, tightest)
  }
  return lists.lists()
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
