// Goal: a supervisor sees on the board what is true on the floor, decides there, and nobody else can.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BoardApi, BoardView } from '#shared/contract/board-api.ts'
import type { Client } from '#shared/contract/contract.ts'
import { readEnrolment } from '#shared/contract/enrolment.ts'
import type { Fact } from '#shared/domain/facts/facts.ts'
import { boardView } from '#hub/board/board-view.ts'
import type { Database } from '#hub/store/database.ts'
import { realSystem } from '#hub/system.ts'
import { usualMsPerPiece } from '#shared/domain/waves/usual-pace.ts'
import { countWaves } from '#hub/waves/wave-progress.ts'
import { granted, openSupervisorBoard, openTestBoard, packerBadge } from '#tests/support/test-board.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'

let hub: TestHub
let station: TestStation
let board: Client<BoardApi>
let aheadMs = 0
beforeAll(async () => {
  hub = await startTestHub({ sample: true, system: { ...realSystem, nowMs: () => realSystem.nowMs() + aheadMs } })
  station = await joinTestStation(hub, 'P1')
  board = await openSupervisorBoard(hub)
})
afterAll(async () => {
  board.close()
  await hub.close()
})

const view = async () => granted(await board.call('board.view', {}))
const openOf = (shown: BoardView, kind: string) => shown.discrepancies.filter((each) => each.kind === kind)
let requests = 0
async function releasedWave(ruleId: string): Promise<string> {
  const answer = await board.call('wave.release', { requestId: `board-request-${(requests += 1)}`, ruleId })
  if (answer.kind === 'refused') throw new Error(answer.why)
  return answer.waveId
}
type FloorOrder = { order_id: string; number: string; waybill_number: string; wave_id: string; sku: string; quantity: number; line_number: number; task_id: string; list_id: string; place_code: string }
/** Orders of a wave with their only line, and the task that picks it. */
const singleOrders = (waveId: string) => hub.database.rows<FloorOrder>(
  `select o.order_id, o.number, o.waybill_number, o.wave_id, l.sku, l.quantity, l.line_number, t.task_id, t.list_id, t.place_code from customer_order o join order_line l using (order_id) join pick_task t on t.wave_id = o.wave_id and t.sku = l.sku where o.wave_id = $1 order by o.order_id`, [waveId])
const picked = (order: FloorOrder, kind: 'ItemPicked' | 'ShortPicked'): Fact => {
  const body = { taskId: order.task_id, listId: order.list_id, waveId: order.wave_id, sku: order.sku, placeCode: order.place_code, quantity: 1, shares: [{ orderId: order.order_id, lineNumber: 1, quantity: 1 }] }
  return kind === 'ItemPicked' ? { kind, body: { ...body, toteCode: 'T0001' } } : { kind, body: { ...body, reason: 'not-found' } }
}
const opened = (order: FloorOrder, parcelId: string): Fact => ({ kind: 'ParcelOpened', body: { parcelId, orderId: order.order_id, waveId: order.wave_id, personId: 'P-0001', openedBy: 'item' } })
const weighed = (order: FloorOrder, parcelId: string, verdict: 'fits' | 'too-heavy'): Fact => (
  { kind: 'ParcelWeighed', body: { parcelId, orderId: order.order_id, grams: 900, expectedGrams: 500, toleranceGrams: 20, verdict, scaleId: 'scale' } })

