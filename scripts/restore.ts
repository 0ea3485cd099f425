// `npm run restore -- --from FILE (--data-dir DIR | --database-url URL [--data-dir DIR]) [--keys-file FILE.keys] [--replace]`: puts a backup back; the hub is stopped meanwhile.
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { runningHubOf } from '#hub/running-hub.ts'
import { reachEmbeddedPostgres } from '#hub/store/embedded-postgres.ts'
import { readMark } from '#hub/store/epoch.ts'
import { putKeysBack } from '#hub/store/key-copy.ts'
import { restoreBackup } from '#hub/store/restore.ts'
import { secretFile } from '#hub/store/secret-files.ts'
import { realSystem } from '#hub/system.ts'
import { failWith, say } from './support/project.ts'

const usage = 'npm run restore -- --from FILE (--data-dir DIR | --database-url URL) [--keys DIR] [--keys-file FILE.keys] [--replace]'
const text = { type: 'string' } as const

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { from: text, 'data-dir': text, 'database-url': text, keys: text, 'keys-file': text, replace: { type: 'boolean' } } })
  const dataDir = values['data-dir'] === undefined ? undefined : path.resolve(values['data-dir'])
  if (values.from === undefined || (dataDir === undefined && values['database-url'] === undefined)) throw new Error(`Usage: ${usage}`)
  const file = path.resolve(values.from)
  const keysDir = values.keys === undefined ? dataDir : path.resolve(values.keys)
  if (dataDir !== undefined) {
    const hub = await runningHubOf(dataDir)
    if (hub) throw new Error(`A hub runs on ${dataDir} (process ${hub.pid}, ${hub.url}). Stop it first.`)
    mkdirSync(dataDir, { recursive: true })
  }
  if (values['keys-file'] !== undefined) {
    if (keysDir === undefined) throw new Error(`Say with --keys DIR or --data-dir DIR where the keys are to go. Usage: ${usage}`)
    putKeysBack(path.resolve(values['keys-file']), keysDir)
  } else if (keysDir !== undefined && !existsSync(path.join(keysDir, 'hub.key'))) {
    throw new Error(`${keysDir} holds no hub.key, and without it no receiver of the backup can be read. Give --keys-file FILE.keys, which npm run backup wrote beside the backup.`)
  }
  const server = values['database-url'] === undefined
    ? await reachEmbeddedPostgres({ dataDir: dataDir!, password: secretFile(dataDir!, 'pg-password', realSystem), say })
    : { url: values['database-url'], stop: async () => undefined }
  try {
    const mark = dataDir === undefined ? undefined : readMark(dataDir)
    const { header, epoch, keptAside } = await restoreBackup({ databaseUrl: server.url, file, replace: values.replace ?? false, mark, system: realSystem, say })
    say(`The hub is back at ${new Date(header.takenAtMs).toISOString()} (${header.position} facts), as the new epoch ${epoch}: start it, and the stations send again what came later.`)
    if (keptAside !== null) say(`The database that stood there before is kept as ${keptAside}.`)
    if (mark?.epoch !== header.epoch) say('Nothing remembers what the hub did after this backup: stations that joined later must join again, stations that were removed later must be removed again, and 20,000 numbers of each waybill range were burnt.')
    say('Orders that were imported and waves that were released after it are not in it: import those orders again before you release. What stations have packed or begun of them is not released a second time, once these stations were heard.')
  } finally {
    await server.stop()
  }
}

main().catch(failWith)
