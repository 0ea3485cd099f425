// The hub's database as a stranger reads it, and what its tables must say, counted again from its facts by other rules than its own.
import { hashedText, noHash, type Envelope } from '#shared/sync/envelope.ts'
import type { Database } from '#hub/store/database.ts'
import { sha256 } from './station-books.ts'
import { hold } from './violation.ts'

export type HubFact = Envelope & { position: number; outcome: string; why: string; orderIds: string[]; parcelId: string | null }
type Line = { order_id: string; line_number: number; quantity: number; picked: number; short: number; put: number; checked: number }
type Discrepancy = { kind: string; subject: string; order_id: string | null; parcel_id: string | null; station_id: string | null; state: string }
export type HubBooks = {
  epoch: string
  facts: HubFact[]
  lines: Line[]
  tasks: { task_id: string; asked: number; picked: number; short: number }[]
  parcels: { parcel_id: string; order_id: string; state: string; waybill_number: string | null }[]
  waybills: { waybill_number: string; order_id: string; parcel_id: string | null }[]
  orders: { order_id: string; state: string; cancelled: string }[]
  discrepancies: Discrepancy[]
  forked: Set<string>
}

export async function readHubBooks(database: Database): Promise<HubBooks> {
  const facts = (await database.rows<Record<string, never>>('select position, fact_id, station_id, incarnation, seq, kind, at_ms, actor_id, body, prev_hash, hash, outcome, why, order_ids, parcel_id from fact order by position')).map((row): HubFact => ({
    position: row['position']!, factId: row['fact_id']!, stationId: row['station_id']!, incarnation: row['incarnation']!, seq: row['seq']!, kind: row['kind']!, schema: 1, atMs: row['at_ms']!, actorId: row['actor_id']!, body: row['body']!,
    prevHash: row['prev_hash']!, hash: row['hash']!, outcome: row['outcome']!, why: row['why']!, orderIds: row['order_ids']!, parcelId: row['parcel_id']!,
  }))
  return {
    facts,
    epoch: (await database.row<{ epoch: string }>('select epoch from hub_identity'))!.epoch,
    lines: await database.rows('select order_id, line_number, quantity, picked_qty as picked, short_qty as short, put_qty as put, checked_qty as checked from order_line'),
    tasks: await database.rows('select task_id, asked_qty as asked, picked_qty as picked, short_qty as short from pick_task'),
    parcels: await database.rows('select parcel_id, order_id, state, waybill_number from parcel'),
    waybills: await database.rows('select waybill_number, order_id, parcel_id from waybill'),
    orders: await database.rows('select order_id, state, cancelled from customer_order'),
    discrepancies: await database.rows('select kind, subject, order_id, parcel_id, station_id, state from discrepancy'),
    forked: new Set((await database.rows<{ station_id: string }>("select station_id from station where state = 'forked'")).map((row) => row.station_id)),
  }
}

/** HB1, HB2, HB6: positions 1, 2, 3 …; every journal without a gap, chained, each entry what its hash says. */
export function checkHubJournals({ facts }: HubBooks): void {
  const heads = new Map<string, { seq: number; hash: string }>()
  for (const [index, fact] of facts.entries()) {
    hold(fact.position === index + 1, 'hub-position-gap', () => `position ${fact.position} after ${index}`)
    const place = `${fact.stationId}/${fact.incarnation}`
    const head = heads.get(place) ?? { seq: 0, hash: noHash }
    hold(fact.seq === head.seq + 1, 'hub-journal-gap', () => `${place}: ${fact.seq} after ${head.seq}`)
    hold(fact.prevHash === head.hash, 'hub-journal-chain', () => `${place}/${fact.seq}`)
    const { hash, position: _1, outcome, why: _2, orderIds: _3, parcelId: _4, ...entry } = fact
    hold(outcome === 'quarantined' || hash === sha256(hashedText(entry)), 'hub-hash', () => `${place}/${fact.seq} ${fact.kind}`)
    heads.set(place, { seq: fact.seq, hash })
  }
}

type Share = { orderId: string; lineNumber: number; quantity: number }

