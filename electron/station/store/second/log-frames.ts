// SQLite's write-ahead log as bytes (SQLite file format, 4.1 to 4.4): a header of 32 bytes, then frames of a 24-byte head and one page each.
import { existsSync, readFileSync } from 'node:fs'
import { assert } from '#shared/kernel/assert.ts'

export const LOG_HEAD_BYTES = 32
export const FRAME_HEAD_BYTES = 24
/** Words in little-endian order, as every processor that is shipped to writes them. */
const LOG_MAGIC = 0x377f0682

/** Where a log stands: which log, how many frames belong to finished transactions, and the running checksum of the last of them. */
export type LogSpot = { salt1: number; salt2: number; frames: number; sum1: number; sum2: number }
export const noSpot: LogSpot = { salt1: 0, salt2: 0, frames: 0, sum1: 0, sum2: 0 }

export const saltsOf = (head: Buffer): { salt1: number; salt2: number } => ({ salt1: head.readUInt32BE(16), salt2: head.readUInt32BE(20) })
export const isLogHead = (head: Buffer): boolean => head.length >= LOG_HEAD_BYTES && head.readUInt32BE(0) === LOG_MAGIC

/** Frame number `index` (from 0) inside `frames`, which begins with a frame. */
export function frameAt(frames: Buffer, index: number, pageBytes: number): { pageNumber: number; pagesAfterCommit: number; salt1: number; salt2: number; sum1: number; sum2: number; page: Buffer } {
  const at = index * (FRAME_HEAD_BYTES + pageBytes)
  assert(at + FRAME_HEAD_BYTES + pageBytes <= frames.length, 'the frame is whole')
  return {
    pageNumber: frames.readUInt32BE(at), pagesAfterCommit: frames.readUInt32BE(at + 4),
    salt1: frames.readUInt32BE(at + 8), salt2: frames.readUInt32BE(at + 12), sum1: frames.readUInt32BE(at + 16), sum2: frames.readUInt32BE(at + 20),
    page: frames.subarray(at + FRAME_HEAD_BYTES, at + FRAME_HEAD_BYTES + pageBytes),
  }
}

export type WholeLog = { spot: LogSpot; /** The frames of finished transactions. */ frames: Buffer; /** Running checksum after each frame, two words a frame. */ sums: Uint32Array }

/**
 * Reads the log beside a database as SQLite would after a crash: frames count as long as their salts and running checksums fit, up to the
 * last one that ends a transaction. Undefined when SQLite would find no log at all.
 */
export function readLog(file: string, pageBytes: number): WholeLog | undefined {
  if (!existsSync(file)) return undefined
  const bytes = readFileSync(file)
  if (!isLogHead(bytes) || bytes.readUInt32BE(8) !== pageBytes) return undefined
  // A copy with its own memory: words are read from it, and a pooled buffer may begin at an odd place.
  const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)))
  const running: Running = { sum1: 0, sum2: 0 }
  addWords(running, words, 0, 6)
  if (running.sum1 !== bytes.readUInt32BE(24) || running.sum2 !== bytes.readUInt32BE(28)) return undefined
  const { salt1, salt2 } = saltsOf(bytes)
  const frameBytes = FRAME_HEAD_BYTES + pageBytes
  const most = Math.floor((bytes.length - LOG_HEAD_BYTES) / frameBytes)
  const sums = new Uint32Array(most * 2)
  const body = bytes.subarray(LOG_HEAD_BYTES)
  let spot: LogSpot = { salt1, salt2, frames: 0, sum1: 0, sum2: 0 }
  for (let index = 0; index < most; index += 1) {
    const frame = frameAt(body, index, pageBytes)
    if (frame.salt1 !== salt1 || frame.salt2 !== salt2 || frame.pageNumber === 0) break
    const word = (LOG_HEAD_BYTES + index * frameBytes) / 4
    addWords(running, words, word, word + 2)
    addWords(running, words, word + FRAME_HEAD_BYTES / 4, word + frameBytes / 4)
    if (running.sum1 !== frame.sum1 || running.sum2 !== frame.sum2) break
    sums[index * 2] = running.sum1
    sums[index * 2 + 1] = running.sum2
    if (frame.pagesAfterCommit > 0) spot = { salt1, salt2, frames: index + 1, sum1: frame.sum1, sum2: frame.sum2 }
  }
  return { spot, frames: body.subarray(0, spot.frames * frameBytes), sums }
}

type Running = { sum1: number; sum2: number }

function addWords(running: Running, words: Uint32Array, from: number, to: number): void {
  let { sum1, sum2 } = running
  for (let at = from; at < to; at += 2) {
    sum1 = (sum1 + (words[at] ?? 0) + sum2) >>> 0
    sum2 = (sum2 + (words[at + 1] ?? 0) + sum1) >>> 0
  }
  running.sum1 = sum1
  running.sum2 = sum2
}
