// Recording facts at the hub: one place in the order of the site for each, given inside the one write transaction.
import { hash } from 'node:crypto'
import { factShapes, type Fact } from '#shared/domain/facts/facts.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { hashedText, type Envelope } from '#shared/sync/envelope.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { NowMs } from '#shared/kernel/time.ts'
import type { System } from '../system.ts'
import type { CarrierPort } from '../carriers/carrier-port.ts'
import { arrayText } from './array-text.ts'
import type { Sql } from './database.ts'
import type { PersonalBox } from '#shared/node/personal-box.ts'
import { foldHubFacts } from './fold-hub-facts.ts'

export const newsTopic = 'packwave_facts'
/** What boards show and no fact tells: orders imported, rules, decisions. */
export const boardTopic = 'packwave_board'

/** What a thread needs to read the store by itself: password and key. Never logged, never outside this process and the one beside it. */
export type StoreAccess = { databaseUrl: string; key: Uint8Array; /** The hub brings the server along: it runs on this machine. */ isOwnServer: boolean }

/** What every writing part of the hub needs. */
export type HubTools = { system: System; box: PersonalBox; /** Time for leases (hub-time.ts); without it the wall clock. */ hubTimeMs?: NowMs; /** Carriers that are asked for each order; without it all numbers come off ranges. */ carriers?: CarrierPort; /** Told to stations: how long they keep what was acknowledged follows from it. */ backupEveryHours?: number; /** For threads that read. */ access?: StoreAccess }

/** Now, as leases are counted (docs/specs/claims.md). */
export const hubTimeOf = ({ hubTimeMs, system }: HubTools): number => (hubTimeMs ?? system.nowMs)()

/** A hub fact; a reserved waybill brings its label payload, which rests sealed beside the fact. */
export type HubFact = Fact & { personal?: LabelPayload }

export type StoredFact = { envelope: Envelope; outcome: 'applied' | 'applied-with-discrepancy' | 'quarantined'; why: string; personal: Buffer | null }

export function hashOf(entry: Omit<Envelope, 'hash'>, bodyText?: string): string {
  return hash('sha256', hashedText(entry, bodyText), 'hex')
}

/** Where a sealed payload rests: what is bound to the bytes. */
export const personalPlaceOfFact = (factId: string): string => `fact/personal/${factId}`

/** The text as PostgreSQL can hold it in text and jsonb: without NUL and halves of characters, which a station's own codes never contain. */
export const storable = (text: string): string => text.replaceAll('\u0000', '\ufffd').toWellFormed()

/** Which orders a fact tells about, for their stories. A pick of many orders is told in each. */
function ordersOf({ orderId, newOrderId, shares }: Record<string, unknown>): string[] {
  const named = [orderId, newOrderId, ...(Array.isArray(shares) ? shares.map((share: { orderId?: unknown } | null) => share?.orderId) : [])]
  return [...new Set(named.filter((id) => typeof id === 'string'))].map(storable)
}

function parcelOf({ parcelId }: Record<string, unknown>): string | null {
  return typeof parcelId === 'string' ? storable(parcelId) : null
}

/** The newest place in the order of the site; 0 before the first fact. */
export async function lastPositionOf(sql: Sql): Promise<number> {
  return (await sql.row<{ position: number }>('select coalesce(max(position), 0) as position from fact'))!.position
}

/** Appends the facts behind all others (`last`, when the caller has asked in this transaction already), tells whoever listens at commit, and answers the last position. */
export async function appendFacts(sql: Sql, facts: readonly StoredFact[], receivedAtMs: number, last?: number): Promise<number> {
  const from = last ?? (await lastPositionOf(sql))
  if (facts.length === 0) return from
  const column = <T>(of: (stored: StoredFact, index: number) => T): T[] => facts.map(of)
  await sql.run(
    `with stored as (insert into fact (position, fact_id, station_id, incarnation, seq, kind, schema, at_ms, actor_id, body, prev_hash, hash, outcome, why, personal, order_ids, parcel_id, received_at_ms)
     select position, fact_id, station_id, incarnation, seq, kind, schema, at_ms, actor_id, body, prev_hash, hash, outcome, why, personal, order_ids::text[], parcel_id, $18::bigint
     from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::smallint[], $8::bigint[], $9::text[], $10::json[],
       $11::text[], $12::text[], $13::text[], $14::text[], $15::bytea[], $16::text[], $17::text[])
       as t(position, fact_id, station_id, incarnation, seq, kind, schema, at_ms, actor_id, body, prev_hash, hash, outcome, why, personal, order_ids, parcel_id))
     select pg_notify($19, $20)`,
    [
      column((_, index) => from + 1 + index), column((each) => storable(each.envelope.factId)), column((each) => each.envelope.stationId), column((each) => each.envelope.incarnation),
      column((each) => each.envelope.seq), column((each) => storable(each.envelope.kind)), column((each) => each.envelope.schema), column((each) => each.envelope.atMs), column((each) => storable(each.envelope.actorId)),
      column((each) => JSON.stringify(each.envelope.body)), column((each) => each.envelope.prevHash), column((each) => each.envelope.hash), column((each) => each.outcome), column((each) => storable(each.why)),
      column((each) => each.personal), column((each) => arrayText(ordersOf(each.envelope.body))), column((each) => parcelOf(each.envelope.body)), receivedAtMs, newsTopic, String(from + facts.length),
    ],
  )
  return from + facts.length
}

/** Records what the hub itself knows or decided, chains it, and folds it into the projections. Everything in the caller's transaction. */
export async function recordHubFacts(sql: Sql, tools: Pick<HubTools, 'system'> & Partial<Pick<HubTools, 'box'>>, actorId: string, facts: readonly HubFact[]): Promise<void> {
  if (facts.length === 0) return
  const identity = await sql.row<{ incarnation: number; last_seq: number; head_hash: string }>('select incarnation, last_seq, head_hash from hub_identity')
  assert(identity, 'the hub has an identity before it records')
  const nowMs = tools.system.nowMs()
  let prevHash = identity.head_hash
  let seq = identity.last_seq
  const stored = facts.map(({ kind, body, personal }): StoredFact => {
    const checked = factShapes[kind].parse(body)
    seq += 1
    const entry = { factId: tools.system.mintId(), stationId: 'hub', incarnation: identity.incarnation, seq, kind, schema: 1 as const, atMs: nowMs, actorId, body: checked as Record<string, unknown>, prevHash }
    prevHash = hashOf(entry)
    if (personal) assert(tools.box, 'what is sealed has a box')
    return { envelope: { ...entry, hash: prevHash }, outcome: 'applied', why: '', personal: personal && tools.box ? tools.box.seal(personal, personalPlaceOfFact(entry.factId)) : null }
  })
  await sql.run('update hub_identity set last_seq = $1, head_hash = $2', [seq, prevHash])
  await foldHubFacts(sql, facts, nowMs)
  await appendFacts(sql, stored, nowMs)
}

/** At commit the boards look again. */
export async function tellBoards(sql: Sql): Promise<void> {
  await sql.rows('select pg_notify($1, $2)', [boardTopic, ''])
}
