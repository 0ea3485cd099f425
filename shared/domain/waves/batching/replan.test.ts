// Goal: a supervisor's changes never break a cart and never get lost in the next planning. Method: cases, and random rows of changes.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { oneBlock } from '../routing/one-block.ts'
import { planLists } from './plan-lists.ts'
import type { BatchOrder, BatchProblem } from './problem.ts'
import { excludeOrder, includeOrder, inHand, moveOrder, pinList, replan, splitList, type Changed, type PlanInHand } from './replan.ts'

const order = (aisle: number, units: number, mixClass = ''): BatchOrder => ({ stops: [{ aisle, position: 5 }], load: { units, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 }, mixClass, dueAtMs: null })
const problem: BatchProblem = {
  block: oneBlock(5, 4, 20), policy: 'optimal', pickers: null, aim: 'least-length',
  capacity: { units: 10, weightGrams: Infinity, volumeCubicCentimetres: Infinity, slots: 4 },
  orders: [order(0, 4), order(0, 4), order(1, 4), order(2, 4), order(3, 6), order(4, 2), order(4, 3, 'cold'), order(1, 3, 'cold')],
}
const planned = (): PlanInHand => inHand(planLists(problem, { seed: 1, moves: 3000 }).lists)
const changedBy = (change: Changed): PlanInHand => {
  if (!('changed' in change)) throw new Error(change.refused.reason)
  return change.changed
}
const listWith = (plan: PlanInHand, wanted: number): number => plan.lists.findIndex(list => list.orders.includes(wanted))

it('[BT11] pinned lists keep their orders, excluded orders are on no list, the rest is planned', () => {
  const before = planned()
  const pinned = changedBy(pinList(before, listWith(before, 0), true))
  const kept = pinned.lists[listWith(pinned, 0)]!
  const out = [...problem.orders.keys()].find(each => !kept.orders.includes(each))!
  const { hand } = replan(problem, changedBy(excludeOrder(problem, pinned, out)), { seed: 2, moves: 2000 })
  expect(hand.lists[0]).toEqual(kept)
  expect(hand.pinned).toEqual(new Set([0]))
  expect(hand.lists.flatMap(list => list.orders).sort()).toEqual([...problem.orders.keys()].filter(each => each !== out))
  expect(replan(problem, changedBy(includeOrder(hand, out)), { seed: 2, moves: 2000 }).hand.lists.flatMap(list => list.orders).sort()).toEqual([...problem.orders.keys()])
})

it('[BT11] names what cannot be planned by its number in the whole pool', () => {
  const { plan } = replan({ ...problem, orders: [...problem.orders, order(1, 99)] }, { ...inHand([]), excluded: new Set([0]) }, { seed: 1, moves: 0 })
  expect(plan.unplannable).toEqual([{ order: 8, reason: 'larger-than-cart', kind: 'units', asked: 99, held: 10 }])
})

it('[BT12] an order moves onto a list that has room, and its length follows', () => {
  const plan: PlanInHand = inHand([{ orders: [0], length: 10 }, { orders: [1, 5], length: 42 }])
  expect(changedBy(moveOrder(problem, plan, 1, 0)).lists).toEqual([{ orders: [0, 1], length: 10 }, { orders: [5], length: 42 }])
  expect(changedBy(moveOrder(problem, plan, 0, 1)).lists).toEqual([{ orders: [0, 1, 5], length: 52 }])
  expect(changedBy(moveOrder(problem, plan, 5, 2)).lists.map(list => list.orders)).toEqual([[0], [1], [5]])
})

it('[BT12] refuses with the reason and changes nothing', () => {
  const plan: PlanInHand = { lists: [{ orders: [0, 1], length: 10 }, { orders: [4], length: 34 }, { orders: [6], length: 42 }], pinned: new Set(), excluded: new Set() }
  const reasonOf = (change: Changed): unknown => ('refused' in change ? change.refused : undefined)
  expect(reasonOf(moveOrder(problem, plan, 0, 2))).toEqual({ reason: 'mixes-classes' })
  expect(reasonOf(moveOrder(problem, plan, 4, 0))).toEqual({ reason: 'larger-than-cart', kind: 'units', asked: 14, held: 10 })
  expect(reasonOf(moveOrder(problem, plan, 0, 0))).toEqual({ reason: 'same-list' })
  expect(reasonOf(moveOrder(problem, plan, 0, 4))).toEqual({ reason: 'no-such-list' })
  expect(reasonOf(moveOrder(problem, plan, 3, 0))).toEqual({ reason: 'no-such-order' })
  expect(reasonOf(moveOrder(problem, { ...plan, pinned: new Set([0]) }, 0, 1))).toEqual({ reason: 'list-is-pinned' })
  expect(reasonOf(splitList(problem, plan, 0, [0, 1]))).toEqual({ reason: 'nothing-left' })
  expect(reasonOf(splitList(problem, plan, 0, [4]))).toEqual({ reason: 'no-such-order' })
  expect(reasonOf(splitList(problem, plan, 9, [4]))).toEqual({ reason: 'no-such-list' })
  expect(reasonOf(pinList(plan, 3, true))).toEqual({ reason: 'no-such-list' })
})

it('[BT11] [BT12] after any row of changes every order is once on a list or out, within the cart, and pinned lists are as they were', () => {
  const anyChange = fc.record({ kind: fc.constantFrom('move', 'split', 'pin', 'exclude', 'replan'), order: fc.integer({ min: 0, max: 7 }), list: fc.integer({ min: 0, max: 5 }) })
  fc.assert(fc.property(fc.array(anyChange, { maxLength: 12 }), changes => {
    let plan = planned()
    for (const { kind, order: one, list } of changes) {
      const kept = [...plan.pinned].map(index => plan.lists[index]!)
      const change = kind === 'move' ? moveOrder(problem, plan, one, list) : kind === 'split' ? splitList(problem, plan, list, [one]) : kind === 'pin' ? pinList(plan, list, true)
        : kind === 'exclude' && !kept.some(each => each.orders.includes(one)) ? excludeOrder(problem, plan, one) : { changed: replan(problem, plan, { seed: 1, moves: 600 }).hand }
      plan = 'changed' in change ? change.changed : plan
      for (const each of kept) expect(plan.lists).toContainEqual(each)
      expect([...plan.lists.flatMap(each => each.orders), ...plan.excluded].sort()).toEqual([...problem.orders.keys()])
      for (const each of plan.lists) {
        expect(each.orders.reduce((sum, index) => sum + problem.orders[index]!.load.units, 0)).toBeLessThanOrEqual(10)
        expect(new Set(each.orders.map(index => problem.orders[index]!.mixClass)).size).toBe(1)
      }
    }
  }), { numRuns: 60 })
})
