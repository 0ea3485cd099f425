import type { Body } from '#shared/domain/facts/facts.ts'
import type { Db } from './open-database.ts'
import { one, type Folds } from './fold.ts'
import { stopTaskRule } from './project-release.ts'

/** FO4: a copy at another printer than the one before is marked, and every later one; of an original that failed nothing can come out late. */
const toPrinter = (copy: ':copy' | 'copies'): string => `copy_marked = CASE WHEN ${copy} > 1 AND NOT (${copy} = 2 AND label_state = 'failed') AND label_printer NOT IN ('', :printerId) THEN 1 ELSE copy_marked END, label_printer = :printerId`

type LabelKinds = 'WaybillBound' | 'ReprintApproved' | 'LabelQueued' | 'LabelMoved' | 'LabelSent' | 'LabelUnknown' | 'LabelFailed' | 'LabelReprinted' | 'LabelConfirmed'

/**
 * A label's life:
 *   none ──► queued ──► sent ──scan-back──► confirmed
 *              │ └──► unknown ──scan-back──► confirmed
 *              └────► failed ──► queued (again, the next copy)
 * A label that was scanned back is proven: what is heard of its print later changes nothing.
 */
export function projectLabels(db: Db): Folds<LabelKinds> {
  const bindNumber = db.prepare<Body<'WaybillBound'>>('UPDATE waybill SET parcel_id = :parcelId WHERE waybill_number = :waybillNumber AND order_id = :orderId AND (parcel_id IS NULL OR parcel_id = :parcelId)')
  const bindParcel = db.prepare<{ parcelId: string; waybillNumber: string }>('UPDATE parcel SET waybill_number = :waybillNumber WHERE parcel_id = :parcelId AND (waybill_number IS NULL OR waybill_number = :waybillNumber)')
  const queued = db.prepare<{ copy: number; printerId: string; parcelId: string }, { orderId: string }>(`
    UPDATE parcel SET label_state = 'queued', label_trouble = '', copies = max(copies, :copy), ${toPrinter(':copy')}
    WHERE parcel_id = :parcelId RETURNING order_id AS orderId`)
  const moved = db.prepare<{ printerId: string; parcelId: string }>(`UPDATE parcel SET ${toPrinter('copies')} WHERE parcel_id = :parcelId`)
  const printed = db.prepare<[string, string, string]>(`
    UPDATE parcel SET label_state = CASE WHEN label_state = 'confirmed' THEN label_state ELSE ? END, label_trouble = CASE WHEN label_state = 'confirmed' THEN '' ELSE ? END WHERE parcel_id = ?`)
  const reprinted = db.prepare<[number, string]>("UPDATE parcel SET copies = ?, reprint_asked = NULL, label_confirmed = CASE WHEN state = 'closed' THEN label_confirmed ELSE 0 END WHERE parcel_id = ?")
  const confirmed = db.prepare<[string, string]>("UPDATE parcel SET label_state = 'confirmed', label_trouble = '', label_confirmed = 1, reprint_asked = NULL WHERE parcel_id = ? AND waybill_number = ?")
  // Only where the parcel is in hand, and only a copy that went to a printer: what was reprinted or scanned back meanwhile needs no other.
  const askReprint = db.prepare<{ parcelId: string; waybillNumber: string; stationId: string; asked: string }>(`
    UPDATE parcel SET reprint_asked = :asked
    WHERE parcel_id = :parcelId AND waybill_number = :waybillNumber AND state IN ('open', 'suspended') AND label_state IN ('sent', 'unknown', 'failed')
      AND EXISTS (SELECT 1 FROM station_identity WHERE station_id = :stationId)`)
  const raiseStopTask = stopTaskRule(db)
  const known = (parcelId: string): string => `parcel ${parcelId} is known`
  return {
    WaybillBound(body) {
      one(bindNumber.run(body), `waybill ${body.waybillNumber} is free and of order ${body.orderId}`)
      one(bindParcel.run({ parcelId: body.parcelId, waybillNumber: body.waybillNumber }), `parcel ${body.parcelId} has no other waybill`)
    },
    LabelQueued(body) {
      const parcel = queued.get({ copy: body.copy, printerId: body.printerId, parcelId: body.parcelId })
      one({ changes: parcel ? 1 : 0, lastInsertRowid: 0 }, known(body.parcelId))
      if (parcel) raiseStopTask(parcel.orderId)
    },
    LabelMoved: ({ parcelId, printerId }) => one(moved.run({ parcelId, printerId }), known(parcelId)),
    LabelSent: (body) => one(printed.run('sent', '', body.parcelId), known(body.parcelId)),
    LabelUnknown: (body) => one(printed.run('unknown', body.why, body.parcelId), known(body.parcelId)),
    LabelFailed: (body) => one(printed.run('failed', body.why, body.parcelId), known(body.parcelId)),
    LabelReprinted: (body) => one(reprinted.run(body.copy, body.parcelId), known(body.parcelId)),
    ReprintApproved: ({ parcelId, waybillNumber, stationId, reason, byPersonId }) => void askReprint.run({ parcelId, waybillNumber, stationId, asked: JSON.stringify({ reason, byPersonId }) }),
    LabelConfirmed: (body) => one(confirmed.run(body.parcelId, body.waybillNumber), `parcel ${body.parcelId} carries waybill ${body.waybillNumber}`),
  }
}
