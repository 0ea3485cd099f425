// Everything that must be true when all was healed and all queues are empty. Reads the databases itself, past the product's code.
import type { Envelope } from '#shared/sync/envelope.ts'
import type { Database } from '#hub/store/database.ts'
import { checkDiscrepancies, checkHubJournals, readHubBooks, recount, type HubBooks } from './hub-books.ts'
import { collectFindings } from '#scripts/check-invariants/findings.ts'
import { recountStock } from '#scripts/check-invariants/recount-stock.ts'
import { readStationBooks, type StationBooks } from './station-books.ts'
import { hold } from './violation.ts'
import type { Witness } from './witness.ts'

export type Checked = { name: string; disk: string; isForked: boolean; isBarred: boolean; hasLostDisk: boolean }

export async function finalCheck({ database, machines, witness, count, hadRestore }: { database: Database; machines: readonly Checked[]; witness: Witness; count: (what: string, by?: number) => void; hadRestore: boolean }): Promise<void> {
  const hub = await readHubBooks(database)
  checkHubJournals(hub)
  recount(hub)
  await promisesHold(database, hub)
  checkDiscrepancies(hub)
  const books = machines.map((machine) => ({ ...machine, ...readStationBooks(machine.name, machine.disk) }))
  nothingLost(hub, books, witness)
  oneOrderForEachNumber(books, witness)
  for (const station of books) if (!station.isBarred) knowsAll(hub, station, hadRestore)
  for (const station of books) hold(!station.isForked || hub.forked.has(station.stationId) || station.hasLostDisk, 'fork-unknown', () => `${station.name} and the hub disagree on whether it is forked`)
  if (!hadRestore) agree(hub, books.filter((station) => !station.isForked), count)
  count('facts at the hub', hub.facts.length)
  count('discrepancies', hub.discrepancies.length)
  count('conflicts kept at stations', books.reduce((sum, station) => sum + station.conflicts.length, 0))
  count('facts let go of', books.reduce((sum, station) => sum + station.forgotten.size, 0))
  count('facts of others known by place', books.reduce((sum, station) => sum + station.knownPlaces.size, 0))
  count('labels printed', witness.tape.length)
}

/** I31: no piece was promised twice, and promises and stock are what the facts say. */
async function promisesHold(database: Database, { facts }: HubBooks): Promise<void> {
  const findings = collectFindings()
  const stock = recountStock(findings)
  for (const entry of facts) if (entry.outcome !== 'quarantined') stock.add(entry)
  await stock.check({ rows: database.rows, openLabel: null })
  for (const { wrong } of findings.all()) hold(wrong.length === 0, 'promised-twice', () => wrong.join('; '))
}

/** I1, I4: every fact that a station answered for is in a journal, and at the hub exactly once and byte for byte, unless its disk was taken away before. */
function nothingLost(hub: HubBooks, books: readonly (Checked & StationBooks)[], witness: Witness): void {
  const atHub = new Map(hub.facts.map((fact) => [fact.factId, fact]))
  const atPlace = new Map(hub.facts.map((fact) => [`${fact.stationId}/${fact.incarnation}/${fact.seq}`, fact.hash]))
  const onDisk = new Map<string, Envelope>()
  for (const station of books) for (const envelope of station.journal) onDisk.set(envelope.factId, envelope)
  for (const [factId, { envelope, machine }] of witness.promised) {
    if (witness.destroyed.has(factId)) continue
    const station = books[machine]!
    const stored = atHub.get(factId)
    hold(stored || onDisk.has(factId), 'fact-lost', () => `${envelope.kind} ${envelope.incarnation}/${envelope.seq} of ${station.name} is nowhere`)
    hold(stored || station.isBarred, 'fact-not-at-hub', () => `${envelope.kind} ${envelope.incarnation}/${envelope.seq} of ${station.name} never reached the hub`)
    // A disk image from before the join: its facts are told again by what is another station to the hub. Facts of a copy get an incarnation of their own (SY6).
    if (stored && !station.hasLostDisk && !hub.forked.has(station.stationId)) hold(stored.hash === envelope.hash && stored.incarnation === envelope.incarnation && stored.seq === envelope.seq, 'fact-changed', () => `${envelope.kind} of ${station.name}`)
  }
  for (const station of books) {
    for (const envelope of station.journal) hold(witness.promised.has(envelope.factId), 'fact-invented', () => `${envelope.kind} of ${station.name}`)
    if (station.isBarred) continue
    hold(station.unsent === 0, 'unsent', () => `${station.name} has ${station.unsent}`)
    for (const place of station.forgotten) hold(atPlace.has(place), 'forgotten-and-lost', () => `${place} of ${station.name}`)
    for (const envelope of station.journal) hold(atPlace.get(`${envelope.stationId}/${envelope.incarnation}/${envelope.seq}`) === envelope.hash, 'journal-not-at-hub', () => `${envelope.kind} ${envelope.incarnation}/${envelope.seq} of ${station.name}`)
  }
  for (const fact of hub.facts) hold(fact.stationId === 'hub' || witness.promised.has(fact.factId) || fact.why === 'the fact id is used by another fact', 'fact-invented', () => `${fact.kind} at ${fact.position}`)
}

