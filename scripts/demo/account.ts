// The account of a shift: the hub's records against the printer's tape and the boxes that left. Nothing is taken from what the people counted alone.
import type { Database } from '#hub/store/database.ts'
import type { Shift } from './shift-context.ts'

export type Account = {
  orders: { in: number; shipped: number; held: number; short: number; cancelled: number; open: number }
  lines: number
  pieces: number
  parcels: number
  waybills: { bound: number; originals: number; unknown: number }
  /** Orders that left their wave for another reason than missing pieces; they are part of `short`: what they lack is why. */
  kickedOut: number
  weighings: { fits: number; 'too-light': number; 'too-heavy': number; 'not-known': number }
  openDiscrepancies: number
  reprints: number
  /** Every sentence is something that does not add up. */
  faults: string[]
}

type OrderRow = {
  order_id: string; number: string; state: string; cancelled: string; lines: number; pieces: number; missing: number; closed: number; out: number; stopped: number; bound: number; waybill: string | null
}

/** Reads the hub's records after everything was sent. */
export async function takeAccount(database: Database, shift: Shift, tape: readonly string[]): Promise<Account> {
  const faults: string[] = []
  const orders = await database.rows<OrderRow>(
    `select o.order_id, o.number, o.state, o.cancelled,
       (select count(*)::int from order_line l where l.order_id = o.order_id) as lines,
       (select coalesce(sum(quantity), 0)::int from order_line l where l.order_id = o.order_id) as pieces,
       (select coalesce(sum(l.quantity - l.short_qty * (case when o.short_accepted then 1 else 0 end) - l.checked_qty), 0)::int from order_line l where l.order_id = o.order_id) as missing,
       (select count(*)::int from parcel p where p.order_id = o.order_id and p.state = 'closed') as closed,
       (select count(*)::int from parcel p where p.order_id = o.order_id and p.state = 'closed' and p.manifest_id is not null) as out,
       (select count(*)::int from parcel p where p.order_id = o.order_id and p.stop_task) as stopped,
       (select count(*)::int from waybill w where w.order_id = o.order_id and w.parcel_id is not null) as bound,
       (select min(p.waybill_number) from parcel p where p.order_id = o.order_id and p.state = 'closed') as waybill
     from customer_order o order by o.number`)
  const counted: Account['orders'] = { in: orders.length, shipped: 0, held: 0, short: 0, cancelled: 0, open: 0 }
  let kickedOut = 0
  const inBoxes = new Set(shift.handedOver.map((box) => box.waybillNumber))
  for (const order of orders) {
    if (order.closed > 1) faults.push(`Order ${order.number} was packed ${order.closed} times.`)
    if (order.bound > 1) faults.push(`Order ${order.number} has ${order.bound} waybills that are bound to parcels.`)
    if (order.cancelled !== '' || order.state === 'cancelled' || order.state === 'stopped') {
      counted.cancelled += 1
      if (order.out > 0) faults.push(`Order ${order.number} was cancelled and handed over.`)
    } else if (order.state === 'held') counted.held += 1
    else if (order.state === 'short' || order.state === 'kicked-out') {
      counted.short += 1
      if (order.state === 'kicked-out') kickedOut += 1
    } else if (order.state === 'shipped' && order.out === 1) {
      counted.shipped += 1
      if (order.missing !== 0) faults.push(`Order ${order.number} was shipped and ${order.missing} pieces of it were not checked.`)
      if (!order.waybill || !inBoxes.has(order.waybill)) faults.push(`Order ${order.number} is shipped by the records, and no box of it was handed over.`)
    } else {
      counted.open += 1
      if (order.state === 'released') faults.push(`Order ${order.number} was released and never finished.`)
      if (order.state === 'shipped') faults.push(`Order ${order.number} is packed and was not handed over.`)
    }
  }
  const buckets = counted.shipped + counted.held + counted.short + counted.cancelled + counted.open
  if (buckets !== counted.in) faults.push(`${counted.in} orders came in and ${buckets} are told of.`)
  if (inBoxes.size !== shift.handedOver.length) faults.push('Two boxes carry the same waybill.')
  if (counted.shipped !== shift.handedOver.length) faults.push(`${counted.shipped} orders are shipped by the records and ${shift.handedOver.length} boxes left.`)

  const [facts] = await database.rows<{ parcels: number; bound: number; bound_parcels: number; originals: number; original_numbers: number; reprinted: number; unknown: number; sent: number; quarantined: number; discrepancies: number }>(
    `select (select count(*)::int from parcel where state = 'closed') as parcels,
       (select count(*)::int from waybill where parcel_id is not null) as bound,
       (select count(distinct parcel_id)::int from waybill where parcel_id is not null) as bound_parcels,
       (select count(*)::int from fact where kind = 'LabelQueued' and (body->>'copy')::int = 1) as originals,
       (select count(distinct body->>'waybillNumber')::int from fact where kind = 'LabelQueued' and (body->>'copy')::int = 1) as original_numbers,
       (select count(*)::int from fact where kind = 'LabelReprinted') as reprinted,
       (select count(*)::int from fact where kind = 'LabelUnknown') as unknown,
       (select count(*)::int from fact where kind = 'LabelSent') as sent,
       (select count(*)::int from fact where outcome = 'quarantined') as quarantined,
       (select count(*)::int from discrepancy where state = 'open') as discrepancies`)
  if (!facts) throw new Error('the hub answers nothing')
  if (facts.bound !== facts.bound_parcels) faults.push(`${facts.bound} waybills are bound to ${facts.bound_parcels} parcels.`)
  if (facts.originals !== facts.original_numbers) faults.push(`${facts.originals} originals were printed for ${facts.original_numbers} waybills.`)
  if (facts.quarantined > 0) faults.push(`The hub could not store ${facts.quarantined} facts of the station.`)
  if (tape.length !== facts.sent) faults.push(`${tape.length} labels came out of the printer and ${facts.sent} are recorded as printed.`)
  const queued = new Map((await database.rows<{ number: string; copies: number }>("select body->>'waybillNumber' as number, count(*)::int as copies from fact where kind = 'LabelQueued' group by 1")).map((row) => [row.number, row.copies]))
  for (const [number, count] of countBy(tape)) if (count > (queued.get(number) ?? 0)) faults.push(`Waybill ${number} came out ${count} times and was queued ${queued.get(number) ?? 0} times.`)
  await compareRefusals(database, shift, faults)
  comparePieces(shift, faults)
  const verdicts = new Map((await database.rows<{ verdict: string; count: number }>("select body->>'verdict' as verdict, count(*)::int as count from fact where kind = 'ParcelWeighed' group by 1")).map((row) => [row.verdict, row.count]))
  const weighed = (verdict: string): number => verdicts.get(verdict) ?? 0
  return {
    orders: counted, lines: orders.reduce((sum, order) => sum + order.lines, 0), pieces: orders.reduce((sum, order) => sum + order.pieces, 0), parcels: facts.parcels,
    waybills: { bound: facts.bound, originals: facts.original_numbers, unknown: facts.unknown }, kickedOut,
    weighings: { fits: weighed('fits'), 'too-light': weighed('too-light'), 'too-heavy': weighed('too-heavy'), 'not-known': weighed('not-known') },
    openDiscrepancies: facts.discrepancies, reprints: facts.reprinted, faults,
  }
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** What was heard at the bench is what the hub has of it: every refusal, by its reason. */
async function compareRefusals(database: Database, shift: Shift, faults: string[]): Promise<void> {
  const stored = new Map((await database.rows<{ reason: string; count: number }>("select body->>'reason' as reason, count(*)::int as count from fact where kind = 'ScanRefused' group by 1")).map((row) => [row.reason, row.count]))
  for (const reason of new Set([...stored.keys(), ...shift.bench.figures.refused.keys()])) {
    const heard = shift.bench.figures.refused.get(reason) ?? 0
    if (heard !== (stored.get(reason) ?? 0)) faults.push(`"${reason}" was said ${heard} times and is recorded ${stored.get(reason) ?? 0} times.`)
  }
}

/** Every piece that left a shelf is in a box, in a container, lost, or back. */
function comparePieces(shift: Shift, faults: string[]): void {
  const boxed = [...shift.handedOver, ...shift.stopped, ...shift.outgoing].reduce((sum, box) => sum + box.pieces.length, 0)
  const lying = [...shift.floor.containers().values()].reduce((sum, pieces) => sum + pieces.length, 0)
  const taken = shift.floor.takenCount()
  if (taken !== boxed + lying + shift.lost.length) faults.push(`${taken} pieces left the shelves; ${boxed} are in boxes, ${lying} in totes and slots, ${shift.lost.length} lost.`)
}
