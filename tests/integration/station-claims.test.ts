// Goal: a station goes on with what it holds and with nothing that others hold, for a week without the hub and whatever its clock shows.
// Method: the real station on a real disk, given the hub's facts; its monotonic clock and its wall clock are moved by the test.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimLeaseMs } from '#shared/domain/claims/claim.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import type { FakeScale } from '#tests/support/fake-scale.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { openTestBench, plateIsEmpty, type TestBench } from '#tests/support/test-bench.ts'
import type { TestStation } from '#tests/support/test-station.ts'

const day = 86_400_000
const hubAtMs = 1_760_000_000_000

let bench: TestBench
let station: TestStation
let scale: FakeScale
beforeEach(async () => {
  bench = await openTestBench({ hubAtMs });
  ({ scale, station } = bench)
})
afterEach(() => bench.close(station))

const claimed = (claimKind: 'list' | 'order', subject: string, stationId = 'bench-1', untilMs = hubAtMs + claimLeaseMs) => (
  { fact: fact('WorkClaimed', { claimKind, subject, stationId, stationName: stationId === 'bench-1' ? '1号台' : '2号台', personId: stationId === 'bench-1' ? 'packer-1' : 'packer-2', sinceMs: hubAtMs - 60_000, untilMs }) })
const cups = (waveId = 'w1') => waveFacts(waveId, 'by-order', [{ orderId: 'o1', lines: { cup: 5 } }])
/** Time goes by; whoever worked here unlocks the bench again. */
const pass = async (ms: number): Promise<void> => {
  station.passTime(ms)
  await station.signIn('B-PACKER')
}
const startPicking = async (): Promise<void> => {
  station.fromHub(cups())
  expect(await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean)).toBe('accepted item-picked')
  station.fromHub([claimed('list', 'w1-1')])
}
/** Picked, checked, weighed, labelled and closed at this bench. */
async function closedParcel(): Promise<string> {
  station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]))
  await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean)
  expect(await station.scans('TOTE-1', goods.cup.ean, 'BOX-1')).toBe('accepted packaging-taken')
  await plateIsEmpty(station)
  scale.put(300)
  // The label goes out on its own: the weight may come before it or after it.
  await station.viewWhere((view) => view.screen.kind === 'check' && view.screen.parcel?.labelState === 'sent' && view.screen.parcel.weight.verdict !== null)
  scale.remove()
  expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
  await station.command('manifest')
  return String(station.bodies('ParcelOpened')[0]?.['parcelId'])
}

describe('without the hub', () => {
  it('[CL5] what was held goes on for 72 hours and for seven days', async () => {
    await startPicking()
    await pass(3 * day)
    expect(await station.scan(goods.cup.ean)).toBe('accepted item-picked')
    await pass(4 * day)
    expect(await station.scan(goods.cup.ean)).toBe('accepted item-picked')
  })

  it('[CL4] ends with the claim, to the second, and nothing of that scan counts', async () => {
    await startPicking()
    await pass(claimLeaseMs - 2_000)
    expect(await station.scan(goods.cup.ean)).toBe('accepted item-picked')
    await pass(2_000)
    expect(await station.scan(goods.cup.ean)).toBe('refused hold-expired')
    expect(station.bodies('ItemPicked')).toHaveLength(2)
    expect((await station.view()).screen.kind).toBe('choose')
  })

  const begunAtMs = 1_750_000_000_000
  it.each([
    ['30 years forward', 30 * 365 * day], ['an hour back, as by a time server', -3_600_000], ['to 1970', 86_400_000 - begunAtMs], ['to 2000, as with a dead battery', Date.UTC(2000, 0, 1) - begunAtMs],
    ['to 29 February', Date.UTC(2028, 1, 29) - begunAtMs], ['to the end of 32-bit time', Date.UTC(2038, 0, 19, 3, 14, 7) - begunAtMs], ['to 9999', Date.UTC(9999, 11, 1) - begunAtMs],
  ])('[CL6] a wall clock that is set %s ends and prolongs nothing', async (_name, byMs) => {
    await startPicking()
    station.setClock(byMs)
    await pass(claimLeaseMs - 3_000)
    expect(await station.scan(goods.cup.ean)).toBe('accepted item-picked')
    station.setClock(-byMs)
    expect(await station.scan(goods.cup.ean)).toBe('accepted item-picked')
    await pass(3_000)
    expect(await station.scan(goods.cup.ean)).toBe('refused hold-expired')
  })

  it('[CL7] a restart of the program changes nothing of it', async () => {
    await startPicking()
    await pass(6 * day)
    await station.restart()
    expect(await station.scan(goods.cup.ean)).toBe('accepted item-picked')
    await pass(2 * day)
    await station.restart()
    expect(await station.scan(goods.cup.ean)).toBe('refused hold-expired')
  })

  it('[CL10] [MA7] a parcel that the hub never confirmed stays until it does, or until a supervisor sends it', async () => {
    await closedParcel()
    expect(await station.scan('WB-o1')).toBe('refused parcel-not-confirmed')
    await station.confirm()
    station.fromHub([claimed('order', 'o1')])
    expect(await station.scan('WB-o1')).toBe('accepted parcel-scanned-out')
  })

  it('[CL10] a supervisor sends it on her own eyes', async () => {
    await closedParcel()
    await station.signIn('B-BOSS')
    await station.command('manifest')
    expect(await station.scan('WB-o1')).toBe('accepted parcel-scanned-out')
  })
})

