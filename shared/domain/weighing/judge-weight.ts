// Fits, too light, too heavy or not known. Runs anywhere: no clock, no I/O. Rules WT7, WT8 of docs/specs/weighing.md.
import { assert, unreachable } from '#shared/kernel/assert.ts'
import type { ExpectedWeight } from './expected-weight.ts'

export type WeightVerdict = 'fits' | 'too-light' | 'too-heavy' | 'not-known'

/**
 * Judges a usable reading in whole grams. Exactly at the tolerance fits, one gram beyond does not. Without an expected weight the
 * verdict is `not-known`, never `fits`: a supervisor weighs the parcel in.
 */
export function judgeWeight(readingGrams: number, expected: ExpectedWeight): WeightVerdict {
  assert(Number.isSafeInteger(readingGrams) && readingGrams > 0, 'a usable reading is whole grams above zero')
  switch (expected.kind) {
    case 'unknown':
      // WT8
      return 'not-known'
    case 'known': {
      // WT7
      const difference = readingGrams - expected.expectedGrams
      if (difference < -expected.toleranceGrams) return 'too-light'
      return difference > expected.toleranceGrams ? 'too-heavy' : 'fits'
    }
    default:
      return unreachable(expected)
  }
}
