// I5, I10, I21: the tables of the hub and of each station against what the facts add up to.
import type { Findings } from './findings.ts'
import type { HubReader } from './read-hub.ts'
import type { StationFacts } from './read-station.ts'
import type { CountedLine, Recount } from './recount.ts'

type LineRow = { order_id: string; line_number: number } & Record<'picked_qty' | 'short_qty' | 'put_qty' | 'checked_qty', number>
type TaskRow = { task_id: string; picked_qty: number; short_qty: number }
type ParcelRow = { parcel_id: string; order_id: string; state: string; waybill_number: string | null; grams: number | null; stop_task: boolean | number }
type NumberRow = { waybill_number: string; order_id: string; parcel_id: string | null }

const isSame = (row: LineRow, line: CountedLine): boolean => row.picked_qty === line.picked && row.short_qty === line.short && row.put_qty === line.put && row.checked_qty === line.checked
const inWords = (row: LineRow, line: CountedLine): string =>
  `line ${row.line_number} of order ${row.order_id}: picked ${row.picked_qty}, short ${row.short_qty}, put ${row.put_qty}, checked ${row.checked_qty}; the facts say ${line.picked}, ${line.short}, ${line.put}, ${line.checked}`

type Tables = { lines: LineRow[]; tasks: TaskRow[]; parcels: ParcelRow[]; numbers: NumberRow[] }

/** What holds for both kinds of store. An order that was released again, or whose wave was cancelled, forgets pieces at a moment that each store meets by itself. */
function compare(findings: Findings, id: string, where: string, tables: Tables, work: Recount, firstTaker: (waybillNumber: string) => string | undefined, hubHasLost = false): void {
  const seen = new Set<string>()
  for (const row of tables.lines) {
    const order = work.orders.get(row.order_id)
    if (order) seen.add(row.order_id)
    if (!order || order.releases > 1 || order.unwound) continue
    const line = order.lines.get(row.line_number)
    findings.see(id, line !== undefined && isSame(row, line), () => `${where}: ${line ? inWords(row, line) : `line ${row.line_number} of order ${row.order_id} is in no fact`}`)
  }
  for (const orderId of work.orders.keys()) findings.see(id, seen.has(orderId), () => `${where}: order ${orderId} is released and not in the tables`)
  for (const row of tables.tasks) {
    const task = work.tasks.get(row.task_id)
    if (!task && hubHasLost) continue
    findings.see(id, task !== undefined && row.picked_qty === task.picked && row.short_qty === task.short, () => `${where}: task ${row.task_id} has ${row.picked_qty} picked and ${row.short_qty} short; the facts say ${task?.picked} and ${task?.short}`)
  }
  const parcelRows = new Map(tables.parcels.map((row) => [row.parcel_id, row]))
  for (const row of tables.parcels) findings.see(id, work.parcels.has(row.parcel_id), () => `${where}: parcel ${row.parcel_id} is in no fact`)
  for (const parcel of work.parcels.values()) {
    const row = parcelRows.get(parcel.parcelId)
    // Only the end of a parcel is the same in whatever order the facts came.
    const isRight = row !== undefined && row.order_id === parcel.orderId && (row.state === 'closed') === (parcel.state === 'closed') && (parcel.state !== 'closed' || (row.waybill_number === parcel.closed?.number && row.grams === parcel.closed?.grams))
    findings.see(id, isRight, () => `${where}: parcel ${parcel.parcelId} is ${row ? `${row.state} with ${row.waybill_number} and ${row.grams} g` : 'not in the tables'}; the facts say ${parcel.state} with ${parcel.closed?.number} and ${parcel.closed?.grams} g`)
  }
  for (const row of tables.numbers) {
    const number = work.numbers.get(row.waybill_number)
    if (hubHasLost && !number?.orderIds.size) continue
    findings.see(id, number?.orderIds.has(row.order_id) === true || number === undefined, () => `${where}: ${row.waybill_number} is of order ${row.order_id}; the facts say ${[...(number?.orderIds ?? [])].join(' and ')}`)
    const taker = firstTaker(row.waybill_number)
    findings.see('I10', (row.parcel_id ?? undefined) === taker, () => `${where}: ${row.waybill_number} is on ${row.parcel_id ?? 'no parcel'}; the facts say ${taker ?? 'none'}`)
  }
}

