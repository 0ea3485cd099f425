// The hub says "stored" when PostgreSQL says "committed". That is worth what the server makes of a commit; this asks.
import type { Sql } from './database.ts'

/** What each setting may be, and what else it would cost. */
const demanded = {
  fsync: { good: ['on'], otherwise: 'a power cut can destroy the database' },
  synchronous_commit: { good: ['on', 'local', 'remote_write', 'remote_apply'], otherwise: 'a power cut takes facts that stations were told are stored' },
  full_page_writes: { good: ['on'], otherwise: 'a power cut in the middle of a page destroys it' },
} as const

/** The sentence for people when an answer of this server is no promise; undefined when it is. */
async function whyNotDurable(sql: Sql): Promise<string | undefined> {
  const rows = await sql.rows<{ name: keyof typeof demanded; value: string }>("select name, setting as value from pg_settings where name = any($1::text[])", [Object.keys(demanded)])
  const bad = rows.find(({ name, value }) => !(demanded[name].good as readonly string[]).includes(value))
  return bad && `PostgreSQL runs with ${bad.name} = ${bad.value}: ${demanded[bad.name].otherwise}. Set it to on (postgresql.conf, or the settings of the role and the database) and start again.`
}

/** Throws that sentence. */
export async function assertDurable(sql: Sql): Promise<void> {
  const why = await whyNotDurable(sql)
  if (why !== undefined) throw new Error(why)
}
