// CAS ECR: asked with ENQ, the scale answers ACK, and DC1 brings the frame SOH STX status sign weight unit BCC ETX EOT. Rule SP6 of docs/specs/weighing.md.
// Format: CAS PD-II and AP manuals, "Type 2 protocol".
import { asciiText, cutFixed, refusedFrame, signed, wholeGrams, type ScaleFrame, type ScaleProtocol } from './scale-protocol.ts'

const [SOH, STX, EOT, ENQ, ACK, DC1] = [0x01, 0x02, 0x04, 0x05, 0x06, 0x11]
const FRAME_BYTES = 15

function cut(bytes: Uint8Array): ReturnType<ScaleProtocol['cut']> {
  // A line that echoes sends our own ENQ before the ACK; a noisy one anything.
  const begins = bytes.findIndex((byte) => byte === SOH || byte === ACK)
  if (begins > 0) {
    const after = cut(bytes.subarray(begins))
    return { ...after, noiseBytes: after.noiseBytes + begins }
  }
  if (begins < 0 || bytes[0] !== ACK) return cutFixed(bytes, SOH, FRAME_BYTES, EOT)
  const after = cut(bytes.subarray(1))
  return { ...after, frames: [bytes.subarray(0, 1), ...after.frames] }
}

function read(frame: Uint8Array, atMs: number): ScaleFrame {
  if (frame[12] !== frame.subarray(2, 12).reduce((sum, byte) => sum ^ byte, 0)) return refusedFrame('bad-checksum')
  const parts = /^([SU])(.)(.{6})(.{2})$/.exec(asciiText(frame.subarray(2, 12)))
  if (!parts || frame[1] !== STX) return refusedFrame('half-frame')
  const [, status, sign, weight = '', unit = ''] = parts
  if (/^[F ]{6}$/.test(weight)) return { kind: 'reading', reading: { grams: null, stable: false, overload: true, underZero: false, atMs } }
  const number = /^ *(\d+)(?:\.(\d+))?$/.exec(weight)
  if (!number || !/[ +-]/.test(sign ?? '')) return refusedFrame('half-frame')
  const known = unit.trim()
  if (known !== 'kg' && known !== 'g') return refusedFrame('unit-refused')
  const grams = wholeGrams(number[1] ?? '', number[2] ?? '', known === 'kg' ? 3 : 0)
  return { kind: 'reading', reading: { grams: signed(grams, sign === '-'), stable: status === 'S', overload: false, underZero: false, atMs } }
}

export const casProtocol: ScaleProtocol = {
  cut, read, tellsStability: true,
  question: { bytes: Uint8Array.of(ENQ), everyMs: 200 },
  answerTo: (frame) => (frame.length === 1 && frame[0] === ACK ? Uint8Array.of(DC1) : undefined),
}
