// Walks by rules that people can follow without a screen. Runs anywhere: no clock, no I/O. Rules RT5..RT8, RT21 and RT22 of docs/specs/routing.md.
import { unreachable } from '#shared/kernel/assert.ts'
import type { Grid, GridEnd, GridStop } from './grid.ts'
import type { WalkRule } from './routings.ts'
import type { TourEdge } from './tour.ts'

/** One visited aisle of a block: the crossings at its front and back, and its stops from front to back. */
type Visit = { front: number; back: number; stops: readonly GridStop[] }

/** Rules are for layouts in which every aisle is walked in both directions, all through, and turned in. */
function rulesFit(grid: Grid): boolean {
  return !grid.directed && grid.columns.every(column => column.stretches.every(stretch => stretch.open && stretch.turning)) && !grid.along.includes('none')
}

/**
 * The walk by a rule from `start` to `end`; undefined where rules do not fit. One block is walked in ascending aisles. Several blocks are walked
 * one by one from the farthest to the nearest, each from the end that is nearer; the way there leads through the first aisle, whose stops are picked
 * in passing (Roodbergen & de Koster 2001).
 */
export function ruleWalk(grid: Grid, rule: WalkRule, stops: readonly GridStop[], start: GridEnd, end: GridEnd): TourEdge[] | undefined {
  if (!rulesFit(grid) || stops.length === 0) return undefined
  const width = grid.crossingY.length
  const edges: TourEdge[] = []
  let at = start.column * width + start.crossing
  const add = (to: number, some: readonly GridStop[] = []): void => {
    if (to !== at || some.length > 0) edges.push({ from: at, to, stops: some })
    at = to
  }
  /** Along an aisle or a cross aisle, at a corner where both are needed. */
  const go = (to: number): void => {
    const [here, there] = [Math.floor(at / width), Math.floor(to / width)]
    if (here !== there && at % width !== to % width) add(grid.columns[here]!.stretches.length > 0 ? here * width + (to % width) : there * width + (at % width))
    add(to)
  }
  const blocks = [...Map.groupBy(stops, stop => stop.stretch)].sort(([a], [b]) => b - a)
  const left = new Set(stops)
  if (blocks.length > 0 && blocks[0]![0] > 0) {
    const column = Math.min(...stops.map(stop => stop.column))
    go(column * width + Math.min(start.crossing, blocks[0]![0]))
    for (let block = at % width; block < blocks[0]![0]; block++) {
      const passed = stops.filter(stop => stop.column === column && stop.stretch === block).sort((a, b) => a.offset - b.offset)
      for (const stop of passed) left.delete(stop)
      add(column * width + block + 1, passed)
    }
  }
  for (const [block, all] of blocks) {
    const visits = [...Map.groupBy(all.filter(stop => left.has(stop)), stop => stop.column)].sort(([a], [b]) => a - b)
      .map(([column, some]): Visit => ({ front: column * width + block, back: column * width + block + 1, stops: some.toSorted((a, b) => a.offset - b.offset) }))
    if (visits.length === 0) continue
    const here = grid.columns[Math.floor(at / width)]!.x
    const x = (visit: Visit): number => grid.columns[Math.floor(visit.front / width)]!.x
    if (grid.along.length > 2 && Math.abs(x(visits.at(-1)!) - here) < Math.abs(x(visits[0]!) - here)) visits.reverse()
    walkBlock(grid, rule, visits, { atFront: at % width <= block, x: here }, go, add)
  }
  go(end.column * width + end.crossing)
  return edges
}

const downward = (stops: readonly GridStop[]): GridStop[] => [...Map.groupBy(stops, stop => stop.offset).values()].reverse().flat()

