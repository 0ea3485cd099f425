// A partition of a pool into lists, as the search changes it. Runs anywhere: no clock, no I/O.
import { assert } from '#shared/kernel/assert.ts'
import type { Pool } from './pool.ts'

/** List l holds members[l * width] … members[l * width + counts[l] - 1], in any row. Lists may be empty. */
export type Partition = {
  readonly width: number
  readonly lists: number
  readonly members: Int32Array
  readonly counts: Int32Array
  readonly lengths: Float64Array
  /** Load of list l by kind: used[l * kinds + kind]. */
  readonly used: Float64Array
}

/** While it searches, a list may hold a few orders more than fit a cart. */
const roomToOverflow = 4

/** The same partition in the search's form. */
export function partitionOf(pool: Pool, lists: readonly (readonly number[])[]): Partition {
  const width = pool.most + roomToOverflow
  const rows = lists.length
  const partition: Partition = { width, lists: rows, members: new Int32Array(rows * width), counts: new Int32Array(rows), lengths: new Float64Array(rows), used: new Float64Array(rows * pool.kinds) }
  for (const [row, orders] of lists.entries()) {
    assert(orders.length <= width, 'a list of the search holds few orders more than fit a cart')
    partition.members.set(orders, row * width)
    partition.counts[row] = orders.length
    partition.lengths[row] = pool.meter.lengthOf(partition.members, row * width, row * width + orders.length)
    for (const order of orders) for (let kind = 0; kind < pool.kinds; kind++) partition.used[row * pool.kinds + kind]! += pool.loads[order * pool.kinds + kind]!
  }
  return partition
}

/** Its lists that are not empty. */
export function listsOf({ width, lists, members, counts }: Partition): number[][] {
  return Array.from({ length: lists }, (_, row) => [...members.subarray(row * width, row * width + counts[row]!)]).filter(orders => orders.length > 0)
}

/** What all its lists walk. */
export function totalLength({ lengths }: Partition): number {
  return lengths.reduce((sum, length) => sum + length, 0)
}

/** The same orders on fewer lists: those with the fewest orders are dissolved, order by order onto the list that has the fewest. Carts may overflow. */
export function squeezed(pool: Pool, lists: readonly (readonly number[])[], rows: number): number[][] {
  const kept = lists.map(orders => [...orders]).sort((a, b) => b.length - a.length)
  const loose = kept.splice(rows).flat()
  for (const order of loose) {
    const room = kept.reduce((best, list) => (list.length < best.length ? list : best))
    assert(room.length < pool.most + roomToOverflow, 'so few lists were asked for as could hold the pool')
    room.push(order)
  }
  return kept
}

/** Whether no list overfills the cart. */
export function withinCarts({ kinds, capacity }: Pool, { lists, used }: Partition): boolean {
  for (let list = 0; list < lists; list++) for (let kind = 0; kind < kinds; kind++) if (used[list * kinds + kind]! > capacity[kind]! * (1 + 1e-9)) return false
  return true
}
