// Two stations worked on one order without hearing of each other. Both facts stay, nothing is merged, and no parcel of it leaves before a person has decided.
import type { Sql } from './database.ts'
import { raise, type Raised } from './discrepancies.ts'
import type { HubFact } from './facts.ts'

/** Marks every parcel of the order that was not stopped; what the stations are told of it. */
export async function holdParcels(sql: Sql, orderId: string): Promise<HubFact[]> {
  const held = await sql.rows<{ parcel_id: string }>("update parcel set stop_task = true where order_id = $1 and state <> 'stopped' and not stop_task returning parcel_id", [orderId])
  return held.length === 0 ? [] : [{ kind: 'ParcelsHeld', body: { orderId, parcelIds: held.map((row) => row.parcel_id) } }]
}

/** CL11: raised once for the order, whichever fact showed it first. */
export async function disputeOrder(sql: Sql, discrepancyId: string, raised: Omit<Raised, 'kind' | 'subject'> & { orderId: string }, nowMs: number): Promise<void> {
  await raise(sql, discrepancyId, { kind: 'double-work', subject: `order/${raised.orderId}`, ...raised }, nowMs)
}
