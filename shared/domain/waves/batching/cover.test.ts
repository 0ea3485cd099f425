import { describe, expect, test } from 'vitest'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import { oneBlock } from '../routing/one-block.ts'
import { createCover, dive, know } from './cover.ts'
import { lengthCache } from './length-cache.ts'
import { createMaster } from './master.ts'
import { planLists } from './plan-lists.ts'
import { poolOf, type Pool } from './pool.ts'
import type { BatchPolicy, BatchProblem } from './problem.ts'

function madeProblem(count: number, policy: BatchPolicy, seed: number): BatchProblem {
  const random = seededRandom(seed)
  const orders = Array.from({ length: count }, () => {
    const units = wholeBetween(random, 3, 14)
    return { stops: Array.from({ length: units }, () => ({ aisle: wholeBetween(random, 0, 5), position: wholeBetween(random, 1, 20) })), load: { units, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 }, mixClass: '', dueAtMs: null }
  })
  const capacity = { units: 24, weightGrams: Infinity, volumeCubicCentimetres: Infinity, slots: Infinity }
  return { block: oneBlock(6, 5, 21), policy, capacity, orders, pickers: null, aim: 'least-length' }
}

/** The shortest lists there are, by all sets of orders. */
function shortest({ count, loads, capacity, meter }: Pool): number {
  const sets = 1 << count
  const best = new Float64Array(sets).fill(Infinity)
  best[0] = 0
  const length = Float64Array.from({ length: sets }, (_, set) => {
    const orders = Int32Array.from([...Array(count).keys()].filter(order => (set >> order) & 1))
    return orders.reduce((sum, order) => sum + loads[order]!, 0) <= capacity[0]! ? meter.lengthOf(orders, 0, orders.length) : Infinity
  })
  for (let set = 1; set < sets; set++) for (let list = set; list > 0; list = (list - 1) & set) best[set] = Math.min(best[set]!, best[set ^ list]! + length[list]!)
  return best[sets - 1]!
}

describe.each(['traversal', 'optimal', 'largest-gap'] as const)('lists chosen from those that are known: %s', policy => {
  test('[BT17] dives end in whole lists: each order once, within the cart, and the shortest lists of few orders are met', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const problem = madeProblem(10, policy, seed)
      const pool = poolOf(problem, problem.orders)
      const random = seededRandom(seed)
      const cover = createCover(pool, lengthCache(pool.count, random, 1 << 10), random)
      let best = Infinity
      for (let turn = 0; turn < 8; turn++) {
        const lists = dive(cover, turn === 0 ? 0 : 0.3, () => false)!
        expect(lists.flat().toSorted((a, b) => a - b)).toEqual([...Array(10).keys()])
        for (const list of lists) expect(list.reduce((sum, order) => sum + problem.orders[order]!.load.units, 0)).toBeLessThanOrEqual(24)
        know(cover, lists)
        best = Math.min(best, lists.reduce((sum, list) => sum + pool.meter.lengthOf(Int32Array.from(list), 0, list.length), 0))
      }
      const least = shortest(pool)
      expect(best).toBeGreaterThanOrEqual(least - 1e-9)
      expect(best).toBeLessThanOrEqual(least * 1.1)
      expect(planLists(problem, { seed, moves: 250_000 }).length).toBeCloseTo(least, 9)
    }
  })
})

test('[BT17] a dive that is stopped says so, and the next begins where it should', () => {
  const problem = madeProblem(14, 'optimal', 5)
  const pool = poolOf(problem, problem.orders)
  const random = seededRandom(1)
  const cover = createCover(pool, lengthCache(pool.count, random, 1 << 10), random)
  let asked = 0
  expect(dive(cover, 0, () => ++asked > 3)).toBe(null)
  expect(dive(cover, 0, () => false)!.flat()).toHaveLength(14)
})

test('[BT17] a fractional cover is the least one: orders are worth what it walks, and no known list is worth more than it walks', () => {
  const rows = 12
  for (let seed = 1; seed <= 8; seed++) {
    const random = seededRandom(seed)
    const { low, high } = lengthCache(rows, random, 1)
    const master = createMaster(new Float64Array(rows).fill(10), 4, 1000, { low, high }, random)
    const lists = Array.from({ length: 200 }, () => ({ orders: [...new Set(Array.from({ length: 4 }, () => wholeBetween(random, 0, rows - 1)))], length: wholeBetween(random, 8, 30) }))
    for (const { orders, length } of lists) master.add(orders, 0, orders.length, length)
    master.solve(() => false)
    expect([...master.worth].every(worth => worth >= -1e-6 && worth <= 10 + 1e-6)).toBe(true)
    const shares = new Float64Array(rows)
    let walked = 0
    for (const { column, share } of master.taken()) for (const order of master.ordersOf(column)) shares[order]! += share
    for (let column = 0; column < master.columns(); column++) {
      const first = column < rows ? 10 : lists.find(list => list.orders.toSorted().join() === [...master.ordersOf(column)].toSorted().join())!.length
      expect(master.ordersOf(column).reduce((sum, order) => sum + master.worth[order]!, 0)).toBeLessThanOrEqual(first + 1e-6)
      walked += (master.taken().find(each => each.column === column)?.share ?? 0) * first
    }
    expect([...shares].every(share => share > 0.995)).toBe(true)
    expect(walked / master.worth.reduce((sum, worth) => sum + worth, 0)).toBeCloseTo(1, 3)
  }
})
