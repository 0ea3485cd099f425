// Goal: orders, keys and badges that are not as they should be end at the hub as docs/specs/scans.md says. Method: a real hub on a real PostgreSQL, stations over HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeStation } from '#hub/people/join.ts'
import { readEnrolment } from '#shared/contract/enrolment.ts'
import { putOrders, type OrderToPut } from '#hub/orders/put-orders.ts'
import { signIn } from '#hub/people/sign-in.ts'
import { hashOf } from '#hub/store/facts.ts'
import { makeSampleWarehouse } from '#hub/sample/sample-warehouse.ts'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { Client } from '#shared/contract/contract.ts'
import type { Fact } from '#shared/domain/facts/facts.ts'
import { verifyPin } from '#shared/node/pin-hash.ts'
import { granted, openSupervisorBoard, supervisorBadge } from '#tests/support/test-board.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'

let hub: TestHub
let station: TestStation
let board: Client<BoardApi>
let sample: OrderToPut
beforeAll(async () => {
  hub = await startTestHub({ sample: true })
  station = await joinTestStation(hub, 'P1')
  board = await openSupervisorBoard(hub)
  sample = makeSampleWarehouse({ seed: 7, nowMs: hub.tools.system.nowMs() }).orders[0]!
})
afterAll(async () => {
  board.close()
  await hub.close()
})

const view = async () => granted(await board.call('board.view', {}))
const put = async (...orders: OrderToPut[]) => hub.database.write((sql) => putOrders(sql, hub.tools, orders))
const onePiece = (number: string, over: Partial<OrderToPut> = {}): OrderToPut => ({ ...sample, shop: 'bad input', number, lines: [{ ...sample.lines[0]!, quantity: 1 }], cutOffAtMs: 2, ...over })
type Stored = { order_id: string; number: string; state: string; holds: string[]; wave_id: string; waybill_number: string; cancelled: string }
const stored = (...numbers: string[]) => hub.database.rows<Stored>("select order_id, number, state, holds, wave_id, waybill_number, cancelled from customer_order where shop = 'bad input' and number = any($1::text[]) order by number", [numbers])
let requests = 0
const release = async (ruleId = 'single') => granted(await board.call('wave.release', { requestId: `bad-input-request-${(requests += 1)}`, ruleId }))

describe('requests', () => {
  it('[HB17] the id of a release sent again by another rule or for other orders releases nothing and says so; sent as at first it has its first answer', async () => {
    await put(onePiece('ONCE-1'), onePiece('ONCE-2'))
    const [first, second] = await stored('ONCE-1', 'ONCE-2')
    const asked = { requestId: 'bad-input-once', ruleId: 'single', orderIds: [first!.order_id] }
    const released = granted(await board.call('wave.release', asked))
    const [other] = granted(await board.call('rules.list', {})).filter((rule) => rule.ruleId !== 'single')
    for (const change of [{ ruleId: other!.ruleId }, { orderIds: [second!.order_id] }]) expect(await board.call('wave.release', { ...asked, ...change })).toEqual({ kind: 'refused', why: 'request-used' })
    expect(await board.call('wave.release', asked)).toEqual(released)
    expect((await stored('ONCE-1', 'ONCE-2')).map((order) => [order.state, order.wave_id])).toEqual([['released', released.waveId], ['waiting', null]])
  })

  it('[HB17] the id of an import sent again with another file, name or format stores nothing and says so; sent as at first it has its first report', async () => {
    const file = (number: string) => {
      const record = { type: 'order', shop: 'bad input', number, lines: [{ sku: 'B-SKU', name: '杯', quantity: 2 }], recipient: { name: '张三丰', phone: '15400000000', province: '浙江省', city: '杭州市', district: '余杭区', detail: '云栗路88号' } }
      return { name: 'orders.json', base64: Buffer.from(JSON.stringify([record])).toString('base64') }
    }
    const asked = { requestId: 'bad-input-import', format: 'packwave-json' as const, files: [file('IMPORT-1')] }
    const first = await board.call('orders.import', asked)
    expect(first).toMatchObject({ orders: { accepted: 1 } })
    for (const change of [{ files: [file('IMPORT-2')] }, { files: [...asked.files, file('IMPORT-2')] }, { format: 'csv' as const }]) expect(await board.call('orders.import', { ...asked, ...change })).toEqual({ kind: 'refused', why: 'request-used' })
    expect(await board.call('orders.import', asked)).toEqual(first)
    expect((await stored('IMPORT-1', 'IMPORT-2')).map((order) => order.number)).toEqual(['IMPORT-1'])
  })
})

