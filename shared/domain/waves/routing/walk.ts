// A walk as people and screens see it. Runs anywhere: no clock, no I/O. Rules RT18 and RT19 of docs/specs/routing.md.
import type { Grid, GridEnd } from './grid.ts'
import type { TourEdge } from './tour.ts'

export type Walk = {
  metres: number
  /** Walking at the site's speed, and reaching to the level of each place. */
  seconds: number
  /** In the row in which they are walked to. */
  places: string[]
  /** Corners and stops of the way, for drawing. */
  path: { x: number; y: number }[]
  start: string
  end: string
}

/** Corners and stops of one edge, from its first crossing to its last. */
function pointsOf(grid: Grid, edge: TourEdge): { x: number; y: number }[] {
  const width = grid.crossingY.length
  const crossing = (at: number): { x: number; y: number } => ({ x: grid.columns[Math.floor(at / width)]!.x, y: grid.crossingY[at % width]! })
  return [crossing(edge.from), ...edge.stops.map(stop => ({ x: grid.columns[stop.column]!.x, y: grid.columns[stop.column]!.stretches[stop.stretch]!.lowY + stop.offset })), crossing(edge.to)]
}

/** The walk along `edges`, which must follow one another. Its metres are added up anew from the points. */
export function walkOf(grid: Grid, edges: readonly TourEdge[], start: GridEnd, end: GridEnd): Walk {
  const path = [{ x: grid.columns[start.column]!.x, y: grid.crossingY[start.crossing]! }]
  let metres = 0
  let levelSeconds = 0
  for (const edge of edges) {
    for (const point of pointsOf(grid, edge)) {
      const last = path.at(-1)!
      if (last.x === point.x && last.y === point.y) continue
      metres += Math.abs(last.x - point.x) + Math.abs(last.y - point.y)
      path.push(point)
    }
    for (const stop of edge.stops) levelSeconds += grid.secondsPerLevel[Math.min(stop.level, grid.secondsPerLevel.length - 1)] ?? 0
  }
  return { metres, seconds: metres / grid.metresPerSecond + levelSeconds, places: edges.flatMap(edge => edge.stops.map(stop => stop.place)), path, start: start.name, end: end.name }
}
