// Walks as sequences of stops on exact distances, for layouts whose frontier has too many states. Runs anywhere: no clock, no I/O, chance from
// a fixed seed. Rule RT17 of docs/specs/routing.md.
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import type { Distances } from './distances.ts'
import type { Grid, GridEnd, GridStop } from './grid.ts'
import type { TourEdge } from './tour.ts'

/** A stop as it is passed: metres from and to the crossings of its stretch, Infinity where it may not be. A stop without turning is passed upwards or downwards. */
type Pass = { stop: GridStop; index: number; low: number; high: number; fromLow: number; fromHigh: number; toLow: number; toHigh: number; up: boolean; down: boolean }

function passesOf(grid: Grid, stop: GridStop, index: number): Pass[] {
  const width = grid.crossingY.length
  const { low, high, lowY, highY, oneWay, turning } = grid.columns[stop.column]!.stretches[stop.stretch]!
  const [front, rear] = [stop.column * width + low, stop.column * width + high]
  const length = highY - lowY
  const base = { stop, index, low: front, high: rear }
  if (stop.crossing !== null) {
    const at = stop.column * width + stop.crossing
    return [{ ...base, low: at, high: at, fromLow: 0, fromHigh: 0, toLow: 0, toHigh: 0, up: false, down: false }]
  }
  const upward: Pass = { ...base, fromLow: stop.offset, fromHigh: Infinity, toLow: Infinity, toHigh: length - stop.offset, up: true, down: false }
  const downward: Pass = { ...base, fromLow: Infinity, fromHigh: length - stop.offset, toLow: stop.offset, toHigh: Infinity, up: false, down: true }
  if (oneWay === null && turning) return [{ ...base, fromLow: upward.fromLow, fromHigh: downward.fromHigh, toLow: downward.toLow, toHigh: upward.toHigh, up: true, down: true }]
  return [...(oneWay !== 'to-front' ? [upward] : []), ...(oneWay !== 'to-back' ? [downward] : [])]
}

/** Metres from one pass straight to the next inside their stretch; Infinity when they share none. */
function straight(a: Pass, b: Pass): number {
  if (a.stop.column !== b.stop.column || a.stop.stretch !== b.stop.stretch || a.stop.crossing !== null || b.stop.crossing !== null) return Infinity
  const metres = b.stop.offset - a.stop.offset
  return (metres >= 0 && a.up && b.up) || (metres <= 0 && a.down && b.down) ? Math.abs(metres) : Infinity
}

export type SequenceWalk = { metres: number; exact: boolean; edges: TourEdge[] }

/** Up to this many stops every sequence is tried. */
const EXACT_STOPS = 11
/** Shake-ups of a list of up to 60 stops; longer lists get fewer, because each costs more. */
const KICKS = 400

/** A short walk from `start` through all stops to `end`; null when there is none. The same question gives the same answer. */
export function sequenceWalk(grid: Grid, distances: Distances, stops: readonly GridStop[], start: GridEnd, end: GridEnd): SequenceWalk | null {
  const width = grid.crossingY.length
  const [first, last] = [start.column * width + start.crossing, end.column * width + end.crossing]
  const passes = stops.flatMap((stop, index) => passesOf(grid, stop, index))
  const count = passes.length
  // Row and column `count` stand for the start and the end.
  const cost = new Float64Array((count + 1) * (count + 1))
  for (const [from, a] of passes.entries()) {
    cost[count * (count + 1) + from] = Math.min(distances.metres(first, a.low) + a.fromLow, distances.metres(first, a.high) + a.fromHigh)
    cost[from * (count + 1) + count] = Math.min(a.toLow + distances.metres(a.low, last), a.toHigh + distances.metres(a.high, last))
    for (const [to, b] of passes.entries()) cost[from * (count + 1) + to] = Math.min(straight(a, b), around(distances, a, b).metres)
  }
  cost[count * (count + 1) + count] = distances.metres(first, last)
  const copies: number[][] = stops.map(() => [])
  for (const [at, pass] of passes.entries()) copies[pass.index]!.push(at)
  const exact = stops.length <= EXACT_STOPS
  const row = exact ? heldKarp(cost, copies, count) : improved(cost, copies, count)
  const metres = row ? lengthOf(cost, row, count) : Infinity
  return !row || metres === Infinity ? null : { metres, exact, edges: edgesOf(distances, row.map(at => passes[at]!), first, last) }
}

