// Goal: the checker finds every kind of damage, and nothing in stores that are sound. Method: a short shift with an outage leaves a real hub and a real
// station; each case damages one thing in a copy (the hub inside a transaction that is rolled back) and names the invariants that must break.
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkInvariants } from '#scripts/check-invariants/check-all.ts'
import { printed, type Finding } from '#scripts/check-invariants/findings.ts'
import { openHub, type HubReader, type OpenHub } from '#scripts/check-invariants/read-hub.ts'
import { openStationCopy, type StationStore } from '#scripts/check-invariants/read-station.ts'
import { runDemo } from '#scripts/demo/run-demo.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#hub/store/embedded-postgres.ts'
import { removeDataFolder } from '#hub/store/postgres-user.ts'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { journalOf } from '#tests/support/bench-facts.ts'

let folder: string
let stationCopy: StationStore
let postgres: EmbeddedPostgres
let client: pg.Client
let openLabel: OpenHub['openLabel']
const stationFile = (): string => path.join(folder, 'station', 'station.db')
const hubFolder = (): string => path.join(folder, 'hub')

beforeAll(async () => {
  const said: string[] = []
  await runDemo({ headless: true, dataDir: undefined, seed: 7, orders: 30, longestMinutes: 3, keep: true, say: (text) => said.push(text) })
  folder = /files of this shift are in (.+)\.$/.exec(said.find((line) => line.includes('files of this shift')) ?? '')?.[1] ?? ''
  stationCopy = openStationCopy(stationFile())
  const stopped = await openHub(hubFolder())
  openLabel = stopped.openLabel
  await stopped.close()
  postgres = await startEmbeddedPostgres({ dataDir: hubFolder(), password: readFileSync(path.join(hubFolder(), 'pg-password'), 'utf8').trim(), say: () => undefined })
  const types = { getTypeParser: ((oid: number, format?: 'text' | 'binary') => (oid === 20 || oid === 1700 ? Number : pg.types.getTypeParser(oid, format as 'text'))) as typeof pg.types.getTypeParser }
  client = new pg.Client({ connectionString: postgres.url, types })
  await client.connect()
}, 180_000)
afterAll(async () => {
  stationCopy.close()
  await client.end()
  await postgres.stop()
  removeDataFolder(hubFolder())
  rmSync(folder, { recursive: true, force: true })
})

const hub = (): HubReader => ({ rows: async <Row>(sql: string, values: readonly unknown[] = []) => (await client.query(sql, values as unknown[])).rows as Row[], openLabel })
const brokenOf = (findings: Finding[]): string[] => findings.filter((finding) => finding.wrongCount > 0).map((finding) => finding.id)
const ids = async (damage: { station?: (db: Database.Database) => void; hub?: () => Promise<unknown> }): Promise<string[]> => {
  const db = new Database(stationCopy.db.serialize())
  await client.query('begin')
  try {
    db.pragma('foreign_keys = OFF')
    db.pragma('ignore_check_constraints = ON')
    damage.station?.(db)
    await damage.hub?.()
    return brokenOf(await checkInvariants({ hub: hub(), stations: [{ name: 'P1', db }], drained: true }))
  } finally {
    await client.query('rollback')
    db.close()
  }
}
const sql = (text: string, ...values: unknown[]) => async () => client.query(text, values)

describe('sound stores', () => {
  it('[I3] [I4] [I5] [I6] [I7] [I8] [I21] [I30] [I31] a shift with an outage leaves nothing to find, and each invariant looked at something', async () => {
    const findings = await checkInvariants({ hub: hub(), stations: [stationCopy], drained: true })
    expect(printed(findings)).not.toContain('WRONG')
    for (const id of ['I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I10', 'I11', 'I12', 'I13', 'I14', 'I18', 'I21', 'I30', 'I31']) expect(findings.find((finding) => finding.id === id)?.counted, id).toBeGreaterThan(0)
  })

  it('[I3] a running station and a running hub are read beside their work, and a stopped hub from a copy', async () => {
    const live = await openHub(hubFolder())
    const again = openStationCopy(stationFile())
    expect(brokenOf(await checkInvariants({ hub: live, stations: [again] }))).toEqual([])
    await live.close()
    again.close()
    await expect(openHub(path.join(folder, 'nowhere'))).rejects.toThrow('not the data folder of a hub')
    expect(() => openStationCopy(path.join(folder, 'nowhere.db'))).toThrow('no station database')
  })
})

