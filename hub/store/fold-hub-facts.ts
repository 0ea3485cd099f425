// What the hub's own facts change in its projections. Runs of one kind are folded by one statement, because an import lists thousands.
import { createHash } from 'node:crypto'
import type { Body, Fact, FactKind } from '#shared/domain/facts/facts.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Sql } from './database.ts'
import { freeOrders, freeWaves, reserve } from './reservations.ts'

type Fold<K extends FactKind> = (sql: Sql, bodies: Body<K>[], nowMs: number) => Promise<void>

const newestBy = <T>(rows: readonly T[], keyOf: (row: T) => string): T[] => [...new Map(rows.map((row) => [keyOf(row), row])).values()]

/** Tells whether a listing says anything new. */
export function listedHash(body: Body<'ProductListed'>): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('base64url')
}

const foldProducts: Fold<'ProductListed'> = async (sql, bodies) => {
  const products = newestBy(bodies, (body) => body.sku)
  await sql.run(
    `insert into product (sku, name, name_en, spec, picture_id, weight_grams, length_mm, width_mm, height_mm, fragile, liquid, bulky, needs_serial, needs_lot, needs_anti_counterfeit, listed_hash)
     select sku, name, "nameEn", spec, "pictureId", "weightGrams", "lengthMm", "widthMm", "heightMm", fragile, liquid, bulky, "needsSerial", "needsLot", "needsAntiCounterfeit", hash
     from jsonb_to_recordset($1::jsonb) as t(sku text, name text, "nameEn" text, spec text, "pictureId" text, "weightGrams" int, "lengthMm" int, "widthMm" int, "heightMm" int,
       fragile boolean, liquid boolean, bulky boolean, "needsSerial" boolean, "needsLot" boolean, "needsAntiCounterfeit" boolean, hash text)
     on conflict (sku) do update set name = excluded.name, name_en = excluded.name_en, spec = excluded.spec, picture_id = excluded.picture_id, weight_grams = excluded.weight_grams,
       length_mm = excluded.length_mm, width_mm = excluded.width_mm, height_mm = excluded.height_mm, fragile = excluded.fragile, liquid = excluded.liquid, bulky = excluded.bulky,
       needs_serial = excluded.needs_serial, needs_lot = excluded.needs_lot, needs_anti_counterfeit = excluded.needs_anti_counterfeit, listed_hash = excluded.listed_hash`,
    [JSON.stringify(products.map((product) => ({ ...product, hash: listedHash(product) })))],
  )
  await sql.run('delete from product_code where sku = any($1::text[])', [products.map((product) => product.sku)])
  const codes = products.flatMap((product) => product.codes.map(({ code, quantity }) => ({ code, quantity, sku: product.sku })))
  await sql.run(
    `insert into product_code (code, sku, quantity) select code, sku, quantity from jsonb_to_recordset($1::jsonb) as t(code text, sku text, quantity int) on conflict do nothing`,
    [JSON.stringify(codes)],
  )
}

const foldPlaces: Fold<'PlaceListed'> = async (sql, bodies) => {
  await sql.run(
    `insert into place (place_code, zone, aisle, bay, shelf, side, x, y, walk_aisle, level)
     select "placeCode", zone, aisle, bay, shelf, side, (spot->>'x')::float8, (spot->>'y')::float8, spot->>'aisle', (spot->>'level')::int
     from jsonb_to_recordset($1::jsonb) as t("placeCode" text, zone text, aisle int, bay int, shelf int, side text, spot jsonb)
     on conflict (place_code) do update set zone = excluded.zone, aisle = excluded.aisle, bay = excluded.bay, shelf = excluded.shelf, side = excluded.side,
       x = excluded.x, y = excluded.y, walk_aisle = excluded.walk_aisle, level = excluded.level`,
    [JSON.stringify(newestBy(bodies, (body) => body.placeCode).map(({ spot, ...body }) => (spot ? { ...body, spot } : body)))],
  )
}

const foldLayouts: Fold<'LayoutListed'> = async (sql, bodies, nowMs) => {
  await sql.run('insert into layout (body, listed_at_ms) values ($1::jsonb, $2) on conflict (only_row) do update set body = excluded.body, listed_at_ms = excluded.listed_at_ms', [JSON.stringify(bodies.at(-1)), nowMs])
}

const foldCounts: Fold<'StockCounted'> = async (sql, bodies) => {
  await sql.run(
    `insert into stock (place_code, sku, quantity, expires_day, case_quantity) select "placeCode", sku, quantity, "expiresOnDay", "caseQuantity"
     from jsonb_to_recordset($1::jsonb) as t("placeCode" text, sku text, quantity int, "expiresOnDay" int, "caseQuantity" int)
     on conflict (sku, place_code) do update set quantity = excluded.quantity, expires_day = excluded.expires_day, case_quantity = excluded.case_quantity`,
    [JSON.stringify(newestBy(bodies.flatMap((body) => body.rows), (row) => `${row.placeCode}\n${row.sku}`))])
}

