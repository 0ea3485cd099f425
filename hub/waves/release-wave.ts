// Releases one wave of a rule: plan, slots, pick lists, waybills and facts in one transaction. Rules of docs/specs/hub.md.
import type { In, Out } from '#shared/contract/contract.ts'
import type { BoardApi } from '#shared/contract/board-api.ts'
import { refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import type { Body } from '#shared/domain/facts/facts.ts'
import { waveNumber } from '#shared/domain/waves/wave-number.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { CarrierPort } from '../carriers/carrier-port.ts'
import { leaseBlocks } from '../carriers/lease-blocks.ts'
import { rangeCarriers } from '../carriers/site-carriers.ts'
import type { Database, Sql } from '../store/database.ts'
import { recordHubFacts, type HubFact, type HubTools } from '../store/facts.ts'
import { readSettings, senderOf } from '../store/settings.ts'
import { linesToRelease, wholeLines } from './candidates.ts'
import { draftLists, listsWithCarts } from './draft-lists.ts'
import { freeSlots } from './free-slots.ts'
import { labelPayload } from './label-payload.ts'
import { listQuestion, planQuickly, type PlannedLists } from './list-question.ts'
import { noSlotIsFree, planOfRule, reservationsOf, whyEmpty, type WavePlan } from './plan-of-rule.ts'
import { findRule } from './rules.ts'
import { splitForStock } from './split-for-stock.ts'
import { takenNow } from './taken-now.ts'

/** Carries the refusal of a release out of its transaction: nothing of it is kept. */
class Refused extends Error {
  override name = 'Refused'
  readonly answer: BoardRefused
  constructor(answer: BoardRefused) {
    super(answer.why)
    this.answer = answer
  }
}

/** NB3: over the network first, and outside any transaction: a carrier that is slow or down must not hold up the site. What it does not give is left out. */
async function askBefore(database: Database, tools: HubTools, asked: In<BoardApi, 'wave.release'>, carriers: CarrierPort): Promise<void> {
  if (carriers === rangeCarriers) return
  const orderIds = asked.orderIds ?? (await takenNow(database, tools, asked.ruleId, null)).orderIds
  const wanted = await database.snapshot(async (sql) => {
    if (await sql.row('select 1 from wave where request_id = $1', [asked.requestId])) return []
    const rule = await findRule(sql, asked.ruleId)
    if (!rule) return []
    const { wave, orders, recipients } = await planOfRule(sql, tools, rule, null, orderIds)
    return reservationsOf(sql, wave.orderIds, [...orders.values()], recipients)
  })
  await carriers.prepare(database, tools, wanted)
}

/** PL5: up to 200 orders are planned as a release plans them. */
const mostPreviewMoves = 200_000

/** What a release would take now; nothing is written. */
export async function previewWave(database: Database, tools: HubTools, { ruleId }: In<BoardApi, 'wave.preview'>): Promise<Out<BoardApi, 'wave.preview'>> {
  const taken = await takenNow(database, tools, ruleId, null)
  const now = await database.snapshot(async (sql) => {
    const rule = await findRule(sql, ruleId)
    if (!rule) return undefined
    const planned = await planOfRule(sql, tools, rule, null, taken.orderIds)
    const lines = await linesToRelease(sql, planned.wave.orderIds, rule.zones)
    return { planned, lines, question: await listQuestion(sql, planned, lines) }
  })
  if (!now) return refusedBecause('rule-unknown')
  const { planned: { rule, wave, slots }, lines, question } = now
  // "Full" would be said of every order, and not why.
  if (noSlotIsFree(rule, slots)) return whyEmpty(rule, slots, taken.leftOut)
  const lists = question && listsWithCarts(rule, await planQuickly(question, mostPreviewMoves), slots)
  const orderIds = lists ? wave.orderIds.filter((orderId) => lists.some((list) => list.includes(orderId))) : wave.orderIds
  const { walk } = await draftLists(database, rule, orderIds, lines, slots, lists)
  const ofOrders = orderIds.flatMap((orderId) => lines.get(orderId) ?? [])
  const counts = taken.leftOut.concat(orderIds.length < wave.orderIds.length ? [['no-cart-left', wave.orderIds.length - orderIds.length]] : [])
  return { orderCount: orderIds.length, lineCount: ofOrders.length, pieceCount: ofOrders.reduce((sum, line) => sum + line.quantity, 0), leftOut: counts.map(([why, count]) => ({ why, count })), walk: walk() }
}

/** PL5, PL6: what goes out, read before the releasing transaction, and its lists where the rule plans them and there is something to choose. undefined: it has gone out, or there is no such rule. */
async function planBefore(database: Database, tools: HubTools, asked: In<BoardApi, 'wave.release'>, carriers: CarrierPort): Promise<{ orderIds: readonly string[]; lists?: PlannedLists | undefined } | BoardRefused | undefined> {
  if (await database.row('select 1 from wave where request_id = $1', [asked.requestId])) return undefined
  const taken = await takenNow(database, tools, asked.ruleId, carriers.asked, asked.orderIds)
  const found = await database.snapshot(async (sql) => {
    const rule = await findRule(sql, asked.ruleId)
    if (!rule) return undefined
    const plan = await planOfRule(sql, tools, rule, carriers.asked, taken.orderIds)
    return taken.orderIds.length === 0 ? whyEmpty(rule, plan.slots, taken.leftOut) : { orderIds: plan.wave.orderIds, question: await listQuestion(sql, plan) }
  })
  if (!found || 'kind' in found) return found
  return { orderIds: found.orderIds, lists: found.question && (await planQuickly(found.question)) }
}

/** HB17: what this request released; refused where that was by another rule, or of orders that are not asked for now. undefined: nothing yet. `asked` without a rule is taken for the same. */
export async function releasedBefore(sql: Sql, asked: { requestId: string; ruleId?: string; orderIds?: readonly string[] | undefined }): Promise<{ kind: 'released'; waveId: string; waveNumber: string; orderCount: number } | BoardRefused | undefined> {
  const earlier = await sql.row<{ wave_id: string; wave_number: string; order_count: number; is_same: boolean }>(
    `select wave_id, wave_number, order_count,
       rule_id = coalesce($2, rule_id) and ($3::text[] is null or not exists (select 1 from customer_order o where o.wave_id = w.wave_id and o.order_id <> all($3))) as is_same
     from wave w where request_id = $1`, [asked.requestId, asked.ruleId ?? null, asked.orderIds ?? null])
  if (!earlier) return undefined
  return earlier.is_same ? { kind: 'released', waveId: earlier.wave_id, waveNumber: earlier.wave_number, orderCount: earlier.order_count } : refusedBecause('request-used')
}

/** The same `requestId` releases once, however often it is sent. A refusal leaves nothing behind. `given`: lists that were planned before and looked at. */
export async function releaseWave(
  database: Database, tools: HubTools, actorId: string, asked: In<BoardApi, 'wave.release'>, carriers: CarrierPort = tools.carriers ?? rangeCarriers, given?: PlannedLists,
): Promise<Out<BoardApi, 'wave.release'>> {
  await splitForStock(database, tools, actorId, asked)
  await askBefore(database, tools, asked, carriers)
  const before = given ? undefined : await planBefore(database, tools, asked, carriers)
  if (before && 'kind' in before) return before
  const lists = given ?? before?.lists
  try {
    return await database.write(async (sql) => {
      const earlier = await releasedBefore(sql, asked)
      if (earlier) return earlier
      const rule = await findRule(sql, asked.ruleId)
      if (!rule) throw new Refused(refusedBecause('rule-unknown'))
      const kept = lists && listsWithCarts(rule, lists, await freeSlots(sql, rule.mode))
      const planned = await planOfRule(sql, tools, rule, carriers.asked, kept?.flat() ?? before?.orderIds ?? asked.orderIds)
      if (planned.wave.orderIds.length > 0) return release(sql, tools, actorId, asked.requestId, planned, carriers, kept)
      // PL6: somebody was quicker with all of them; what else waits goes out as the mode makes its lists.
      const rest = given || !before ? planned : await planOfRule(sql, tools, rule, carriers.asked, asked.orderIds)
      if (rest.wave.orderIds.length === 0) throw new Refused(whyEmpty(rule, rest.slots, [...rest.leftOut]))
      return release(sql, tools, actorId, asked.requestId, rest, carriers)
    })
  } catch (fault) {
    if (fault instanceof Refused) return fault.answer
    throw fault
  }
}

type Header = { number: string; shop: string; priority: number; enclosures: Body<'OrderReleased'>['enclosures']; attempt: number; piece_count: number }

async function release(sql: Sql, tools: HubTools, actorId: string, requestId: string, planned: WavePlan, carriers: CarrierPort, plannedLists?: PlannedLists): Promise<Out<BoardApi, 'wave.release'>> {
  const { rule, wave, orders, recipients } = planned
  const waveId = tools.system.mintId()
  const lines = await linesToRelease(sql, wave.orderIds, rule.zones)
  const headers = new Map((await sql.rows<Header & { order_id: string }>('select order_id, number, shop, priority, enclosures, attempt, piece_count from customer_order where order_id = any($1::text[])', [wave.orderIds])).map((row) => [row.order_id, row]))
  const { lists, slotOf } = await draftLists(sql, rule, wave.orderIds, lines, planned.slots, plannedLists)
  const carrierCodeOf = (orderId: string): string => orders.get(orderId)!.carrierCode
  const reserved = await carriers.reserve(sql, wave.orderIds.map((orderId) => ({ orderId, attempt: headers.get(orderId)!.attempt, carrierCode: carrierCodeOf(orderId), recipient: recipients.get(orderId)! })), tools.system.nowMs())
  if (reserved.kind === 'refused') throw new Refused(reserved)

  const settings = await readSettings(sql)
  const number = await nextWaveNumber(sql, tools.system.nowMs(), settings.utcOffsetMinutes)
  const cutOffAtMs = wave.cutOffAtMs
  assert(cutOffAtMs !== null, 'a wave with orders has a cut-off')
  const carrierCodes = [...new Set(wave.orderIds.map(carrierCodeOf))].sort()
  await sql.run(
    `insert into wave (wave_id, wave_number, rule_id, rule_name, mode, state, cut_off_at_ms, carrier_codes, order_count, piece_count, released_at_ms, request_id)
     values ($1, $2, $3, $4, $5, 'released', $6, $7, $8, $9, $10, $11)`,
    [waveId, number, rule.ruleId, rule.name, rule.mode, cutOffAtMs, carrierCodes, wave.orderIds.length, wave.units, tools.system.nowMs(), requestId])

  const carrierNames = new Map((await sql.rows<{ carrier_code: string; name: string }>('select carrier_code, name from carrier')).map((row) => [row.carrier_code, row.name]))
  const orderFacts = wave.orderIds.map((orderId): HubFact => {
    const header = headers.get(orderId)!
    return { kind: 'OrderReleased', body: {
      orderId, number: header.number, shop: header.shop, waveId, carrierCode: carrierCodeOf(orderId), cutOffAtMs: orders.get(orderId)!.cutOffAtMs, priority: header.priority,
      itemCount: header.piece_count === 1 ? 'single' : 'multi', slotCode: slotOf.get(orderId) ?? null, enclosures: header.enclosures,
      lines: wholeLines(lines.get(orderId)!).map(({ lineNumber, sku, quantity }) => ({ lineNumber, sku, quantity })),
    } }
  })
  const waybillFacts = wave.orderIds.map((orderId, index): HubFact => {
    const waybill = reserved.waybills[index]!
    const header = headers.get(orderId)!
    const carrierCode = carrierCodeOf(orderId)
    const sender = senderOf(settings, header.shop)
    const personal = labelPayload({ waybill, carrierCode, carrierName: carrierNames.get(carrierCode) ?? carrierCode, orderNumber: header.number, recipient: recipients.get(orderId)!, sender, lines: wholeLines(lines.get(orderId)!) })
    // NB9: without a number of its own the order gets one at the station, off that one's block.
    return waybill.waybillNumber === '' ? { kind: 'LabelPrepared', body: { orderId, carrierCode }, personal } : { kind: 'WaybillReserved', body: { waybillNumber: waybill.waybillNumber, orderId, carrierCode }, personal }
  })
  const listFacts = lists.map((list, index): HubFact => ({ kind: 'PickListReleased', body: {
    listId: tools.system.mintId(), waveId, listNumber: `${number}-${String(index + 1).padStart(2, '0')}`, zone: list.zone, mode: rule.mode, tasks: list.tasks.map((task) => ({ taskId: tools.system.mintId(), ...task })),
  } }))
  await recordHubFacts(sql, tools, actorId, [
    ...orderFacts, ...waybillFacts, ...listFacts,
    { kind: 'WaveReleased', body: { waveId, waveNumber: number, ruleName: rule.name, mode: rule.mode, cutOffAtMs, orderCount: wave.orderIds.length, pieceCount: wave.units } },
  ])
  await leaseBlocks(sql, tools)
  return { kind: 'released', waveId, waveNumber: number, orderCount: wave.orderIds.length }
}

/** Counted up inside the one write transaction, so that two waves never share a number; waves are never deleted. */
async function nextWaveNumber(sql: Sql, nowMs: number, utcOffsetMinutes: number): Promise<string> {
  const date = new Date(nowMs + utcOffsetMinutes * 60_000).toISOString().slice(2, 10).replaceAll('-', '')
  const last = await sql.row<{ sequence: number }>(`select coalesce(max(split_part(wave_number, '-', 2)::int), 0) as sequence from wave where wave_number like $1`, [`W${date}-%`])
  return waveNumber(date, (last?.sequence ?? 0) + 1)
}
