// Puts a backup back. It is read whole before anything is touched, goes into a new database, and takes the place of the old one at the end; the old one is kept aside.
import pg from 'pg'
import type { System } from '../system.ts'
import { checkBackup, readBackup, tableShapes, type BackupHeader, type TableShape } from './backup.ts'
import { databaseBeside, makeDatabase, nameOfDatabase, onServer, openDatabase, type Sql } from './database.ts'
import { assertDurable } from './durable.ts'
import { beginEpoch, burntWithoutMark, type Mark } from './epoch.ts'
import { migrate, newestSchema } from './migrate.ts'

const rowsAtOnce = 500

export type Restored = {
  header: BackupHeader
  epoch: string
  /** The database that stood there before, under its new name; null when there was none. */
  keptAside: string | null
}

/**
 * Afterwards the database of the URL holds what the backup holds, as a new epoch (docs/specs/hub-operations.md). A database that holds facts already is renamed, and
 * only with `replace`. Throws a sentence for people, and then everything is as it was. No process of the hub may run meanwhile.
 */
export async function restoreBackup({ databaseUrl, file, replace, mark, system, say }: { databaseUrl: string; file: string; replace: boolean; mark: Mark | undefined; system: System; say: (text: string) => void }): Promise<Restored> {
  say('Checking the backup')
  const header = await checkBackup(file)
  if (header.schema > newestSchema) throw new Error(`The backup is of a newer build (schema ${header.schema}, this build knows ${newestSchema}). Restore it with that build.`)
  const name = nameOfDatabase(databaseUrl)
  const stamp = new Date(system.nowMs()).toISOString().replace(/\D/g, '')
  const standing = await factCountOf(databaseUrl)
  if (standing !== undefined && standing > 0 && !replace) throw new Error(`The database ${name} holds ${standing} facts. Give --replace to put the backup in its place; it is kept aside under another name.`)
  const fresh = databaseBeside(databaseUrl, `${name}_restoring_${stamp}`)
  await makeDatabase(fresh)
  try {
    const epoch = await fill(fresh, { file, header, mark, system, say })
    const keptAside = standing === undefined ? null : `${name}_before_${stamp}`
    await onServer(databaseUrl, async (client) => {
      if (keptAside) await rename(client, name, keptAside)
      await rename(client, nameOfDatabase(fresh), name)
    })
    return { header, epoch, keptAside }
  } catch (fault) {
    await onServer(databaseUrl, (client) => client.query(`drop database if exists ${pg.escapeIdentifier(nameOfDatabase(fresh))}`))
    throw fault
  }
}

async function rename(client: pg.Client, from: string, to: string): Promise<void> {
  await client.query(`alter database ${pg.escapeIdentifier(from)} rename to ${pg.escapeIdentifier(to)}`).catch((fault: Error & { code?: string }) => {
    // object_in_use: somebody is connected.
    throw fault.code === '55006' ? new Error(`Somebody works on the database ${from}. Stop every process of the hub and run the command again.`, { cause: fault }) : fault
  })
}

/** How many facts the database holds: undefined when there is no such database, 0 when it holds no hub. */
async function factCountOf(url: string): Promise<number | undefined> {
  const exists = await onServer(url, async (client) => (await client.query('select 1 from pg_database where datname = $1', [nameOfDatabase(url)])).rowCount === 1)
  if (!exists) return undefined
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    const isHub = await client.query<{ found: string | null }>("select to_regclass('fact')::text as found")
    if (!isHub.rows[0]?.found) return 0
    return Number((await client.query<{ count: string }>('select count(*) as count from fact')).rows[0]?.count)
  } finally {
    await client.end()
  }
}

async function fill(url: string, { file, header, mark, system, say }: { file: string; header: BackupHeader; mark: Mark | undefined; system: System; say: (text: string) => void }): Promise<string> {
  const database = openDatabase({ url, onTrouble: (fault) => say(`database: ${fault.message}`), verify: assertDurable })
  try {
    await migrate(database, header.schema)
    const difference = shapeDifference(await tableShapes(database), header.tables)
    if (difference) throw new Error(`${file} cannot be restored: ${difference}. It was taken by another build; restore it with that one.`)
    say('Putting the rows back')
    return await database.write(async (sql) => {
      let table = ''
      let rows: string[] = []
      const put = async (): Promise<void> => {
        if (rows.length > 0) await insertRows(sql, table, rows)
        rows = []
      }
      for await (const part of readBackup(file)) {
        if (part.kind === 'header') continue
        if (part.kind === 'table') {
          await put()
          table = part.name
        } else {
          rows.push(part.row)
          if (rows.length === rowsAtOnce) await put()
        }
      }
      await put()
      // A mark of another hub, of an epoch that this backup does not belong to, or older than the backup, says nothing of what was lost.
      await beginEpoch(sql, system, mark?.epoch === header.epoch && mark.position >= header.position ? mark : undefined, burntWithoutMark)
      return (await sql.row<{ epoch: string }>('select epoch from hub_identity'))!.epoch
    })
  } finally {
    await database.close()
  }
}

async function insertRows(sql: Sql, table: string, rows: readonly string[]): Promise<void> {
  const name = pg.escapeIdentifier(table)
  await sql.run(`insert into ${name} select (r.t).* from (select unnest($1::text[])::${name} as t offset 0) r`, [rows])
}

function shapeDifference(here: readonly TableShape[], there: readonly TableShape[]): string | undefined {
  const names = new Map(here.map((table) => [table.name, table.columns.join(', ')]))
  for (const { name, columns } of there) {
    if (names.get(name) === undefined) return `it has the table ${name}, which schema does not`
    if (names.get(name) !== columns.join(', ')) return `its table ${name} has other columns`
  }
  return undefined
}
