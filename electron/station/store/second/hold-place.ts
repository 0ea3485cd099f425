// One Packwave per data folder, before anything in it is read: a lock of the kernel on a small file of its own, which ends with the process.
import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { asRefusal } from '../open-database.ts'

/** Throws a StoreRefusal when another process has the folder (two seconds long). Answers what lets go of it. */
export function holdPlace(dataDir: string, databaseFile: string): () => void {
  let lock: Database.Database | undefined
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    // SQLite says of a file on a read-only disk that somebody else has it.
    accessSync(dataDir, constants.W_OK)
    lock = new Database(join(dataDir, 'station.lock'), { timeout: 2_000 })
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    throw asRefusal(error, databaseFile)
  }
  const held = lock
  return () => void held.close()
}
