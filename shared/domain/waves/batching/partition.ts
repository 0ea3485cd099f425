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

/** The same partition in the search's form, with `spare` empty lists after it. */
export function partitionOf(pool: Pool, lists: readonly (readonly number[])[], spare: number): Partition {
  const width = pool.most + 2
  const rows = lists.length + spare
  const partition: Partition = { width, lists: rows, members: new Int32Array(rows * width), counts: new Int32Array(rows), lengths: new Float64Array(rows), used: new Float64Array(rows * pool.kinds) }
  for (const [row, orders] of lists.entries()) {
    assert(orders.length <= width, 'a list holds no more orders than fit a cart')
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
