import type { BoardRefused } from '#shared/contract/board-refusals.ts'
import type { Recipient } from '#shared/domain/orders/imported-order.ts'
import type { CarrierAnswer } from '#shared/domain/waybills/judge-answer.ts'
import type { PlatformPrint } from '#shared/domain/waybills/platform-print.ts'
import type { Database, Sql } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import type { Sender } from '../store/settings.ts'

/** What a carrier gives for one parcel. `sortingCode` and `consolidation` are opaque and printed as they are. An empty number: the station takes one of its own block. */
export type IssuedWaybill = { waybillNumber: string; serviceName: string; sortingCode: string; consolidation: string; platformPrint?: PlatformPrint }

export type Reservation = { orderId: string; attempt: number; carrierCode: string; recipient: Recipient }

/** Where waybill numbers come from, whatever the carrier. The same order and attempt always get the same number. */
export type CarrierPort = {
  /** The carriers that are asked for each order; they have no ranges. */
  asked: ReadonlySet<string>
  /** Before the releasing transaction: asks the carriers that give a number for each order over a network. What it cannot get is missing later. */
  prepare(database: Database, tools: HubTools, reservations: readonly Reservation[]): Promise<void>
  /** Inside it: in the order asked. `refused` when a carrier has no numbers left or gives one it cannot mean; nothing is reserved then. */
  reserve(sql: Sql, reservations: readonly Reservation[], nowMs: number): Promise<{ kind: 'reserved'; waybills: IssuedWaybill[] } | BoardRefused>
}

export type WaybillRequest = { requestKey: string; orderId: string; carrierCode: string; recipient: Recipient; sender: Sender }

/** One carrier or platform that gives a number for each order. An adapter translates; what its answer means is judged in one place. */
export type CarrierAdapter = {
  /** The same key is the same request, whatever became of the answer before. */
  issue(request: WaybillRequest, signal: AbortSignal): Promise<CarrierAnswer>
  /** What the carrier has for this key. */
  find(requestKey: string, signal: AbortSignal): Promise<CarrierAnswer>
}