describe('damage of a station', () => {
  const run = (text: string) => (db: Database.Database) => void db.exec(text)
  it.each<[string, string[], (db: Database.Database) => void]>([
    ['[I3] an entry edited', ['I3'], run(`UPDATE journal SET body = replace(body, '"quantity":1', '"quantity":2') WHERE entry_id = (SELECT min(entry_id) FROM journal WHERE kind = 'ItemPicked' AND body LIKE '%"quantity":1%')`)],
    ['[I3] an entry removed from the middle', ['I3', 'I4', 'I21'], run("DELETE FROM journal WHERE entry_id = (SELECT min(entry_id) FROM journal WHERE kind = 'ParcelClosed')")],
    ['[I3] a clock of an entry moved', ['I3'], run('UPDATE journal SET at_ms = at_ms + 1 WHERE entry_id = 5')],
    ['[I3] two entries swapped', ['I3'], run('UPDATE journal SET entry_id = -1 WHERE entry_id = 7; UPDATE journal SET entry_id = 7 WHERE entry_id = 8; UPDATE journal SET entry_id = 8 WHERE entry_id = -1')],
    ['[I3] the tail lost', ['I3'], run('DELETE FROM journal WHERE entry_id > (SELECT max(entry_id) - 5 FROM journal)')],
    ['[I3] everything started anew', ['I3'], run('DELETE FROM journal; UPDATE incarnation SET acknowledged_seq = 0')],
    ['[I3] more acknowledged than recorded', ['I3'], run('UPDATE incarnation SET acknowledged_seq = acknowledged_seq + 3')],
    ['[I6] facts that wait', ['I6'], run('UPDATE pull_position SET position = position - 3')],
    ['[I7] another outcome than the hub gave', ['I7'], run("INSERT INTO outbox_answer (entry_id, outcome, why, at_ms) VALUES (1, 'quarantined', '', 1)")],
    ['[I8] a position beyond the hub', ['I6', 'I8'], run('UPDATE pull_position SET position = position + 1000')],
    ['[I21] a count without its fact', ['I21'], run('UPDATE order_line SET checked_qty = checked_qty + 1 WHERE (order_id, line_number) = (SELECT order_id, line_number FROM order_line ORDER BY 1, 2 LIMIT 1)')],
    ['[I21] a parcel without its facts', ['I21'], run("UPDATE parcel SET parcel_id = 'parcel-x' WHERE parcel_id = (SELECT min(parcel_id) FROM parcel)")],
    ['[I21] a closed parcel that is open again', ['I21'], run("UPDATE parcel SET state = 'open', closed_at_ms = NULL, manifest_id = NULL WHERE parcel_id = (SELECT min(parcel_id) FROM parcel)")],
    ['[I10] a number moved to another parcel', ['I10'], run("UPDATE waybill SET parcel_id = 'parcel-y' WHERE waybill_number = (SELECT min(waybill_number) FROM waybill WHERE parcel_id IS NOT NULL)")],
    ['[I21] an answer without its entry', ['I21'], run("INSERT INTO outbox_answer (entry_id, outcome, why, at_ms) VALUES (999999, 'quarantined', '', 1)")],
  ])('%s', async (_title, expected, station) => {
    expect(await ids({ station })).toEqual(expect.arrayContaining(expected))
  })
})

describe('a hub that was put back', () => {
  const putBack = sql("update hub_identity set restored_from = 'an epoch before'")
  const lostList = (db: Database.Database) => void db.exec("UPDATE pick_task SET task_id = 'of a list that was lost' WHERE task_id = (SELECT min(task_id) FROM pick_task)")
  it('[I21] what a station holds of a list that the hub has lost is no fault then, and a wrong count still is', async () => {
    expect(await ids({ station: lostList })).toContain('I21')
    expect(await ids({ station: lostList, hub: putBack })).toEqual([])
    expect(await ids({ station: (db) => db.exec('UPDATE order_line SET checked_qty = checked_qty + 1 WHERE (order_id, line_number) = (SELECT order_id, line_number FROM order_line ORDER BY 1, 2 LIMIT 1)'), hub: putBack })).toContain('I21')
  })
})

