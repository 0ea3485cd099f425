// The shortest walk of a list through a grid. Runs anywhere: no clock, no I/O. Rules RT15..RT20 of docs/specs/routing.md.
import { createFrontier, ONWARD, wider, type Frontier } from './frontier.ts'
import type { Grid, GridEnd, GridStop } from './grid.ts'
import { createServings, edgesOf, type Servings, type Step } from './servings.ts'
import { tourOf, type TourEdge } from './tour.ts'

/** `exact`: no shorter walk exists. Otherwise the programme over aisles kept only its best partial walks. */
export type ShortestWalk = { metres: number; exact: boolean; start: GridEnd; end: GridEnd; edges: TourEdge[] }

export type ShortestWalks = {
  /** null: no walk between any start and end meets all stops in less than `lessThan` metres. A walk that is known already spares work. */
  shortest(stops: readonly GridStop[], lessThan?: number): ShortestWalk | null
  /** Metres only, which is quicker; Infinity where `shortest` gives null. */
  metres(stops: readonly GridStop[]): number
}

type Programme = { frontier: Frontier; servings: Servings }
/**
 * Stops by stretch and by crossing, numbered `column * crossings + ...`, each row from front to back; 1 for the columns that have some. `all`: the walk may lead
 * through every column. Without one-way aisles, and when every aisle with a stop can be walked all through, no aisle without is of use: a way between two stops
 * may change its cross aisle in either of their aisles.
 */
type Sorted = { byStretch: readonly (GridStop[] | undefined)[]; byCrossing: readonly (GridStop[] | undefined)[]; columns: Uint8Array; all: boolean }
/** Partial walks of all steps, one behind the other; a parent is one of the step before. Kept from run to run, because garbage costs more than the sums. */
type Walks = { states: Int32Array; costs: Float64Array; parents: Int32Array; choices: Int32Array }
type Run = { metres: number; exact: boolean; step: number; index: number }

const NO_STOPS: readonly GridStop[] = []

