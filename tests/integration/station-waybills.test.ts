// Goal: a station with numbers of its own prints without the hub, never one number twice, never one that ended or that a copy of its store may have used.
// Method: the real station on a real disk, given the hub's facts and moved through time; labels are read where the file printer put them.
import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { numberAt, type NumberRange } from '#shared/domain/waybills/waybill-number.ts'
import { tellNumbersSeen } from '#station/app/tell-numbers-seen.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import { testKey } from '#tests/support/bench-facts.ts'
import type { FakeScale } from '#tests/support/fake-scale.ts'
import { goods, payloadOf, type Released, waveFacts } from '#tests/support/site-facts.ts'
import { openTestBench, plateIsEmpty, type TestBench } from '#tests/support/test-bench.ts'
import type { TestStation } from '#tests/support/test-station.ts'

const day = 86_400_000
const hubAtMs = 1_760_000_000_000
const range: NumberRange = { prefix: 'OW', digits: 10, startNumber: 1, checkDigit: 'mod10', suffix: '' }

let bench: TestBench
let station: TestStation
let scale: FakeScale
let folder: string
beforeEach(async () => {
  bench = await openTestBench({ hubAtMs });
  ({ folder, scale, station } = bench)
})
afterEach(() => bench.close(station))

const block = (blockId: string, firstIndex: number, numberCount: number, more: { stationId?: string; untilMs?: number } = {}): Released => (
  { fact: fact('WaybillBlockLeased', { blockId, carrierCode: 'SF', stationId: more.stationId ?? 'bench-1', ...range, firstIndex, numberCount, untilMs: more.untilMs ?? hubAtMs + 20 * day }) })
/** A wave whose orders get their numbers here. */
const ownWave = (waveId: string, orderIds: string[]): Released[] => waveFacts(waveId, 'by-order', orderIds.map((orderId) => ({ orderId, lines: { cup: 1 } }))).map((entry): Released => (
  entry.fact.kind === 'WaybillReserved' ? { fact: fact('LabelPrepared', { orderId: entry.fact.body.orderId, carrierCode: 'SF' }), personal: payloadOf('', 'SF') } : entry))
const pick = (waveId: string, list: number, tote: string) => station.scans(`PL-${waveId}-${list}`, tote, goods.cup.placeCode, goods.cup.ean)
/** From the tote to the printed label. */
async function pack(tote: string): Promise<void> {
  expect(await station.scans(tote, goods.cup.ean, 'BOX-1')).toBe('accepted packaging-taken')
  await plateIsEmpty(station)
  scale.put(300)
  await station.viewWhere((view) => view.screen.kind === 'check' && view.screen.parcel?.labelState === 'sent' && view.screen.parcel.weight.verdict !== null)
  scale.remove()
}

