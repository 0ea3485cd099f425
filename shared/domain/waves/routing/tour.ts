// A connected set of edges as one walk (Hierholzer 1873). Runs anywhere: no clock, no I/O. Rule RT18 of docs/specs/routing.md.
import { assert } from '#shared/kernel/assert.ts'
import type { GridStop } from './grid.ts'

/** One piece of the way between two crossings, or into an aisle and back to the same one. `stops` in the row in which they are met. */
export type TourEdge = { from: number; to: number; stops: readonly GridStop[] }

/** The edges in the row and direction in which they are walked from `start`, each once. Without directions an edge may be turned around. */
export function tourOf(edges: readonly TourEdge[], start: number, directed: boolean): TourEdge[] {
  const at = new Map<number, number[]>()
  const list = (crossing: number): number[] => {
    const known = at.get(crossing) ?? []
    at.set(crossing, known)
    return known
  }
  for (const [index, { from, to }] of edges.entries()) {
    list(from).push(index)
    if (!directed && to !== from) list(to).push(index)
  }
  const used = new Uint8Array(edges.length)
  const open: { crossing: number; by: TourEdge | null }[] = [{ crossing: start, by: null }]
  const walked: TourEdge[] = []
  while (open.length > 0) {
    const { crossing, by } = open.at(-1)!
    const waiting = list(crossing)
    while (waiting.length > 0 && used[waiting.at(-1)!] === 1) waiting.pop()
    const index = waiting.pop()
    if (index === undefined) {
      open.pop()
      if (by) walked.push(by)
      continue
    }
    used[index] = 1
    const edge = edges[index]!
    const turned = edge.from === crossing ? edge : { from: edge.to, to: edge.from, stops: turnedAround(edge.stops) }
    open.push({ crossing: turned.to, by: turned })
  }
  assert(walked.length === edges.length, 'a walk hangs together')
  return walked.reverse()
}

/** Backwards, but stops at one point keep their row: left before right, low before high. */
function turnedAround(stops: readonly GridStop[]): GridStop[] {
  return [...Map.groupBy(stops, stop => stop.offset).values()].reverse().flat()
}
