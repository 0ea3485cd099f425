// A&D and the many scales that copy it: lines such as `ST,GS,+  4.876kg`. Rules SL1..SL7 of docs/specs/weighing.md.
import { asciiText, cutLines, refusedFrame, signed, wholeGrams, type ScaleFrame, type ScaleProtocol } from './scale-protocol.ts'

const WEIGHT = /^(ST|US),(?:(GS|NT|TR),)?([+-]) *(\d{1,8})(?:([.,])(\d{1,6}))? *(\S{1,4})$/u

/**
 * Reads one line, with or without its line end, as it arrived at `atMs`. Only kilograms and grams are read: pounds, ounces and 斤
 * are refused, because a wrong unit looks like a plausible weight. What is not a whole frame is refused, never mended.
 */
export function readAndLine(line: string, atMs: number): ScaleFrame {
  const text = line.replace(/[\r\n]+$/, '')
  // SL2: what follows OL differs from scale to scale and says nothing.
  if (/^OL(,[\x20-\x7e]{0,24})?$/.test(text)) return { kind: 'reading', reading: { grams: null, stable: false, overload: true, underZero: false, atMs } }
  // SL3: counting mode.
  if (text.startsWith('QT,')) return refusedFrame('not-a-weight')
  const parts = WEIGHT.exec(text)
  // SL4
  if (!parts) return refusedFrame('half-frame')
  const [, header, kind, sign, whole = '', point, decimals = '', unit] = parts
  // SL5: with a tare set at the scale the packaging would be missing from the weight.
  if (kind === 'NT' || kind === 'TR') return refusedFrame('tared')
  // SL6
  if (point === ',') return refusedFrame('comma-decimal')
  // SL7
  if (unit !== 'kg' && unit !== 'g') return refusedFrame('unit-refused')
  const size = wholeGrams(whole, decimals, unit === 'kg' ? 3 : 0)
  return { kind: 'reading', reading: { grams: signed(size, sign === '-'), stable: header === 'ST', overload: false, underZero: false, atMs } }
}

export const andProtocol: ScaleProtocol = { cut: cutLines, read: (frame, atMs) => readAndLine(asciiText(frame), atMs), tellsStability: true }
