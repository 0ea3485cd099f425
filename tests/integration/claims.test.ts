// Goal: the hub leases work to one station at a time by its own clock, and what two stations did without it is kept whole, shown side by
// side and decided by a person. Method: a real hub on PostgreSQL whose clock the test moves; stations that say over HTTP what a bench would.
import { printersAsText } from '#shared/sync/station-status.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realSystem } from '#hub/system.ts'
import { keepHubTime } from '#hub/store/hub-time.ts'
import { findClaim, tendClaims } from '#hub/store/claims.ts'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { Client } from '#shared/contract/contract.ts'
import { claimLeaseMs } from '#shared/domain/claims/claim.ts'
import type { Body, Fact, FactKind } from '#shared/domain/facts/facts.ts'
import { granted, openSupervisorBoard } from '#tests/support/test-board.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'

const day = 86_400_000
let hub: TestHub
let one: TestStation
let two: TestStation
let board: Client<BoardApi>
let aheadMs = 0
beforeAll(async () => {
  hub = await startTestHub({ sample: true, system: { ...realSystem, monotonic: undefined, nowMs: () => realSystem.nowMs() + aheadMs } })
  one = await joinTestStation(hub, '1号台')
  two = await joinTestStation(hub, '2号台')
  board = await openSupervisorBoard(hub)
})
afterAll(async () => {
  board.close()
  await hub.close()
})

type Floor = { orderId: string; waveId: string; listId: string; waybillNumber: string; number: string }
let requests = 0
/** Orders of a fresh wave of single pieces, each not touched by another test. */
async function freshOrders(): Promise<Floor[]> {
  const answer = await board.call('wave.release', { requestId: `claims-${(requests += 1)}`, ruleId: 'single' })
  if (answer.kind === 'refused') throw new Error(answer.why)
  return hub.database.rows<Floor>(
    `select o.order_id as "orderId", o.wave_id as "waveId", o.number, o.waybill_number as "waybillNumber", (select min(list_id) from pick_list l where l.wave_id = o.wave_id) as "listId" from customer_order o where o.wave_id = $1 order by o.order_id`, [answer.waveId])
}
const told = async <K extends FactKind>(kind: K): Promise<Body<K>[]> =>
  (await hub.database.rows<{ body: Body<K> }>('select body from fact where kind = $1 order by position', [kind])).map((row) => row.body)
const opened = (floor: Floor, parcelId: string, personId: string): Fact => ({ kind: 'ParcelOpened', body: { parcelId, orderId: floor.orderId, waveId: floor.waveId, personId, openedBy: 'item' } })
const bound = (floor: Floor, parcelId: string): Fact => ({ kind: 'WaybillBound', body: { parcelId, orderId: floor.orderId, waybillNumber: floor.waybillNumber } })
const closed = (floor: Floor, parcelId: string, personId: string): Fact => ({ kind: 'ParcelClosed', body: { parcelId, orderId: floor.orderId, waveId: floor.waveId, waybillNumber: floor.waybillNumber, carrierCode: 'SF', grams: 500, personId, pieceCount: 1 } })
const open = async (kind: string, number: string) => granted(await board.call('board.view', {})).discrepancies.filter((each) => each.kind === kind && each.orderNumber === number)
const outcomes = (reply: Awaited<ReturnType<TestStation['tell']>>) => (reply.kind === 'stored' ? reply.outcomes.map((each) => each.outcome) : [reply.kind])

