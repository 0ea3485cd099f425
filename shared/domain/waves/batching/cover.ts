// Lists for a whole pool out of many that are known: the orders are covered in fractions, lists that would shorten the cover are sought (column generation,
// P. C. Gilmore and R. E. Gomory, Operations Research 9, 1961; for batches N. Gademann and S. van de Velde, IIE Transactions 37, 2005), and the cover is
// rounded list by list (diving: C. Joncour et al., Electronic Notes in Discrete Mathematics 36, 2010). No clock, no I/O.
import type { Random } from '#shared/kernel/random.ts'
import type { LengthCache } from './length-cache.ts'
import { createMaster, type Master } from './master.ts'
import type { Pool } from './pool.ts'

const tolerance = 1e-6
/** A round of pricing brings no more lists than this. */
const mostBrought = 150
/** So often the best list near one in the cover is gone on from. */
const mostDescents = 5
const pricingRoundsAtRoot = 200
const pricingRoundsInDive = 3
/** A list with this share is settled without asking further. */
const nearlyWhole = 0.9
/** A pivot costs as much as so many lengths. */
const lengthsPerPivot = 50

/** `spent`: lengths asked so far, pivots counted as such. */
export type Cover = { readonly master: Master; readonly pool: Pool; readonly random: Random; readonly lengthOf: (orders: Int32Array, size: number) => number; spent: number }

/** Nothing is covered but by single orders until `dive`. */
export function createCover(pool: Pool, cache: LengthCache, random: Random): Cover {
  const { meter, count } = pool
  const { low, high, keysLow, keysHigh, lengths } = cache
  const mask = keysLow.length - 1
  const lengthOf = (orders: Int32Array, size: number): number => {
    cover.spent++
    if (!meter.worthKeeping) return meter.lengthOf(orders, 0, size)
    let keyLow = 0
    let keyHigh = 0
    for (let at = 0; at < size; at++) {
      keyLow ^= low[orders[at]!]!
      keyHigh ^= high[orders[at]!]!
    }
    const place = keyLow & mask
    if (keysLow[place] === keyLow && keysHigh[place] === keyHigh && lengths[place]! >= 0) return lengths[place]!
    const length = meter.lengthOf(orders, 0, size)
    keysLow[place] = keyLow
    keysHigh[place] = keyHigh
    lengths[place] = length
    return length
  }
  const singles = Float64Array.from({ length: count }, (_, order) => meter.lengthOf(Int32Array.of(order), 0, 1))
  const cover: Cover = { master: createMaster(singles, pool.most, 4000 + 240 * count, cache, random), pool, random, lengthOf, spent: 0 }
  return cover
}

/** Makes these lists known. */
export function know({ master, lengthOf }: Cover, lists: readonly (readonly number[])[]): void {
  for (const list of lists) {
    const orders = Int32Array.from(list)
    master.add(orders, 0, orders.length, lengthOf(orders, orders.length))
  }
}

