import type { Db } from './open-database.ts'
import { one, type Folds } from './fold.ts'
import { learner } from './learn-from-parcel.ts'
import { stopTaskRule } from './project-release.ts'

type PackingKinds =
  | 'ParcelOpened' | 'ItemChecked' | 'UniqueCodeTaken' | 'EnclosureAdded' | 'PackagingUsed' | 'PackagingTakenBack' | 'ParcelSuspended' | 'ParcelResumed'
  | 'ParcelWeighed' | 'WeightApproved' | 'WeightApprovedByBoard' | 'ParcelClosed'

/**
 * A parcel's life:
 *   open ──close──► closed ──scanned out──► in a manifest
 *    │ ▲└─suspend─► suspended ─resume─┐
 *    │ └──────────────────────────────┘
 *    └──order stopped or kicked out──► stopped
 */
export function projectPacking(db: Db): Folds<PackingKinds> {
  const openOrder = db.prepare<[string]>("UPDATE sales_order SET state = 'open' WHERE order_id = ? AND state = 'released'")
  const openParcel = db.prepare<{ parcelId: string; orderId: string; waveId: string; personId: string; here: 0 | 1 }>(`
    INSERT INTO parcel (parcel_id, order_id, wave_id, carrier_code, person_id, state, packaging_codes, enclosures, grams, weight_verdict, weight_approved,
      waybill_number, label_state, label_trouble, copies, label_confirmed, stop_task, packed_here, closed_at_ms, manifest_id)
    VALUES (:parcelId, :orderId, :waveId, (SELECT carrier_code FROM sales_order WHERE order_id = :orderId), :personId, 'open', '[]', '[]', NULL, NULL, 0, NULL, 'none', '', 0, 0, 0, :here, NULL, NULL)`)
  // Only pieces of this parcel count: the facts of a second parcel of the same order do not fit, and leave the first one's count alone.
  const check = db.prepare<{ quantity: number; orderId: string; lineNumber: number; parcelId: string }>(`
    UPDATE order_line SET checked_qty = checked_qty + :quantity
    WHERE order_id = :orderId AND line_number = :lineNumber AND EXISTS (SELECT 1 FROM parcel WHERE parcel_id = :parcelId AND order_id = :orderId AND state IN ('open', 'suspended'))`)
  const hand = db.prepare<[string, string]>('INSERT INTO parcel_hand (parcel_id, person_id) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const uniqueCode = db.prepare<[string, number, string, string, string]>('INSERT INTO unique_code (parcel_id, line_number, code_kind, sku, value) VALUES (?, ?, ?, ?, ?)')
  const enclosure = db.prepare<[string, string]>("UPDATE parcel SET enclosures = json_insert(enclosures, '$[#]', ?) WHERE parcel_id = ?")
  // A closed parcel weighs what was closed (CH17): a store that was put back may have gone on with it before it met its own closing again.
  const noWeight = "grams = CASE state WHEN 'closed' THEN grams END, weight_verdict = CASE state WHEN 'closed' THEN weight_verdict END"
  const packaging = db.prepare<[string, string]>(`UPDATE parcel SET packaging_codes = json_insert(packaging_codes, '$[#]', ?), ${noWeight} WHERE parcel_id = ?`)
  const takeBack = db.prepare<{ packagingCode: string; parcelId: string }>(`
    UPDATE parcel SET packaging_codes = json_remove(packaging_codes, '$[' || (SELECT max(key) FROM json_each(packaging_codes) WHERE value = :packagingCode) || ']'), ${noWeight}
    WHERE parcel_id = :parcelId AND EXISTS (SELECT 1 FROM json_each(packaging_codes) WHERE value = :packagingCode)`)
  const suspendParcel = db.prepare<[string]>("UPDATE parcel SET state = 'suspended' WHERE parcel_id = ? AND state = 'open'")
  const resumeParcel = db.prepare<[string, 0 | 1, string]>("UPDATE parcel SET state = 'open', person_id = ?, packed_here = ? WHERE parcel_id = ? AND state = 'suspended'")
  const letGo = db.prepare<[string]>("DELETE FROM claim WHERE claim_kind = 'order' AND subject = ?")
  const orderState = db.prepare<[string, string, string]>('UPDATE sales_order SET state = ? WHERE order_id = ? AND state = ?')
  const weighed = db.prepare<[number, string, string]>(`
    UPDATE parcel SET grams = CASE state WHEN 'closed' THEN grams ELSE ? END, weight_verdict = CASE state WHEN 'closed' THEN weight_verdict ELSE ? END, weight_approved = weight_approved AND state = 'closed' WHERE parcel_id = ?`)
  const approved = db.prepare<[number | null, string]>("UPDATE parcel SET grams = CASE state WHEN 'closed' THEN grams ELSE ? END, weight_approved = 1 WHERE parcel_id = ?")
  const approvedByBoard = db.prepare<[string]>('UPDATE parcel SET weight_approved = 1 WHERE parcel_id = ?')
  const closeParcel = db.prepare<[number | null, number, string, string]>("UPDATE parcel SET state = 'closed', reprint_asked = NULL, grams = ?, closed_at_ms = ?, person_id = ? WHERE parcel_id = ? AND state = 'open'")
  const packOrder = db.prepare<[string]>("UPDATE sales_order SET state = 'packed' WHERE order_id = ? AND state = 'open'")
  const raiseStopTask = stopTaskRule(db)
  const learn = learner(db)
  const known = (parcelId: string): string => `parcel ${parcelId} is known`
  return {
    ParcelOpened(body, { own }) {
      one(openOrder.run(body.orderId), `order ${body.orderId} waits to be packed`)
      openParcel.run({ parcelId: body.parcelId, orderId: body.orderId, waveId: body.waveId, personId: body.personId, here: own ? 1 : 0 })
      hand.run(body.parcelId, body.personId)
    },
    ItemChecked({ quantity, orderId, lineNumber, parcelId }, { actorId }) {
      one(check.run({ quantity, orderId, lineNumber, parcelId }), `line ${lineNumber} of order ${orderId} is being packed in parcel ${parcelId}`)
      hand.run(parcelId, actorId)
    },
    UniqueCodeTaken(body, { actorId }) {
      uniqueCode.run(body.parcelId, body.lineNumber, body.codeKind, body.sku, body.value)
      hand.run(body.parcelId, actorId)
    },
    EnclosureAdded(body, { actorId }) {
      one(enclosure.run(body.enclosure, body.parcelId), known(body.parcelId))
      hand.run(body.parcelId, actorId)
    },
    PackagingUsed(body, { actorId }) {
      one(packaging.run(body.packagingCode, body.parcelId), known(body.parcelId))
      hand.run(body.parcelId, actorId)
    },
    PackagingTakenBack({ packagingCode, parcelId }, { actorId }) {
      one(takeBack.run({ packagingCode, parcelId }), `packaging ${packagingCode} is in parcel ${parcelId}`)
      hand.run(parcelId, actorId)
    },
    ParcelSuspended(body) {
      one(suspendParcel.run(body.parcelId), `parcel ${body.parcelId} is open`)
      one(orderState.run('suspended', body.orderId, 'open'), `order ${body.orderId} is open`)
      letGo.run(body.orderId)
    },
    ParcelResumed(body, { own }) {
      one(resumeParcel.run(body.personId, own ? 1 : 0, body.parcelId), `parcel ${body.parcelId} is suspended`)
      one(orderState.run('open', body.orderId, 'suspended'), `order ${body.orderId} is suspended`)
      hand.run(body.parcelId, body.personId)
    },
    ParcelWeighed(body, { actorId }) {
      one(weighed.run(body.grams, body.verdict, body.parcelId), known(body.parcelId))
      hand.run(body.parcelId, actorId)
    },
    WeightApproved: (body) => one(approved.run(body.grams, body.parcelId), known(body.parcelId)),
    WeightApprovedByBoard: (body) => one(approvedByBoard.run(body.parcelId), known(body.parcelId)),
    ParcelClosed(body, { atMs }) {
      one(closeParcel.run(body.grams, atMs, body.personId, body.parcelId), `parcel ${body.parcelId} is open`)
      one(packOrder.run(body.orderId), `order ${body.orderId} is open`)
      raiseStopTask(body.orderId)
      learn(body.parcelId, body.orderId)
    },
  }
}
