import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqliteStore } from '../store/sqlite-store.ts'
import { StoreRefusal } from '../store/store-refusal.ts'
import { stationKey } from './station-key.ts'

let folder: string
let made: number
const file = (): string => join(folder, 'station.db')
const take = () => stationKey(folder, file(), (count) => Buffer.alloc(count, (made += 1)))
const start = (): void => {
  const { key, keep } = take()
  const store = openSqliteStore({ file: file(), personalKey: key, nowMs: () => 1 })
  keep()
  store.close()
}
const refusal = (): string => {
  try {
    start()
  } catch (error) {
    if (error instanceof StoreRefusal) return error.reason
    throw error
  }
  return 'started'
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-key-'))
  made = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('[JO43] is made once, for its owner only', () => {
  start()
  start()
  expect(readFileSync(join(folder, 'station.key'))).toEqual(Buffer.alloc(32, 1))
  expect(statSync(join(folder, 'station.key')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder).sort()).toEqual(['station.db', 'station.key'])
})

it('[JO43] a missing database or a missing key is refused, and nothing is begun anew', () => {
  start()
  const database = readFileSync(file())
  rmSync(file())
  expect(refusal()).toBe('database-missing')
  expect(existsSync(file())).toBe(false)
  writeFileSync(file(), database)
  const key = readFileSync(join(folder, 'station.key'))
  rmSync(join(folder, 'station.key'))
  expect(refusal()).toBe('wrong-key')
  writeFileSync(join(folder, 'station.key'), key.subarray(1))
  expect(refusal()).toBe('wrong-key')
  writeFileSync(join(folder, 'station.key'), key)
  expect(refusal()).toBe('started')
})

it('[JO43] a first start that ended before or after its database was there is taken up', () => {
  take()
  expect(refusal()).toBe('started')
  rmSync(folder, { recursive: true })
  const { key } = take()
  openSqliteStore({ file: file(), personalKey: key, nowMs: () => 1 }).close()
  expect(refusal()).toBe('started')
  expect(readFileSync(join(folder, 'station.key'))).toEqual(key)
})