function around(distances: Distances, a: Pass, b: Pass): { metres: number; out: number; into: number } {
  let best = { metres: Infinity, out: a.low, into: b.low }
  for (const [out, leave] of [[a.low, a.toLow], [a.high, a.toHigh]] as const) for (const [into, enter] of [[b.low, b.fromLow], [b.high, b.fromHigh]] as const) {
    const metres = leave + distances.metres(out, into) + enter
    if (metres < best.metres) best = { metres, out, into }
  }
  return best
}

function lengthOf(cost: Float64Array, row: readonly number[], count: number): number {
  let from = count
  let metres = 0
  for (const to of row) {
    metres += cost[from * (count + 1) + to]!
    from = to
  }
  return metres + cost[from * (count + 1) + count]!
}

/** Every sequence, by sets of stops (Held and Karp 1962); null when none leads through all of them. */
function heldKarp(cost: Float64Array, copies: readonly (readonly number[])[], count: number): number[] | null {
  const full = (1 << copies.length) - 1
  const value = new Float64Array((full + 1) * count).fill(Infinity)
  const before = new Int32Array((full + 1) * count).fill(-1)
  for (const [index, some] of copies.entries()) for (const at of some) value[(1 << index) * count + at] = cost[count * (count + 1) + at]!
  for (let set = 1; set < full; set++) for (let from = 0; from < count; from++) {
    const soFar = value[set * count + from]!
    if (soFar === Infinity) continue
    for (const [index, some] of copies.entries()) {
      if ((set & (1 << index)) !== 0) continue
      for (const to of some) {
        const slot = (set | (1 << index)) * count + to
        const through = soFar + cost[from * (count + 1) + to]!
        if (through < value[slot]!) [value[slot], before[slot]] = [through, from]
      }
    }
  }
  let at = -1
  let best = Infinity
  for (let from = 0; from < count; from++) {
    const whole = value[full * count + from]! + cost[from * (count + 1) + count]!
    if (whole < best || at < 0) [best, at] = [whole, from]
  }
  if (count === 0) return []
  if (best === Infinity) return null
  const row: number[] = []
  const stopOf = new Map(copies.flatMap((some, index) => some.map(copy => [copy, index] as const)))
  for (let set = full; at >= 0; ) {
    row.push(at)
    const earlier = before[set * count + at]!
    set ^= 1 << stopOf.get(at)!
    at = earlier
  }
  return row.reverse()
}

/** Cheapest insertion, then moves of one to three stops, turned pieces and other passes until nothing gains; then small shake-ups from a fixed seed. */
function improved(cost: Float64Array, copies: readonly (readonly number[])[], count: number): number[] {
  let row: number[] = []
  for (const some of copies) {
    let best = { more: Infinity, at: some[0]!, slot: row.length }
    for (const at of some) for (let slot = 0; slot <= row.length; slot++) {
      const [left, right] = [row[slot - 1] ?? count, row[slot] ?? count]
      const more = cost[left * (count + 1) + at]! + cost[at * (count + 1) + right]! - cost[left * (count + 1) + right]!
      if (more < best.more) best = { more, at, slot }
    }
    row = row.toSpliced(best.slot, 0, best.at)
  }
  const twins = new Map(copies.flatMap(some => some.flatMap((at, index) => (some.length > 1 ? [[at, some[1 - index]!] as const] : []))))
  row = settle(cost, row, count, twins)
  let best = lengthOf(cost, row, count)
  const random = seededRandom(copies.length)
  const kicks = Math.round(KICKS * Math.min(1, (60 / row.length) ** 2))
  for (let kick = 0; kick < kicks; kick++) {
    // A double bridge: two neighbouring pieces change places.
    const from = wholeBetween(random, 0, row.length - 3)
    const middle = wholeBetween(random, from + 1, Math.min(from + 20, row.length - 2))
    const to = wholeBetween(random, middle + 1, Math.min(middle + 20, row.length - 1))
    const trial = settle(cost, [...row.slice(0, from), ...row.slice(middle, to), ...row.slice(from, middle), ...row.slice(to)], count, twins)
    const metres = lengthOf(cost, trial, count)
    if (metres < best + 1e-9) [best, row] = [metres, trial]
  }
  return row
}