describe('leasing', () => {
  it('[CL1] [CL2] a list, its tote and an order are leased to the station that is heard first, with hub time', async () => {
    const [order] = await freshOrders()
    const before = hub.tools.system.nowMs()
    await one.tell({ kind: 'PickListStarted', body: { listId: order!.listId, personId: 'P-0001' } }, { kind: 'ToteTaken', body: { toteCode: 'T0001', listId: order!.listId, waveId: order!.waveId, orderId: null } }, opened(order!, 'cl1-a', 'P-0001'))
    const claims = (await told('WorkClaimed')).slice(-3)
    expect(claims.map((claim) => [claim.claimKind, claim.subject, claim.stationId, claim.stationName])).toEqual([
      ['list', order!.listId, one.stationId, '1号台'], ['tote', 'T0001', one.stationId, '1号台'], ['order', order!.orderId, one.stationId, '1号台']])
    for (const claim of claims) {
      expect(claim.sinceMs).toBeGreaterThanOrEqual(before)
      expect(claim.untilMs - claim.sinceMs).toBe(claimLeaseMs)
    }
    // The same facts again: the same claim, nothing new to tell.
    const count = (await told('WorkClaimed')).length
    await one.push(one.journal)
    expect(await told('WorkClaimed')).toHaveLength(count)
    // Somebody else's later word changes no claim.
    expect(outcomes(await two.tell({ kind: 'PickListStarted', body: { listId: order!.listId, personId: 'P-0002' } }))).toEqual(['applied-with-discrepancy'])
    // Nonsense that was set aside keeps nobody from reading the story.
    expect(outcomes(await two.tell({ kind: 'ItemPicked', body: { listId: '\u0000' } } as never))).toEqual(['quarantined'])
    expect(await findClaim(hub.database, 'list', order!.listId)).toMatchObject({ stationId: one.stationId, personId: 'P-0001' })
    const { discrepancy_id: discrepancyId } = (await hub.database.row<{ discrepancy_id: string }>("select discrepancy_id from discrepancy where kind = 'double-work' and subject = $1", [`list/${order!.listId}`]))!
    const { sides } = granted(await board.call('discrepancy.story', { discrepancyId }))
    expect(sides.map((side) => [side.stationName, side.steps.map((step) => step.kind)])).toEqual([['1号台', ['PickListStarted', 'ToteTaken']], ['2号台', ['PickListStarted']]])
  })

  it('[CL2] a picker who changes stations takes her list with her', async () => {
    const [order] = await freshOrders()
    await one.tell({ kind: 'PickListStarted', body: { listId: order!.listId, personId: 'P-0003' } })
    expect(outcomes(await two.tell({ kind: 'PickListStarted', body: { listId: order!.listId, personId: 'P-0003' } }))).toEqual(['applied'])
    expect(await findClaim(hub.database, 'list', order!.listId)).toMatchObject({ stationId: two.stationId })
  })

  it('[CL15] laid aside in the same breath, nobody holds it and nobody is told that somebody does', async () => {
    const [order] = await freshOrders()
    const count = (await told('WorkClaimed')).length
    await one.tell(opened(order!, 'cl15', 'P-0001'), { kind: 'ParcelSuspended', body: { parcelId: 'cl15', orderId: order!.orderId, reason: 'suspended' } })
    expect(await findClaim(hub.database, 'order', order!.orderId)).toBeUndefined()
    expect(await told('WorkClaimed')).toHaveLength(count)
    expect(outcomes(await two.tell({ kind: 'ParcelResumed', body: { parcelId: 'cl15', orderId: order!.orderId, personId: 'P-0002' } }))).toEqual(['applied'])
    expect(await findClaim(hub.database, 'order', order!.orderId)).toMatchObject({ stationId: two.stationId })
    // Taken up at both: the second is a discrepancy.
    expect(outcomes(await one.tell({ kind: 'ParcelResumed', body: { parcelId: 'cl15', orderId: order!.orderId, personId: 'P-0001' } }))).toEqual(['applied-with-discrepancy'])
  })

  it('[CL5] [CL8] claims of a station that is heard are renewed; those of one that is not end on the day and go to others', async () => {
    const [first, second] = await freshOrders()
    await one.tell(opened(first!, 'cl5-a', 'P-0001'))
    await two.tell(opened(second!, 'cl5-b', 'P-0002'))
    try {
      for (let passed = 0; passed < 9; passed += 1) {
        aheadMs += day
        await two.changes(0, { limit: 1 })
        await tendClaims(hub.database, hub.tools)
        const [mine, silent] = [await findClaim(hub.database, 'order', second!.orderId), await findClaim(hub.database, 'order', first!.orderId)]
        expect(mine!.untilMs - hub.tools.system.nowMs()).toBeGreaterThan(7 * day - 1_000)
        expect(silent === undefined).toBe(passed >= 7)
      }
      expect(await hub.database.row('select state from parcel where parcel_id = $1', ['cl5-a'])).toEqual({ state: 'suspended' })
      expect((await told('ClaimReleased')).filter((each) => each.subject === first!.orderId)).toEqual([{ claimKind: 'order', subject: first!.orderId, stationId: one.stationId, why: 'expired', byPersonId: 'hub' }])
      expect(outcomes(await two.tell({ kind: 'ParcelResumed', body: { parcelId: 'cl5-a', orderId: first!.orderId, personId: 'P-0002' } }))).toEqual(['applied'])
    } finally {
      aheadMs = 0
    }
  })

  it('[CL9] a supervisor takes a list out of a station\'s hands', async () => {
    const [order] = await freshOrders()
    await one.tell({ kind: 'PickListStarted', body: { listId: order!.listId, personId: 'P-0001' } })
    expect(await board.call('claim.release', { claimKind: 'list', subject: order!.listId })).toEqual({ kind: 'done' })
    expect(await hub.database.row('select state, station_id from pick_list where list_id = $1', [order!.listId])).toEqual({ state: 'open', station_id: null })
    expect(await board.call('claim.release', { claimKind: 'list', subject: order!.listId })).toMatchObject({ kind: 'refused', why: 'nobody-holds-it' })
    expect(outcomes(await two.tell({ kind: 'PickListStarted', body: { listId: order!.listId, personId: 'P-0002' } }))).toEqual(['applied'])
  })
})

