import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReleaseRule } from '../release-rule.ts'
import { type AisleStock, type Floor, type SuggestOrder, type SuggestWeights, usualWeights } from './suggestion.ts'
import { type SuggestQuestion, suggestWaves } from './suggest-waves.ts'

const minuteMs = 60_000
const nowMs = 1_000 * minuteMs
const singles: ReleaseRule = { ruleId: 'singles', name: '一单一件', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'single', zones: [], minPriority: null, mode: 'single-item', maxOrders: 300, maxUnits: 300, maxWeightGrams: 1e9, maxVolumeMl: 1e9, maxSlots: 40, autoRelease: false }
const wall: ReleaseRule = { ...singles, ruleId: 'wall', itemCount: 'multi', mode: 'batch-wall', maxOrders: 40, maxUnits: 200 }
const floor: Floor = { nowMs, pickers: 4, freeWallSlots: 30, freeCartSlots: 0, freeStationParcels: 100, secondsPerPiece: 10, secondsPerAisle: 60 }
const order = (orderId: string, change: Partial<SuggestOrder> = {}): SuggestOrder => ({
  orderId, carrierCode: 'SF', cutOffAtMs: nowMs + 120 * minuteMs, receivedAtMs: 0, priority: 0, units: 1, weightGrams: 100, volumeMl: 100, zones: ['A'], linesWithoutPlace: 0, lines: [{ sku: 'x', quantity: 1, aisle: 'A-1' }], ...change,
})
const several = (count: number, change: (index: number) => Partial<SuggestOrder> = () => ({})): SuggestOrder[] => Array.from({ length: count }, (_, index) => order(`o${String(index).padStart(3, '0')}`, change(index)))
const plenty: AisleStock[] = [{ sku: 'x', aisle: 'A-1', quantity: 1000 }]
const question = (change: Partial<SuggestQuestion>): SuggestQuestion => ({ rules: [singles, wall], orders: [], stock: plenty, floor, weights: usualWeights, most: 5, ...change })
const budget = { seed: 1, elapsedMs: () => 0, budgetMs: 1, movesPerGroup: 2000 }
const only = (weight: Partial<SuggestWeights>): SuggestWeights => ({ cutOff: 0, stations: 0, stock: 0, singles: 0, walking: 0, ...weight })

