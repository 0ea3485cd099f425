// The second journal on disk: records of a fixed head and the frames of one commit. Each carries its length, a CRC32 that runs on from
// the record before, and where SQLite's log stood after it: a mark of how far work had come, outside the database.
import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { LogSpot } from './log-frames.ts'

const MAGIC = 0x50574a31
const HEAD_BYTES = 40
const CRC_FROM = 8

export type JournalRecord = {
  spot: LogSpot
  /** All frames up to here are in the database itself; the log may begin anew, or be gone. */
  isMoved: boolean
  frames: Buffer
}

function headOf({ spot, isMoved, frames }: JournalRecord): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES)
  bytes.writeUInt32LE(MAGIC, 0)
  bytes.writeUInt32LE(frames.length, 8)
  bytes.writeUInt32LE(isMoved ? 1 : 0, 12)
  bytes.writeUInt32LE(spot.salt1, 16)
  bytes.writeUInt32LE(spot.salt2, 20)
  bytes.writeUInt32LE(spot.frames, 24)
  bytes.writeUInt32LE(spot.sum1, 28)
  bytes.writeUInt32LE(spot.sum2, 32)
  return bytes
}

export type JournalWriter = { append(record: JournalRecord): void; /** All that was appended is on disk, under the file's name. Throws when that is gone. */ sync(): void; bytes(): number; close(): void }

/** Appends to `file`; `size` and `crc` are where its sound records end. A write that fails throws and leaves the end where it was. */
export function journalWriter(file: string, size = 0, crc = 0): JournalWriter {
  const handle = openSync(file, size === 0 ? 'wx+' : 'r+', 0o600)
  let isSynced = false
  return {
    append(record) {
      const head = headOf(record)
      const next = crc32(record.frames, crc32(head.subarray(CRC_FROM), crc))
      head.writeUInt32LE(next, 4)
      const whole = record.frames.length === 0 ? head : Buffer.concat([head, record.frames])
      for (let done = 0; done < whole.length;) done += writeSync(handle, whole, done, whole.length - done, size + done)
      size += whole.length
      crc = next
      isSynced = false
    },
    sync() {
      // A file that was removed takes writes without an error, and is gone with the process.
      statSync(file)
      if (isSynced) return
      fdatasyncSync(handle)
      isSynced = true
    },
    bytes: () => size,
    close: () => closeSync(handle),
  }
}

export type ReadJournal = { records: JournalRecord[]; /** Where the sound records end, and their running CRC. */ size: number; crc: number; /** Bytes behind them that are no whole record. */ brokenBytes: number }

/** Reads the sound records from the start. What follows the first broken one is not used. */
export function readJournal(file: string): ReadJournal {
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  const records: JournalRecord[] = []
  let at = 0
  let crc = 0
  while (bytes.length - at >= HEAD_BYTES) {
    const head = bytes.subarray(at, at + HEAD_BYTES)
    const length = head.readUInt32LE(8)
    if (head.readUInt32LE(0) !== MAGIC || at + HEAD_BYTES + length > bytes.length) break
    const frames = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length)
    const next = crc32(frames, crc32(head.subarray(CRC_FROM), crc))
    if (next !== head.readUInt32LE(4)) break
    records.push({
      spot: { salt1: head.readUInt32LE(16), salt2: head.readUInt32LE(20), frames: head.readUInt32LE(24), sum1: head.readUInt32LE(28), sum2: head.readUInt32LE(32) },
      isMoved: head.readUInt32LE(12) === 1, frames,
    })
    at += HEAD_BYTES + length
    crc = next
  }
  return { records, size: at, crc, brokenBytes: bytes.length - at }
}
