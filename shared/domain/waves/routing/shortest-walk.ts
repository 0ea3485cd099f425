// The shortest walk of a list through a grid. Runs anywhere: no clock, no I/O. Rules RT15..RT20 of docs/specs/routing.md.
import { createFrontier, type Frontier, type Stretch } from './frontier.ts'
import type { Grid, GridEnd, GridStop } from './grid.ts'
import { tourOf, type TourEdge } from './tour.ts'

/** `exact`: no shorter walk exists. Otherwise the programme over aisles kept only its best partial walks. */
export type ShortestWalk = { metres: number; exact: boolean; start: GridEnd; end: GridEnd; edges: TourEdge[] }

export type ShortestWalks = {
  /** null: no walk between any start and end meets all stops in less than `lessThan` metres. A walk that is known already spares work. */
  shortest(stops: readonly GridStop[], lessThan?: number): ShortestWalk | null
  /** Metres only, which is quicker; Infinity where `shortest` gives null. */
  metres(stops: readonly GridStop[]): number
}

/** One way to serve a stretch; its edges are made only for the walk that is chosen. */
type Choice = { kind: number; metres: number; edges: () => TourEdge[] }
type Step =
  | { what: 'stretch'; choices: readonly Choice[] }
  | { what: 'met'; crossing: number; net: number; edges: readonly TourEdge[] }
  | { what: 'onward'; column: number; to: number; dx: number }
/** Partial walks of all steps, one behind the other; a parent is one of the step before. Kept from run to run, because garbage costs more than the sums. */
type Walks = { states: Int32Array; costs: Float64Array; parents: Int32Array; choices: Int32Array }
type Run = { metres: number; exact: boolean; step: number; index: number }

