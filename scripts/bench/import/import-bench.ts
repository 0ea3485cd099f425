// Goal: what reading, checking, deciding, sealing and storing 100,000 order lines costs over storing them. Method: the hub's import of three
// tables into its embedded PostgreSQL, then a bare bulk insert of the very rows it stored into tables of the same definition, by turns.
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { startHub, type RunningHub } from '#hub/create-hub.ts'
import { runImport } from '#hub/imports/run-import.ts'
import { hubImportTarget } from '#hub/orders/hub-import-target.ts'
import { realSystem } from '#hub/system.ts'
import { arrayText } from '#hub/store/array-text.ts'
import { removeDataFolder } from '#hub/store/postgres-user.ts'
import { assert } from '#shared/kernel/assert.ts'
import { projectDir, say } from '../../support/project.ts'
import { atMost, percentile, publish, rounded, type Row } from '../report.ts'
import { productCount, writeOrders, writeProducts } from './order-files.ts'

const lineCount = Number(process.env.PACKWAVE_BENCH_LINES ?? 100_000)
const rounds = 5
/** Rows of one statement of the peer, as large as its parameters stay quick. */
const rowsAtOnce = 10_000
const mapping = path.join(projectDir, 'assets', 'import-mappings', 'olist.json')

type OrderRow = { order_id: string; shop: string; number: string; state: string; holds: string[]; content_hash: string; ordered_at_ms: number | null; carrier_code: string | null; cut_off_at_ms: number | null; priority: number; item_count: string; piece_count: number; enclosures: string[]; personal: Buffer; imported_at_ms: number }
type LineRow = { order_id: string; line_number: number; sku: string; quantity: number }

export async function benchImport(): Promise<void> {
  const folder = path.join(projectDir, '.cache', 'bench-import')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const hub = await startHub({
    dataDir: path.join(folder, 'hub'), host: '127.0.0.1', port: 0, sample: false, system: realSystem, pagesFolder: path.join(projectDir, 'dist', 'renderer'), say: () => undefined,
    onFault: (where, fault) => {
      throw new Error(`the hub failed in ${where}`, { cause: fault })
    },
    onDatabaseLost: (why) => say(`The database ended: ${why}`),
  })
  try {
    const target = hubImportTarget(hub.database, hub.tools)
    const products = await writeProducts(folder)
    const productsMs = await timed(() => importFiles([products]))
    async function importFiles(files: string[]): Promise<{ orders: number; lines: number }> {
      const report = await runImport({ format: 'csv', files, mapping }, target)
      assert(report.refusalCount === 0, 'nothing of the generated tables is refused')
      return { orders: report.orders.accepted + report.orders.held, lines: report.lines }
    }
    // Of the same definition, with every index; only what other tables refer to is left out.
    await hub.database.run('create table bare_order (like customer_order including all)')
    await hub.database.run('create table bare_line (like order_line including all)')

    const rows: Row[] = []
    const ratios: number[] = []
    for (let round = 0; round <= rounds; round += 1) {
      const made = await writeOrders(folder, 100 + round, round === 0 ? lineCount / 10 : lineCount)
      say(round === 0 ? 'Warming up …' : `Round ${round} of ${rounds}: ${made.lines} lines of ${made.orders} orders …`)
      const since = (await hub.database.row<{ most: number }>('select coalesce(max(imported_at_ms), 0) as most from customer_order'))?.most ?? 0
      let stored = { orders: 0, lines: 0 }
      const importMs = await timed(async () => {
        stored = await importFiles(made.files)
      })
      assert(stored.lines === made.lines && stored.orders === made.orders, 'every line was stored')
      const { orders, lines } = await storedRows(hub, since)
      assert(orders.length === made.orders && lines.length === made.lines, 'the peer gets the same rows')
      const bareMs = await timed(() => bareInsert(hub, orders, lines))
      if (round === 0) continue
      ratios.push(importMs / bareMs)
      rows.push({ what: `round ${round}`, orders: made.orders, lines: made.lines, 'import s': rounded(importMs / 1000), 'bare insert s': rounded(bareMs / 1000), 'lines/s': Math.round(made.lines / (importMs / 1000)), ratio: rounded(importMs / bareMs) })
    }
    const version = (await hub.database.row<{ version: string }>("select current_setting('server_version') as version"))?.version ?? ''
    await publish({
      name: 'import', versions: { node: process.versions.node, postgresql: version },
      samples: { rounds, linesEach: lineCount, products: productCount, productsImportSeconds: rounded(productsMs / 1000) },
      rows: [...rows, { what: 'median', ratio: rounded(percentile(ratios, 0.5)) }],
      targets: [atMost(`import of ${lineCount} order lines, of a bare bulk insert (median of ${rounds} rounds)`, percentile(ratios, 0.5), 3, 'times')],
    })
  } finally {
    await hub.stop()
    removeDataFolder(path.join(folder, 'hub'))
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}

async function storedRows({ database }: RunningHub, sinceMs: number): Promise<{ orders: OrderRow[]; lines: LineRow[] }> {
  const orders = await database.rows<OrderRow>(
    `select order_id, shop, number, state, holds, content_hash, ordered_at_ms, carrier_code, cut_off_at_ms, priority, item_count, piece_count, enclosures, personal, imported_at_ms
     from customer_order where imported_at_ms > $1`, [sinceMs])
  const lines = await database.rows<LineRow>('select order_id, line_number, sku, quantity from order_line join customer_order using (order_id) where imported_at_ms > $1', [sinceMs])
  return { orders, lines }
}

/** The same rows, already read, checked and sealed, in one transaction of large statements. */
async function bareInsert({ database }: RunningHub, orders: readonly OrderRow[], lines: readonly LineRow[]): Promise<void> {
  await database.write(async (sql) => {
    for (const part of parts(orders)) {
      await sql.run(
        `insert into bare_order (order_id, shop, number, state, holds, content_hash, ordered_at_ms, carrier_code, cut_off_at_ms, priority, item_count, piece_count, enclosures, personal, imported_at_ms)
         select id, shop, number, state, holds::text[], hash, ordered, carrier, cut_off, priority, item_count, pieces, enclosures::text[], personal, imported
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bigint[], $10::int[], $11::text[], $12::int[], $13::text[], $14::bytea[], $15::bigint[])
           as t(id, shop, number, state, holds, hash, ordered, carrier, cut_off, priority, item_count, pieces, enclosures, personal, imported)`,
        [
          part.map((row) => row.order_id), part.map((row) => row.shop), part.map((row) => row.number), part.map((row) => row.state), part.map((row) => arrayText(row.holds)), part.map((row) => row.content_hash),
          part.map((row) => row.ordered_at_ms), part.map((row) => row.carrier_code), part.map((row) => row.cut_off_at_ms), part.map((row) => row.priority), part.map((row) => row.item_count), part.map((row) => row.piece_count),
          part.map((row) => arrayText(row.enclosures)), part.map((row) => row.personal), part.map((row) => row.imported_at_ms),
        ])
    }
    for (const part of parts(lines)) {
      await sql.run('insert into bare_line (order_id, line_number, sku, quantity) select * from unnest($1::text[], $2::int[], $3::text[], $4::int[])',
        [part.map((row) => row.order_id), part.map((row) => row.line_number), part.map((row) => row.sku), part.map((row) => row.quantity)])
    }
  })
}

function parts<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, index) => rows.slice(index * rowsAtOnce, (index + 1) * rowsAtOnce))
}