/** I10: a number is for one order, ever, also across restores. */
function oneOrderForEachNumber(books: readonly StationBooks[], witness: Witness): void {
  for (const station of books) for (const { kind, body } of station.conflicts) hold(kind !== 'WaybillReserved', 'number-of-two-orders', () => `${station.name} knows ${JSON.stringify(body)} as another order's`)
  const orderOf = new Map<string, string>()
  for (const { envelope } of witness.promised.values()) {
    if (envelope.kind !== 'WaybillBound') continue
    const { waybillNumber, orderId } = envelope.body as { waybillNumber: string; orderId: string }
    hold((orderOf.get(waybillNumber) ?? orderId) === orderId, 'number-of-two-orders', () => `${waybillNumber} is bound for ${orderId} and for ${orderOf.get(waybillNumber)}`)
    orderOf.set(waybillNumber, orderId)
  }
}

/** I3: whoever stands at a position has dealt with every fact up to it. */
function knowsAll(hub: HubBooks, station: Checked & StationBooks, hadRestore: boolean): void {
  hold(station.epoch === hub.epoch && station.position === hub.facts.length, 'position', () => `${station.name} is at ${station.position} of ${hub.facts.length}`)
  const own = new Set(station.journal.map((envelope) => envelope.hash))
  for (const fact of hub.facts) {
    const place = `${fact.stationId}/${fact.incarnation}/${fact.seq}`
    hold(own.has(fact.hash) || station.forgotten.has(place) || station.known.has(fact.factId) || station.knownPlaces.has(place), 'change-skipped', () => `${station.name} has passed position ${fact.position} (${fact.kind}) and never took it`)
  }
  if (hadRestore) return
  const given = new Set(hub.facts.map((fact) => fact.factId))
  for (const factId of station.known) hold(given.has(factId), 'change-invented', () => `${station.name} knows ${factId}`)
}

/** I8: about orders that nobody disputes all stations and the hub say the same. */
function agree(hub: HubBooks, books: readonly (Checked & StationBooks)[], count: (what: string, by?: number) => void): void {
  const disputed = new Set<string>()
  const dispute = (body: Record<string, unknown>): void => {
    const { orderId, shares } = body as { orderId?: string; shares?: { orderId: string }[] }
    if (orderId) disputed.add(orderId)
    for (const share of shares ?? []) disputed.add(share.orderId)
  }
  const ordersOfList = new Map<string, string[]>()
  for (const { kind, body } of hub.facts) if (kind === 'PickListReleased') {
    const list = body as { listId: string; tasks: { shares: { orderId: string }[] }[] }
    ordersOfList.set(list.listId, list.tasks.flatMap((task) => task.shares.map((share) => share.orderId)))
  }
  const orderOfParcel = new Map(hub.parcels.map((row) => [row.parcel_id, row.order_id]))
  const disputeFact = (body: Record<string, unknown>): void => {
    dispute(body)
    const { listId, parcelId } = body as { listId?: string; parcelId?: string }
    for (const orderId of ordersOfList.get(listId ?? '') ?? []) disputed.add(orderId)
    const orderId = orderOfParcel.get(parcelId ?? '')
    if (orderId) disputed.add(orderId)
  }
  for (const fact of hub.facts) if (fact.outcome !== 'applied') disputeFact(fact.body)
  for (const each of hub.discrepancies) if (each.kind === 'double-work' && each.order_id) disputed.add(each.order_id)
  for (const station of books) for (const envelope of station.conflicts) disputeFact(envelope.body)
  const [first] = books
  if (!first) return
  let compared = 0
  for (const [orderId, text] of first.orders) {
    if (disputed.has(orderId)) continue
    compared += 1
    for (const other of books) hold(other.orders.get(orderId) === text, 'stations-disagree', () => `${first.name} says ${text}, ${other.name} says ${other.orders.get(orderId)}`)
  }
  for (const { order_id, line_number, picked, short, put, checked } of hub.lines) {
    const mine = first.lines.get(`${order_id}/${line_number}`)
    if (disputed.has(order_id) || !mine) continue
    hold(JSON.stringify(mine) === JSON.stringify({ picked, short, put, checked }), 'hub-disagrees', () => `${order_id}/${line_number}: ${first.name} ${JSON.stringify(mine)}, the hub ${JSON.stringify({ picked, short, put, checked })}`)
  }
  count('orders compared', compared)
  count('orders disputed', disputed.size)
}
