// Before SQLite opens the database: is what lies there what was recorded? SQLite itself reads a damaged log as a shorter one without a
// word, and a changed page as a page; the second journal and the sums of pages know better.
import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import { FRAME_HEAD_BYTES, frameAt, readLog, type LogSpot, type WholeLog } from './log-frames.ts'
import { readJournal, type JournalRecord } from './journal-file.ts'
import { copyFileOf, journalFileOf, pageCrc, readMark, readPageSums, stampsOf, sumsFileOf, type PageSums } from './second-folder.ts'

/** A page as it was written last: where its bytes are, and their sum. */
export type PageImage = { page: Buffer; crc: number }

/** A copy and all that was recorded after it. */
export type Chain = {
  copyFile: string
  sums: PageSums
  /** The journal that is written on, and where its sound records end. */
  newest: { stamp: number; file: string; size: number; crc: number; brokenBytes: number }
  /** Where the newest sound record says that work stood. */
  spot: LogSpot
  isMoved: boolean
  images: Map<number, PageImage>
  pageCount: number
}

export type Survey =
  /** Nothing to compare with: a new station, or a second folder that is missing or behind. */
  | { kind: 'unknown'; why: string }
  | { kind: 'whole'; chain: Chain }
  /** The database is sound as far as can be told, but its second journal is not. */
  | { kind: 'journal-damaged'; why: string }
  | { kind: 'damaged'; why: string; chain: Chain; /** Commits that only the database's own log has. */ log: WholeLog | undefined }

export const markFileOf = (databaseFile: string): string => `${databaseFile}.second`

/** Chains that can be restored from, newest first. `isBroken` is set when records are missing inside one. */
export function readChains(folder: string): { chains: Chain[]; isBroken: boolean } {
  const journals = new Map(stampsOf(folder, 'journal').map((stamp) => [stamp, readJournal(journalFileOf(folder, stamp))]))
  let isBroken = false
  const chains = stampsOf(folder, 'db').reverse().flatMap((stamp): Chain[] => {
    const sums = readPageSums(sumsFileOf(folder, stamp))
    const stamps = [...journals.keys()].filter((each) => each >= stamp)
    const newestStamp = stamps.at(-1)
    if (!sums || newestStamp === undefined || stamps[0] !== stamp) return []
    const records: JournalRecord[] = []
    for (const each of stamps) {
      const read = journals.get(each)
      records.push(...(read?.records ?? []))
      if (read && (read.records.length === 0 || (read.brokenBytes > 0 && each !== newestStamp))) isBroken = true
      if (isBroken) break
    }
    const last = records.at(-1)
    const newest = journals.get(newestStamp)
    if (!last || !newest) return []
    const { images, pageCount } = imagesOf(records.map((record) => record.frames), sums.pageBytes, sums.pages.length)
    return [{ copyFile: copyFileOf(folder, stamp), sums, newest: { stamp: newestStamp, file: journalFileOf(folder, newestStamp), size: newest.size, crc: newest.crc, brokenBytes: newest.brokenBytes }, spot: last.spot, isMoved: last.isMoved, images, pageCount }]
  })
  return { chains, isBroken }
}

/** The last image of each page, and how many pages the database has after the last commit. */
export function imagesOf(parts: readonly Buffer[], pageBytes: number, pageCountBefore: number): { images: Map<number, PageImage>; pageCount: number } {
  const images = new Map<number, PageImage>()
  let pageCount = pageCountBefore
  for (const frames of parts) {
    for (let index = 0; index * (FRAME_HEAD_BYTES + pageBytes) < frames.length; index += 1) {
      const { pageNumber, pagesAfterCommit, page } = frameAt(frames, index, pageBytes)
      images.set(pageNumber, { page, crc: 0 })
      if (pagesAfterCommit > 0) pageCount = pagesAfterCommit
    }
  }
  for (const [pageNumber, image] of images) image.crc = pageCrc(image.page, pageNumber)
  return { images, pageCount }
}

