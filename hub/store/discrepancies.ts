// Where records and the warehouse disagree: raised by folding facts, settled by later facts or by a supervisor's decision.
import type { BoardView, HubCause } from '#shared/contract/board-api.ts'
import type { Sql } from './database.ts'
import { storable } from './facts.ts'

type BoardDiscrepancy = BoardView['discrepancies'][number]
export type DiscrepancyKind = BoardDiscrepancy['kind']
export type Raised = {
  kind: DiscrepancyKind
  /** What it is about; one open discrepancy for each kind and subject. */
  subject: string
  orderId?: string | null
  parcelId?: string | null
  stationId?: string | null
  personId?: string | null
  /** Values for the words on the board; no personal data. */
  detail?: Record<string, string | number>
}

/** What may be decided about each kind; the first one is the usual. */
const choicesOf: Readonly<Record<DiscrepancyKind, BoardDiscrepancy['choices']>> = {
  'short-order': ['accept-short', 'kick-out', 'split'],
  weight: ['approve-weight'],
  'stop-task': ['goods-back'],
  'order-changed': ['keep-old', 'kick-out'],
  'order-stopped': ['goods-back'],
  'label-unknown': ['settled', 'reprint'],
  'parcel-suspended': ['settled', 'kick-out'],
  'quarantined-fact': ['settled'],
  'double-work': ['settled'],
  'badge-locked': ['unlock-badge'],
  'waybill-not-issued': ['ask-anew', 'settled'],
  'hub-trouble': ['settled'],
}

/** Which of them fit this one: only where an order was packed twice is there a parcel to choose. */
export function choicesFor(kind: DiscrepancyKind, subject: string): BoardDiscrepancy['choices'] {
  return kind === 'double-work' && subject.startsWith('order/') ? ['keep-one', 'goods-back'] : choicesOf[kind]
}

/** Raises it, or renews the values of the open one about the same thing. */
export async function raise(sql: Sql, discrepancyId: string, raised: Raised, nowMs: number): Promise<void> {
  await sql.run(
    `insert into discrepancy (discrepancy_id, kind, subject, raised_at_ms, order_id, parcel_id, station_id, person_id, detail) values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)
     on conflict (kind, subject) where state = 'open' do update set detail = excluded.detail, station_id = excluded.station_id, person_id = excluded.person_id`,
    [discrepancyId, raised.kind, raised.subject, nowMs, raised.orderId ?? null, raised.parcelId ?? null, raised.stationId ?? null, raised.personId ?? null, JSON.stringify(raised.detail ?? {}, (_, value) => (typeof value === 'string' ? storable(value) : value))],
  )
}

/** What a supervisor has to see to at the hub itself: told once, until it is settled. */
export async function raiseHubTrouble(sql: Sql, discrepancyId: string, cause: HubCause, more: Pick<Raised, 'stationId' | 'detail'>, nowMs: number): Promise<void> {
  await raise(sql, discrepancyId, { kind: 'hub-trouble', subject: cause, stationId: more.stationId ?? null, detail: { cause, ...more.detail } }, nowMs)
}

/** Settled by what happened on the floor; nobody had to decide. */
export async function settleBySubject(sql: Sql, kind: DiscrepancyKind, subject: string, nowMs: number): Promise<void> {
  await sql.run("update discrepancy set state = 'settled', choice = 'by-fact', settled_at_ms = $3 where kind = $1 and subject = $2 and state = 'open'", [kind, subject, nowMs])
}
