import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOf, cutCodes, LONGEST_CODE } from './cut-codes.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
/** All codes of a stream that arrives in pieces of these sizes. */
function codesOf(stream: Uint8Array, sizes: readonly number[]): string[] {
  const codes: string[] = []
  let pending: Uint8Array = new Uint8Array(0)
  for (let at = 0, piece = 0; at < stream.length; piece += 1) {
    const size = sizes[piece % sizes.length] ?? 1
    const cut = cutCodes(Uint8Array.from([...pending, ...stream.subarray(at, at + size)]))
    codes.push(...cut.codes)
    pending = cut.rest
    at += size
  }
  return codes
}

test.each([['6901234567892\r', ['6901234567892']], ['A\r\nB\nC\tD\u0003', ['A', 'B', 'C', 'D']], ['\u0002SF1234567890123\u0003', ['SF1234567890123']], [']C10106901234567892\u001d10L-1\r', [']C10106901234567892\u001d10L-1']], ['\r\n\r\n', []], ['half', []], ['顺丰速运\r', ['顺丰速运']]])('[SS1] %j is read as %j', (text, codes) => expect(cutCodes(bytes(text)).codes).toEqual(codes))

test('[SS1] what has no end yet waits for it', () => expect(codeOf(cutCodes(bytes('A\rBCD')).rest)).toBe('BCD'))

test('[SS2] bytes that are no UTF-8 are letters, none is dropped', () => expect(cutCodes(Uint8Array.of(0x41, 0xff, 0xfe, 0x0d)).codes).toEqual(['Aÿþ']))

test('[SS2] a stream without an end is handed on, cut, and does not grow', () => {
  const { codes, rest } = cutCodes(bytes('9'.repeat(LONGEST_CODE + 1)))
  expect(codes).toEqual(['9'.repeat(LONGEST_CODE)])
  expect(rest).toHaveLength(0)
})

test('[SS2] what comes behind a code that was too long is no code of its own, up to the end', () => {
  const cut = cutCodes(bytes('9'.repeat(LONGEST_CODE + 1)))
  expect(cutCodes(bytes('6901234567892'), cut.isTooLong)).toEqual({ codes: [], rest: new Uint8Array(0), isTooLong: true })
  expect(cutCodes(bytes('6901234567892\rNEXT\r'), cut.isTooLong)).toEqual({ codes: ['NEXT'], rest: new Uint8Array(0), isTooLong: false })
})

test('[SS3] however the bytes are cut, the same codes come out', () => {
  const code = fc.string({ unit: fc.constantFrom(...'0123456789ABC-]\u001d顺𠮷'), minLength: 1, maxLength: 60 })
  fc.assert(fc.property(fc.array(code, { minLength: 1, maxLength: 12 }), fc.constantFrom('\r', '\n', '\r\n', '\t'), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (codes, end, sizes) => {
    expect(codesOf(bytes(codes.map((each) => each + end).join('')), sizes)).toEqual(codes)
  }))
})

test('[SS2] any bytes give codes of letters and never a fault', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
    for (const code of cutCodes(noise).codes) expect(code.length).toBeGreaterThan(0)
  }), { numRuns: 1_000 })
})
