// A look into the hub's own PostgreSQL, for the account at the end of a shift and for the import at its start.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { openDatabase, type Database } from '#hub/store/database.ts'
import type { HubTools } from '#hub/store/facts.ts'
import { personalBox } from '#shared/node/personal-box.ts'
import { databaseFolder, postgresUser } from '#hub/store/postgres-user.ts'
import { realSystem } from '#hub/system.ts'

/** Opens the database of a hub that is running on this folder. */
export function openHubDatabase(hubDataDir: string): { database: Database; tools: HubTools } {
  const folder = databaseFolder(path.resolve(hubDataDir), postgresUser())
  // The fourth line of the pid file is the port (PostgreSQL manual, 19.3 and miscadmin.h).
  const port = readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n')[3]
  const password = readFileSync(path.join(hubDataDir, 'pg-password'), 'utf8').trim()
  const key = Buffer.from(readFileSync(path.join(hubDataDir, 'hub.key'), 'utf8').trim(), 'base64url')
  const fail = (fault: Error): void => {
    process.stderr.write(`packwave: the demo lost the hub's database: ${fault.message}\n`)
  }
  return {
    database: openDatabase({ url: `postgres://packwave:${encodeURIComponent(password)}@127.0.0.1:${port}/packwave`, onTrouble: fail }),
    tools: { system: realSystem, box: personalBox(key) },
  }
}
