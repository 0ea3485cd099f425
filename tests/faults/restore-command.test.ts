// Goal: a lost disk comes back from the second folder, by a command, with every scan; and a person decides where facts would be left out.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStation } from '#station/host/open-station.ts'
import { StoreRefusal } from '#station/store/store-refusal.ts'
import { memoryFolder } from '#tests/faults/support/fault-counts.ts'
import { missingScans, recordScan } from '#tests/faults/support/scan-ledger.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-command-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const restore = (...args: string[]): { code: number | null; said: string } => {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, '../../scripts/restore-station.ts'), ...args])
  return { code: run.status, said: run.stdout.toString() + run.stderr.toString() }
}

/** A station whose second folder lies elsewhere, with 30 scans, killed. */
async function killedStation(name: string): Promise<{ disk: string; second: string }> {
  const [live, second, disk] = [join(folder, `${name}-live`), join(folder, `${name}-second`), join(folder, name)]
  const { store, letGo } = openStation(live, second)
  for (let number = 1; number <= 30; number += 1) {
    recordScan(store, number)
    if (number === 15) await store.renewSecond()
  }
  store.syncSecond()
  execFileSync('cp', ['-r', live, disk])
  store.close()
  letGo()
  return { disk, second }
}

it('[SV11] a lost disk: the database is put together from the second folder and the key, and work goes on in a new incarnation', async () => {
  const { disk, second } = await killedStation('lost')
  const fresh = join(folder, 'new-disk')
  expect(restore('--data-dir', fresh, '--second-dir', second)).toMatchObject({ code: 1, said: expect.stringContaining('station.key') as string })
  expect(restore('--data-dir', fresh, '--second-dir', second, '--key', join(disk, 'station.key'))).toMatchObject({ code: 0, said: expect.stringContaining('up to fact 30 of incarnation 1') as string })
  const { store, recovered, letGo } = openStation(fresh, second)
  expect(recovered).toBe(undefined)
  expect(missingScans(store, 30)).toEqual([])
  expect(store.identity().incarnation).toBe(2)
  recordScan(store, 31)
  store.close()
  letGo()
  expect(restore('--data-dir', fresh, '--second-dir', second)).toMatchObject({ code: 0, said: expect.stringContaining('nothing to restore') as string })
})

it('[SV4] database and second journal both damaged: what only the damaged file shows is named, and a person decides', async () => {
  const { disk, second } = await killedStation('both')
  const newest = readdirSync(second).filter((name) => name.endsWith('.journal')).sort().at(-1) ?? ''
  truncateSync(join(second, newest), Math.floor(statSync(join(second, newest)).size / 2))
  const db = new Database(join(disk, 'station.db'))
  db.exec("UPDATE journal SET actor_id = 'somebody else' WHERE seq = 29")
  db.close()
  const refused = restore('--data-dir', disk, '--second-dir', second)
  expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/facts \d+ to 30 of incarnation 1 stand only in the damaged file.*Nothing was changed/) as string })
  expect(() => openStation(disk, second)).toThrow(StoreRefusal)
  const accepted = restore('--data-dir', disk, '--second-dir', second, '--accept-loss')
  expect(accepted).toMatchObject({ code: 0, said: expect.stringMatching(/Facts \d+ to 30 of incarnation 1 are left out/) as string })
  const { store, letGo } = openStation(disk, second)
  const missing = missingScans(store, 30)
  expect(accepted.said).toContain(`Facts ${missing[0]} to 30`)
  expect(store.verifyJournal()).toBe(undefined)
  store.close()
  letGo()
})

it('[SV11] wrong arguments are one sentence', () => {
  expect(restore().said).toContain('--data-dir')
  expect(restore('--data-dir', join(folder, 'nowhere'))).toMatchObject({ code: 1, said: expect.stringContaining('--second-dir') as string })
})
