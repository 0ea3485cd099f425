// A checked layout as crossings and stretches. Runs anywhere: no clock, no I/O. Rules RT11..RT14 of docs/specs/routing.md.
import type { Along } from './frontier.ts'
import type { Aisle, LayoutProblem, SiteLayout, WalkEnd } from './layout.ts'

/** Part of an aisle between two crossings. Closed ones stay in the list, so that a block keeps its number. */
export type GridStretch = { low: number; high: number; lowY: number; highY: number; oneWay: Aisle['oneWay']; turning: boolean; open: boolean }
/** One aisle, or a point between aisles where a walk begins or ends (no stretches). */
export type GridColumn = { x: number; stretches: readonly GridStretch[] }
export type GridEnd = { name: string; column: number; crossing: number }
/** `offset` in metres from the low crossing of the stretch; `crossing` when the stop lies on one, and null otherwise. */
export type GridStop = { place: string; column: number; stretch: number; offset: number; crossing: number | null; level: number }

export type Grid = {
  /** Of each crossing of a column, ascending: the cross aisles, and the points inside aisles where walks begin or end. */
  crossingY: readonly number[]
  along: readonly Along[]
  columns: readonly GridColumn[]
  starts: readonly GridEnd[]
  ends: readonly GridEnd[]
  stops: ReadonlyMap<string, GridStop>
  /** Some way may be walked in one direction only. */
  directed: boolean
  metresPerSecond: number
  secondsPerLevel: readonly number[]
}

export type CheckedLayout = { grid: Grid | null; problems: LayoutProblem[] }

const SAME_METRES = 1e-6
const same = (a: number, b: number): boolean => Math.abs(a - b) < SAME_METRES

/** The layout as a grid, and everything that is wrong with it. `grid` is null when a fatal problem leaves nothing to walk in. */
export function checkLayout(layout: SiteLayout): CheckedLayout {
  const problems: LayoutProblem[] = []
  const aisles = checkedAisles(layout, problems)
  const crossAisles = layout.crossAisles.toSorted((a, b) => a.y - b.y)
  if (aisles.length === 0) problems.push({ code: 'no-aisle', fatal: true })
  if (crossAisles.length < 2) problems.push({ code: 'too-few-cross-aisles', fatal: true })
  for (const [index, { y }] of crossAisles.entries()) if (!Number.isFinite(y) || (index > 0 && same(y, crossAisles[index - 1]!.y))) problems.push({ code: 'cross-aisle-bad', y, fatal: true })
  if (!(layout.metresPerSecond > 0 && Number.isFinite(layout.metresPerSecond))) problems.push({ code: 'speed-not-positive', fatal: true })
  for (const [level, seconds] of layout.secondsPerLevel.entries()) if (!(seconds >= 0 && Number.isFinite(seconds))) problems.push({ code: 'level-seconds-bad', level, fatal: true })
  if (problems.some(problem => problem.fatal)) return { grid: null, problems }

  const front = crossAisles[0]!.y
  const back = crossAisles.at(-1)!.y
  for (const aisle of aisles) for (const block of aisle.closedBlocks) {
    if (!Number.isInteger(block) || block < 0 || block > crossAisles.length - 2) problems.push({ code: 'closed-block-unknown', aisle: aisle.name, block, fatal: false })
  }
  const onCrossAisle = ({ y }: WalkEnd): boolean => crossAisles.some(cross => same(cross.y, y))
  const blockAt = (y: number): number => crossAisles.findLastIndex((cross, index) => index < crossAisles.length - 1 && cross.y <= y)
  const placed = ([...layout.starts, ...layout.ends]).filter(end => {
    const ok = Number.isFinite(end.x) && Number.isFinite(end.y)
      && (onCrossAisle(end) || (end.y > front && end.y < back && aisles.some(aisle => same(aisle.x, end.x) && !aisle.closedBlocks.includes(blockAt(end.y)))))
    if (!ok) problems.push({ code: 'end-off-the-ways', end: end.name, fatal: false })
    return ok
  })

  // Crossings: cross aisles, and points inside aisles.
  const inside = placed.filter(end => !onCrossAisle(end))
  const crossings = [...crossAisles.map(cross => ({ y: cross.y, along: cross.oneWay ?? ('both' as Along), x: null as number | null })), ...inside.map(end => ({ y: end.y, along: 'none' as Along, x: end.x }))]
    .sort((a, b) => a.y - b.y || (a.x ?? -Infinity) - (b.x ?? -Infinity))
    .filter((one, index, all) => index === 0 || !same(one.y, all[index - 1]!.y) || !same(one.x ?? Infinity, all[index - 1]!.x ?? Infinity))
  const columnXs: { x: number; aisle: Aisle | null }[] = aisles.map(aisle => ({ x: aisle.x, aisle }))
  for (const end of placed) if (onCrossAisle(end) && !columnXs.some(column => same(column.x, end.x))) columnXs.push({ x: end.x, aisle: null })
  columnXs.sort((a, b) => a.x - b.x)
  const columns = columnXs.map(({ x, aisle }): GridColumn => {
    if (!aisle) return { x, stretches: [] }
    const here = crossings.flatMap((crossing, index) => (crossing.x === null || same(crossing.x, x) ? [index] : []))
    return { x, stretches: here.slice(1).map((high, index) => {
      const low = here[index]!
      return { low, high, lowY: crossings[low]!.y, highY: crossings[high]!.y, oneWay: aisle.oneWay, turning: aisle.turning, open: !aisle.closedBlocks.includes(blockAt(crossings[low]!.y)) }
    }) }
  })
  const gridEnd = (end: WalkEnd): GridEnd => ({
    name: end.name, column: columns.findIndex(column => same(column.x, end.x)),
    crossing: crossings.findIndex(crossing => same(crossing.y, end.y) && (crossing.x === null || same(crossing.x, end.x))),
  })
  const grid: Grid = {
    crossingY: crossings.map(crossing => crossing.y), along: crossings.map(crossing => crossing.along), columns,
    starts: layout.starts.filter(end => placed.includes(end)).map(gridEnd), ends: layout.ends.filter(end => placed.includes(end)).map(gridEnd),
    stops: new Map(), directed: aisles.some(aisle => aisle.oneWay !== null) || crossAisles.some(cross => cross.oneWay !== null),
    metresPerSecond: layout.metresPerSecond, secondsPerLevel: layout.secondsPerLevel,
  }
  return withReach(grid, placeStops(layout, grid, aisles, columnXs, problems), problems)
}