describe('signing in', () => {
  it('[HP1] nobody looks without signing in, and a packer may not', async () => {
    const stranger = await openTestBoard(hub)
    const notSignedIn = { kind: 'refused', why: 'not-signed-in' }
    expect(await stranger.call('board.view', {})).toEqual(notSignedIn)
    expect(await stranger.call('rules.list', {})).toEqual(notSignedIn)
    expect(await stranger.call('wave.preview', { ruleId: 'single' })).toEqual(notSignedIn)
    expect(await stranger.call('station.enrol', {})).toEqual(notSignedIn)
    expect(await stranger.call('wave.release', { requestId: 'request-stranger', ruleId: 'single' })).toEqual(notSignedIn)
    expect(await stranger.call('board.sign-in', packerBadge)).toEqual({ kind: 'refused', why: 'supervisors-only' })
    expect(await stranger.call('board.search', { text: 'x' })).toEqual(notSignedIn)
    stranger.close()
  })

  it('[HP2] wrong PINs and unknown badges get the same words, and both must wait after five', async () => {
    const stranger = await openTestBoard(hub)
    const tries = async (badgeCode: string): Promise<string[]> => {
      const words: string[] = []
      for (let time = 0; time < 6; time += 1) {
        const answer = await stranger.call('board.sign-in', { badgeCode, pin: '000000' })
        words.push(answer.kind === 'refused' ? answer.why : 'in')
      }
      return words
    }
    const known = await tries('PW-ID-0011')
    const unknown = await tries('PW-ID-9999')
    expect(known).toEqual([...Array<string>(5).fill('badge-or-pin-wrong'), 'pin-wait'])
    expect(unknown).toEqual(known)
    expect(await stranger.call('board.sign-in', { badgeCode: 'PW-ID-0011', pin: '909019' })).toMatchObject({ kind: 'refused' })
    const [locked] = openOf(await view(), 'badge-locked')
    expect(locked).toMatchObject({ personName: '吴启航', choices: ['unlock-badge'] })
    expect(await board.call('discrepancy.decide', { discrepancyId: locked!.discrepancyId, choice: 'unlock-badge' })).toEqual({ kind: 'done' })
    expect(await stranger.call('board.sign-in', { badgeCode: 'PW-ID-0011', pin: '909019' })).toEqual({ kind: 'done' })
    stranger.close()
  })
})

describe('the view', () => {
  it('[HV1] every order is in exactly one figure', async () => {
    await releasedWave('wall')
    const { orders } = await view()
    const stored = await hub.database.row<{ count: number }>('select count(*)::int as count from customer_order')
    expect(Object.values(orders).reduce((sum, count) => sum + count, 0)).toBe(stored?.count)
    expect(orders).toMatchObject({ waiting: 1_460, held: 20, released: 40 })
  })

  it('[LT5] a wave nobody picks is at risk as soon as the people there cannot pick it in time, with all that is due before', async () => {
    const { waves } = await view()
    const last = waves.toSorted((a, b) => b.cutOffAtMs - a.cutOffAtMs)[0]!
    const pickingMs = waves.reduce((sum, wave) => sum + wave.pieceCount - wave.pickedPieces, 0) * usualMsPerPiece
    const whyAt = async (spareMs: number) => (await boardView(hub.database, last.cutOffAtMs - pickingMs - spareMs, new Set())).waves.find((wave) => wave.waveId === last.waveId)!.why
    expect(await whyAt(-300_000)).toContainEqual({ code: 'too-few-hands', value: 5 })
    expect((await whyAt(300_000)).map((why) => why.code)).not.toContain('too-few-hands')
  })

  it('[LT7] what waits is told by its cut-offs, nearest first; one without its own is due at the next pick-up', async () => {
    const waiting = await hub.database.rows<{ order_id: string; cut_off_at_ms: number }>("select order_id, cut_off_at_ms from customer_order where state = 'waiting' and carrier_code is not null order by cut_off_at_ms, order_id")
    const { carriers } = await view()
    expect(carriers.length).toBeGreaterThan(0)
    const nowMs = waiting[Math.floor(waiting.length / 2)]!.cut_off_at_ms
    const due = async () => (await boardView(hub.database, nowMs, new Set())).waitingDue
    const ahead = [...Map.groupBy(waiting.filter((order) => order.cut_off_at_ms > nowMs), (order) => order.cut_off_at_ms)].map(([cutOffAtMs, of]) => ({ cutOffAtMs, count: of.length }))
    const passed = waiting.length - ahead.reduce((sum, each) => sum + each.count, 0)
    expect(await due()).toEqual({ passed, cutOffs: ahead.slice(0, 4), later: ahead.slice(4).reduce((sum, each) => sum + each.count, 0) })
    const { order_id: orderId, cut_off_at_ms: was } = waiting[0]!
    await hub.database.run('update customer_order set cut_off_at_ms = null where order_id = $1', [orderId])
    const lastMs = waiting.at(-1)!.cut_off_at_ms - 60_000
    const next = (await boardView(hub.database, lastMs, new Set())).waitingDue
    await hub.database.run('update customer_order set cut_off_at_ms = $2 where order_id = $1', [orderId, was])
    expect(next.passed).toBe(waiting.filter((order) => order.cut_off_at_ms <= lastMs).length - 1)
  })

  it('[HV2] a scan on the floor reaches the board without being asked for', async () => {
    const waveId = await releasedWave('single')
    const [order] = await singleOrders(waveId)
    const pushed = new Promise<BoardView>((resolve) => board.on('board.changed', (changed) => {
      if (changed.waves.some((wave) => wave.waveId === waveId && wave.pickedPieces === 1)) resolve(changed)
    }))
    await station.tell({ kind: 'OperatorSignedIn', body: { personId: 'P-0001', cause: 'badge' } }, { kind: 'PickListStarted', body: { listId: order!.list_id, personId: 'P-0001' } }, picked(order!, 'ItemPicked'))
    const changed = await pushed
    expect(changed.waves.find((wave) => wave.waveId === waveId)).toMatchObject({ state: 'picking' })
    expect(changed.stations.find((each) => each.stationId === station.stationId)).toMatchObject({ operatorName: '李秋禾', activity: 'pick', connected: true })
    expect(changed.people.find((person) => person.personId === 'P-0001')).toMatchObject({ piecesPickedToday: 1, stationName: 'P1' })
  })

  it('[HV3] it is built by the same few statements, however many waves there are', async () => {
    const statements = async (): Promise<number> => {
      let count = 0
      const snapshot: Database['snapshot'] = (work) => hub.database.snapshot((sql) => work({
        row: (...asked) => { count += 1; return sql.row(...asked) }, rows: (...asked) => { count += 1; return sql.rows(...asked) }, run: (...asked) => { count += 1; return sql.run(...asked) },
      }))
      await boardView({ ...hub.database, snapshot }, Date.now(), new Set())
      return count
    }
    const before = await statements()
    await releasedWave('single')
    expect(await statements()).toBe(before)
    expect(before).toBeLessThan(40)
  })
})

