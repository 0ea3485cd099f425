import type { ReprintReason, UniqueCodeKind } from '#shared/domain/facts/common.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import type { Db } from './open-database.ts'
import type { PersonalBox } from '#shared/node/personal-box.ts'
import { payloadPlace } from './project-release.ts'
import type { Manifest } from '#shared/domain/manifests/manifest.ts'
import type { Parcel, Waybill } from '#shared/domain/packing/parcel.ts'

type ParcelRow = Omit<Parcel, 'packagingCodes' | 'enclosures' | 'uniqueCodes' | 'weightApproved' | 'labelConfirmed' | 'copyMarked' | 'stopTask' | 'packedHere'> & { packagingCodes: string; enclosures: string } & Record<'weightApproved' | 'labelConfirmed' | 'copyMarked' | 'stopTask' | 'packedHere', 0 | 1>

// The one label state that is no fact: the effect runner has begun to send.
const parcelColumns = `parcel_id AS parcelId, order_id AS orderId, wave_id AS waveId, person_id AS personId, state, packaging_codes AS packagingCodes, enclosures, grams,
  weight_verdict AS weightVerdict, weight_approved AS weightApproved, waybill_number AS waybillNumber,
  CASE WHEN label_state = 'queued' AND EXISTS (SELECT 1 FROM effect WHERE effect.state = 'sending' AND effect.body ->> '$.parcelId' = parcel_id) THEN 'sending' ELSE label_state END AS labelState,
  label_trouble AS labelTrouble, copies, label_confirmed AS labelConfirmed, label_printer AS labelPrinterId, copy_marked AS copyMarked, stop_task AS stopTask, packed_here AS packedHere, manifest_id AS manifestId FROM parcel`
const manifestColumns = `manifest_id AS manifestId, manifest_number AS manifestNumber, carrier_code AS carrierCode, closed_at_ms AS closedAtMs, parcel_count AS parcelCount, total_grams AS totalGrams,
  (SELECT count(*) FROM parcel WHERE parcel.manifest_id = carrier_manifest.manifest_id AND grams IS NULL) AS notWeighedCount, last_waybill_number AS lastWaybillNumber FROM carrier_manifest`

