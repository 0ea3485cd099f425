// 耀华 XK3190-A9 in continuous mode (tF=0): STX, sign, six digits, place of the decimal point, two checksum letters, ETX. Kilograms; the frame says
// nothing about stability. Rule SP5 of docs/specs/weighing.md. Format: "XK3190-A9 使用说明书", 串行通信.
import { asciiText, cutFixed, refusedFrame, signed, wholeGrams, type ScaleFrame, type ScaleProtocol } from './scale-protocol.ts'

const FRAME_BYTES = 12

/** Letters of the checksum: 0–9 as they are; ten to fifteen as A–F, and on some copies as `:`–`?`. */
function nibbleOf(letter: number): number {
  if (letter >= 0x30 && letter <= 0x3f) return letter - 0x30
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : -1
}

function read(frame: Uint8Array, atMs: number): ScaleFrame {
  const sum = frame.subarray(1, 9).reduce((all, byte) => all ^ byte, 0)
  if (nibbleOf(frame[9] ?? 0) !== sum >> 4 || nibbleOf(frame[10] ?? 0) !== (sum & 15)) return refusedFrame('bad-checksum')
  const parts = /^([+-])(\d{6})([0-4])$/.exec(asciiText(frame.subarray(1, 9)))
  if (!parts) return refusedFrame('half-frame')
  const [, sign, digits = '', places] = parts
  const whole = digits.slice(0, 6 - Number(places))
  return { kind: 'reading', reading: { grams: signed(wholeGrams(whole, digits.slice(whole.length), 3), sign === '-'), stable: false, overload: false, underZero: false, atMs } }
}

export const xk3190Protocol: ScaleProtocol = { cut: (bytes) => cutFixed(bytes, 0x02, FRAME_BYTES, 0x03), read, tellsStability: false }
