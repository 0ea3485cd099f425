import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigitRules, indexOf, numberAt, whyNotANumber, type NumberRange } from './waybill-number.ts'

describe('a waybill number', () => {
  it.each([
    ['SF1234567890123', '^SF\\d{13}$', '', undefined],
    ['SF123456789012', '^SF\\d{13}$', '', 'pattern'],
    ['xSF1234567890123', '^SF\\d{13}$', '', 'pattern'],
    ['4006381333931', '^\\d{13}$', 'mod10', undefined],
    ['4006381333932', '^\\d{13}$', 'mod10', 'check-digit'],
    // The example of UPU S10, and its neighbour.
    ['RR473124829GB', '^[A-Z]{2}\\d{9}[A-Z]{2}$', 's10', undefined],
    ['RR473124828GB', '^[A-Z]{2}\\d{9}[A-Z]{2}$', 's10', 'check-digit'],
    ['12345', '', '', 'pattern'],
  ] as const)('[NB2] %s against %s and check digit %s: %s', (number, pattern, checkDigit, why) => {
    expect(whyNotANumber(number, { pattern, checkDigit })).toBe(why)
  })
  it('[NB2] every number off a range is one, stands where it was counted off, and no two are the same', () => {
    const ranges = fc.record({ prefix: fc.constantFrom('', 'SF', 'YT', '79'), digits: fc.constant(10), startNumber: fc.integer({ min: 0, max: 1_000_000_000 }), checkDigit: fc.constantFrom(...checkDigitRules.filter((rule) => rule !== 's10')), suffix: fc.constantFrom('', 'CN') })
    fc.assert(fc.property(ranges, fc.integer({ min: 0, max: 100_000 }), (range: NumberRange, index) => {
      const number = numberAt(range, index)
      expect(whyNotANumber(number, { pattern: '', checkDigit: range.checkDigit })).toBeUndefined()
      expect(indexOf(range, number)).toBe(index)
      expect(numberAt(range, index + 1)).not.toBe(number)
    }))
  })
  it('[NB2] an EMS range carries its check digit between serial and country', () => {
    const range: NumberRange = { prefix: 'EA', digits: 8, startNumber: 47_312_482, checkDigit: 's10', suffix: 'CN' }
    expect(numberAt(range, 0)).toBe('EA473124829CN')
    expect(indexOf(range, 'EA473124829CN')).toBe(0)
    expect(indexOf(range, 'EA473124828CN')).toBeUndefined()
    expect(indexOf(range, 'EB473124829CN')).toBeUndefined()
  })
})