/** Compares the database at `file` with the second journal in `folder`. Changes nothing. The caller holds the place: nobody else writes meanwhile. */
export function surveyDatabase(file: string, folder: string): Survey {
  const seen = lstatSync(file, { throwIfNoEntry: false })
  // A link or a folder in the place of the database is refused at the opening, in its own words.
  if (seen && !seen.isFile()) return { kind: 'unknown', why: 'there is no file in the place of the database' }
  const mark = readMark(markFileOf(file))
  if (mark && (mark.mark === 'behind' || mark.folder !== resolve(folder))) return { kind: 'unknown', why: `the second journal in ${mark.folder} did not follow the last work` }
  const { chains, isBroken } = readChains(folder)
  const [chain] = chains
  if (mark && (chain?.newest.stamp ?? 0) < mark.stamp) return { kind: 'journal-damaged', why: `the newest journal or its copy is missing in ${folder}` }
  if (!chain) return { kind: 'unknown', why: `nothing lies in ${folder} yet` }
  const log = readLog(`${file}-wal`, chain.sums.pageBytes)
  const logWrong = seen === undefined ? `the database ${file} is missing` : logFault(file, chain, log)
  // A torn end of the journal is no fault: a power cut leaves one, and SQLite's own log has what it lacks.
  // A process that ended by itself let SQLite move its log and delete it: then the database alone is what was recorded.
  const isAlone = seen !== undefined && (!log || log.spot.frames === 0)
  if (logWrong !== undefined && isAlone && !isBroken && pageFault(file, chain, undefined) === undefined) return { kind: 'whole', chain: { ...chain, isMoved: true } }
  if (logWrong !== undefined) return { kind: 'damaged', why: logWrong, chain, log: goesOn(chain, log) ? log : undefined }
  if (isBroken || (chain.newest.brokenBytes > 0 && !goesOn(chain, log))) return { kind: 'journal-damaged', why: `a record of the second journal in ${folder} is not what was written` }
  const pageWrong = pageFault(file, chain, log)
  return pageWrong === undefined ? { kind: 'whole', chain } : { kind: 'damaged', why: pageWrong, chain, log: goesOn(chain, log) ? log : undefined }
}

/** Whether the log has all that the journal has of it, and perhaps more. */
export function goesOn(chain: Chain, log: WholeLog | undefined): boolean {
  const { spot } = chain
  if (!log || log.spot.salt1 !== spot.salt1 || log.spot.salt2 !== spot.salt2 || log.spot.frames < spot.frames) return false
  return spot.frames === 0 || (log.sums[spot.frames * 2 - 2] === spot.sum1 && log.sums[spot.frames * 2 - 1] === spot.sum2)
}

function logFault(file: string, chain: Chain, log: WholeLog | undefined): string | undefined {
  const { spot, isMoved } = chain
  if (goesOn(chain, log)) return undefined
  const sameLog = log?.spot.salt1 === spot.salt1 && log.spot.salt2 === spot.salt2
  if (isMoved && (!log || log.spot.frames === 0)) return undefined
  // SQLite counts a log up by one when it begins it anew; after an end in good order the log is gone, and a new one has any salts.
  if (isMoved && !sameLog) return undefined
  if (!log) return `the log ${file}-wal of ${spot.frames} pages is missing or cannot be read`
  return sameLog ? `the log ${file}-wal ends after ${log.spot.frames} of ${spot.frames} pages or was changed` : `the log ${file}-wal is not the one that was written`
}

/** The first page of the database that is not what was written last, in words. Pages that the log has are read from there. */
function pageFault(file: string, chain: Chain, log: WholeLog | undefined): string | undefined {
  const { pageBytes, pages } = chain.sums
  const inLog = log ? imagesOf([log.frames], pageBytes, 0) : { images: new Map<number, PageImage>(), pageCount: 0 }
  const handle = openSync(file, 'r')
  try {
    const { size } = fstatSync(handle)
    const part = Buffer.alloc(pageBytes * 1024)
    const count = Math.max(chain.pageCount, inLog.pageCount)
    for (let first = 1; first <= count; first += 1024) {
      readSync(handle, part, 0, part.length, (first - 1) * pageBytes)
      for (let pageNumber = first; pageNumber < first + 1024 && pageNumber <= count; pageNumber += 1) {
        if (inLog.images.has(pageNumber) || isLockPage(pageNumber, pageBytes)) continue
        if (pageNumber * pageBytes > size) return `the database ${file} ends after page ${Math.floor(size / pageBytes)} of ${count}`
        const expected = chain.images.get(pageNumber)?.crc ?? pages[pageNumber - 1]
        if (pageCrc(part.subarray((pageNumber - first) * pageBytes, (pageNumber - first + 1) * pageBytes), pageNumber) !== expected) return `page ${pageNumber} of the database ${file} is not what was written`
      }
    }
    return undefined
  } finally {
    closeSync(handle)
  }
}

/** The page with the byte at 1 GiB holds SQLite's locks and never data. */
const isLockPage = (pageNumber: number, pageBytes: number): boolean => pageNumber === 0x40000000 / pageBytes + 1
