// Goal: whatever the pool, a plan keeps the rules of docs/specs/batching.md. Method: random pools, and small ones solved by trying everything.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneBlock } from '../routing/one-block.ts'
import { costOf, costsLess } from './schedule.ts'
import { firstFitPlan, planLists } from './plan-lists.ts'
import { batchPolicies, loadKinds, type BatchOrder, type BatchPolicy, type BatchProblem } from './problem.ts'
import { meterOf } from './meter.ts'

const block = oneBlock(6, 5, 20)
const none = { units: Infinity, weightGrams: Infinity, volumeCubicCentimetres: Infinity, slots: Infinity }
const order = (stops: readonly (readonly [number, number])[], more: Partial<BatchOrder> = {}): BatchOrder =>
  ({ stops: stops.map(([aisle, position]) => ({ aisle, position })), load: { units: stops.length, weightGrams: 100, volumeCubicCentimetres: 1, slots: 1 }, mixClass: '', dueAtMs: null, ...more })
const problem = (orders: readonly BatchOrder[], more: Partial<BatchProblem> = {}): BatchProblem => ({ block, policy: 'optimal', capacity: { ...none, units: 12 }, orders, pickers: null, aim: 'least-length', ...more })
const lengthOf = (policy: BatchPolicy, orders: readonly BatchOrder[]): number => meterOf(block, policy, orders).lengthOf(Int32Array.from(orders.keys()), 0, orders.length)

const anyStop = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 19 }))
const anyOrder = fc.record({ stops: fc.array(anyStop, { minLength: 1, maxLength: 6 }), grams: fc.integer({ min: 0, max: 900 }), mixClass: fc.constantFrom('cold', 'dry'), due: fc.option(fc.integer({ min: 0, max: 400_000 })) })
  .map(({ stops, grams, mixClass, due }) => order(stops, { mixClass, dueAtMs: due, load: { units: stops.length, weightGrams: grams, volumeCubicCentimetres: 1, slots: 1 } }))
const anyProblem = fc.record({
  orders: fc.array(anyOrder, { maxLength: 18 }), policy: fc.constantFrom(...batchPolicies), units: fc.integer({ min: 0, max: 14 }), grams: fc.constantFrom(600, 1500, Infinity), slots: fc.constantFrom(2, 5, Infinity),
  pickers: fc.option(fc.constant({ count: 2, startAtMs: 0, msPerLength: 1000, msPerUnit: 2000, msPerList: 30_000 })), aim: fc.constantFrom('least-length' as const, 'least-makespan' as const),
}).map(({ units, grams, slots, ...rest }): BatchProblem => ({ ...rest, block, capacity: { units, weightGrams: grams, volumeCubicCentimetres: Infinity, slots } }))
const anyMoves = fc.constantFrom(0, 1, 700, 5000)

