// The usual facts of a batch folded in memory over the rows they are about, which are read once and written once. Only what is as expected is
// folded here; whatever would raise, settle or dispute anything is left to fold-station-facts.ts, with the same result for every row (rule HB12).
import { decideClaim, type Claim, type ClaimKind } from '#shared/domain/claims/claim.ts'
import type { Body, FactOf } from '#shared/domain/facts/facts.ts'
import { columns as claimColumns, noteGranted } from './claims.ts'
import type { Transaction } from './database.ts'
import type { StationFactKind } from './fold-station-facts.ts'
import { consume, consumedBy, freeLists, type Consumed } from './reservations.ts'

type Line = { order_id: string; line_number: number; quantity: number; picked_qty: number; short_qty: number; put_qty: number; checked_qty: number }
type Task = { task_id: string; asked_qty: number; picked_qty: number; short_qty: number }
type List = { list_id: string; state: string; person_id: string | null; station_id: string | null; tote_code: string | null; taken_at_ms: number | null }
type Order = { order_id: string; wave_id: string | null; state: string; cancelled: string; tote_code: string | null; ended_at_ms: number | null }
type Parcel = {
  parcel_id: string; order_id: string; wave_id: string; station_id: string; person_id: string; state: string; waybill_number: string | null; grams: number | null; weight_verdict: string | null
  label_state: string; copies: number; reprint_asked: boolean; stop_task: boolean; manifest_id: string | null; closed_at_ms: number | null
}
type Waybill = { waybill_number: string; order_id: string; parcel_id: string | null }
type Manifest = { manifest_id: string; parcel_count: number; total_grams: number }

export type Of = { stationId: string; stationName: string; actorId: string; atMs: number; nowMs: number; hubTimeMs: number; day: number }
type Usual = Extract<StationFactKind,
  | 'ScanRefused' | 'PickListStarted' | 'ToteTaken' | 'ItemPicked' | 'TaskSkipped' | 'PickListFinished' | 'ItemPut' | 'ParcelOpened' | 'ItemChecked' | 'EnclosureAdded' | 'PackagingUsed' | 'PackagingTakenBack' | 'ParcelWeighed' | 'WaybillBound'
  | 'LabelQueued' | 'LabelSent' | 'LabelConfirmed' | 'ParcelClosed' | 'ParcelScannedOut'>
type Fact = FactOf<StationFactKind>

/** Rows by their key, and those that changed since they were read. */
function table<Row extends object>(keyOf: (row: Row) => string) {
  const rows = new Map<string, Row>()
  const changed = new Map<string, Row>()
  return {
    keep: (read: readonly Row[]): void => read.forEach((row) => rows.set(keyOf(row), row)),
    get: (key: string): Row | undefined => rows.get(key),
    all: (): Iterable<Row> => rows.values(),
    change(row: Row, to: Partial<Row>): void {
      Object.assign(row, to)
      changed.set(keyOf(row), row)
    },
    add(row: Row): void {
      rows.set(keyOf(row), row)
      changed.set(keyOf(row), row)
    },
    takeChanged(): Row[] {
      const taken = [...changed.values()]
      changed.clear()
      return taken
    },
  }
}

const ordersIn = ({ body }: Fact): string[] => {
  const { orderId, shares } = body as { orderId?: string | null; shares?: { orderId: string }[] }
  return [...(orderId ? [orderId] : []), ...(shares ?? []).map((share) => share.orderId)]
}
const valuesOf = (facts: readonly Fact[], name: string): string[] => [...new Set(facts.map(({ body }) => (body as Record<string, unknown>)[name]).filter((value) => typeof value === 'string'))]

export type Together = {
  /** True: folded, with the outcome 'applied'. False: it is not usual, and nothing was changed. */
  fold(fact: Fact, of: Of): boolean
  /** Writes everything that was folded, behind what was asked. */
  write(): void
}

