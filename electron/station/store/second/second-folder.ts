// What lies in the second folder: whole copies of the database, the sums of their pages, and a journal of every commit since each.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { crc32 } from 'node:zlib'

const COPIES_KEPT = 3

export type PageSums = { pageBytes: number; /** CRC32 of each page, page 1 first. */ pages: Uint32Array; /** CRC32 of the copy's file as it lies there. */ fileCrc: number }

export const copyFileOf = (folder: string, stamp: number): string => join(folder, `station-${stamp}.db`)
export const sumsFileOf = (folder: string, stamp: number): string => join(folder, `station-${stamp}.pages`)
export const journalFileOf = (folder: string, stamp: number): string => join(folder, `station-${stamp}.journal`)

/** Stamps of the files with this ending, oldest first. A folder of such a name is none of them. */
export function stampsOf(folder: string, ending: 'db' | 'pages' | 'journal' | 'db.new' | 'journal.torn'): number[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  const pattern = new RegExp(`^station-(\\d+)\\.${ending}$`)
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [] : pattern.exec(entry.name)?.[1] ?? [])).map(Number).sort((a, b) => a - b)
}

/** Page 1 without the bytes that SQLite writes past its log (whether there is a log, the counters of changes) and that its backup counts up (the schema cookie). */
export function pageCrc(page: Buffer, pageNumber: number): number {
  if (pageNumber !== 1) return crc32(page)
  const masked = Buffer.from(page)
  masked.fill(0, 18, 20)
  masked.fill(0, 24, 28)
  masked.fill(0, 40, 44)
  masked.fill(0, 92, 100)
  return crc32(masked)
}

/** The sums of what is handed in part by part, in the order of the file. */
export function pageSummer(pageBytes: number): { add(part: Buffer): void; sums(): Uint32Array } {
  const sums: number[] = []
  let rest = Buffer.alloc(0)
  return {
    add(part) {
      const bytes = rest.length === 0 ? part : Buffer.concat([rest, part])
      const whole = bytes.length - (bytes.length % pageBytes)
      for (let at = 0; at < whole; at += pageBytes) sums.push(pageCrc(bytes.subarray(at, at + pageBytes), sums.length + 1))
      rest = Buffer.from(bytes.subarray(whole))
    },
    sums: () => Uint32Array.from(sums),
  }
}

export function writePageSums(file: string, { pageBytes, pages, fileCrc }: PageSums): void {
  const bytes = Buffer.alloc(8 + pages.length * 4 + 4)
  bytes.writeUInt32LE(pageBytes, 0)
  bytes.writeUInt32LE(fileCrc, 4)
  for (const [index, sum] of pages.entries()) bytes.writeUInt32LE(sum, 8 + index * 4)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4)
  writeFileSync(file, bytes, { mode: 0o600, flush: true })
}

/** Undefined when the file is missing or not what was written. */
export function readPageSums(file: string): PageSums | undefined {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined
  const bytes = readFileSync(file)
  if (bytes.length < 12 || bytes.length % 4 !== 0 || crc32(bytes.subarray(0, -4)) !== bytes.readUInt32LE(bytes.length - 4)) return undefined
  const pages = new Uint32Array(bytes.length / 4 - 3)
  for (let index = 0; index < pages.length; index += 1) pages[index] = bytes.readUInt32LE(8 + index * 4)
  return { pageBytes: bytes.readUInt32LE(0), fileCrc: bytes.readUInt32LE(4), pages }
}

/** Everything before the oldest of the newest copies goes, also what a copy that was cut off has left. */
export function dropOldCopies(folder: string): void {
  const [oldestKept] = stampsOf(folder, 'db').slice(-COPIES_KEPT)
  for (const ending of ['db', 'pages', 'journal', 'db.new', 'journal.torn'] as const) {
    for (const stamp of stampsOf(folder, ending)) if (oldestKept !== undefined && stamp < oldestKept) rmSync(join(folder, `station-${stamp}.${ending}`))
  }
}

export type Mark = 'kept' | 'behind'
/** Which journal holds every commit, said beside the database. */
export type MarkRead = { mark: Mark; folder: string; stamp: number }
const MARK_BYTES = 8

/** As it is written in the mark: a data folder that is moved whole keeps its second journal. */
const namedFrom = (file: string, folder: string): string => {
  const within = relative(dirname(file), folder)
  return within.startsWith('..') || isAbsolute(within) ? folder : within
}

/**
 * Says beside the database whether the second journal `stamp` in `folder` holds every commit. Changed in its place: that needs no room on
 * a full disk. A journal that is `behind` is never restored from by itself.
 */
export function writeMark(file: string, { mark, folder, stamp }: MarkRead): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const handle = openSync(file, existsSync(file) ? 'r+' : 'w', 0o600)
  try {
    writeSync(handle, `${mark.padEnd(MARK_BYTES - 1)}\n${stamp}\n${namedFrom(file, folder)}\n`, 0)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

export function readMark(file: string): MarkRead | undefined {
  if (!existsSync(file)) return undefined
  const [mark = '', stamp = '', folder = ''] = readFileSync(file, 'utf8').split('\n')
  return mark.trim() === 'kept' || mark.trim() === 'behind' ? { mark: mark.trim() as Mark, folder: resolve(dirname(file), folder), stamp: Number(stamp) } : undefined
}

/** CRC32 of a whole file, read in parts. */
export function fileCrc(file: string): number {
  const handle = openSync(file, 'r')
  const part = Buffer.alloc(1 << 20)
  try {
    let crc = 0
    for (let at = 0; ;) {
      const got = readSync(handle, part, 0, part.length, at)
      if (got === 0) return crc
      crc = crc32(part.subarray(0, got), crc)
      at += got
    }
  } finally {
    closeSync(handle)
  }
}
