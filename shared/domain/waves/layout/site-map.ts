// The map of a site as screens draw it. Runs anywhere: no clock, no I/O. Rules LY12 and LY13 of docs/specs/layout.md.
import type { SiteWays } from './layout-rows.ts'

export type Point = { x: number; y: number }
/** Aisles as lines from front to back, cross aisles as lines across; metres. `closed`: nobody walks there. */
export type SiteMapWays = { aisles: { name: string; x: number; fromY: number; toY: number; closed: boolean; oneWay: 'to-back' | 'to-front' | null }[]; crossAisles: number[]; starts: Point[]; ends: Point[] }
export const stopStates = ['done', 'now', 'next', 'open'] as const
export type SiteMapStop = Point & { side: 'left' | 'right'; state: (typeof stopStates)[number] }

/** One place of a list, in its row. `x` and `y` null: the layout does not hold it. */
export type TaskOnMap = { placeCode: string; isDone: boolean; x: number | null; y: number | null; side: 'left' | 'right' }

/** Aisles as long as their places lie; one without places, from the first cross aisle to the last. */
export function mapWays(ways: Pick<SiteWays, 'aisles' | 'crossAisles' | 'starts' | 'ends'>, ranges: readonly { aisle: string; low: number; high: number }[]): SiteMapWays {
  const crossAisles = ways.crossAisles.map((cross) => cross.y).sort((a, b) => a - b)
  const rangeOf = new Map(ranges.map((range) => [range.aisle, range]))
  return {
    aisles: ways.aisles.map(({ name, x, oneWay, closedBlocks }) => ({ name, x, oneWay, fromY: rangeOf.get(name)?.low ?? crossAisles[0] ?? 0, toY: rangeOf.get(name)?.high ?? crossAisles.at(-1) ?? 0, closed: closedBlocks.length >= crossAisles.length - 1 })),
    crossAisles, starts: ways.starts.map(({ x, y }) => ({ x, y })), ends: ways.ends.map(({ x, y }) => ({ x, y })),
  }
}

/** LY13: what is done is marked, the first that is not is where the picker is sent now, and the one behind it comes next. `now` names a place that is first whatever its row. */
export function walkStops(tasks: readonly TaskOnMap[], now?: string, next?: string): { stops: SiteMapStop[]; unplaced: string[] } {
  const open = tasks.filter((task) => !task.isDone)
  const current = now ?? open[0]?.placeCode
  const following = next ?? open.find((task) => task.placeCode !== current)?.placeCode
  return {
    unplaced: tasks.filter((task) => task.x === null || task.y === null).map((task) => task.placeCode),
    stops: tasks.flatMap(({ placeCode, isDone, x, y, side }) => (x === null || y === null ? [] : [{ x, y, side, state: placeCode === current ? 'now' as const : isDone ? 'done' as const : placeCode === following ? 'next' as const : 'open' as const }])),
  }
}