/** Parcels, waybills, labels and manifests. */
export function readParcels(db: Db, personal: PersonalBox) {
  const parcel = db.prepare<[string], ParcelRow>(`SELECT ${parcelColumns} WHERE parcel_id = ?`)
  const ofOrder = db.prepare<[string], ParcelRow>(`SELECT ${parcelColumns} WHERE order_id = ? AND state <> 'stopped'`)
  const hands = db.prepare<[string], string>('SELECT person_id FROM parcel_hand WHERE parcel_id = ?').pluck()
  const uniqueCodes = db.prepare<[string], { lineNumber: number; codeKind: UniqueCodeKind; value: string }>('SELECT line_number AS lineNumber, code_kind AS codeKind, value FROM unique_code WHERE parcel_id = +? ORDER BY taken_rank')
  const codeUse = db.prepare<[string, string, string], string>("SELECT parcel_id FROM unique_code WHERE value = ? AND sku = ? AND code_kind = ? AND code_kind <> 'lot'").pluck()
  const waybill = db.prepare<[string], Waybill>('SELECT waybill_number AS waybillNumber, order_id AS orderId, carrier_code AS carrierCode, parcel_id AS parcelId FROM waybill WHERE waybill_number = ?')
  // Two questions in the order of the index are quicker than one that sorts: it is asked at every scan of a check.
  const [boundOfOrder, freeOfOrder] = ['NOT NULL', 'NULL'].map((bound) => db.prepare<[string], Waybill>(`
    SELECT waybill_number AS waybillNumber, order_id AS orderId, carrier_code AS carrierCode, parcel_id AS parcelId FROM waybill
    WHERE order_id = +? AND voided = 0 AND parcel_id IS ${bound} ORDER BY rowid DESC LIMIT 1`))
  const payload = db.prepare<[string], Buffer>('SELECT payload FROM label_payload WHERE waybill_number = ?').pluck()
  const openManifest = db.prepare<[], Manifest>(`SELECT ${manifestColumns} WHERE own = 1 AND closed_at_ms IS NULL ORDER BY rowid DESC LIMIT 1`)
  const manifest = db.prepare<[string], Manifest>(`SELECT ${manifestColumns} WHERE manifest_id = ?`)
  const manifestParcels = db.prepare<[string], { waybillNumber: string; grams: number | null }>('SELECT waybill_number AS waybillNumber, grams FROM parcel WHERE manifest_id = +? ORDER BY waybill_number')
  const stoppedOnManifest = db.prepare<[string], string>('SELECT waybill_number FROM parcel WHERE manifest_id = +? AND stop_task = 1 ORDER BY waybill_number').pluck()
  const manifestCount = db.prepare<[string], number>('SELECT count(*) FROM carrier_manifest WHERE carrier_code = ? AND own = 1').pluck()
  const handOver = db.prepare<[string], { remainingCount: number; stoppedCount: number }>(`
    SELECT count(*) - coalesce(sum(stop_task), 0) AS remainingCount, coalesce(sum(stop_task), 0) AS stoppedCount FROM parcel WHERE carrier_code = ? AND state = 'closed' AND manifest_id IS NULL`)
  const toHandOver = db.prepare<[], number>("SELECT count(*) FROM parcel INDEXED BY parcel_to_hand_over WHERE state = 'closed' AND manifest_id IS NULL AND stop_task = 0").pluck()
  const closedSince = db.prepare<[string, number], number>("SELECT count(*) FROM parcel WHERE person_id = ? AND state = 'closed' AND closed_at_ms >= ?").pluck()
  const cancelListAt = db.prepare<[], number | null>('SELECT cancel_list_at_ms FROM pull_position').pluck()

  const asked = db.prepare<[], { parcelId: string; waybillNumber: string; copies: number; asked: string }>(`
    SELECT parcel_id AS parcelId, waybill_number AS waybillNumber, copies, reprint_asked AS asked FROM parcel WHERE reprint_asked IS NOT NULL AND state IN ('open', 'suspended') AND waybill_number IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM sales_order WHERE sales_order.order_id = parcel.order_id AND cancelled = 1)`)

  const parcelOf = (row: ParcelRow | undefined): Parcel | undefined =>
    row && {
      ...row, packagingCodes: JSON.parse(row.packagingCodes) as string[], enclosures: JSON.parse(row.enclosures) as Parcel['enclosures'], uniqueCodes: uniqueCodes.all(row.parcelId),
      weightApproved: row.weightApproved === 1, labelConfirmed: row.labelConfirmed === 1, copyMarked: row.copyMarked === 1, stopTask: row.stopTask === 1, packedHere: row.packedHere === 1,
    }
  return {
    parcel: (parcelId: string) => parcelOf(parcel.get(parcelId)),
    parcelOfOrder: (orderId: string) => parcelOf(ofOrder.get(orderId)),
    reprintsAsked: () => asked.all().map(({ asked: approval, ...row }) => ({ ...row, ...(JSON.parse(approval) as { reason: ReprintReason; byPersonId: string }) })),
    handsOnParcel: (parcelId: string): string[] => hands.all(parcelId),
    waybill: (waybillNumber: string): Waybill | undefined => waybill.get(waybillNumber),
    waybillOfOrder: (orderId: string): Waybill | undefined => boundOfOrder?.get(orderId) ?? freeOfOrder?.get(orderId),
    labelPayload(waybillNumber: string): LabelPayload | undefined {
      const sealed = payload.get(waybillNumber)
      return sealed && personal.open<LabelPayload>(sealed, payloadPlace(waybillNumber))
    },
    uniqueCodeUse: (codeKind: UniqueCodeKind, sku: string, value: string): string | undefined => codeUse.get(value, sku, codeKind),
    openManifest: (): Manifest | undefined => openManifest.get(),
    manifest: (manifestId: string): Manifest | undefined => manifest.get(manifestId),
    manifestParcels: (manifestId: string) => manifestParcels.all(manifestId),
    stoppedOnManifest: (manifestId: string): string[] => stoppedOnManifest.all(manifestId),
    manifestSequence: (carrierCode: string): number => (manifestCount.get(carrierCode) ?? 0) + 1,
    handOverState: (carrierCode: string) => handOver.get(carrierCode) ?? { remainingCount: 0, stoppedCount: 0 },
    toHandOverCount: (): number => toHandOver.get() ?? 0,
    closedParcelsSince: (personId: string, sinceAtMs: number): number => closedSince.get(personId, sinceAtMs) ?? 0,
    cancelListAtMs: (): number | null => cancelListAt.get() ?? null,
  }
}
