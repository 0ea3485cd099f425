import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAndLine } from './and.ts'

const gramsOf = (line: string) => {
  const parsed = readAndLine(line, 7)
  return parsed.kind === 'reading' ? parsed.reading.grams : parsed.why
}

test('[SL1] stable and unstable lines become whole grams with their arrival', () => {
  expect(readAndLine('ST,GS,+  4.876kg\r\n', 7)).toEqual({ kind: 'reading', reading: { grams: 4876, stable: true, overload: false, underZero: false, atMs: 7 } })
  expect(readAndLine('US,GS,+  4.870kg', 7)).toMatchObject({ reading: { grams: 4870, stable: false } })
  expect(gramsOf('ST,+00123.4  g')).toBe(123)
  expect(gramsOf('ST,GS,-  0.035kg')).toBe(-35)
  expect(Object.is(gramsOf('ST,GS,-  0.000kg'), 0)).toBe(true)
})

test('[SL1] decimals below a gram round half away from zero, without floats', () => {
  expect([gramsOf('ST,GS,+  1.0005kg'), gramsOf('ST,GS,-  1.0005kg'), gramsOf('ST,GS,+  1.00049kg'), gramsOf('ST,GS,+  8.2 kg')]).toEqual([1001, -1001, 1000, 8200])
})

test('[SL2] overload has no number', () => {
  expect(readAndLine('OL,GS,+9999999E+19', 7)).toEqual({ kind: 'reading', reading: { grams: null, stable: false, overload: true, underZero: false, atMs: 7 } })
})

test('[SL3] a counted quantity is not a weight', () => expect(gramsOf('QT,+     12 PC')).toBe('not-a-weight'))

test('[SL4] every cut of a frame and two frames run together are refused', () => {
  const frame = 'ST,GS,+  4.876kg'
  for (let length = 0; length < frame.length; length++) {
    expect(gramsOf(frame.slice(0, length)), frame.slice(0, length)).not.toBeTypeOf('number')
    if (length > 0) expect(gramsOf(frame.slice(length)), frame.slice(length)).not.toBeTypeOf('number')
  }
  expect([frame + frame, 'ST,GS,+  4.8ST,GS,+  4.876kg', 'ST,GS,+ 4 .876kg', 'ST,GS,+  4.876 ', '', 'ST,GS,+  ４.876kg'].map(gramsOf))
    .toEqual(['half-frame', 'half-frame', 'half-frame', 'half-frame', 'half-frame', 'half-frame'])
})

test('[SL5] a net weight says that a tare is set', () => expect(gramsOf('ST,NT,+  4.876kg')).toBe('tared'))
test('[SL6] a comma is not read as a decimal point', () => expect(gramsOf('ST,GS,+  4,876kg')).toBe('comma-decimal'))
test('[SL7] pounds, ounces, 斤 and capital units are refused', () => {
  for (const unit of ['lb', 'oz', '斤', 't', 'KG', 'k']) expect(gramsOf(`ST,GS,+  4.876${unit}`)).toBe('unit-refused')
})

test('[SL1] every weight in grams survives being written as kilograms', () => {
  fc.assert(fc.property(fc.integer({ min: -99_999_999, max: 99_999_999 }), grams => {
    const size = String(Math.abs(grams)).padStart(4, '0')
    expect(gramsOf(`ST,GS,${grams < 0 ? '-' : '+'}${size.slice(0, -3)}.${size.slice(-3)}kg`)).toBe(grams)
  }))
})

test('[SL4] any text gives an answer and never a fault', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), text => {
    expect(['reading', 'refused']).toContain(readAndLine(text, 0).kind)
  }))
})