describe('orders', () => {
  it('[HO6] an order that the shop changes after its label is a discrepancy: the parcel goes on as it was until a supervisor decides', async () => {
    await put(onePiece('CHANGED'))
    await release()
    const [order] = await stored('CHANGED')
    const { order_id: orderId, wave_id: waveId, waybill_number: waybillNumber } = order!
    const parcel = { parcelId: 'parcel-changed', orderId, waveId }
    const label = { jobId: 'job-1', parcelId: parcel.parcelId, waybillNumber }
    const facts: Fact[] = [
      { kind: 'ParcelOpened', body: { ...parcel, personId: 'P-0001', openedBy: 'item' } }, { kind: 'WaybillBound', body: { parcelId: parcel.parcelId, orderId, waybillNumber } },
      { kind: 'LabelQueued', body: { ...label, printerId: 'p', copy: 1 } }, { kind: 'LabelSent', body: label },
    ]
    expect(await station.tell(...facts)).toMatchObject({ outcomes: facts.map(() => ({ outcome: 'applied' })) })
    const before = await station.changes(0, { limit: 1_000 })
    const changed = onePiece('CHANGED', { lines: [{ ...sample.lines[0]!, quantity: 3 }] })
    expect(await put(changed)).toMatchObject([{ outcome: 'discrepancy', late: 'changed-after-release' }])
    expect(await put(changed)).toMatchObject([{ outcome: 'unchanged' }])
    const open = (await view()).discrepancies.filter((each) => each.kind === 'order-changed' && each.orderNumber === 'CHANGED')
    expect(open).toHaveLength(1)
    expect(await hub.database.rows('select quantity from order_line where order_id = $1', [orderId])).toEqual([{ quantity: 1 }])
    const after = await station.changes(0, { limit: 1_000 })
    expect(after.kind === 'changes' && before.kind === 'changes' && after.upTo).toBe(before.kind === 'changes' && before.upTo)
  })

  it('[HO7] two orders of one buyer stay two parcels with a waybill each', async () => {
    await put(onePiece('TWIN-1'), onePiece('TWIN-2'))
    await release()
    const twins = await stored('TWIN-1', 'TWIN-2')
    expect(twins.map((order) => order.state)).toEqual(['released', 'released'])
    expect(new Set(twins.map((order) => order.waybill_number)).size).toBe(2)
    const opened = await station.tell(...twins.map((order): Fact => ({ kind: 'ParcelOpened', body: { parcelId: `parcel-${order.number}`, orderId: order.order_id, waveId: order.wave_id, personId: 'P-0001', openedBy: 'item' } })))
    expect(opened).toMatchObject({ outcomes: [{ outcome: 'applied' }, { outcome: 'applied' }] })
    // One that is cancelled takes nothing from the other.
    granted(await board.call('order.cancel', { number: 'TWIN-1', shop: 'bad input', why: 'refunded' }))
    expect((await stored('TWIN-1', 'TWIN-2')).map((order) => order.cancelled)).toEqual(['refunded', ''])
  })

  it('[IM30] a carrier by its usual short name is the site’s, with its cut-off', async () => {
    expect(await put(onePiece('SHORT', { carrierCode: '中通' }))).toMatchObject([{ outcome: 'accepted' }])
    const [row] = await hub.database.rows<{ carrier_code: string; cut_off_at_ms: string | null }>("select carrier_code, cut_off_at_ms from customer_order where number = 'SHORT'")
    expect(row).toMatchObject({ carrier_code: 'ZTO', cut_off_at_ms: expect.anything() })
  })

  it('[HO8] a carrier that nobody knows holds the order with its name, and no rule for it can be saved', async () => {
    expect(await put(onePiece('MOON', { carrierCode: 'MOON-EXPRESS' }))).toMatchObject([{ outcome: 'held', reason: "the carrier MOON-EXPRESS is not one of this site's", holds: ['unknown-carrier MOON-EXPRESS'] }])
    expect(await stored('MOON')).toMatchObject([{ state: 'held', holds: ['unknown-carrier MOON-EXPRESS'] }])
    const [rule] = granted(await board.call('rules.list', {}))
    expect(await board.call('rules.save', { ...rule!, ruleId: 'moon', name: 'moon', carrierCodes: [...rule!.carrierCodes, 'MOON-EXPRESS'] })).toEqual({ kind: 'refused', why: 'carrier-unknown', values: { carrierCode: 'MOON-EXPRESS' } })
    expect(granted(await board.call('rules.list', {})).map((known) => known.ruleId)).not.toContain('moon')
  })
})

