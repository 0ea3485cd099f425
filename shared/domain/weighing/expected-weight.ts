// What a right parcel weighs, and how far a right parcel may be from that. Runs anywhere: no clock, no I/O.
// Rules WT1..WT7 of docs/specs/weighing.md.
import { assert } from '#shared/kernel/assert.ts'

/** Coverage factor: an interval of three standard uncertainties holds about 99 % of right parcels (GUM, JCGM 100:2008, 6.3.3). */
export const COVERAGE_FACTOR = 3
/** Spread of a product no parcel has taught us yet, as a part of its catalogue weight. */
export const UNLEARNT_SPREAD_SHARE = 0.03
/** Spread of a carton, bag or cushion whose spread nobody measured, as a part of its weight. */
export const PACKAGING_SPREAD_SHARE = 0.05

/** One line of the parcel. Grams may be fractions: they are a learnt mean and a learnt spread of one piece. */
export type WeighedItem = {
  weightGrams: number | null
  /** One standard deviation of one piece; null: not learnt. */
  spreadGrams: number | null
  /** Right parcels the mean was learnt from; 0 for a catalogue weight. */
  samples: number
  quantity: number
}

/** One carton, bag or cushion that was scanned for the parcel. */
export type WeighedPackaging = { weightGrams: number | null; spreadGrams: number | null }

export type ParcelToWeigh = {
  items: readonly WeighedItem[]
  packaging: readonly WeighedPackaging[]
  /** Invoice, cards, gifts and labels together. */
  enclosuresGrams: number
  /** Smallest difference the scale shows. */
  scaleStepGrams: number
  /** The tolerance is never smaller than this. */
  floorGrams: number
}

export type ExpectedWeight =
  | {
      kind: 'known'
      expectedGrams: number
      toleranceGrams: number
      lightestItemGrams: number
      /** An average parcel without its lightest piece would still be judged right. */
      canHideLightestItem: boolean
    }
  | { kind: 'unknown'; missingItems: number[]; missingPackaging: number[] }

/** A weight we may count with: known, finite and above zero. Zero means that somebody left a field empty. */
export function isKnownWeight(grams: number | null): grams is number {
  return grams !== null && Number.isFinite(grams) && grams > 0
}

/** Spread of one piece: learnt, or a share of the weight as long as it is not (WT4). */
export function pieceSpreadGrams(item: { weightGrams: number; spreadGrams: number | null }): number {
  return item.spreadGrams ?? item.weightGrams * UNLEARNT_SPREAD_SHARE
}

/**
 * Variance that `quantity` pieces bring into the sum, in grams squared. What makes pieces differ from each other averages out
 * (n·σ²); what is wrong with the mean is wrong for all of them at once (n²·u²), and for an unlearnt product that is all we know.
 */
export function lineVariance(item: { weightGrams: number; spreadGrams: number | null; samples: number; quantity: number }): number {
  const spread = pieceSpreadGrams(item)
  const ofMean = (item.quantity * spread) ** 2
  return item.samples === 0 ? ofMean : item.quantity * spread ** 2 + ofMean / item.samples
}

/**
 * Expected grams and tolerance of a parcel, both whole grams. Answers `unknown` when a single weight is missing: a parcel is never
 * judged by a guessed weight. Throws on a quantity that is no positive whole number and on negative settings.
 */
export function expectedWeight(parcel: ParcelToWeigh): ExpectedWeight {
  const { items, packaging, enclosuresGrams, scaleStepGrams, floorGrams } = parcel
  assert(items.length > 0, 'a parcel that is weighed has at least one item')
  assert(enclosuresGrams >= 0 && scaleStepGrams > 0 && floorGrams >= 0, 'weights and steps are not negative')
  const missingItems: number[] = []
  const missingPackaging: number[] = []
  let grams = enclosuresGrams
  let variance = 0
  let lightest = Infinity
  for (const [index, item] of items.entries()) {
    assert(Number.isSafeInteger(item.quantity) && item.quantity > 0, 'a quantity is a positive whole number')
    const { weightGrams } = item
    // WT1: a missing weight is known as missing.
    if (!isKnownWeight(weightGrams)) {
      missingItems.push(index)
      continue
    }
    grams += weightGrams * item.quantity
    variance += lineVariance({ ...item, weightGrams })
    lightest = Math.min(lightest, weightGrams)
  }
  for (const [index, piece] of packaging.entries()) {
    if (!isKnownWeight(piece.weightGrams)) {
      missingPackaging.push(index)
      continue
    }
    grams += piece.weightGrams
    variance += (piece.spreadGrams ?? piece.weightGrams * PACKAGING_SPREAD_SHARE) ** 2
  }
  if (missingItems.length > 0 || missingPackaging.length > 0) return { kind: 'unknown', missingItems, missingPackaging }

  // WT3: scale step in full, because the reading and the zero before it are each rounded by half a step; then the spread.
  const toleranceGrams = Math.ceil(Math.max(floorGrams, scaleStepGrams + COVERAGE_FACTOR * Math.sqrt(variance)))
  return {
    kind: 'known',
    expectedGrams: Math.round(grams),
    toleranceGrams,
    lightestItemGrams: Math.round(lightest),
    // WT6: said to the packer, because the scale cannot be trusted to miss this piece.
    canHideLightestItem: lightest <= toleranceGrams,
  }
}