/** Begins at the front of the block, or at its back when the walk comes from a farther one, and ends at its front. `come.x` is where the walk stands. */
function walkBlock(grid: Grid, rule: WalkRule, visits: readonly Visit[], come: { atFront: boolean; x: number }, go: (to: number) => void, add: (to: number, stops?: readonly GridStop[]) => void): void {
  const up = ({ front, back, stops }: Visit): void => (go(front), add(back, stops))
  const down = ({ front, back, stops }: Visit): void => (go(back), add(front, downward(stops)))
  const fromFront = ({ front }: Visit, stops: readonly GridStop[]): void => {
    if (stops.length === 0) return
    go(front)
    add(front, stops)
  }
  const fromBack = ({ back }: Visit, stops: readonly GridStop[]): void => {
    if (stops.length === 0) return
    go(back)
    add(back, downward(stops))
  }
  switch (rule) {
    case 's-shape': {
      let atFront = come.atFront
      for (const [index, visit] of visits.entries()) {
        if (!atFront) down(visit)
        else if (index === visits.length - 1) fromFront(visit, visit.stops)
        else up(visit)
        atFront = !atFront
      }
      return
    }
    case 'return':
      for (const [index, visit] of visits.entries()) {
        if (index === 0 && !come.atFront) down(visit)
        else fromFront(visit, visit.stops)
      }
      return
    case 'largest-gap':
    case 'midpoint': {
      const [first, last] = [visits[0]!, visits.at(-1)!]
      if (first === last) return come.atFront ? fromFront(first, first.stops) : down(first)
      const parts = visits.slice(come.atFront ? 1 : 0, -1).map(visit => ({ visit, cut: rule === 'midpoint' ? halfWay(grid, visit) : afterLargestGap(grid, visit) }))
      // Aisles between the walk and the first one lie on its way along the front: their front part is served in passing.
      const x = (visit: Visit): number => grid.columns[Math.floor(visit.front / grid.crossingY.length)]!.x
      const onTheWay = (visit: Visit): boolean => come.atFront && (x(visit) - come.x) * (x(visit) - x(first)) <= 0
      for (const { visit, cut } of parts.toReversed()) if (onTheWay(visit)) fromFront(visit, visit.stops.slice(0, cut))
      if (come.atFront) up(first)
      for (const { visit, cut } of parts) fromBack(visit, visit.stops.slice(cut))
      down(last)
      for (const { visit, cut } of parts.toReversed()) if (!onTheWay(visit)) fromFront(visit, visit.stops.slice(0, cut))
      return
    }
    case 'composite': {
      let atFront = come.atFront
      for (const [index, through] of compositeThrough(grid, visits, atFront).entries()) {
        const visit = visits[index]!
        if (through) (atFront ? up : down)(visit)
        else (atFront ? fromFront : fromBack)(visit, visit.stops)
        if (through) atFront = !atFront
      }
      return
    }
    default:
      return unreachable(rule)
  }
}

function depth(grid: Grid, { front, back }: Visit): number {
  const width = grid.crossingY.length
  return grid.crossingY[back % width]! - grid.crossingY[front % width]!
}

/** How many stops lie in the front half; exactly in the middle counts to the front (Hall 1993). */
function halfWay(grid: Grid, visit: Visit): number {
  return visit.stops.filter(stop => stop.offset <= depth(grid, visit) / 2).length
}

/** How many stops lie before the largest of all gaps, those to the cross aisles included. */
function afterLargestGap(grid: Grid, visit: Visit): number {
  let best = { gap: -1, cut: 0 }
  for (let cut = 0; cut <= visit.stops.length; cut++) {
    const gap = (visit.stops[cut]?.offset ?? depth(grid, visit)) - (visit.stops[cut - 1]?.offset ?? 0)
    if (gap > best.gap) best = { gap, cut }
  }
  return best.cut
}

/** Which aisles are walked through so that the row of them, ending at the front, is shortest (Petersen 1997). */
function compositeThrough(grid: Grid, visits: readonly Visit[], atFront: boolean): boolean[] {
  let front = { metres: atFront ? 0 : Infinity, through: [] as boolean[] }
  let back = { metres: atFront ? Infinity : 0, through: [] as boolean[] }
  for (const visit of visits) {
    const length = depth(grid, visit)
    const stay = front.metres + 2 * visit.stops.at(-1)!.offset
    const stayBack = back.metres + 2 * (length - visit.stops[0]!.offset)
    const nextFront = stay <= back.metres + length ? { metres: stay, through: [...front.through, false] } : { metres: back.metres + length, through: [...back.through, true] }
    back = stayBack < front.metres + length ? { metres: stayBack, through: [...back.through, false] } : { metres: front.metres + length, through: [...front.through, true] }
    front = nextFront
  }
  return front.through
}
