import type { Db } from './open-database.ts'
import { one, type Folds } from './fold.ts'

/** Carrier manifests (交接单): what went out, parcel by parcel. */
export function projectHandOver(db: Db): Folds<'ManifestOpened' | 'ParcelScannedOut' | 'ParcelTakenOff' | 'ManifestClosed'> {
  const opened = db.prepare<[string, string, string, number]>(`
    INSERT INTO carrier_manifest (manifest_id, manifest_number, carrier_code, own, closed_at_ms, parcel_count, total_grams) VALUES (?, ?, ?, ?, NULL, 0, 0)`)
  const scannedOut = db.prepare<[string, string, string]>("UPDATE parcel SET manifest_id = ? WHERE parcel_id = ? AND waybill_number = ? AND state = 'closed' AND manifest_id IS NULL")
  const counted = db.prepare<[string, string, string]>(`
    UPDATE carrier_manifest SET parcel_count = parcel_count + 1, total_grams = total_grams + (SELECT coalesce(grams, 0) FROM parcel WHERE parcel_id = ?), last_waybill_number = ?
    WHERE manifest_id = ? AND closed_at_ms IS NULL`)
  const takenOff = db.prepare<[string, string]>('UPDATE parcel SET manifest_id = NULL WHERE parcel_id = ? AND manifest_id = ?')
  const discounted = db.prepare<[string, string]>(`
    UPDATE carrier_manifest SET parcel_count = parcel_count - 1, total_grams = total_grams - (SELECT coalesce(grams, 0) FROM parcel WHERE parcel_id = ?), last_waybill_number = NULL
    WHERE manifest_id = ? AND closed_at_ms IS NULL`)
  const closed = db.prepare<[number, string]>('UPDATE carrier_manifest SET closed_at_ms = ? WHERE manifest_id = ? AND closed_at_ms IS NULL')
  return {
    ManifestOpened: (body, { own }) => void opened.run(body.manifestId, body.manifestNumber, body.carrierCode, Number(own)),
    ParcelScannedOut(body) {
      one(scannedOut.run(body.manifestId, body.parcelId, body.waybillNumber), `parcel ${body.parcelId} is closed and in no manifest`)
      one(counted.run(body.parcelId, body.waybillNumber, body.manifestId), `manifest ${body.manifestId} is open`)
    },
    ParcelTakenOff(body) {
      one(takenOff.run(body.parcelId, body.manifestId), `parcel ${body.parcelId} is in manifest ${body.manifestId}`)
      one(discounted.run(body.parcelId, body.manifestId), `manifest ${body.manifestId} is open`)
    },
    ManifestClosed: (body) => one(closed.run(body.closedAtMs, body.manifestId), `manifest ${body.manifestId} is open`),
  }
}
