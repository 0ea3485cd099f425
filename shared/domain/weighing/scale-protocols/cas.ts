// CAS ECR: asked with ENQ, the scale answers ACK, and DC1 brings the frame SOH STX status sign weight unit BCC ETX EOT. Rule SP6 of docs/specs/weighing.md.
// Format: CAS PD-II and AP manuals, "Type 2 protocol".
import { asciiText, refusedFrame, signed, wholeGrams, type ScaleFrame, type ScaleProtocol } from './scale-protocol.ts'

const [SOH, STX, EOT, ENQ, ACK, DC1] = [0x01, 0x02, 0x04, 0x05, 0x06, 0x11]
const FRAME_BYTES = 15

/** Byte by byte: a line that echoes sends our own ENQ before the ACK, a noisy one anything, and as much of it as it likes. */
function cut(bytes: Uint8Array): ReturnType<ScaleProtocol['cut']> {
  const frames: Uint8Array[] = []
  let noiseBytes = 0
  let at = 0
  while (at < bytes.length) {
    const length = bytes[at] === SOH ? FRAME_BYTES : 1
    if (at + length > bytes.length) break
    const isAnswer = bytes[at] === ACK
    if (isAnswer || (bytes[at] === SOH && bytes[at + FRAME_BYTES - 1] === EOT)) {
      // One that says ACK again and again is told once to send.
      if (!isAnswer || frames.at(-1)?.[0] !== ACK) frames.push(bytes.subarray(at, at + length))
      at += length
    } else {
      noiseBytes += 1
      at += 1
    }
  }
  return { frames, rest: bytes.subarray(at), noiseBytes }
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
