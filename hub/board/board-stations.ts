// How each station is doing, as the hub heard it last.
import type { BoardView } from '#shared/contract/board-api.ts'
import type { ClaimKind } from '#shared/domain/claims/claim.ts'
import { printersOfText } from '#shared/sync/station-status.ts'
import type { Sql } from '../store/database.ts'
import { inWork } from '../store/claims.ts'

type BoardStation = BoardView['stations'][number]
const heardRecentlyMs = 30_000
const hourMs = 3_600_000
const mostClaims = 400

export async function boardStations(sql: Sql, nowMs: number, day: number, connected: ReadonlySet<string>, aheadMs: number): Promise<BoardStation[]> {
  type Row = {
    station_id: string; name: string; state: string; operator_name: string; activity: string; last_heard_at_ms: number; printer_words: string; printers_told: string | null; parcels_hour: number; parcels: number; refusals: number
    line_since_ms: number; clock_difference_ms: number | null; waiting_count: number | null; oldest_waiting_ms: number | null; cancel_list_at_ms: number | null
  }
  const rows = await sql.rows<Row>(
    `select s.station_id, s.name, s.state, coalesce(p.name, '') as operator_name, s.activity, s.last_heard_at_ms, s.printer_words, s.printers_told, s.line_since_ms, s.clock_difference_ms, s.waiting_count, s.oldest_waiting_ms, s.cancel_list_at_ms,
       coalesce(h.parcels, 0) as parcels_hour, coalesce(t.parcels, 0) as parcels, coalesce(t.refusals, 0) as refusals
     from station s left join person p on p.person_id = s.operator_id
       left join (select station_id, count(*)::int as parcels from parcel where closed_at_ms >= $1 group by station_id) h on h.station_id = s.station_id
       left join (select station_id, sum(parcels)::int as parcels, sum(refusals)::int as refusals from tally where day = $2 group by station_id) t on t.station_id = s.station_id
     where s.state <> 'removed' order by s.name, s.station_id`, [nowMs - hourMs, day])
  const claims = await claimsByStation(sql, aheadMs)
  return rows.map((row) => {
    const isConnected = connected.has(row.station_id) || nowMs - row.last_heard_at_ms <= heardRecentlyMs
    return {
      stationId: row.station_id, name: row.name, operatorName: row.operator_name, activity: row.state === 'forked' ? 'forked' : row.activity,
      connected: isConnected, lastHeardAtMs: row.last_heard_at_ms, lineSinceMs: isConnected && row.line_since_ms > 0 ? row.line_since_ms : row.last_heard_at_ms,
      unsentCount: row.waiting_count, oldestWaitingMs: row.oldest_waiting_ms, cancelListAtMs: row.cancel_list_at_ms, clockDifferenceMs: row.clock_difference_ms,
      parcelsThisHour: row.parcels_hour, parcelsToday: row.parcels, refusalsToday: row.refusals, claims: claims.get(row.station_id) ?? [],
      printers: printersOf(row.printers_told, row.printer_words),
    }
  })
}

/** PS6: what the station told of its printers; of one that tells nothing, what became of its labels. */
function printersOf(told: string | null, words: string): BoardStation['printers'] {
  const reports = told === null ? undefined : printersOfText(told)
  if (reports) return reports
  return words === '' ? [] : [{ name: '', state: 'trouble', words, waiting: 0, conditions: [] }]
}

/** `aheadMs`: how far hub time is before the clock on the wall, by which people read. Of work in the middle of which somebody is, soonest end first. */
async function claimsByStation(sql: Sql, aheadMs: number): Promise<Map<string, BoardStation['claims']>> {
  const rows = await sql.rows<{ station_id: string; claim_kind: ClaimKind; subject: string; title: string; person_name: string; since_ms: number; until_ms: number }>(
    `select c.station_id, c.claim_kind, c.subject, c.since_ms, c.until_ms, coalesce(p.name, '') as person_name,
       coalesce(case c.claim_kind when 'list' then (select list_number from pick_list where list_id = c.subject) when 'order' then (select number from customer_order where order_id = c.subject) else c.subject end, c.subject) as title
     from claim c left join person p on p.person_id = c.person_id where ${inWork} order by c.until_ms, title limit ${mostClaims}`)
  return new Map([...Map.groupBy(rows, (row) => row.station_id)].map(([stationId, its]) => [stationId, its.map((row) => (
    { claimKind: row.claim_kind, subject: row.subject, title: row.title, personName: row.person_name, sinceMs: row.since_ms - aheadMs, untilMs: row.until_ms - aheadMs }))]))
}
