import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hidPosProtocol } from '../weighing/scale-protocols/hid-pos.ts'
import { createReportJoiner, readScannerReport } from './scanner-report.ts'

const letters = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0))
/** A report of 64 bytes as Honeywell sends it: count, identifier, data; the last byte says whether more follows. */
function report(data: string, { identifier = ']C0', more = false, identifierAt = 2 }: { identifier?: string; more?: boolean; identifierAt?: number } = {}): Uint8Array {
  const bytes = new Uint8Array(64)
  bytes.set([2, data.length])
  bytes.set(letters(identifier), identifierAt)
  bytes.set(letters(data), identifierAt + identifier.length)
  bytes[63] = more ? 1 : 0
  return bytes
}
const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && String.fromCharCode(...bytes)

test.each<[string, Uint8Array, string | undefined]>([
  ['with its identifier', report('SF1234567890123'), ']C0SF1234567890123'],
  ['with the identifier one byte later', report('6901234567892', { identifier: ']E0', identifierAt: 3 }), ']E06901234567892'],
  ['without an identifier', report('A-03-12', { identifier: '' }), 'A-03-12'],
  ['with a separator', report('10L1\u001d21S', { identifier: ']C1' }), ']C110L1\u001d21S'],
  ['with an end of its own', report('A-03-12\r\n'), ']C0A-03-12'],
  ['of another number', Uint8Array.of(3, 4, 2, 0, 226, 4), undefined],
  ['that claims more than it holds', Uint8Array.of(2, 56, 93, 67, 48, 65), undefined],
  ['with nothing in it', report(''), undefined],
  ['of no length at all', new Uint8Array(0), undefined],
])('[HI1] a scanner report %s', (_what, bytes, text) => expect(textOf(createReportJoiner().take(bytes))).toBe(text))

test('[HI2] a long code comes in several reports and is one', () => {
  const joiner = createReportJoiner()
  expect(joiner.take(report('1'.repeat(56), { identifier: ']Q1', more: true }))).toBeUndefined()
  expect(joiner.take(report('2'.repeat(56), { identifier: ']Q1', more: true }))).toBeUndefined()
  expect(textOf(joiner.take(report('3', { identifier: ']Q1' })))).toBe(`]Q1${'1'.repeat(56)}${'2'.repeat(56)}3`)
  expect(textOf(joiner.take(report('next')))).toBe(']C0next')
})
test('[HI2] half a code is forgotten, and one without an end does not grow', () => {
  const joiner = createReportJoiner()
  joiner.take(report('half', { more: true }))
  joiner.reset()
  expect(textOf(joiner.take(report('whole')))).toBe(']C0whole')
  for (let count = 0; count < 1_000; count += 1) joiner.take(report('9'.repeat(56), { more: true }))
  expect(joiner.take(report('9'))?.length).toBeLessThanOrEqual(4_099)
})
test('[HI2] any code in reports of any size comes out as it was', () => {
  fc.assert(fc.property(fc.stringMatching(/^[ -~]{1,300}$/), fc.integer({ min: 1, max: 56 }), (code, size) => {
    const joiner = createReportJoiner()
    let whole: Uint8Array | undefined
    for (let at = 0; at < code.length; at += size) whole = joiner.take(report(code.slice(at, at + size), { more: at + size < code.length }))
    expect(textOf(whole)).toBe(`]C0${code}`)
  }))
})
test('[HI1] any bytes give an answer and never a fault', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
    const read = readScannerReport(bytes)
    if (read) expect(read.data.length).toBe(bytes[1])
  }), { numRuns: 2_000 })
})

const weigh = (...bytes: number[]): unknown => {
  const read = hidPosProtocol.read(Uint8Array.from(bytes), 7)
  if (read.kind === 'refused') return read.why
  const { grams, stable, overload, underZero } = read.reading
  return overload ? 'overload' : underZero ? 'under-zero' : `${grams} ${stable ? 'still' : 'moving'} step ${read.stepGrams}`
}
test.each<[string, number[], string]>([
  ['[HI3] 1250 g, still', [3, 4, 2, 0, 0xe2, 4], '1250 still step 1'],
  ['[HI3] 1.250 kg', [3, 4, 3, 0xfd, 0xe2, 4], '1250 still step 1'],
  ['[HI3] 12.5 kg in steps of 100 g', [3, 4, 3, 0xff, 125, 0], '12500 still step 100'],
  ['[HI3] 1.5 g rounds away from zero', [3, 4, 2, 0xff, 15, 0], '2 still step 1'],
  ['[HI3] 2500 mg', [3, 4, 1, 0, 0xc4, 9], '3 still step 1'],
  ['[HI3] 3 × 10 g', [3, 4, 2, 1, 3, 0], '30 still step 10'],
  ['[HI3] 65535 g', [3, 4, 2, 0, 255, 255], '65535 still step 1'],
  ['[HI3] 4.5 oz', [3, 3, 11, 0xff, 45, 0], 'unit-refused'],
  ['[HI3] pounds, empty plate', [3, 2, 12, 0xff, 0, 0], 'unit-refused'],
  ['[HI3] a power no scale has', [3, 4, 3, 100, 1, 0], 'half-frame'],
  ['[HI4] empty and still', [3, 2, 2, 0, 0, 0], '0 still step 1'],
  ['[HI4] moving', [3, 3, 2, 0, 10, 0], '10 moving step 1'],
  ['[HI4] under zero', [3, 5, 2, 0, 0, 0], 'under-zero'],
  ['[HI4] overload', [3, 6, 2, 0, 0, 0], 'overload'],
  ['[HI4] a fault', [3, 1, 2, 0, 0, 0], 'device-error'],
  ['[HI4] wants to be calibrated', [3, 7, 2, 0, 0, 0], 'device-error'],
  ['[HI4] wants to be set to zero', [3, 8, 2, 0, 0, 0], 'device-error'],
  ['[HI4] a status nobody knows', [3, 9, 2, 0, 0, 0], 'half-frame'],
  ['[HI3] half a report', [3, 4, 2], 'half-frame'],
])('%s', (_title, bytes, expected) => expect(weigh(...bytes)).toBe(expected))
test.each<[string, number[], number[] | undefined]>([
  ['a weight', [3, 4, 2, 0, 0xe8, 3], [3, 4, 2, 0, 0xe8, 3]],
  ['a weight filled up to the longest report', [3, 4, 2, 0, 0xe8, 3, 3, 4, 2, 0, 1, 0], [3, 4, 2, 0, 0xe8, 3, 3, 4, 2, 0, 1, 0]],
  ['a state that is no weight', [4, 3], undefined],
  ['a limit in which a weight seems to stand', [5, 1, 3, 4, 2, 0, 16, 39], undefined],
  ['nothing', [], undefined],
])('[HI3] each report stands for itself: %s', (_what, bytes, frame) => {
  const { frames, rest } = hidPosProtocol.cut(Uint8Array.from(bytes))
  expect([frames.map((each) => [...each]), rest.length]).toEqual([frame ? [frame] : [], 0])
})
test('[HI3] what a report is filled up with says nothing', () => expect(weigh(3, 4, 2, 0, 0xe8, 3, 3, 4, 2, 0, 1, 0)).toBe('1000 still step 1'))