/** Prepares a grid. `maxStates` bounds the partial walks kept after each step. */
export function createShortestWalks(grid: Grid, maxStates = 20_000): ShortestWalks {
  const width = grid.crossingY.length
  const programmes = new Map<number, Programme>()
  const passable = grid.columns.map(column => column.stretches.length > 0 && column.stretches.every(stretch => stretch.open))
  const pairs = grid.starts.flatMap(start => (grid.ends.length === 0 ? [start] : grid.ends).map(end => ({ start, end })))
  /** Of each state that the present step leads to, the metres so far and where its partial walk stands; Infinity for all others. */
  let costOf = new Float64Array(256).fill(Infinity)
  let slotOf = new Int32Array(256)
  let walks: Walks = { states: new Int32Array(4096), costs: new Float64Array(4096), parents: new Int32Array(4096), choices: new Int32Array(4096) }

  /** With directions, a crossing is passed on to the next aisle at most as often as there are stretches with stops that must be walked through, and twice more for the two ends. */
  function programmeFor(stops: readonly GridStop[]): Programme {
    const through = new Set(grid.directed ? stops.flatMap(stop => {
      const { oneWay, turning } = grid.columns[stop.column]!.stretches[stop.stretch]!
      return stop.crossing === null && (oneWay !== null || !turning) ? [stop.column * width + stop.stretch] : []
    }) : [])
    const maxNet = grid.directed ? Math.min(through.size + 2, 40) : 1
    let known = programmes.get(maxNet)
    if (!known) {
      const frontier = createFrontier(grid.along, grid.directed, maxNet)
      known = { frontier, servings: createServings(grid, frontier) }
      programmes.set(maxNet, known)
    }
    return known
  }

  function sortedStops(stops: readonly GridStop[]): Sorted {
    const byStretch: GridStop[][] = []
    const byCrossing: GridStop[][] = []
    const columns = new Uint8Array(grid.columns.length)
    let all = grid.directed || stops.length === 0
    for (const stop of stops) {
      const rows = stop.crossing === null ? byStretch : byCrossing
      const row = (rows[stop.column * width + (stop.crossing ?? stop.stretch)] ??= [])
      // Behind all that lie before it or beside it: rows are short.
      let at = row.length
      while (at > 0 && row[at - 1]!.offset > stop.offset) at--
      if (at === row.length) row.push(stop)
      else row.splice(at, 0, stop)
      columns[stop.column] = 1
      all ||= !passable[stop.column]
    }
    return { byStretch, byCrossing, columns, all }
  }

  function stepsOf(servings: Servings, { byStretch, byCrossing, columns, all }: Sorted, start: GridEnd, end: GridEnd): { steps: Step[]; lastNeeded: number } {
    const needed = columns.slice()
    needed[start.column] = needed[end.column] = 1
    const steps: Step[] = []
    let lastNeeded = 0
    let before = -1
    for (let column = 0; column < grid.columns.length; column++) {
      if (!all && needed[column] === 0) continue
      const { stretches } = grid.columns[column]!
      if (before >= 0) steps.push(servings.onward(before, column))
      if (column === start.column) steps.push(servings.crossing(column, start.crossing, 1, NO_STOPS))
      if (column === end.column) steps.push(servings.crossing(column, end.crossing, -1, NO_STOPS))
      for (let crossing = 0; crossing < width; crossing++) {
        const here = byCrossing[column * width + crossing]
        if (here) steps.push(servings.crossing(column, crossing, 0, here))
      }
      for (let stretch = 0; stretch < stretches.length; stretch++) {
        const here = byStretch[column * width + stretch]
        if (here || stretches[stretch]!.open) steps.push(servings.stretch(column, stretch, here ?? NO_STOPS))
      }
      before = column
      if (needed[column] === 1) lastNeeded = steps.length
    }
    return { steps, lastNeeded }
  }

  function run({ frontier }: Programme, steps: readonly Step[], lastNeeded: number, lessThan: number): Run {
    let best = lessThan
    let exact = true
    let bestStep = -1
    let bestIndex = -1
    let from = 0
    let end = 1
    let next = 1
    walks.states[0] = frontier.empty
    walks.costs[0] = 0
    for (let position = 0; position < steps.length; position++) {
      const { choice, charges, charge } = steps[position]!
      let places = frontier.places(choice)
      let table = frontier.table()
      let { states, costs, parents, choices } = walks
      for (let index = from; index < end; index++) {
        const state = states[index]!
        let place = state < places.length ? places[state]! : 0
        if (place === 0) {
          place = frontier.find(state, choice)
          places = frontier.places(choice)
          table = frontier.table()
          if (frontier.size() > costOf.length) {
            const narrow = costOf
            costOf = new Float64Array(2 * frontier.size()).fill(Infinity)
            costOf.set(narrow)
            slotOf = wider(slotOf, frontier.size())
          }
        }
        const cost = costs[index]!
        const count = table[place]!
        if (next + count > states.length) ({ states, costs, parents, choices } = walks = grown(walks))
        for (let way = place + 1; way <= place + 3 * count; way += 3) {
          const to = table[way]!
          const metres = cost + charges[table[way + 1]!]! * charge
          const earlier = costOf[to]!
          if (metres >= earlier || metres >= best) continue
          costOf[to] = metres
          if (earlier === Infinity) {
            states[next] = to
            slotOf[to] = next++
          }
          const slot = slotOf[to]!
          costs[slot] = metres
          parents[slot] = index
          choices[slot] = table[way + 2]!
        }
      }
      for (let index = end; index < next; index++) costOf[states[index]!] = Infinity
      if (next - end > maxStates) {
        exact = false
        trim(walks, end, next, maxStates)
        next = end + maxStates
      }
      from = end
      end = next
      if (position + 1 < lastNeeded) continue
      for (let index = from; index < end; index++) {
        if (walks.costs[index]! < best && frontier.closed(walks.states[index]!)) [best, bestStep, bestIndex] = [walks.costs[index]!, position + 1, index]
      }
    }
    return { metres: bestIndex < 0 ? Infinity : best, exact, step: bestStep, index: bestIndex }
  }

  function edgesOfRun(frontier: Frontier, steps: readonly Step[], { step: at, index }: Run): TourEdge[] {
    const edges: TourEdge[] = []
    for (; at > 0; at--) {
      const step = steps[at - 1]!
      const choice = walks.choices[index]!
      index = walks.parents[index]!
      if (step.choice !== ONWARD) {
        edges.push(...edgesOf(step, step.servings[choice]!))
        continue
      }
      const before = walks.states[index]!
      for (let crossing = 0; crossing < width; crossing++) {
        const [here, there] = [step.front + crossing, step.rear + crossing]
        const net = frontier.netOf(before, crossing)
        for (let count = Math.abs(net); count > 0; count--) edges.push(net > 0 ? { from: here, to: there, stops: NO_STOPS } : { from: there, to: here, stops: NO_STOPS })
        if ((choice & (1 << crossing)) !== 0) edges.push({ from: here, to: there, stops: NO_STOPS }, { from: there, to: here, stops: NO_STOPS })
      }
    }
    return edges
  }

  return {
    shortest(stops, lessThan = Infinity) {
      const programme = programmeFor(stops)
      const sorted = sortedStops(stops)
      let best: ShortestWalk | null = null
      let wholly = true
      for (const { start, end } of pairs) {
        const { steps, lastNeeded } = stepsOf(programme.servings, sorted, start, end)
        const found = run(programme, steps, lastNeeded, best?.metres ?? lessThan)
        wholly &&= found.exact
        if (found.metres === Infinity) continue
        best = { metres: found.metres, exact: true, start, end, edges: tourOf(edgesOfRun(programme.frontier, steps, found), start.column * width + start.crossing, grid.directed) }
      }
      return best && { ...best, exact: wholly }
    },
    metres(stops) {
      const programme = programmeFor(stops)
      const sorted = sortedStops(stops)
      return Math.min(...pairs.map(({ start, end }) => {
        const { steps, lastNeeded } = stepsOf(programme.servings, sorted, start, end)
        return run(programme, steps, lastNeeded, Infinity).metres
      }))
    },
  }
}

function grown(old: Walks): Walks {
  const size = 2 * old.states.length
  const wide: Walks = { states: new Int32Array(size), costs: new Float64Array(size), parents: new Int32Array(size), choices: new Int32Array(size) }
  for (const column of ['states', 'costs', 'parents', 'choices'] as const) wide[column].set(old[column])
  return wide
}

/** Keeps the cheapest `size` of the partial walks in [from, to). */
function trim(walks: Walks, from: number, to: number, size: number): void {
  const kept = Array.from({ length: to - from }, (_, index) => from + index).sort((a, b) => walks.costs[a]! - walks.costs[b]! || a - b).slice(0, size)
  for (const column of ['states', 'costs', 'parents', 'choices'] as const) walks[column].set(kept.map(index => walks[column][index]!), from)
}
