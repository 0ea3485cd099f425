// Mettler Toledo continuous output: STX, three status bytes, six digits of weight, six of tare, CR, and a checksum on some scales. Rules SP1..SP3 of
// docs/specs/weighing.md. Format: Toledo "Continuous Output Format" as printed in the manuals of 8142, Wildcat, IND and Panther terminals.
import { asciiText, refusedFrame, signed, wholeGrams, type ScaleFrame, type ScaleProtocol } from './scale-protocol.ts'

const STX = 0x02
const CR = 0x0d
const FRAME_BYTES = 17
/** Decimal places of the six digits by the low three bits of the first status byte; below zero: so many zeros always stand at their end. */
const PLACES = [-2, -1, 0, 1, 2, 3, 4, 5] as const
const STEPS = [undefined, 1, 2, 5] as const

/** The checksum byte makes the low seven bits of the sum of the whole frame zero. */
export function toledoChecksum(frame: Uint8Array): number {
  return -frame.reduce((sum, byte) => sum + (byte & 0x7f), 0) & 0x7f
}

/** A line of seven bits shows parity in the eighth. */
const withoutParity = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte & 0x7f)

function cut(arrived: Uint8Array): ReturnType<ScaleProtocol['cut']> {
  const bytes = withoutParity(arrived)
  const frames: Uint8Array[] = []
  let noiseBytes = 0
  let at = 0
  while (at < bytes.length) {
    const end = at + FRAME_BYTES
    if (bytes[at] !== STX) {
      noiseBytes += 1
      at += 1
    } else if (end >= bytes.length) break // Whether a checksum follows is known with the next byte.
    else if (bytes[end - 1] !== CR) {
      noiseBytes += 1
      at += 1
    } else {
      const next = bytes[end]
      const hasChecksum = next === toledoChecksum(bytes.subarray(at, end)) || next !== STX
      frames.push(bytes.slice(at, hasChecksum ? end + 1 : end))
      at = hasChecksum ? end + 1 : end
    }
  }
  return { frames, rest: bytes.subarray(at), noiseBytes }
}

function read(frame: Uint8Array, atMs: number): ScaleFrame {
  const [, a = 0, b = 0, c = 0] = frame
  if (frame.length > FRAME_BYTES && frame[FRAME_BYTES] !== toledoChecksum(frame.subarray(0, FRAME_BYTES))) return refusedFrame('bad-checksum')
  const isNegative = (b & 2) !== 0
  const isMoving = (b & 8) !== 0
  // SP2: the scale says itself that its number means nothing.
  if ((b & 4) !== 0) return { kind: 'reading', reading: { grams: null, stable: false, overload: !isNegative, underZero: isNegative, atMs } }
  // A scale that was switched on with something on its plate has no zero to weigh from.
  if ((b & 64) !== 0) return refusedFrame('device-error')
  const digits = asciiText(frame.subarray(4, 10)).replace(/^ +/, '')
  // The tare is not used, but where it is none a byte was lost, and the weight is not what stands there.
  if (!/^\d{1,6}$/.test(digits) || !/^[\d ]{6}$/.test(asciiText(frame.subarray(10, 16)))) return refusedFrame('half-frame')
  if ((b & 1) !== 0) return refusedFrame('tared')
  const unit = c & 7
  if (unit > 1 || (unit === 0 && (b & 16) === 0)) return refusedFrame('unit-refused')
  const shift = unit === 1 ? 0 : 3
  const places = PLACES[a & 7] ?? 0
  // The zeros of a step of ten or more are digits like the others; where others stand in their place, the weight is not what is said.
  if (places < 0 && Number(digits) % 10 ** -places !== 0) return refusedFrame('half-frame')
  const padded = digits.padStart(places + 1, '0')
  const point = padded.length - Math.max(0, places)
  const step = STEPS[(a >> 3) & 3]
  // A step below a gram counts as one: weights are whole grams.
  const stepGrams = step === undefined ? undefined : Math.max(1, Math.round(step * 10 ** (shift - places)))
  return { kind: 'reading', reading: { grams: signed(wholeGrams(padded.slice(0, point), padded.slice(point), shift), isNegative), stable: !isMoving, overload: false, underZero: false, atMs }, ...(stepGrams === undefined ? {} : { stepGrams }) }
}

export const toledoProtocol: ScaleProtocol = { cut, read, tellsStability: true }