describe('one order packed at two stations without the hub', () => {
  it('[CL11] [CL14] keeps both, holds both parcels, and binds the number to one', async () => {
    const [order] = await freshOrders()
    // The clock of the second station says that it was years earlier: nothing is chosen by a clock.
    await one.tell(opened(order!, 'cl11-a', 'P-0001'), { kind: 'ItemChecked', body: { parcelId: 'cl11-a', orderId: order!.orderId, lineNumber: 1, sku: 'x', quantity: 1 } }, bound(order!, 'cl11-a'), closed(order!, 'cl11-a', 'P-0001'))
    const reply = await two.tell(opened(order!, 'cl11-b', 'P-0002'), bound(order!, 'cl11-b'), closed(order!, 'cl11-b', 'P-0002'))
    expect(outcomes(reply)).toEqual(['applied-with-discrepancy', 'applied-with-discrepancy', 'applied-with-discrepancy'])
    expect(await hub.database.rows('select parcel_id, state, stop_task from parcel where order_id = $1 order by parcel_id', [order!.orderId])).toEqual([
      { parcel_id: 'cl11-a', state: 'closed', stop_task: true }, { parcel_id: 'cl11-b', state: 'closed', stop_task: true }])
    expect((await told('ParcelsHeld')).filter((each) => each.orderId === order!.orderId).flatMap((each) => each.parcelIds).sort()).toEqual(['cl11-a', 'cl11-b'])
    expect(await hub.database.row('select parcel_id from waybill where waybill_number = $1', [order!.waybillNumber])).toEqual({ parcel_id: 'cl11-a' })
    const raised = await open('double-work', order!.number)
    expect(raised).toHaveLength(1)
    expect(raised[0]!.choices).toEqual(['keep-one', 'goods-back'])

    // CL12: side by side, with what each did.
    const story = granted(await board.call('discrepancy.story', { discrepancyId: raised[0]!.discrepancyId }))
    expect(story.sides.map((side) => [side.stationName, side.parcelId, side.parcelState, side.steps.map((step) => step.kind)])).toEqual([
      ['1号台', 'cl11-a', 'closed', ['ParcelOpened', 'ItemChecked', 'WaybillBound', 'ParcelClosed']], ['2号台', 'cl11-b', 'closed', ['ParcelOpened', 'WaybillBound', 'ParcelClosed']]])

    expect(await board.call('discrepancy.decide', { discrepancyId: raised[0]!.discrepancyId, choice: 'keep-one' })).toMatchObject({ kind: 'refused', why: 'parcel-needed' })
    expect(await board.call('discrepancy.decide', { discrepancyId: raised[0]!.discrepancyId, choice: 'keep-one', parcelId: 'cl11-b' })).toEqual({ kind: 'done' })
    expect(await hub.database.rows('select parcel_id, stop_task from parcel where order_id = $1 order by parcel_id', [order!.orderId])).toEqual([{ parcel_id: 'cl11-a', stop_task: true }, { parcel_id: 'cl11-b', stop_task: false }])
    expect(await hub.database.row('select parcel_id from waybill where waybill_number = $1', [order!.waybillNumber])).toEqual({ parcel_id: 'cl11-b' })
    expect((await told('ParcelKept')).at(-1)).toEqual({ orderId: order!.orderId, parcelId: 'cl11-b', droppedParcelIds: ['cl11-a'], byPersonId: 'P-0010' })
  })

  it('[CL12] the one that has left already is the only one that can be chosen', async () => {
    const [order] = await freshOrders()
    const out: Fact[] = [{ kind: 'ManifestOpened', body: { manifestId: 'cl12-m', manifestNumber: 'M-1', carrierCode: 'SF', personId: 'P-0001' } }, { kind: 'ParcelScannedOut', body: { manifestId: 'cl12-m', parcelId: 'cl12-a', waybillNumber: order!.waybillNumber } }]
    await one.tell(opened(order!, 'cl12-a', 'P-0001'), bound(order!, 'cl12-a'), closed(order!, 'cl12-a', 'P-0001'), ...out)
    await two.tell(opened(order!, 'cl12-b', 'P-0002'))
    const [raised] = await open('double-work', order!.number)
    expect(await board.call('discrepancy.decide', { discrepancyId: raised!.discrepancyId, choice: 'keep-one', parcelId: 'cl12-b' })).toMatchObject({ kind: 'refused', why: 'other-handed-over' })
    expect(await board.call('discrepancy.decide', { discrepancyId: raised!.discrepancyId, choice: 'keep-one', parcelId: 'cl12-a' })).toEqual({ kind: 'done' })
    expect(await hub.database.row("select state from parcel where parcel_id = 'cl12-b'")).toEqual({ state: 'stopped' })
  })

  it('[CL13] a serial number in two parcels is a discrepancy that names it, and both facts stay', async () => {
    const [first, second] = await freshOrders()
    const serial = (floor: Floor, parcelId: string): Fact => ({ kind: 'UniqueCodeTaken', body: { parcelId, orderId: floor.orderId, lineNumber: 1, sku: 'PHONE', codeKind: 'serial', value: 'SN-CL13' } })
    expect(outcomes(await one.tell(opened(first!, 'cl13-a', 'P-0001'), serial(first!, 'cl13-a')))).toEqual(['applied', 'applied'])
    expect(outcomes(await two.tell(opened(second!, 'cl13-b', 'P-0002'), serial(second!, 'cl13-b')))).toEqual(['applied', 'applied-with-discrepancy'])
    expect((await open('double-work', second!.number))[0]).toMatchObject({ values: { sku: 'PHONE', code: 'SN-CL13' }, choices: ['settled'] })
    expect((await told('UniqueCodeTaken')).filter((each) => each.value === 'SN-CL13')).toHaveLength(2)
  })
})

