import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { removeDataFolder } from './postgres-user.ts'

test('[DE7] a data folder is removed with the database that lies elsewhere, and nothing beside them', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'packwave-remove-'))
  const [dataDir, outside, other] = ['hub', 'hub-aB3', 'hub-cD4'].map((name) => path.join(home, name)) as [string, string, string]
  for (const folder of [dataDir, outside, other]) {
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'PG_VERSION'), '18')
  }
  writeFileSync(path.join(dataDir, 'pg-folder'), `${outside}\n`)
  removeDataFolder(dataDir)
  expect([dataDir, outside, other].map((folder) => existsSync(folder))).toEqual([false, false, true])
  // One without a database elsewhere, and one that is gone.
  removeDataFolder(other)
  removeDataFolder(other)
  expect(existsSync(other)).toBe(false)
  rmSync(home, { recursive: true })
})
