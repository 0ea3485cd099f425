import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseElementString } from './element-string.ts'
import { expandUpcE, gs1CheckDigit, isGtin } from './gtin.ts'
import { normaliseCode, undoubledCode } from './normalise-code.ts'

const keyOf = (raw: string): string => {
  const code = normaliseCode(raw)
  return code.kind === 'refused' ? `refused ${code.reason}` : `${code.kind} ${code.key}`
}
const GS = '\u001d'

describe('normaliseCode', () => {
  it('[CO1] removes suffixes, blanks and AIM ids, and refuses what is empty then', () => {
    for (const raw of ['6901234567892\r\n', '6901234567892\t', '  6901234567892 ', ']E06901234567892', '\ufeff6901234567892']) expect(keyOf(raw)).toBe('gtin 06901234567892')
    for (const raw of ['', '\r\n', ' \t ', ']E0', "'"]) expect(keyOf(raw)).toBe('refused empty')
  })

  it('[CO2] reads full-width characters, and never exchanges O and 0', () => {
    expect(keyOf('６９０１２３４５６７８９２')).toBe('gtin 06901234567892')
    expect(keyOf('ＴＪ－０１')).toBe('internal TJ-01')
    expect(keyOf('69O1234567892')).toBe('internal 69O1234567892')
  })

  it('[CO3] removes the apostrophe and the formula of a spreadsheet', () => {
    expect(keyOf("'4849000260870")).toBe('gtin 04849000260870')
    expect(keyOf('="6901234567892"')).toBe('gtin 06901234567892')
  })

  it('[CO4] pads GTIN-8, -12, -13 and -14 to 14 digits, so that UPC-A and EAN-13 are one', () => {
    expect(keyOf('96385074')).toBe('gtin 00000096385074')
    expect(keyOf('036000291452')).toBe('gtin 00036000291452')
    expect(keyOf('0036000291452')).toBe('gtin 00036000291452')
    expect(keyOf('16901234567899')).toBe('gtin 16901234567899')
    expect(keyOf('00000000')).toBe('internal 00000000')
    expect(normaliseCode('16901234567899')).toMatchObject({ indicator: 1 })
  })

  it('[CO4] every body with its own check digit is a GTIN, and no other digit is right', () => {
    fc.assert(
      fc.property(fc.constantFrom(7, 11, 12, 13), fc.bigInt({ min: 1n, max: 10n ** 13n - 1n }), fc.integer({ min: 1, max: 9 }), (length, value, offset) => {
        const body = value.toString().padStart(length, '0').slice(-length)
        fc.pre(!/^0+$/.test(body))
        const right = gs1CheckDigit(body)
        expect(isGtin(`${body}${right}`)).toBe(true)
        expect(isGtin(`${body}${(right + offset) % 10}`)).toBe(false)
      }),
    )
  })

  it('[CO5] expands UPC-E where EAN-8 is invalid, and names the other reading where both are valid', () => {
    expect(expandUpcE('01234505')).toBe('012000003455')
    expect(expandUpcE('04252614')).toBe('042100005264')
    expect(expandUpcE('04252615')).toBeNull()
    expect(expandUpcE('24252614')).toBeNull()
    expect(keyOf('04252614')).toBe('gtin 00042100005264')
    const both = Array.from({ length: 100_000 }, (_, index) => `0${index.toString().padStart(6, '0')}`)
      .map((body) => `${body}${gs1CheckDigit(body)}`)
      .find((digits) => isGtin(digits) && expandUpcE(digits))
    const code = normaliseCode(both ?? '')
    expect(code).toMatchObject({ kind: 'gtin', key: `000000${both}`, alsoUpcE: `00${expandUpcE(both ?? '')}` })
  })

  it('[CO6] keeps a wrong check digit and odd lengths as internal codes, digit by digit', () => {
    expect(normaliseCode('6901234567890')).toEqual({ kind: 'internal', key: '6901234567890', badCheckDigit: true })
    expect(normaliseCode('00000000000000225')).toEqual({ kind: 'internal', key: '00000000000000225', badCheckDigit: false })
    expect(normaliseCode('12345')).toEqual({ kind: 'internal', key: '12345', badCheckDigit: false })
  })

  it('[CO7] refuses what is too long or holds control characters, and passes any printable text', () => {
    expect(keyOf('9'.repeat(4_096))).toBe('refused too-long')
    for (const control of ['\u0000', '\u001b', '\u0012', '\u0017', '\u007f']) expect(keyOf(`690${control}123`)).toBe('refused control-character')
    expect(keyOf('A\ud800B')).toBe('refused control-character')
    expect(keyOf('A\ufffdB')).toBe('refused control-character')
    for (const text of ["'; DROP TABLE orders".slice(1), '<img onerror=alert(1)>', '${jndi:ldap://x}', 'https://example.com/a?b=1']) expect(keyOf(text)).toBe(`internal ${text}`)
  })

  it('[CO8] refuses numbers that a spreadsheet has rounded, and no code that only looks near it', () => {
    for (const text of ['6.9E+12', '8,02E+12', '6.91793E+18', '1E+15', "'6.9E+12"]) expect(keyOf(text)).toBe('refused excel-damaged')
    expect(keyOf('5E12')).toBe('internal 5E12')
    expect(keyOf('E+12')).toBe('internal E+12')
  })

  it('[CO9] keeps the case and the zeros of an internal code', () => {
    expect(keyOf('sku-00a')).toBe('internal sku-00a')
  })

  it('[CO10] reads GTIN, lot, expiry and serial of a GS1 element string', () => {
    const elements = { gtin14: '06901234567892', lot: 'AB-1', expiry: '270131', serial: 'S9' }
    for (const raw of [`]C1010690123456789217270131${'10'}AB-1${GS}21S9`, `010690123456789217270131${'10'}AB-1${GS}21S9`, `${GS}0106901234567892${'10'}AB-1${GS}17270131${'21'}S9`, '(01)06901234567892(17)270131(10)AB-1(21)S9\r']) {
      const code = normaliseCode(raw)
      expect(code, raw).toMatchObject({ kind: 'gtin', key: '06901234567892', elements })
    }
    expect(parseElementString(`0106901234567892${'3103'}001250${'37'}12`)).toMatchObject({ ok: true, elements: { count: 12, others: [{ ai: '3103', value: '001250' }] } })
  })

  it('[CO10] a scanner that shows GS in letters has sent it', () => {
    const asSent = normaliseCode(']d201069012345678921725123110AB\u001d21SN-7')
    for (const shown of ['^]', '<GS>', '{gs}', '[GS]', '\\x1d', '\\x1D', '\\u001D', '␝'])
      for (const aimId of [']d2', '']) expect(normaliseCode(`${aimId}01069012345678921725123110AB${shown}21SN-7`), shown).toEqual(asSent)
    expect(asSent).toMatchObject({ elements: { lot: 'AB', serial: 'SN-7' } })
    expect(normaliseCode('BOX^]7')).toEqual({ kind: 'internal', key: 'BOX^]7', badCheckDigit: false })
  })

  it('[CO10] uses nothing of an element string with any fault in it', () => {
    expect(keyOf(']C10106901234567890')).toBe('refused bad-check-digit')
    expect(keyOf(']C1010690123456789217271331')).toBe('refused bad-date')
    expect(keyOf(']C1010690123456')).toBe('refused too-short')
    expect(keyOf(']C105123')).toBe('refused unknown-identifier')
    expect(keyOf(`]C10106901234567892${'10'}${'A'.repeat(21)}`)).toBe('refused bad-value')
    expect(keyOf(`]C10106901234567892${'10'}A${GS}10B`)).toBe('refused repeated-identifier')
    expect(keyOf(`]C110LOT\u001b1`)).toBe('refused control-character')
  })

  it('[CO10] never takes plain digits for an element string', () => {
    expect(keyOf('0106901234567892')).toBe('internal 0106901234567892')
  })

  it('[CO11] reads an SSCC as an internal code', () => {
    expect(keyOf(']C100069012345678901238')).toBe('internal 069012345678901238')
  })

  it('[CO12] asks about the half of a doubled code', () => {
    expect(undoubledCode('69012345678926901234567892')).toBe('6901234567892')
    expect(undoubledCode('121212')).toBeNull()
    expect(undoubledCode('ABCDABCE')).toBeNull()
    expect(undoubledCode('ABAB')).toBeNull()
  })

  it('in-store numbers are flagged and stay as they are', () => {
    expect(normaliseCode('2001234567893')).toMatchObject({ kind: 'gtin', key: '02001234567893', inStore: true })
    expect(normaliseCode('6901234567892')).toMatchObject({ inStore: false })
  })

  it('never throws, and gives the same key when its key is normalised again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 160 }), (raw) => {
        const code = normaliseCode(raw)
        if (code.kind !== 'gtin') return
        expect(normaliseCode(code.key)).toMatchObject({ kind: 'gtin', key: code.key })
      }),
      { numRuns: 2_000 },
    )
  })
})