const takerIn = (work: Recount) => (waybillNumber: string): string | undefined => work.numbers.get(waybillNumber)?.boundTo

export async function checkHubTables(findings: Findings, hub: HubReader, work: Recount): Promise<void> {
  const tables: Tables = {
    lines: await hub.rows<LineRow>("select l.order_id, l.line_number, l.picked_qty, l.short_qty, l.put_qty, l.checked_qty from order_line l join customer_order o using (order_id) where o.state not in ('waiting', 'held')"),
    tasks: await hub.rows<TaskRow>('select task_id, picked_qty, short_qty from pick_task'),
    parcels: await hub.rows<ParcelRow>('select parcel_id, order_id, state, waybill_number, grams, stop_task from parcel'),
    numbers: await hub.rows<NumberRow>('select waybill_number, order_id, parcel_id from waybill'),
  }
  const waiting = new Set((await hub.rows<{ order_id: string }>("select order_id from customer_order where state in ('waiting', 'held')")).map((row) => row.order_id))
  // An order that waits again has lines that no release told of.
  for (const orderId of waiting) work.orders.delete(orderId)
  compare(findings, 'I5', 'hub', tables, work, takerIn(work))
  const shipped = new Set((await hub.rows<{ order_id: string }>("select order_id from customer_order where state = 'shipped'")).map((row) => row.order_id))
  const closed = new Set([...work.parcels.values()].filter((parcel) => parcel.state === 'closed').map((parcel) => parcel.orderId))
  for (const orderId of shipped) findings.see('I5', closed.has(orderId), () => `hub: order ${orderId} is shipped without a closed parcel`)
  const counts = Map.groupBy([...work.parcels.values()].filter((parcel) => parcel.manifestId !== null), (parcel) => parcel.manifestId)
  for (const row of await hub.rows<{ manifest_id: string; parcel_count: number }>('select manifest_id, parcel_count from manifest')) {
    const counted = counts.get(row.manifest_id)?.length ?? 0
    findings.see('I5', counted === row.parcel_count, () => `hub: manifest ${row.manifest_id} counts ${row.parcel_count} parcels; the facts say ${counted}`)
  }
}

/** `hubHasLost`: the hub was put back from a backup; what only the facts that it lost told of lists and numbers nobody can count anew. */
export function checkStationTables(findings: Findings, station: StationFacts, work: Recount, hubHasLost: boolean): void {
  const rows = <Row>(sql: string): Row[] => station.db.prepare<[], Row>(sql).all()
  const tables: Tables = {
    lines: rows<LineRow>('SELECT order_id, line_number, picked_qty, short_qty, put_qty, checked_qty FROM order_line'),
    tasks: rows<TaskRow>('SELECT task_id, picked_qty, short_qty FROM pick_task'),
    parcels: rows<ParcelRow>('SELECT parcel_id, order_id, state, waybill_number, grams, stop_task FROM parcel'),
    numbers: rows<NumberRow>('SELECT waybill_number, order_id, parcel_id FROM waybill'),
  }
  compare(findings, 'I21', station.name, tables, work, takerIn(work), hubHasLost)
  for (const row of tables.parcels) {
    const cancelled = work.orders.get(row.order_id)?.cancelled === true
    if (row.state === 'closed' && cancelled) findings.see('I17', Number(row.stop_task) === 1, () => `${station.name}: parcel ${row.parcel_id} of the cancelled order ${row.order_id} has no stop task`)
  }
  // An answer of the hub belongs to an entry of the journal.
  const lone = rows<{ entry_id: number }>('SELECT entry_id FROM outbox_answer WHERE entry_id NOT IN (SELECT entry_id FROM journal)')
  for (const { entry_id: entryId } of lone) findings.see('I21', false, () => `${station.name}: the hub's answer to entry ${entryId} is kept, and the entry is not there`)
}
