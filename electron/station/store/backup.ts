import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Db } from './open-database.ts'

/**
 * Copies the database to `file` with the backup API. The copy says of itself that it is one: opened as a station's store, it goes on in
 * a new incarnation. It appears under its name only when it is whole and on disk.
 */
export async function backupTo(db: Db, file: string): Promise<void> {
  const fresh = `${file}.new`
  for (const leftover of [fresh, `${fresh}-wal`, `${fresh}-journal`]) rmSync(leftover, { force: true })
  await db.backup(fresh)
  sealCopy(fresh)
  renameSync(fresh, file)
}

/** The file says of itself from now on that it is a copy, has no log, and is on disk. */
export function sealCopy(file: string): void {
  const copy = new Database(file)
  try {
    copy.pragma('journal_mode = DELETE')
    copy.pragma('synchronous = FULL')
    copy.prepare('UPDATE station_identity SET is_copy = 1').run()
  } finally {
    copy.close()
  }
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
