// What a parcel that was right teaches about the weight of its products. Runs anywhere: no clock, no I/O.
// Rules WL1..WL8 of docs/specs/weighing.md. Every number comes from + - * / and square roots, so all machines learn the same.
import { assert } from '#shared/kernel/assert.ts'
import { COVERAGE_FACTOR, isKnownWeight, lineVariance, PACKAGING_SPREAD_SHARE, pieceSpreadGrams, UNLEARNT_SPREAD_SHARE, type WeighedPackaging } from './expected-weight.ts'

/** A learnt mean never leaves this part of the weight a person vouched for (WL5). */
export const MAX_DRIFT_SHARE = 0.1
/** Older parcels fade behind this many, so that a changed bottle is followed (WL6). */
export const MAX_SAMPLES = 200
/** The starting spread counts as much as this many parcels, so that one lucky parcel does not make the tolerance vanish (WL7). */
const PRIOR_PARCELS = 4
/** Bounds of a learnt spread as parts of the weight (WL7). */
export const MIN_SPREAD_SHARE = 0.002
export const MAX_SPREAD_SHARE = 0.1

/** What is known of one piece of a product. Grams are fractions: rounding them to whole grams would stop the learning. */
export type LearntWeight = {
  /** Catalogue weight, or what a supervisor weighed in: the fixed point the mean may not drift away from. */
  anchorGrams: number
  meanGrams: number
  /** One standard deviation of one piece; null: nothing learnt yet. */
  spreadGrams: number | null
  /** Parcels learnt from, at most MAX_SAMPLES. */
  samples: number
}

/** A parcel that fitted without any override, with each product once. */
export type RightParcel = {
  readingGrams: number
  products: readonly { learnt: LearntWeight; quantity: number }[]
  packaging: readonly { weightGrams: number; spreadGrams: number | null }[]
  enclosuresGrams: number
  scaleStepGrams: number
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
/** A thousandth of a gram, so that journals stay readable and equal. */
const tidy = (grams: number): number => Math.round(grams * 1000) / 1000

/**
 * The products as known after this parcel, in the given order. The difference between reading and expectation is shared out by
 * variance: what is known least, and what is in the parcel most often, moves most. A single product moves by the textbook running
 * mean. A parcel that lies outside three standard uncertainties teaches nothing and changes nothing.
 */
export function learnFromParcel(parcel: RightParcel): LearntWeight[] {
  assert(Number.isSafeInteger(parcel.readingGrams) && parcel.readingGrams > 0, 'a parcel that was right has a weight')
  const lines = parcel.products.map(({ learnt, quantity }) => {
    assert(Number.isSafeInteger(quantity) && quantity > 0, 'a quantity is a positive whole number')
    const item = { weightGrams: learnt.meanGrams, spreadGrams: learnt.spreadGrams, samples: learnt.samples, quantity }
    const spread = pieceSpreadGrams(item)
    // WL2: how unsure the mean is, and how unsure this line's total weight is.
    return { learnt, quantity, spread, meanVariance: spread ** 2 / Math.max(1, learnt.samples), variance: lineVariance(item) }
  })
  // A scale step is a rectangle of that width: variance step²/12 (GUM 4.3.7), once for the reading and once for its zero.
  let other = parcel.scaleStepGrams ** 2 / 6
  let expected = parcel.enclosuresGrams
  for (const piece of parcel.packaging) {
    expected += piece.weightGrams
    other += (piece.spreadGrams ?? piece.weightGrams * PACKAGING_SPREAD_SHARE) ** 2
  }
  for (const line of lines) expected += line.learnt.meanGrams * line.quantity
  const total = lines.reduce((sum, line) => sum + line.variance, other)
  const residual = parcel.readingGrams - expected
  // WL1: the tolerance's floor and step let such a parcel pass, but it says more about the scale than about the goods.
  if (Math.abs(residual) > parcel.scaleStepGrams + COVERAGE_FACTOR * Math.sqrt(total)) return lines.map(line => line.learnt)

  const surprise = Math.min(residual ** 2 / total, COVERAGE_FACTOR ** 2)
  return lines.map(({ learnt, quantity, spread, meanVariance, variance }) => {
    // WL3: Kalman gain of a sum. WL4: never more than one spread at a time. WL5: never away from the anchor.
    const step = clamp((residual * meanVariance * quantity) / total, -spread, spread)
    const drift = learnt.anchorGrams * MAX_DRIFT_SHARE
    const meanGrams = clamp(learnt.meanGrams + step, learnt.anchorGrams - drift, learnt.anchorGrams + drift)
    // WL7: the spread grows when parcels surprise more than it foretells and shrinks when less, as far as this product had a share.
    const weight = variance / total / (learnt.samples + 1 + PRIOR_PARCELS)
    const spreadGrams = clamp(Math.sqrt(spread ** 2 * (1 + weight * (surprise - 1))), learnt.anchorGrams * MIN_SPREAD_SHARE, learnt.anchorGrams * MAX_SPREAD_SHARE)
    // WL6
    return { anchorGrams: learnt.anchorGrams, meanGrams: tidy(meanGrams), spreadGrams: tidy(spreadGrams), samples: Math.min(MAX_SAMPLES, learnt.samples + 1) }
  })
}

export type WeighIn =
  | { kind: 'weighed'; learnt: LearntWeight }
  | { kind: 'refused'; why: 'nothing-unknown' | 'several-products-unknown' | 'packaging-unknown' | 'nothing-left' }

/**
 * The weight of the one product without any, from a parcel a supervisor vouches for: the reading less all that is known, divided by
 * its pieces. It becomes the anchor. Refuses when more than one product is unknown, because a sum cannot be shared out by guess.
 */
export function weighIn(parcel: {
  readingGrams: number
  /** `null`: the product to weigh in. */
  products: readonly { weightGrams: number | null; quantity: number }[]
  packaging: readonly WeighedPackaging[]
  enclosuresGrams: number
}): WeighIn {
  const unknown = parcel.products.filter(product => !isKnownWeight(product.weightGrams))
  const [only] = unknown
  // Another bench may have weighed the product in meanwhile.
  if (!only) return { kind: 'refused', why: 'nothing-unknown' }
  if (unknown.length > 1) return { kind: 'refused', why: 'several-products-unknown' }
  let left = parcel.readingGrams - parcel.enclosuresGrams
  for (const piece of parcel.packaging) {
    if (!isKnownWeight(piece.weightGrams)) return { kind: 'refused', why: 'packaging-unknown' }
    left -= piece.weightGrams
  }
  for (const product of parcel.products) if (isKnownWeight(product.weightGrams)) left -= product.weightGrams * product.quantity
  const grams = tidy(left / only.quantity)
  if (grams <= 0) return { kind: 'refused', why: 'nothing-left' }
  return { kind: 'weighed', learnt: { anchorGrams: grams, meanGrams: grams, spreadGrams: tidy(grams * UNLEARNT_SPREAD_SHARE), samples: 1 } }
}