/** Prepares a grid. `maxStates` bounds the partial walks kept after each step. */
export function createShortestWalks(grid: Grid, maxStates = 20_000): ShortestWalks {
  const width = grid.crossingY.length
  const frontiers = new Map<number, Frontier>()
  const passable = grid.columns.map(column => column.stretches.length > 0 && column.stretches.every(stretch => stretch.open))
  const allColumns = grid.columns.map((_, column) => column)
  let slotOf = new Int32Array(256)
  let stampOf = new Int32Array(256)
  let stamp = 0
  let walks: Walks = { states: new Int32Array(4096), costs: new Float64Array(4096), parents: new Int32Array(4096), choices: new Int32Array(4096) }

  /** With directions, a crossing is passed on to the next aisle at most as often as there are stretches with stops that must be walked through, and twice more for the two ends. */
  function frontierFor(stops: readonly GridStop[]): Frontier {
    const through = new Set(stops.flatMap(stop => {
      const { oneWay, turning } = grid.columns[stop.column]!.stretches[stop.stretch]!
      return stop.crossing === null && (oneWay !== null || !turning) ? [stop.column * width + stop.stretch] : []
    }))
    const maxNet = grid.directed ? Math.min(through.size + 2, 40) : 1
    const known = frontiers.get(maxNet) ?? createFrontier(grid.along, grid.directed, maxNet)
    frontiers.set(maxNet, known)
    return known
  }

  /** Columns the walk may use. Without one-way aisles, and when every aisle with a pick can be walked all through, no other aisle is of use: a way between two stops may change its cross aisle in either of their aisles. */
  function usedColumns(needed: ReadonlySet<number>, stopColumns: ReadonlySet<number>): number[] {
    return !grid.directed && stopColumns.size > 0 && [...stopColumns].every(column => passable[column]) ? [...needed].sort((a, b) => a - b) : allColumns
  }

  function stepsOf(frontier: Frontier, stops: readonly GridStop[], start: GridEnd, end: GridEnd): { steps: Step[]; lastNeeded: number } {
    const byStretch = Map.groupBy(stops.filter(stop => stop.crossing === null), stop => stop.column * width + stop.stretch)
    const byCrossing = Map.groupBy(stops.filter(stop => stop.crossing !== null), stop => stop.column * width + stop.crossing!)
    const stopColumns = new Set(stops.map(stop => stop.column))
    const needed = new Set([...stopColumns, start.column, end.column])
    const used = usedColumns(needed, stopColumns)
    const steps: Step[] = []
    let lastNeeded = 0
    for (const [index, column] of used.entries()) {
      const before = used[index - 1]
      if (before !== undefined) steps.push({ what: 'onward', column: before, to: column, dx: grid.columns[column]!.x - grid.columns[before]!.x })
      if (column === start.column) steps.push({ what: 'met', crossing: start.crossing, net: 1, edges: [] })
      if (column === end.column) steps.push({ what: 'met', crossing: end.crossing, net: -1, edges: [] })
      for (let crossing = 0; crossing < width; crossing++) {
        const at = column * width + crossing
        const here = byCrossing.get(at)
        if (here) steps.push({ what: 'met', crossing, net: 0, edges: [{ from: at, to: at, stops: here }] })
      }
      for (const stretch of grid.columns[column]!.stretches.keys()) {
        const choices = choicesOf(grid, frontier, column, stretch, byStretch.get(column * width + stretch) ?? [])
        if (choices.length !== 1 || choices[0]!.kind >= 0) steps.push({ what: 'stretch', choices })
      }
      if (needed.has(column)) lastNeeded = steps.length
    }
    return { steps, lastNeeded }
  }

  function run(frontier: Frontier, steps: readonly Step[], lastNeeded: number, lessThan: number): Run {
    let best = lessThan
    let exact = true
    let bestStep = -1
    let bestIndex = -1
    let from = 0
    let end = 1
    let next = 1
    walks.states[0] = frontier.empty
    walks.costs[0] = 0
    const emit = (state: number, cost: number, parent: number, choice: number): void => {
      if (cost >= best) return
      if (state >= slotOf.length) [slotOf, stampOf] = [wider(slotOf, state), wider(stampOf, state)]
      let slot = slotOf[state]!
      if (stampOf[state] !== stamp) {
        if (next >= walks.states.length) walks = grown(walks)
        stampOf[state] = stamp
        slotOf[state] = slot = next++
        walks.states[slot] = state
      } else if (cost >= walks.costs[slot]!) return
      walks.costs[slot] = cost
      walks.parents[slot] = parent
      walks.choices[slot] = choice
    }
    const finish = (step: number): void => {
      for (let index = from; index < end; index++) {
        if (walks.costs[index]! < best && frontier.closed(walks.states[index]!)) [best, bestStep, bestIndex] = [walks.costs[index]!, step, index]
      }
    }
    for (const [position, step] of steps.entries()) {
      stamp++
      for (let index = from; index < end; index++) {
        const state = walks.states[index]!
        const cost = walks.costs[index]!
        if (step.what === 'onward') {
          const ways = frontier.onward(state)
          for (let way = 0; way < ways.length; way++) emit(ways[way]!.to, cost + ways[way]!.edges * step.dx, index, ways[way]!.pairs)
        } else if (step.what === 'met') {
          const to = frontier.met(state, step.crossing, step.net)
          if (to >= 0) emit(to, cost, index, 0)
        } else {
          for (let choice = 0; choice < step.choices.length; choice++) {
            const { kind, metres } = step.choices[choice]!
            const to = kind < 0 ? state : frontier.stretch(state, kind)
            if (to >= 0) emit(to, cost + metres, index, choice)
          }
        }
      }
      if (next - end > maxStates) {
        exact = false
        trim(walks, end, next, maxStates)
        next = end + maxStates
      }
      from = end
      end = next
      if (position + 1 >= lastNeeded) finish(position + 1)
    }
    return { metres: bestIndex < 0 ? Infinity : best, exact, step: bestStep, index: bestIndex }
  }

  function edgesOf(frontier: Frontier, steps: readonly Step[], { step: at, index }: Run): TourEdge[] {
    const edges: TourEdge[] = []
    for (; at > 0; at--) {
      const step = steps[at - 1]!
      const choice = walks.choices[index]!
      index = walks.parents[index]!
      if (step.what === 'stretch') edges.push(...step.choices[choice]!.edges())
      if (step.what === 'met') edges.push(...step.edges)
      if (step.what !== 'onward') continue
      const before = walks.states[index]!
      for (let crossing = 0; crossing < width; crossing++) {
        const [here, there] = [step.column * width + crossing, step.to * width + crossing]
        const net = frontier.netOf(before, crossing)
        const pair = (choice & (1 << crossing)) !== 0
        for (let count = Math.abs(net); count > 0; count--) edges.push(net > 0 ? { from: here, to: there, stops: [] } : { from: there, to: here, stops: [] })
        if (pair) edges.push({ from: here, to: there, stops: [] }, { from: there, to: here, stops: [] })
      }
    }
    return edges
  }

  function pairs(): [GridEnd, GridEnd][] {
    return grid.starts.flatMap(start => (grid.ends.length === 0 ? [[start, start] as [GridEnd, GridEnd]] : grid.ends.map(end => [start, end] as [GridEnd, GridEnd])))
  }

  return {
    shortest(stops, lessThan) {
      const frontier = frontierFor(stops)
      let best: ShortestWalk | null = null
      let wholly = true
      for (const [start, end] of pairs()) {
        const { steps, lastNeeded } = stepsOf(frontier, stops, start, end)
        const found = run(frontier, steps, lastNeeded, best?.metres ?? lessThan ?? Infinity)
        wholly &&= found.exact
        if (found.metres === Infinity) continue
        best = { metres: found.metres, exact: true, start, end, edges: tourOf(edgesOf(frontier, steps, found), start.column * width + start.crossing, grid.directed) }
      }
      return best && { ...best, exact: wholly }
    },
    metres(stops) {
      const frontier = frontierFor(stops)
      return Math.min(...pairs().map(([start, end]) => {
        const { steps, lastNeeded } = stepsOf(frontier, stops, start, end)
        return run(frontier, steps, lastNeeded, Infinity).metres
      }))
    },
  }
}

