// Every useful way to serve the stops of one stretch. Runs anywhere: no clock, no I/O. Rule RT16 of docs/specs/routing.md.
import { unreachable } from '#shared/kernel/assert.ts'
import { MOST_EDGES, ONWARD, type Frontier, type Stretch } from './frontier.ts'
import type { Grid, GridStop } from './grid.ts'
import { turnedAround, type TourEdge } from './tour.ts'

/** `times`: how often a stretch is walked through in that direction. */
export type Serving = { way: 'nothing' | 'up' | 'down' | 'up-and-down' | 'from-front' | 'from-rear' | 'around-gap'; times: number }

/**
 * One step of the programme over aisles: a stretch with its stops from front to back, or one crossing as both its ends, or the way on to the next aisle.
 * What the frontier's `choice` charges by its number costs `charges` of it times `charge` metres. So many stops lie before the largest gap as `cut` says.
 */
export type Step = { choice: number; charges: Float64Array; charge: number; front: number; rear: number; servings: readonly Serving[]; stops: readonly GridStop[]; cut: number }

export type Servings = {
  stretch(column: number, stretch: number, stops: readonly GridStop[]): Step
  /** A crossing with stops on it, or where the walk begins (`net` 1) or ends (-1). */
  crossing(column: number, crossing: number, net: number, stops: readonly GridStop[]): Step
  /** `front` and `rear` are the first crossings of both columns. */
  onward(column: number, to: number): Step
}

type Menu = Pick<Step, 'servings' | 'choice'>
const NO_STOPS: readonly GridStop[] = []
const MET: readonly Serving[] = [{ way: 'from-front', times: 1 }]
const PASSED: readonly Serving[] = [{ way: 'nothing', times: 0 }]
const NO_SERVINGS: readonly Serving[] = []
const FREE = Float64Array.of(0)
const EDGES = Float64Array.from({ length: MOST_EDGES + 1 }, (_, edges) => edges)

/** What all lists have in common is made once. */
export function createServings(grid: Grid, frontier: Frontier): Servings {
  const width = grid.crossingY.length
  const unpicked: (Step | undefined)[] = []
  const known: (Menu | undefined)[] = []
  const crossings: (number | undefined)[] = []

  function menuOf(column: number, index: number, picked: boolean, gap: boolean): Menu {
    const { low, high, oneWay, turning, open } = grid.columns[column]!.stretches[index]!
    const servings: Serving[] = []
    const stretches: Stretch[] = []
    const menu = (): Menu => ({ servings, choice: frontier.choiceOf(stretches) })
    const add = (way: Serving['way'], times: number, effect: Partial<Stretch>): void => {
      servings.push({ way, times })
      stretches.push({ low, high, lowNet: 0, highNet: 0, lowMet: true, highMet: true, joined: true, ...effect })
    }
    if (!picked) add('nothing', 0, { lowMet: false, highMet: false, joined: false })
    if (!open) return menu()
    const most = grid.directed ? frontier.maxNet : 1
    for (let times = 1; times <= most; times++) {
      if (oneWay !== 'to-front') add('up', times, { lowNet: -times, highNet: times })
      if (oneWay !== 'to-back' && grid.directed) add('down', times, { lowNet: times, highNet: -times })
    }
    if (oneWay !== null) return menu()
    add('up-and-down', 1, {})
    if (!turning || !picked) return menu()
    add('from-front', 1, { highMet: false, joined: false })
    add('from-rear', 1, { lowMet: false, joined: false })
    if (gap) add('around-gap', 1, { joined: false })
    return menu()
  }

  function stepOf(column: number, index: number, stops: readonly GridStop[]): Step {
    const { low, high, lowY, highY } = grid.columns[column]!.stretches[index]!
    const length = highY - lowY
    const cut = cutOf(stops, length)
    const { servings, choice } = (known[3 * (column * width + index) + (stops.length === 0 ? 0 : cut === 0 ? 1 : 2)] ??= menuOf(column, index, stops.length > 0, cut > 0))
    const charges = new Float64Array(servings.length)
    for (let at = 0; at < charges.length; at++) charges[at] = metresOf(servings[at]!, length, stops, cut)
    return { choice, charges, charge: 1, front: column * width + low, rear: column * width + high, servings, stops, cut }
  }

  return {
    stretch: (column, index, stops) => (stops.length > 0 ? stepOf(column, index, stops) : (unpicked[column * width + index] ??= stepOf(column, index, NO_STOPS))),
    crossing(column, crossing, net, stops) {
      const choice = (crossings[3 * crossing + net + 1] ??= frontier.choiceOf([{ low: crossing, high: crossing, lowNet: net, highNet: 0, lowMet: true, highMet: false, joined: false }]))
      const at = column * width + crossing
      return { choice, charges: FREE, charge: 1, front: at, rear: at, servings: stops.length > 0 ? MET : PASSED, stops, cut: 0 }
    },
    onward: (column, to) => ({ choice: ONWARD, charges: EDGES, charge: grid.columns[to]!.x - grid.columns[column]!.x, front: column * width, rear: to * width, servings: NO_SERVINGS, stops: NO_STOPS, cut: 0 }),
  }
}

/** How many stops lie before the largest gap between two of them; 0 when one end of the stretch has a gap as large, which then is better left out. */
function cutOf(stops: readonly GridStop[], length: number): number {
  if (stops.length < 2) return 0
  let gap = Math.max(stops[0]!.offset, length - stops.at(-1)!.offset)
  let cut = 0
  for (let index = 1; index < stops.length; index++) {
    const between = stops[index]!.offset - stops[index - 1]!.offset
    if (between > gap) [gap, cut] = [between, index]
  }
  return cut
}

function metresOf({ way, times }: Serving, length: number, stops: readonly GridStop[], cut: number): number {
  switch (way) {
    case 'nothing':
      return 0
    case 'up':
    case 'down':
      return times * length
    case 'up-and-down':
      return 2 * length
    case 'from-front':
      return 2 * stops.at(-1)!.offset
    case 'from-rear':
      return 2 * (length - stops[0]!.offset)
    case 'around-gap':
      return 2 * (length - (stops[cut]!.offset - stops[cut - 1]!.offset))
    default:
      return unreachable(way)
  }
}

/** The edges of one serving, with every stop on one of them. */
export function edgesOf({ front, rear, stops, cut }: Step, { way, times }: Serving): TourEdge[] {
  switch (way) {
    case 'nothing':
      return []
    case 'up':
      return through(front, rear, stops, times)
    case 'down':
      return through(rear, front, turnedAround(stops), times)
    case 'up-and-down':
      return [{ from: front, to: rear, stops }, { from: rear, to: front, stops: NO_STOPS }]
    case 'from-front':
      return [{ from: front, to: front, stops }]
    case 'from-rear':
      return [{ from: rear, to: rear, stops: turnedAround(stops) }]
    case 'around-gap':
      return [{ from: front, to: front, stops: stops.slice(0, cut) }, { from: rear, to: rear, stops: turnedAround(stops.slice(cut)) }]
    default:
      return unreachable(way)
  }
}

/** So many times in one direction; the stops are met the first time. */
function through(from: number, to: number, stops: readonly GridStop[], times: number): TourEdge[] {
  const edges: TourEdge[] = [{ from, to, stops }]
  while (edges.length < times) edges.push({ from, to, stops: NO_STOPS })
  return edges
}
