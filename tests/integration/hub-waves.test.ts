// Goal: orders become waves with one waybill each, however often it is asked, and cancels reach them at any moment of their life.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putOrders, type OrderToPut } from '#hub/orders/put-orders.ts'
import { hubImportTarget } from '#hub/orders/hub-import-target.ts'
import { cancelOrder } from '#hub/orders/cancel-order.ts'
import { cancelWave, kickOut } from '#hub/waves/change-wave.ts'
import { previewWave, releaseWave } from '#hub/waves/release-wave.ts'
import { makeSampleWarehouse } from '#hub/sample/sample-warehouse.ts'
import { orderIdOf } from '#hub/store/forgotten-waves.ts'
import { numberAt } from '#shared/domain/waybills/waybill-number.ts'
import type { Body, Fact, FactKind } from '#shared/domain/facts/facts.ts'
import type { Change } from '#shared/sync/envelope.ts'
import { granted } from '#tests/support/test-board.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'

let hub: TestHub
let station: TestStation
let requests = 0
beforeAll(async () => {
  hub = await startTestHub({ sample: true })
  station = await joinTestStation(hub)
})
afterAll(() => hub.close())

const release = (ruleId: string, requestId = `request-${(requests += 1)}`) => releaseWave(hub.database, hub.tools, 'P-0010', { requestId, ruleId })
async function released(ruleId: string): Promise<{ waveId: string; waveNumber: string; orderCount: number }> {
  const answer = await release(ruleId)
  if (answer.kind === 'refused') throw new Error(answer.why)
  return answer
}
async function allChanges(): Promise<Change[]> {
  const changes: Change[] = []
  for (;;) {
    const reply = await station.changes(changes.at(-1)?.position ?? 0, { limit: 1_000 })
    if (reply.kind !== 'changes') throw new Error(reply.kind)
    changes.push(...reply.changes)
    if (!reply.more) return changes
  }
}
const bodies = <K extends FactKind>(changes: readonly Change[], kind: K, of: (body: Body<K>) => boolean = () => true): Body<K>[] =>
  changes.filter((each) => each.envelope.kind === kind).map((each) => each.envelope.body as Body<K>).filter(of)
const ordersOfWave = (waveId: string) => hub.database.rows<{ order_id: string; number: string; shop: string; state: string; waybill_number: string }>('select order_id, number, shop, state, waybill_number from customer_order where wave_id = $1 order by order_id', [waveId])
const sampleOrder = (over: Partial<OrderToPut> = {}): OrderToPut => ({ ...makeSampleWarehouse({ seed: 7, nowMs: hub.tools.system.nowMs() }).orders[0]!, shop: 'test shop', ...over })

describe('importing', () => {
  it('[HO1] the same orders again change nothing', async () => {
    const { orders } = makeSampleWarehouse({ seed: 20_261_111, nowMs: 1_764_000_000_000 })
    const target = hubImportTarget(hub.database, hub.tools)
    const batch = orders.slice(0, 200).map((order) => ({ ...order, shop: 'twice' }))
    const first = await target.putOrders(batch)
    const position = (await allChanges()).length
    const second = await target.putOrders(batch)
    expect(new Set(first.map((each) => each.outcome))).toEqual(new Set(['accepted']))
    expect(new Set(second.map((each) => each.outcome))).toEqual(new Set(['unchanged']))
    expect(await allChanges()).toHaveLength(position)
    await hub.database.run("delete from order_line l using customer_order o where o.order_id = l.order_id and o.shop = 'twice'")
    await hub.database.run("delete from customer_order where shop = 'twice'")
  })

  it('[HO2] a changed order is updated while it waits, and a hold keeps it from the floor', async () => {
    const order = sampleOrder({ number: 'HO2' })
    const put = async (changed: OrderToPut) => (await hub.database.write((sql) => putOrders(sql, hub.tools, [changed])))[0]!.outcome
    expect(await put(order)).toBe('accepted')
    expect(await put({ ...order, lines: [{ ...order.lines[0]!, quantity: 7 }] })).toBe('updated')
    expect(await hub.database.row("select l.quantity, o.piece_count from customer_order o join order_line l using (order_id) where number = 'HO2'")).toEqual({ quantity: 7, piece_count: 7 })
    expect(await put({ ...order, holds: ['refunded'] })).toBe('updated')
    expect(await hub.database.row("select state, holds from customer_order where number = 'HO2'")).toEqual({ state: 'held', holds: ['refunded'] })
  })

  it('[HO3] an unknown product is listed with unknown weight and gets a place of its own', async () => {
    const order = sampleOrder({ number: 'HO3', lines: [{ sku: 'NEVER-SEEN', name: '没见过', spec: '红', quantity: 2 }], holds: ['unpaid'] })
    await hub.database.write((sql) => putOrders(sql, hub.tools, [order]))
    expect(await hub.database.row("select name, weight_grams from product where sku = 'NEVER-SEEN'")).toEqual({ name: '没见过', weight_grams: null })
    expect(await hub.database.rows("select 1 from stock a join stock b using (place_code) where a.sku = 'NEVER-SEEN'")).toHaveLength(1)
  })
})