describe('damage of the hub', () => {
  it.each<[string, string[], () => Promise<unknown>]>([
    ['[I31] a promise that nobody made', ['I31'], sql("insert into reservation (task_id, order_id, line_number, list_id, wave_id, place_code, sku, quantity) select task_id, 'nobody', 1, list_id, wave_id, place_code, sku, 1 from pick_task limit 1")],
    ['[I31] counted stock changed by hand', ['I31'], sql('update stock set quantity = quantity + 1 where (place_code, sku) in (select place_code, sku from stock where quantity is not null limit 1)')],
    ['[I30] a fact edited', ['I30'], sql(`update fact set body = replace(body::text, '"quantity":1', '"quantity":2')::json where position = (select min(position) from fact where kind = 'ItemPicked' and body::text like '%"quantity":1%')`)],
    ['[I30] the actor of a fact edited', ['I30'], sql("update fact set actor_id = 'somebody' where position = 20")],
    ['[I30] a fact removed from the middle', ['I4', 'I8', 'I30'], sql("delete from fact where position = (select min(position) from fact where kind = 'ParcelClosed')")],
    ['[I4] the newest facts rolled back', ['I4', 'I6'], sql('delete from fact where position > (select max(position) - 5 from fact)')],
    ["[I30] the tail of the hub's own journal cut", ['I30'], sql("delete from fact where position = (select max(position) from fact where station_id = 'hub')")],
    ['[I8] two facts swapped in the order', ['I30'], sql('update fact set position = case position when 30 then -30 else -31 end + 100000 where position in (30, 31)')],
    ['[I5] a count without its fact', ['I5'], sql('update order_line set picked_qty = picked_qty + 1 where (order_id, line_number) = (select order_id, line_number from order_line join customer_order using (order_id) where state = $1 limit 1)', 'shipped')],
    ['[I5] a task counted twice', ['I5'], sql('update pick_task set picked_qty = picked_qty + 1 where task_id = (select min(task_id) from pick_task)')],
    ['[I5] a parcel that lost its end', ['I5'], sql("update parcel set state = 'open' where parcel_id = (select min(parcel_id) from parcel)")],
    ['[I5] a manifest that counts one too many', ['I5'], sql('update manifest set parcel_count = parcel_count + 1')],
    ['[I10] a number moved to another parcel', ['I10'], sql("update waybill set parcel_id = 'parcel-y' where waybill_number = (select min(waybill_number) from waybill where parcel_id is not null)")],
    ['[I11] two ranges that share numbers', ['I11'], sql("insert into waybill_range (range_id, carrier_code, prefix, digits, start_number, number_count) select 'again', carrier_code, prefix, digits, start_number + 1, number_count from waybill_range limit 1")],
    ['[I13] labels swapped between two orders', ['I13'], sql("update fact f set personal = other.personal from fact other where f.kind = 'WaybillReserved' and other.kind = 'WaybillReserved' and f.position = (select min(position) from fact where kind = 'WaybillReserved') and other.position = (select max(position) from fact where kind = 'WaybillReserved')")],
  ])('%s', async (_title, expected, damage) => {
    expect(await ids({ hub: damage })).toEqual(expect.arrayContaining(expected))
  })
})

