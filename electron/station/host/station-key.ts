import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { asRefusal } from '../store/open-database.ts'
import { StoreRefusal } from '../store/store-refusal.ts'

const KEY_BYTES = 32

/**
 * The key of this station's encrypted columns: 32 bytes in `station.key`, readable by its owner only, made once. Key and database belong
 * together: one without the other is refused and never made anew, because that would only hide that the right one is missing. A new key
 * lies in `station.key.new` until `keep` says that its database is there; a crash in between is taken up where it was.
 */
export function stationKey(dataDir: string, databaseFile: string, randomBytes: (count: number) => Buffer): { key: Buffer; keep(): void } {
  const file = join(dataDir, 'station.key')
  const fresh = `${file}.new`
  const hasDatabase = existsSync(databaseFile)
  if (existsSync(file)) {
    if (!hasDatabase) throw new StoreRefusal('database-missing', `The database ${databaseFile} of this station is missing; its key is there. Put the database or one of its copies back. Only to begin anew without its work, move ${file} away too; nothing was changed.`)
    return { key: readKey(file), keep: () => undefined }
  }
  const keep = (): void => {
    if (existsSync(fresh)) renameSync(fresh, file)
  }
  if (hasDatabase) {
    if (!existsSync(fresh)) throw new StoreRefusal('wrong-key', `The key ${file} of this station is missing. Put it back beside its database; nothing was changed.`)
    return { key: readKey(fresh), keep }
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  rmSync(fresh, { force: true })
  const key = randomBytes(KEY_BYTES)
  try {
    writeKey(fresh, key)
  } catch (error) {
    throw asRefusal(error, databaseFile)
  }
  return { key, keep }
}

function writeKey(file: string, key: Buffer): void {
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, key)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function readKey(file: string): Buffer {
  const key = readFileSync(file)
  if (key.length !== KEY_BYTES) throw new StoreRefusal('wrong-key', `The key ${file} is damaged: it has ${key.length} bytes, not ${KEY_BYTES}. Put a copy of it back; nothing was changed.`)
  return key
}