describe('deciding', () => {
  it('[HD1] a short order is shown when its other pieces are done, and is kicked out or accepted', async () => {
    const orders = await singleOrders(await releasedWave('single'))
    await station.tell(picked(orders[0]!, 'ShortPicked'))
    const [short] = openOf(await view(), 'short-order')
    expect(short).toMatchObject({ orderNumber: orders[0]!.number, values: { quantity: 1, sku: orders[0]!.sku, name: expect.stringMatching(/./) as string } })
    expect(await board.call('discrepancy.decide', { discrepancyId: short!.discrepancyId, choice: 'approve-weight' })).toMatchObject({ kind: 'refused' })
    expect(await board.call('discrepancy.decide', { discrepancyId: short!.discrepancyId, choice: 'accept-short' })).toMatchObject({ kind: 'refused', why: 'nothing-found' })
    expect(await board.call('discrepancy.decide', { discrepancyId: short!.discrepancyId, choice: 'kick-out' })).toEqual({ kind: 'done' })
    const after = await view()
    expect(openOf(after, 'short-order')).toEqual([])
    expect(after.orders.short).toBe(1)
    expect(await board.call('discrepancy.decide', { discrepancyId: short!.discrepancyId, choice: 'kick-out' })).toMatchObject({ kind: 'refused', why: 'discrepancy-settled' })
  })

  it('[HD2] a wrong weight is shown until it fits, or until somebody else approves it', async () => {
    const [first, second] = await singleOrders(await releasedWave('single'))
    await station.tell(opened(first!, 'parcel-1'), weighed(first!, 'parcel-1', 'too-heavy'))
    expect(openOf(await view(), 'weight')).toHaveLength(1)
    await station.tell(weighed(first!, 'parcel-1', 'fits'))
    expect(openOf(await view(), 'weight')).toHaveLength(0)
    await station.tell(opened(second!, 'parcel-2'), weighed(second!, 'parcel-2', 'too-heavy'))
    const [open] = openOf(await view(), 'weight')
    expect(await board.call('discrepancy.decide', { discrepancyId: open!.discrepancyId, choice: 'approve-weight' })).toMatchObject({ kind: 'refused', why: 'reason-needed' })
    expect(await board.call('discrepancy.decide', { discrepancyId: open!.discrepancyId, choice: 'approve-weight', reason: 'contents-counted' })).toEqual({ kind: 'done' })
    const approved = await station.changes(0, { limit: 1 })
    expect(approved.kind).toBe('changes')
    expect(await hub.database.rows("select body from fact where kind = 'WeightApprovedByBoard'")).toEqual([{ body: { parcelId: 'parcel-2', byPersonId: 'P-0010', reason: 'contents-counted' } }])
  })

  it('[HD3] a parcel closed for an order that was cancelled meanwhile becomes a stop task', async () => {
    const [order] = await singleOrders(await releasedWave('single'))
    const shop = (await hub.database.row<{ shop: string }>('select shop from customer_order where order_id = $1', [order!.order_id]))!.shop
    expect(await board.call('order.cancel', { number: order!.number, shop, why: 'refunded' })).toEqual({ kind: 'done' })
    const reply = await station.tell(opened(order!, 'parcel-3'), { kind: 'ParcelClosed', body: { parcelId: 'parcel-3', orderId: order!.order_id, waveId: order!.wave_id, waybillNumber: order!.waybill_number, carrierCode: 'SF', grams: 1, personId: 'P-0001', pieceCount: 1 } })
    expect(reply).toMatchObject({ outcomes: [{ outcome: 'applied' }, { outcome: 'applied-with-discrepancy' }] })
    expect(openOf(await view(), 'stop-task')).toMatchObject([{ orderNumber: order!.number, waybillNumber: order!.waybill_number }])
  })

  it('[HD5] an order cancelled after its parcel was closed is a stop task at once, without waiting for the station', async () => {
    const [order] = await singleOrders(await releasedWave('single'))
    await station.tell(opened(order!, 'parcel-6'), { kind: 'ParcelClosed', body: { parcelId: 'parcel-6', orderId: order!.order_id, waveId: order!.wave_id, waybillNumber: order!.waybill_number, carrierCode: 'SF', grams: 1, personId: 'P-0001', pieceCount: 1 } })
    expect(await board.call('order.cancel', { number: order!.number, shop: '', why: 'cancelled' })).toEqual({ kind: 'done' })
    const [task] = openOf(await view(), 'stop-task').filter((each) => each.orderNumber === order!.number)
    expect(await board.call('discrepancy.decide', { discrepancyId: task!.discrepancyId, choice: 'goods-back' })).toEqual({ kind: 'done' })
  })

  it('[HD6] nobody approves the weight of a parcel she had in her own hands', async () => {
    const [order] = await singleOrders(await releasedWave('single'))
    await station.push([station.record(opened(order!, 'parcel-7')), station.record(weighed(order!, 'parcel-7', 'too-heavy'), 'P-0010')])
    const [open] = openOf(await view(), 'weight')
    expect(await board.call('discrepancy.decide', { discrepancyId: open!.discrepancyId, choice: 'approve-weight', reason: 'contents-counted' })).toMatchObject({ kind: 'refused', why: 'another-person-needed' })
  })

  it('[HD4] the same work at two stations is kept twice and shown once', async () => {
    const other = await joinTestStation(hub, 'P2')
    const [order] = await singleOrders(await releasedWave('single'))
    await station.tell(opened(order!, 'parcel-4'))
    expect(await other.tell(opened(order!, 'parcel-5'))).toMatchObject({ outcomes: [{ outcome: 'applied-with-discrepancy' }] })
    expect(openOf(await view(), 'double-work').filter((each) => each.orderNumber === order!.number)).toHaveLength(1)
  })
})

