// Goal: the quick ways to a length give the same as the block's own rules. Method: random orders, joined, measured both ways.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyFigures, figuresOfSorted, largestGapLength, oneBlock, optimalLength, sShapeLength } from '../routing/one-block.ts'
import { meterOf } from './meter.ts'
import { batchPolicies, type BatchOrder, type Stop } from './problem.ts'

const rules = { optimal: optimalLength, traversal: sShapeLength, 'largest-gap': largestGapLength }
const order = (stops: readonly Stop[]): BatchOrder => ({ stops, load: { units: 1, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 }, mixClass: '', dueAtMs: null })

// 8 aisles go through the bits of one word, 40 do not fit into it.
it.each(batchPolicies.flatMap(policy => [[policy, 8], [policy, 40]] as const))('[BT5] %s over %i aisles: any join of orders is as long as its places', (policy, aisles) => {
  const anyStop = fc.record({ aisle: fc.integer({ min: 0, max: aisles - 1 }), position: fc.integer({ min: 0, max: 70 }).map(cell => cell * 0.5) })
  fc.assert(fc.property(fc.array(fc.array(anyStop, { maxLength: 5 }), { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: aisles - 1 }), (orders, depot) => {
    const block = oneBlock(aisles, 3, 35, depot)
    const figures = emptyFigures(aisles)
    const stops = orders.flat().sort((a, b) => a.aisle - b.aisle || a.position - b.position)
    const starts = Int32Array.from({ length: aisles + 1 }, (_, aisle) => stops.filter(stop => stop.aisle < aisle).length)
    figuresOfSorted(starts, Float64Array.from(stops, stop => stop.position), figures)
    expect(meterOf(block, policy, orders.map(order)).lengthOf(Int32Array.from(orders.keys()), 0, orders.length)).toBeCloseTo(rules[policy](block, figures), 9)
  }), { numRuns: 80 })
})
