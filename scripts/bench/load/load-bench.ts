// Goal: how long a new station takes until it has everything, and until it can begin. Method: a hub with so many released orders in a process of its own; a fresh station joins it through the
// real sync. Peers: the very rows that the station has then, inserted into tables of the same definition; and PouchDB, which loads documents of the same size from its own server.
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { assert } from '#shared/kernel/assert.ts'
import { seededRandom } from '#shared/kernel/random.ts'
import { realSystem } from '#station/host/system.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import { createSync, syncDefaults } from '#station/sync/sync.ts'
import { projectDir, say } from '../../support/project.ts'
import { atMost, publish, rounded, type Row } from '../report.ts'
import { startBenchHub } from '../site/bench-hub.ts'
import { layOutHub } from '../site/lay-out-hub.ts'
import { pouchReplicates } from '../site/pouch-peer.ts'
import { operator } from '../scan/warehouse.ts'

const orderCount = Number(process.env['PACKWAVE_BENCH_ORDERS'] ?? 100_000)
const pouchDocuments = Math.min(orderCount, 20_000)
const rowsAtOnce = 10_000

export async function benchLoad(): Promise<void> {
  const folder = path.join(projectDir, '.cache', 'bench-load')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  say(`A hub with ${orderCount} released orders …`)
  const hub = await startBenchHub(folder, 'hub')
  const file = path.join(folder, 'station.db')
  const store = openSqliteStore({ file, personalKey: randomBytes(32), nowMs: Date.now })
  let isOpen = true
  const closeOnce = (): void => {
    if (isOpen) store.close()
    isOpen = false
  }
  try {
    await layOutHub(hub.database, hub.tools, orderCount)
    const newest = (await hub.database.row<{ newest: number }>('select max(position) as newest from fact'))!.newest
    say('A new station joins …')
    const started = performance.now()
    const sync = createSync({ store, hubUrl: hub.url, joinToken: hub.joinToken, stationName: 'bench', timers: realSystem.timers, nowMs: Date.now, random: seededRandom(1), config: syncDefaults, onState: () => undefined, onChanges: () => undefined })
    sync.start()
    // A site that has worked for months has its present waves at the end of its journal.
    const newestList = (await hub.database.row<{ listId: string }>(`select body->>'listId' as "listId" from fact where kind = 'PickListReleased' order by position desc limit 1`))!.listId
    let firstWaveMs: number | undefined
    let newestWaveMs: number | undefined
    while (store.pullPosition().position < newest) {
      assert(performance.now() - started < 1_800_000, 'the load ends')
      await pause(2)
      if (firstWaveMs === undefined && store.person(operator.personId) && store.offeredLists(operator.personId, 1).length > 0) firstWaveMs = performance.now() - started
      if (newestWaveMs === undefined && store.pickList(newestList)) newestWaveMs = performance.now() - started
    }
    const loadMs = performance.now() - started
    await sync.stop()
    closeOnce()
    say('The same rows, inserted …')
    const insertMs = insertAgain(file, path.join(folder, 'rows.db'))
    say('PouchDB …')
    const charsOfAnOrder = Math.round((await hub.database.row<{ chars: number }>("select sum(length(body::text) + 350)::bigint as chars from fact where kind in ('OrderReleased', 'WaybillReserved', 'PickListReleased')"))!.chars / orderCount) + 400
    const pouchPartMs = await pouchReplicates(path.join(folder, 'pouch'), 'pull', pouchDocuments, charsOfAnOrder)
    const pouchMs = pouchPartMs === null ? null : (pouchPartMs * orderCount) / pouchDocuments
    const rows: Row[] = [
      { what: `${orderCount} orders (${newest} facts) into a new station`, ms: Math.round(loadMs), 'facts a second': Math.round(newest / (loadMs / 1_000)) },
      { what: 'of that until the first wave can be worked', ms: Math.round(firstWaveMs ?? loadMs) },
      { what: 'of that until the newest wave can be worked', ms: Math.round(newestWaveMs ?? loadMs) },
      { what: 'bare insert of the same rows', ms: Math.round(insertMs) },
      ...(pouchMs === null ? [] : [{ what: `PouchDB from its own server, ${pouchDocuments} documents, scaled up (not durable)`, ms: Math.round(pouchMs) }]),
    ]
    await publish({
      name: 'load', versions: { node: process.versions.node }, samples: { orders: orderCount, facts: newest, charsOfAnOrder, pouchDocuments: pouchMs === null ? 0 : pouchDocuments, databaseMegabytes: Math.round(statSync(file).size / 1e6) }, rows,
      targets: [
        atMost('time until the first wave can be worked, of the whole load', rounded((firstWaveMs ?? loadMs) / loadMs), 0.1, 'times'),
        atMost('time of the load, of a bare insert of the same rows', loadMs / insertMs, 1.5, 'times'),
        ...(pouchMs === null ? [] : [atMost("time of the load, of PouchDB's", loadMs / pouchMs, 1 / 25, 'times')]),
      ],
    })
  } finally {
    closeOnce()
    await hub.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Same tables, same indexes, same settings, `rowsAtOnce` rows in a transaction; the rows are in memory before the clock starts. */
function insertAgain(from: string, to: string): number {
  const copy = new Database(from, { readonly: true })
  const target = new Database(to)
  target.pragma('page_size = 1024')
  target.pragma('journal_mode = WAL')
  target.pragma('synchronous = FULL')
  target.pragma('secure_delete = ON')
  target.pragma('cache_size = -32768')
  let spentMs = 0
  try {
    const objects = copy.prepare<[], { type: string; name: string; sql: string }>("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC").all()
    for (const { sql } of objects) target.exec(sql)
    for (const { name } of objects.filter((each) => each.type === 'table')) {
      const rows = copy.prepare<[], unknown[]>(`SELECT * FROM "${name}"`).raw().all()
      const [first] = rows
      if (!first) continue
      const started = performance.now()
      const insert = target.prepare(`INSERT INTO "${name}" VALUES (${first.map(() => '?').join(', ')})`)
      for (let at = 0; at < rows.length; at += rowsAtOnce) {
        target.transaction(() => {
          for (const row of rows.slice(at, at + rowsAtOnce)) insert.run(...row)
        })()
      }
      spentMs += performance.now() - started
    }
    return spentMs
  } finally {
    copy.close()
    target.close()
  }
}
