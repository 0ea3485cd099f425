// Everything the board shows, from one moment's picture of the store.
import type { BoardView } from '#shared/contract/board-api.ts'
import type { Role } from '#shared/domain/facts/common.ts'
import { lateness, type Lateness, type LatenessFacts } from '#shared/domain/waves/lateness.ts'
import { workOfPickers } from '#shared/domain/waves/rolling.ts'
import { usesWall } from '#shared/domain/waves/release-rule.ts'
import type { Database, Sql } from '../store/database.ts'
import { choicesFor, type DiscrepancyKind } from '../store/discrepancies.ts'
import { readSettings, siteDay } from '../store/settings.ts'
import { boardStations } from './board-stations.ts'
import { numbersView, type NumbersMoment } from './number-ranges.ts'
import { lowStockLately } from './stock-lines.ts'
import { waitingDueLately } from './waiting-due.ts'
import { boardRolling } from '../waves/rolling.ts'
import { countWaves, stateOf, type WaveCounts } from '../waves/wave-progress.ts'

const endedShownMs = 12 * 3_600_000
const hourMs = 3_600_000
/** Younger waves have no pace yet: one quick parcel would promise too much. */
const leastPaceMs = 5 * 60_000
const mostDiscrepancies = 500

export async function boardView(database: Database, nowMs: number, connected: ReadonlySet<string>, aheadMs = 0, numbers: NumbersMoment = { nowMs, hubTimeMs: nowMs + aheadMs, asked: new Set() }): Promise<BoardView> {
  const lowNow = await lowStockLately.at(database, nowMs)
  const waitingDue = await waitingDueLately.at(database, nowMs)
  return database.snapshot(async (sql) => {
    const settings = await readSettings(sql)
    const day = siteDay(nowMs, settings.utcOffsetMinutes)
    const stations = await boardStations(sql, nowMs, day, connected, aheadMs)
    const hands = stations.filter((station) => station.connected && station.operatorName !== '' && workOfPickers.includes(station.activity)).length
    const counts = await countWaves(sql, { endedSinceMs: nowMs - endedShownMs })
    return {
      siteName: settings.siteName, atMs: nowMs, cancelListAtMs: settings.cancelListAtMs,
      orders: await orders(sql), waitingDue, rolling: await boardRolling(sql),
      waves: counts.map((each) => waveOf(each, nowMs, { hands, dueNoLaterPieces: counts.filter((other) => other.cutOffAtMs <= each.cutOffAtMs).reduce((sum, other) => sum + toPick(other), 0) })).sort(lateFirst),
      lists: await takenLists(sql),
      stations,
      discrepancies: await discrepancies(sql),
      people: await people(sql, day),
      lowStock: lowNow,
      lowNumbers: (await numbersView(sql, numbers)).carriers.filter((each) => each.state !== 'enough').length,
      carriers: await carriers(sql),
      manifests: await manifests(sql, nowMs),
    }
  })
}

async function orders(sql: Sql): Promise<BoardView['orders']> {
  const counts = new Map((await sql.rows<{ state: string; count: number }>('select state, count(*)::int as count from customer_order group by state')).map((row) => [row.state, row.count]))
  const count = (...states: string[]): number => states.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0)
  return { waiting: count('waiting'), held: count('held'), released: count('released'), shipped: count('shipped'), cancelled: count('cancelled', 'stopped'), short: count('short'), kickedOut: count('kicked-out') }
}

/** Pieces of a wave on the floor that nobody has picked or missed yet. */
const toPick = (counts: WaveCounts): number => (counts.stored === 'released' ? Math.max(0, counts.askedPieces - counts.pickedPieces - counts.shortPieces) : 0)

function waveOf(counts: WaveCounts, nowMs: number, queue: Pick<LatenessFacts, 'hands' | 'dueNoLaterPieces'>): BoardView['waves'][number] {
  const state = stateOf(counts)
  const ageMs = nowMs - counts.releasedAtMs
  const verdict = lateness({
    over: state === 'done' || state === 'cancelled', cutOffAtMs: counts.cutOffAtMs, nowMs,
    ...queue, toPickPieces: toPick(counts), toSortPieces: usesWall(counts.mode) ? Math.max(0, counts.pickedPieces - counts.putPieces) : 0,
    remainingUnits: Math.max(0, counts.askedPieces - counts.shortPieces - counts.checkedPieces),
    unitsPerHour: counts.checkedPieces > 0 && ageMs >= leastPaceMs ? (counts.checkedPieces * hourMs) / ageMs : null,
    pickers: counts.pickers, shortOrders: counts.undecidedShortOrders,
  })
  return {
    waveId: counts.waveId, waveNumber: counts.waveNumber, ruleName: counts.ruleName, mode: counts.mode, state, cutOffAtMs: counts.cutOffAtMs, carrierCodes: counts.carrierCodes,
    // What is still to do or was done: with a cancelled order in it, a wave that is through would never look so.
    orderCount: counts.orderCount - counts.goneOrders, pieceCount: counts.askedPieces, pickedPieces: counts.pickedPieces, putPieces: counts.putPieces, checkedPieces: counts.checkedPieces, closedParcels: counts.closedParcels,
    shortOrders: counts.shortOrders, cancelledOrders: counts.cancelledOrders, kickedOutOrders: counts.kickedOutOrders, lateness: verdict.lateness, why: verdict.why,
  }
}