describe('acting on what is short, lies or was not printed', () => {
  /** An untouched order of several lines at the wall: the first is found, of the others nothing. */
  async function halfFoundOrder(): Promise<{ orderId: string; waveId: string; number: string; lines: { line_number: number; sku: string; quantity: number }[] }> {
    const lines = await hub.database.rows<{ order_id: string; wave_id: string; number: string; line_number: number; sku: string; quantity: number; task_id: string; list_id: string; place_code: string }>(
      `select o.order_id, o.wave_id, o.number, l.line_number, l.sku, l.quantity, t.task_id, t.list_id, t.place_code from customer_order o join order_line l using (order_id) join pick_task t on t.wave_id = o.wave_id and t.sku = l.sku
       where o.order_id = (select o.order_id from customer_order o join order_line using (order_id) join wave w using (wave_id) where w.mode = 'batch-wall' and o.state = 'released' group by o.order_id
         having count(*) > 1 and sum(picked_qty + short_qty) = 0 order by o.order_id limit 1) order by l.line_number`)
    // No other place has any of it: else the pieces would be looked for there (ST13).
    for (const line of lines) await hub.database.run('update stock set quantity = 0 where sku = $1 and place_code <> $2', [line.sku, line.place_code])
    await station.tell(...lines.map((line, index): Fact => {
      const body = { taskId: line.task_id, listId: line.list_id, waveId: line.wave_id, sku: line.sku, placeCode: line.place_code, quantity: line.quantity, shares: [{ orderId: line.order_id, lineNumber: line.line_number, quantity: line.quantity }] }
      return index === 0 ? { kind: 'ItemPicked', body: { ...body, toteCode: 'T0002' } } : { kind: 'ShortPicked', body: { ...body, reason: 'not-found' } }
    }))
    return { orderId: lines[0]!.order_id, waveId: lines[0]!.wave_id, number: lines[0]!.number, lines: lines.slice(1).map(({ line_number, sku, quantity }) => ({ line_number, sku, quantity })) }
  }
  const partsOf = (orderId: string) => hub.database.rows<{ order_id: string; number: string; state: string; split_of: string; cancelled: string }>('select order_id, number, state, split_of, cancelled from customer_order where split_of = $1 order by number', [orderId])

  it('[HD7] a short order is split: what was found ships, what is missing waits as an order of its own, once', async () => {
    const order = await halfFoundOrder()
    const before = await view()
    const [short] = openOf(before, 'short-order').filter((each) => each.orderNumber === order.number)
    expect(short?.choices).toContain('split')
    const pressed = await Promise.all([1, 2].map(() => board.call('discrepancy.decide', { discrepancyId: short!.discrepancyId, choice: 'split' })))
    expect(pressed.map((answer) => answer.kind).sort()).toEqual(['done', 'refused'])
    const [part, ...more] = await partsOf(order.orderId)
    expect(more).toEqual([])
    expect(part).toMatchObject({ number: `${order.number}-2`, state: 'waiting', split_of: order.orderId })
    expect(await hub.database.rows('select line_number, sku, quantity from order_line where order_id = $1 order by line_number', [part!.order_id])).toEqual(order.lines.map((line, index) => ({ ...line, line_number: index + 1 })))
    expect((await view()).orders).toEqual({ ...before.orders, waiting: before.orders.waiting + 1 })
    const [whole] = granted(await board.call('board.search', { text: order.number }))
    const [rest] = granted(await board.call('board.search', { text: part!.number }))
    expect(rest).toMatchObject({ maskedName: whole!.maskedName, maskedPhone: whole!.maskedPhone, maskedAddress: whole!.maskedAddress, story: [{ kind: 'OrderSplit' }] })
    expect(whole!.story.map((each) => each.kind).slice(-2)).toEqual(['OrderSplit', 'ShortAccepted'])
    // What is decided no longer holds its wave up.
    const [counts] = await hub.database.snapshot((sql) => countWaves(sql, { waveId: order.waveId }))
    expect(counts).toMatchObject({ shortOrders: 1, undecidedShortOrders: 0 })
  })

  it('[HD7] a buyer who cancels gets neither the first parcel nor the rest', async () => {
    const order = await halfFoundOrder()
    const [short] = openOf(await view(), 'short-order').filter((each) => each.orderNumber === order.number)
    expect(await board.call('discrepancy.decide', { discrepancyId: short!.discrepancyId, choice: 'split' })).toEqual({ kind: 'done' })
    expect(await board.call('order.cancel', { number: order.number, shop: '', why: 'refunded' })).toEqual({ kind: 'done' })
    expect(await partsOf(order.orderId)).toMatchObject([{ state: 'cancelled', cancelled: 'refunded' }])
    expect(await hub.database.row("select cancelled from customer_order where order_id = $1", [order.orderId])).toEqual({ cancelled: 'refunded' })
  })

  it('[HD8] a list in hand is shown with its picker and given to somebody else', async () => {
    const [order] = await singleOrders(await releasedWave('single'))
    expect(await board.call('list.reassign', { listId: order!.list_id })).toEqual({ kind: 'refused', why: 'list-not-taken' })
    await station.tell({ kind: 'PickListStarted', body: { listId: order!.list_id, personId: 'P-0001' } }, picked(order!, 'ItemPicked'))
    const taken = (await view()).lists.find((list) => list.listId === order!.list_id)
    expect(taken).toMatchObject({ personName: '李秋禾', stationName: 'P1', donePieces: 1 })
    expect(taken!.takenAtMs).toBeGreaterThan(0)
    expect(await board.call('list.reassign', { listId: order!.list_id })).toEqual({ kind: 'done' })
    expect((await view()).lists.map((list) => list.listId)).not.toContain(order!.list_id)
    expect(await hub.database.rows("select body from fact where kind = 'PickListReturned'")).toEqual([{ body: { listId: order!.list_id, byPersonId: 'P-0010' } }])
    const other = await joinTestStation(hub, 'P3')
    expect(await other.tell({ kind: 'PickListStarted', body: { listId: order!.list_id, personId: 'P-0002' } })).toMatchObject({ outcomes: [{ outcome: 'applied' }] })
  })

  it('[HD9] one more label is approved while the parcel is open and its label unproven, one at a time', async () => {
    const [order] = await singleOrders(await releasedWave('single'))
    const label = { jobId: 'job-9', parcelId: 'parcel-9', waybillNumber: order!.waybill_number }
    await station.tell(opened(order!, 'parcel-9'))
    expect(await board.call('label.reprint', { orderId: order!.order_id, reason: 'lost' })).toEqual({ kind: 'refused', why: 'no-label-yet' })
    await station.tell(
      { kind: 'WaybillBound', body: { parcelId: 'parcel-9', orderId: order!.order_id, waybillNumber: order!.waybill_number } }, { kind: 'LabelQueued', body: { ...label, printerId: 'printer', copy: 1 } },
      { kind: 'LabelUnknown', body: { ...label, why: 'the cable was pulled' } })
    const [unknown] = openOf(await view(), 'label-unknown').filter((each) => each.waybillNumber === order!.waybill_number)
    expect(unknown?.choices).toEqual(['settled', 'reprint'])
    expect(granted(await board.call('board.search', { text: order!.number }))[0]?.mayReprint).toBe(true)
    expect(await board.call('discrepancy.decide', { discrepancyId: unknown!.discrepancyId, choice: 'reprint' })).toEqual({ kind: 'refused', why: 'reason-needed' })
    expect(await board.call('discrepancy.decide', { discrepancyId: unknown!.discrepancyId, choice: 'reprint', reprintReason: 'jammed' })).toEqual({ kind: 'done' })
    expect(await board.call('label.reprint', { orderId: order!.order_id, reason: 'jammed' })).toEqual({ kind: 'refused', why: 'reprint-under-way' })
    expect(await hub.database.rows("select body from fact where kind = 'ReprintApproved'")).toEqual([
      { body: { parcelId: 'parcel-9', orderId: order!.order_id, waybillNumber: order!.waybill_number, stationId: station.stationId, byPersonId: 'P-0010', reason: 'jammed' } }])
    await station.tell(
      { kind: 'LabelReprinted', body: { parcelId: 'parcel-9', waybillNumber: order!.waybill_number, copy: 2, reason: 'jammed', byPersonId: 'P-0010' } }, { kind: 'LabelQueued', body: { ...label, jobId: 'job-10', printerId: 'printer', copy: 2 } },
      { kind: 'LabelSent', body: { ...label, jobId: 'job-10' } }, { kind: 'LabelConfirmed', body: { parcelId: 'parcel-9', waybillNumber: order!.waybill_number } })
    expect(await board.call('label.reprint', { orderId: order!.order_id, reason: 'lost' })).toEqual({ kind: 'refused', why: 'label-confirmed' })
  })
})

