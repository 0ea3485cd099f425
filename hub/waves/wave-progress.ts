// How far waves are, counted from the projections.
import type { PickMode } from '#shared/domain/facts/common.ts'
import { usesWall } from '#shared/domain/waves/release-rule.ts'
import { waveState, type WaveProgress, type WaveState } from '#shared/domain/waves/wave-life.ts'
import type { Sql } from '../store/database.ts'

export type WaveCounts = {
  waveId: string; waveNumber: string; ruleName: string; mode: PickMode; stored: 'released' | 'done' | 'cancelled'; cutOffAtMs: number; releasedAtMs: number; carrierCodes: string[]
  orderCount: number; pieceCount: number
  /** Pieces of orders that are still in the wave or were packed. */
  askedPieces: number; pickedPieces: number; shortPieces: number; putPieces: number; checkedPieces: number
  closedParcels: number; shortOrders: number
  /** Short orders on the floor that nobody has decided about. */
  undecidedShortOrders: number
  cancelledOrders: number; kickedOutOrders: number; goneOrders: number; pickers: number
}

type Row = {
  wave_id: string; wave_number: string; rule_name: string; mode: PickMode; state: WaveCounts['stored']; cut_off_at_ms: number; released_at_ms: number; carrier_codes: string[]; order_count: number; piece_count: number
  asked: number; picked: number; short: number; put: number; checked: number; closed: number; short_orders: number; undecided: number; cancelled_orders: number; kicked_out: number; gone: number; pickers: number
}

/** Waves on the floor, and those that ended since `endedSinceMs`; or the one asked for. */
export async function countWaves(sql: Sql, asked: { endedSinceMs: number } | { waveId: string }): Promise<WaveCounts[]> {
  const one = 'waveId' in asked
  const rows = await sql.rows<Row>(
    `with shown as (select * from wave where ${one ? 'wave_id = $1' : "state = 'released' or ended_at_ms >= $1"}),
     per_order as (
       select o.wave_id, o.order_id, o.state, o.cancelled, o.short_accepted, sum(l.quantity)::int as asked, sum(l.picked_qty)::int as picked, sum(l.short_qty)::int as short, sum(l.put_qty)::int as put, sum(l.checked_qty)::int as checked
       from shown join customer_order o on o.wave_id = shown.wave_id join order_line l on l.order_id = o.order_id group by o.order_id),
     per_wave as (
       select wave_id, sum(asked) filter (where state in ('released', 'shipped'))::int as asked, sum(picked) filter (where state in ('released', 'shipped'))::int as picked,
         sum(short) filter (where state in ('released', 'shipped'))::int as short, sum(put) filter (where state in ('released', 'shipped'))::int as put,
         sum(checked) filter (where state in ('released', 'shipped'))::int as checked, count(*) filter (where state = 'shipped')::int as closed,
         count(*) filter (where short > 0)::int as short_orders, count(*) filter (where short > 0 and state = 'released' and not short_accepted)::int as undecided, count(*) filter (where cancelled <> '')::int as cancelled_orders, count(*) filter (where state in ('kicked-out', 'short'))::int as kicked_out,
         count(*) filter (where state not in ('released', 'shipped'))::int as gone
       from per_order group by wave_id),
     picking as (select wave_id, count(*) filter (where state = 'taken')::int as pickers from pick_list where wave_id in (select wave_id from shown) group by wave_id)
     select shown.wave_id, wave_number, rule_name, mode, shown.state, cut_off_at_ms, released_at_ms, carrier_codes, order_count, piece_count, coalesce(asked, 0) as asked, coalesce(picked, 0) as picked,
       coalesce(short, 0) as short, coalesce(put, 0) as put, coalesce(checked, 0) as checked, coalesce(closed, 0) as closed, coalesce(short_orders, 0) as short_orders, coalesce(undecided, 0) as undecided,
       coalesce(cancelled_orders, 0) as cancelled_orders, coalesce(kicked_out, 0) as kicked_out, coalesce(gone, 0) as gone, coalesce(pickers, 0) as pickers
     from shown left join per_wave using (wave_id) left join picking using (wave_id)`, [one ? asked.waveId : asked.endedSinceMs])
  return rows.map((row) => ({
    waveId: row.wave_id, waveNumber: row.wave_number, ruleName: row.rule_name, mode: row.mode, stored: row.state, cutOffAtMs: row.cut_off_at_ms, releasedAtMs: row.released_at_ms, carrierCodes: row.carrier_codes,
    orderCount: row.order_count, pieceCount: row.piece_count, askedPieces: row.asked, pickedPieces: row.picked, shortPieces: row.short, putPieces: row.put, checkedPieces: row.checked,
    closedParcels: row.closed, shortOrders: row.short_orders, undecidedShortOrders: row.undecided, cancelledOrders: row.cancelled_orders, kickedOutOrders: row.kicked_out, goneOrders: row.gone, pickers: row.pickers,
  }))
}

export function progressOf(counts: WaveCounts): WaveProgress {
  return {
    usesWall: usesWall(counts.mode), orders: counts.orderCount, closedOrders: counts.closedParcels, goneOrders: counts.goneOrders,
    askedPieces: counts.askedPieces, pickedPieces: counts.pickedPieces, shortPieces: counts.shortPieces, putPieces: counts.putPieces,
  }
}

export const stateOf = (counts: WaveCounts): WaveState => waveState(counts.stored, progressOf(counts))