/** Counts everything again from the facts and compares. */
export function recount(books: HubBooks): void {
  const lines = new Map<string, { picked: number; short: number; put: number; checked: number }>()
  const tasks = new Map<string, { picked: number; short: number }>()
  const parcels = new Map<string, string>()
  const bound = new Map<string, string>()
  const cancelled = new Set<string>()
  const released = new Set<string>()
  const orderOfWaybill = new Map(books.waybills.map((row) => [row.waybill_number, row.order_id]))
  const line = ({ orderId, lineNumber }: Pick<Share, 'orderId' | 'lineNumber'>) => {
    const key = `${orderId}/${lineNumber}`
    if (!lines.has(key)) lines.set(key, { picked: 0, short: 0, put: 0, checked: 0 })
    return lines.get(key)!
  }
  const task = (taskId: string) => {
    if (!tasks.has(taskId)) tasks.set(taskId, { picked: 0, short: 0 })
    return tasks.get(taskId)!
  }
  for (const { kind, body, outcome } of books.facts) {
    if (outcome === 'quarantined') continue
    const about = body as { orderId: string; lineNumber: number; parcelId: string; waybillNumber: string; quantity: number; taskId: string; shares: Share[] }
    switch (kind) {
      case 'ItemPicked': task(about.taskId).picked += about.quantity; for (const share of about.shares) line(share).picked += share.quantity; break
      case 'ShortPicked': task(about.taskId).short += about.quantity; for (const share of about.shares) line(share).short += share.quantity; break
      case 'ShortReplaced': for (const share of about.shares) line(share).short -= share.quantity; break
      case 'PiecesMissed': for (const share of about.shares) { line(share).picked -= share.quantity; line(share).short += share.quantity } break
      case 'ItemPut': line(about).put += about.quantity; break
      case 'ItemChecked': line(about).checked += about.quantity; break
      case 'ParcelOpened': parcels.set(about.parcelId, 'open'); break
      case 'ParcelSuspended': if (parcels.get(about.parcelId) === 'open') parcels.set(about.parcelId, 'suspended'); break
      case 'ParcelResumed': if (parcels.get(about.parcelId) === 'suspended') parcels.set(about.parcelId, 'open'); break
      case 'OrderStopped': if (parcels.has(about.parcelId) && parcels.get(about.parcelId) !== 'closed') parcels.set(about.parcelId, 'stopped'); break
      case 'ParcelClosed': parcels.set(about.parcelId, 'closed'); break
      case 'WaybillBound': if (orderOfWaybill.get(about.waybillNumber) === about.orderId && !bound.has(about.waybillNumber)) bound.set(about.waybillNumber, about.parcelId); break
      case 'OrderCancelled': cancelled.add(about.orderId); break
      case 'OrderReleased': released.add(about.orderId); break
    }
  }
  const same = (what: string, key: string, counted: unknown, stored: unknown): void =>
    hold(JSON.stringify(counted) === JSON.stringify(stored), 'hub-recount', () => `${what} ${key}: counted ${JSON.stringify(counted)}, stored ${JSON.stringify(stored)}`)
  for (const row of books.lines) {
    const { picked, short, put, checked } = row
    same('line', `${row.order_id}/${row.line_number}`, lines.get(`${row.order_id}/${row.line_number}`) ?? { picked: 0, short: 0, put: 0, checked: 0 }, { picked, short, put, checked })
  }
  for (const { task_id, picked, short } of books.tasks) same('task', task_id, tasks.get(task_id) ?? { picked: 0, short: 0 }, { picked, short })
  for (const row of books.parcels) same('parcel', row.parcel_id, parcels.get(row.parcel_id), row.state)
  hold(parcels.size === books.parcels.length, 'hub-recount', () => `${parcels.size} parcels were told of, ${books.parcels.length} are stored`)
  for (const row of books.waybills) same('waybill', row.waybill_number, bound.get(row.waybill_number) ?? null, row.parcel_id)
  for (const row of books.orders) if (released.has(row.order_id)) same('cancelled order', row.order_id, cancelled.has(row.order_id), row.cancelled !== '')
}

/** What is over, twice or contradictory has a discrepancy that tells a person. */
export function checkDiscrepancies(books: HubBooks): void {
  const subjects = new Set(books.discrepancies.map((each) => `${each.kind} ${each.subject}`))
  const named = (subject: string): boolean => subjects.has(`double-work ${subject}`)
  for (const row of books.tasks) hold(row.picked + row.short <= row.asked || named(`task/${row.task_id}`), 'over-asked', () => `task ${row.task_id}: ${row.picked} picked and ${row.short} short of ${row.asked}, and nobody is told`)
  for (const row of books.lines) {
    const place = `${row.order_id}/${row.line_number}`
    hold(row.put <= row.quantity || named(`put/${place}`), 'over-asked', () => `line ${place}: ${row.put} put of ${row.quantity}`)
    hold(row.checked <= row.quantity || named(`check/${place}`), 'over-asked', () => `line ${place}: ${row.checked} checked of ${row.quantity}`)
  }
  const byNumber = Map.groupBy(books.parcels.filter((row) => row.waybill_number !== null && row.state !== 'stopped'), (row) => row.waybill_number!)
  for (const [number, parcels] of byNumber) hold(parcels.length === 1 || named(`waybill/${number}`) || parcels.every((row) => named(`order/${row.order_id}`)), 'waybill-twice', () => `${number} is on ${parcels.length} parcels, and nobody is told`)
  for (const stationId of books.forked) hold(subjects.has(`quarantined-fact fork/${stationId}`), 'fork-untold', () => stationId)
  for (const fact of books.facts) {
    if (fact.outcome === 'applied') continue
    if (fact.outcome === 'quarantined') {
      hold(subjects.has(`quarantined-fact ${fact.stationId}/${fact.incarnation}/${fact.seq}`), 'quarantine-untold', () => `${fact.kind}: ${fact.why}`)
      continue
    }
    const body = fact.body as { listId?: string; taskId?: string; toteCode?: string }
    const told = books.discrepancies.some((each) => (each.order_id !== null && fact.orderIds.includes(each.order_id)) || (each.parcel_id !== null && each.parcel_id === fact.parcelId)
      || each.subject === `list/${body.listId}` || each.subject === `task/${body.taskId}` || each.subject === `tote/${body.toteCode}`)
    hold(told, 'discrepancy-lost', () => `${fact.kind} at ${fact.position}: ${fact.why}`)
  }
}