/** Reads what these facts are about. No other transaction writes meanwhile (Database.write). */
export async function foldTogether(sql: Transaction, facts: readonly Fact[], granted: Map<string, Claim>, touchedWaves: Set<string>): Promise<Together> {
  const orderIds = [...new Set(facts.flatMap(ordersIn))]
  const parcelIds = valuesOf(facts, 'parcelId')
  const listIds = valuesOf(facts, 'listId')
  const toteCodes = valuesOf(facts.filter((fact) => fact.kind === 'ToteTaken'), 'toteCode')
  const manifestIds = valuesOf(facts, 'manifestId')
  const lines = table<Line>((row) => `${row.order_id}/${row.line_number}`)
  const tasks = table<Task>((row) => row.task_id)
  const lists = table<List>((row) => row.list_id)
  const orders = table<Order>((row) => row.order_id)
  const parcels = table<Parcel>((row) => row.parcel_id)
  const numbers = table<Waybill>((row) => row.waybill_number)
  const manifests = table<Manifest>((row) => row.manifest_id)
  const held = table<Claim>((claim) => `${claim.claimKind}/${claim.subject}`)
  /** Rows by lists of keys; nobody is asked for none. */
  const about = async <Row>(text: string, ...keys: readonly (readonly string[])[]): Promise<Row[]> => (keys.every((list) => list.length === 0) ? [] : sql.rows<Row>(text, keys))
  // Asked together: one way to the server for all of them.
  const [foundLines, foundTasks, foundLists, foundOrders, foundParcels, foundNumbers, foundManifests, foundClaims, talked] = await Promise.all([
    about<Line>('select order_id, line_number, quantity, picked_qty, short_qty, put_qty, checked_qty from order_line where order_id = any($1::text[])', orderIds),
    about<Task>('select task_id, asked_qty, picked_qty, short_qty from pick_task where task_id = any($1::text[])', valuesOf(facts, 'taskId')),
    about<List>("select list_id, state, person_id, station_id, tote_code, taken_at_ms from pick_list where list_id = any($1::text[]) or (tote_code = any($2::text[]) and state = 'taken')", listIds, toteCodes),
    about<Order>('select order_id, wave_id, state, cancelled, tote_code, ended_at_ms from customer_order where order_id = any($1::text[])', orderIds),
    about<Parcel>(
      `select parcel_id, order_id, wave_id, station_id, person_id, state, waybill_number, grams, weight_verdict, label_state, copies, reprint_asked, stop_task, manifest_id, closed_at_ms from parcel
       where order_id = any($1::text[]) or parcel_id = any($2::text[])`, orderIds, parcelIds),
    about<Waybill>('select waybill_number, order_id, parcel_id from waybill w where waybill_number = any($1::text[]) and not exists (select 1 from burned_number b where b.waybill_number = w.waybill_number)', valuesOf(facts, 'waybillNumber')),
    about<Manifest>('select manifest_id, parcel_count, total_grams from manifest where manifest_id = any($1::text[])', manifestIds),
    about<Claim>(
      `select ${claimColumns} from claim where (claim_kind = 'list' and subject = any($1::text[])) or (claim_kind = 'tote' and subject = any($2::text[])) or (claim_kind = 'order' and subject = any($3::text[]))`, listIds, toteCodes, orderIds),
    about<{ subject: string }>(
      "select unnest(array[subject, parcel_id, order_id]) as subject from discrepancy where state = 'open' and (parcel_id = any($1::text[]) or order_id = any($2::text[]) or subject = any($1::text[]))", parcelIds, orderIds),
  ])
  lines.keep(foundLines)
  tasks.keep(foundTasks)
  lists.keep(foundLists)
  orders.keep(foundOrders)
  parcels.keep(foundParcels)
  numbers.keep(foundNumbers)
  manifests.keep(foundManifests)
  held.keep(foundClaims)
  // Whoever is talked about at the board is not usual any more.
  const talkedAbout = new Set(talked.map((row) => row.subject))

  const parcelsOfOrder = Map.groupBy(parcels.all(), (parcel) => parcel.order_id)
  const linesOfOrder = Map.groupBy(lines.all(), (line) => line.order_id)
  const tallies = new Map<string, { day: number; station_id: string; personId: string; parcels: number; picked: number; refusals: number }>()
  const stock = new Map<string, { place: string; sku: string; by: number }>()
  const consumed = new Map<string, Consumed>()
  const finished = new Set<string>()
  const activities = new Map<string, string>()
  const printed = new Set<string>()

  const tally = ({ day, stationId }: Of, personId: string, column: 'parcels' | 'picked' | 'refusals', by: number): void => {
    const key = `${day}/${stationId}/${personId}`
    const row = tallies.get(key) ?? { day, station_id: stationId, personId, parcels: 0, picked: 0, refusals: 0 }
    row[column] += by
    tallies.set(key, row)
  }
  const grant = (claimKind: ClaimKind, subject: string, personId: string, of: Of): boolean => {
    const decided = decideClaim(held.get(`${claimKind}/${subject}`), { claimKind, subject, stationId: of.stationId, stationName: of.stationName, personId }, of.hubTimeMs)
    if (decided.kind === 'granted') {
      held.add(decided.claim)
      noteGranted(granted, decided.claim)
    }
    return decided.kind !== 'held'
  }
  const isHeld = (claimKind: ClaimKind, subject: string, personId: string, of: Of): boolean =>
    decideClaim(held.get(`${claimKind}/${subject}`), { claimKind, subject, stationId: of.stationId, stationName: of.stationName, personId }, of.hubTimeMs).kind === 'held'

  /** HX29: a station works on it, and no wave of this hub has it. */
  const isForgotten = (orderId: string): boolean => !orders.get(orderId)?.wave_id

  const folds: { [K in Usual]: (body: Body<K>, of: Of) => boolean } = {
    ScanRefused(_body, of) {
      tally(of, of.actorId, 'refusals', 1)
      return true
    },
    PickListStarted({ listId, personId }, of) {
      const list = lists.get(listId)
      if (!list || (list.state !== 'open' && list.state !== 'taken') || isHeld('list', listId, personId, of)) return false
      if (list.state === 'taken' && list.station_id !== of.stationId && list.person_id !== personId) return false
      activities.set(of.stationId, 'pick')
      grant('list', listId, personId, of)
      lists.change(list, { state: 'taken', person_id: personId, station_id: of.stationId, taken_at_ms: of.atMs })
      return true
    },
    ToteTaken({ toteCode, listId, orderId }, of) {
      const list = lists.get(listId)
      const order = orderId === null ? undefined : orders.get(orderId)
      if (!list || (orderId !== null && !order) || [...lists.all()].some((other) => other.tote_code === toteCode && other.list_id !== listId && other.state === 'taken')) return false
      lists.change(list, { tote_code: toteCode })
      if (order) orders.change(order, { tote_code: toteCode })
      // Whoever held the tote has laid it aside: it is in use for no other list.
      held.add({ claimKind: 'tote', subject: toteCode, stationId: of.stationId, stationName: of.stationName, personId: of.actorId, sinceMs: of.hubTimeMs, untilMs: 0 })
      return grant('tote', toteCode, of.actorId, of)
    },
    ItemPicked({ taskId, quantity, shares, placeCode, sku }, of) {
      const task = tasks.get(taskId)
      if (!task || task.picked_qty + task.short_qty + quantity > task.asked_qty) return false
      const picked = shares.map((share) => lines.get(`${share.orderId}/${share.lineNumber}`))
      // A short order is raised when its last piece is picked: not usual. So are two shares of one line in one fact.
      if (picked.includes(undefined) || new Set(picked).size < picked.length || shares.some((share) => linesOfOrder.get(share.orderId)?.some((line) => line.short_qty > 0))) return false
      tasks.change(task, { picked_qty: task.picked_qty + quantity })
      for (const [index, line] of picked.entries()) if (line) lines.change(line, { picked_qty: line.picked_qty + (shares[index]?.quantity ?? 0) })
      for (const each of consumedBy(taskId, shares)) {
        const key = `${each.taskId}/${each.orderId}/${each.lineNumber}`
        consumed.set(key, { ...each, quantity: each.quantity + (consumed.get(key)?.quantity ?? 0) })
      }
      const shelf = stock.get(`${placeCode}/${sku}`) ?? { place: placeCode, sku, by: 0 }
      shelf.by += quantity
      stock.set(`${placeCode}/${sku}`, shelf)
      tally(of, of.actorId, 'picked', quantity)
      return true
    },
    TaskSkipped: () => true,
    PickListFinished({ listId }) {
      const list = lists.get(listId)
      if (!list) return false
      if (list.state !== 'cancelled') lists.change(list, { state: 'finished' })
      finished.add(listId)
      return true
    },
    ItemPut({ orderId, lineNumber, quantity }, of) {
      const line = lines.get(`${orderId}/${lineNumber}`)
      if (!line || isForgotten(orderId) || line.put_qty + quantity > line.quantity) return false
      activities.set(of.stationId, 'put')
      lines.change(line, { put_qty: line.put_qty + quantity })
      return true
    },
    ParcelOpened({ parcelId, orderId, waveId, personId }, of) {
      const others = parcelsOfOrder.get(orderId) ?? []
      if (parcels.get(parcelId) || isForgotten(orderId) || others.some((other) => other.state !== 'stopped') || isHeld('order', orderId, personId, of)) return false
      activities.set(of.stationId, 'check')
      const parcel: Parcel = {
        parcel_id: parcelId, order_id: orderId, wave_id: waveId, station_id: of.stationId, person_id: personId, state: 'open', waybill_number: null, grams: null, weight_verdict: null,
        label_state: 'none', copies: 0, reprint_asked: false, stop_task: false, manifest_id: null, closed_at_ms: null,
      }
      parcels.add(parcel)
      parcelsOfOrder.set(orderId, [...others, parcel])
      grant('order', orderId, personId, of)
      return true
    },
    ItemChecked({ orderId, lineNumber, quantity }) {
      const line = lines.get(`${orderId}/${lineNumber}`)
      if (!line || line.checked_qty + quantity > line.quantity) return false
      lines.change(line, { checked_qty: line.checked_qty + quantity })
      return true
    },
    EnclosureAdded: () => true,
    PackagingUsed: () => true,
    PackagingTakenBack: () => true,
    ParcelWeighed({ parcelId, grams, verdict }) {
      const parcel = parcels.get(parcelId)
      if (!parcel || parcel.state === 'closed' || verdict !== 'fits' || talkedAbout.has(parcelId)) return false
      parcels.change(parcel, { grams, weight_verdict: verdict })
      return true
    },
    WaybillBound({ parcelId, orderId, waybillNumber }) {
      const parcel = parcels.get(parcelId)
      const number = numbers.get(waybillNumber)
      if (!parcel || !number || number.order_id !== orderId || (number.parcel_id !== null && number.parcel_id !== parcelId)) return false
      parcels.change(parcel, { waybill_number: waybillNumber })
      numbers.change(number, { parcel_id: parcelId })
      return true
    },
    LabelQueued({ parcelId, copy }) {
      const parcel = parcels.get(parcelId)
      if (!parcel) return false
      parcels.change(parcel, { label_state: 'queued', copies: Math.max(parcel.copies, copy), reprint_asked: false })
      return true
    },
    LabelSent({ parcelId }, of) {
      const parcel = parcels.get(parcelId)
      if (!parcel) return false
      parcels.change(parcel, { label_state: 'sent' })
      printed.add(of.stationId)
      return true
    },
    LabelConfirmed({ parcelId }) {
      const parcel = parcels.get(parcelId)
      if (!parcel || talkedAbout.has(parcelId)) return false
      parcels.change(parcel, { label_state: 'confirmed' })
      return true
    },
    ParcelClosed({ parcelId, orderId, waveId, waybillNumber, grams, personId }, of) {
      const parcel = parcels.get(parcelId)
      const order = orders.get(orderId)
      if (!parcel || parcel.order_id !== orderId || order?.state !== 'released' || order.cancelled !== '' || talkedAbout.has(parcelId) || talkedAbout.has(orderId)) return false
      touchedWaves.add(waveId)
      tally(of, personId, 'parcels', 1)
      parcels.change(parcel, { state: 'closed', waybill_number: waybillNumber, grams, closed_at_ms: of.atMs, person_id: personId })
      orders.change(order, { state: 'shipped', ended_at_ms: of.nowMs })
      return true
    },
    ParcelScannedOut({ manifestId, parcelId }) {
      const parcel = parcels.get(parcelId)
      const manifest = manifests.get(manifestId)
      if (!parcel || !manifest || parcel.stop_task || (parcel.manifest_id !== null && parcel.manifest_id !== manifestId)) return false
      parcels.change(parcel, { manifest_id: manifestId })
      manifests.change(manifest, { parcel_count: manifest.parcel_count + 1, total_grams: manifest.total_grams + (parcel.grams ?? 0) })
      return true
    },
  }

  const put = (text: string, rows: readonly object[]): void => {
    if (rows.length > 0) sql.behind(sql.run(text, [JSON.stringify(rows)]))
  }
  return {
    fold(fact, of) {
      const fold = folds[fact.kind as Usual] as ((body: Fact['body'], of: Of) => boolean) | undefined
      return fold?.(fact.body, of) ?? false
    },
    write() {
      put(`update order_line l set picked_qty = t.picked_qty, put_qty = t.put_qty, checked_qty = t.checked_qty
        from jsonb_to_recordset($1::jsonb) as t(order_id text, line_number int, picked_qty int, put_qty int, checked_qty int) where l.order_id = t.order_id and l.line_number = t.line_number`, lines.takeChanged())
      put('update pick_task k set picked_qty = t.picked_qty from jsonb_to_recordset($1::jsonb) as t(task_id text, picked_qty int) where k.task_id = t.task_id', tasks.takeChanged())
      put(`update pick_list l set state = t.state, person_id = t.person_id, station_id = t.station_id, tote_code = t.tote_code, taken_at_ms = t.taken_at_ms
        from jsonb_to_recordset($1::jsonb) as t(list_id text, state text, person_id text, station_id text, tote_code text, taken_at_ms bigint) where l.list_id = t.list_id`, lists.takeChanged())
      put(`update customer_order o set state = t.state, tote_code = t.tote_code, ended_at_ms = t.ended_at_ms
        from jsonb_to_recordset($1::jsonb) as t(order_id text, state text, tote_code text, ended_at_ms bigint) where o.order_id = t.order_id`, orders.takeChanged())
      put(`insert into parcel (parcel_id, order_id, wave_id, station_id, person_id, state, waybill_number, grams, weight_verdict, label_state, copies, reprint_asked, stop_task, manifest_id, closed_at_ms)
        select parcel_id, order_id, wave_id, station_id, person_id, state, waybill_number, grams, weight_verdict, label_state, copies, reprint_asked, stop_task, manifest_id, closed_at_ms from jsonb_to_recordset($1::jsonb)
          as t(parcel_id text, order_id text, wave_id text, station_id text, person_id text, state text, waybill_number text, grams int, weight_verdict text, label_state text, copies int, reprint_asked boolean, stop_task boolean, manifest_id text, closed_at_ms bigint)
        on conflict (parcel_id) do update set person_id = excluded.person_id, state = excluded.state, waybill_number = excluded.waybill_number, grams = excluded.grams, weight_verdict = excluded.weight_verdict,
          label_state = excluded.label_state, copies = excluded.copies, reprint_asked = excluded.reprint_asked, manifest_id = excluded.manifest_id, closed_at_ms = excluded.closed_at_ms`, parcels.takeChanged())
      put('update waybill w set parcel_id = t.parcel_id from jsonb_to_recordset($1::jsonb) as t(waybill_number text, parcel_id text) where w.waybill_number = t.waybill_number', numbers.takeChanged())
      put('update manifest m set parcel_count = t.parcel_count, total_grams = t.total_grams from jsonb_to_recordset($1::jsonb) as t(manifest_id text, parcel_count int, total_grams bigint) where m.manifest_id = t.manifest_id', manifests.takeChanged())
      put(`insert into claim (claim_kind, subject, station_id, station_name, person_id, since_ms, until_ms)
        select "claimKind", subject, "stationId", "stationName", "personId", "sinceMs", "untilMs" from jsonb_to_recordset($1::jsonb)
          as t("claimKind" text, subject text, "stationId" text, "stationName" text, "personId" text, "sinceMs" bigint, "untilMs" bigint)
        on conflict (claim_kind, subject) do update set station_id = excluded.station_id, station_name = excluded.station_name, person_id = excluded.person_id, since_ms = excluded.since_ms, until_ms = excluded.until_ms`, held.takeChanged())
      put('update stock s set quantity = greatest(s.quantity - t.by, 0) from jsonb_to_recordset($1::jsonb) as t(place text, sku text, by int) where s.place_code = t.place and s.sku = t.sku and s.quantity is not null', [...stock.values()])
      put(`insert into tally (day, station_id, person_id, parcels, picked_pieces, refusals)
        select day, station_id, "personId", parcels, picked, refusals from jsonb_to_recordset($1::jsonb) as t(day int, station_id text, "personId" text, parcels int, picked int, refusals int)
        on conflict (day, station_id, person_id) do update set parcels = tally.parcels + excluded.parcels, picked_pieces = tally.picked_pieces + excluded.picked_pieces, refusals = tally.refusals + excluded.refusals`,
        [...tallies.values()])
      put('update station s set activity = t.activity from jsonb_to_recordset($1::jsonb) as t(station_id text, activity text) where s.station_id = t.station_id and s.activity <> t.activity', [...activities].map(([stationId, activity]) => ({ station_id: stationId, activity })))
      if (printed.size > 0) sql.behind(sql.run("update station set printer_words = '' where station_id = any($1::text[]) and printer_words <> ''", [[...printed]]))
      sql.behind(consume(sql, [...consumed.values()]))
      if (finished.size > 0) sql.behind(freeLists(sql, [...finished]))
      consumed.clear()
      finished.clear()
      stock.clear()
      tallies.clear()
      activities.clear()
      printed.clear()
    },
  }
}
