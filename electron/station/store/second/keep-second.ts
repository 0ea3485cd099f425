// Keeps the second journal while the station works: every commit's pages are appended to it as soon as the answer has left, and survive
// the process. It is synced on the slow clock, before a print, and before SQLite's log begins anew: a scan pays for one fsync, not two.
import { closeSync, copyFileSync, ftruncateSync, mkdirSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { NowMs } from '#shared/kernel/time.ts'
import { syncFolder } from '#shared/node/sync-folder.ts'
import { systemReason } from '../../system-reason.ts'
import { sealCopy } from '../backup.ts'
import { BACKSTOP_PAGES, type Db } from '../open-database.ts'
import { journalWriter, type JournalWriter } from './journal-file.ts'
import { FRAME_HEAD_BYTES, frameAt, isLogHead, LOG_HEAD_BYTES, noSpot, saltsOf, type LogSpot } from './log-frames.ts'
import { copyFileOf, dropOldCopies, fileCrc, journalFileOf, pageSummer, stampsOf, sumsFileOf, writeMark, writePageSums } from './second-folder.ts'
import { markFileOf, type Chain } from './survey.ts'

/** A new copy is due when its journal is longer than this. */
const LONG_JOURNAL_BYTES = 64 << 20
/** A first load of the whole site comes from the hub and can come again: the journal stops here and begins anew with a copy. */
const LONGEST_JOURNAL_BYTES = 256 << 20
/** A smaller database is copied while it is opened; a larger one soon after, while work goes on. */
const COPIED_AT_ONCE_BYTES = 32 << 20
const FIRST_CHUNK_BYTES = 64 << 10
/** So many commits of one turn of the event loop may wait to be followed. */
const MOST_BEHIND = 8

export type SecondState = { kind: 'kept'; folder: string; isLong: boolean } | { kind: 'off'; folder: string; why: TroubleReason; sinceMs: number }
export type SecondJournal = {
  /** Something was committed: it is followed when this turn of the event loop is over. */
  committed(): void
  /** Appends what was committed and was not followed yet. Never throws for a fault of the second disk: that switches it off, with words. */
  follow(): void
  /** All that was committed is in the journal, and on its disk. */
  sync(): void
  /** SQLite's log was moved into the database whole: it may begin anew after this. */
  moved(): void
  /** Makes a whole copy and begins a new journal beside it; takes up the work again when it was off. */
  renew(): Promise<void>
  /** SQLite's log must be moved by the caller: by itself it would do so unseen. */
  isLogLong(): boolean
  state(): SecondState
  close(): void
}

/** `chain` is where an earlier run stopped, as surveyed; without one a copy is made at once. Called after the first write. */
export function keepSecond({ db, file, folder, chain, nowMs, entryCount, onFollowed, makeRoom }: { db: Db; file: string; folder: string; chain: Chain | undefined; nowMs: NowMs; entryCount: () => number; onFollowed: () => void; makeRoom?: (() => boolean) | undefined }): SecondJournal {
  const pageBytes = db.pragma('page_size', { simple: true }) as number
  const frameBytes = FRAME_HEAD_BYTES + pageBytes
  const log = openSync(`${file}-wal`, 'r')
  let chunk = Buffer.alloc(FIRST_CHUNK_BYTES)
  let spot: LogSpot = chain?.spot ?? noSpot
  let isMoved = chain?.isMoved ?? true
  let stamp = chain?.newest.stamp ?? 0
  let writer: JournalWriter | undefined
  let off: { why: TroubleReason; sinceMs: number } | undefined
  let isClosed = false
  let followedEntries = entryCount()
  /** Commits that were not followed yet. */
  let behind = 0

  const stop = (why: TroubleReason): void => {
    off = { why, sinceMs: nowMs() }
    writer?.close()
    writer = undefined
    db.pragma(`wal_autocheckpoint = ${BACKSTOP_PAGES}`)
    // If this throws too, the disk of the database fails: then the process must end before its next commit.
    writeMark(markFileOf(file), { mark: 'behind', folder, stamp })
  }
  /** The disk of the second folder may be full, gone or read-only; the work goes on, and the bar says so. */
  const guarded = (work: () => void): void => {
    if (off) return
    try {
      work()
    } catch (error) {
      if (!isFileError(error)) throw error
      stop(systemReason(error))
    }
  }
  /** Frames of finished transactions from here on, as many as fit the chunk; it grows for a transaction that does not. */
  const readFrames = (from: number): Buffer => {
    for (;;) {
      const got = readSync(log, chunk, 0, chunk.length, LOG_HEAD_BYTES + from * frameBytes)
      const whole = Math.floor(got / frameBytes)
      let ended = 0
      let isEnd = got < chunk.length
      for (let index = 0; index < whole; index += 1) {
        const frame = frameAt(chunk, index, pageBytes)
        isEnd ||= frame.salt1 !== spot.salt1 || frame.salt2 !== spot.salt2
        if (frame.salt1 !== spot.salt1 || frame.salt2 !== spot.salt2) break
        if (frame.pagesAfterCommit === 0) continue
        ended = index + 1
        spot = { ...spot, sum1: frame.sum1, sum2: frame.sum2 }
      }
      if (ended > 0 || isEnd) return chunk.subarray(0, ended * frameBytes)
      chunk = Buffer.alloc(chunk.length * 4)
    }
  }
  const logSalts = (): { salt1: number; salt2: number } | undefined => {
    const bytes = Buffer.alloc(LOG_HEAD_BYTES)
    return readSync(log, bytes, 0, LOG_HEAD_BYTES, 0) === LOG_HEAD_BYTES && isLogHead(bytes) ? saltsOf(bytes) : undefined
  }
  /** Moves the spot over what was committed since, and answers its frames. */
  const takeNew = (): Buffer => {
    let frames = readFrames(spot.frames)
    if (frames.length === 0) {
      const salts = logSalts()
      if (!salts || (salts.salt1 === spot.salt1 && salts.salt2 === spot.salt2)) return frames
      if (!isMoved) throw new LostTrack('SQLite began its log anew before all of it was followed')
      spot = { ...noSpot, ...salts }
      frames = readFrames(0)
    }
    if (frames.length > 0) {
      spot = { ...spot, frames: spot.frames + frames.length / frameBytes }
      isMoved = false
    }
    return frames
  }
  const append = (frames: Buffer): void => {
    try {
      writer?.append({ spot, isMoved, frames })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC' && makeRoom?.())) throw error
      writer?.append({ spot, isMoved, frames })
    }
  }
  const beginJournal = (): void => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    stamp = Math.max(nowMs(), (stampsOf(folder, 'journal').at(-1) ?? 0) + 1)
    const next = journalWriter(journalFileOf(folder, stamp))
    writer?.close()
    writer = next
    append(Buffer.alloc(0))
    writer.sync()
  }
  const keepCopy = (fresh: string, pages: Uint32Array): void => {
    sealCopy(fresh)
    writePageSums(sumsFileOf(folder, stamp), { pageBytes, pages, fileCrc: fileCrc(fresh) })
    renameSync(fresh, copyFileOf(folder, stamp))
    syncFolder(folder)
    writeMark(markFileOf(file), { mark: 'kept', folder, stamp })
    dropOldCopies(folder)
  }
  /** What is in a copy that is made now need not be in its journal. */
  const skipAll = (): void => {
    while (takeNew().length > 0) continue
  }
  const beginWithCopy = (): void => {
    skipAll()
    beginJournal()
    const bytes = db.serialize()
    const fresh = `${copyFileOf(folder, stamp)}.new`
    writeFileSync(fresh, bytes, { mode: 0o600 })
    const summer = pageSummer(pageBytes)
    summer.add(bytes)
    keepCopy(fresh, summer.sums())
  }

  const second: SecondJournal = {
    committed() {
      if (off) return
      behind += 1
      if (behind > MOST_BEHIND) return second.follow()
      if (behind > 1) return
      setImmediate(() => {
        if (isClosed) return
        second.follow()
        onFollowed()
      })
    },
    follow() {
      behind = 0
      let isFollowed = false
      guarded(() => {
        for (let frames = takeNew(); frames.length > 0 && !off; frames = takeNew()) {
          isFollowed = true
          append(frames)
          if (writer && writer.bytes() > LONGEST_JOURNAL_BYTES) stop('copy-outstanding')
        }
      })
      // SQLite goes on from its memory when its log was cut under it; what it answers from then on is on no disk.
      assert(off || isFollowed || entryCount() === followedEntries, 'what was committed stands in the log')
      followedEntries = entryCount()
    },
    sync() {
      second.follow()
      guarded(() => writer?.sync())
    },
    moved: () => guarded(() => {
      if (isMoved) return
      isMoved = true
      append(Buffer.alloc(0))
      writer?.sync()
    }),
    async renew() {
      second.follow()
      const wasOff = off !== undefined
      if (wasOff) {
        // Whatever was missed is in the copy, and what comes while it is made is in the journal.
        spot = { ...noSpot, ...logSalts() }
        skipAll()
      }
      try {
        beginJournal()
        const mine = stamp
        off = undefined
        db.pragma('wal_autocheckpoint = 0')
        // A journal that goes on from the one before holds every commit at once; one that was off does so with its copy.
        if (!wasOff) writeMark(markFileOf(file), { mark: 'kept', folder, stamp })
        const fresh = `${copyFileOf(folder, mine)}.new`
        await db.backup(fresh)
        if (isClosed || stamp !== mine || !writer) return
        keepCopy(fresh, await sumsOfFile(fresh, pageBytes))
      } catch (error) {
        if (wasOff) stop(systemReason(error))
        throw error
      }
    },
    isLogLong: () => !off && spot.frames >= BACKSTOP_PAGES && !isMoved,
    state: () => (off ? { kind: 'off', folder, ...off } : { kind: 'kept', folder, isLong: (writer?.bytes() ?? 0) > LONG_JOURNAL_BYTES }),
    close() {
      second.sync()
      isClosed = true
      writer?.close()
      closeSync(log)
    },
  }
  db.pragma('wal_autocheckpoint = 0')
  guarded(() => {
    if (!chain && (db.pragma('page_count', { simple: true }) as number) * pageBytes > COPIED_AT_ONCE_BYTES) return stop('copy-outstanding')
    if (!chain) return beginWithCopy()
    cutTornEnd(chain)
    writer = journalWriter(chain.newest.file, chain.newest.size, chain.newest.crc)
    writeMark(markFileOf(file), { mark: 'kept', folder, stamp })
  })
  second.follow()
  return second
}

/** What a power cut tore off is kept aside before the journal goes on over it. */
function cutTornEnd({ newest }: Chain): void {
  if (newest.brokenBytes === 0) return
  copyFileSync(newest.file, `${newest.file}.torn`)
  const handle = openSync(newest.file, 'r+')
  try {
    ftruncateSync(handle, newest.size)
  } finally {
    closeSync(handle)
  }
}

class LostTrack extends Error {
  override name = 'LostTrack'
}
const isFileError = (error: unknown): boolean => error instanceof LostTrack || error instanceof Database.SqliteError || (error instanceof Error && 'syscall' in error)

async function sumsOfFile(file: string, pageBytes: number): Promise<Uint32Array> {
  const { createReadStream } = await import('node:fs')
  const summer = pageSummer(pageBytes)
  for await (const part of createReadStream(file, { highWaterMark: 1 << 20 })) summer.add(part as Buffer)
  return summer.sums()
}