const foldContainers: Fold<'ContainerListed'> = async (sql, bodies) => {
  await sql.run(
    `insert into container (code, kind, group_code, rank)
     select code, kind, "groupCode", rank from jsonb_to_recordset($1::jsonb) as t(code text, kind text, "groupCode" text, rank int)
     on conflict (code) do update set kind = excluded.kind, group_code = excluded.group_code, rank = excluded.rank`,
    [JSON.stringify(newestBy(bodies, (body) => body.code))],
  )
}

const foldPackagings: Fold<'PackagingListed'> = async (sql, bodies) => {
  await sql.run(
    `insert into packaging (packaging_code, name, weight_grams, body) select t->>'packagingCode', t->>'name', (t->>'weightGrams')::int, t from jsonb_array_elements($1::jsonb) as t
     on conflict (packaging_code) do update set name = excluded.name, weight_grams = excluded.weight_grams, body = excluded.body`,
    [JSON.stringify(newestBy(bodies, (body) => body.packagingCode))],
  )
}

const foldCarriers: Fold<'CarrierListed'> = async (sql, bodies) => {
  await sql.run(
    `insert into carrier (carrier_code, name, name_en, label_size) select "carrierCode", name, "nameEn", "labelSize" from jsonb_to_recordset($1::jsonb) as t("carrierCode" text, name text, "nameEn" text, "labelSize" text)
     on conflict (carrier_code) do update set name = excluded.name, name_en = excluded.name_en, label_size = excluded.label_size`,
    [JSON.stringify(newestBy(bodies, (body) => body.carrierCode))],
  )
}

const foldPeople: Fold<'PersonListed'> = async (sql, bodies) => {
  await sql.run(
    `insert into person (person_id, name, badge_code, role, pin_hash, active) select "personId", name, "badgeCode", role, "pinHash", active
     from jsonb_to_recordset($1::jsonb) as t("personId" text, name text, "badgeCode" text, role text, "pinHash" text, active boolean)
     on conflict (person_id) do update set name = excluded.name, badge_code = excluded.badge_code, role = excluded.role, pin_hash = excluded.pin_hash, active = excluded.active`,
    [JSON.stringify(newestBy(bodies, (body) => body.personId))],
  )
}

const foldReleasedOrders: Fold<'OrderReleased'> = async (sql, bodies) => {
  const changed = await sql.run(
    `update customer_order o set state = 'released', wave_id = t."waveId", carrier_code = t."carrierCode", cut_off_at_ms = t."cutOffAtMs", slot_code = t."slotCode"
     from jsonb_to_recordset($1::jsonb) as t("orderId" text, "waveId" text, "carrierCode" text, "cutOffAtMs" bigint, "slotCode" text) where o.order_id = t."orderId" and o.state = 'waiting'`,
    [JSON.stringify(bodies.map(({ lines: _lines, ...body }) => body))],
  )
  assert(changed === bodies.length, 'only waiting orders are released, each once')
  // Whoever held one in an earlier wave holds it no longer.
  await sql.run("delete from claim where claim_kind = 'order' and subject = any($1::text[])", [bodies.map((body) => body.orderId)])
}

const foldReservedWaybills: Fold<'WaybillReserved'> = async (sql, bodies) => {
  await sql.run(
    `update customer_order o set waybill_number = t."waybillNumber" from jsonb_to_recordset($1::jsonb) as t("orderId" text, "waybillNumber" text) where o.order_id = t."orderId"`,
    [JSON.stringify(bodies)],
  )
}

const foldPickLists: Fold<'PickListReleased'> = async (sql, bodies) => {
  await sql.run(
    `insert into pick_list (list_id, wave_id, list_number, zone, mode, state) select "listId", "waveId", "listNumber", zone, mode, 'open'
     from jsonb_to_recordset($1::jsonb) as t("listId" text, "waveId" text, "listNumber" text, zone text, mode text)`,
    [JSON.stringify(bodies.map(({ tasks: _tasks, ...body }) => body))],
  )
  const tasks = bodies.flatMap((list) => list.tasks.map(({ shares: _shares, ...task }) => ({ ...task, listId: list.listId, waveId: list.waveId })))
  await sql.run(
    `insert into pick_task (task_id, list_id, wave_id, sequence, place_code, sku, asked_qty) select "taskId", "listId", "waveId", sequence, "placeCode", sku, quantity
     from jsonb_to_recordset($1::jsonb) as t("taskId" text, "listId" text, "waveId" text, sequence int, "placeCode" text, sku text, quantity int)`,
    [JSON.stringify(tasks)],
  )
  await reserve(sql, bodies)
}

