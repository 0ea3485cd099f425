// A hub that was put back from a backup, or begun anew, has forgotten waves on which the floor works, and perhaps their orders. What the stations tell of them is
// what has happened: it is counted to the order, and nobody is given the order a second time. Rules HX29 and HX30 of docs/specs/hub-operations.md.
import { hash } from 'node:crypto'
import { passNumber } from '../carriers/burn-numbers.ts'
import type { Sql } from './database.ts'
import { settleBySubject } from './discrepancies.ts'

/** HX30: the same order of the same shop has one id for ever, in whichever hub it is imported: the form is a UUID's (version 8 of RFC 9562). */
export function orderIdOf(shop: string, number: string): string {
  const digits = hash('sha256', JSON.stringify(['order', shop, number]), 'hex')
  return [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-')
}

/** HX29: whether no wave of this hub has the orders of a fact about a wave that it does not know. Those that wait here wait no longer. */
export async function takeUpForgotten(sql: Sql, waveId: string, orderIds: readonly string[]): Promise<boolean> {
  const known = await sql.row<{ wave: boolean; elsewhere: boolean }>(
    'select exists (select 1 from wave where wave_id = $1) as wave, exists (select 1 from customer_order where order_id = any($2::text[]) and wave_id is not null) as elsewhere', [waveId, orderIds])
  if (!known || known.wave || known.elsewhere) return false
  await sql.run("update customer_order set state = 'released', holds = '{}' where order_id = any($1::text[]) and state in ('waiting', 'held')", [orderIds])
  return true
}

/** The wave in which stations last worked on an order that no wave of this hub has; undefined: they told of none. */
export async function forgottenWaveOf(sql: Sql, orderId: string): Promise<string | undefined> {
  return (await sql.row<{ wave_id: string }>("select body->>'waveId' as wave_id from fact where order_ids @> array[$1] and order_ids <> '{}' and station_id <> 'hub' and body->>'waveId' is not null order by position desc limit 1", [orderId]))?.wave_id
}

/** HX29: a number that a forgotten wave reserved is that order's, and on that parcel. False: it is of a wave of this hub, or of something else. */
export async function bindForgottenNumber(sql: Sql, { parcelId, orderId, waybillNumber }: { parcelId: string; orderId: string; waybillNumber: string }): Promise<boolean> {
  const known = await sql.row<{ order: boolean }>(
    `select exists (select 1 from customer_order where order_id = $2) as order from parcel p where p.parcel_id = $1 and p.order_id = $2
       and not exists (select 1 from wave w where w.wave_id = p.wave_id) and not exists (select 1 from customer_order o where o.order_id = $2 and o.wave_id is not null)
       and not exists (select 1 from waybill w where w.waybill_number = $3 or w.parcel_id = $1) and not exists (select 1 from burned_number b where b.waybill_number = $3)
       and not exists (select 1 from waybill_request r where r.waybill_number = $3 and r.order_id <> $2)`, [parcelId, orderId, waybillNumber])
  if (known) await passNumber(sql, null, waybillNumber)
  if (known?.order) await keepNumbers(sql, [orderId])
  return known !== undefined
}

/** Numbers on parcels of these orders that no release of this hub gave out. */
async function keepNumbers(sql: Sql, orderIds: readonly string[]): Promise<void> {
  await sql.run(
    `insert into waybill (waybill_number, order_id, attempt, carrier_code, parcel_id)
     select p.waybill_number, p.order_id, greatest(o.attempt, coalesce((select max(attempt) + 1 from waybill w where w.order_id = o.order_id), 1)), coalesce(o.carrier_code, (select value #>> '{}' from setting where key = 'defaultCarrierCode'), ''), p.parcel_id
     from (select distinct on (order_id) * from parcel where order_id = any($1::text[]) and waybill_number is not null and state <> 'stopped' order by order_id, (select min(f.position) from fact f where f.parcel_id = parcel.parcel_id and f.kind = 'WaybillBound')) p join customer_order o using (order_id)
     where not exists (select 1 from burned_number b where b.waybill_number = p.waybill_number) on conflict do nothing`, [orderIds])
  await sql.run('update customer_order o set waybill_number = w.waybill_number, attempt = w.attempt from waybill w where w.order_id = o.order_id and o.order_id = any($1::text[]) and o.waybill_number is null and w.parcel_id is not null', [orderIds])
}

type Told = { kind: string; body: { orderId?: string; lineNumber?: number; quantity?: number; slotCode?: string; shares?: { orderId: string; lineNumber: number; quantity: number }[] } }
type Counts = { order_id: string; line_number: number; picked: number; short: number; put: number; checked: number }

/**
 * HX30: of orders that were stored just now, counts what stations have told of them before: packed ones are shipped, those that somebody worked on are released.
 * Answers which; the others wait as they were stored.
 */
export async function takeUpTold(sql: Sql, orderIds: readonly string[], nowMs: number): Promise<Set<string>> {
  const facts = await sql.rows<Told & { order_ids: string[] }>(
    "select kind, body, order_ids from fact where order_ids && $1::text[] and order_ids <> '{}' and station_id <> 'hub' and outcome <> 'quarantined' order by position", [orderIds])
  if (facts.length === 0) return new Set()
  const asked = new Set(orderIds)
  const told = new Set(facts.flatMap((each) => each.order_ids).filter((orderId) => asked.has(orderId)))
  const counts = new Map<string, Counts>()
  const add = (orderId: string | undefined, lineNumber: number | undefined, change: Partial<Record<'picked' | 'short' | 'put' | 'checked', number>>): void => {
    if (orderId === undefined || lineNumber === undefined || !told.has(orderId)) return
    const key = `${orderId}/${lineNumber}`
    const line = counts.get(key) ?? { order_id: orderId, line_number: lineNumber, picked: 0, short: 0, put: 0, checked: 0 }
    for (const [name, by] of Object.entries(change)) line[name as 'picked'] += by
    counts.set(key, line)
  }
  for (const { kind, body: { orderId, lineNumber, quantity = 0, shares = [] } } of facts) {
    if (kind === 'ItemPicked') for (const share of shares) add(share.orderId, share.lineNumber, { picked: share.quantity })
    else if (kind === 'ShortPicked') for (const share of shares) add(share.orderId, share.lineNumber, { short: share.quantity })
    else if (kind === 'PiecesMissed') for (const share of shares) add(share.orderId, share.lineNumber, { picked: -share.quantity, short: share.quantity })
    else if (kind === 'ItemPut') add(orderId, lineNumber, { put: quantity })
    else if (kind === 'ItemChecked') add(orderId, lineNumber, { checked: quantity })
  }
  await sql.run(
    `update order_line l set picked_qty = t.picked, short_qty = t.short, put_qty = t.put, checked_qty = t.checked
     from jsonb_to_recordset($1::jsonb) as t(order_id text, line_number int, picked int, short int, put int, checked int) where l.order_id = t.order_id and l.line_number = t.line_number`, [JSON.stringify([...counts.values()])])
  const ids = [...told]
  const slots = new Map(facts.flatMap(({ kind, body }) => (kind === 'ItemPut' && body.orderId !== undefined && told.has(body.orderId) ? [[body.orderId, body.slotCode ?? null] as const] : [])))
  await sql.run(
    `update customer_order o set holds = '{}', slot_code = p.slot_code, state = case when p.closed then 'shipped' else 'released' end, ended_at_ms = case when p.closed then $2::bigint end
     from (select order_id, slot_code, exists (select 1 from parcel p where p.order_id = t.order_id and p.state = 'closed') as closed from unnest($1::text[], $3::text[]) as t(order_id, slot_code)) p where o.order_id = p.order_id`,
    [ids, nowMs, ids.map((orderId) => slots.get(orderId) ?? null)])
  await keepNumbers(sql, ids)
  const once = await sql.rows<{ order_id: string }>("select order_id from parcel where order_id = any($1::text[]) and state <> 'stopped' group by order_id having count(*) = 1 and not bool_or(stop_task)", [ids])
  for (const { order_id: orderId } of once) await settleBySubject(sql, 'double-work', `order/${orderId}`, nowMs)
  return told
}
