import { describe, expect, it } from 'vitest'
import { numberState, rangeBetween, rangeState, whyNotARange, type AddedRange } from './number-ranges.ts'

const dayMs = 86_400_000
const nowMs = 1_760_000_000_000
const range = (change: Partial<AddedRange> = {}): AddedRange => ({ prefix: 'SF', digits: 10, startNumber: 1_000, numberCount: 500, checkDigit: '', suffix: '', ...change })
const shape = { pattern: '^SF\\d{10}$', checkDigit: '' } as const

describe('a range', () => {
  it.each([
    [{ left: 0, endsAtMs: null }, 'used-up'],
    [{ left: 1, endsAtMs: null }, 'open'],
    [{ left: 1, endsAtMs: nowMs + 8 * dayMs }, 'open'],
    [{ left: 1, endsAtMs: nowMs + 7 * dayMs }, 'ends-soon'],
    [{ left: 1, endsAtMs: nowMs + dayMs + 1 }, 'ends-soon'],
    [{ left: 1, endsAtMs: nowMs + dayMs }, 'ended'],
    [{ left: 1, endsAtMs: nowMs - dayMs }, 'ended'],
  ] as const)('[NB16] %o is %s', (given, state) => expect(rangeState(given, nowMs)).toBe(state))

  it.each([
    [{ left: 0, total: 0, waiting: 0 }, 'out'],
    [{ left: 40, total: 1_000, waiting: 41 }, 'out'],
    [{ left: 100, total: 1_000, waiting: 0 }, 'low'],
    [{ left: 101, total: 1_000, waiting: 101 }, 'enough'],
  ] as const)('[NB17] %o is %s', (given, state) => expect(numberState(given)).toBe(state))

  it('[NB18] may be added when its numbers are the carrier’s and nobody else’s', () => {
    expect(whyNotARange(range(), shape, [])).toBeUndefined()
    expect(whyNotARange(range({ startNumber: 9_999_999_600, numberCount: 400 }), shape, [])).toBeUndefined()
    expect(whyNotARange(range({ startNumber: 9_999_999_600, numberCount: 401 }), shape, [])).toEqual({ why: 'too-long' })
    expect(whyNotARange(range({ digits: 9 }), shape, [])).toEqual({ why: 'no-number', waybillNumber: 'SF000001000' })
    expect(whyNotARange(range({ prefix: 'EA', digits: 8, suffix: 'CN', checkDigit: 's10' }), { pattern: '', checkDigit: 's10' }, [])).toBeUndefined()
  })

  it('[NB18] may touch another one and not share a number with it', () => {
    const known = [range({ startNumber: 1_500 })]
    expect(whyNotARange(range(), shape, known)).toBeUndefined()
    expect(whyNotARange(range({ numberCount: 501 }), shape, known)).toEqual({ why: 'overlaps', waybillNumber: 'SF0000001500' })
    expect(whyNotARange(range({ startNumber: 1_600, numberCount: 1 }), shape, known)).toEqual({ why: 'overlaps', waybillNumber: 'SF0000001600' })
    expect(whyNotARange(range({ startNumber: 1_999, numberCount: 1 }), shape, known)).toEqual({ why: 'overlaps', waybillNumber: 'SF0000001999' })
    expect(whyNotARange(range({ startNumber: 1_600, suffix: 'X' }), { pattern: '', checkDigit: '' }, known)).toBeUndefined()
  })

  it('[NB18] shares numbers with one whose digits were cut elsewhere', () => {
    const known = [range({ prefix: 'SF00', digits: 8, startNumber: 1_500 })]
    expect(whyNotARange(range(), shape, known)).toBeUndefined()
    expect(whyNotARange(range({ numberCount: 501 }), shape, known)).toEqual({ why: 'overlaps', waybillNumber: 'SF0000001500' })
    expect(whyNotARange(range(), shape, [range({ prefix: 'SF01', digits: 8 })])).toBeUndefined()
  })

  it.each([
    ['SF0000001000', 'SF0000001499', '', range()],
    ['783120045600000', '783120045699999', '', range({ prefix: '783', digits: 12, startNumber: 120_045_600_000, numberCount: 100_000 })],
    ['EA000000100CN', 'EA000000101CN', '', range({ prefix: 'EA', digits: 9, suffix: 'CN', startNumber: 100, numberCount: 2 })],
    ['EA473124829CN', 'EA473124829CN', 's10', range({ prefix: 'EA', digits: 8, suffix: 'CN', startNumber: 47_312_482, numberCount: 1, checkDigit: 's10' })],
  ] as const)('[NB18] from %s to %s is read', (first, last, checkDigit, expected) => expect(rangeBetween(first, last, checkDigit)).toEqual(expected))

  it.each([
    ['SF0000001000', 'SF0000000999'], ['SF0000001000', 'SF000001499'], ['SF0000001000', 'ZT0000001499'], ['SFX', 'SFY'], ['', ''], ['SF0000001000', 'SF000000１499'], ['SF000000100A', 'SF000000100B'],
  ])('[NB18] %s and %s are no two ends of a range', (first, last) => expect(rangeBetween(first, last, '')).toBeUndefined())
  it('[NB18] a wrong check digit is no end of a range', () => expect(rangeBetween('EA473124820CN', 'EA473124820CN', 's10')).toBeUndefined())
})
