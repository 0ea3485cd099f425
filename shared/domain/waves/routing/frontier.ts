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

/** One way on to the next aisle: the edges on each cross aisle are `|net|` of the state, or a pair where bit `crossing` of `pairs` is set. */
export type Onward = { to: number; edges: number; pairs: number }

export type Frontier = {
  readonly crossings: number
  readonly maxNet: number
  /** The state in which nothing was met yet. */
  readonly empty: number
  /** The state after a stretch, or -1 where it leads nowhere. `key` names the stretch's kind and is remembered with it. */
  stretch(state: number, kind: number): number
  /** Registers a kind of stretch under a number of the caller's, or gives back the one that is. */
  kindOf(key: number, stretch: () => Stretch): number
  /** The state after a crossing was met; `net` 1 where the walk begins, -1 where it ends. */
  met(state: number, crossing: number, net: number): number
  onward(state: number): readonly Onward[]
  /** Nothing is left open: all crossings even, all that was met in one piece. */
  closed(state: number): boolean
  netOf(state: number, crossing: number): number
}

type State = { label: Uint8Array; net: Int8Array }
const UNKNOWN = -2

/** `directed`: edges have a direction, and nets are kept up to `maxNet`; otherwise only even and odd are kept apart. */
export function createFrontier(along: readonly Along[], directed: boolean, maxNet: number): Frontier {
  const crossings = along.length
  assert(crossings <= 30 && maxNet <= 120, 'a frontier has at most 30 crossings')
  const states: State[] = []
  const idOf = new Map<string, number>()
  const kinds: Stretch[] = []
  const kindIds = new Map<number, number>()
  const memo: Int32Array[] = []
  const onwardMemo: (readonly Onward[] | undefined)[] = []

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
      states.push({ label, net })
    }
    return id
  }

  function added(net: number, more: number): number {
    return directed ? net + more : (net + more) & 1
  }

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

  function waysOnward(state: number): Onward[] {
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
    if (state === empty) return [{ to: empty, edges: 0, pairs: 0 }]
    const found: Onward[] = []
    for (let choice = 0; choice < 1 << choices.length; choice++) {
      let pairs = 0
      let count = edges
      for (const [index, at] of choices.entries()) if ((choice & (1 << index)) !== 0) [pairs, count] = [pairs | (1 << at), count + 2]
      const kept = forced | pairs
      const alive = new Uint8Array(crossings + 2)
      for (let at = 0; at < crossings; at++) if ((kept & (1 << at)) !== 0) alive[label[at]!] = 1
      // A piece that does not reach the next aisle could never be joined to the others.
      if (label.some(piece => piece > 0 && alive[piece] === 0)) continue
      found.push({ to: intern(label.map((piece, at) => ((kept & (1 << at)) !== 0 ? piece : 0)), net.slice()), edges: count, pairs })
    }
    return found
  }

  const empty = intern(new Uint8Array(crossings), new Int8Array(crossings))
  const self: Frontier = {
    crossings,
    maxNet,
    empty,
    kindOf(key, stretch) {
      let kind = kindIds.get(key)
      if (kind === undefined) {
        kind = kinds.length
        kindIds.set(key, kind)
        kinds.push(stretch())
        memo.push(new Int32Array(64).fill(UNKNOWN))
      }
      return kind
    },
    stretch(state, kind) {
      let known = memo[kind]!
      if (state >= known.length) {
        const wider = new Int32Array(2 * state + 2).fill(UNKNOWN)
        wider.set(known)
        memo[kind] = known = wider
      }
      if (known[state] === UNKNOWN) known[state] = afterStretch(state, kinds[kind]!)
      return known[state]!
    },
    met(state, crossing, net) {
      return self.stretch(state, self.kindOf(-1 - 3 * crossing - (net + 1), () => ({ low: crossing, high: crossing, lowNet: net, highNet: 0, lowMet: true, highMet: false, joined: false })))
    },
    onward(state) {
      return (onwardMemo[state] ??= waysOnward(state))
    },
    closed(state) {
      const { label, net } = states[state]!
      return net.every(one => one === 0) && label.every(piece => piece <= 1)
    },
    netOf: (state, crossing) => states[state]!.net[crossing]!,
  }
  return self
}
