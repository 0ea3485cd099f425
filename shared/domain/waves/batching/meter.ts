// How long one list's walk is, asked millions of times: nothing is allocated. Runs anywhere: no clock, no I/O.
import { emptyFigures, figuresOfCells, largestGapLength, optimalLength, sShapeLength, type OneBlock } from '../routing/one-block.ts'
import type { BatchOrder, BatchPolicy } from './problem.ts'

/** `lengthOf(members, from, to)`: the walk over the stops of the orders members[from] … members[to - 1]; none: 0. */
export type Meter = { readonly lengthOf: (members: Int32Array, from: number, to: number) => number; /** Whether remembering a length is cheaper than measuring it again. */ readonly worthKeeping: boolean; /** After `lengthOf`: the way through aisles that only one of its orders needs. */ readonly lonely: Float64Array }

/** Aisles as bits of one word: farthest pick only in the aisle where it matters. */
const aislesPerWord = 31

/** The meter of a policy over these orders; every stop must lie in the block. */
export function meterOf(block: OneBlock, policy: BatchPolicy, orders: readonly BatchOrder[]): Meter {
  return policy === 'traversal' && block.aisleX.length <= aislesPerWord ? aisleMeter(block, orders) : cellMeter(block, policy, orders)
}

/** S-shape from two facts of each order: which aisles, and how far in. The same sum as `sShapeLength`, about ten times faster. */
function aisleMeter({ aisleX, aisleLength, depotAisle }: OneBlock, orders: readonly BatchOrder[]): Meter {
  const aisleCount = aisleX.length
  const aislesOf = new Int32Array(orders.length)
  const lonely = new Float64Array(1)
  const farthest = new Float64Array(orders.length * aisleCount).fill(-1)
  for (const [order, { stops }] of orders.entries()) {
    for (const { aisle, position } of stops) {
      aislesOf[order]! |= 1 << aisle
      const at = order * aisleCount + aisle
      if (position > farthest[at]!) farthest[at] = position
    }
  }
  const lengthOf = (members: Int32Array, from: number, to: number): number => {
    let aisles = 0
    let shared = 0
    for (let index = from; index < to; index++) {
      const own = aislesOf[members[index]!]!
      shared |= aisles & own
      aisles |= own
    }
    lonely[0] = bitCount(aisles & ~shared) * aisleLength
    if (aisles === 0) return 0
    const last = 31 - Math.clz32(aisles)
    const first = 31 - Math.clz32(aisles & -aisles)
    const across = 2 * (aisleX[last > depotAisle ? last : depotAisle]! - aisleX[first < depotAisle ? first : depotAisle]!)
    const visited = bitCount(aisles)
    if ((visited & 1) === 0) return across + visited * aisleLength
    let deepest = 0
    for (let index = from; index < to; index++) {
      const position = farthest[members[index]! * aisleCount + last]!
      if (position > deepest) deepest = position
    }
    return across + (visited - 1) * aisleLength + 2 * deepest
  }
  return { lengthOf, worthKeeping: false, lonely }
}

function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555)
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333)
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Any policy, over the cells of the orders as bits. */
function cellMeter(block: OneBlock, policy: BatchPolicy, orders: readonly BatchOrder[]): Meter {
  const aisleCount = block.aisleX.length
  const cellPositions = Float64Array.from([...new Set(orders.flatMap(order => order.stops.map(stop => stop.position)))].sort((a, b) => a - b))
  const cellOf = new Map([...cellPositions].map((position, cell) => [position, cell]))
  const words = Math.max(1, Math.ceil(cellPositions.length / 32))
  const stride = aisleCount * words
  // Only the words of an order that are not empty, one after the other.
  const starts = new Int32Array(orders.length + 1)
  const places: number[] = []
  const bits: number[] = []
  for (const [order, { stops }] of orders.entries()) {
    const own = new Map<number, number>()
    for (const { aisle, position } of stops) {
      const cell = cellOf.get(position) ?? 0
      const word = aisle * words + (cell >>> 5)
      own.set(word, (own.get(word) ?? 0) | (1 << (cell & 31)))
    }
    for (const [word, some] of own) {
      places.push(word)
      bits.push(some)
    }
    starts[order + 1] = places.length
  }
  const placeOf = Int32Array.from(places)
  const bitsOf = Int32Array.from(bits)
  const cells = new Int32Array(stride)
  const figures = emptyFigures(aisleCount)
  const byPolicy = { optimal: optimalLength, traversal: sShapeLength, 'largest-gap': largestGapLength }[policy]
  const lengthOf = (members: Int32Array, from: number, to: number): number => {
    cells.fill(0)
    for (let index = from; index < to; index++) {
      const order = members[index]!
      const end = starts[order + 1]!
      for (let at = starts[order]!; at < end; at++) cells[placeOf[at]!]! |= bitsOf[at]!
    }
    figuresOfCells(cells, words, cellPositions, figures)
    return byPolicy(block, figures)
  }
  return { lengthOf, worthKeeping: true, lonely: new Float64Array(1) }
}