function checkedAisles(layout: SiteLayout, problems: LayoutProblem[]): Aisle[] {
  const names = new Set<string>()
  return layout.aisles.filter(aisle => {
    const code = !Number.isFinite(aisle.x) ? 'aisle-without-coordinates' as const : names.has(aisle.name) ? 'aisle-twice' as const : null
    if (code) problems.push({ code, aisle: aisle.name, fatal: false })
    else names.add(aisle.name)
    return code === null
  })
}

function placeStops(layout: SiteLayout, grid: Grid, aisles: readonly Aisle[], columnXs: readonly { aisle: Aisle | null }[], problems: LayoutProblem[]): Map<string, GridStop> {
  const columnOf = new Map(columnXs.flatMap(({ aisle }, column) => (aisle ? [[aisle.name, column]] : [])))
  const known = new Set(aisles.map(aisle => aisle.name))
  const stops = new Map<string, GridStop>()
  const seen = new Set<string>()
  for (const { place, aisle, y, level } of layout.places) {
    const refuse = (code: Extract<LayoutProblem, { place: string }>['code']): unknown => problems.push({ code, place, fatal: false })
    if (seen.has(place)) {
      refuse('place-twice')
      continue
    }
    seen.add(place)
    if (y === null || !Number.isFinite(y)) refuse('place-without-coordinates')
    else if (!known.has(aisle)) refuse('place-aisle-unknown')
    else if (!Number.isInteger(level) || level < 0) refuse('place-level-bad')
    else {
      const column = columnOf.get(aisle)!
      const stretches = grid.columns[column]!.stretches
      if (y < stretches[0]!.lowY - SAME_METRES || y > stretches.at(-1)!.highY + SAME_METRES) {
        refuse('place-outside-aisle')
        continue
      }
      const stretch = Math.max(0, stretches.findLastIndex(one => one.lowY - SAME_METRES <= y))
      const { low, high, lowY, highY, open } = stretches[stretch]!
      const crossing = same(y, lowY) ? low : same(y, highY) ? high : null
      if (crossing === null && !open) refuse('place-unreachable')
      else stops.set(place, { place, column, stretch, offset: y - lowY, crossing, level })
    }
  }
  return stops
}

