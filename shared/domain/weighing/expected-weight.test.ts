import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectedWeight, type ParcelToWeigh, type WeighedItem } from './expected-weight.ts'

const learnt = (weightGrams: number, spreadGrams: number, quantity = 1, samples = 100): WeighedItem => ({ weightGrams, spreadGrams, samples, quantity })
const parcel = (items: WeighedItem[], more: Partial<ParcelToWeigh> = {}): ParcelToWeigh => ({
  items, packaging: [], enclosuresGrams: 0, scaleStepGrams: 1, floorGrams: 0, ...more,
})
const known = (given: ParcelToWeigh) => {
  const expected = expectedWeight(given)
  if (expected.kind !== 'known') throw new Error('expected a known weight')
  return expected
}

describe('expected weight', () => {
  test('[WT1] one missing weight, or a weight of 0, makes the whole parcel unknown and says which item', () => {
    const items = [learnt(100, 1), { ...learnt(1, 1), weightGrams: null }, { ...learnt(1, 1), weightGrams: 0 }]
    expect(expectedWeight(parcel(items))).toEqual({ kind: 'unknown', missingItems: [1, 2], missingPackaging: [] })
  })

  test('[WT1] a packaging without a weight makes it unknown too', () => {
    const packaging = [{ weightGrams: 80, spreadGrams: 2 }, { weightGrams: null, spreadGrams: null }]
    expect(expectedWeight(parcel([learnt(100, 1)], { packaging }))).toEqual({ kind: 'unknown', missingItems: [], missingPackaging: [1] })
  })

  test('[WT2] [WT3] the worked example of the spec', () => {
    expect(known(parcel([learnt(250, 2, 2), learnt(40, 0.5, 1)], { packaging: [{ weightGrams: 120, spreadGrams: 4 }], enclosuresGrams: 5, floorGrams: 5 })))
      .toEqual({ kind: 'known', expectedGrams: 665, toleranceGrams: 16, lightestItemGrams: 40, canHideLightestItem: false })
  })

  test('[WT4] an unlearnt product is trusted to 3 % of its weight, times its quantity', () => {
    expect(known(parcel([{ weightGrams: 1000, spreadGrams: null, samples: 0, quantity: 1 }])).toleranceGrams).toBe(1 + 90)
    expect(known(parcel([{ weightGrams: 1000, spreadGrams: null, samples: 0, quantity: 4 }])).toleranceGrams).toBe(1 + 360)
  })

  test('[WT5] the tolerance never falls below the floor', () => {
    expect(known(parcel([learnt(100, 0.1)], { floorGrams: 8 })).toleranceGrams).toBe(8)
  })

  test('[WT6] says when the tolerance could hide the lightest item, the boundary included', () => {
    const heavy = learnt(5000, 1, 1, 1_000_000)
    expect(known(parcel([heavy, learnt(8, 0)], { floorGrams: 8 })).canHideLightestItem).toBe(true)
    expect(known(parcel([heavy, learnt(9, 0)], { floorGrams: 8 })).canHideLightestItem).toBe(false)
  })

  const anyItem = fc.record({
    weightGrams: fc.double({ min: 0.5, max: 20_000, noNaN: true }),
    spreadGrams: fc.option(fc.double({ min: 0, max: 200, noNaN: true })),
    samples: fc.nat({ max: 500 }),
    quantity: fc.integer({ min: 1, max: 200 }),
  })

  test('[WT3] tolerance is whole grams, at least step and floor, and grows with every item', () => {
    fc.assert(fc.property(fc.array(anyItem, { minLength: 1, maxLength: 8 }), anyItem, fc.nat({ max: 50 }), (items, another, floorGrams) => {
      const fewer = known(parcel(items, { floorGrams }))
      const more = known(parcel([...items, another], { floorGrams }))
      expect(Number.isSafeInteger(fewer.expectedGrams) && Number.isSafeInteger(fewer.toleranceGrams)).toBe(true)
      expect(fewer.toleranceGrams).toBeGreaterThanOrEqual(Math.max(1, floorGrams))
      expect(more.toleranceGrams).toBeGreaterThanOrEqual(fewer.toleranceGrams)
      expect(more.expectedGrams).toBeGreaterThanOrEqual(fewer.expectedGrams)
    }))
  })

  test('[WT3] two lines of one product that no parcel taught are not wider than one line of both', () => {
    fc.assert(fc.property(anyItem, item => {
      const together = known(parcel([{ ...item, quantity: item.quantity * 2 }]))
      const apart = known(parcel([item, item]))
      expect(apart.toleranceGrams).toBeLessThanOrEqual(together.toleranceGrams)
      expect(Math.abs(apart.expectedGrams - together.expectedGrams)).toBeLessThanOrEqual(1)
    }))
  })

  test('a quantity of 0, -1 or 1.5 is a fault of the caller', () => {
    for (const quantity of [0, -1, 1.5, Number.NaN]) expect(() => expectedWeight(parcel([learnt(1, 1, quantity)]))).toThrow(/whole number/)
  })
})