/** Seeks lists that are worth more than they walk, near those in the cover. Answers how many were found. */
function price({ master, pool, lengthOf }: Cover, stop: () => boolean): number {
  const { kinds, loads, capacity, count, most } = pool
  const { worth } = master
  const row = [...Array(count).keys()].filter(order => worth[order]! > tolerance).sort((a, b) => worth[b]! - worth[a]!)
  const scratch = new Int32Array(most + 2)
  const found: { orders: Int32Array; length: number; reduced: number }[] = []
  const left = new Float64Array(kinds)
  const inList = new Uint8Array(count)
  const starts = master.taken().map(({ column }) => master.ordersOf(column).slice())
  for (const begin of starts) {
    let current: Int32Array = begin
    for (let descent = 0; descent < mostDescents; descent++) {
      if (stop()) break
      let deepest: { orders: Int32Array; length: number; reduced: number } | undefined
      for (const order of current) inList[order] = 1
      for (let out = -1; out < current.length; out++) {
        let size = 0
        for (let kind = 0; kind < kinds; kind++) left[kind] = capacity[kind]! * (1 + 1e-9)
        let sum = 0
        for (let at = 0; at < current.length; at++) {
          if (at === out) continue
          const order = current[at]!
          scratch[size++] = order
          sum += worth[order]!
          for (let kind = 0; kind < kinds; kind++) left[kind]! -= loads[order * kinds + kind]!
        }
        const length = size > 0 ? lengthOf(scratch, size) : 0
        const base = length - sum
        let best = -tolerance
        let bestOrder = -1
        let bestLength = 0
        if (size > 0 && out >= 0 && base < best) {
          best = base
          bestOrder = -2
          bestLength = length
        }
        if (size < most) for (const order of row) {
          const gain = worth[order]!
          if (base - gain >= best) break
          if (inList[order] === 1) continue
          let fits = true
          for (let kind = 0; kind < kinds; kind++) if (loads[order * kinds + kind]! > left[kind]!) fits = false
          if (!fits) continue
          scratch[size] = order
          const grown = lengthOf(scratch, size + 1)
          if (grown - sum - gain < best) {
            best = grown - sum - gain
            bestOrder = order
            bestLength = grown
          }
        }
        if (bestOrder === -1) continue
        if (bestOrder >= 0) scratch[size] = bestOrder
        const column = { orders: scratch.slice(0, size + (bestOrder >= 0 ? 1 : 0)), length: bestLength, reduced: best }
        found.push(column)
        if (!deepest || best < deepest.reduced) deepest = column
      }
      for (const order of current) inList[order] = 0
      if (!deepest || (descent > 0 && deepest.reduced > -1e-3)) break
      current = deepest.orders
    }
  }
  found.sort((a, b) => a.reduced - b.reduced)
  const before = master.columns()
  for (const { orders, length } of found) {
    master.add(orders, 0, orders.length, length)
    if (master.columns() - before >= mostBrought) break
  }
  return master.columns() - before
}

/** The least fractional cover, as far as pricing finds lists for it. */
function solve(cover: Cover, rounds: number, stop: () => boolean): void {
  const { master } = cover
  cover.spent += lengthsPerPivot * master.solve(stop)
  for (let round = 0; round < rounds && !stop() && price(cover, stop) > 0; round++) cover.spent += lengthsPerPivot * master.solve(stop)
}

/**
 * Whole lists near the fractional cover: the one with the largest share is settled, then the others with nearly whole ones, the rest is covered anew, and so
 * on. `noise` is added to shares by chance, so that each dive ends elsewhere. null: `stop` said so.
 */
export function dive(cover: Cover, noise: number, stop: () => boolean): number[][] | null {
  const { master, pool, lengthOf, random } = cover
  master.unsettle()
  solve(cover, pricingRoundsAtRoot, stop)
  if (stop()) return null
  master.trim()
  const covered = new Uint8Array(pool.count)
  let open = pool.count
  const lists: number[][] = []
  const scratch = new Int32Array(pool.most)
  while (open > 0) {
    const taken = master.taken().map(({ column, share }) => ({ column, share: share + noise * random() })).sort((a, b) => b.share - a.share)
    const before = open
    for (const { column, share } of taken) {
      if (open < before && share < nearlyWhole) break
      const orders = master.ordersOf(column)
      let size = 0
      for (const order of orders) if (covered[order] === 0) scratch[size++] = order
      if (size === 0 || (open < before && size < orders.length)) continue
      const own = master.add(scratch, 0, size, lengthOf(scratch, size))
      if (own < 0) return null
      master.settle(own)
      lists.push([...scratch.subarray(0, size)])
      for (let at = 0; at < size; at++) covered[scratch[at]!] = 1
      open -= size
    }
    if (open === before) return null
    if (open > 0) solve(cover, pricingRoundsInDive, stop)
    if (stop()) return null
  }
  return lists
}
