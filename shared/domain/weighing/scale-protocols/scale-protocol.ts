// What a scale of any make says, as readings. Runs anywhere: no clock, no I/O. Rules SL1..SL7 and SP1..SP8 of docs/specs/weighing.md.
import type { ScaleReading } from '../scale-reading.ts'

export const whyFramesRefused = ['half-frame', 'comma-decimal', 'unit-refused', 'tared', 'not-a-weight', 'bad-checksum', 'device-error'] as const
export type WhyFrameRefused = (typeof whyFramesRefused)[number]

/** `stepGrams` where the frame tells the smallest difference the scale shows. */
export type ScaleFrame = { kind: 'reading'; reading: ScaleReading; stepGrams?: number } | { kind: 'refused'; why: WhyFrameRefused }

export type ScaleProtocol = {
  /** Cuts whole frames off the front of what has arrived. `rest` waits for more; `noiseBytes` can be no part of a frame and are gone. */
  cut(bytes: Uint8Array): { frames: Uint8Array[]; rest: Uint8Array; noiseBytes: number }
  /** One frame, as it arrived at `atMs`. What is not a whole, correct frame is refused, never mended. */
  read(frame: Uint8Array, atMs: number): ScaleFrame
  /** False: the caller must find stability itself (WS8). */
  tellsStability: boolean
  /** Sent when the line opens, and again every so many milliseconds where that is given. */
  question?: { bytes: Uint8Array; everyMs?: number }
  /** The next words of a conversation; a frame that is answered is no reading. */
  answerTo?(frame: Uint8Array): Uint8Array | undefined
}

export const refusedFrame = (why: WhyFrameRefused): ScaleFrame => ({ kind: 'refused', why })

export const asciiBytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
export const asciiText = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

const LONGEST_LINE = 128

/** Lines that end in CR, LF or both. A stream without line ends is noise, and so is a line that is longer than any. */
export function cutLines(bytes: Uint8Array): { frames: Uint8Array[]; rest: Uint8Array; noiseBytes: number } {
  const frames: Uint8Array[] = []
  let noiseBytes = 0
  let from = 0
  for (const [at, byte] of bytes.entries()) {
    if (byte !== 0x0d && byte !== 0x0a) continue
    if (at - from > LONGEST_LINE) noiseBytes += at - from
    else if (at > from) frames.push(bytes.subarray(from, at))
    from = at + 1
  }
  const rest = bytes.subarray(from)
  return rest.length > LONGEST_LINE ? { frames, rest: new Uint8Array(0), noiseBytes: noiseBytes + rest.length } : { frames, rest, noiseBytes }
}

/**
 * Frames that begin with `first`, have a known length and end in `last`. Bytes before a beginning, and beginnings without their end, are noise:
 * the search goes on at the next byte, so that one lost byte costs one frame.
 */
export function cutFixed(bytes: Uint8Array, first: number, length: number, last: number): { frames: Uint8Array[]; rest: Uint8Array; noiseBytes: number } {
  const frames: Uint8Array[] = []
  let noiseBytes = 0
  let at = 0
  while (at < bytes.length) {
    if (bytes[at] !== first) {
      noiseBytes += 1
      at += 1
    } else if (at + length > bytes.length) break
    else if (bytes[at + length - 1] === last) {
      frames.push(bytes.subarray(at, at + length))
      at += length
    } else {
      noiseBytes += 1
      at += 1
    }
  }
  return { frames, rest: bytes.subarray(at), noiseBytes }
}

/**
 * Whole grams of a decimal number written out, without ever going through a float; half a gram rounds away from zero. `shift`
 * is how many decimal places the unit is above a gram.
 */
export function wholeGrams(whole: string, decimals: string, shift: number): number {
  const padded = decimals.padEnd(shift, '0')
  const grams = Number(whole + padded.slice(0, shift))
  return padded.charAt(shift) >= '5' ? grams + 1 : grams
}

/** Never −0: it is not the same number to whoever compares. */
export function signed(size: number, negative: boolean): number {
  return negative && size > 0 ? -size : size
}
