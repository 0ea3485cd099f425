// Opens the one writer. Throws rather than fall back to memory: a station that cannot record must not accept work.
import { closeSync, existsSync, lstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { migrate } from './migrate.ts'
import type { PersonalBox } from '#shared/node/personal-box.ts'
import { syncFolder } from '#shared/node/sync-folder.ts'
import { StoreRefusal } from './store-refusal.ts'

/**
 * Values are bound as `= +?` wherever a statement sorts, joins or asks within another. Our SQLite is built with STAT4, and plans such a statement
 * anew at each binding of a bare `?` (sqlite.org/c3ref/prepare.html, "recompiled"), which takes several times as long as the statement itself.
 */
export type Db = Database.Database

const MEMORY = ':memory:'
/** Small pages: a scan changes a few rows far apart, and every changed page is written whole. */
const PAGE_BYTES = 1024
/** The file is read through a map of this size at most: a scan reads some twenty cold pages, and each system call for one costs more than the page. */
const MAPPED_BYTES = 1 << 30
/** The log is moved into the file on a quiet moment; this many pages is the backstop when there is none. */
export const BACKSTOP_PAGES = 65_536
/** 'PaWa': tells our files from other programs' SQLite files. */
const APPLICATION_ID = 0x50615761
const keyPlace = 'station_identity.key_check/1'
/** Magic numbers of statfs(2): NFS, SMB, CIFS, SMB2, AFS, Coda, Ceph, Lustre. Their locks and flushes cannot be relied on. */
const NETWORK_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x73757245, 0x00c36400, 0x0bd00bd0])

/** What is asked of the machine around the file. */
export type Machine = {
  /** The type of statfs(2) of the file system that holds this folder. */
  fileSystemType(folder: string): number
  /** The user this process runs as; null where files have no such owner. */
  userId(): number | null
  create(file: string): Db
}
const realMachine: Machine = {
  fileSystemType: (folder) => statfsSync(folder).type >>> 0,
  userId: () => process.geteuid?.() ?? null,
  create: (file) => new Database(file),
}

/** What this process has open: looking into such a file would drop the kernel's lock on it. */
const openHere = new Map<string, Db>()

/**
 * Opens or makes the database at `file`. What holds afterwards: one process has it, WAL with synchronous=FULL (asserted after a
 * write), the newest schema, the right key. A file that is not ours is refused, never replaced.
 */
export function openDatabase(file: string, personal: PersonalBox, machine: Machine = realMachine): Db {
  if (file === MEMORY) {
    const db = new Database(MEMORY)
    prepareNew(db, personal)
    settle(db, file, personal)
    return db
  }
  let db: Db | undefined
  try {
    const place = resolve(file)
    if (openHere.get(place)?.open) throw new StoreRefusal('in-use', inUse(file))
    if (lstatSync(file, { throwIfNoEntry: false })) lookAt(file, machine)
    else make(file, personal, machine)
    db = new Database(file, { fileMustExist: true, timeout: 2_000 })
    settle(db, file, personal)
    openHere.set(place, db)
    return db
  } catch (error) {
    db?.close()
    throw asRefusal(error, file)
  }
}

/**
 * Closes it without a log: SQLite would take any log that later lies beside the file for its own, also that of another database. A file
 * whose head says that it has no log is therefore refused beside one. When the log cannot be put away (a full disk), it stays and is read at the next opening.
 */
export function closeDatabase(db: Db): void {
  if (!db.open) return
  try {
    db.pragma('journal_mode = DELETE')
  } catch (error) {
    if (!isSqliteError(error)) throw error
  } finally {
    db.close()
  }
}

/** Made beside its place and moved there whole: a crash, or a disk without room, leaves no half-made database. */
function make(file: string, personal: PersonalBox, machine: Machine): void {
  if (existsSync(`${file}-wal`)) throw new StoreRefusal('lone-log', `The database ${file} is missing, but its log ${file}-wal is there. Put the database back beside its log; nothing was changed.`)
  mkdirSync(dirname(file), { recursive: true })
  refuseNetwork(file, machine)
  const fresh = `${file}.new`
  const removeFresh = (): void => {
    for (const leftover of [fresh, `${fresh}-wal`, `${fresh}-shm`, `${fresh}-journal`]) rmSync(leftover, { force: true })
  }
  removeFresh()
  let db: Db | undefined
  try {
    db = machine.create(fresh)
    db.pragma(`page_size = ${PAGE_BYTES}`)
    db.pragma('journal_mode = WAL')
    prepareNew(db, personal)
    closeDatabase(db)
    renameSync(fresh, file)
  } catch (error) {
    db?.close()
    removeFresh()
    throw error
  }
  syncFolder(dirname(file))
}

function prepareNew(db: Db, personal: PersonalBox): void {
  db.pragma('synchronous = FULL')
  db.pragma(`application_id = ${APPLICATION_ID}`)
  migrate(db)
  const nothing = Buffer.alloc(0)
  db.prepare<[Buffer, Buffer]>("INSERT INTO station_identity (only_row, station_id, station_key, hub_url, site_name, key_check, is_copy) VALUES (1, '', ?, '', '', ?, 0)")
    .run(nothing, personal.seal('packwave', keyPlace))
}

