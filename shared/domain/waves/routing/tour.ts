// A connected set of edges as one walk (Hierholzer 1873). Runs anywhere: no clock, no I/O. Rule RT18 of docs/specs/routing.md.
import { assert } from '#shared/kernel/assert.ts'
import type { GridStop } from './grid.ts'

/** One piece of the way between two crossings, or into an aisle and back to the same one. `stops` in the row in which they are met. */
export type TourEdge = { from: number; to: number; stops: readonly GridStop[] }

/** The edges in the row and direction in which they are walked from `start`, each once. Without directions an edge may be turned around. */
export function tourOf(edges: readonly TourEdge[], start: number, directed: boolean): TourEdge[] {
  // Edge `index` leaves its first crossing as half `2 * index` and, turned around, its last one as the half behind that; the halves that leave a crossing hang behind one another.
  const firstHalf: number[] = []
  const nextHalf: number[] = []
  const leave = (crossing: number, half: number): void => {
    nextHalf[half] = firstHalf[crossing] ?? -1
    firstHalf[crossing] = half
  }
  for (let index = 0; index < edges.length; index++) {
    const { from, to } = edges[index]!
    leave(from, 2 * index)
    if (!directed && to !== from) leave(to, 2 * index + 1)
  }
  const used: boolean[] = []
  const open: number[] = []
  const walked: TourEdge[] = []
  for (let at = start; ;) {
    let half = firstHalf[at] ?? -1
    while (half >= 0 && used[half >> 1]) half = nextHalf[half]!
    if (half >= 0) {
      const { from, to } = edges[half >> 1]!
      firstHalf[at] = nextHalf[half]!
      used[half >> 1] = true
      open.push(half)
      at = (half & 1) === 0 ? to : from
      continue
    }
    const by = open.pop()
    if (by === undefined) break
    const edge = edges[by >> 1]!
    const turned = (by & 1) === 0 ? edge : { from: edge.to, to: edge.from, stops: turnedAround(edge.stops) }
    walked.push(turned)
    at = turned.from
  }
  assert(walked.length === edges.length, 'a walk hangs together')
  return walked.reverse()
}

/** Backwards, but stops at one point keep their row: left before right, low before high. */
export function turnedAround(stops: readonly GridStop[]): readonly GridStop[] {
  if (stops.length < 2) return stops
  const turned: GridStop[] = []
  for (let end = stops.length; end > 0;) {
    let first = end - 1
    while (first > 0 && stops[first - 1]!.offset === stops[first]!.offset) first--
    for (let at = first; at < end; at++) turned.push(stops[at]!)
    end = first
  }
  return turned
}
