// A line of an A&D style scale, `ST,GS,+  4.876kg`. Runs anywhere: no clock, no I/O. Rules SL1..SL7 of docs/specs/weighing.md.
import type { ScaleReading } from './scale-reading.ts'

export type WhyLineRefused = 'half-frame' | 'comma-decimal' | 'unit-refused' | 'tared' | 'not-a-weight'

export type ScaleLine = { kind: 'reading'; reading: ScaleReading } | { kind: 'refused'; why: WhyLineRefused }

const WEIGHT = /^(ST|US),(?:(GS|NT|TR),)?([+-]) *(\d{1,8})(?:([.,])(\d{1,6}))? *(\S{1,4})$/u

/**
 * Whole grams of a decimal number written out, without ever going through a float; half a gram rounds away from zero. `shift`
 * is how many decimal places the unit is above a gram.
 */
function wholeGrams(whole: string, decimals: string, shift: number): number {
  const padded = decimals.padEnd(shift, '0')
  const grams = Number(whole + padded.slice(0, shift))
  return padded.charAt(shift) >= '5' ? grams + 1 : grams
}

/**
 * Reads one line, with or without its line end, as it arrived at `atMs`. Only kilograms and grams are read: pounds, ounces and 斤
 * are refused, because a wrong unit looks like a plausible weight. What is not a whole frame is refused, never mended.
 */
export function parseScaleLine(line: string, atMs: number): ScaleLine {
  const refused = (why: WhyLineRefused): ScaleLine => ({ kind: 'refused', why })
  const text = line.replace(/[\r\n]+$/, '')
  // SL2: what follows OL differs from scale to scale and says nothing.
  if (/^OL(,[\x20-\x7e]{0,24})?$/.test(text)) return { kind: 'reading', reading: { grams: null, stable: false, overload: true, underZero: false, atMs } }
  // SL3: counting mode.
  if (text.startsWith('QT,')) return refused('not-a-weight')
  const parts = WEIGHT.exec(text)
  // SL4
  if (!parts) return refused('half-frame')
  const [, header, kind, sign, whole = '', point, decimals = '', unit] = parts
  // SL5: with a tare set at the scale the packaging would be missing from the weight.
  if (kind === 'NT' || kind === 'TR') return refused('tared')
  // SL6
  if (point === ',') return refused('comma-decimal')
  // SL7
  if (unit !== 'kg' && unit !== 'g') return refused('unit-refused')
  const size = wholeGrams(whole, decimals, unit === 'kg' ? 3 : 0)
  const grams = sign === '-' && size > 0 ? -size : size
  return { kind: 'reading', reading: { grams, stable: header === 'ST', overload: false, underZero: false, atMs } }
}
