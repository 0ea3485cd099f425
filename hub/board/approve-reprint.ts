// 补打: a supervisor lets a station print one more label of a parcel it has in hand.
import type { Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import type { ReprintReason } from '#shared/domain/facts/common.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, type HubTools } from '../store/facts.ts'

type Labelled = { parcel_id: string; order_id: string; station_id: string; state: string; waybill_number: string | null; label_state: string; reprint_asked: boolean }

/** Label states after which one more copy may be needed: its bytes went to a printer, and nobody has scanned it back. */
export const reprintableStates = ['sent', 'unknown', 'failed'] as const

/** Only while the parcel is not closed, and one copy at a time: a second press finds the first one under way. */
export async function approveReprint(sql: Sql, tools: HubTools, personId: string, about: { parcelId: string } | { orderId: string }, reason: ReprintReason | undefined): Promise<Done> {
  const columns = 'parcel_id, order_id, station_id, state, waybill_number, label_state, reprint_asked'
  const parcel = 'parcelId' in about
    ? await sql.row<Labelled>(`select ${columns} from parcel where parcel_id = $1 for update`, [about.parcelId])
    : await sql.row<Labelled>(`select ${columns} from parcel where order_id = $1 and state <> 'stopped' for update`, [about.orderId])
  if (!parcel) return refusedBecause('subject-unknown')
  if (parcel.state === 'closed') return refusedBecause('parcel-closed')
  if (parcel.state === 'stopped') return refusedBecause('parcel-stopped')
  if (parcel.label_state === 'confirmed') return refusedBecause('label-confirmed')
  if (parcel.reprint_asked || parcel.label_state === 'queued') return refusedBecause('reprint-under-way')
  if (!parcel.waybill_number || !reprintableStates.some((state) => state === parcel.label_state)) return refusedBecause('no-label-yet')
  if (!reason) return refusedBecause('reason-needed')
  await recordHubFacts(sql, tools, personId, [{
    kind: 'ReprintApproved', body: { parcelId: parcel.parcel_id, orderId: parcel.order_id, waybillNumber: parcel.waybill_number, stationId: parcel.station_id, byPersonId: personId, reason },
  }])
  return { kind: 'done' }
}