describe('a plan', () => {
  it('[BT1] [BT2] [BT3] [BT4] [BT5] holds every order that can be planned once, in its class, within the cart, with the length of its walk', () => {
    fc.assert(fc.property(anyProblem, anyMoves, (asked, moves) => {
      const plan = planLists(asked, { seed: 7, moves })
      const out = new Set(plan.unplannable.map(each => each.order))
      expect([...plan.lists.flatMap(list => list.orders), ...out].sort((a, b) => a - b)).toEqual([...asked.orders.keys()])
      for (const index of asked.orders.keys()) expect(out.has(index)).toBe(loadKinds.some(kind => asked.orders[index]!.load[kind] > asked.capacity[kind]))
      for (const list of plan.lists) {
        const orders = list.orders.map(index => asked.orders[index]!)
        expect(orders.length).toBeGreaterThan(0)
        expect(new Set(orders.map(each => each.mixClass)).size).toBe(1)
        for (const kind of loadKinds) expect(orders.reduce((sum, each) => sum + each.load[kind], 0)).toBeLessThanOrEqual(asked.capacity[kind])
        expect(list.length).toBeCloseTo(lengthOf(asked.policy, orders), 9)
      }
      expect(plan.length).toBeCloseTo(plan.lists.reduce((sum, list) => sum + list.length, 0), 6)
    }), { numRuns: 150 })
  })

  it('[BT6] [BT9] is never worse than first fit in arrival order, whatever the budget', () => {
    fc.assert(fc.property(anyProblem, anyMoves, (asked, moves) => {
      const plan = planLists(asked, { seed: 3, moves })
      expect(costsLess(costOf(asked, firstFitPlan(asked)), costOf(asked, plan.lists))).toBe(false)
      if (!asked.pickers) expect(plan.length).toBeLessThanOrEqual(plan.arrivalLength + 1e-9)
    }), { numRuns: 150 })
  })

  it('[BT9] a few orders that are late whatever is done do not cost the others their short walks', () => {
    const pickers = { count: 4, startAtMs: 0, msPerLength: 1000, msPerUnit: 1000, msPerList: 1000 }
    const orders = Array.from({ length: 40 }, (_, index) => order([[index % 6, 1 + ((index * 7) % 19)]], { dueAtMs: index < 3 ? -60_000 : 100_000_000 }))
    const asked = problem(orders, { pickers, capacity: { ...none, slots: 4 }, mostLists: 10 })
    const plan = planLists(asked, { seed: 1, moves: 20_000 })
    expect(costOf(asked, plan.lists)[0]).toBeLessThanOrEqual(costOf(asked, firstFitPlan(asked))[0])
    expect(plan.length).toBeLessThan(0.8 * plan.arrivalLength)
  })

  it('[BT9] where half of the orders cannot be in time and make the others late, all walk short from the start', () => {
    const pickers = { count: 1, startAtMs: 0, msPerLength: 1000, msPerUnit: 1000, msPerList: 1000 }
    const orders = Array.from({ length: 240 }, (_, index) => order([[(index * 5) % 6, 1 + ((index * 7) % 19)]], { dueAtMs: index < 120 ? -60_000 : 1_000_000 * Math.ceil((index - 119) / 40) }))
    const asked = problem(orders, { pickers, capacity: { ...none, slots: 10 } })
    const [plan, asTheyCame] = [planLists(asked, { seed: 1, moves: 1 }), firstFitPlan(asked)]
    expect(costOf(asked, plan.lists)[0]).toBeLessThan(0.4 * costOf(asked, asTheyCame)[0])
    expect(plan.length).toBeLessThan(0.6 * plan.arrivalLength)
  })

  it('[BT9] a large pool most of which is late walks short all the same, and ends earlier for it', () => {
    const pickers = { count: 4, startAtMs: 0, msPerLength: 1000, msPerUnit: 1000, msPerList: 1000 }
    const orders = Array.from({ length: 5_001 }, (_, index) => order([[index % 6, 1 + ((index * 7) % 19)]], { dueAtMs: 60_000 * (index % 11) }))
    const asked = problem(orders, { pickers, capacity: { ...none, slots: 10 } })
    const plan = planLists(asked, { seed: 1, moves: 0 })
    expect(costsLess(costOf(asked, plan.lists), costOf(asked, firstFitPlan(asked)))).toBe(true)
    expect(plan.length).toBeLessThan(0.6 * plan.arrivalLength)
  })

  it('[BT15] makes no more lists than there are carts where it can, also when more would be shorter or less late', () => {
    fc.assert(fc.property(anyProblem, anyMoves, (asked, moves) => {
      const few = planLists({ ...asked, mostLists: 0 }, { seed: 3, moves }).lists.length
      for (const mostLists of [few, few + 1, few + 3]) expect(planLists({ ...asked, mostLists }, { seed: 3, moves }).lists.length).toBeLessThanOrEqual(mostLists)
    }), { numRuns: 60 })
  })

  it('[BT7] is the same for the same seed and moves', () => {
    fc.assert(fc.property(anyProblem, fc.integer(), (asked, seed) => {
      expect(planLists(asked, { seed, moves: 3000 })).toEqual(planLists(asked, { seed, moves: 3000 }))
    }), { numRuns: 40 })
  })

  it('[BT7] makes the same moves in the same row under a clock: more time is never worse, and the clock is all that is asked', () => {
    const orders = fc.sample(anyOrder, { numRuns: 16, seed: 5 })
    const within = (forMs: number) => {
      let now = 0
      return planLists(problem(orders), { seed: 1, forMs, nowMs: () => now++ })
    }
    const costs = [0, 5, 20, 80].map(forMs => within(forMs))
    for (const [index, plan] of costs.slice(1).entries()) {
      expect(plan.moves).toBeGreaterThan(costs[index]!.moves)
      for (const mix of ['cold', 'dry']) expect(plan.lists.some(list => orders[list.orders[0]!]!.mixClass === mix)).toBe(true)
      expect(plan.length).toBeLessThanOrEqual(costs[index]!.length)
    }
    expect(within(20)).toEqual(within(20))
  })

  it('[BT8] stops soon when it is cancelled, and says after every round what the lists walk', () => {
    const orders = fc.sample(anyOrder, { numRuns: 18, seed: 9 })
    let asked = 0
    const told: number[] = []
    const plan = planLists(problem(orders), { seed: 1, moves: 1e9, cancelled: () => ++asked > 200, onProgress: ({ length, arrivalLength }) => told.push(length) && expect(length).toBeLessThanOrEqual(arrivalLength) })
    expect(plan.moves).toBeLessThan(200 * 600)
    expect(told.length).toBeGreaterThan(1)
    expect(told).toEqual(told.toSorted((a, b) => b - a))
    expect(plan.length).toBe(told.at(-1))
  })

  it('[BT8] a large pool whose time is over is answered without its savings, and never worse than in arrival order', () => {
    const orders = fc.sample(anyOrder, { numRuns: 900, seed: 11 })
    const hasty = planLists(problem(orders), { seed: 1, forMs: 0, nowMs: () => 0 })
    const patient = planLists(problem(orders), { seed: 1, moves: 0 })
    expect(hasty.lists.flatMap(list => list.orders).length + hasty.unplannable.length).toBe(orders.length)
    expect(hasty.length).toBeLessThanOrEqual(hasty.arrivalLength)
    expect(patient.length).toBeLessThan(hasty.length)
  })

  it('[BT8] so are the later ones of many classes', () => {
    const orders = fc.sample(anyOrder, { numRuns: 300, seed: 12 }).map((each, index) => ({ ...each, mixClass: `zone ${index % 3}` }))
    const [hasty, patient] = [planLists(problem(orders), { seed: 1, forMs: 0, nowMs: () => 0 }), planLists(problem(orders), { seed: 1, moves: 0 })]
    const lengthIn = (plan: typeof hasty, zone: number): number => plan.lists.reduce((sum, list) => sum + (list.orders[0]! % 3 === zone ? list.length : 0), 0)
    expect(lengthIn(hasty, 0)).toBe(lengthIn(patient, 0))
    for (const zone of [1, 2]) expect(lengthIn(hasty, zone)).toBeGreaterThan(lengthIn(patient, zone))
  })

  it.each(batchPolicies)('[BT5] finds the best partition of small pools, compared with all partitions (%s)', policy => {
    fc.assert(fc.property(fc.array(anyOrder.map(each => ({ ...each, mixClass: '' })), { minLength: 2, maxLength: 7 }), orders => {
      const asked = problem(orders, { policy })
      expect(planLists(asked, { seed: 1, moves: 60_000 }).length).toBeCloseTo(bestByTrying(asked), 6)
    }), { numRuns: 12 })
  })

  it('[BT9] finds the plan that is least late, compared with all partitions', () => {
    const pickers = { count: 1, startAtMs: 0, msPerLength: 1000, msPerUnit: 0, msPerList: 0 }
    fc.assert(fc.property(fc.array(anyOrder.map(each => ({ ...each, mixClass: '' })), { minLength: 2, maxLength: 6 }), orders => {
      const asked = problem(orders, { pickers })
      const best = partitionsOf(asked).map(lists => costOf(asked, lists)).reduce((one, other) => (costsLess(other, one) ? other : one))
      expect(costOf(asked, planLists(asked, { seed: 1, moves: 200_000 }).lists)[0]).toBeCloseTo(best[0], 3)
    }), { numRuns: 12 })
  })

  it('[BT10] searches a large pool in groups, each order once', () => {
    const orders = fc.sample(anyOrder.map(each => ({ ...each, mixClass: '' })), { numRuns: 1500, seed: 2 })
    const plan = planLists(problem(orders), { seed: 1, moves: 4_000_000 })
    expect(plan.lists.flatMap(list => list.orders).sort((a, b) => a - b)).toEqual([...orders.keys()])
    expect(plan.length).toBeLessThan(0.83 * plan.arrivalLength)
  })
})

