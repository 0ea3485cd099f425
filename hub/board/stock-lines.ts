// 库存预警: what lies below the line a site sets, and the site's rules about stock. Rule ST14 of docs/specs/stock.md.
import type { LowStockList, StockRules, StockView } from '#shared/contract/stock-board.ts'
import type { Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import type { Database, Sql } from '../store/database.ts'
import { tellBoards } from '../store/facts.ts'
import { readSettings, saveSettings } from '../store/settings.ts'
import { lately } from './lately.ts'

/** So many are shown; all of them are counted. */
const mostShown = 200
const mostLines = 2_000

type LowRow = { sku: string; name: string; free: number; promised: number; line: number; count: number }

/** What lacks most of its line comes first. Nothing is read where the site has set no line. */
export async function lowStock(sql: Sql, most = mostShown): Promise<LowStockList> {
  const { lowStockPieces } = await readSettings(sql)
  if (lowStockPieces === null && !(await sql.row('select 1 from stock_line limit 1'))) return { count: 0, first: [] }
  const rows = await sql.rows<LowRow>(
    `with counted as (select sku, sum(quantity) as pieces from stock where quantity is not null group by sku),
     promised as (select r.sku, sum(r.quantity) as pieces from reservation r join stock s using (sku, place_code) where s.quantity is not null group by r.sku),
     free as (select sku, greatest(c.pieces - coalesce(p.pieces, 0), 0)::int as free, coalesce(p.pieces, 0)::int as promised, coalesce(l.pieces, $1::int) as line
       from counted c left join promised p using (sku) left join stock_line l using (sku))
     select f.sku, p.name, f.free, f.promised, f.line, count(*) over ()::int as count from free f join product p using (sku) where f.free < f.line order by f.line - f.free desc, f.sku limit $2`, [lowStockPieces, most])
  return { count: rows[0]?.count ?? 0, first: rows.map(({ sku, name, free, promised, line }) => ({ sku, name, freePieces: free, promisedPieces: promised, line })) }
}

const mostOnEveryTab = 5

/** For the figures above every tab; never older than a line that was set here. */
export const lowStockLately = lately((database) => lowStock(database, mostOnEveryTab))

export async function stockView(sql: Sql): Promise<StockView> {
  const { placeRule, shortStockRule, lowStockPieces } = await readSettings(sql)
  const lines = await sql.rows<{ sku: string; name: string; pieces: number }>('select l.sku, p.name, l.pieces from stock_line l join product p using (sku) order by l.sku limit $1', [mostLines])
  return { rules: { placeRule, shortStockRule, lowStockPieces }, lines, low: await lowStock(sql) }
}

export async function saveStockRules(database: Database, rules: StockRules): Promise<Done> {
  await database.write(async (sql) => {
    await saveSettings(sql, rules)
    await tellBoards(sql)
  })
  lowStockLately.forget(database)
  return { kind: 'done' }
}

/** A line of null is taken away. */
export async function saveStockLine(database: Database, { sku, pieces }: { sku: string; pieces: number | null }): Promise<Done> {
  const answer = await database.write(async (sql): Promise<Done> => {
    if (!(await sql.row('select 1 from product where sku = $1', [sku]))) return refusedBecause('product-unknown', { sku })
    if (pieces === null) await sql.run('delete from stock_line where sku = $1', [sku])
    else await sql.run('insert into stock_line (sku, pieces) values ($1, $2) on conflict (sku) do update set pieces = excluded.pieces', [sku, pieces])
    await tellBoards(sql)
    return { kind: 'done' }
  })
  lowStockLately.forget(database)
  return answer
}