function wider(old: Int32Array, atLeast: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(2 * atLeast + 2)
  wide.set(old)
  return wide
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

/** Every useful way to serve the stops of one stretch (RT16). */
function choicesOf(grid: Grid, frontier: Frontier, column: number, stretchIndex: number, stops: readonly GridStop[]): Choice[] {
  const { low, high, lowY, highY, oneWay, turning, open } = grid.columns[column]!.stretches[stretchIndex]!
  if (!open) return [NOTHING]
  const length = highY - lowY
  const width = grid.crossingY.length
  const [front, rear] = [column * width + low, column * width + high]
  const upward = stops.length > 1 ? stops.toSorted((a, b) => a.offset - b.offset) : stops
  const downward = (): GridStop[] => upward.toSorted((a, b) => b.offset - a.offset)
  const choices: Choice[] = stops.length === 0 ? [NOTHING] : []
  const add = (code: number, metres: number, edges: () => TourEdge[], effect: Partial<Stretch>): void => {
    const kind = frontier.kindOf((low * 32 + high) * 256 + code, () => ({ low, high, lowNet: 0, highNet: 0, lowMet: true, highMet: true, joined: true, ...effect }))
    choices.push({ kind, metres, edges })
  }
  const pass = (from: number, to: number, times: number, first: () => readonly GridStop[]): TourEdge[] => Array.from({ length: times }, (_, index) => ({ from, to, stops: index === 0 ? first() : [] }))
  const most = grid.directed ? frontier.maxNet : 1
  for (let times = 1; times <= most; times++) {
    if (oneWay !== 'to-front') add(8 + times, times * length, () => pass(front, rear, times, () => upward), { lowNet: -times, highNet: times })
    if (oneWay !== 'to-back' && grid.directed) add(128 + times, times * length, () => pass(rear, front, times, downward), { lowNet: times, highNet: -times })
  }
  if (oneWay !== null) return choices
  add(0, 2 * length, () => [{ from: front, to: rear, stops: upward }, { from: rear, to: front, stops: [] }], {})
  if (!turning || stops.length === 0) return choices
  const nearest = upward[0]!.offset
  const farthest = upward.at(-1)!.offset
  add(1, 2 * farthest, () => [{ from: front, to: front, stops: upward }], { highMet: false, joined: false })
  add(2, 2 * (length - nearest), () => [{ from: rear, to: rear, stops: downward() }], { lowMet: false, joined: false })
  let gap = 0
  let cut = 0
  for (let index = 1; index < upward.length; index++) {
    const between = upward[index]!.offset - upward[index - 1]!.offset
    if (between > gap) [gap, cut] = [between, index]
  }
  if (gap > 0) add(3, 2 * (length - gap), () => [{ from: front, to: front, stops: upward.slice(0, cut) }, { from: rear, to: rear, stops: downward().slice(0, upward.length - cut) }], { joined: false })
  return choices
}

const NOTHING: Choice = { kind: -1, metres: 0, edges: () => [] }
