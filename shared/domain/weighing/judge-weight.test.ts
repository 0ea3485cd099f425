import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExpectedWeight } from './expected-weight.ts'
import { judgeWeight } from './judge-weight.ts'

const around = (expectedGrams: number, toleranceGrams: number): ExpectedWeight =>
  ({ kind: 'known', expectedGrams, toleranceGrams, lightestItemGrams: 1, canHideLightestItem: true })

test('[WT7] exactly at the tolerance fits, one gram beyond does not', () => {
  expect([489, 490, 510, 511].map(grams => judgeWeight(grams, around(500, 10)))).toEqual(['too-light', 'fits', 'fits', 'too-heavy'])
})

test('[WT7] with a tolerance of 0 only the expected weight fits', () => {
  expect([499, 500, 501].map(grams => judgeWeight(grams, around(500, 0)))).toEqual(['too-light', 'fits', 'too-heavy'])
})

test('[WT8] an unknown weight is never called right', () => {
  expect(judgeWeight(500, { kind: 'unknown', missingItems: [0], missingPackaging: [] })).toBe('not-known')
})

test('[WT7] lighter is never judged heavier', () => {
  const rank = { 'too-light': 0, fits: 1, 'too-heavy': 2, 'not-known': 9 }
  fc.assert(fc.property(fc.integer({ min: 1, max: 60_000 }), fc.nat(2000), fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 60_000 }), (mean, tolerance, a, b) => {
    const [light, heavy] = [Math.min(a, b), Math.max(a, b)]
    expect(rank[judgeWeight(light, around(mean, tolerance))]).toBeLessThanOrEqual(rank[judgeWeight(heavy, around(mean, tolerance))])
  }))
})

test('a reading that is no positive whole number is a fault of the caller', () => {
  for (const grams of [0, -1, 1.5, Number.NaN]) expect(() => judgeWeight(grams, around(500, 10))).toThrow(/whole grams/)
})