describe('the hub\'s own clock', () => {
  it('[CL17] a wall clock that is set moves no lease, over restarts of the hub too; after one of the machine time goes on, never back', async () => {
    let wallMs = 1_800_000_000_000
    let counted = 5_000
    const system = (bootId: string) => ({ ...realSystem, nowMs: () => wallMs, monotonic: { bootId, nowMs: () => counted } })
    const start = (bootId: string) => keepHubTime(hub.database, system(bootId), () => 'incident')
    await hub.database.run('delete from hub_time')
    const first = await start('boot-1')
    expect(first.nowMs()).toBe(1_800_000_000_000)
    for (const jumpMs of [30 * 365 * day, -10 * 365 * day, 3_600_000]) {
      wallMs += jumpMs
      counted += 1_000
    }
    expect(first.nowMs()).toBe(1_800_000_003_000)
    await first.stop()
    counted += 60_000
    const second = await start('boot-1')
    expect(second.nowMs()).toBe(1_800_000_063_000)
    await second.stop()
    // The machine was off: its wall clock tells how long, when it tells anything later than what is known.
    counted = 10
    wallMs = 946_684_800_000
    const third = await start('boot-2')
    expect(third.nowMs()).toBe(1_800_000_063_000)
    await third.stop()
    wallMs = 1_800_000_500_000
    const fourth = await start('boot-3')
    expect(fourth.nowMs()).toBe(1_800_000_500_000)
    await fourth.stop()
    await hub.database.run('delete from hub_time')
  })
})