/** The rows of a wave, of a split order and of replaced pieces stand before their facts (hub/waves/release-wave.ts, hub/orders/split-order.ts, hub/waves/other-place.ts); the fact itself changes nothing more. */
const nothing = async (): Promise<void> => undefined

const foldCancelledWaves: Fold<'WaveCancelled'> = async (sql, bodies, nowMs) => {
  const waveIds = bodies.map((body) => body.waveId)
  await sql.run("update wave set state = 'cancelled', ended_at_ms = $2 where wave_id = any($1::text[])", [waveIds, nowMs])
  await sql.run("update pick_list set state = 'cancelled' where wave_id = any($1::text[])", [waveIds])
  await freeWaves(sql, waveIds)
  await sql.run("update order_line l set picked_qty = 0, short_qty = 0, put_qty = 0, checked_qty = 0 from customer_order o where o.order_id = l.order_id and o.wave_id = any($1::text[]) and o.state = 'released'", [waveIds])
  await sql.run("update parcel set state = 'stopped' where wave_id = any($1::text[]) and state in ('open', 'suspended')", [waveIds])
  await sql.run("update customer_order set state = 'waiting', wave_id = null, slot_code = null, tote_code = null where wave_id = any($1::text[]) and state = 'released' and cancelled = ''", [waveIds])
  await sql.run("update customer_order set state = 'cancelled', ended_at_ms = $2 where wave_id = any($1::text[]) and state = 'released'", [waveIds, nowMs])
}

const foldDoneWaves: Fold<'WaveDone'> = async (sql, bodies, nowMs) => {
  await sql.run("update wave set state = 'done', ended_at_ms = $2 where wave_id = any($1::text[])", [bodies.map((body) => body.waveId), nowMs])
  await freeWaves(sql, bodies.map((body) => body.waveId))
}

/** An order that is kicked out because pieces are missing counts as short. */
export const shortKickOutReason = 'short'

const foldKickedOut: Fold<'OrderKickedOut'> = async (sql, bodies, nowMs) => {
  await freeOrders(sql, bodies.map((body) => body.orderId))
  for (const body of bodies) {
    await sql.run("update customer_order set state = $2, ended_at_ms = $3 where order_id = $1 and state = 'released'", [body.orderId, body.reason === shortKickOutReason ? 'short' : 'kicked-out', nowMs])
  }
}

/** A parcel that is closed already must not leave: the board says so at once, whether or not its station can be reached. */
const foldCancelledOrders: Fold<'OrderCancelled'> = async (sql, bodies, nowMs) => {
  await freeOrders(sql, bodies.map((body) => body.orderId))
  for (const body of bodies) {
    await sql.run('update customer_order set cancelled = $2 where order_id = $1', [body.orderId, body.why])
    await sql.run("update parcel set stop_task = true where order_id = $1 and state = 'closed'", [body.orderId])
    await sql.run(
      `insert into discrepancy (discrepancy_id, kind, subject, raised_at_ms, order_id, parcel_id, station_id, person_id, detail)
       select gen_random_uuid()::text, 'stop-task', parcel_id, $2, order_id, parcel_id, station_id, person_id, jsonb_build_object('waybill', coalesce(waybill_number, ''))
       from parcel where order_id = $1 and state = 'closed' on conflict (kind, subject) where state = 'open' do nothing`, [body.orderId, nowMs])
  }
}

const foldShortAccepted: Fold<'ShortAccepted'> = async (sql, bodies) => {
  await sql.run('update customer_order set short_accepted = true where order_id = any($1::text[])', [bodies.map((body) => body.orderId)])
}

const foldReturnedLists: Fold<'PickListReturned'> = async (sql, bodies) => {
  await sql.run("delete from claim where claim_kind = 'list' and subject = any($1::text[])", [bodies.map((body) => body.listId)])
  await sql.run("update pick_list set state = 'open', person_id = null, station_id = null, taken_at_ms = null where list_id = any($1::text[]) and state = 'taken'", [bodies.map((body) => body.listId)])
}

const foldReprintApproved: Fold<'ReprintApproved'> = async (sql, bodies, nowMs) => {
  const parcelIds = bodies.map((body) => body.parcelId)
  await sql.run('update parcel set reprint_asked = true where parcel_id = any($1::text[])', [parcelIds])
  await sql.run("update discrepancy set state = 'settled', choice = 'reprint', decided_by = $2, settled_at_ms = $3 where kind = 'label-unknown' and subject = any($1::text[]) and state = 'open'", [parcelIds, bodies[0]?.byPersonId ?? '', nowMs])
}

