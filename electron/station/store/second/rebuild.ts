// Puts a database together again: the newest whole copy, every commit that was recorded after it, and what only SQLite's own log still has.
import { closeSync, copyFileSync, existsSync, ftruncateSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { syncFolder } from '#shared/node/sync-folder.ts'
import { sealCopy } from '../backup.ts'
import { effectRows } from '../effect-rows.ts'
import { StoreRefusal } from '../store-refusal.ts'
import { FRAME_HEAD_BYTES, type WholeLog } from './log-frames.ts'
import { fileCrc } from './second-folder.ts'
import { imagesOf, type Chain } from './survey.ts'

/** The newest own fact of a database: what two of them are compared by. */
export type FactHead = { incarnation: number; lastSeq: number }

export const restoredFileOf = (databaseFile: string): string => `${databaseFile}.restored`

/**
 * Writes the database of `chain` to `target`, checked and on disk. It knows that it is a copy: opened as a store it begins the next
 * incarnation (JO5). With `isBehind`, what was waiting to be printed may have been sent since: a person settles them, and none is printed again
 * by itself. Answers its newest fact, or undefined when the copy it begins with is damaged itself.
 */
export function rebuildDatabase(chain: Chain, log: WholeLog | undefined, target: string, isBehind = false): FactHead | undefined {
  if (!existsSync(chain.copyFile) || fileCrc(chain.copyFile) !== chain.sums.fileCrc) return undefined
  const { pageBytes } = chain.sums
  const frameBytes = FRAME_HEAD_BYTES + pageBytes
  const fresh = `${target}.new`
  for (const leftover of [fresh, `${fresh}-wal`, `${fresh}-shm`, `${fresh}-journal`]) rmSync(leftover, { force: true })
  copyFileSync(chain.copyFile, fresh)
  const rest = log ? imagesOf([log.frames.subarray(chain.spot.frames * frameBytes)], pageBytes, chain.pageCount) : undefined
  const handle = openSync(fresh, 'r+')
  try {
    for (const images of [chain.images, rest?.images]) {
      for (const [pageNumber, { page }] of images ?? []) writeSync(handle, page, 0, page.length, (pageNumber - 1) * pageBytes)
    }
    ftruncateSync(handle, (rest?.pageCount ?? chain.pageCount) * pageBytes)
    // The file has no log: one that lies beside its place is never taken for its own (SQLite file format, 1.3.3).
    writeSync(handle, Buffer.from([1, 1]), 0, 2, 18)
  } finally {
    closeSync(handle)
  }
  const db = new Database(fresh)
  let head: FactHead
  try {
    const [verdict] = db.pragma('quick_check(1)') as { quick_check: string }[]
    if (verdict?.quick_check !== 'ok') return undefined
    if (isBehind) effectRows(db).doubtQueued()
    head = headOf(db)
  } finally {
    db.close()
  }
  sealCopy(fresh)
  renameSync(fresh, target)
  syncFolder(dirname(target))
  return head
}

/** The newest own fact of a database that may be damaged; undefined when it does not say. */
export function headOfFile(file: string): FactHead | undefined {
  if (!existsSync(file)) return undefined
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true })
    return headOf(db)
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    return undefined
  } finally {
    db?.close()
  }
}

function headOf(db: Database.Database): FactHead {
  const { incarnation, entriesBefore } = db.prepare<[], { incarnation: number; entriesBefore: number }>('SELECT incarnation, entries_before AS entriesBefore FROM incarnation ORDER BY incarnation DESC LIMIT 1').get() ?? { incarnation: 1, entriesBefore: 0 }
  const newest = db.prepare<[], number>('SELECT entry_id FROM journal ORDER BY entry_id DESC LIMIT 1').pluck().get() ?? 0
  return { incarnation, lastSeq: Math.max(0, newest - entriesBefore) }
}

export const isAhead = (a: FactHead, b: FactHead): boolean => a.incarnation > b.incarnation || (a.incarnation === b.incarnation && a.lastSeq > b.lastSeq)

/** Moves the damaged files into a folder of their own beside the database, and the restored one into its place. */
export function putInPlace(file: string, stamp: number): string {
  const aside = join(dirname(file), `damaged-${stamp}`)
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  for (const ending of ['', '-wal', '-shm', '-journal']) if (existsSync(`${file}${ending}`)) renameSync(`${file}${ending}`, join(aside, `station.db${ending}`))
  syncFolder(aside)
  renameSync(restoredFileOf(file), file)
  syncFolder(dirname(file))
  return aside
}

/** Refuses to go back: the damaged database still shows facts that nothing else holds. A person decides. */
export function lossRefusal(file: string, why: string, has: FactHead, restorable: FactHead): StoreRefusal {
  const from = has.incarnation === restorable.incarnation ? restorable.lastSeq + 1 : 1
  return new StoreRefusal('damaged', `The database is damaged (${why}), and its second journal ends earlier: facts ${from} to ${has.lastSeq} of incarnation ${has.incarnation} stand only in the damaged file ${file}. Nothing was changed. To go on without them: restore-station with --accept-loss.`)
}
