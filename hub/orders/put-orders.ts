// Orders of an import: stored in bulk, each exactly once. An order is its shop and its number; a hash of all its cells tells whether it changed.
import { hash } from 'node:crypto'
import { Sku, type Enclosure } from '#shared/domain/facts/common.ts'
import { say } from '#shared/domain/orders/import-sentences.ts'
import type { ImportedOrder, Recipient } from '#shared/domain/orders/imported-order.ts'
import { namedCarrier, type CarrierNames } from '#shared/domain/orders/named-carrier.ts'
import { holdWords, type PutOutcome } from '../imports/import-target.ts'
import { arrayText } from '../store/array-text.ts'
import type { Sql } from '../store/database.ts'
import { raise } from '../store/discrepancies.ts'
import { recordHubFacts, tellBoards, type HubTools } from '../store/facts.ts'
import { orderIdOf, takeUpTold } from '../store/forgotten-waves.ts'
import { defaultUtcOffsetMinutes } from '../store/settings.ts'
import { stopOrder } from './cancel-order.ts'
import { nextCutOff } from './cut-off.ts'
import { placeProducts } from './place-products.ts'
import { unknownProduct } from './put-products.ts'

/** What a shop's system may say besides the export: the promised pick-up, how urgent, what is laid in. */
export type OrderExtras = { enclosures?: Enclosure[]; priority?: number; cutOffAtMs?: number }
export type OrderToPut = ImportedOrder & OrderExtras

/** The sealed part of an order. */
export type OrderPersonal = { recipient: Recipient; buyerRemark: string; sellerRemark: string; invoiceTitle: string }
export const personalPlaceOfOrder = (orderId: string): string => `customer_order/personal/${orderId}`

type Stored = { order_id: string; shop: string; number: string; state: string; content_hash: string; cancelled: string; is_split: boolean }
type Row = { orderId: string; order: OrderToPut; /** One of the site's, or what the source says where it has none of that name. */ carrierCode: string | null; hash: string; sealed: Buffer; state: 'waiting' | 'held'; holds: string[] }

/** An order with all that can be worked out before the store is asked. Its sealed part is used when it turns out to be new. */
export type ReadyOrder = { order: OrderToPut; hash: string; isStorable: boolean; orderId: string; sealed: Buffer }

type CarrierTerms = CarrierNames & { cutOffTimes: string[] }

/** What the site has agreed with its carriers about times, in one question for each batch. */
async function termsOf(sql: Sql): Promise<{ carriers: CarrierTerms[]; utcOffsetMinutes: number }> {
  const rows = await sql.rows<{ carrierCode: string | null; name: string; nameEn: string; cutOffTimes: string[]; utc_offset: number | null }>(
    "select c.carrier_code as \"carrierCode\", c.name, c.name_en as \"nameEn\", c.cut_off_times as \"cutOffTimes\", s.value::int as utc_offset from (select 1) as one left join carrier c on true left join setting s on s.key = 'utcOffsetMinutes'")
  return {
    carriers: rows.flatMap(({ carrierCode, name, nameEn, cutOffTimes }) => (carrierCode === null ? [] : [{ carrierCode, name, nameEn, cutOffTimes }])),
    utcOffsetMinutes: rows[0]?.utc_offset ?? defaultUtcOffsetMinutes,
  }
}

function contentHash(order: OrderToPut): string {
  const { at: _at, ...cells } = order
  return hash('sha256', JSON.stringify(cells), 'base64url')
}

function enclosuresOf(order: OrderToPut): Enclosure[] {
  return order.enclosures ?? [...(order.invoiceTitle === '' ? [] : ['invoice' as const]), ...(order.isGift ? ['gift' as const] : [])]
}

function sealedPart({ box }: HubTools, { recipient, buyerRemark, sellerRemark, invoiceTitle }: OrderToPut, orderId: string): Buffer {
  return box.seal({ recipient, buyerRemark, sellerRemark, invoiceTitle } satisfies OrderPersonal, personalPlaceOfOrder(orderId))
}

/** Everything about an order that needs no store: it is done while the store is at work on earlier ones, and outside the write lock. */
export function readyOrder(tools: HubTools, order: OrderToPut): ReadyOrder {
  const orderId = orderIdOf(order.shop, order.number)
  return { order, hash: contentHash(order), isStorable: order.lines.every((line) => Sku.safeParse(line.sku).success), orderId, sealed: sealedPart(tools, order, orderId) }
}

/** Readies and stores one batch, as `storeOrders`. */
export async function putOrders(sql: Sql, tools: HubTools, batch: readonly OrderToPut[], housed?: Set<string>): Promise<PutOutcome[]> {
  return storeOrders(sql, tools, batch.map((order) => readyOrder(tools, order)), housed)
}

