import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/random.ts'
import { learnFromParcel, type LearntWeight, MAX_DRIFT_SHARE, MAX_SAMPLES, MAX_SPREAD_SHARE, MIN_SPREAD_SHARE, type RightParcel, weighIn } from './learn-weight.ts'

const fresh = (grams: number): LearntWeight => ({ anchorGrams: grams, meanGrams: grams, spreadGrams: null, samples: 0 })
const parcel = (readingGrams: number, products: RightParcel['products'], more: Partial<RightParcel> = {}): RightParcel =>
  ({ readingGrams, products, packaging: [], enclosuresGrams: 0, scaleStepGrams: 1, ...more })
const one = (known: LearntWeight, readingGrams: number): LearntWeight => learnFromParcel(parcel(readingGrams, [{ learnt: known, quantity: 1 }]))[0] ?? known

describe('learning from right parcels', () => {
  test('[WL1] a parcel outside three standard uncertainties changes nothing', () => {
    const known = { anchorGrams: 500, meanGrams: 500, spreadGrams: 2, samples: 50 }
    expect(one(known, 520)).toBe(known)
    expect(one(known, 504)).not.toEqual(known)
  })

  test('[WL3] a single product follows the running mean', () => {
    // Spread far above the scale step, so that the gain is 1/(samples + 1) to three places.
    const known = { anchorGrams: 10_000, meanGrams: 10_000, spreadGrams: 200, samples: 9 }
    expect(one(known, 10_100).meanGrams).toBeCloseTo(10_010, 1)
  })

  test('[WL3] in a mixed parcel the product known least moves most', () => {
    const sure = { anchorGrams: 500, meanGrams: 500, spreadGrams: 5, samples: 100 }
    const unsure = { anchorGrams: 500, meanGrams: 500, spreadGrams: 5, samples: 2 }
    const [a, b] = learnFromParcel(parcel(1008, [{ learnt: sure, quantity: 1 }, { learnt: unsure, quantity: 1 }]))
    expect((b?.meanGrams ?? 0) - 500).toBeGreaterThan(10 * ((a?.meanGrams ?? 0) - 500))
    expect(a?.meanGrams).toBeGreaterThan(500)
  })

  test('[WL3] [WL7] 150 parcels find the true mean and spread, and stay near them', () => {
    const random = seededRandom(7)
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    let known = fresh(1000)
    for (let count = 0; count < 150; count++) known = one(known, Math.round(1030 + 6 * normal()))
    expect(Math.abs(known.meanGrams - 1030)).toBeLessThan(2)
    expect(known.spreadGrams).toBeGreaterThan(4)
    expect(known.spreadGrams).toBeLessThan(9)
  })

  test('[WL4] [WL5] [WL6] [WL7] whatever parcels come, one moves the mean by a spread at most and none leaves the bounds', () => {
    fc.assert(fc.property(fc.integer({ min: 5, max: 20_000 }), fc.array(fc.double({ min: 0.5, max: 1.6, noNaN: true }), { maxLength: 120 }), (grams, factors) => {
      let known = fresh(grams)
      for (const factor of factors) {
        const next = one(known, Math.max(1, Math.round(grams * factor)))
        expect(Math.abs(next.meanGrams - known.meanGrams)).toBeLessThanOrEqual((known.spreadGrams ?? grams * 0.03) + 0.001)
        known = next
        expect(Math.abs(known.meanGrams - grams)).toBeLessThanOrEqual(grams * MAX_DRIFT_SHARE + 0.001)
        if (known.spreadGrams !== null) {
          expect(known.spreadGrams).toBeGreaterThanOrEqual(grams * MIN_SPREAD_SHARE - 0.001)
          expect(known.spreadGrams).toBeLessThanOrEqual(grams * MAX_SPREAD_SHARE + 0.001)
        }
        expect(known.samples).toBeLessThanOrEqual(MAX_SAMPLES)
      }
    }), { numRuns: 60 })
  })

  test('[WL5] parcels that are always a little heavy drag the mean to its bound and no further', () => {
    let known = fresh(1000)
    for (let count = 0; count < 400; count++) known = one(known, Math.round(known.meanGrams + 2 * (known.spreadGrams ?? 30)))
    expect(known.meanGrams).toBe(1100)
  })

  test('[WL4] one wrong parcel among fifty right ones does not move the mean by half a gram in a hundred', () => {
    let known = fresh(100)
    for (let count = 0; count < 50; count++) known = one(known, 100)
    expect(Math.abs(one(known, 103).meanGrams - 100)).toBeLessThan(0.5)
  })

  test('packaging and enclosures are taken off before anything is learnt', () => {
    const [learnt] = learnFromParcel(parcel(1126, [{ learnt: fresh(1000), quantity: 1 }], { packaging: [{ weightGrams: 120, spreadGrams: 1 }], enclosuresGrams: 6 }))
    expect(learnt?.meanGrams).toBe(1000)
  })
})

describe('weighing in', () => {
  const packaging = [{ weightGrams: 100, spreadGrams: null }]
  test('[WL8] the one unknown product is what is left, by piece', () => {
    expect(weighIn({ readingGrams: 1105, products: [{ weightGrams: null, quantity: 2 }, { weightGrams: 200, quantity: 3 }], packaging, enclosuresGrams: 5 }))
      .toEqual({ kind: 'weighed', learnt: { anchorGrams: 200, meanGrams: 200, spreadGrams: 6, samples: 1 } })
  })
  test('[WL8] no or two unknown products, an unknown packaging, or nothing left are refused', () => {
    const unknown = { weightGrams: null, quantity: 1 }
    expect(weighIn({ readingGrams: 900, products: [unknown, unknown], packaging, enclosuresGrams: 0 })).toMatchObject({ why: 'several-products-unknown' })
    expect(weighIn({ readingGrams: 900, products: [unknown], packaging: [{ weightGrams: null, spreadGrams: null }], enclosuresGrams: 0 })).toMatchObject({ why: 'packaging-unknown' })
    expect(weighIn({ readingGrams: 900, products: [{ weightGrams: 5, quantity: 1 }], packaging, enclosuresGrams: 0 })).toMatchObject({ why: 'nothing-unknown' })
    expect(weighIn({ readingGrams: 100, products: [unknown], packaging, enclosuresGrams: 0 })).toMatchObject({ why: 'nothing-left' })
  })
})