describe('numbers of the station\'s own', () => {
  it('[NB9] a label is printed with the next number, which is then the order\'s; without the hub', async () => {
    station.fromHub([...ownWave('w1', ['o1', 'o2']), block('b1', 100, 5)])
    await pick('w1', 1, 'TOTE-1')
    await pack('TOTE-1')
    expect(station.bodies('WaybillTaken')).toEqual([{ waybillNumber: numberAt(range, 100), orderId: 'o1', carrierCode: 'SF', blockId: 'b1' }])
    expect(station.bodies('WaybillBound')).toMatchObject([{ orderId: 'o1', waybillNumber: numberAt(range, 100) }])
    expect(station.store().labelPayload(numberAt(range, 100))).toMatchObject({ waybillNumber: numberAt(range, 100), sortingCode: '300- H12 09' })
    expect(await station.scan(numberAt(range, 100))).toBe('accepted parcel-closed')
    await station.command('finish')
    await pick('w1', 2, 'TOTE-2')
    await pack('TOTE-2')
    expect(await station.scan(numberAt(range, 101))).toBe('accepted parcel-closed')
    expect(readdirSync(join(folder, 'labels')).filter((name) => name.endsWith('.png'))).toHaveLength(2)
  })

  it('[NB9] a block of another station gives nothing here', async () => {
    station.fromHub([...ownWave('w1', ['o1']), block('b2', 100, 5, { stationId: 'bench-2' })])
    await pick('w1', 1, 'TOTE-1')
    expect(await station.scan('TOTE-1')).toBe('refused waybill-missing')
  })

  it('[NB9] a block of another carrier gives nothing, and two blocks that overlap give no number twice', async () => {
    const other = block('b9', 50, 5)
    station.fromHub([...ownWave('w1', ['o1', 'o2', 'o3']), { fact: fact('WaybillBlockLeased', { ...(other.fact.body as { blockId: string }), carrierCode: 'ZTO' } as never) }])
    await pick('w1', 1, 'TOTE-1')
    expect(await station.scan('TOTE-1')).toBe('refused waybill-missing')
    await station.confirm()
    station.fromHub([block('b1', 100, 1), block('b2', 100, 2)])
    await pack('TOTE-1')
    await station.scan(numberAt(range, 100))
    await station.command('finish')
    await pick('w1', 2, 'TOTE-2')
    await pack('TOTE-2')
    expect(station.bodies('WaybillTaken').map((body) => body['waybillNumber'])).toEqual([numberAt(range, 100), numberAt(range, 101)])
  })

  it.each([['a second before its end', -1_500, 'accepted parcel-opened'], ['at its end', 0, 'refused waybill-missing'], ['a day after', day, 'refused waybill-missing']])('[NB10] %s by hub time', async (_when, fromEndMs, verdict) => {
    station.fromHub([...ownWave('w1', ['o1']), block('b1', 100, 5, { untilMs: hubAtMs + 10 * day })])
    await pick('w1', 1, 'TOTE-1')
    station.setClock(fromEndMs < 0 ? 400 * day : -400 * day)
    await station.hearHubTime(hubAtMs + 10 * day + fromEndMs)
    expect(await station.scan('TOTE-1')).toBe(verdict)
  })

  it('[NB10] the block that ends first is used first, and an ended one is passed over', async () => {
    station.fromHub([...ownWave('w1', ['o1']), block('late', 100, 5), block('soon', 200, 5, { untilMs: hubAtMs + 2 * day }), block('over', 300, 5, { untilMs: hubAtMs - 1 })])
    await pick('w1', 1, 'TOTE-1')
    await pack('TOTE-1')
    expect(station.bodies('WaybillTaken')).toMatchObject([{ blockId: 'soon', waybillNumber: numberAt(range, 200) }])
  })

  it('[NB11] an empty block leaves the order where it is, and the next block lets it go on', async () => {
    station.fromHub([...ownWave('w1', ['o1', 'o2']), block('b1', 100, 1)])
    await pick('w1', 1, 'TOTE-1')
    await pack('TOTE-1')
    await station.scan(numberAt(range, 100))
    await station.command('finish')
    await pick('w1', 2, 'TOTE-2')
    expect(await station.scan('TOTE-2')).toBe('refused waybill-missing')
    await station.confirm()
    station.fromHub([block('b2', 105, 5)])
    await pack('TOTE-2')
    expect(station.bodies('WaybillTaken').map((body) => body['waybillNumber'])).toEqual([numberAt(range, 100), numberAt(range, 105)])
  })

  it('[NB12] a voided number is not used any more', async () => {
    station.fromHub([...waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]), { fact: fact('WaybillVoided', { waybillNumber: 'WB-o1', orderId: 'o1', byPersonId: 'boss' }) }])
    await pick('w1', 1, 'TOTE-1')
    expect(await station.scan('TOTE-1')).toBe('refused waybill-missing')
    await station.confirm()
    station.fromHub([{ fact: fact('WaybillReserved', { waybillNumber: 'WB-o1-2', orderId: 'o1', carrierCode: 'SF' }), personal: payloadOf('WB-o1-2', 'SF') }])
    await pack('TOTE-1')
    expect(station.bodies('WaybillBound')).toMatchObject([{ waybillNumber: 'WB-o1-2' }])
  })

  it('[NB13] a hub that was put back is told the highest numbers, those of the blocks included', async () => {
    station.fromHub([...waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]), block('b1', 100, 5)])
    tellNumbersSeen({ store: station.store(), mintId: () => 'told-fact-1', nowMs: () => 1, hubNowMs: () => null, settings: () => { throw new Error('not asked for') } })
    expect(station.bodies('WaybillNumbersSeen')).toEqual([{ numbers: [{ carrierCode: 'SF', waybillNumber: 'WB-o1' }, { carrierCode: 'SF', waybillNumber: numberAt(range, 104) }] }])
  })

  it('[NB15] a copy of the store uses none of the numbers', async () => {
    station.fromHub([...ownWave('w1', ['o1']), block('b1', 100, 5)])
    const copy = join(folder, 'copy.db')
    await station.store().backup(copy)
    const restored = join(folder, 'restored.db')
    copyFileSync(copy, restored)
    const store = openSqliteStore({ file: restored, personalKey: testKey, nowMs: () => 1 })
    expect(store.identity().incarnation).toBe(2)
    expect(store.nextOwnWaybill('o1', 'SF', hubAtMs)).toBeUndefined()
    store.close()
    expect(station.store().nextOwnWaybill('o1', 'SF', hubAtMs)).toMatchObject({ waybillNumber: numberAt(range, 100) })
  })
})