/**
 * Stores one batch; the caller's transaction makes it whole or not at all. One outcome for each order, in the batch's order.
 * `housed` remembers from batch to batch which products are listed and have a place; after a failed batch it must be emptied.
 */
export async function storeOrders(sql: Sql, tools: HubTools, batch: readonly ReadyOrder[], housed: Set<string> = new Set()): Promise<PutOutcome[]> {
  const stored = await sql.rows<Stored>(
    `select o.order_id, o.shop, o.number, o.state, o.content_hash, o.cancelled, exists (select 1 from customer_order part where part.split_of = o.order_id) as is_split from unnest($1::text[], $2::text[]) as t(shop, number) join customer_order o on o.shop = t.shop and o.number = t.number`,
    [batch.map(({ order }) => order.shop), batch.map(({ order }) => order.number)])
  const storedBy = new Map(stored.map((row) => [`${row.shop}\n${row.number}`, row]))
  const { carriers, utcOffsetMinutes } = await termsOf(sql)
  const added: Row[] = []
  const changed: Row[] = []
  const late: { order: OrderToPut; stored: Stored; hash: string }[] = []
  const outcomes: PutOutcome[] = []
  for (const { order, hash, isStorable, orderId, sealed } of batch) {
    const ref = order.number
    if (!isStorable) {
      outcomes.push({ ref, outcome: 'refused', refused: say('sku-length') })
      continue
    }
    const before = storedBy.get(`${order.shop}\n${ref}`)
    if (before?.content_hash === hash) {
      outcomes.push({ ref, outcome: 'unchanged' })
      continue
    }
    const carrierCode = order.carrierCode === null || carriers.length === 0 ? order.carrierCode : namedCarrier(order.carrierCode, carriers)
    const unknownCarrier = order.carrierCode !== null && carrierCode === null
    const holds = [...order.holds, ...(unknownCarrier ? [`unknown-carrier ${order.carrierCode}`] : [])]
    const row: Row = { orderId, order, carrierCode: carrierCode ?? order.carrierCode, hash, sealed, state: holds.length > 0 ? 'held' : 'waiting', holds }
    if (!before) {
      added.push(row)
      const words = [...order.holds.map((hold) => holdWords[hold]), ...(unknownCarrier ? [`the carrier ${order.carrierCode} is not one of this site's`] : [])].join('; ')
      outcomes.push(row.state === 'held' ? { ref, outcome: 'held', reason: words, holds } : { ref, outcome: 'accepted' })
    } else if ((before.state === 'waiting' || before.state === 'held') && !before.is_split) {
      changed.push({ ...row, orderId: before.order_id, sealed: sealedPart(tools, order, before.order_id) })
      outcomes.push({ ref, outcome: 'updated' })
    } else {
      late.push({ order, stored: before, hash })
      outcomes.push(lateOutcome(order, before))
    }
  }
  await listUnknownProducts(sql, tools, [...added, ...changed], housed)
  const nowMs = tools.system.nowMs()
  const cutOffTimesOf = new Map(carriers.map((carrier) => [carrier.carrierCode, carrier.cutOffTimes]))
  const cutOffOf = ({ order, carrierCode }: Row): number | null => {
    const times = cutOffTimesOf.get(carrierCode ?? '')
    return order.cutOffAtMs ?? (times ? nextCutOff(times, nowMs, utcOffsetMinutes) : null)
  }
  await removeOrders(sql, changed.map((row) => row.orderId))
  await insertOrders(sql, insertNew, added, cutOffOf, nowMs)
  await insertOrders(sql, insertOrReplace, changed, cutOffOf, nowMs)
  const takenUp = await takeUpTold(sql, added.map((row) => row.orderId), nowMs)
  for (const { orderId, order } of added) {
    const why = takenUp.has(orderId) ? stops(order) : null
    if (why) await stopOrder(sql, tools, 'hub', orderId, why)
  }
  for (const each of late) await interceptOrDispute(sql, tools, each, nowMs)
  await tellBoards(sql)
  return outcomes
}

const stops = (order: OrderToPut): 'cancelled' | 'refunded' | null => (order.holds.includes('refunded') ? 'refunded' : order.holds.includes('cancelled') ? 'cancelled' : null)
/** The shop has heard that we shipped it: that is no change of what was ordered. */
const tellsOurShipping = (order: OrderToPut, state: string): boolean => state === 'shipped' && order.holds.length === 1 && order.holds[0] === 'already-shipped'

function lateOutcome(order: OrderToPut, stored: Stored): PutOutcome {
  const ref = order.number
  if (tellsOurShipping(order, stored.state)) return { ref, outcome: 'updated' }
  return stops(order)
    ? { ref, outcome: 'discrepancy', late: 'cancelled-after-release', reason: 'cancelled after it was released: it is stopped at its next scan or at the hand-over' }
    : { ref, outcome: 'discrepancy', late: 'changed-after-release', reason: 'changed after it was released: a supervisor decides' }
}

