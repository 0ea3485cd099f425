// Lists by savings: G. Clarke and J. W. Wright (Operations Research 12, 1964), in the variant C&W(ii) for batches, where savings are measured anew
// after each merge (R. de Koster, E. van der Poort and M. Wolters, International Journal of Production Research 37, 1999). No clock, no I/O.
import type { Pool } from './pool.ts'

/** Joins two lists at a time, those that save the most walking, as long as a cart holds both. Quadratic in the number of orders: for a few hundred. */
export function savingsLists(pool: Pool, orders: readonly number[]): number[][] {
  const { kinds, loads, capacity, meter } = pool
  const lists: (Int32Array | null)[] = orders.map(order => Int32Array.of(order))
  const used = orders.map(order => loads.slice(order * kinds, (order + 1) * kinds))
  const lengths = lists.map(list => meter.lengthOf(list!, 0, 1))
  // For each list its best partner among those behind it.
  const partner = new Int32Array(lists.length).fill(-1)
  const saved = new Float64Array(lists.length).fill(-1)
  const scratch = new Int32Array(pool.most)
  const saving = (one: number, other: number): number => {
    const a = lists[one]!
    const b = lists[other]!
    for (let kind = 0; kind < kinds; kind++) if (used[one]![kind]! + used[other]![kind]! > capacity[kind]!) return -1
    scratch.set(a)
    scratch.set(b, a.length)
    return lengths[one]! + lengths[other]! - meter.lengthOf(scratch, 0, a.length + b.length)
  }
  const seek = (one: number): void => {
    partner[one] = -1
    saved[one] = -1
    if (!lists[one]) return
    for (let other = one + 1; other < lists.length; other++) {
      if (!lists[other]) continue
      const by = saving(one, other)
      if (by > saved[one]!) {
        saved[one] = by
        partner[one] = other
      }
    }
  }
  for (let one = 0; one < lists.length; one++) seek(one)
  for (;;) {
    let one = -1
    for (let list = 0; list < lists.length; list++) if (partner[list]! >= 0 && (one < 0 || saved[list]! > saved[one]!)) one = list
    if (one < 0) break
    const other = partner[one]!
    const joined = new Int32Array(lists[one]!.length + lists[other]!.length)
    joined.set(lists[one]!)
    joined.set(lists[other]!, lists[one]!.length)
    lists[one] = joined
    lists[other] = null
    lengths[one] = meter.lengthOf(joined, 0, joined.length)
    for (let kind = 0; kind < kinds; kind++) used[one]![kind]! += used[other]![kind]!
    for (let list = 0; list <= other; list++) {
      if (list === one || list === other || partner[list] === one || partner[list] === other) seek(list)
      else if (list < one && lists[list]) {
        const by = saving(list, one)
        if (by > saved[list]!) {
          saved[list] = by
          partner[list] = one
        }
      }
    }
  }
  return lists.flatMap(list => (list ? [[...list]] : []))
}