describe('work of others', () => {
  it('[CL3] a held list and a held order are refused with who, where and since when', async () => {
    station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]))
    station.fromStation('bench-2', [{ fact: fact('PickListStarted', { listId: 'w1-1', personId: 'packer-2' }) }])
    station.fromHub([claimed('list', 'w1-1', 'bench-2')])
    const words = { holderName: '人 packer-2', stationName: '2号台', sinceAtMs: hubAtMs - 60_000 }
    expect(await station.submit({ code: 'PL-w1-1' })).toMatchObject({ kind: 'refused', reason: 'list-taken', values: words })
    await station.confirm()
    const share = { orderId: 'o1', lineNumber: 1, quantity: 1 }
    station.fromStation('bench-2', [
      { fact: fact('ToteTaken', { toteCode: 'TOTE-1', listId: 'w1-1', waveId: 'w1', orderId: 'o1' }) },
      { fact: fact('ItemPicked', { taskId: 'w1-1-t1', listId: 'w1-1', waveId: 'w1', sku: 'cup', placeCode: goods.cup.placeCode, quantity: 1, toteCode: 'TOTE-1', shares: [share] }) },
      { fact: fact('ParcelOpened', { parcelId: 'parcel-2', orderId: 'o1', waveId: 'w1', personId: 'packer-2', openedBy: 'tote' }) },
    ])
    station.fromHub([claimed('order', 'o1', 'bench-2')])
    expect(await station.submit({ code: 'TOTE-1' })).toMatchObject({ kind: 'refused', reason: 'held-elsewhere', values: { orderNumber: 'N-o1', ...words } })
    await station.confirm()
    // CL9: a supervisor takes it out of their hands, and it may be taken up here.
    station.fromHub([{ fact: fact('ClaimReleased', { claimKind: 'order', subject: 'o1', stationId: 'bench-2', why: 'released', byPersonId: 'boss' }) }])
    expect(await station.scan('TOTE-1')).toBe('accepted parcel-opened')
    expect(station.bodies('ParcelResumed')).toEqual([{ parcelId: 'parcel-2', orderId: 'o1', personId: 'packer-1' }])
  })

  it('[CL9] what a supervisor takes out of these hands stops at the next scan', async () => {
    await station.hearHubTime(hubAtMs)
    station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 2 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean, goods.cup.ean)
    expect(await station.scans('TOTE-1', goods.cup.ean)).toBe('accepted item-checked')
    station.fromHub([claimed('order', 'o1'), { fact: fact('ClaimReleased', { claimKind: 'order', subject: 'o1', stationId: 'bench-1', why: 'released', byPersonId: 'boss' }) }])
    expect(await station.scan(goods.cup.ean)).toBe('refused order-already-packed')
    expect(station.bodies('ItemChecked')).toHaveLength(1)
  })

  it('[CL11] [CL12] a held parcel stays, and leaves when the supervisor chose it', async () => {
    const parcelId = await closedParcel()
    station.fromHub([claimed('order', 'o1'), { fact: fact('ParcelsHeld', { orderId: 'o1', parcelIds: ['parcel-2', parcelId] }) }])
    expect(await station.scan('WB-o1')).toBe('refused parcel-stopped')
    await station.confirm()
    station.fromHub([{ fact: fact('ParcelKept', { orderId: 'o1', parcelId, droppedParcelIds: ['parcel-2'], byPersonId: 'boss' }) }])
    expect(await station.scan('WB-o1')).toBe('accepted parcel-scanned-out')
  })

  it('[CL12] a parcel that was not chosen never leaves', async () => {
    const parcelId = await closedParcel()
    station.fromHub([claimed('order', 'o1', 'bench-2'), { fact: fact('ParcelsHeld', { orderId: 'o1', parcelIds: ['parcel-2', parcelId] }) }, { fact: fact('ParcelKept', { orderId: 'o1', parcelId: 'parcel-2', droppedParcelIds: [parcelId], byPersonId: 'boss' }) }])
    expect(await station.scan('WB-o1')).toBe('refused parcel-stopped')
  })

  it('[CL15] an order that comes in another wave is nobody\'s', async () => {
    station.fromHub([...waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]), claimed('order', 'o1', 'bench-2'), { fact: fact('WaveCancelled', { waveId: 'w1', byPersonId: 'boss' }) }])
    station.fromHub(waveFacts('w2', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]))
    expect(station.store().claim('order', 'o1')).toBeUndefined()
    await station.scans('PL-w2-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean)
    expect(await station.scan('TOTE-1')).toBe('accepted parcel-opened')
  })
})

