// What the facts of stations change in the hub's projections, one fact at a time. A fact tells what has happened, so none is denied:
// what does not fit the records becomes a discrepancy for a supervisor, and the fold answers its reason.
import type { Body, FactKind, FactOf } from '#shared/domain/facts/facts.ts'
import type { stationFacts } from '#shared/domain/facts/station-facts.ts'
import { FREE_ATTEMPTS } from '#shared/domain/people/lock-out.ts'
import { passNumber } from '../carriers/burn-numbers.ts'
import { blockOf } from '../carriers/lease-blocks.ts'
import { offerOtherPlaces } from '../waves/other-place.ts'
import type { ClaimBook } from './claims.ts'
import type { Sql } from './database.ts'
import { raise, settleBySubject, type Raised } from './discrepancies.ts'
import { disputeOrder, holdParcels } from './double-work.ts'
import type { HubFact } from './facts.ts'
import { bindForgottenNumber, takeUpForgotten } from './forgotten-waves.ts'
import { consume, consumedBy, freeLists } from './reservations.ts'

export type StationFactKind = Extract<FactKind, keyof typeof stationFacts>

export type FoldContext = {
  sql: Sql
  stationId: string
  actorId: string
  /** As the station's clock told it. */
  atMs: number
  nowMs: number
  /** Number of the site's day, for tallies. */
  day: number
  mintId: () => string
  /** Waves whose orders may all have ended now. */
  touchedWaves: Set<string>
  claims: ClaimBook
  /** What the hub tells the stations because of these facts. */
  toTell: HubFact[]
}

/** '' when the fact fits; otherwise what does not fit, in words for the outcome. */
type Why = string
type Fold<K extends FactKind> = (context: FoldContext, body: Body<K>) => Promise<Why>

async function dispute(context: FoldContext, raised: Raised, why: string): Promise<Why> {
  await raise(context.sql, context.mintId(), { stationId: context.stationId, personId: context.actorId, ...raised }, context.nowMs)
  return why
}

/** CL11: both parcels stay as they are told, and neither leaves before a supervisor has decided. */
async function packedTwice(context: FoldContext, orderId: string, parcelId: string | null, why: string, detail: Raised['detail'] = {}): Promise<Why> {
  await disputeOrder(context.sql, context.mintId(), { orderId, parcelId, stationId: context.stationId, personId: context.actorId, detail }, context.nowMs)
  context.toTell.push(...(await holdParcels(context.sql, orderId)))
  return why
}

async function tally(context: FoldContext, personId: string, column: 'parcels' | 'picked_pieces' | 'refusals', by: number): Promise<void> {
  const text = {
    parcels: 'insert into tally (day, station_id, person_id, parcels) values ($1, $2, $3, $4) on conflict (day, station_id, person_id) do update set parcels = tally.parcels + excluded.parcels',
    picked_pieces: 'insert into tally (day, station_id, person_id, picked_pieces) values ($1, $2, $3, $4) on conflict (day, station_id, person_id) do update set picked_pieces = tally.picked_pieces + excluded.picked_pieces',
    refusals: 'insert into tally (day, station_id, person_id, refusals) values ($1, $2, $3, $4) on conflict (day, station_id, person_id) do update set refusals = tally.refusals + excluded.refusals',
  }[column]
  await context.sql.run(text, [context.day, context.stationId, personId, by])
}

async function doing(context: FoldContext, activity: string): Promise<void> {
  await context.sql.run('update station set activity = $2 where station_id = $1 and activity <> $2', [context.stationId, activity])
}