/** Ways from one crossing to its neighbours, in metres. A crossing is numbered `column * crossings + crossing`. */
export function neighbours(grid: Grid): { to: number; metres: number }[][] {
  const width = grid.crossingY.length
  const ways: { to: number; metres: number }[][] = Array.from({ length: grid.columns.length * width }, () => [])
  for (const [column, { x, stretches }] of grid.columns.entries()) {
    const next = grid.columns[column + 1]
    if (next) for (const [crossing, along] of grid.along.entries()) {
      const [here, there] = [column * width + crossing, (column + 1) * width + crossing]
      if (along === 'both' || along === 'ascending') ways[here]!.push({ to: there, metres: next.x - x })
      if (along === 'both' || along === 'descending') ways[there]!.push({ to: here, metres: next.x - x })
    }
    for (const { low, high, lowY, highY, oneWay, open } of stretches) {
      if (!open) continue
      if (oneWay !== 'to-front') ways[column * width + low]!.push({ to: column * width + high, metres: highY - lowY })
      if (oneWay !== 'to-back') ways[column * width + high]!.push({ to: column * width + low, metres: highY - lowY })
    }
  }
  return ways
}

function reached(from: readonly number[], ways: readonly (readonly number[])[]): Uint8Array {
  const seen = new Uint8Array(ways.length)
  const open = [...from]
  for (const one of open) seen[one] = 1
  for (let one = open.pop(); one !== undefined; one = open.pop()) for (const to of ways[one]!) if (seen[to] === 0) {
    seen[to] = 1
    open.push(to)
  }
  return seen
}

/** Leaves out ends and places that a walk cannot come to and go on from. */
function withReach(grid: Grid, stops: Map<string, GridStop>, problems: LayoutProblem[]): CheckedLayout {
  const width = grid.crossingY.length
  const ways = neighbours(grid).map(some => some.map(way => way.to))
  const back: number[][] = ways.map(() => [])
  for (const [from, some] of ways.entries()) for (const to of some) back[to]!.push(from)
  const at = (end: GridEnd): number => end.column * width + end.crossing
  const fromStart = reached(grid.starts.map(at), ways)
  const toEnd = reached(grid.ends.map(at), back)
  // Without drop-off points a walk ends where it began, and not at another start.
  const tours = grid.starts.map(start => ({ from: reached([at(start)], ways), to: grid.ends.length > 0 ? toEnd : reached([at(start)], back) }))
  const starts = grid.starts.filter((end, index) => tours[index]!.to[at(end)] === 1 || (problems.push({ code: 'end-unreachable', end: end.name, fatal: false }), false))
  const ends = grid.ends.filter(end => fromStart[at(end)] === 1 || (problems.push({ code: 'end-unreachable', end: end.name, fatal: false }), false))
  if (starts.length === 0) return { grid: null, problems: [...problems, { code: 'no-start', fatal: true }] }
  for (const stop of stops.values()) {
    const { low, high, oneWay, turning } = grid.columns[stop.column]!.stretches[stop.stretch]!
    const [front, rear] = [stop.column * width + low, stop.column * width + high]
    const through = (a: number, b: number): boolean => tours.some(({ from, to }) => from[a] === 1 && to[b] === 1)
    const on = stop.crossing === null ? -1 : stop.column * width + stop.crossing
    const fine = on >= 0 ? through(on, on) : (oneWay !== 'to-front' && through(front, rear)) || (oneWay !== 'to-back' && through(rear, front))
      || (oneWay === null && turning && (through(front, front) || through(rear, rear)))
    if (fine) continue
    problems.push({ code: 'place-unreachable', place: stop.place, fatal: false })
    stops.delete(stop.place)
  }
  return { grid: { ...grid, starts, ends, stops }, problems }
}
