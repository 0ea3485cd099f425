// Goal: in a layout that is more than one block, lists are as long as they are walked and never longer than in arrival order. Method: random orders in a hall with a middle cross aisle and a one-way aisle.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SiteLayout } from '../routing/layout.ts'
import { siteBlock } from '../routing/site-block.ts'
import { listOf, measured } from './list-of.ts'
import { firstFitPlan } from './plan-lists.ts'
import type { BatchProblem, BatchSite } from './problem.ts'
import { inHand, moveOrder, replan } from './replan.ts'

const ways: Omit<SiteLayout, 'places'> = {
  aisles: Array.from({ length: 6 }, (_, index) => ({ name: String(index), x: 3 * index, oneWay: index === 3 ? 'to-back' as const : null, turning: true, closedBlocks: [] })),
  crossAisles: [{ y: 0, oneWay: null }, { y: 12, oneWay: null }, { y: 24, oneWay: null }], starts: [{ name: 'start', x: 0, y: 0 }], ends: [{ name: 'drop-off', x: 15, y: 0 }], metresPerSecond: 1, secondsPerLevel: [0],
}
const spots = Array.from({ length: 6 * 22 }, (_, index) => ({ place: String(index), aisle: String(Math.floor(index / 22)), y: 1 + (index % 22), level: 0 }))
const site: BatchSite = { ways, spots }
const { block, stopOf } = siteBlock(ways, spots)!
const problemOf = (orders: readonly (readonly number[])[]): BatchProblem => ({
  block, site, policy: 'optimal', pickers: null, aim: 'least-length', capacity: { units: Infinity, weightGrams: Infinity, volumeCubicCentimetres: Infinity, slots: 3 },
  orders: orders.map(places => ({ stops: places.map(place => stopOf(String(place))!), places: places.map(String), load: { units: 1, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 }, mixClass: '', dueAtMs: null })),
})
const anyOrders = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: spots.length - 1 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 })

it('[BT16] lengths are those of the layout, and no plan is longer than arrival order walked there', () => {
  let [planned, inArrival] = [0, 0]
  fc.assert(fc.property(anyOrders, fc.constantFrom(0, 3000), (orders, moves) => {
    const problem = problemOf(orders)
    const told: { length: number; arrivalLength: number }[] = []
    const { hand, plan } = replan(problem, inHand([]), { seed: 1, moves, onProgress: progress => told.push(progress) })
    const arrival = measured(problem, firstFitPlan(problem)).reduce((sum, list) => sum + list.length, 0)
    for (const list of hand.lists) expect(list).toEqual(listOf(problem, list.orders))
    expect(plan.length).toBeLessThanOrEqual(arrival + 1e-9)
    expect(plan.arrivalLength).toBeCloseTo(arrival, 9)
    for (const each of told) expect(each.length).toBeLessThanOrEqual(each.arrivalLength)
    expect(hand.lists.flatMap(list => list.orders).sort((a, b) => a - b)).toEqual([...orders.keys()])
    planned += plan.length
    inArrival += arrival
  }), { numRuns: 25, seed: 1 })
  expect(planned).toBeLessThan(0.95 * inArrival)
})

it('[BT16] a change by hand is measured there as well', () => {
  const problem = problemOf([[0], [30], [60], [131]])
  const plan = inHand([listOf(problem, [0, 3]), listOf(problem, [1, 2])])
  const moved = moveOrder(problem, plan, 3, 1)
  expect('changed' in moved && moved.changed.lists).toEqual([listOf(problem, [0]), listOf(problem, [1, 2, 3])])
})
