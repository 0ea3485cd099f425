import type { Body } from '#shared/domain/facts/facts.ts'
import type { Sql } from '../store/database.ts'

/** Aisles, cross aisles, starts and ends of the site; null when no layout was imported. */
export async function readWays(sql: Sql): Promise<Body<'LayoutListed'> | null> {
  return (await sql.row<{ body: Body<'LayoutListed'> }>('select body from layout'))?.body ?? null
}
