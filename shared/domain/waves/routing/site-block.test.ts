// Goal: where a layout is one block, batching measures what is walked. Method: random layouts and lists, against the router of layouts.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { meterOf } from '../batching/meter.ts'
import type { Place } from '../router.ts'
import type { SiteLayout } from './layout.ts'
import { siteBlock } from './site-block.ts'
import { createSiteRouter, type Spot } from './site-router.ts'

const ways = (more: Partial<SiteLayout> = {}): Omit<SiteLayout, 'places'> => ({
  aisles: [2, 5, 9.5].map((x, index) => ({ name: `A${index}`, x, oneWay: null, turning: true, closedBlocks: [] })), crossAisles: [{ y: 1, oneWay: null }, { y: 21, oneWay: null }],
  starts: [{ name: 'bench', x: 5, y: 1 }], ends: [], metresPerSecond: 1, secondsPerLevel: [0], ...more,
})
const place = (spot: Spot): Place => ({ placeCode: spot.place, zone: 'A', aisle: 1, bay: 1, shelf: 1, side: 'left' })
const anySpots = fc.array(fc.record({ aisle: fc.integer({ min: 0, max: 2 }), y: fc.integer({ min: 2, max: 20 }) }), { minLength: 1, maxLength: 9 }).map(some => some.map((each, index): Spot => ({ place: String(index), aisle: `A${each.aisle}`, y: each.y, level: 0 })))

test('[PL1] a layout of one block is measured exactly, also when the walk begins beside or between the aisles', () => {
  fc.assert(fc.property(anySpots, fc.constantFrom(0, 2, 5, 7.25, 12), (spots, x) => {
    const site = ways({ starts: [{ name: 'bench', x, y: 1 }] })
    const found = siteBlock(site, spots)!
    expect(found.exact).toBe(true)
    const stops = spots.map(spot => found.stopOf(spot.place)!)
    const length = meterOf(found.block, 'optimal', [{ stops, load: { units: 1, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 }, mixClass: '', dueAtMs: null }]).lengthOf(Int32Array.of(0), 0, 1)
    expect(length).toBeCloseTo(createSiteRouter(site, spots)!.compare(spots.map(place)).metres, 6)
  }), { numRuns: 80 })
})

test('[PL1] what is more than one block says so, a place without a spot has no stop, and without a start there is no block', () => {
  const spots: Spot[] = [{ place: 'a', aisle: 'A1', y: 4, level: 0 }]
  for (const more of [
    { crossAisles: [{ y: 1, oneWay: null }, { y: 10, oneWay: null }, { y: 21, oneWay: null }] }, { starts: [{ name: '', x: 5, y: 21 }] }, { starts: [{ name: '', x: 5, y: 1 }, { name: '', x: 2, y: 1 }] }, { ends: [{ name: '', x: 2, y: 1 }] },
    { aisles: [{ name: 'A1', x: 5, oneWay: 'to-back' as const, turning: true, closedBlocks: [] }] }, { aisles: [{ name: 'A1', x: 5, oneWay: null, turning: false, closedBlocks: [] }] },
  ]) expect(siteBlock(ways(more), spots)!.exact).toBe(false)
  expect(siteBlock(ways(), spots)!.stopOf('unknown')).toBeNull()
  expect(siteBlock(ways({ starts: [] }), spots)).toBeNull()
})
