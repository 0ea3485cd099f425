// Goal: what the planner is asked is what the site means. Method: by hand, and the block's walks against the router's.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { meterOf } from './batching/meter.ts'
import { fillCarts, groundOf, listProblem, ontoCarts, usualPickers, type OrderToPlan } from './list-problem.ts'
import type { ReleaseRule } from './release-rule.ts'
import type { Place } from './router.ts'
import { createBayRouter } from './routing/bay-router.ts'

const place = (zone: string, aisle: number, bay: number): Place => ({ placeCode: `${zone}-${aisle}-${bay}`, zone, aisle, bay, shelf: 1, side: 'left' })
const aisles = [{ zone: 'A', aisle: 1, bays: 12 }, { zone: 'A', aisle: 2, bays: 9 }]
const ground = groundOf(null, aisles, [place('A', 1, 1), place('B', 1, 1), place('A', 2, 2)])
const order = (places: Place[], more: Partial<OrderToPlan> = {}): OrderToPlan => ({
  carrierCode: 'SF', cutOffAtMs: 1_000, priority: 0, units: places.length, weightGrams: 100, volumeMl: null, zones: [...new Set(places.map(each => each.zone))],
  lines: places.map((each, index) => ({ lineNumber: index + 1, sku: `${index}`, quantity: 1, place: each })), ...more,
})
const rule = (more: Partial<ReleaseRule> = {}): ReleaseRule => ({
  ruleId: 'r', name: 'r', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'any', zones: [], minPriority: null, mode: 'cart', maxOrders: 100, maxUnits: 1000, maxWeightGrams: 1e9, maxVolumeMl: 1e9, maxSlots: 12, autoRelease: false, ...more,
})

test('[PL1] the planner measures the metres that the router walks', () => {
  const anyPlace = fc.tuple(fc.constantFrom('A', 'B'), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 })).map(parts => place(...parts))
  fc.assert(fc.property(fc.array(fc.array(anyPlace, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }), lists => {
    const problem = listProblem(rule(), lists.map(each => order(each)), groundOf(null, aisles, lists.flat()), [12], null)
    const length = meterOf(problem.block, 'optimal', problem.orders).lengthOf(Int32Array.from(lists.keys()), 0, lists.length)
    expect(length).toBeCloseTo(createBayRouter(aisles, lists.flat()).compare(lists.flat()).metres, 6)
  }), { numRuns: 60 })
})

test('[PL1] a cart holds what the rule and its slots allow, and pickers have the usual pace', () => {
  const lists = { maxOrders: null, maxUnits: 50, maxWeightGrams: null, maxVolumeMl: 9_000, apart: [] }
  expect(listProblem(rule({ lists }), [], ground, [8, 6], null).capacity).toEqual({ units: 50, weightGrams: Infinity, volumeCubicCentimetres: 9_000, slots: 8 })
  expect(listProblem(rule({ mode: 'batch-wall', lists: { ...lists, maxOrders: 20 } }), [], ground, [], null).capacity.slots).toBe(20)
  const [asked] = listProblem(rule(), [order([place('A', 1, 1)], { units: 3 })], ground, [4], usualPickers(2, 5)).orders
  expect(asked).toMatchObject({ load: { units: 3, weightGrams: 100, volumeCubicCentimetres: 0, slots: 1 }, dueAtMs: 1_000 })
})

test('[PL2] what is kept apart is another class', () => {
  const orders = [order([place('A', 1, 1)]), order([place('B', 1, 1)]), order([place('B', 1, 1), place('A', 1, 1)]), order([place('A', 2, 2)], { carrierCode: 'YT' }), order([place('A', 2, 2)], { priority: 5 })]
  const classes = (apart: NonNullable<ReleaseRule['lists']>['apart']): number => new Set(listProblem(rule({ lists: { maxOrders: null, maxUnits: null, maxWeightGrams: null, maxVolumeMl: null, apart } }), orders, ground, [4], null).orders.map(each => each.mixClass)).size
  expect([classes([]), classes(['zone']), classes(['carrier']), classes(['priority']), classes(['zone', 'carrier', 'priority'])]).toEqual([1, 3, 2, 2, 5])
})

test('[PL3] every list has the smallest cart that holds it, in the row of the lists; without one it waits', () => {
  expect(ontoCarts([5, 3, 4, 1], [4, 6, 3])).toEqual([1, 2, 0, null])
  expect(ontoCarts([7], [4, 6])).toEqual([null])
})

test('[PL3] carts that are filled one by one hold no more than they can, and nothing that is kept apart', () => {
  const orders = Array.from({ length: 9 }, (_, index) => order([place('A', 1, 1)], { units: 2, carrierCode: index % 3 === 0 ? 'YT' : 'SF' }))
  const problem = listProblem(rule({ lists: { maxOrders: null, maxUnits: 6, maxWeightGrams: null, maxVolumeMl: null, apart: ['carrier'] } }), orders, ground, [4, 2, 5], null)
  expect(fillCarts(problem, [4, 2, 5])).toEqual([[0, 3, 6], [1, 2], [4, 5, 7]])
})
