import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { StoreRefusal } from '../store/store-refusal.ts'

const KEY_BYTES = 32

/**
 * The key of this station's encrypted columns: 32 bytes in `station.key`, readable by its owner only, made once. It is never made anew
 * beside a database: that would only hide that the right one is missing.
 */
export function stationKey(dataDir: string, databaseFile: string, randomBytes: (count: number) => Buffer): Buffer {
  const file = join(dataDir, 'station.key')
  if (!existsSync(file)) {
    if (existsSync(databaseFile)) throw new StoreRefusal('wrong-key', `The key ${file} of this station is missing. Put it back beside its database; nothing was changed.`)
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const key = randomBytes(KEY_BYTES)
    const handle = openSync(file, 'wx', 0o600)
    try {
      writeSync(handle, key)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    return key
  }
  const key = readFileSync(file)
  if (key.length !== KEY_BYTES) throw new StoreRefusal('wrong-key', `The key ${file} is damaged: it has ${key.length} bytes, not ${KEY_BYTES}. Put a copy of it back; nothing was changed.`)
  return key
}
