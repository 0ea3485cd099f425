// Opens the one writer. Throws rather than fall back to memory: a station that cannot record must not accept work.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { migrate } from './migrate.ts'
import type { PersonalBox } from '#shared/node/personal-box.ts'
import { StoreRefusal } from './store-refusal.ts'

export type Db = Database.Database

const MEMORY = ':memory:'
/** Small pages: a scan changes a few rows far apart, and every changed page is written whole. */
const PAGE_BYTES = 1024
/** The log is moved into the file on a quiet moment; this many pages is the backstop when there is none. */
const BACKSTOP_PAGES = 65_536
/** 'PaWa': tells our files from other programs' SQLite files. */
const APPLICATION_ID = 0x50615761
const keyPlace = 'station_identity.key_check/1'

/**
 * Opens or makes the database at `file`. What holds afterwards: one process has it, WAL with synchronous=FULL (asserted after a
 * write), the newest schema, the right key. A file that is not ours is refused, never replaced.
 */
export function openDatabase(file: string, personal: PersonalBox): Db {
  if (file === MEMORY) {
    const db = new Database(MEMORY)
    prepareNew(db, personal)
    settle(db, file, personal)
    return db
  }
  if (!existsSync(file)) make(file, personal)
  else lookAt(file)
  let db: Db | undefined
  try {
    db = new Database(file, { fileMustExist: true, timeout: 2_000 })
    settle(db, file, personal)
    return db
  } catch (error) {
    db?.close()
    throw asRefusal(error, file)
  }
}

/** Made beside its place and moved there whole: a crash in between leaves no half-made database. */
function make(file: string, personal: PersonalBox): void {
  if (existsSync(`${file}-wal`)) throw new StoreRefusal('lone-log', `The database ${file} is missing, but its log ${file}-wal is there. Put the database back beside its log; nothing was changed.`)
  const fresh = `${file}.new`
  mkdirSync(dirname(file), { recursive: true })
  for (const leftover of [fresh, `${fresh}-wal`, `${fresh}-journal`]) rmSync(leftover, { force: true })
  const db = new Database(fresh)
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`)
    db.pragma('journal_mode = WAL')
    prepareNew(db, personal)
  } finally {
    db.close()
  }
  renameSync(fresh, file)
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

function prepareNew(db: Db, personal: PersonalBox): void {
  db.pragma('synchronous = FULL')
  db.pragma(`application_id = ${APPLICATION_ID}`)
  migrate(db)
  const nothing = Buffer.alloc(0)
  db.prepare<[Buffer, Buffer]>("INSERT INTO station_identity (only_row, station_id, station_key, hub_url, site_name, key_check, is_copy, open_count) VALUES (1, '', ?, '', '', ?, 0, 0)")
    .run(nothing, personal.seal('packwave', keyPlace))
}

// The file is only looked at by name: opening and closing it here would drop the locks of a store in the same process.
function lookAt(file: string): void {
  const seen = statSync(file)
  if (seen.isDirectory()) throw new StoreRefusal('folder', `${file} is a folder, not a database.`)
  if (seen.size === 0) throw new StoreRefusal('empty-file', `The database ${file} is empty (0 bytes). Put a backup in its place; Packwave does not start anew over it.`)
}

function settle(db: Db, file: string, personal: PersonalBox): void {
  // Before anything is read: a connection that has read once keeps sharing the file.
  db.pragma('locking_mode = EXCLUSIVE')
  const version = db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? ''
  if (!isAtLeast(version, [3, 51, 3])) throw new StoreRefusal('old-sqlite', `SQLite ${version} can lose committed work (its WAL-reset fault); 3.51.3 or newer is needed.`)
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw new StoreRefusal('not-a-database', `${file} is a database of another program. Put the right file or a backup in its place; nothing was changed.`)
  const mode = db.pragma('journal_mode = WAL', { simple: true })
  if (file !== MEMORY && mode !== 'wal') throw new StoreRefusal('not-durable', `The database ${file} does not keep a write-ahead log (it answers "${String(mode)}").`)
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('secure_delete = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('cache_size = -32768')
  db.pragma(`wal_autocheckpoint = ${BACKSTOP_PAGES}`)
  migrate(db)
  const sealed = db.prepare<[], Buffer>('SELECT key_check FROM station_identity').pluck().get()
  if (!sealed || !opens(personal, sealed)) throw new StoreRefusal('wrong-key', `The key beside the database ${file} does not belong to it. Put the station.key of this station back.`)
  db.prepare('UPDATE station_identity SET open_count = open_count + 1').run()
  // Read back after a write: before it, the pragma answers 2 even where better-sqlite3 will run at NORMAL.
  const read = ['synchronous', 'foreign_keys', 'secure_delete'].map((pragma) => db.pragma(pragma, { simple: true }))
  if (read.join() !== '2,1,1') throw new StoreRefusal('not-durable', `The database ${file} does not hold its settings (synchronous, foreign_keys, secure_delete are ${read.join(', ')}).`)
}

function opens(personal: PersonalBox, sealed: Buffer): boolean {
  try {
    return personal.open<string>(sealed, keyPlace) === 'packwave'
  } catch {
    return false // A wrong key or a changed value: GCM says no more than that.
  }
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  for (const [index, wanted] of least.entries()) {
    const part = parts[index] ?? 0
    if (part !== wanted) return part > wanted
  }
  return true
}

function asRefusal(error: unknown, file: string): unknown {
  if (!isSqliteError(error)) return error
  if (error.code === 'SQLITE_NOTADB') return new StoreRefusal('not-a-database', `${file} is not a Packwave database. Put the right file or a backup in its place; nothing was changed.`)
  if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) return new StoreRefusal('in-use', `Another Packwave has the database ${file} open. Close it first.`)
  if (error.code.startsWith('SQLITE_READONLY') || error.code.startsWith('SQLITE_CANTOPEN')) return new StoreRefusal('read-only', `The database ${file} cannot be written. Check the rights of the file and its folder.`)
  if (error.code.startsWith('SQLITE_CORRUPT')) return new StoreRefusal('damaged', `The database ${file} is damaged (${error.message}). Put a backup in its place; the damaged file was not changed.`)
  return error
}

/** Whether SQLite itself refused; `code` is its own name of the reason, such as SQLITE_CONSTRAINT_CHECK. */
export function isSqliteError(error: unknown): error is Error & { code: string } {
  return error instanceof Database.SqliteError
}
