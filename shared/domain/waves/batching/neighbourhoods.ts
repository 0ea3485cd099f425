// Which lists are searched together. Runs anywhere: no clock, no I/O. Rule BT10 of docs/specs/batching.md.
import type { Pool } from './pool.ts'

/** Up to so many orders one search is best; beyond, it is spread too thin. */
export const ordersTogether = 240

/**
 * The lists by their index, cut into groups of about `ordersTogether` orders whose walks are alike; the row they are put into turns with
 * the round, so that lists at the edge of one group are in the middle of another later. A small pool is one group.
 */
export function neighbourhoods(pool: Pool, lists: readonly (readonly number[])[], round: number): number[][] {
  const all = lists.map((_, index) => index)
  if (pool.count <= 1.5 * ordersTogether) return [all]
  const keys = lists.map(orders => pool.alike(orders, round))
  all.sort((a, b) => keys[a]! - keys[b]! || a - b)
  // Every other round the groups begin half a group later.
  let held = round % 2 === 0 ? 0 : ordersTogether / 2
  const groups: number[][] = [[]]
  for (const index of all) {
    if (held >= ordersTogether) {
      groups.push([])
      held = 0
    }
    groups.at(-1)!.push(index)
    held += lists[index]!.length
  }
  return groups.filter(group => group.length > 1)
}