describe('suggestions', () => {
  it('[SG1] are refused a weight outside 0..10, and there are none without pickers, orders or rules', () => {
    expect(() => suggestWaves(question({ weights: only({ cutOff: 11 }) }), budget)).toThrow('between 0 and 10')
    expect(suggestWaves(question({ orders: several(3), floor: { ...floor, pickers: 0 } }), budget)).toEqual([])
    expect(suggestWaves(question({ orders: [] }), budget)).toEqual([])
    expect(suggestWaves(question({ orders: several(3), rules: [] }), budget)).toEqual([])
  })
  it('[SG2] hold orders of one rule, carrier and cut-off, and nothing that the rule forbids', () => {
    const orders = [...several(4), order('jd', { carrierCode: 'JD' }), order('multi', { units: 2, lines: [{ sku: 'x', quantity: 2, aisle: 'A-1' }] }), order('nowhere', { linesWithoutPlace: 1 })]
    const found = suggestWaves(question({ orders }), budget)
    expect(found.map(({ ruleId, carrierCode, orderIds }) => [ruleId, carrierCode, orderIds.length]).sort()).toEqual([['singles', 'JD', 1], ['singles', 'SF', 4], ['wall', 'SF', 1]])
    expect(found.flatMap(each => each.orderIds)).not.toContain('nowhere')
  })
  it('[SG3] hold no order that the stock does not serve, and say how many were held back', () => {
    const [found] = suggestWaves(question({ orders: several(10), stock: [{ sku: 'x', aisle: 'A-1', quantity: 7 }, { sku: 'x', aisle: 'A-2', quantity: -2 }] }), budget)
    expect(found).toMatchObject({ pieces: 7, heldBack: { shortOfStock: 3, noRoom: 0 } })
    expect(found!.why).toContainEqual({ code: 'short-held-back', value: 3 })
    expect(suggestWaves(question({ orders: several(2), stock: [] }), budget)).toEqual([])
    expect(suggestWaves(question({ orders: several(2), stock: [{ sku: 'x', aisle: 'A-1', quantity: null }] }), budget)[0]!.pieces).toBe(2)
  })
  it('[SG4] of a wall have at most as many orders as slots are free; none where no slot is free', () => {
    const orders = several(50, () => ({ units: 2, lines: [{ sku: 'x', quantity: 2, aisle: 'A-1' }] }))
    expect(suggestWaves(question({ orders }), budget)[0]).toMatchObject({ ruleId: 'wall', heldBack: { noRoom: 20 } })
    expect(suggestWaves(question({ orders, floor: { ...floor, freeWallSlots: 0 } }), budget)).toEqual([])
  })
  it('[SG5] walk fewer aisles where more wait than fit and walking matters', () => {
    const orders = several(60, index => ({ lines: [{ sku: `s${index % 20}`, quantity: 1, aisle: `A-${index % 20}` }], receivedAtMs: index }))
    const stock = Array.from({ length: 20 }, (_, index): AisleStock => ({ sku: `s${index}`, aisle: `A-${index}`, quantity: 100 }))
    const rules = [{ ...singles, maxOrders: 30 }]
    const [walking] = suggestWaves(question({ rules, orders, stock, weights: only({ walking: 10 }) }), budget)
    expect(walking!.aisles).toBeLessThan(12)
    expect(walking!.pieces).toBeGreaterThanOrEqual(18)
    expect(walking!.why.map(each => each.code)).toContain('few-aisles')
  })
  it('[SG6] say the minutes: pieces and aisles by the pace of one, shared by the pickers', () => {
    expect(suggestWaves(question({ orders: several(90) }), budget)[0]).toMatchObject({ pieces: 90, aisles: 1, pickers: 4, minutes: Math.ceil((90 * 10 + 60) / 60 / 4) })
    expect(suggestWaves(question({ orders: several(1) }), budget)[0]).toMatchObject({ pickers: 1, minutes: 2 })
  })
  it('[SG11] hold no more than is picked before the cut-off, the most urgent of it, and say what is left; what is late anyway is not cut', () => {
    const orders = several(300, index => ({ cutOffAtMs: nowMs + 10 * minuteMs, priority: index < 5 ? 1 : 0 }))
    const [found] = suggestWaves(question({ orders, stock: [{ sku: 'x', aisle: 'A-1', quantity: 1000 }], weights: only({ cutOff: 10 }) }), budget)
    expect(found).toMatchObject({ pieces: (10 * 60 * 4 - 60) / 10, minutes: 10, heldBack: { noRoom: 300 - 234 } })
    expect(found!.orderIds).toEqual(expect.arrayContaining(['o000', 'o004']))
    expect(found!.why.map(each => each.code)).toContain('picked-in-time')
    for (const leftMs of [0, 1]) {
      const [late] = suggestWaves(question({ orders: several(300, () => ({ cutOffAtMs: nowMs + leftMs * minuteMs })), floor: { ...floor, secondsPerAisle: 240 } }), budget)
      expect(late!.pieces).toBe(300)
    }
  })
  it.each<[string, SuggestWeights, string]>([
    ['the nearer cut-off', only({ cutOff: 10 }), 'near'], ['the fuller use of the stations', only({ stations: 10 }), 'many'],
  ])('[SG7] put first what the weights ask for: %s', (_name, weights, first) => {
    const orders = [...several(80, index => ({ orderId: `many${index}`, cutOffAtMs: nowMs + 400 * minuteMs })), order('near', { cutOffAtMs: nowMs + 10 * minuteMs })]
    const [best] = suggestWaves(question({ orders, weights }), budget)
    expect(best!.orderIds.every(orderId => orderId.startsWith(first))).toBe(true)
  })
  it('[SG7] a wave past its cut-off presses most, and its reason says for how long', () => {
    const [best] = suggestWaves(question({ orders: [order('late', { cutOffAtMs: nowMs - 5 * minuteMs }), order('soon', { cutOffAtMs: nowMs + minuteMs * 90 })], weights: only({ cutOff: 10 }) }), budget)
    expect(best).toMatchObject({ orderIds: ['late'], terms: { cutOff: 1 }, why: expect.arrayContaining([{ code: 'cut-off-passed', value: 5 }]) })
  })
  it('[SG8] name an order once, keep every cap, and are the same for the same question', () => {
    const arbitrary = fc.array(fc.record({ carrier: fc.constantFrom('SF', 'JD'), units: fc.integer({ min: 1, max: 3 }), aisle: fc.integer({ min: 0, max: 5 }), cutOff: fc.constantFrom(-10, 30, 300) }), { maxLength: 60 })
    fc.assert(fc.property(arbitrary, fc.integer({ min: 0, max: 60 }), fc.record({ cutOff: fc.integer({ min: 0, max: 10 }), stations: fc.integer({ min: 0, max: 10 }), stock: fc.integer({ min: 0, max: 10 }), singles: fc.integer({ min: 0, max: 10 }), walking: fc.integer({ min: 0, max: 10 }) }), (rows, quantity, weights) => {
      const orders = rows.map((row, index) => order(`o${index}`, { carrierCode: row.carrier, units: row.units, cutOffAtMs: nowMs + row.cutOff * minuteMs, lines: [{ sku: `s${row.aisle}`, quantity: row.units, aisle: `A-${row.aisle}` }] }))
      const stock = Array.from({ length: 6 }, (_, index): AisleStock => ({ sku: `s${index}`, aisle: `A-${index}`, quantity }))
      const rules = [{ ...singles, maxOrders: 10 }, { ...wall, maxOrders: 8 }, { ...wall, ruleId: 'any', itemCount: 'any' as const }]
      const asked = question({ rules, orders, stock, weights })
      const found = suggestWaves(asked, budget)
      const named = found.flatMap(each => each.orderIds)
      expect(new Set(named).size).toBe(named.length)
      for (const each of found) {
        expect(each.orderIds.length).toBeLessThanOrEqual(Math.min(rules.find(rule => rule.ruleId === each.ruleId)!.maxOrders, each.mode === 'batch-wall' ? floor.freeWallSlots : Infinity))
        for (const { sku } of stock) expect(orders.filter(of => each.orderIds.includes(of.orderId) && of.lines[0]!.sku === sku).reduce((sum, of) => sum + of.units, 0)).toBeLessThanOrEqual(quantity)
        expect(each.score).toBeGreaterThanOrEqual(0)
        expect(each.score).toBeLessThanOrEqual(1)
      }
      expect(suggestWaves(asked, budget)).toEqual(found)
    }), { numRuns: 60 })
  })
  it('[SG9] warn of a wave that cannot be picked before its cut-off', () => {
    const [best] = suggestWaves(question({ orders: several(300, () => ({ cutOffAtMs: nowMs + minuteMs })), floor: { ...floor, secondsPerAisle: 240 } }), budget)
    expect(best!.why.find(each => each.code === 'picked-too-late')!.value).toBe(best!.minutes - 1)
    expect(best!.why.map(each => each.code)).toContain('stations-full')
  })
})
