// Goal: a supervisor's changes lose and double nothing, keep what is pinned, and say truly what they cost. Method: cases, and random rows of changes.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { oneBlock } from '../routing/one-block.ts'
import { changeByHand, figuresOf, targetsOf, type HandChange } from './hand-changes.ts'
import { planLists } from './plan-lists.ts'
import type { BatchOrder, BatchProblem } from './problem.ts'
import { inHand, replan, type PlanInHand } from './replan.ts'

const order = (aisle: number, units: number, dueAtMs: number | null = null): BatchOrder => ({ stops: [{ aisle, position: 5 }], load: { units, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 }, mixClass: '', dueAtMs })
const problem: BatchProblem = {
  block: oneBlock(5, 4, 20), policy: 'optimal', aim: 'least-length', pickers: { count: 1, startAtMs: 0, msPerLength: 1000, msPerUnit: 10_000, msPerList: 60_000 },
  capacity: { units: 10, weightGrams: Infinity, volumeCubicCentimetres: Infinity, slots: 4 },
  orders: [order(0, 4), order(0, 4), order(1, 4), order(2, 4), order(3, 6), order(4, 2), order(4, 3), order(1, 3)],
}
const lengthOf = (plan: PlanInHand): number => plan.lists.reduce((sum, list) => sum + list.length, 0)
const planned = (): PlanInHand => inHand(planLists({ ...problem, pickers: null }, { seed: 1, moves: 3000 }).lists)
const changed = (plan: PlanInHand, change: HandChange): PlanInHand => {
  const found = changeByHand(problem, plan, change)
  if (!('changed' in found)) throw new Error(found.refused.reason)
  return found.changed
}

it('[BT13] the figures are the walks, the work and the lists that end too late', () => {
  const lists = [{ orders: [0, 1], length: 10 }, { orders: [5], length: 42 }]
  const due = { ...problem, orders: problem.orders.map((each, index) => (index === 5 ? { ...each, dueAtMs: 121_999 } : each)) }
  expect(figuresOf(due, lists)).toEqual({ length: 52, workMs: 150_000 + 122_000, doneMs: 272_000, lateLists: new Set([1]), lateOrders: 1, durationsMs: [150_000, 122_000] })
  // A list is late with the first of its orders, and an order with its own cut-off.
  const more = { ...due, orders: due.orders.map((each, index) => (index < 2 ? { ...each, dueAtMs: index === 0 ? 271_999 : 272_000 } : each)) }
  expect(figuresOf(more, lists)).toMatchObject({ lateLists: new Set([0, 1]), lateOrders: 2 })
  expect(figuresOf({ ...due, pickers: { ...due.pickers!, count: 2, startAtMs: -1 } }, lists)).toMatchObject({ doneMs: 150_000, lateLists: new Set(), lateOrders: 0 })
})

it('[BT13] the places to move to are told with what they cost, the shortest first, and each costs what was told', () => {
  const plan = planned()
  for (const one of problem.orders.keys()) {
    const targets = targetsOf(problem, plan, [one])
    expect(targets.map(each => each.longer)).toEqual(targets.map(each => each.longer).sort((a, b) => a - b))
    for (const { to, longer } of targets) expect(lengthOf(changed(plan, { kind: 'move', orders: [one], to })) - lengthOf(plan)).toBeCloseTo(longer, 9)
  }
})

it('[BT14] several orders move together or not at all', () => {
  const plan = inHand([{ orders: [0, 1], length: 10 }, { orders: [5], length: 42 }, { orders: [4], length: 34 }])
  expect(changed(plan, { kind: 'move', orders: [0, 1], to: 1 }).lists.map(list => list.orders)).toEqual([[0, 1, 5], [4]])
  expect(changeByHand(problem, plan, { kind: 'move', orders: [5, 0], to: 2 })).toMatchObject({ refused: { reason: 'larger-than-cart' } })
  expect(changed(plan, { kind: 'move', orders: [5, 0], to: 3 }).lists.map(list => list.orders)).toEqual([[1], [4], [0, 5]])
})

it('[BT14] an order that was out comes back where it walks least further, or on a list of its own', () => {
  const plan = inHand([{ orders: [0], length: 10 }, { orders: [5], length: 42 }])
  const out = changed(plan, { kind: 'exclude', orders: [5] })
  expect(out.lists.map(list => list.orders)).toEqual([[0]])
  expect(changed(changed(plan, { kind: 'exclude', orders: [0] }), { kind: 'include', order: 0 }).lists.map(list => list.orders)).toEqual([[0, 5]])
  expect(changed(changed(out, { kind: 'pin', list: 0, pinned: true }), { kind: 'include', order: 5 }).lists.map(list => list.orders)).toEqual([[0], [5]])
  expect(changeByHand(problem, plan, { kind: 'include', order: 0 })).toEqual({ refused: { reason: 'no-such-order' } })
  expect(changeByHand(problem, changed(plan, { kind: 'pin', list: 0, pinned: true }), { kind: 'exclude', orders: [0] })).toEqual({ refused: { reason: 'list-is-pinned' } })
})

it('[BT11] [BT14] after any row of changes every order is once on a list or out, within the cart, and pinned lists are as they were', () => {
  const orders = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 3 })
  const list = fc.integer({ min: 0, max: 5 })
  const anyChange: fc.Arbitrary<HandChange | 'replan'> = fc.oneof(
    fc.record({ kind: fc.constant('move' as const), orders, to: list }), fc.record({ kind: fc.constant('split' as const), orders, list }), fc.record({ kind: fc.constant('pin' as const), list, pinned: fc.boolean() }),
    fc.record({ kind: fc.constant('exclude' as const), orders }), fc.record({ kind: fc.constant('include' as const), order: fc.integer({ min: 0, max: 7 }) }), fc.constant('replan' as const))
  fc.assert(fc.property(fc.array(anyChange, { maxLength: 14 }), changes => {
    let plan = planned()
    for (const change of changes) {
      const kept = [...plan.pinned].map(index => plan.lists[index]!)
      const found = change === 'replan' ? { changed: replan(problem, plan, { seed: 1, moves: 600 }).hand } : changeByHand(problem, plan, change)
      plan = 'changed' in found ? found.changed : plan
      for (const each of kept) expect(plan.lists).toContainEqual(each)
      expect([...plan.lists.flatMap(each => each.orders), ...plan.excluded].sort()).toEqual([...problem.orders.keys()])
      for (const each of plan.lists) expect(each.orders.reduce((sum, index) => sum + problem.orders[index]!.load.units, 0)).toBeLessThanOrEqual(10)
    }
  }), { numRuns: 60 })
})
