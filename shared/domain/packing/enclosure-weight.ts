import type { Enclosure } from '../facts/common.ts'

/** Grams of one enclosure as the site hands them out: a printed A5 invoice, a sticker, a gift sample, a greeting card. */
const enclosureGrams: Readonly<Record<Enclosure, number>> = { invoice: 5, 'anti-counterfeit': 1, gift: 18, card: 8 }

/** Grams of all enclosures together. */
export function weightOfEnclosures(enclosures: readonly Enclosure[]): number {
  return enclosures.reduce((sum, enclosure) => sum + enclosureGrams[enclosure], 0)
}