const foldUnlocked: Fold<'BadgeUnlocked'> = async (sql, bodies) => {
  await sql.run('update person set failed_pins = 0, last_failed_at_ms = 0 where person_id = any($1::text[])', [bodies.map((body) => body.personId)])
}

/** NB12: burned for ever; the order's next number is another attempt. */
const foldVoided: Fold<'WaybillVoided'> = async (sql, bodies, nowMs) => {
  for (const { waybillNumber, orderId } of bodies) {
    await sql.run(`insert into burned_number (waybill_number, carrier_code, why, at_ms) select $1, coalesce(carrier_code, ''), 'voided', $3 from customer_order where order_id = $2 on conflict do nothing`, [waybillNumber, orderId, nowMs])
    await sql.run('update customer_order set waybill_number = null where order_id = $1 and waybill_number = $2', [orderId, waybillNumber])
  }
}

/** The row stands before its fact (hub/store/claims.ts). */
const foldReleasedClaims: Fold<'ClaimReleased'> = async (sql, bodies) => {
  for (const body of bodies) {
    await sql.run('delete from claim where claim_kind = $1 and subject = $2 and station_id = $3', [body.claimKind, body.subject, body.stationId])
    if (body.claimKind === 'order') await sql.run("update parcel set state = 'suspended' where order_id = $1 and state = 'open'", [body.subject])
  }
}

const foldKeptParcels: Fold<'ParcelKept'> = async (sql, bodies) => {
  for (const { parcelId, droppedParcelIds } of bodies) {
    await sql.run("update parcel set state = 'stopped' where parcel_id = any($1::text[]) and state in ('open', 'suspended')", [droppedParcelIds])
    await sql.run('update parcel set stop_task = true where parcel_id = any($1::text[])', [droppedParcelIds])
    await sql.run("update parcel p set stop_task = o.cancelled <> '' from customer_order o where o.order_id = p.order_id and p.parcel_id = $1", [parcelId])
    // Counted as shipped by the other one: it goes on until this one is closed.
    await sql.run("update customer_order o set state = 'released', ended_at_ms = null from parcel p where p.parcel_id = $1 and p.state <> 'closed' and o.order_id = p.order_id and o.state = 'shipped'", [parcelId])
    await sql.run('update waybill set parcel_id = $1 where parcel_id = any($2::text[])', [parcelId, droppedParcelIds])
  }
}

const foldCancelListRead: Fold<'CancelListRead'> = async (sql, bodies) => {
  const newest = Math.max(...bodies.map((body) => body.atMs))
  await sql.run("insert into setting (key, value) values ('cancelListAtMs', to_jsonb($1::bigint)) on conflict (key) do update set value = excluded.value", [newest])
}

const folds: { [K in FactKind]?: Fold<K> } = {
  ProductListed: foldProducts, PlaceListed: foldPlaces, LayoutListed: foldLayouts, StockCounted: foldCounts, ContainerListed: foldContainers, PackagingListed: foldPackagings, CarrierListed: foldCarriers, PersonListed: foldPeople,
  OrderReleased: foldReleasedOrders, WaybillReserved: foldReservedWaybills, PickListReleased: foldPickLists, WaveReleased: nothing, WaveCancelled: foldCancelledWaves, WaveDone: foldDoneWaves,
  OrderKickedOut: foldKickedOut, OrderCancelled: foldCancelledOrders, ShortAccepted: foldShortAccepted, WeightApprovedByBoard: nothing,
  OrderSplit: nothing, ShortReplaced: nothing, PickListReturned: foldReturnedLists, ReprintApproved: foldReprintApproved, BadgeUnlocked: foldUnlocked, WorkClaimed: nothing, LabelPrepared: nothing, WaybillBlockLeased: nothing, WaybillVoided: foldVoided, ClaimReleased: foldReleasedClaims, ParcelsHeld: nothing, ParcelKept: foldKeptParcels, CancelListRead: foldCancelListRead,
}

/** Folds in order; neighbours of one kind together. A kind without a fold is a fault: the hub records only what it understands. */
export async function foldHubFacts(sql: Sql, facts: readonly Fact[], nowMs: number): Promise<void> {
  for (let from = 0; from < facts.length; ) {
    const kind = facts[from]!.kind
    let to = from + 1
    while (to < facts.length && facts[to]!.kind === kind) to += 1
    const fold = folds[kind] as Fold<FactKind> | undefined
    assert(fold, `the hub can fold ${kind}`)
    await fold(sql, facts.slice(from, to).map((each) => each.body) as never[], nowMs)
    from = to
  }
}