describe('finding and setting', () => {
  it('[HS1] [MA8] an order is found by number, waybill and product, its receiver masked, its story told', async () => {
    const [order] = await singleOrders(await releasedWave('single'))
    await station.tell(picked(order!, 'ItemPicked'))
    for (const text of [order!.number, order!.waybill_number]) {
      const [found] = granted(await board.call('board.search', { text }))
      expect(found).toMatchObject({ number: order!.number, waybillNumber: order!.waybill_number, maskedName: expect.stringContaining('*') })
      expect(found?.story.map((each) => each.kind)).toEqual(['OrderReleased', 'WaybillReserved', 'ItemPicked'])
    }
    expect(granted(await board.call('board.search', { text: order!.sku })).map((found) => found.number)).toContain(order!.number)
    expect(await board.call('board.search', { text: 'nothing like it' })).toEqual([])
    const stateNow = async () => granted(await board.call('board.search', { text: order!.number }))[0]?.state
    await station.tell(opened(order!, 'parcel-hs1'), { kind: 'ParcelClosed', body: { parcelId: 'parcel-hs1', orderId: order!.order_id, waveId: order!.wave_id, waybillNumber: order!.waybill_number, carrierCode: 'SF', grams: null, personId: 'P-0001', pieceCount: 1 } })
    expect(await stateNow()).toBe('packed')
    await station.tell({ kind: 'ManifestOpened', body: { manifestId: 'm-hs1', manifestNumber: 'M-1', carrierCode: 'SF', personId: 'P-0001' } }, { kind: 'ParcelScannedOut', body: { manifestId: 'm-hs1', parcelId: 'parcel-hs1', waybillNumber: order!.waybill_number } })
    expect(await stateNow()).toBe('shipped')
    expect((await view()).manifests).toMatchObject([{ manifestNumber: 'M-1', parcelCount: 1, totalGrams: 0, notWeighedCount: 1 }])
  })

  it('[HS2] rules are saved, listed and removed', async () => {
    const [rule] = granted(await board.call('rules.list', {}))
    expect(await board.call('rules.save', { ...rule!, ruleId: 'mine', name: '我的规则', maxOrders: 3 })).toEqual({ kind: 'done' })
    expect(granted(await board.call('wave.preview', { ruleId: 'mine' })).orderCount).toBeLessThanOrEqual(3)
    expect(await board.call('rules.remove', { ruleId: 'mine' })).toEqual({ kind: 'done' })
    expect(granted(await board.call('rules.list', {})).map((each) => each.ruleId)).not.toContain('mine')
  })

  it('[HS3] an import through the board is stored once for each request', async () => {
    const record = { type: 'order', shop: 'board', number: 'B-1', lines: [{ sku: 'B-SKU', name: '杯', quantity: 2 }], recipient: { name: '张三丰', phone: '15400000000', province: '浙江省', city: '杭州市', district: '余杭区', detail: '云栗路88号' } }
    const file = { name: 'orders.json', base64: Buffer.from(JSON.stringify([record])).toString('base64') }
    const first = await board.call('orders.import', { requestId: 'import-request-1', format: 'packwave-json', files: [file] })
    expect(first).toMatchObject({ orders: { accepted: 1, refused: 0 }, lines: 1, pieces: 2 })
    const bad = { name: 'bad.json', base64: Buffer.from(JSON.stringify([{ ...record, number: 'B-2', lines: [{ sku: 'B-SKU', quantity: 0 }] }, { ...record, number: 'B-3', holds: ['unpaid'] }])).toString('base64') }
    expect(await board.call('orders.import', { requestId: 'import-request-3', format: 'packwave-json', files: [bad] })).toMatchObject({ refusals: [{ row: 1, code: 'record-wrong-at', values: { path: 'lines.0.quantity' } }], held: [{ order: 'B-3', holds: ['unpaid'] }] })
    expect(await board.call('orders.import', { requestId: 'import-request-1', format: 'packwave-json', files: [file] })).toEqual(first)
    expect(await board.call('orders.import', { requestId: 'import-request-2', format: 'packwave-json', files: [file] })).toMatchObject({ orders: { accepted: 0, unchanged: 1 } })
  })

  it('[HX28] a disk that is full is said to be full, and the same wave goes out when there is room', async () => {
    await hub.database.run("create function no_room() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$")
    await hub.database.run('create trigger no_room before insert on wave execute function no_room()')
    const asked = { requestId: 'request-disk-full', ruleId: 'single' }
    expect(await board.call('wave.release', asked)).toEqual({ kind: 'refused', why: 'hub-disk-full' })
    expect(hub.faults.splice(0).map(({ where }) => where)).toContain('board wave.release')
    await hub.database.run('drop trigger no_room on wave')
    expect(await board.call('wave.release', asked)).toMatchObject({ kind: 'released' })
  })

  it('[HS4] a code lets one more station in, once and not for long', async () => {
    const join = async (joinToken: string): Promise<number> => (await fetch(`${hub.url}/sync/join`, { method: 'POST', body: JSON.stringify({ protocol: 1, joinToken, stationName: 'P9' }) })).status
    const codeOf = (enrolled: { code: string }): string => readEnrolment(enrolled.code)!.joinToken
    const code = codeOf(granted(await board.call('station.enrol', {})))
    expect(await join(code)).toBe(200)
    expect(await join(code)).toBe(403)
    const late = codeOf(granted(await board.call('station.enrol', {})))
    aheadMs = 31 * 60_000
    expect(await join(late)).toBe(403)
    aheadMs = 0
  })

  it('[HS5] the shops’ door takes orders and cancels with the admin key only', async () => {
    const post = async (address: string, body: unknown, key: string): Promise<{ status: number; answer: unknown }> => {
      const response = await fetch(`${hub.url}${address}`, { method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${key}` } })
      return { status: response.status, answer: await response.json() }
    }
    const order = { type: 'order', shop: 'api', number: 'A-1', lines: [{ sku: 'B-SKU', name: '杯', quantity: 1 }], recipient: { name: '李四', phone: '15400000001', province: '浙江省', city: '杭州市', district: '余杭区', detail: '云栗路8号' } }
    expect((await post('/api/orders', [order], 'x'.repeat(43))).status).toBe(401)
    expect(await post('/api/orders', [order, { type: 'order' }], hub.adminKey)).toMatchObject({ status: 200, answer: { orders: { accepted: 1 }, refusals: [{ row: 2 }] } })
    expect(await post('/api/cancel', { readAtMs: 1_700_000_000_000, orders: [{ number: 'A-1', shop: 'api', why: 'cancelled' }, { number: 'A-2', why: 'refunded' }] }, hub.adminKey)).toMatchObject({ answer: { orders: [{ kind: 'done' }, { kind: 'refused', why: 'order-unknown', words: 'There is no order A-2.' }] } })
    expect((await view()).cancelListAtMs).toBe(1_700_000_000_000)
    expect(await post('/api/orders', 'no list', hub.adminKey)).toMatchObject({ status: 400, answer: { error: expect.stringContaining('wrong shape') } })
  })
})

it('[HP3] no answer of this file came from a fault of the hub', () => {
  expect(hub.faults).toEqual([])
})