describe('a hub that was put back', () => {
  it('[HX31] gives out again what nobody here began: the wave it has forgotten is offered no more, what was begun goes on, and a list number means the newest list', async () => {
    station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 2 } }, { orderId: 'o2', lines: { pen: 1 } }]))
    expect(await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean)).toBe('accepted item-picked')
    // The restored hub counts its waves anew, so that a list of another one may have the same number.
    const again = waveFacts('w2', 'by-order', [{ orderId: 'o2', lines: { pen: 1 } }]).map(({ fact: told, ...rest }) => (
      { fact: told.kind === 'PickListReleased' ? { ...told, body: { ...told.body, listNumber: 'PL-w1-2' } } : told, ...rest }))
    station.fromHub(again)
    expect(station.store().pickList('w1-2')?.state).toBe('cancelled')
    expect(station.store().order('o2')).toMatchObject({ waveId: 'w2', state: 'released' })
    // The list in hand is finished in the forgotten wave.
    expect(await station.scan(goods.cup.ean)).toBe('accepted list-done')
    expect(station.store().order('o1')).toMatchObject({ waveId: 'w1', state: 'released' })
    expect(await station.scans('PL-w1-2', 'TOTE-2', goods.pen.placeCode, goods.pen.ean)).toBe('accepted list-done')
    expect(station.bodies('ItemPicked').at(-1)).toMatchObject({ waveId: 'w2' })
  })
  it('[HX31] [HX29] what is known here to be cancelled stays so, though a hub that has forgotten it releases it again', async () => {
    const orders = [{ orderId: 'o1', lines: { cup: 1 } }, { orderId: 'o2', lines: { pen: 1 } }] satisfies Parameters<typeof waveFacts>[2]
    station.fromHub([...waveFacts('w1', 'by-order', orders), { fact: fact('OrderCancelled', { orderId: 'o1', why: 'refunded' }) }])
    station.fromHub(waveFacts('w2', 'by-order', orders))
    await station.scans('PL-w2-1', 'TOTE-1', goods.cup.placeCode)
    expect(station.store().order('o1')).toMatchObject({ waveId: 'w2', cancelled: true })
    expect(await station.scan('TOTE-1')).toMatch(/^refused/)
    expect(station.bodies('ParcelOpened')).toEqual([])
    expect(station.store().order('o2')).toMatchObject({ waveId: 'w2', cancelled: false })
  })
})
