import type { Db } from './open-database.ts'
import type { Folds } from './fold.ts'

/** What the hub leases, takes back and decides about work that was done at two stations. Rules CL1.. of docs/specs/claims.md. */
export function projectClaims(db: Db): Folds<'WorkClaimed' | 'ClaimReleased' | 'ParcelsHeld' | 'ParcelKept'> {
  const claim = db.prepare<[string, string, string, string, string, number, number]>(`
    INSERT INTO claim (claim_kind, subject, station_id, station_name, person_id, since_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (claim_kind, subject) DO UPDATE SET station_id = excluded.station_id, station_name = excluded.station_name, person_id = excluded.person_id, since_ms = excluded.since_ms, until_ms = excluded.until_ms`)
  const release = db.prepare<[string, string, string]>('DELETE FROM claim WHERE claim_kind = ? AND subject = ? AND station_id = ?')
  const layAside = db.prepare<[string]>("UPDATE parcel SET state = 'suspended' WHERE order_id = ? AND state = 'open'")
  const orderAside = db.prepare<[string]>("UPDATE sales_order SET state = 'suspended' WHERE order_id = ? AND state = 'open'")
  const hold = db.prepare<[string]>("UPDATE parcel SET stop_task = 1 WHERE parcel_id = ? AND state <> 'stopped'")
  const letGo = db.prepare<[string]>('UPDATE parcel SET stop_task = 0 WHERE parcel_id = ? AND NOT EXISTS (SELECT 1 FROM sales_order WHERE sales_order.order_id = parcel.order_id AND cancelled = 1)')
  const drop = db.prepare<[string]>("UPDATE parcel SET state = 'stopped' WHERE parcel_id = ? AND state IN ('open', 'suspended')")
  const freeCodes = db.prepare<[string]>("DELETE FROM unique_code WHERE parcel_id IN (SELECT parcel_id FROM parcel WHERE parcel_id = ? AND state = 'stopped')")
  const packedElsewhere = db.prepare<[string]>("UPDATE sales_order SET state = 'packed' WHERE order_id = ? AND state IN ('open', 'suspended')")
  const known = db.prepare<[string], number>('SELECT 1 FROM parcel WHERE parcel_id = ?').pluck()
  return {
    WorkClaimed: (body) => void claim.run(body.claimKind, body.subject, body.stationId, body.stationName, body.personId, body.sinceMs, body.untilMs),
    // CL9: a parcel that lies open is laid aside, so that another station may take it up.
    ClaimReleased(body) {
      if (release.run(body.claimKind, body.subject, body.stationId).changes === 0 || body.claimKind !== 'order') return
      layAside.run(body.subject)
      orderAside.run(body.subject)
    },
    // A parcel that is not known here is held where it is.
    ParcelsHeld({ parcelIds }) {
      for (const parcelId of parcelIds) hold.run(parcelId)
    },
    ParcelKept({ orderId, parcelId, droppedParcelIds }) {
      letGo.run(parcelId)
      for (const dropped of droppedParcelIds) {
        if (drop.run(dropped).changes === 0) {
          hold.run(dropped)
          continue
        }
        freeCodes.run(dropped)
        if (!known.get(parcelId)) packedElsewhere.run(orderId)
      }
    },
  }
}