describe('work that should not have been', () => {
  /** Facts that a station named X9 told and the hub took: whole and well chained, and untrue. */
  const take = (facts: (parcel: { parcel_id: string; order_id: string; waybill_number: string; wave_id: string }) => { fact: Fact; outcome?: string; why?: string }[]) => async (): Promise<void> => {
    const { rows: [parcel] } = await client.query("select parcel_id, order_id, waybill_number, wave_id from parcel where state = 'closed' order by parcel_id limit 1")
    const { rows: [newest] } = await client.query('select max(position) as position from fact')
    const journal = journalOf('X9')
    const given = facts(parcel)
    const entries = journal.changes(given, newest.position + 1)
    for (const [index, { position, envelope }] of entries.entries()) {
      await client.query(
        `insert into fact (position, fact_id, station_id, incarnation, seq, kind, schema, at_ms, actor_id, body, prev_hash, hash, received_at_ms, outcome, why, order_ids)
         values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, 1, $12, $13, '{}')`,
        [position, envelope.factId, envelope.stationId, envelope.incarnation, envelope.seq, envelope.kind, envelope.atMs, envelope.actorId, JSON.stringify(envelope.body), envelope.prevHash, envelope.hash, given[index]?.outcome ?? 'applied', given[index]?.why ?? ''])
    }
  }
  const opened = (parcelId: string, orderId: string, waveId: string): Fact => fact('ParcelOpened', { parcelId, orderId, waveId, personId: 'P-0001', openedBy: 'item' })
  it.each<[string, string[], () => Promise<void>]>([
    ['[I10] a number on a second parcel', ['I10', 'I13'], take((p) => [{ fact: opened('px', 'order-x', p.wave_id) }, { fact: fact('WaybillBound', { parcelId: 'px', orderId: 'order-x', waybillNumber: p.waybill_number }) }])],
    ['[I10] a number that was never given out', ['I10'], take((p) => [{ fact: opened('px', 'order-x', p.wave_id) }, { fact: fact('WaybillBound', { parcelId: 'px', orderId: 'order-x', waybillNumber: 'WB-NEVER' }) }])],
    ['[I11] a number given to two orders', ['I11'], take((p) => [{ fact: fact('WaybillReserved', { waybillNumber: p.waybill_number, orderId: 'order-y', carrierCode: 'SF' }) }])],
    ['[I11] a voided number that came back', ['I11'], take((p) => [{ fact: fact('WaybillReserved', { waybillNumber: 'WB-X', orderId: 'order-x', carrierCode: 'SF' }) }, { fact: fact('WaybillVoided', { waybillNumber: 'WB-X', orderId: 'order-x', byPersonId: 'P-0001' }) }, { fact: opened('px', 'order-x', p.wave_id) }, { fact: fact('WaybillBound', { parcelId: 'px', orderId: 'order-x', waybillNumber: 'WB-X' }) }])],
    ['[I12] a second original', ['I12'], take((p) => [{ fact: fact('LabelQueued', { jobId: 'j', parcelId: p.parcel_id, waybillNumber: p.waybill_number, printerId: 'p', copy: 1 }) }])],
    ['[I12] a copy that nobody asked for', ['I12'], take((p) => [{ fact: fact('LabelQueued', { jobId: 'j', parcelId: p.parcel_id, waybillNumber: p.waybill_number, printerId: 'p', copy: 7 }) }])],
    ['[I14] a parcel closed unchecked, unweighed and unseen', ['I14'], take((p) => [{ fact: opened('px', p.order_id, p.wave_id) }, { fact: fact('ParcelClosed', { parcelId: 'px', orderId: p.order_id, waveId: p.wave_id, waybillNumber: p.waybill_number, carrierCode: 'SF', grams: 1, personId: 'P-0001', pieceCount: 1 }) }])],
    ['[I14] a piece checked after the closing', ['I14', 'I5'], take((p) => [{ fact: fact('ItemChecked', { parcelId: p.parcel_id, orderId: p.order_id, lineNumber: 1, sku: 's', quantity: 1 }) }])],
    ['[I16] a serial number in two parcels', ['I16'], take((p) => ['px', 'py'].flatMap((parcelId) => [{ fact: opened(parcelId, `order-${parcelId}`, p.wave_id) }, { fact: fact('UniqueCodeTaken', { parcelId, orderId: `order-${parcelId}`, lineNumber: 1, sku: 's', codeKind: 'serial', value: 'SN-1' }) }]))],
    ['[I17] a cancelled order that is packed, without a stop task', ['I17'], take((p) => [{ fact: fact('OrderCancelled', { orderId: p.order_id, why: 'refunded' }) }])],
    ['[I18] an order in two parcels', ['I18'], take((p) => [{ fact: opened('px', p.order_id, p.wave_id) }])],
    ['[I20] a weight approved by a packer', ['I20'], take((p) => [{ fact: fact('WeightApproved', { parcelId: p.parcel_id, orderId: p.order_id, grams: 1, byPersonId: 'P-0009', reason: 'contents-counted' }) }])],
    ['[I25] a quarantined fact that nobody sees', ['I25'], take(() => [{ fact: { kind: 'TeleporterUsed', body: {} } as never, outcome: 'quarantined', why: 'stations of this build do not record TeleporterUsed' }])],
  ])('%s', async (_title, expected, damage) => {
    expect(await ids({ hub: damage })).toEqual(expect.arrayContaining(expected))
  })
})
