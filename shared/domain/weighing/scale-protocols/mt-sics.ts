// Mettler Toledo MT-SICS level 0 and 1: `S S     125.67 g`. Rule SP4 of docs/specs/weighing.md. Format: Mettler Toledo "MT-SICS Interface Command" manuals.
import { asciiBytes, asciiText, cutLines, refusedFrame, signed, wholeGrams, type ScaleFrame, type ScaleProtocol } from './scale-protocol.ts'

const WEIGHT = /^S ([SD]) +(-?) *(\d{1,8})(?:\.(\d{1,6}))? +(\S{1,4})$/

function read(frame: Uint8Array, atMs: number): ScaleFrame {
  const text = asciiText(frame).trimEnd()
  if (text === 'S +' || text === 'S -') return { kind: 'reading', reading: { grams: null, stable: false, overload: text === 'S +', underZero: text === 'S -', atMs } }
  // Busy, or a command it does not know: no weight, and nothing is wrong with the line.
  if (/^(?:S I|SIR I|E[STL])$/.test(text)) return refusedFrame('device-error')
  const parts = WEIGHT.exec(text)
  if (!parts) return refusedFrame(/^S [SD] .*\d,\d/.test(text) ? 'comma-decimal' : 'half-frame')
  const [, header, sign, whole = '', decimals = '', unit] = parts
  if (unit !== 'kg' && unit !== 'g') return refusedFrame('unit-refused')
  return { kind: 'reading', reading: { grams: signed(wholeGrams(whole, decimals, unit === 'kg' ? 3 : 0), sign === '-'), stable: header === 'S', overload: false, underZero: false, atMs } }
}

/** SIR: the scale repeats its weight by itself from then on. Asked again now and then, because a scale that was switched off has forgotten it. */
export const mtSicsProtocol: ScaleProtocol = { cut: cutLines, read, tellsStability: true, question: { bytes: asciiBytes('SIR\r\n'), everyMs: 2_000 } }