describe('on the board', () => {
  it('[CL16] every station shows how it is doing, and what it holds until when', async () => {
    const [order] = await freshOrders()
    await one.tell(opened(order!, 'cl16', 'P-0001'))
    const nowMs = hub.tools.system.nowMs()
    await one.changes(0, { limit: 1, status: { clockMs: nowMs + 3_600_000, waiting: 7, oldestMs: nowMs + 3_600_000 - 90_000, cancelListMs: nowMs - 60_000 } })
    const shown = granted(await board.call('board.view', {})).stations.find((each) => each.stationId === one.stationId)!
    expect(shown).toMatchObject({ connected: true, unsentCount: 7, oldestWaitingMs: 90_000, cancelListAtMs: nowMs - 60_000 })
    expect(Math.abs(shown.clockDifferenceMs! - 3_600_000)).toBeLessThan(2_000)
    expect(shown.claims).toContainEqual(expect.objectContaining({ claimKind: 'order', subject: order!.orderId, title: order!.number }))
    expect(shown.lineSinceMs).toBeGreaterThan(nowMs - 600_000)
  })

  it('[PS6] how the printers of a station are, in what it told last; a word that is no list says nothing', async () => {
    const printers = [{ name: '面单机', state: 'trouble' as const, words: '', waiting: 3, conditions: ['paper-out' as const, 'overheated' as const] }]
    const shown = async () => granted(await board.call('board.view', {})).stations.find((each) => each.stationId === one.stationId)!.printers
    await one.changes(0, { limit: 1, status: { clockMs: 1, printers: printersAsText(printers) } })
    expect(await shown()).toEqual(printers)
    for (const text of ['{', '[{"name":1}]', '7']) await one.changes(0, { limit: 1, status: { clockMs: 1, printers: text } })
    await one.changes(0, { limit: 1, status: { clockMs: 1 } })
    expect(await shown()).toEqual(printers)
    await one.changes(0, { limit: 1, status: { clockMs: 1, printers: JSON.stringify([{ ...printers[0], conditions: ['on-fire'] }]) } })
    expect(await shown()).toMatchObject([{ conditions: ['other-trouble'] }])
  })

  it('[CL16] a fact that was set aside tells its story', async () => {
    const [order] = await freshOrders()
    await two.tell({ kind: 'ItemPut', body: { waveId: order!.waveId, orderId: order!.orderId, lineNumber: 1, sku: 'x', quantity: 0, slotCode: 'W' } } as Fact, opened(order!, 'cl16-b', 'P-0002'))
    const raised = granted(await board.call('board.view', {})).discrepancies.filter((each) => each.kind === 'quarantined-fact').at(-1)
    const story = granted(await board.call('discrepancy.story', { discrepancyId: raised!.discrepancyId }))
    expect(story.setAside).toMatchObject({ kind: 'ItemPut', stationName: '2号台', why: 'the content has not the shape of ItemPut', laterFacts: 1 })
    expect(story.setAside!.bodyText).toContain('"quantity":0')
  })
})