function lookAt(file: string, machine: Machine): void {
  const seen = lstatSync(file)
  if (seen.isSymbolicLink()) throw new StoreRefusal('link', `${file} is a link to another place. The database must lie in its folder itself, so that a copy or a repair never leaves it behind; nothing was changed.`)
  if (seen.isDirectory()) throw new StoreRefusal('folder', `${file} is a folder, not a database.`)
  if (seen.size === 0) throw new StoreRefusal('empty-file', `The database ${file} is empty (0 bytes). Put a backup in its place; Packwave does not start anew over it.`)
  const userId = machine.userId()
  if (userId !== null && seen.uid !== userId) throw new StoreRefusal('other-owner', `The database ${file} belongs to another user of this computer (${seen.uid}), and Packwave runs as ${userId}. Start it as its owner; nothing was changed.`)
  refuseNetwork(file, machine)
  const logBytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (logBytes > 0 && !keepsLog(file)) throw new StoreRefusal('foreign-log', `The log ${file}-wal belongs to another database than ${file}: a copy was put back, or a file was mixed up. Move the log away, or put back the database it belongs to; nothing was changed.`)
}

/** WAL over a network loses its locks, and with them work; a mapped folder looks like any other. */
function refuseNetwork(file: string, machine: Machine): void {
  const isShare = /^\\\\[^\\?.]/.test(file) || NETWORK_FILE_SYSTEMS.has(machine.fileSystemType(dirname(file)))
  if (isShare) throw new StoreRefusal('network-share', `The database ${file} lies on a network share, where what was recorded can get lost. Choose a folder on a disk of this computer.`)
}

/** Byte 18 of the file's head: 2 with a write-ahead log, 1 without (SQLite file format, 1.3.3). */
export function keepsLog(file: string): boolean {
  const head = Buffer.alloc(19)
  const handle = openSync(file, 'r')
  try {
    return readSync(handle, head, 0, head.length, 0) === head.length && head[18] !== 1
  } finally {
    closeSync(handle)
  }
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
  db.pragma(`mmap_size = ${MAPPED_BYTES}`)
  db.pragma(`wal_autocheckpoint = ${BACKSTOP_PAGES}`)
  migrate(db)
  const sealed = db.prepare<[], Buffer>('SELECT key_check FROM station_identity').pluck().get()
  if (!sealed || !opens(personal, sealed)) throw new StoreRefusal('wrong-key', `The key beside the database ${file} does not belong to it. Put the station.key of this station back.`)
  // A write that changes nothing: a page that gets into the database before the second journal follows would look like damage.
  db.prepare('UPDATE station_identity SET only_row = 1').run()
  // Read back after a write: before it, the pragma answers 2 even where better-sqlite3 will run at NORMAL.
  const read = ['synchronous', 'foreign_keys', 'secure_delete'].map((pragma) => db.pragma(pragma, { simple: true }))
  if (file !== MEMORY && !existsSync(`${file}-wal`)) throw new StoreRefusal('not-durable', `The database ${file} does not write its log; the disk may have failed. Start again.`)
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

const inUse = (file: string): string => `Another program has the database ${file} open: a second Packwave, a virus scanner or a copying program. Close it and start again; nothing was changed.`

/** SQLite does not say why it cannot make a file. A file system that counts no entries (btrfs) has some. */
function hasFreeEntries(folder: string): boolean {
  const { files, ffree } = statfsSync(folder)
  return files === 0 || ffree > 0
}

/** A refusal with a sentence where SQLite or the disk said why; any other error as it is. */
export function asRefusal(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const is = (...starts: string[]): boolean => starts.some((start) => code.startsWith(start))
  if (is('SQLITE_NOTADB')) return new StoreRefusal('not-a-database', `${file} is not a Packwave database. Put the right file or a backup in its place; nothing was changed.`)
  if (is('SQLITE_BUSY', 'SQLITE_LOCKED', 'EBUSY', 'ETXTBSY')) return new StoreRefusal('in-use', inUse(file))
  if (is('SQLITE_FULL', 'ENOSPC', 'EDQUOT') || (is('SQLITE_CANTOPEN') && !hasFreeEntries(dirname(file)))) return new StoreRefusal('disk-full', `There is no room for the database ${file}: the disk is full, or has no free file entries. Free some space and start again; nothing was changed.`)
  if (is('SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'EACCES', 'EPERM', 'EROFS')) return new StoreRefusal('read-only', `The database ${file} cannot be read and written. Check the rights of the file and its folder, and the free space of the disk.`)
  if (is('SQLITE_CORRUPT')) return new StoreRefusal('damaged', `The database ${file} is damaged (${String(error)}). Put a backup in its place; the damaged file was not changed.`)
  return error
}

/** Whether SQLite itself refused; `code` is its own name of the reason, such as SQLITE_CONSTRAINT_CHECK. */
export function isSqliteError(error: unknown): error is Error & { code: string } {
  return error instanceof Database.SqliteError
}
