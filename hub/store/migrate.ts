import { locks, type Database, type Sql } from './database.ts'
import { migration0001 } from './migrations/0001-hub.ts'

/** Forward only, frozen once released; a mistake is mended by the next number. */
const migrations: readonly { number: number; name: string; sql: string }[] = [migration0001]

/** The newest schema of this build. */
export const newestSchema = migrations.length

/**
 * Brings the store to this build's schema, or to an earlier one of it. Refuses a store that a newer build has touched, and a server older than PostgreSQL 15. Of
 * several processes that start at once one does each step and the others find it done.
 */
export async function migrate(database: Database, upTo = newestSchema): Promise<void> {
  const server = await database.row<{ version: number }>("select current_setting('server_version_num')::int as version")
  if (!server || server.version < 150_000) throw new Error(`The database is PostgreSQL ${Math.floor((server?.version ?? 0) / 10_000)}; Packwave needs 15 or newer.`)
  const locked = (work: (sql: Sql) => Promise<void>): Promise<void> => database.write(async (sql) => {
    await sql.rows('select pg_advisory_xact_lock($1)', [locks.migration])
    await work(sql)
  })
  await locked(async (sql) => void (await sql.run('create table if not exists migration (number integer primary key, name text not null, applied_at timestamptz not null default now())')))
  const newest = await schemaOf(database)
  if (newest > newestSchema) throw new Error(`The store was last used by a newer build (schema ${newest}, this build knows ${newestSchema}). Start that build instead.`)
  for (const step of migrations.slice(0, upTo)) {
    await locked(async (sql) => {
      if (await sql.row('select 1 from migration where number = $1', [step.number])) return
      for (const statement of step.sql.split(/;\s*$/m)) if (statement.trim()) await sql.run(statement)
      await sql.run('insert into migration (number, name) values ($1, $2)', [step.number, step.name])
    })
  }
}

/** The schema that the store has; 0 before the first step. */
export async function schemaOf(sql: Sql): Promise<number> {
  return (await sql.row<{ number: number }>('select coalesce(max(number), 0)::int as number from migration'))?.number ?? 0
}