/** A short order is for the supervisor as soon as all its other pieces are picked. */
async function raiseShortOrders(context: FoldContext, orderIds: readonly string[]): Promise<void> {
  const short = await context.sql.rows<{ order_id: string; pieces: number; sku: string }>(
    `select l.order_id, sum(l.short_qty)::int as pieces, min(l.sku) filter (where l.short_qty > 0) as sku from order_line l join customer_order o using (order_id)
     where l.order_id = any($1::text[]) and o.state = 'released' and not o.short_accepted
     group by l.order_id having sum(l.short_qty) > 0 and bool_and(l.picked_qty + l.short_qty >= l.quantity)`,
    [orderIds],
  )
  for (const order of short) {
    await raise(context.sql, context.mintId(), { kind: 'short-order', subject: order.order_id, orderId: order.order_id, stationId: context.stationId, personId: context.actorId, detail: { quantity: order.pieces, sku: order.sku } }, context.nowMs)
  }
}

async function movePieces(context: FoldContext, column: 'picked_qty' | 'short_qty', { waveId, taskId, quantity, shares }: Pick<Body<'ItemPicked'>, 'waveId' | 'taskId' | 'quantity' | 'shares'>, beforeRaising: () => Promise<void> = async () => undefined): Promise<Why> {
  const { sql } = context
  const task = await sql.row<{ over: boolean }>(
    column === 'picked_qty'
      ? 'update pick_task set picked_qty = picked_qty + $2 where task_id = $1 returning picked_qty + short_qty > asked_qty as over'
      : 'update pick_task set short_qty = short_qty + $2 where task_id = $1 returning picked_qty + short_qty > asked_qty as over',
    [taskId, quantity],
  )
  const changed = await sql.run(
    column === 'picked_qty'
      ? `update order_line l set picked_qty = l.picked_qty + t.quantity from jsonb_to_recordset($1::jsonb) as t("orderId" text, "lineNumber" int, quantity int) where l.order_id = t."orderId" and l.line_number = t."lineNumber"`
      : `update order_line l set short_qty = l.short_qty + t.quantity from jsonb_to_recordset($1::jsonb) as t("orderId" text, "lineNumber" int, quantity int) where l.order_id = t."orderId" and l.line_number = t."lineNumber"`,
    [JSON.stringify(shares)],
  )
  const isForgotten = !task && (await takeUpForgotten(sql, waveId, shares.map((share) => share.orderId)))
  await consume(sql, consumedBy(taskId, shares))
  await beforeRaising()
  await raiseShortOrders(context, shares.map((share) => share.orderId))
  if (isForgotten) return ''
  if (!task || changed < shares.length) return dispute(context, { kind: 'double-work', subject: `task/${taskId}`, orderId: shares[0]?.orderId ?? null, detail: { quantity } }, 'the task or the order line is not known here')
  if (task.over) return dispute(context, { kind: 'double-work', subject: `task/${taskId}`, orderId: shares[0]?.orderId ?? null, detail: { quantity } }, 'more pieces than the task asks for')
  return ''
}

