// Partial walks seen from their frontier. Runs anywhere: no clock, no I/O. Rules RT15 and RT16 of docs/specs/routing.md.
//
// A walk is a connected set of edges in which every crossing is entered as often as it is left. Built aisle by aisle, what is behind matters
// only through the crossings of the present aisle: how far each is from even, and which of them hang together (Ratliff & Rosenthal 1983 for
// two cross aisles, Roodbergen & de Koster 2001 for three, Cambazard & Catusse 2018 and Pansart et al. 2018 for any number). States are
// found as they are met and every step from them is remembered, so all walks of one layout share the work.
import { assert } from '#shared/kernel/assert.ts'

/** Where a cross aisle may be walked; `none` marks a crossing that exists in one aisle only. */
export type Along = 'both' | 'ascending' | 'descending' | 'none'

/** What one stretch of an aisle does to its two crossings. `net` is edges in less edges out; without directions only its parity counts. */
export type Stretch = { low: number; high: number; lowNet: number; highNet: number; lowMet: boolean; highMet: boolean; joined: boolean }

/** The choice of the way on to the next aisle. The edges on each cross aisle are `|net|` of the state, or a pair where the bit of that crossing is set in what is chosen. */
export const ONWARD = 0

export type Frontier = {
  readonly maxNet: number
  /** The state in which nothing was met yet. */
  readonly empty: number
  /** States are numbered from 0. */
  size(): number
  /** A number for the choice between these stretches; the same for the same ones. */
  choiceOf(stretches: readonly Stretch[]): number
  /** Of each state, where in `table` its ways by this choice stand; 0, or past the end, where nobody asked yet. */
  places(choice: number): Int32Array
  /** Finds the ways of a state that was not asked for yet, and where they stand then. What `places` and `table` gave before may be replaced by it. */
  find(state: number, choice: number): number
  /** At each place how many ways there are, and three numbers for each: the state it leads to, what it is charged by (the number of its stretch, or its edges onward), and what is chosen (the number of its stretch, or the pairs onward). */
  table(): Int32Array
  /** Nothing is left open: all crossings even, all that was met in one piece. */
  closed(state: number): boolean
  netOf(state: number, crossing: number): number
}

const MOST_CROSSINGS = 30
const MOST_NET = 120
/** From one aisle to the next. */
export const MOST_EDGES = MOST_CROSSINGS * MOST_NET

type State = { label: Uint8Array; net: Int8Array; closed: boolean }

/** `directed`: edges have a direction, and nets are kept up to `maxNet`; otherwise only even and odd are kept apart. */
export function createFrontier(along: readonly Along[], directed: boolean, maxNet: number): Frontier {
  const crossings = along.length
  assert(crossings <= MOST_CROSSINGS && maxNet <= MOST_NET, 'a frontier has at most 30 crossings')
  const states: State[] = []
  const idOf = new Map<string, number>()
  const choices: (readonly Stretch[])[] = [[]]
  const choiceIds = new Map<string, number>()
  /** Of each choice, where the ways of a state stand; 0 where it was not asked yet. */
  const places: Int32Array[] = [new Int32Array(64)]
  let table = new Int32Array(1024)
  let filled = 1

  function intern(label: Uint8Array, net: Int8Array): number {
    // Pieces are numbered in the row of their first crossing, so that equal partial walks are one state.
    const renamed = new Uint8Array(crossings + 2)
    let pieces = 0
    let key = ''
    for (let at = 0; at < crossings; at++) {
      if (label[at]! > 0) label[at] = renamed[label[at]!] ||= ++pieces
      key += String.fromCharCode(label[at]! * 256 + net[at]! + 128)
    }
    let id = idOf.get(key)
    if (id === undefined) {
      id = states.length
      idOf.set(key, id)
      states.push({ label, net, closed: pieces <= 1 && net.every(one => one === 0) })
    }
    return id
  }

  function added(net: number, more: number): number {
    return directed ? net + more : (net + more) & 1
  }

  /** The state after a stretch, or -1 where it leads nowhere. */
  function afterStretch(state: number, { low, high, lowNet, highNet, lowMet, highMet, joined }: Stretch): number {
    const label = states[state]!.label.slice()
    const net = states[state]!.net.slice()
    if (lowMet && label[low] === 0) label[low] = crossings
    if (highMet && label[high] === 0) label[high] = crossings + 1
    if (joined && label[low] !== label[high]) {
      const gone = label[high]!
      for (let at = 0; at < crossings; at++) if (label[at] === gone) label[at] = label[low]!
    }
    net[low] = added(net[low]!, lowNet)
    net[high] = added(net[high]!, highNet)
    return Math.abs(net[low]!) > maxNet || Math.abs(net[high]!) > maxNet ? -1 : intern(label, net)
  }

  function waysOnward(state: number): number[] {
    const { label, net } = states[state]!
    let forced = 0
    let edges = 0
    const choices: number[] = []
    for (let at = 0; at < crossings; at++) {
      if (net[at] !== 0) {
        const way = along[at]!
        if (way === 'none' || (directed && way === (net[at]! > 0 ? 'descending' : 'ascending'))) return []
        forced |= 1 << at
        edges += Math.abs(net[at]!)
      } else if (label[at]! > 0 && along[at] === 'both') choices.push(at)
    }
    if (state === empty) return [empty, 0, 0]
    const found: number[] = []
    for (let choice = 0; choice < 1 << choices.length; choice++) {
      let pairs = 0
      let count = edges
      for (const [index, at] of choices.entries()) if ((choice & (1 << index)) !== 0) [pairs, count] = [pairs | (1 << at), count + 2]
      const kept = forced | pairs
      const alive = new Uint8Array(crossings + 2)
      for (let at = 0; at < crossings; at++) if ((kept & (1 << at)) !== 0) alive[label[at]!] = 1
      // A piece that does not reach the next aisle could never be joined to the others.
      if (label.some(piece => piece > 0 && alive[piece] === 0)) continue
      found.push(intern(label.map((piece, at) => ((kept & (1 << at)) !== 0 ? piece : 0)), net.slice()), count, pairs)
    }
    return found
  }

  function waysThrough(state: number, stretches: readonly Stretch[]): number[] {
    return stretches.flatMap((stretch, index) => {
      const to = afterStretch(state, stretch)
      return to < 0 ? [] : [to, index, index]
    })
  }

  function find(state: number, choice: number): number {
    const ways = choice === ONWARD ? waysOnward(state) : waysThrough(state, choices[choice]!)
    if (state >= places[choice]!.length) places[choice] = wider(places[choice]!, state + 1)
    if (filled + ways.length >= table.length) table = wider(table, filled + ways.length + 1)
    const place = filled
    table[place] = ways.length / 3
    table.set(ways, place + 1)
    filled += ways.length + 1
    return (places[choice]![state] = place)
  }

  const empty = intern(new Uint8Array(crossings), new Int8Array(crossings))
  return {
    maxNet,
    empty,
    size: () => states.length,
    choiceOf(stretches) {
      const key = JSON.stringify(stretches)
      const known = choiceIds.get(key)
      if (known !== undefined) return known
      places.push(new Int32Array(64))
      choiceIds.set(key, choices.length)
      return choices.push(stretches) - 1
    },
    places: choice => places[choice]!,
    find,
    table: () => table,
    closed: state => states[state]!.closed,
    netOf: (state, crossing) => states[state]!.net[crossing]!,
  }
}

/** The same numbers, with room for twice `atLeast`; zeros behind them. */
export function wider(old: Int32Array, atLeast: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(2 * atLeast)
  wide.set(old)
  return wide
}
