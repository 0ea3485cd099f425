// Orders that wait for release, as the planner wants to see them.
import type { Place } from '#shared/domain/waves/router.ts'
import { choosePlaces } from '#shared/domain/waves/stock/choose-places.ts'
import type { WaveCandidate } from '#shared/domain/waves/release-rule.ts'
import { nextCutOff } from '../orders/cut-off.ts'
import type { Sql } from '../store/database.ts'
import { readSettings } from '../store/settings.ts'
import { freeStock } from './free-stock.ts'

type CandidateRow = {
  order_id: string; carrier_code: string | null; cut_off_at_ms: number | null; imported_at_ms: number; priority: number; units: number
  weight_grams: number | null; volume_ml: number | null; zones: string[]; lines_without_place: number
}

/** All, or of these orders those that wait. `withoutCarrier` are those for which neither the order nor the site names a carrier. Where several places hold a product, the fullest one counts. */
export async function waitingOrders(sql: Sql, nowMs: number, only?: readonly string[]): Promise<{ candidates: WaveCandidate[]; withoutCarrier: string[] }> {
  const { defaultCarrierCode, utcOffsetMinutes } = await readSettings(sql)
  const cutOffs = new Map((await sql.rows<{ carrier_code: string; cut_off_times: string[] }>('select carrier_code, cut_off_times from carrier')).map((row) => [row.carrier_code, row.cut_off_times]))
  const rows = await sql.rows<CandidateRow>(
    `with line as (
       select l.order_id, l.quantity, p.weight_grams, p.length_mm::bigint * p.width_mm * p.height_mm as mm3, home.zone
       from customer_order o join order_line l using (order_id) join product p using (sku) left join (${homePlaces}) home on home.sku = l.sku
       where o.state = 'waiting'${only ? ' and o.order_id = any($1::text[])' : ''})
     select o.order_id, o.carrier_code, o.cut_off_at_ms, o.imported_at_ms, o.priority, sum(line.quantity)::int as units,
       case when bool_and(line.weight_grams is not null) then sum(line.weight_grams::bigint * line.quantity) end as weight_grams,
       case when bool_and(line.mm3 is not null) then ceil(sum(line.mm3 * line.quantity) / 1000.0)::bigint end as volume_ml,
       coalesce(array_agg(distinct line.zone) filter (where line.zone is not null), '{}') as zones, count(*) filter (where line.zone is null)::int as lines_without_place
     from customer_order o join line using (order_id) group by o.order_id`, only ? [only] : [])
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

/** Counted places before those that nobody counted, the fullest first. */
const homePlaces = `select distinct on (s.sku) s.sku, place.place_code, place.zone, place.aisle, place.bay, place.shelf, place.side
  from stock s join place using (place_code) order by s.sku, s.quantity is null, s.quantity desc, s.place_code`

export type LineToRelease = { orderId: string; lineNumber: number; sku: string; quantity: number; name: string; spec: string; place: Place }

type LineRow = { order_id: string; line_number: number; sku: string; quantity: number; name: string; spec: string; place_code: string }

/**
 * The lines of these orders, given in their row of service, with the places their pieces are taken from by the site's rule; a line that is taken
 * from two places is there twice. Pieces that stock does not cover are looked for at the product's home: whoever releases leaves such orders out
 * before (ST9), and who only thinks about them wants to know where they would be. `zones` are those of a rule that names some (RR5).
 */
export async function linesToRelease(sql: Sql, orderIds: readonly string[], zones: readonly string[] = []): Promise<Map<string, LineToRelease[]>> {
  const rows = await sql.rows<LineRow>(
    `select l.order_id, l.line_number, l.sku, l.quantity, p.name, p.spec, home.place_code from unnest($1::text[]) with ordinality as asked(order_id, rank)
     join order_line l using (order_id) join product p using (sku) join (${homePlaces}) home on home.sku = l.sku order by asked.rank, l.line_number`, [orderIds])
  const { stock, places } = await freeStock(sql, [...new Set(rows.map((row) => row.sku))], zones)
  const { takes, missing } = choosePlaces(rows, stock, (await readSettings(sql)).placeRule)
  const lines = rows.flatMap(({ order_id: orderId, line_number: lineNumber, sku, name, spec, place_code: home }, index): LineToRelease[] => {
    const lacking = missing[index]!
    const from = lacking === 0 ? takes[index]! : [...takes[index]!, { placeCode: home, quantity: lacking }]
    return from.map(({ placeCode, quantity }) => ({ orderId, lineNumber, sku, quantity, name, spec, place: places.get(placeCode)! }))
  })
  return Map.groupBy(lines, (line) => line.orderId)
}

/** Each line of one order once, with all its pieces, wherever they are taken from. */
export function wholeLines(lines: readonly LineToRelease[]): Omit<LineToRelease, 'place'>[] {
  return [...Map.groupBy(lines, (line) => line.lineNumber).values()].map((parts) => {
    const { place: _place, ...line } = parts[0]!
    return { ...line, quantity: parts.reduce((sum, part) => sum + part.quantity, 0) }
  })
}
