// `npm run backup -- --data-dir DIR | --database-url URL [--data-dir DIR] --to FILE`: one moment of the hub as one file, while it works.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { copyKeys } from '#hub/store/key-copy.ts'
import { writeBackup } from '#hub/store/backup.ts'
import { openDatabase } from '#hub/store/database.ts'
import { reachEmbeddedPostgres } from '#hub/store/embedded-postgres.ts'
import { secretFile } from '#hub/store/secret-files.ts'
import { realSystem } from '#hub/system.ts'
import { failWith, say } from './support/project.ts'

const usage = 'npm run backup -- (--data-dir DIR | --database-url URL) [--keys DIR] --to FILE'
const text = { type: 'string' } as const

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'data-dir': text, 'database-url': text, keys: text, to: text } })
  const dataDir = values['data-dir'] === undefined ? undefined : path.resolve(values['data-dir'])
  const databaseUrl = values['database-url']
  if (values.to === undefined || (dataDir === undefined && databaseUrl === undefined)) throw new Error(`Usage: ${usage}`)
  const file = path.resolve(values.to)
  if (databaseUrl === undefined && !existsSync(path.join(dataDir!, 'pg-password'))) throw new Error(`No hub with a database of its own was ever started in ${dataDir}. Usage: ${usage}`)
  const server = databaseUrl === undefined ? await reachEmbeddedPostgres({ dataDir: dataDir!, password: secretFile(dataDir!, 'pg-password', realSystem), say }) : { url: databaseUrl, stop: async () => undefined }
  try {
    const database = openDatabase({ url: server.url, onTrouble: (fault) => say(`database: ${fault.message}`) })
    try {
      const { header, rowCount, byteCount } = await writeBackup({ database, file, nowMs: realSystem.nowMs })
      say(`${file}: ${rowCount} rows, ${header.position} facts, ${(byteCount / 1_048_576).toFixed(1)} MB, taken ${new Date(header.takenAtMs).toISOString()}`)
    } finally {
      await database.close()
    }
  } finally {
    await server.stop()
  }
  const keysDir = values.keys === undefined ? dataDir : path.resolve(values.keys)
  if (keysDir === undefined) return say('Without --keys DIR or --data-dir DIR the keys of the hub are not in the backup: keep hub.key yourself, without it no receiver can be read again.')
  copyKeys(keysDir, `${file}.keys`)
  say(`${file}.keys: the keys that open it. Keep them in another place than the backup.`)
}

main().catch(failWith)
