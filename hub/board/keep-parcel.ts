// Two stations packed one order: the supervisor says which parcel ships. The goods of the others go back.
import type { Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, type HubTools } from '../store/facts.ts'

/** One that was handed over is the one that ships: it cannot be called back by a decision. */
export async function keepParcel(sql: Sql, tools: HubTools, personId: string, orderId: string, parcelId: string | undefined): Promise<Done> {
  const parcels = await sql.rows<{ parcel_id: string; state: string; manifest_id: string | null }>("select parcel_id, state, manifest_id from parcel where order_id = $1 and state <> 'stopped' order by parcel_id for update", [orderId])
  const kept = parcels.find((each) => each.parcel_id === parcelId)
  if (!kept) return refusedBecause('parcel-needed')
  const others = parcels.filter((each) => each !== kept)
  if (others.some((each) => each.manifest_id !== null) && kept.manifest_id === null) return refusedBecause('other-handed-over')
  await recordHubFacts(sql, tools, personId, [{ kind: 'ParcelKept', body: { orderId, parcelId: kept.parcel_id, droppedParcelIds: others.map((each) => each.parcel_id), byPersonId: personId } }])
  return { kind: 'done' }
}
