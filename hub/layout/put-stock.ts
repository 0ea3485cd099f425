// Counted stock of an import becomes facts when it says something new. Rules ST1 and ST2 of docs/specs/stock.md.
import { say } from '#shared/domain/orders/import-sentences.ts'
import type { ImportedStock, PutOutcome } from '../imports/import-target.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, tellBoards, type HubTools } from '../store/facts.ts'

const ROWS_PER_FACT = 500
type Known = { place_code: string; sku: string; quantity: number | null; expires_day: number | null; case_quantity: number | null }

/** One transaction's worth. What is not in it stays as it was. */
export async function putStock(sql: Sql, tools: HubTools, batch: readonly ImportedStock[]): Promise<PutOutcome[]> {
  const skus = batch.map((row) => row.sku)
  const products = new Set((await sql.rows<{ sku: string }>('select sku from product where sku = any($1::text[])', [skus])).map((row) => row.sku))
  const places = new Set((await sql.rows<{ place_code: string }>('select place_code from place where place_code = any($1::text[])', [batch.map((row) => row.place)])).map((row) => row.place_code))
  const known = new Map((await sql.rows<Known>('select place_code, sku, quantity, expires_day, case_quantity from stock where sku = any($1::text[])', [skus])).map((row) => [`${row.place_code}\n${row.sku}`, row]))
  const counted: ImportedStock[] = []
  const outcomes = batch.map((row): PutOutcome => {
    if (!products.has(row.sku)) return { ref: row.sku, outcome: 'refused', refused: say('stock-product-unknown', { sku: row.sku }) }
    if (!places.has(row.place)) return { ref: row.place, outcome: 'refused', refused: say('stock-place-unknown', { place: row.place }) }
    const before = known.get(`${row.place}\n${row.sku}`)
    if (before && before.quantity === row.quantity && before.expires_day === row.expiresOnDay && before.case_quantity === row.caseQuantity) return { ref: row.sku, outcome: 'unchanged' }
    counted.push(row)
    return { ref: row.sku, outcome: before ? 'updated' : 'accepted' }
  })
  await countStock(sql, tools, counted)
  await tellBoards(sql)
  return outcomes
}

/** Records what was counted. */
export async function countStock(sql: Sql, tools: HubTools, rows: readonly Omit<ImportedStock, 'at'>[]): Promise<void> {
  const bodies = rows.map(({ place, sku, quantity, expiresOnDay, caseQuantity }) => ({ placeCode: place, sku, quantity, expiresOnDay, caseQuantity }))
  const facts = []
  for (let from = 0; from < bodies.length; from += ROWS_PER_FACT) facts.push({ kind: 'StockCounted' as const, body: { rows: bodies.slice(from, from + ROWS_PER_FACT) } })
  await recordHubFacts(sql, tools, 'hub', facts)
}
