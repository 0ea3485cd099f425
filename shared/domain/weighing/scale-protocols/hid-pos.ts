// USB HID POS scales (usage page 0x8D): report 3 holds status, unit, exponent and a number of sixteen bits. Rules HI3 and HI4 of docs/specs/hid-pos.md.
// Format: USB-IF "HID Point of Sale Usage Tables" 1.02, chapter 4, as scales of Dymo, Mettler Toledo and Fairbanks send it.
import { refusedFrame, wholeGrams, type ScaleFrame, type ScaleProtocol } from './scale-protocol.ts'

const DATA_REPORT = 3
const REPORT_BYTES = 6
/** How many decimal places each unit is above a gram; others (ounces, pounds, taels, tons) are refused. */
const unitShift: Readonly<Record<number, number>> = { 1: -3, 2: 0, 3: 3 }
/** Smaller and larger powers are no weight of a bench. */
const mostPlaces = 8

function read(report: Uint8Array, atMs: number): ScaleFrame {
  const [id, status = 0, unit = 0, exponent = 0, low = 0, high = 0] = report
  if (id !== DATA_REPORT || report.length < REPORT_BYTES) return refusedFrame('half-frame')
  const without = (part: { overload?: boolean; underZero?: boolean }): ScaleFrame => ({ kind: 'reading', reading: { grams: null, stable: false, overload: false, underZero: false, ...part, atMs } })
  switch (status) {
    // Fault, and: calibrate, set to zero.
    case 1: case 7: case 8: return refusedFrame('device-error')
    case 5: return without({ underZero: true })
    case 6: return without({ overload: true })
    case 2: case 3: case 4: break
    default: return refusedFrame('half-frame')
  }
  const shift = unitShift[unit]
  // An empty plate is zero in every unit; it still says nothing when the parcel will be in pounds.
  if (shift === undefined) return refusedFrame('unit-refused')
  const power = (exponent > 127 ? exponent - 256 : exponent) + shift
  if (Math.abs(power) > mostPlaces) return refusedFrame('half-frame')
  const digits = String(low + 256 * high)
  const padded = digits.padStart(1 - power, '0')
  const grams = power >= 0 ? Number(digits + '0'.repeat(power)) : wholeGrams(padded.slice(0, power), padded.slice(power), 0)
  return { kind: 'reading', reading: { grams, stable: status !== 3, overload: false, underZero: false, atMs }, stepGrams: Math.max(1, 10 ** power) }
}

/** Each report arrives as one piece. Of other reports (limits, statistics) no byte is the beginning of a weight, and what some systems fill a short one up with is none. */
function cut(report: Uint8Array): ReturnType<ScaleProtocol['cut']> {
  const isWeight = report[0] === DATA_REPORT
  return { frames: isWeight ? [report] : [], rest: nothing, noiseBytes: isWeight ? 0 : report.length }
}
const nothing = new Uint8Array(0)

export const hidPosProtocol: ScaleProtocol = { cut, read, tellsStability: true }
