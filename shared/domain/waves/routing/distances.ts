// Shortest ways between crossings (Dijkstra 1959), asked again and again. Runs anywhere: no clock, no I/O.
import { neighbours, type Grid } from './grid.ts'

export type Distances = {
  metres(from: number, to: number): number
  /** The crossings on a shortest way, both ends included; empty when there is none. */
  way(from: number, to: number): number[]
}

/** Each source is searched once and kept. */
export function createDistances(grid: Grid): Distances {
  const ways = neighbours(grid)
  const known = new Map<number, { metres: Float64Array; before: Int32Array }>()

  function from(source: number): { metres: Float64Array; before: Int32Array } {
    let found = known.get(source)
    if (!found) {
      found = search(ways, source)
      known.set(source, found)
    }
    return found
  }
  return {
    metres: (source, to) => from(source).metres[to]!,
    way(source, to) {
      const { metres, before } = from(source)
      if (metres[to] === Infinity) return []
      const found = [to]
      while (found.at(-1) !== source) found.push(before[found.at(-1)!]!)
      return found.reverse()
    },
  }
}

function search(ways: readonly (readonly { to: number; metres: number }[])[], source: number): { metres: Float64Array; before: Int32Array } {
  const metres = new Float64Array(ways.length).fill(Infinity)
  const before = new Int32Array(ways.length).fill(-1)
  metres[source] = 0
  const heap: { at: number; metres: number }[] = [{ at: source, metres: 0 }]
  const swap = (a: number, b: number): unknown => ([heap[a], heap[b]] = [heap[b]!, heap[a]!])
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    const last = heap.pop()!
    if (heap.length > 0) {
      heap[0] = last
      for (let at = 0; ;) {
        let child = 2 * at + 1
        if (child + 1 < heap.length && heap[child + 1]!.metres < heap[child]!.metres) child++
        if (child >= heap.length || heap[child]!.metres >= heap[at]!.metres) break
        swap(at, child)
        at = child
      }
    }
    if (first.metres > metres[first.at]!) continue
    for (const way of ways[first.at]!) {
      const through = first.metres + way.metres
      if (through >= metres[way.to]!) continue
      metres[way.to] = through
      before[way.to] = first.at
      heap.push({ at: way.to, metres: through })
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1
        if (heap[parent]!.metres <= heap[at]!.metres) break
        swap(at, parent)
        at = parent
      }
    }
  }
  return { metres, before }
}