const rankOf: Readonly<Record<Lateness, number>> = { late: 0, 'at-risk': 1, 'on-time': 2, over: 3 }
type Wave = BoardView['waves'][number]
const lateFirst = (a: Wave, b: Wave): number => rankOf[a.lateness] - rankOf[b.lateness] || a.cutOffAtMs - b.cutOffAtMs || (a.waveNumber < b.waveNumber ? -1 : 1)

/** Oldest first: a list that lies is the one to give to somebody else. */
async function takenLists(sql: Sql): Promise<BoardView['lists']> {
  type Row = { list_id: string; list_number: string; wave_number: string; zone: string; person_name: string; station_name: string; tote_code: string; asked: number; done: number; taken_at_ms: number | null }
  const rows = await sql.rows<Row>(
    `select l.list_id, l.list_number, w.wave_number, l.zone, coalesce(p.name, '') as person_name, coalesce(s.name, '') as station_name, coalesce(l.tote_code, '') as tote_code, l.taken_at_ms,
       (select coalesce(sum(asked_qty), 0)::int from pick_task t where t.list_id = l.list_id) as asked, (select coalesce(sum(picked_qty + short_qty), 0)::int from pick_task t where t.list_id = l.list_id) as done
     from pick_list l join wave w using (wave_id) left join person p on p.person_id = l.person_id left join station s on s.station_id = l.station_id
     where l.state = 'taken' and w.state = 'released' order by l.taken_at_ms, l.list_number limit 200`)
  return rows.map((row) => ({
    listId: row.list_id, listNumber: row.list_number, waveNumber: row.wave_number, zone: row.zone, personName: row.person_name, stationName: row.station_name, toteCode: row.tote_code,
    askedPieces: row.asked, donePieces: row.done, takenAtMs: row.taken_at_ms ?? 0,
  }))
}

async function discrepancies(sql: Sql): Promise<BoardView['discrepancies']> {
  type Row = {
    discrepancy_id: string; kind: DiscrepancyKind; subject: string; raised_at_ms: number; order_number: string; wave_number: string; waybill_number: string; station_name: string; person_name: string
    detail: Record<string, string | number>; product_name: string | null
  }
  const rows = await sql.rows<Row>(
    `select d.discrepancy_id, d.kind, d.subject, d.raised_at_ms, coalesce(o.number, '') as order_number, coalesce(w.wave_number, '') as wave_number, coalesce(p.waybill_number, o.waybill_number, '') as waybill_number,
       coalesce(s.name, '') as station_name, coalesce(person.name, '') as person_name, d.detail, product.name as product_name
     from discrepancy d left join customer_order o using (order_id) left join wave w using (wave_id) left join parcel p on p.parcel_id = d.parcel_id
       left join station s on s.station_id = d.station_id left join person on person.person_id = d.person_id left join product on product.sku = d.detail->>'sku'
     where d.state = 'open' order by d.raised_at_ms, d.discrepancy_id limit $1`, [mostDiscrepancies])
  return rows.map((row) => ({
    discrepancyId: row.discrepancy_id, kind: row.kind, raisedAtMs: row.raised_at_ms, orderNumber: row.order_number, waveNumber: row.wave_number, waybillNumber: row.waybill_number,
    stationName: row.station_name, personName: row.person_name, values: row.product_name === null ? row.detail : { name: row.product_name, ...row.detail }, choices: [...choicesFor(row.kind, row.subject)],
  }))
}

async function people(sql: Sql, day: number): Promise<BoardView['people']> {
  type Row = { person_id: string; name: string; role: Role; station_name: string; parcels: number; picked: number }
  const rows = await sql.rows<Row>(
    `select p.person_id, p.name, p.role, coalesce((select s.name from station s where s.operator_id = p.person_id order by s.operator_since_ms desc, s.station_id desc limit 1), '') as station_name, coalesce(t.parcels, 0) as parcels, coalesce(t.picked, 0) as picked
     from person p left join (select person_id, sum(parcels)::int as parcels, sum(picked_pieces)::int as picked from tally where day = $1 group by person_id) t using (person_id)
     where p.active order by p.person_id`, [day])
  return rows.map((row) => ({ personId: row.person_id, name: row.name, role: row.role, stationName: row.station_name, parcelsToday: row.parcels, piecesPickedToday: row.picked }))
}

async function carriers(sql: Sql): Promise<BoardView['carriers']> {
  const rows = await sql.rows<{ carrier_code: string; name: string; name_en: string }>('select carrier_code, name, name_en from carrier order by carrier_code')
  return rows.map((row) => ({ carrierCode: row.carrier_code, name: row.name, nameEn: row.name_en }))
}

async function manifests(sql: Sql, nowMs: number): Promise<BoardView['manifests']> {
  type Row = { manifest_number: string; carrier_code: string; parcel_count: number; total_grams: number; not_weighed: number; closed_at_ms: number | null }
  const rows = await sql.rows<Row>(
    `select manifest_number, carrier_code, parcel_count, total_grams, closed_at_ms, (select count(*)::int from parcel where parcel.manifest_id = manifest.manifest_id and grams is null) as not_weighed
     from manifest where closed_at_ms is null or closed_at_ms >= $1 order by opened_at_ms desc limit 100`, [nowMs - endedShownMs])
  return rows.map((row) => ({ manifestNumber: row.manifest_number, carrierCode: row.carrier_code, parcelCount: row.parcel_count, totalGrams: row.total_grams, notWeighedCount: row.not_weighed, closedAtMs: row.closed_at_ms }))
}
