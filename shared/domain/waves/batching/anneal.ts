// Simulated annealing over a partition (S. Kirkpatrick, C. D. Gelatt and M. P. Vecchi, Science 220, 1983). Runs anywhere: no clock, no I/O.
import type { Random } from '#shared/kernel/random.ts'
import type { LengthCache } from './length-cache.ts'
import type { Partition } from './partition.ts'
import type { Pool } from './pool.ts'

/** One cooling: `moves` tries, from `hot` to `cold` (units of length) in a geometric row. */
export type Cooling = { readonly moves: number; readonly hot: number; readonly cold: number; /** Price of one whole cart too much, in length, at the beginning and at the end. */ readonly overfullFrom: number; readonly overfullTo: number; readonly guideFrom: number }

/** Whether the search must stop; asked every few hundred moves. */
export type Stop = () => boolean

const movesBetweenQuestions = 512
/** Sums of fractions are not exact. */
const tolerance = 1e-9

/**
 * Changes `partition` by one cooling and leaves it as the best state seen on the way. Answers the moves tried, fewer than asked when
 * `stop` said so; lists that overfill the cart are left so only when they were given so and nothing better was met. Orders move between two or three lists: one over, one for one, two for one, two for
 * two, or one each in a ring of three.
 */
export function anneal(pool: Pool, partition: Partition, cache: LengthCache, random: Random, { moves, hot, cold, overfullFrom, overfullTo, guideFrom }: Cooling, stop: Stop): number {
  const { kinds, loads, capacity } = pool
  const { lengthOf, worthKeeping, lonely } = pool.meter
  const { width, lists, members, counts, lengths, used } = partition
  const { low, high, keysLow, keysHigh } = cache
  const cached = cache.lengths
  const mask = keysLow.length - 1
  const hashLow = new Int32Array(lists)
  const hashHigh = new Int32Array(lists)
  for (let list = 0; list < lists; list++) {
    for (let at = 0; at < counts[list]!; at++) {
      hashLow[list]! ^= low[members[list * width + at]!]!
      hashHigh[list]! ^= high[members[list * width + at]!]!
    }
  }
  const scratch = new Int32Array(width + 4)
  const bestMembers = members.slice()
  const bestCounts = counts.slice()
  const bestLengths = lengths.slice()
  const bestUsed = used.slice()
  let total = 0
  for (let list = 0; list < lists; list++) total += lengths[list]!
  let best = Infinity
  let unsaved = false
  const lone = new Float64Array(lists)
  for (let list = 0; list < lists; list++) {
    lengthOf(members, list * width, list * width + counts[list]!)
    lone[list] = lonely[0]!
  }
  const excess = new Float64Array(lists)
  let overfullLists = 0
  for (let list = 0; list < lists; list++) {
    for (let kind = 0; kind < kinds; kind++) {
      const share = used[list * kinds + kind]! / capacity[kind]! - 1
      if (share > tolerance) excess[list]! += share
    }
    if (excess[list]! > 0) overfullLists++
  }
  if (overfullLists === 0) best = total

  // A small generator of its own inside the loop (G. Marsaglia, Xorshift RNGs, 2003): a call per number would cost more than the move.
  let seed = (random() * 0x7fff_ffff) | 1
  const next = (): number => {
    seed ^= seed << 13
    seed ^= seed >>> 17
    seed ^= seed << 5
    return seed >>> 0
  }
  const below = (bound: number): number => (next() * bound / 0x1_0000_0000) | 0

  /** Exchanges places inside a list, so that the order at `at` stands at `to`. */
  const bring = (list: number, at: number, to: number): void => {
    const base = list * width
    const order = members[base + at]!
    members[base + at] = members[base + to]!
    members[base + to] = order
  }

  /** By how much list `list` overfills the cart without its last `out` orders and with the last `into` of list `from`: the sum of shares of the limits. */
  const excessAfter = (list: number, out: number, from: number, into: number): number => {
    const end = list * width + counts[list]!
    const fromEnd = from * width + counts[from]!
    let over = 0
    for (let kind = 0; kind < kinds; kind++) {
      let load = used[list * kinds + kind]!
      for (let back = 1; back <= out; back++) load -= loads[members[end - back]! * kinds + kind]!
      for (let back = 1; back <= into; back++) load += loads[members[fromEnd - back]! * kinds + kind]!
      const share = load / capacity[kind]! - 1
      if (share > tolerance) over += share
    }
    return over
  }

  /** The length of list `list` without its last `out` orders and with the last `into` of list `from`. */
  const lengthAfter = (list: number, out: number, from: number, into: number): number => {
    const base = list * width
    const kept = counts[list]! - out
    const fromEnd = from * width + counts[from]!
    let place = 0
    let keyLow = 0
    let keyHigh = 0
    if (worthKeeping) {
      keyLow = hashLow[list]!
      keyHigh = hashHigh[list]!
      for (let at = base + kept; at < base + kept + out; at++) {
        keyLow ^= low[members[at]!]!
        keyHigh ^= high[members[at]!]!
      }
      for (let at = fromEnd - into; at < fromEnd; at++) {
        keyLow ^= low[members[at]!]!
        keyHigh ^= high[members[at]!]!
      }
      place = keyLow & mask
      if (keysLow[place] === keyLow && keysHigh[place] === keyHigh && cached[place]! >= 0) return cached[place]!
    }
    for (let at = 0; at < kept; at++) scratch[at] = members[base + at]!
    for (let at = 0; at < into; at++) scratch[kept + at] = members[fromEnd - into + at]!
    const length = lengthOf(scratch, 0, kept + into)
    if (worthKeeping) {
      keysLow[place] = keyLow
      keysHigh[place] = keyHigh
      cached[place] = length
    }
    return length
  }

  /** Takes `order` into or out of the sums of a list. */
  const account = (list: number, order: number, sign: 1 | -1): void => {
    for (let kind = 0; kind < kinds; kind++) used[list * kinds + kind]! += sign * loads[order * kinds + kind]!
    hashLow[list]! ^= low[order]!
    hashHigh[list]! ^= high[order]!
  }

  const save = (): void => {
    bestMembers.set(members)
    bestCounts.set(counts)
    bestLengths.set(lengths)
    bestUsed.set(used)
    unsaved = false
  }

  const cooling = (cold / hot) ** (movesBetweenQuestions / moves)
  const rising = (overfullTo / overfullFrom) ** (movesBetweenQuestions / moves)
  let temperature = hot
  let overfull = overfullFrom
  let guide = guideFrom
  let tried = 0
  while (tried < moves && !stop()) {
    const until = tried + movesBetweenQuestions
    for (; tried < until; tried++) {
      const a = below(lists)
      const b = below(lists)
      if (a === b || counts[a] === 0) continue
      // Half of all tries exchange one for one; of the rest most are two for one.
      const kind = next() >>> 28
      let fromA = 1
      let fromB = 1
      if (kind >= 14) fromB = 0
      else if (kind >= 9) fromA = 2
      else if (kind === 8) fromA = fromB = 2
      if (counts[a]! < fromA || counts[b]! < fromB) continue
      for (let back = 1; back <= fromA; back++) bring(a, below(counts[a]! - back + 1), counts[a]! - back)
      for (let back = 1; back <= fromB; back++) bring(b, below(counts[b]! - back + 1), counts[b]! - back)
      if (counts[a]! - fromA + fromB > width || counts[b]! - fromB + fromA > width) continue
      const overA = excessAfter(a, fromA, b, fromB)
      const overB = excessAfter(b, fromB, a, fromA)
      const worse = overfull * (overA + overB - excess[a]! - excess[b]!)
      if (worse > temperature * 12) continue
      const newA = lengthAfter(a, fromA, b, fromB)
      const loneA = lonely[0]!
      const newB = lengthAfter(b, fromB, a, fromA)
      const loneB = lonely[0]!
      const longer = newA + newB - lengths[a]! - lengths[b]!
      const change = longer + worse - guide * (loneA + loneB - lone[a]! - lone[b]!)
      if (change > 0 && (change > temperature * 12 || next() / 0x1_0000_0000 >= Math.exp(-change / temperature))) continue
      const overfullAfter = overfullLists + (overA > 0 ? 1 : 0) + (overB > 0 ? 1 : 0) - (excess[a]! > 0 ? 1 : 0) - (excess[b]! > 0 ? 1 : 0)
      const better = overfullAfter === 0 && total + longer < best - 1e-9
      if (unsaved && !better) save()
      // The orders change places: the tails of both lists go over through the scratch.
      const baseA = a * width
      const baseB = b * width
      for (let back = 1; back <= fromA; back++) scratch[back - 1] = members[baseA + counts[a]! - back]!
      for (let back = 1; back <= fromB; back++) scratch[fromA + back - 1] = members[baseB + counts[b]! - back]!
      counts[a]! -= fromA
      counts[b]! -= fromB
      for (let at = 0; at < fromA; at++) {
        account(a, scratch[at]!, -1)
        account(b, scratch[at]!, 1)
        members[baseB + counts[b]!++] = scratch[at]!
      }
      for (let at = fromA; at < fromA + fromB; at++) {
        account(b, scratch[at]!, -1)
        account(a, scratch[at]!, 1)
        members[baseA + counts[a]!++] = scratch[at]!
      }
      lengths[a] = newA
      lengths[b] = newB
      lone[a] = loneA
      lone[b] = loneB
      excess[a] = overA
      excess[b] = overB
      overfullLists = overfullAfter
      total += longer
      if (better) {
        best = total
        unsaved = true
      }
    }
    temperature *= cooling
    overfull *= rising
    guide = guideFrom * (1 - tried / moves)
  }
  if (!unsaved) {
    members.set(bestMembers)
    counts.set(bestCounts)
    lengths.set(bestLengths)
    used.set(bestUsed)
  }
  return tried
}