const folds: { [K in StationFactKind]: Fold<K> } = {
  async OperatorSignedIn(context, { personId }) {
    await context.sql.run("update station set operator_id = $2, operator_since_ms = $3, activity = '' where station_id = $1", [context.stationId, personId, context.atMs])
    await context.sql.run('update person set failed_pins = 0 where person_id = $1', [personId])
    await settleBySubject(context.sql, 'badge-locked', personId, context.nowMs)
    return ''
  },
  async OperatorSignedOut(context) {
    await context.sql.run("update station set operator_id = null, activity = '' where station_id = $1", [context.stationId])
    return ''
  },
  async StationLocked(context) {
    await doing(context, 'locked')
    return ''
  },
  async PinRefused(context, { personId }) {
    const person = await context.sql.row<{ failed_pins: number }>('update person set failed_pins = failed_pins + 1, last_failed_at_ms = greatest(last_failed_at_ms, $2) where person_id = $1 returning failed_pins', [personId, context.atMs])
    if (person && person.failed_pins >= FREE_ATTEMPTS) {
      await raise(context.sql, context.mintId(), { kind: 'badge-locked', subject: personId, personId, stationId: context.stationId, detail: { failedPins: person.failed_pins } }, context.nowMs)
    }
    return ''
  },
  async PinAccepted({ sql, nowMs }, { personId }) {
    await sql.run('update person set failed_pins = 0 where person_id = $1', [personId])
    await settleBySubject(sql, 'badge-locked', personId, nowMs)
    return ''
  },
  async ScanRefused(context) {
    await tally(context, context.actorId, 'refusals', 1)
    return ''
  },

  async PickListStarted(context, { listId, personId }) {
    await doing(context, 'pick')
    const before = await context.sql.row<{ state: string; station_id: string | null; person_id: string | null }>('select state, station_id, person_id from pick_list where list_id = $1', [listId])
    // HX29: one that is not known here was released before this hub was put back.
    const grant = before?.state !== 'cancelled' && before?.state !== 'finished' ? await context.claims.take('list', listId, personId) : undefined
    // A picker who goes to another bench takes her list with her.
    if (before?.state === 'taken' && before.station_id !== context.stationId && before.person_id !== personId) return dispute(context, { kind: 'double-work', subject: `list/${listId}` }, 'the list was started at another station too')
    if (before?.state === 'cancelled') return dispute(context, { kind: 'double-work', subject: `list/${listId}` }, 'the list is not open here')
    if (grant?.kind === 'held') return dispute(context, { kind: 'double-work', subject: `list/${listId}` }, 'another station holds the list')
    if (before && before.state !== 'finished') await context.sql.run("update pick_list set state = 'taken', person_id = $2, station_id = $3, taken_at_ms = $4 where list_id = $1", [listId, personId, context.stationId, context.atMs])
    return ''
  },
  async ToteTaken(context, { toteCode, listId, orderId }) {
    const { sql } = context
    const other = await sql.row<{ list_id: string }>("select list_id from pick_list where tote_code = $1 and list_id <> $2 and state = 'taken'", [toteCode, listId])
    await sql.run('update pick_list set tote_code = $2 where list_id = $1', [listId, toteCode])
    if (orderId) await sql.run('update customer_order set tote_code = $2 where order_id = $1', [orderId, toteCode])
    if (!other) await context.claims.end('tote', toteCode)
    const grant = await context.claims.take('tote', toteCode, context.actorId)
    return other && grant.kind === 'held' ? dispute(context, { kind: 'double-work', subject: `tote/${toteCode}`, orderId, detail: { toteCode } }, 'the tote is in use for another list') : ''
  },
  async ItemPicked(context, body) {
    const { quantity, placeCode, sku } = body
    await context.sql.run('update stock set quantity = greatest(quantity - $3, 0) where place_code = $1 and sku = $2 and quantity is not null', [placeCode, sku, quantity])
    await tally(context, context.actorId, 'picked_pieces', quantity)
    return movePieces(context, 'picked_qty', body)
  },
  async ShortPicked(context, body) {
    const { listId, taskId, quantity, shares, placeCode, sku, reason } = body
    // ST13: what nobody counts stays so. Damaged pieces are gone; of those that were not found no more lies there.
    await context.sql.run('update stock set quantity = case when $4 then greatest(quantity - $3, 0) else 0 end where place_code = $1 and sku = $2 and quantity is not null', [placeCode, sku, quantity, reason === 'damaged'])
    return movePieces(context, 'short_qty', body, async () => void context.toTell.push(...(await offerOtherPlaces(context, { listId, taskId, shares, sku }))))
  },
  async TaskSkipped() {
    return ''
  },
  async ZeroChecked({ sql }, { placeCode, sku, empty }) {
    if (empty) await sql.run('update stock set quantity = 0 where place_code = $1 and sku = $2 and quantity is not null', [placeCode, sku])
    return ''
  },
  async PickListFinished(context, { listId }) {
    await context.sql.run("update pick_list set state = 'finished' where list_id = $1 and state <> 'cancelled'", [listId])
    await freeLists(context.sql, [listId])
    return ''
  },

  async ItemPut(context, { waveId, orderId, lineNumber, quantity, slotCode }) {
    await doing(context, 'put')
    const isForgotten = await takeUpForgotten(context.sql, waveId, [orderId])
    // Its pieces lie there: no other order gets that slot.
    if (isForgotten) await context.sql.run("update customer_order set slot_code = $2 where order_id = $1 and state = 'released'", [orderId, slotCode])
    const line = await context.sql.row<{ over: boolean }>('update order_line set put_qty = put_qty + $3 where order_id = $1 and line_number = $2 returning put_qty > quantity as over', [orderId, lineNumber, quantity])
    if (isForgotten && !line) return ''
    if (!line || line.over) return dispute(context, { kind: 'double-work', subject: `put/${orderId}/${lineNumber}`, orderId, detail: { quantity } }, 'more pieces were put than the order has')
    return ''
  },

  async PiecesMissed(context, { shares }) {
    await context.sql.run(
      `update order_line l set picked_qty = l.picked_qty - t.quantity, short_qty = l.short_qty + t.quantity
       from jsonb_to_recordset($1::jsonb) as t("orderId" text, "lineNumber" int, quantity int) where l.order_id = t."orderId" and l.line_number = t."lineNumber"`, [JSON.stringify(shares)])
    await raiseShortOrders(context, shares.map((share) => share.orderId))
    return ''
  },

  async ParcelOpened(context, { parcelId, orderId, waveId, personId }) {
    await doing(context, 'check')
    await takeUpForgotten(context.sql, waveId, [orderId])
    const other = await context.sql.row<{ parcel_id: string }>("select parcel_id from parcel where order_id = $1 and parcel_id <> $2 and state <> 'stopped'", [orderId, parcelId])
    await context.sql.run("insert into parcel (parcel_id, order_id, wave_id, station_id, person_id, state) values ($1, $2, $3, $4, $5, 'open')", [parcelId, orderId, waveId, context.stationId, personId])
    const grant = await context.claims.take('order', orderId, personId)
    if (other) return packedTwice(context, orderId, parcelId, 'the order is packed at another station too')
    return grant.kind === 'held' ? packedTwice(context, orderId, parcelId, 'another station holds the order') : ''
  },
  async ItemChecked(context, { parcelId, orderId, lineNumber, quantity }) {
    const line = await context.sql.row<{ over: boolean }>('update order_line set checked_qty = checked_qty + $3 where order_id = $1 and line_number = $2 returning checked_qty > quantity as over', [orderId, lineNumber, quantity])
    // HX30: its lines are counted when the order is imported again.
    if (!line && !(await context.sql.row('select 1 from customer_order where order_id = $1', [orderId]))) return ''
    if (!line || line.over) return dispute(context, { kind: 'double-work', subject: `check/${orderId}/${lineNumber}`, orderId, parcelId, detail: { quantity } }, 'more pieces were checked than the order has')
    return ''
  },
  async UniqueCodeTaken(context, { parcelId, orderId, sku, codeKind, value }) {
    // Lots repeat by their nature; serial numbers and anti-counterfeit codes are used up once on the whole site.
    if (codeKind === 'lot') return ''
    const taken = await context.sql.run('insert into unique_code (code_kind, sku, value, parcel_id) values ($1, $2, $3, $4) on conflict do nothing', [codeKind, sku, value, parcelId])
    return taken === 1 ? '' : dispute(context, { kind: 'double-work', subject: `code/${codeKind}/${sku}/${value}`, orderId, parcelId, detail: { sku, code: value } }, 'the code was used for another parcel')
  },
  async EnclosureAdded() {
    return ''
  },
  async PackagingUsed() {
    return ''
  },
  async PackagingTakenBack() {
    return ''
  },
  async ParcelSuspended(context, { parcelId, orderId, reason }) {
    await context.sql.run("update parcel set state = 'suspended' where parcel_id = $1 and state = 'open'", [parcelId])
    await context.claims.end('order', orderId)
    await raise(context.sql, context.mintId(), { kind: 'parcel-suspended', subject: parcelId, orderId, parcelId, stationId: context.stationId, personId: context.actorId, detail: { reason } }, context.nowMs)
    return ''
  },
  async ParcelResumed(context, { parcelId, orderId, personId }) {
    const resumed = await context.sql.run("update parcel set state = 'open', station_id = $2, person_id = $3 where parcel_id = $1 and state = 'suspended'", [parcelId, context.stationId, personId])
    await settleBySubject(context.sql, 'parcel-suspended', parcelId, context.nowMs)
    const grant = await context.claims.take('order', orderId, personId)
    return resumed !== 1 || grant.kind === 'held' ? packedTwice(context, orderId, parcelId, 'the parcel was taken up at another station too') : ''
  },
  async OrderStopped(context, { orderId, parcelId }) {
    // HX29: one that waits here was cancelled before this hub was put back.
    const order = await context.sql.row<{ wave_id: string | null }>("update customer_order set state = 'stopped', ended_at_ms = $2 where order_id = $1 and state in ('released', 'kicked-out', 'short', 'waiting', 'held') returning wave_id", [orderId, context.nowMs])
    if (parcelId) await context.sql.run("update parcel set state = 'stopped' where parcel_id = $1 and state <> 'closed'", [parcelId])
    if (order?.wave_id) context.touchedWaves.add(order.wave_id)
    await raise(context.sql, context.mintId(), { kind: 'order-stopped', subject: orderId, orderId, parcelId, stationId: context.stationId, personId: context.actorId }, context.nowMs)
    return ''
  },
  async StopTaskRaised(context, { orderId, parcelId, waybillNumber }) {
    await context.sql.run('update parcel set stop_task = true where parcel_id = $1', [parcelId])
    await raise(context.sql, context.mintId(), { kind: 'stop-task', subject: parcelId, orderId, parcelId, stationId: context.stationId, personId: context.actorId, detail: { waybill: waybillNumber } }, context.nowMs)
    return ''
  },

  async ParcelWeighed(context, { parcelId, orderId, grams, expectedGrams, toleranceGrams, verdict }) {
    await context.sql.run("update parcel set grams = $2, weight_verdict = $3 where parcel_id = $1 and state <> 'closed'", [parcelId, grams, verdict])
    if (verdict === 'fits') await settleBySubject(context.sql, 'weight', parcelId, context.nowMs)
    else {
      const detail = { verdict, grams, ...(expectedGrams === null ? {} : { expectedGrams }), ...(toleranceGrams === null ? {} : { toleranceGrams }) }
      await raise(context.sql, context.mintId(), { kind: 'weight', subject: parcelId, orderId, parcelId, stationId: context.stationId, personId: context.actorId, detail }, context.nowMs)
    }
    return ''
  },
  async WeightApproved(context, { parcelId }) {
    await settleBySubject(context.sql, 'weight', parcelId, context.nowMs)
    return ''
  },
  async ProductWeighedIn({ sql }, { sku, weightGrams }) {
    await sql.run('update product set weight_grams = $2 where sku = $1', [sku, weightGrams])
    return ''
  },

  // NB14: whatever a station took is never given out again; what was not its own to take is told to a supervisor before it can leave.
  async WaybillTaken(context, { waybillNumber, orderId, carrierCode, blockId }) {
    const { sql } = context
    await passNumber(sql, carrierCode, waybillNumber)
    const block = await blockOf(sql, carrierCode, blockId, waybillNumber)
    const taken = await sql.row<{ order_id: string }>('select order_id from waybill where waybill_number = $1 union all select order_id from waybill_request where waybill_number = $1 union all select $2 from burned_number where waybill_number = $1', [waybillNumber, ''])
    if (taken && taken.order_id !== orderId) return packedTwice(context, orderId, null, 'the number belongs to another order', { waybill: waybillNumber })
    if (block && block.stationId !== context.stationId) return packedTwice(context, orderId, null, "the number is of another station's block", { waybill: waybillNumber })
    if (taken) return ''
    await sql.run('insert into waybill (waybill_number, order_id, attempt, carrier_code) select $1, o.order_id, greatest(o.attempt, coalesce((select max(attempt) + 1 from waybill w where w.order_id = o.order_id), 1)), $3 from customer_order o where o.order_id = $2', [waybillNumber, orderId, carrierCode])
    await sql.run('update customer_order set waybill_number = $2, attempt = (select attempt from waybill where waybill_number = $2) where order_id = $1', [orderId, waybillNumber])
    // A hub that was put back may have forgotten the block; the number is no less the station's.
    if (block) await sql.run('update waybill_block set used_count = least(number_count, used_count + 1) where block_id = $1', [blockId])
    return ''
  },
  async WaybillNumbersSeen({ sql }, { numbers }) {
    for (const { carrierCode, waybillNumber } of numbers) await passNumber(sql, carrierCode, waybillNumber)
    return ''
  },
  async LabelLaidOut() {
    return ''
  },
  async WaybillBound(context, { parcelId, orderId, waybillNumber }) {
    await context.sql.run('update parcel set waybill_number = $2 where parcel_id = $1', [parcelId, waybillNumber])
    const bound = await context.sql.run('update waybill set parcel_id = $2 where waybill_number = $1 and order_id = $3 and (parcel_id is null or parcel_id = $2) and not exists (select 1 from burned_number b where b.waybill_number = $1)', [waybillNumber, parcelId, orderId])
    return bound === 1 || (await bindForgottenNumber(context.sql, { parcelId, orderId, waybillNumber })) ? '' : packedTwice(context, orderId, parcelId, 'the waybill belongs to another parcel or order', { waybill: waybillNumber })
  },
  async LabelQueued({ sql }, { parcelId, copy }) {
    await sql.run("update parcel set label_state = 'queued', copies = greatest(copies, $2), reprint_asked = false where parcel_id = $1", [parcelId, copy])
    return ''
  },
  async LabelMoved() {
    return ''
  },
  async LabelSent({ sql, stationId }, { parcelId }) {
    await sql.run("update parcel set label_state = 'sent' where parcel_id = $1", [parcelId])
    await sql.run("update station set printer_words = '' where station_id = $1 and printer_words <> ''", [stationId])
    return ''
  },
  async LabelUnknown(context, { parcelId, waybillNumber }) {
    const parcel = await context.sql.row<{ order_id: string }>("update parcel set label_state = 'unknown' where parcel_id = $1 returning order_id", [parcelId])
    await raise(context.sql, context.mintId(), { kind: 'label-unknown', subject: parcelId, orderId: parcel?.order_id ?? null, parcelId, stationId: context.stationId, personId: context.actorId, detail: { waybill: waybillNumber } }, context.nowMs)
    return ''
  },
  async LabelFailed({ sql, stationId }, { parcelId, why }) {
    await sql.run("update parcel set label_state = 'failed' where parcel_id = $1", [parcelId])
    await sql.run('update station set printer_words = $2 where station_id = $1', [stationId, why])
    return ''
  },
  async LabelReprinted({ sql }, { parcelId, copy }) {
    await sql.run('update parcel set copies = greatest(copies, $2) where parcel_id = $1', [parcelId, copy])
    return ''
  },
  async LabelConfirmed(context, { parcelId }) {
    await context.sql.run("update parcel set label_state = 'confirmed' where parcel_id = $1", [parcelId])
    await settleBySubject(context.sql, 'label-unknown', parcelId, context.nowMs)
    return ''
  },
  async ParcelClosed(context, { parcelId, orderId, waveId, waybillNumber, grams, personId }) {
    context.touchedWaves.add(waveId)
    await tally(context, personId, 'parcels', 1)
    await takeUpForgotten(context.sql, waveId, [orderId])
    await context.sql.run(
      `insert into parcel (parcel_id, order_id, wave_id, station_id, person_id, state, waybill_number, grams, closed_at_ms) values ($1, $2, $3, $4, $5, 'closed', $6, $7, $8)
       on conflict (parcel_id) do update set state = 'closed', waybill_number = excluded.waybill_number, grams = excluded.grams, closed_at_ms = excluded.closed_at_ms, person_id = excluded.person_id`,
      [parcelId, orderId, waveId, context.stationId, personId, waybillNumber, grams, context.atMs],
    )
    await context.sql.run("update discrepancy set state = 'settled', choice = 'by-fact', settled_at_ms = $2 where parcel_id = $1 and state = 'open' and kind in ('weight', 'label-unknown', 'parcel-suspended')", [parcelId, context.nowMs])
    const order = await context.sql.row<{ state: string; cancelled: string }>('select state, cancelled from customer_order where order_id = $1 for update', [orderId])
    if (!order) return dispute(context, { kind: 'double-work', subject: `order/${orderId}`, orderId, parcelId }, 'the order is not known here')
    if (order.state === 'released') await context.sql.run("update customer_order set state = 'shipped', ended_at_ms = $2 where order_id = $1", [orderId, context.nowMs])
    if (order.cancelled !== '') {
      await raise(context.sql, context.mintId(), { kind: 'stop-task', subject: parcelId, orderId, parcelId, stationId: context.stationId, personId, detail: { waybill: waybillNumber } }, context.nowMs)
      return 'the order was cancelled before the parcel was closed'
    }
    if (order.state !== 'released') return packedTwice(context, orderId, parcelId, 'the order had ended already', { state: order.state })
    return ''
  },

  async ManifestOpened(context, { manifestId, manifestNumber, carrierCode }) {
    await doing(context, 'manifest')
    await context.sql.run('insert into manifest (manifest_id, manifest_number, carrier_code, station_id, opened_at_ms) values ($1, $2, $3, $4, $5)', [manifestId, manifestNumber, carrierCode, context.stationId, context.atMs])
    return ''
  },
  async ParcelScannedOut(context, { manifestId, parcelId, waybillNumber }) {
    const parcel = await context.sql.row<{ stop_task: boolean; before: string | null; order_id: string; grams: number }>(
      `update parcel p set manifest_id = coalesce(p.manifest_id, $2) from (select parcel_id, manifest_id as before from parcel where parcel_id = $1 for update) old
       where p.parcel_id = old.parcel_id returning p.stop_task, old.before, p.order_id, coalesce(p.grams, 0) as grams`, [parcelId, manifestId])
    if (!parcel || (parcel.before && parcel.before !== manifestId)) return dispute(context, { kind: 'double-work', subject: `out/${parcelId}`, parcelId, orderId: parcel?.order_id ?? null, detail: { waybill: waybillNumber } }, 'the parcel was handed over already')
    await context.sql.run('update manifest set parcel_count = parcel_count + 1, total_grams = total_grams + $2 where manifest_id = $1', [manifestId, parcel.grams])
    if (parcel.stop_task) return dispute(context, { kind: 'stop-task', subject: parcelId, parcelId, orderId: parcel.order_id, detail: { waybill: waybillNumber, handedOver: 1 } }, 'a stopped parcel was handed over')
    return ''
  },
  async ParcelTakenOff({ sql }, { manifestId, parcelId }) {
    await sql.run(
      `with off as (update parcel set manifest_id = null where parcel_id = $1 and manifest_id = $2 returning coalesce(grams, 0) as grams)
       update manifest set parcel_count = parcel_count - 1, total_grams = total_grams - off.grams from off where manifest.manifest_id = $2`, [parcelId, manifestId])
    return ''
  },
  async ManifestClosed({ sql }, { manifestId, parcelCount, totalGrams, closedAtMs }) {
    await sql.run('update manifest set parcel_count = $2, total_grams = $3, closed_at_ms = $4 where manifest_id = $1', [manifestId, parcelCount, totalGrams, closedAtMs])
    return ''
  },
}

/** Whether stations record facts of this kind; the hub's own kinds are refused from them. */
export function isStationFactKind(kind: string): kind is StationFactKind {
  return Object.hasOwn(folds, kind)
}

/** Answers what does not fit; throws only when the store cannot take it (then the fact is quarantined). */
export async function foldStationFact<K extends StationFactKind>(context: FoldContext, { kind, body }: FactOf<K>): Promise<Why> {
  return (folds[kind] as Fold<K>)(context, body)
}