describe('bad input', () => {
  it('[BT1] names what is larger than a cart, and plans the rest', () => {
    const huge = order([[1, 4]], { load: { units: 80_995, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 } })
    const plan = planLists(problem([order([[0, 3]]), huge, order([[2, 3]])]), { seed: 1, moves: 100 })
    expect(plan.unplannable).toEqual([{ order: 1, reason: 'larger-than-cart', kind: 'units', asked: 80_995, held: 12 }])
    expect(plan.lists.flatMap(list => list.orders).sort()).toEqual([0, 2])
  })
  it('[BT1] a cart of capacity 0 takes nothing; an empty pool is an empty plan', () => {
    expect(planLists(problem([order([[0, 3]])], { capacity: { ...none, units: 0 } }), { seed: 1, moves: 100 })).toMatchObject({ lists: [], length: 0, unplannable: [{ reason: 'larger-than-cart' }] })
    expect(planLists(problem([]), { seed: 1, moves: 100 })).toEqual({ lists: [], length: 0, arrivalLength: 0, unplannable: [], moves: 0 })
  })
  it('[BT1] names loads and places that cannot be', () => {
    const loadOf = (units: number) => ({ units, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 })
    const plan = planLists(problem([order([[0, 3]], { load: loadOf(-1) }), order([[0, 3]], { load: loadOf(Number.NaN) }), order([[0, 3], [9, 3]]), order([[0, 21]]), order([[0.5, 2]])]), { seed: 1, moves: 10 })
    expect(plan.unplannable.map(each => [each.order, each.reason])).toEqual([[0, 'bad-load'], [1, 'bad-load'], [2, 'bad-place'], [3, 'bad-place'], [4, 'bad-place']])
  })
  it('[BT2] an order of 1,114 lines and orders without a stop are planned', () => {
    const long = order(Array.from({ length: 1114 }, (_, index) => [index % 6, 1 + (index % 19)] as const))
    const plan = planLists(problem([order([]), long, order([[1, 1]])], { capacity: { ...none, units: 1200 } }), { seed: 1, moves: 2000 })
    expect(plan.lists.flatMap(list => list.orders).sort()).toEqual([0, 1, 2])
  })
})

/** Every partition of the pool that the cart allows, with lengths. */
function partitionsOf(asked: BatchProblem): { orders: number[]; length: number }[][] {
  const all: { orders: number[]; length: number }[][] = []
  const place = (next: number, lists: number[][]): void => {
    if (next === asked.orders.length) {
      all.push(lists.map(orders => ({ orders: [...orders], length: lengthOf(asked.policy, orders.map(index => asked.orders[index]!)) })))
      return
    }
    for (const list of [...lists, []]) {
      const fits = list.concat(next).reduce((sum, index) => sum + asked.orders[index]!.load.units, 0) <= asked.capacity.units
      if (!fits) continue
      const fresh = list.length === 0
      list.push(next)
      place(next + 1, fresh ? [...lists, list] : lists)
      list.pop()
    }
  }
  place(0, [])
  return all
}

function bestByTrying(asked: BatchProblem): number {
  return Math.min(...partitionsOf(asked).map(lists => lists.reduce((sum, list) => sum + list.length, 0)))
}