async function interceptOrDispute(sql: Sql, tools: HubTools, { order, stored, hash }: { order: OrderToPut; stored: Stored; hash: string }, nowMs: number): Promise<void> {
  await sql.run('update customer_order set content_hash = $2 where order_id = $1', [stored.order_id, hash])
  if (tellsOurShipping(order, stored.state)) return
  const why = stops(order)
  if (why && stored.cancelled === '') return stopOrder(sql, tools, 'hub', stored.order_id, why)
  if (!why) await raise(sql, tools.system.mintId(), { kind: 'order-changed', subject: stored.order_id, orderId: stored.order_id, detail: { state: stored.state } }, nowMs)
}

/** IM21: a line may name a product that nobody has listed. It is known by its name, its weight is not known. Every product of the rows has a place afterwards. */
async function listUnknownProducts(sql: Sql, tools: HubTools, rows: readonly Row[], housed: Set<string>): Promise<void> {
  const lines = new Map(rows.flatMap((row) => row.order.lines.filter((line) => !housed.has(line.sku)).map((line) => [line.sku, line] as const)))
  if (lines.size === 0) return
  const lacking = await sql.rows<{ sku: string; unknown: boolean }>(
    `select t.sku, p.sku is null as unknown from unnest($1::text[]) as t(sku) left join product p on p.sku = t.sku where p.sku is null or not exists (select 1 from stock s where s.sku = t.sku)`, [[...lines.keys()]])
  const unknown = lacking.filter((row) => row.unknown).map((row) => lines.get(row.sku)!)
  await recordHubFacts(sql, tools, 'hub', unknown.map((line) => ({ kind: 'ProductListed' as const, body: unknownProduct(line.sku, line.name, line.spec) })))
  if (lacking.length > 0) await placeProducts(sql, tools, lacking.map((row) => row.sku))
  for (const sku of lines.keys()) housed.add(sku)
}

async function removeOrders(sql: Sql, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return
  await sql.run('delete from order_line where order_id = any($1::text[])', [orderIds])
}

const insertNew = `insert into customer_order (order_id, shop, number, state, holds, content_hash, ordered_at_ms, carrier_code, cut_off_at_ms, priority, item_count, piece_count, enclosures, personal, imported_at_ms)
     select id, shop, number, state, holds::text[], hash, ordered, carrier, cut_off, priority, case when pieces = 1 then 'single' else 'multi' end, pieces, enclosures::text[], personal, $14
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bigint[], $10::int[], $11::int[], $12::text[], $13::bytea[])
       as t(id, shop, number, state, holds, hash, ordered, carrier, cut_off, priority, pieces, enclosures, personal)`
/** Kept apart: looking for a conflict takes a third more time, and there is none among new orders while the write lock is held. */
const insertOrReplace = `${insertNew}
     on conflict (order_id) do update set state = excluded.state, holds = excluded.holds, content_hash = excluded.content_hash, ordered_at_ms = excluded.ordered_at_ms, carrier_code = excluded.carrier_code,
       cut_off_at_ms = excluded.cut_off_at_ms, priority = excluded.priority, item_count = excluded.item_count, piece_count = excluded.piece_count, enclosures = excluded.enclosures, personal = excluded.personal`

async function insertOrders(sql: Sql, statement: string, rows: readonly Row[], cutOffOf: (row: Row) => number | null, nowMs: number): Promise<void> {
  if (rows.length === 0) return
  const pieces = (order: OrderToPut): number => order.lines.reduce((sum, line) => sum + line.quantity, 0)
  const column = <T>(of: (row: Row) => T): T[] => rows.map(of)
  await sql.run(statement, [
    column((row) => row.orderId), column((row) => row.order.shop), column((row) => row.order.number), column((row) => row.state), column((row) => arrayText(row.holds)), column((row) => row.hash),
    column((row) => row.order.orderedAtMs), column((row) => row.carrierCode), column(cutOffOf), column((row) => row.order.priority ?? 0), column((row) => pieces(row.order)),
    column((row) => arrayText(enclosuresOf(row.order))), column((row) => row.sealed), nowMs,
  ])
  const lines = rows.flatMap(({ orderId, order }) => order.lines.map((line, index) => ({ orderId, lineNumber: index + 1, sku: line.sku, quantity: line.quantity })))
  await sql.run('insert into order_line (order_id, line_number, sku, quantity) select * from unnest($1::text[], $2::int[], $3::text[], $4::int[])', [
    lines.map((line) => line.orderId), lines.map((line) => line.lineNumber), lines.map((line) => line.sku), lines.map((line) => line.quantity),
  ])
}