function settle(cost: Float64Array, row: number[], count: number, twins: ReadonlyMap<number, number>): number[] {
  const width = count + 1
  const size = row.length
  const EPSILON = 1e-9
  for (let gained = true; gained; ) {
    gained = false
    for (let from = 0; from < size; from++) for (let length = 1; length <= 3 && from + length <= size; length++) {
      const before = row[from - 1] ?? count
      const after = row[from + length] ?? count
      const [head, tail] = [row[from]!, row[from + length - 1]!]
      const freed = cost[before * width + head]! + cost[tail * width + after]! - cost[before * width + after]!
      if (!(freed > EPSILON)) continue
      let best = EPSILON
      let bestAt = -1
      let turned = false
      let inside = 0
      let insideTurned = 0
      for (let at = from; at + 1 < from + length; at++) {
        inside += cost[row[at]! * width + row[at + 1]!]!
        insideTurned += cost[row[at + 1]! * width + row[at]!]!
      }
      for (let slot = 0; slot <= size; slot++) {
        if (slot >= from && slot <= from + length) continue
        const left = row[slot - 1] ?? count
        const right = row[slot] ?? count
        const gap = cost[left * width + right]!
        const plain = freed - (cost[left * width + head]! + cost[tail * width + right]! - gap)
        const around = freed + inside - insideTurned - (cost[left * width + tail]! + cost[head * width + right]! - gap)
        if (plain > best) [best, bestAt, turned] = [plain, slot, false]
        if (around > best) [best, bestAt, turned] = [around, slot, true]
      }
      if (bestAt < 0) continue
      const piece = row.slice(from, from + length)
      if (turned) piece.reverse()
      const rest = row.toSpliced(from, length)
      row = rest.toSpliced(bestAt > from ? bestAt - length : bestAt, 0, ...piece)
      gained = true
    }
    for (let from = 0; from + 1 < size; from++) {
      let change = 0
      for (let to = from + 1; to < size; to++) {
        change += cost[row[to]! * width + row[to - 1]!]! - cost[row[to - 1]! * width + row[to]!]!
        const left = row[from - 1] ?? count
        const right = row[to + 1] ?? count
        const gain = cost[left * width + row[from]!]! + cost[row[to]! * width + right]! - cost[left * width + row[to]!]! - cost[row[from]! * width + right]! - change
        if (!(gain > EPSILON)) continue
        row = [...row.slice(0, from), ...row.slice(from, to + 1).reverse(), ...row.slice(to + 1)]
        gained = true
        change = 0
        break
      }
    }
    for (let at = 0; at < size; at++) {
      const twin = twins.get(row[at]!)
      if (twin === undefined) continue
      const trial = row.with(at, twin)
      if (lengthOf(cost, trial, count) >= lengthOf(cost, row, count) - EPSILON) continue
      row = trial
      gained = true
    }
  }
  return row
}

/** Neighbouring stops that are reached straight share an edge; between them lie the crossings of a shortest way. */
function edgesOf(distances: Distances, row: readonly Pass[], first: number, last: number): TourEdge[] {
  const edges: TourEdge[] = []
  const walk = (from: number, to: number): void => {
    const way = distances.way(from, to)
    for (let at = 1; at < way.length; at++) edges.push({ from: way[at - 1]!, to: way[at]!, stops: [] })
  }
  let at = first
  let open: { from: number; stops: GridStop[] } | null = null
  for (const [index, pass] of row.entries()) {
    const before = row[index - 1]
    if (open && before && straight(before, pass) <= around(distances, before, pass).metres) {
      open.stops.push(pass.stop)
      continue
    }
    let into: number
    if (open && before) {
      const turn = around(distances, before, pass)
      edges.push({ from: open.from, to: turn.out, stops: open.stops })
      walk(turn.out, turn.into)
      into = turn.into
    } else {
      into = distances.metres(at, pass.low) + pass.fromLow <= distances.metres(at, pass.high) + pass.fromHigh ? pass.low : pass.high
      walk(at, into)
    }
    at = into
    open = { from: into, stops: [pass.stop] }
  }
  const end = row.at(-1)
  if (!open || !end) {
    walk(first, last)
    return edges
  }
  const out = end.toLow + distances.metres(end.low, last) <= end.toHigh + distances.metres(end.high, last) ? end.low : end.high
  edges.push({ from: open.from, to: out, stops: open.stops })
  walk(out, last)
  return edges
}