describe('releasing', () => {
  it('[RT26] a preview says what the lists walk, and what S-shape would: on the sample at least a tenth more over its rules', async () => {
    let [metres, sShapeMetres] = [0, 0]
    for (const ruleId of ['single', 'wall', 'zones', 'cart', 'urgent']) {
      const { walk } = granted(await previewWave(hub.database, hub.tools, { ruleId }))
      expect(walk.metres).toBeLessThanOrEqual(walk.sShapeMetres)
      expect(walk.seconds).toBeGreaterThanOrEqual(walk.metres)
      metres += walk.metres
      sShapeMetres += walk.sShapeMetres
    }
    expect(sShapeMetres).toBeGreaterThan(1.1 * metres)
  })
  it('[HW1] what is previewed is released, in facts that a station can work with', async () => {
    const preview = granted(await previewWave(hub.database, hub.tools, { ruleId: 'wall' }))
    const wave = await released('wall')
    expect(wave.orderCount).toBe(preview.orderCount)
    const changes = await allChanges()
    const orders = bodies(changes, 'OrderReleased', (body) => body.waveId === wave.waveId)
    const lists = bodies(changes, 'PickListReleased', (body) => body.waveId === wave.waveId)
    expect(orders).toHaveLength(40)
    expect(new Set(orders.map((order) => order.slotCode)).size).toBe(40)
    const asked = orders.flatMap((order) => order.lines).reduce((sum, line) => sum + line.quantity, 0)
    expect(lists.flatMap((list) => list.tasks).flatMap((task) => task.shares).reduce((sum, share) => sum + share.quantity, 0)).toBe(asked)
    expect(preview.pieceCount).toBe(asked)
    expect(changes.findLast((each) => each.envelope.stationId === 'hub')?.envelope.kind).toBe('WaveReleased')
  })

  it('[HW2] the same request releases once, and every order has one number for ever', async () => {
    const first = await release('single', 'request-same')
    const second = await release('single', 'request-same')
    expect(second).toEqual(first)
    if (first.kind === 'refused') throw new Error(first.why)
    const waybills = await hub.database.rows<{ waybill_number: string; order_id: string }>('select w.waybill_number, w.order_id from waybill w join customer_order o using (order_id) where o.wave_id = $1', [first.waveId])
    expect(waybills).toHaveLength(first.orderCount)
    const numbers = bodies(await allChanges(), 'WaybillReserved').map((body) => body.waybillNumber)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it('[HW3] the label payload is masked, sealed at rest and opened for the station', async () => {
    const reserved = (await allChanges()).filter((each) => each.envelope.kind === 'WaybillReserved')
    expect(reserved.length).toBeGreaterThan(0)
    for (const { personal } of reserved) {
      expect(personal?.recipient.maskedName).toMatch(/\*/)
      expect(personal?.sortingCode).not.toBe('')
    }
    const rows = await hub.database.rows<{ personal: Buffer }>("select personal from fact where kind = 'WaybillReserved' limit 5")
    for (const { personal } of rows) expect(personal.toString('latin1')).not.toContain('maskedName')
  })

  it('[HW4] simultaneous releases share neither orders nor wave numbers nor waybills', async () => {
    const answers = await Promise.all([release('urgent'), release('urgent'), release('single'), release('single')])
    const waves = answers.flatMap((answer) => (answer.kind === 'released' ? [answer] : []))
    expect(waves.length).toBeGreaterThanOrEqual(3)
    expect(new Set(waves.map((wave) => wave.waveNumber)).size).toBe(waves.length)
    const orders = bodies(await allChanges(), 'OrderReleased').map((body) => body.orderId)
    expect(new Set(orders).size).toBe(orders.length)
  })

  it('[HW5] a used-up number range refuses with its reason, and nothing of the release stays', async () => {
    const before = (await allChanges()).length
    await hub.database.run('update waybill_range set next_index = number_count - 1')
    try {
      expect(await release('single')).toMatchObject({ kind: 'refused', why: 'waybills-used-up', values: { left: 1 } })
    } finally {
      await hub.database.run('update waybill_range r set next_index = (select count(*) from waybill w where w.carrier_code = r.carrier_code)')
    }
    expect(await allChanges()).toHaveLength(before)
    expect(await release('single')).toMatchObject({ kind: 'released' })
  })

  it('[HW6] an order that could not be labelled is left out and named', async () => {
    const order = sampleOrder({ number: 'HW6', lines: [{ ...sampleOrder().lines[0]!, quantity: 1 }], cutOffAtMs: 1, priority: 99 })
    await hub.database.write((sql) => putOrders(sql, hub.tools, [{ ...order, recipient: { ...order.recipient, name: '张**' } }]))
    const preview = granted(await previewWave(hub.database, hub.tools, { ruleId: 'single' }))
    expect(preview.leftOut).toContainEqual({ why: 'recipient-incomplete', count: 1 })
    await released('single')
    expect(await hub.database.row("select state from customer_order where number = 'HW6'")).toEqual({ state: 'waiting' })
  })

  it('[HW7] a cancelled wave gives its orders back; released again they keep their waybill numbers', async () => {
    const wave = await released('cart')
    const before = await ordersOfWave(wave.waveId)
    expect(await hub.database.write((sql) => cancelWave(sql, hub.tools, 'P-0010', wave.waveId))).toEqual({ kind: 'done' })
    expect(await ordersOfWave(wave.waveId)).toEqual([])
    const again = await released('cart')
    expect(await ordersOfWave(again.waveId)).toEqual(before)
    expect(await hub.database.write((sql) => cancelWave(sql, hub.tools, 'P-0010', wave.waveId))).toMatchObject({ kind: 'refused' })
  })
})

describe('cancelling', () => {
  it('[HO4] before the release the order just ends; afterwards the stations are told', async () => {
    const [waiting] = await hub.database.rows<{ number: string; shop: string }>("select number, shop from customer_order where state = 'waiting' limit 1")
    const before = (await allChanges()).length
    expect(await hub.database.write((sql) => cancelOrder(sql, hub.tools, 'P-0010', { ...waiting!, why: 'refunded' }))).toEqual({ kind: 'done' })
    expect(await allChanges()).toHaveLength(before)
    const [floor] = await hub.database.rows<{ order_id: string; number: string; shop: string }>("select order_id, number, shop from customer_order where state = 'released' limit 1")
    for (let time = 0; time < 2; time += 1) await hub.database.write((sql) => cancelOrder(sql, hub.tools, 'P-0010', { ...floor!, why: 'refunded' }))
    expect(bodies(await allChanges(), 'OrderCancelled')).toEqual([{ orderId: floor!.order_id, why: 'refunded' }])
  })

  it('[HO5] a released order that an import shows as refunded is intercepted; another change is for the supervisor', async () => {
    const target = hubImportTarget(hub.database, hub.tools)
    for (const number of ['HO5-a', 'HO5-b']) await target.putOrders([sampleOrder({ number, lines: [{ ...sampleOrder().lines[0]!, quantity: 1 }], cutOffAtMs: 2 })])
    await released('single')
    const refunded = sampleOrder({ number: 'HO5-a', lines: [{ ...sampleOrder().lines[0]!, quantity: 1 }], cutOffAtMs: 2, holds: ['refunded'] })
    const changed = sampleOrder({ number: 'HO5-b', lines: [{ ...sampleOrder().lines[0]!, quantity: 3 }], cutOffAtMs: 2 })
    expect((await target.putOrders([refunded, changed])).map((each) => each.outcome)).toEqual(['discrepancy', 'discrepancy'])
    expect((await target.putOrders([refunded, changed])).map((each) => each.outcome)).toEqual(['unchanged', 'unchanged'])
    expect(await hub.database.row("select cancelled from customer_order where number = 'HO5-a'")).toEqual({ cancelled: 'refunded' })
    expect(await hub.database.rows("select 1 from discrepancy d join customer_order o using (order_id) where o.number = 'HO5-b' and d.kind = 'order-changed'")).toHaveLength(1)
  })

  it('[HW8] a wave is done when its last order has left it, kicked out or packed', async () => {
    const wave = await released('urgent').catch(() => released('wall'))
    const orders = await ordersOfWave(wave.waveId)
    for (const order of orders.slice(1)) expect(await hub.database.write((sql) => kickOut(sql, hub.tools, 'P-0010', order.order_id, 'asked'))).toEqual({ kind: 'done' })
    const [last] = orders
    const parcelId = hub.tools.system.mintId()
    await station.tell(
      { kind: 'ParcelOpened', body: { parcelId, orderId: last!.order_id, waveId: wave.waveId, personId: 'P-0001', openedBy: 'order' } },
      { kind: 'WaybillBound', body: { parcelId, orderId: last!.order_id, waybillNumber: last!.waybill_number } },
      { kind: 'ParcelClosed', body: { parcelId, orderId: last!.order_id, waveId: wave.waveId, waybillNumber: last!.waybill_number, carrierCode: 'SF', grams: 500, personId: 'P-0001', pieceCount: 1 } },
    )
    expect(bodies(await allChanges(), 'WaveDone', (body) => body.waveId === wave.waveId)).toHaveLength(1)
    expect(await hub.database.write((sql) => kickOut(sql, hub.tools, 'P-0010', last!.order_id, 'too late'))).toMatchObject({ kind: 'refused' })
  })
})

it('[HB9] no name, telephone or address of a receiver lies readable in any column of the store', async () => {
  const { orders } = makeSampleWarehouse({ seed: 20_261_111, nowMs: hub.tools.system.nowMs() })
  const secrets = orders.slice(0, 40).flatMap(({ recipient }) => [recipient.phone, recipient.detail].filter((text) => text.length >= 8))
  const tables = await hub.database.rows<{ table_name: string }>("select table_name from information_schema.tables where table_schema = 'public'")
  let dump = ''
  for (const { table_name: table } of tables) dump += (await hub.database.rows<{ row: string }>(`select t::text as row from "${table}" t`)).map((each) => each.row).join('\n')
  // What is not personal is found: the search itself works.
  expect(dump).toContain(orders[0]!.number)
  for (const secret of secrets) {
    expect(dump.includes(secret), secret).toBe(false)
    // Bytes columns are written in hexadecimal.
    expect(dump.includes(Buffer.from(secret).toString('hex')), secret).toBe(false)
  }
})

describe('a wave that this hub has forgotten', () => {
  let made = 0
  /** An order of one piece that a wave would take at once, as a shop would send it, not stored yet. */
  const freshOrder = async (): Promise<OrderToPut> => {
    made += 1
    const { sku } = (await hub.database.row<{ sku: string }>('select sku from stock where quantity is not null order by quantity desc limit 1'))!
    return sampleOrder({ shop: 'forgotten', number: `HX-${made}`, holds: [], carrierCode: null, lines: [{ sku, name: sku, spec: '', quantity: 1 }] })
  }
  /** What a bench tells that packed the order in a wave which this hub, put back from a backup, knows nothing of. */
  const packing = (orderId: string, lines: OrderToPut['lines'], name: string, waybillNumber = `LOST-${name}`): Fact[] => [
    { kind: 'PickListStarted', body: { listId: `list-${name}`, personId: 'P-0001' } },
    ...lines.map(({ sku, quantity }, index): Fact => ({ kind: 'ItemPicked', body: { taskId: `task-${name}-${index}`, listId: `list-${name}`, waveId: `wave-${name}`, sku, placeCode: 'A-01-01-1', quantity, toteCode: null, shares: [{ orderId, lineNumber: index + 1, quantity }] } })),
    ...lines.map(({ sku, quantity }, index): Fact => ({ kind: 'ItemPut', body: { waveId: `wave-${name}`, orderId, lineNumber: index + 1, sku, quantity, slotCode: 'W1-01' } })),
    { kind: 'ParcelOpened', body: { parcelId: `parcel-${name}`, orderId, waveId: `wave-${name}`, personId: 'P-0001', openedBy: 'slot' } },
    ...lines.map(({ sku, quantity }, index): Fact => ({ kind: 'ItemChecked', body: { parcelId: `parcel-${name}`, orderId, lineNumber: index + 1, sku, quantity } })),
    { kind: 'WaybillBound', body: { parcelId: `parcel-${name}`, orderId, waybillNumber } },
    { kind: 'ParcelClosed', body: { parcelId: `parcel-${name}`, orderId, waveId: `wave-${name}`, waybillNumber, carrierCode: 'SF', grams: 500, personId: 'P-0001', pieceCount: lines.reduce((sum, line) => sum + line.quantity, 0) } },
  ]
  const store = async (order: OrderToPut) => (await hub.database.write((sql) => putOrders(sql, hub.tools, [order])))[0]!.outcome
  const tell = async (teller: TestStation, facts: readonly Fact[]): Promise<string[]> => {
    const reply = await teller.tell(...facts)
    return reply.kind === 'stored' ? reply.outcomes.map((each) => each.why || each.outcome) : [reply.kind]
  }
  const orderNow = (orderId: string) => hub.database.row<{ state: string; waybill_number: string | null; wave_id: string | null; done: boolean }>(
    'select state, waybill_number, wave_id, (select bool_and(picked_qty = quantity and put_qty = quantity and checked_qty = quantity) from order_line l where l.order_id = o.order_id) as done from customer_order o where order_id = $1', [orderId])
  const talkedOf = (orderId: string) => hub.database.rows("select kind, subject, state from discrepancy where order_id = $1 order by subject", [orderId])
  const wavesWith = async (orderId: string): Promise<string> => {
    const answer = await releaseWave(hub.database, hub.tools, 'P-0010', { requestId: `forgotten-${(requests += 1)}`, ruleId: 'single', orderIds: [orderId] })
    return answer.kind === 'refused' ? answer.why : answer.kind
  }

  it('[HX29] an order that was packed in it is shipped with its number, is no double work, and is released to nobody again', async () => {
    const order = await freshOrder()
    const orderId = orderIdOf(order.shop, order.number)
    expect(await store(order)).toBe('accepted')
    expect(new Set(await tell(station, packing(orderId, order.lines, 'a')))).toEqual(new Set(['applied']))
    expect(await orderNow(orderId)).toEqual({ state: 'shipped', waybill_number: 'LOST-a', wave_id: null, done: true })
    expect(await hub.database.rows('select parcel_id from waybill where waybill_number = $1', ['LOST-a'])).toEqual([{ parcel_id: 'parcel-a' }])
    expect(await hub.database.rows("select 1 from parcel where order_id = $1 and stop_task", [orderId])).toEqual([])
    expect(await talkedOf(orderId)).toEqual([])
    expect(await wavesWith(orderId)).toMatch(/^no-order/)
  })

  it('[HX29] [NB13] the number on such a parcel is given out no more, also while nobody knows the order', async () => {
    const range = (await hub.database.row<{ range_id: string; prefix: string; digits: number; suffix: string; start_number: number; next_index: number }>("select range_id, prefix, digits, suffix, start_number, next_index from waybill_range where carrier_code = 'SF'"))!
    const onParcel = numberAt({ prefix: range.prefix, digits: range.digits, suffix: range.suffix, checkDigit: '', startNumber: range.start_number }, range.next_index + 3)
    const order = await freshOrder()
    await tell(station, packing(orderIdOf(order.shop, order.number), order.lines, 'n', onParcel))
    expect(await hub.database.row('select next_index from waybill_range where range_id = $1', [range.range_id])).toEqual({ next_index: range.next_index + 4 })
  })

  it('[HX29] one that was only begun waits no longer; a second bench that packs it is told of as ever', async () => {
    const order = await freshOrder()
    const orderId = orderIdOf(order.shop, order.number)
    await store(order)
    const facts = packing(orderId, order.lines, 'b')
    expect(new Set(await tell(station, facts.slice(0, 2)))).toEqual(new Set(['applied']))
    expect(await orderNow(orderId)).toMatchObject({ state: 'released', wave_id: null })
    expect(await wavesWith(orderId)).toMatch(/^no-order/)
    // The slot in which its pieces lie is no other order's.
    await tell(station, facts.slice(2, 3))
    expect(await hub.database.row('select slot_code from customer_order where order_id = $1', [orderId])).toEqual({ slot_code: 'W1-01' })
    await tell(station, facts.slice(3))
    const other = await joinTestStation(hub)
    const again = await tell(other, packing(orderId, order.lines, 'c').filter((each) => each.kind.startsWith('Parcel')))
    expect(again).toEqual(['the order is packed at another station too', 'the order had ended already'])
    expect(await talkedOf(orderId)).toEqual([{ kind: 'double-work', subject: `order/${orderId}`, state: 'open' }])
  })

  it('[HX29] an order that is in a wave of this hub by then is double work', async () => {
    const order = await freshOrder()
    const orderId = orderIdOf(order.shop, order.number)
    await store(order)
    expect(await wavesWith(orderId)).toBe('released')
    expect(await tell(station, packing(orderId, order.lines, 'd').slice(1, 2))).toEqual(['the task or the order line is not known here'])
    expect(await talkedOf(orderId)).toMatchObject([{ kind: 'double-work', state: 'open' }])
  })

  it('[HX29] one that a station stopped, because its buyer had cancelled before the hub was put back, is released to nobody', async () => {
    const order = await freshOrder()
    const orderId = orderIdOf(order.shop, order.number)
    await store(order)
    await tell(station, [{ kind: 'OrderStopped', body: { orderId, parcelId: null } }])
    expect(await orderNow(orderId)).toMatchObject({ state: 'stopped' })
    expect(await wavesWith(orderId)).toMatch(/^no-order/)
    expect(await talkedOf(orderId)).toMatchObject([{ kind: 'order-stopped', state: 'open' }])
  })

  it('[HX30] an order that this hub lacks is told of, and imported again it is the one that was packed', async () => {
    const order = await freshOrder()
    const orderId = orderIdOf(order.shop, order.number)
    expect(new Set(await tell(station, packing(orderId, order.lines, 'e')))).toEqual(new Set(['applied', 'the order is not known here']))
    expect(await talkedOf(orderId)).toEqual([{ kind: 'double-work', subject: `order/${orderId}`, state: 'open' }])
    expect(await store(order)).toBe('accepted')
    expect(await orderNow(orderId)).toEqual({ state: 'shipped', waybill_number: 'LOST-e', wave_id: null, done: true })
    expect(await talkedOf(orderId)).toEqual([{ kind: 'double-work', subject: `order/${orderId}`, state: 'settled' }])
    expect(await store(order)).toBe('unchanged')
    expect(await wavesWith(orderId)).toMatch(/^no-order/)
  })

  it('[HX30] [HX29] one that was begun is released and may be kicked out, and one that its shop has refunded meanwhile is stopped', async () => {
    const [begun, refunded] = [await freshOrder(), await freshOrder()]
    const [begunId, refundedId] = [begun, refunded].map((order) => orderIdOf(order.shop, order.number)) as [string, string]
    await tell(station, packing(begunId, begun.lines, 'f').slice(0, 2))
    await tell(station, packing(refundedId, refunded.lines, 'g'))
    await store(begun)
    await store({ ...refunded, holds: ['refunded'] })
    expect(await orderNow(begunId)).toMatchObject({ state: 'released', waybill_number: null })
    expect(await hub.database.write((sql) => kickOut(sql, hub.tools, 'P-0010', begunId, 'asked'))).toEqual({ kind: 'done' })
    expect(bodies(await allChanges(), 'OrderKickedOut', (body) => body.orderId === begunId)).toMatchObject([{ waveId: 'wave-f' }])
    expect(await orderNow(begunId)).toMatchObject({ state: 'kicked-out' })
    expect(await talkedOf(begunId)).toEqual([])
    expect(await hub.database.row('select state, cancelled from customer_order where order_id = $1', [refundedId])).toEqual({ state: 'shipped', cancelled: 'refunded' })
    expect(await hub.database.rows('select stop_task from parcel where order_id = $1', [refundedId])).toEqual([{ stop_task: true }])
    expect(bodies(await allChanges(), 'OrderCancelled', (body) => body.orderId === refundedId)).toHaveLength(1)
  })
})
