// A hub in a process of its own on a fresh folder, as at a site, and a look into its database.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { databaseFolder, postgresUser, removeDataFolder } from '#hub/store/postgres-user.ts'
import type { Database } from '#hub/store/database.ts'
import type { HubTools } from '#hub/store/facts.ts'
import { openHubDatabase } from '#scripts/demo/hub-database.ts'
import { startHubProcess } from '#scripts/demo/processes.ts'

export type BenchHub = { url: string; pid: number; joinToken: string; dataDir: string; database: Database; tools: HubTools; close(): Promise<void> }

export async function startBenchHub(folder: string, name: string): Promise<BenchHub> {
  const dataDir = path.join(folder, name)
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(dataDir, { recursive: true })
  const hub = await startHubProcess({ dataDir, sample: false, pagesFolder: folder, logFile: path.join(folder, `${name}.log`), say: () => undefined })
  const { database, tools } = openHubDatabase(dataDir)
  return {
    url: hub.ready.url, pid: hub.pid ?? 0, joinToken: hub.ready.joinToken, dataDir, database, tools,
    async close() {
      await database.close()
      await hub.stop()
      removeDataFolder(dataDir)
    },
  }
}

/** One more process on the same PostgreSQL and with the same keys. */
export async function startSecondHub(folder: string, name: string, first: BenchHub): Promise<{ url: string; pid: number; close(): Promise<void> }> {
  const dataDir = path.join(folder, name)
  mkdirSync(dataDir, { recursive: true })
  const port = readFileSync(path.join(databaseFolder(first.dataDir, postgresUser()), 'postmaster.pid'), 'utf8').split('\n')[3]
  const password = readFileSync(path.join(first.dataDir, 'pg-password'), 'utf8').trim()
  const hub = await startHubProcess({
    dataDir, sample: false, pagesFolder: folder, databaseUrl: `postgres://packwave:${encodeURIComponent(password)}@127.0.0.1:${port}/packwave`, keysDir: first.dataDir, logFile: path.join(folder, `${name}.log`), say: () => undefined,
  })
  return { url: hub.ready.url, pid: hub.pid ?? 0, close: hub.stop }
}
