// Orders that wait for release, as the planner wants to see them.
import type { Place } from '#shared/domain/waves/router.ts'
import type { WaveCandidate } from '#shared/domain/waves/release-rule.ts'
import { nextCutOff } from '../orders/cut-off.ts'
import type { Sql } from '../store/database.ts'
import { readSettings } from '../store/settings.ts'

type CandidateRow = {
  order_id: string; carrier_code: string | null; cut_off_at_ms: number | null; imported_at_ms: number; priority: number; units: number
  weight_grams: number | null; volume_ml: number | null; zones: string[]; lines_without_place: number
}

/** `withoutCarrier` are those for which neither the order nor the site names a carrier. Where several places hold a product, the fullest one counts. */
export async function waitingOrders(sql: Sql, nowMs: number): Promise<{ candidates: WaveCandidate[]; withoutCarrier: string[] }> {
  const { defaultCarrierCode, utcOffsetMinutes } = await readSettings(sql)
  const cutOffs = new Map((await sql.rows<{ carrier_code: string; cut_off_times: string[] }>('select carrier_code, cut_off_times from carrier')).map((row) => [row.carrier_code, row.cut_off_times]))
  const rows = await sql.rows<CandidateRow>(
    `with line as (
       select l.order_id, l.quantity, p.weight_grams, p.length_mm::bigint * p.width_mm * p.height_mm as mm3, home.zone
       from customer_order o join order_line l using (order_id) join product p using (sku) left join (${homePlaces}) home on home.sku = l.sku
       where o.state = 'waiting')
     select o.order_id, o.carrier_code, o.cut_off_at_ms, o.imported_at_ms, o.priority, sum(line.quantity)::int as units,
       case when bool_and(line.weight_grams is not null) then sum(line.weight_grams::bigint * line.quantity) end as weight_grams,
       case when bool_and(line.mm3 is not null) then ceil(sum(line.mm3 * line.quantity) / 1000.0)::bigint end as volume_ml,
       coalesce(array_agg(distinct line.zone) filter (where line.zone is not null), '{}') as zones, count(*) filter (where line.zone is null)::int as lines_without_place
     from customer_order o join line using (order_id) group by o.order_id`)
  const withoutCarrier: string[] = []
  const candidates = rows.flatMap((row): WaveCandidate[] => {
    const carrierCode = row.carrier_code ?? defaultCarrierCode
    const times = carrierCode === null ? undefined : cutOffs.get(carrierCode)
    if (carrierCode === null || !times) {
      withoutCarrier.push(row.order_id)
      return []
    }
    return [{
      orderId: row.order_id, carrierCode, cutOffAtMs: row.cut_off_at_ms ?? nextCutOff(times, nowMs, utcOffsetMinutes), receivedAtMs: row.imported_at_ms, priority: row.priority, units: row.units,
      weightGrams: row.weight_grams, volumeMl: row.volume_ml, zones: row.zones, linesWithoutPlace: row.lines_without_place,
    }]
  })
  return { candidates, withoutCarrier }
}

const homePlaces = `select distinct on (s.sku) s.sku, place.place_code, place.zone, place.aisle, place.bay, place.shelf, place.side
  from stock s join place using (place_code) order by s.sku, s.quantity desc nulls first, s.place_code`

export type LineToRelease = { orderId: string; lineNumber: number; sku: string; quantity: number; name: string; spec: string; place: Place }

/** The lines of these orders with the place each is taken from. */
export async function linesToRelease(sql: Sql, orderIds: readonly string[]): Promise<Map<string, LineToRelease[]>> {
  const rows = await sql.rows<Omit<LineToRelease, 'orderId' | 'place' | 'lineNumber'> & Omit<Place, 'placeCode'> & { order_id: string; line_number: number; place_code: string }>(
    `select l.order_id, l.line_number, l.sku, l.quantity, p.name, p.spec, home.place_code, home.zone, home.aisle, home.bay, home.shelf, home.side
     from order_line l join product p using (sku) join (${homePlaces}) home on home.sku = l.sku where l.order_id = any($1::text[]) order by l.order_id, l.line_number`, [orderIds])
  const lines = rows.map(({ order_id: orderId, line_number: lineNumber, sku, quantity, name, spec, place_code: placeCode, zone, aisle, bay, shelf, side }) => (
    { orderId, lineNumber, sku, quantity, name, spec, place: { placeCode, zone, aisle, bay, shelf, side } }))
  return Map.groupBy(lines, (line) => line.orderId)
}
