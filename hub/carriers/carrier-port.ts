import type { BoardRefused } from '#shared/contract/board-refusals.ts'
import type { Recipient } from '#shared/domain/orders/imported-order.ts'
import type { Sql } from '../store/database.ts'

/** What a carrier gives for one parcel. `sortingCode` and `consolidation` are opaque and printed as they are. */
export type IssuedWaybill = { waybillNumber: string; serviceName: string; sortingCode: string; consolidation: string }

export type Reservation = { orderId: string; attempt: number; carrierCode: string; recipient: Recipient }

/**
 * Where waybill numbers come from. Asked inside the releasing transaction. The same order and attempt always get the same number;
 * a carrier that gives numbers over a network takes them before, under that key, and answers here from its own table.
 */
export type CarrierPort = {
  /** In the order asked. `refused` when the carrier has no numbers left or gives one it cannot mean; nothing is reserved then. */
  reserve(sql: Sql, reservations: readonly Reservation[]): Promise<{ kind: 'reserved'; waybills: IssuedWaybill[] } | BoardRefused>
}