describe('people', () => {
  it('[HP4] a badge at two stations is recorded at both, and the board shows the newest place', async () => {
    const other = await joinTestStation(hub, 'A-OTHER')
    const signedIn: Fact = { kind: 'OperatorSignedIn', body: { personId: 'P-0002', cause: 'badge' } }
    const placeOf = async () => (await view()).people.find((person) => person.personId === 'P-0002')?.stationName
    await other.tell(signedIn)
    expect(await placeOf()).toBe('A-OTHER')
    await station.tell(signedIn)
    expect(await placeOf()).toBe('P1')
    expect(await hub.database.rows("select distinct station_id from fact where kind = 'OperatorSignedIn' and body->>'personId' = 'P-0002'")).toHaveLength(2)
    await station.tell({ kind: 'OperatorSignedOut', body: { personId: 'P-0002' } })
    expect(await placeOf()).toBe('A-OTHER')
  })

  it('[LO6] unknown badges, leavers and wrong PINs cost one comparison each and get the same words', async () => {
    await hub.database.run("update person set active = false where person_id = 'P-0003'")
    const badges = ['PW-ID-0002', 'PW-ID-0003', 'PW-ID-7777']
    const answers: unknown[] = []
    const work: string[] = []
    const pins = { verifyPin: (pin: string, phc: string) => (work.push('compared'), verifyPin(pin, phc)), spendPinTime: async () => void work.push('compared') }
    for (const badgeCode of badges) answers.push(await signIn(hub.database, hub.tools, { badgeCode, pin: '000000' }, pins))
    expect(work).toEqual(['compared', 'compared', 'compared'])
    expect(answers).toEqual([answers[0], answers[0], answers[0]])
    // In a pause nobody's PIN is compared, whoever it is.
    for (let attempt = 0; attempt < 4; attempt += 1) for (const badgeCode of badges) await signIn(hub.database, hub.tools, { badgeCode, pin: '000000' }, pins)
    work.length = 0
    for (const badgeCode of badges) expect(await signIn(hub.database, hub.tools, { badgeCode, pin: supervisorBadge.pin }, pins)).toMatchObject({ kind: 'refused' })
    expect(work).toEqual([])
  })
})

describe('keys', () => {
  const changes = (key: string) => fetch(`${hub.url}/sync/changes?after=0`, { headers: { authorization: `Bearer ${key}` } })
  const join = async (joinToken: string) => fetch(`${hub.url}/sync/join`, { method: 'POST', body: JSON.stringify({ protocol: 1, joinToken, stationName: 'replay' }) })

  it('[HB10] a code that was used, and the key of a station that is no longer there, open nothing', async () => {
    const { joinToken } = readEnrolment(granted(await board.call('station.enrol', {})).code)!
    const joined = (await (await join(joinToken)).json()) as { stationId: string; stationKey: string }
    const stations = async () => (await hub.database.rows('select 1 from station')).length
    const before = await stations()
    expect((await join(joinToken)).status).toBe(403)
    expect(await stations()).toBe(before)
    expect((await changes(joined.stationKey)).status).toBe(200)
    expect((await changes(joinToken.repeat(3))).status).toBe(401)
    await hub.database.run('delete from station where station_id = $1', [joined.stationId])
    expect((await changes(joined.stationKey)).status).toBe(401)
  })

  it('[HB10] a key that was good for the last batch opens nothing for the next one, once its station is no longer there', async () => {
    const station = await joinTestStation(hub, 'gone')
    const told = { kind: 'OperatorSignedIn' as const, body: { personId: 'P-0001', cause: 'badge' as const } }
    expect(await station.tell(told)).toMatchObject({ kind: 'stored' })
    expect(await station.tell(told)).toMatchObject({ kind: 'stored' })
    await hub.database.write((sql) => removeStation(sql, hub.tools, station.stationId))
    await expect(station.tell(told)).rejects.toThrow('401')
    await expect(station.push(station.journal)).rejects.toThrow('401')
    expect(await hub.database.rows('select 1 from fact where station_id = $1', [station.stationId])).toHaveLength(2)
  })

  it('[HB11] a second machine with the key of a station is a fork at its first fact, and shown', async () => {
    const first = await joinTestStation(hub, 'cloned')
    await first.tell({ kind: 'OperatorSignedIn', body: { personId: 'P-0001', cause: 'badge' } })
    const [own] = first.journal
    const clone = { ...own!, factId: 'fact-of-the-clone', hash: 'c'.repeat(64) }
    expect(await first.push([clone])).toMatchObject({ kind: 'fork', seq: 1 })
    expect((await view()).discrepancies.filter((each) => each.kind === 'quarantined-fact' && each.stationName === 'cloned')).toHaveLength(1)
    expect(await hub.database.rows("select 1 from fact where fact_id = 'fact-of-the-clone'")).toEqual([])
    // Its facts under an incarnation of its own are taken (SY6), and the station is whole again when a supervisor has seen to it.
    const stateNow = async () => (await hub.database.row<{ state: string }>('select state from station where station_id = $1', [first.stationId]))?.state
    expect(await stateNow()).toBe('forked')
    const { hash: _, ...apart } = { ...own!, factId: 'fact-of-the-clone', incarnation: 2 }
    expect(await first.push([{ ...apart, hash: hashOf(apart) }])).toMatchObject({ kind: 'stored', outcomes: [{ seq: 1, outcome: 'applied' }] })
    const told = (await view()).discrepancies.find((each) => each.kind === 'quarantined-fact' && each.stationName === 'cloned')
    expect(await board.call('discrepancy.decide', { discrepancyId: told!.discrepancyId, choice: 'settled' })).toEqual({ kind: 'done' })
    expect(await stateNow()).toBe('ok')
  })
})

it('no answer of this file came from a fault of the hub', () => expect(hub.faults).toEqual([]))
