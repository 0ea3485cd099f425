import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import { testKey } from './bench-facts.ts'
import { storeContract } from './store-contract.ts'

const nowMs = (): number => 1_000

storeContract('a database in memory', () => ({ open: () => openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs }), file: undefined, discard: () => undefined }))
storeContract('a database file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packwave-store-'))
  const file = join(folder, 'station.db')
  return { open: () => openSqliteStore({ file, personalKey: testKey, nowMs }), file, discard: () => rmSync(folder, { recursive: true, force: true }) }
})
