import type { Database } from './database.ts'
import { migrationLock } from './database.ts'
import { migration0001 } from './migrations/0001-hub.ts'

/** Forward only, frozen once released; a mistake is mended by the next number. */
const migrations: readonly { number: number; name: string; sql: string }[] = [migration0001]

/** Brings the store to this build's schema. Refuses a store that a newer build has touched, and a server older than PostgreSQL 15. */
export async function migrate(database: Database): Promise<void> {
  const server = await database.row<{ version: number }>("select current_setting('server_version_num')::int as version")
  if (!server || server.version < 150_000) throw new Error(`The database is PostgreSQL ${Math.floor((server?.version ?? 0) / 10_000)}; Packwave needs 15 or newer.`)
  await database.run('create table if not exists migration (number integer primary key, name text not null, applied_at timestamptz not null default now())')
  const newest = await database.row<{ number: number }>('select coalesce(max(number), 0)::int as number from migration')
  if ((newest?.number ?? 0) > migrations.length) throw new Error(`The store was last used by a newer build (schema ${newest?.number}, this build knows ${migrations.length}). Start that build instead.`)
  for (const step of migrations) {
    await database.write(async (sql) => {
      await sql.rows('select pg_advisory_xact_lock($1)', [migrationLock])
      if (await sql.row('select 1 from migration where number = $1', [step.number])) return
      for (const statement of step.sql.split(/;\s*$/m)) if (statement.trim()) await sql.run(statement)
      await sql.run('insert into migration (number, name) values ($1, $2)', [step.number, step.name])
    })
  }
}
