// Goal: what goes wrong around a bench (a refund at the worst moment, clocks, helpers' hands) ends as the specs say. Method: the real station on real SQLite over its contract.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StationSettings } from '#shared/contract/station-api.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { startFakePrinter } from '#tests/support/fake-printer.ts'
import { type FakeScale, startFakeScale } from '#tests/support/fake-scale.ts'
import { goods, type OrderAsked, pin, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

const { cup, pen, soap } = { cup: goods.cup.ean, pen: goods.pen.ean, soap: goods.soap.ean }
/** 2 × 200 + 20 + box 100. */
const rightWeight = 520

let folder: string
let station: TestStation
let scale: FakeScale | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-bad-input-'))
})
afterEach(async () => {
  const { faults } = station
  await station.stop()
  await scale?.close()
  scale = undefined
  rmSync(folder, { recursive: true, force: true })
  expect(faults).toEqual([])
})

async function startWithScale(settings: Partial<StationSettings> = {}): Promise<void> {
  scale = await startFakeScale()
  station = await startTestStation(folder, { scale: { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } }, ...settings })
  await station.signIn('B-PACKER')
}

/** Puts the box on the scale, waits for the verdict, and takes it off again. */
async function weigh(grams: number): Promise<void> {
  const before = station.bodies('ParcelWeighed').length
  scale?.put(grams)
  await station.viewWhere(() => station.bodies('ParcelWeighed').length > before)
  scale?.remove()
  await station.viewWhere((view) => view.bar.scale.grams === 0)
}

/** Released by order in a wave of its own and picked into its tote. */
async function pickByOrder(asked: OrderAsked, tote = 'TOTE-1'): Promise<void> {
  station.fromHub(waveFacts(`w-${asked.orderId}`, 'by-order', [asked]))
  expect(await station.scans(`PL-w-${asked.orderId}-1`, tote)).toBe('accepted tote-taken')
  for (;;) {
    const { screen } = await station.view()
    if (screen.kind !== 'pick' || !screen.task) return
    const { placeCode, product, askedQty } = screen.task
    if (screen.step === 'place') await station.scan(placeCode)
    for (let piece = 0; piece < askedQty; piece += 1) expect(await station.scan(goods[product.sku as keyof typeof goods].ean)).toMatch(/^accepted/)
  }
}

describe('a refund just before the print', () => {
  test('[EF7] a queued label of an order that was cancelled meanwhile never leaves, and the box stops', async () => {
    const off = await startFakePrinter()
    const { host, port } = off
    await off.close()
    await startWithScale({ printers: [{ printerId: 'tcp', name: 'TCP', kind: 'tcp', host, port, language: 'escpos', dotsPerInch: 203 }] })
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    expect(await station.scans('TOTE-1', cup, pen, cup, 'BOX-1')).toBe('accepted packaging-taken')
    await weigh(rightWeight)
    await station.viewWhere((view) => view.bar.printers[0]?.state === 'trouble')
    expect(station.store().queuedEffects()).toHaveLength(1)
    station.fromHub([{ fact: fact('OrderCancelled', { orderId: 'o1', why: 'refunded' }) }])
    const printer = await startFakePrinter({ kind: 'good' }, port)
    station.passTime(3_000)
    await station.viewWhere(() => station.recorded().includes('LabelFailed'))
    expect(station.bodies('LabelFailed')).toMatchObject([{ waybillNumber: 'WB-o1', why: 'the order was cancelled before its label was sent' }])
    expect(station.store().queuedEffects()).toEqual([])
    expect(printer.jobs()).toEqual([])
    expect(station.recorded()).not.toContain('LabelSent')
    expect(await station.scan('WB-o1')).toBe('refused order-stopped')
    await printer.close()
  })
})

describe('people', () => {
  test('[PE4] a supervisor who checked one piece cannot approve the weight, whoever works on', async () => {
    await startWithScale()
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    await station.scans('TOTE-1', cup)
    expect(await station.signIn('B-BOSS')).toBe('accepted signed-in')
    expect(await station.scan(pen)).toBe('accepted item-checked')
    expect(await station.signIn('B-PACKER')).toBe('accepted signed-in')
    await station.scans(cup, 'BOX-1')
    await weigh(rightWeight - 200)
    await station.confirm()
    await station.command('override')
    expect(await station.scan('B-BOSS')).toBe('refused same-person')
    await station.restart()
    await station.confirm()
    expect(await station.scan('B-BOSS')).toBe('refused same-person')
    const [parcel] = station.bodies('ParcelOpened')
    expect(station.store().handsOnParcel(String(parcel?.parcelId)).sort()).toEqual(['boss', 'packer-1'])
    expect(station.recorded()).not.toContain('WeightApproved')
  })

  test('[LO5] a pause after a clock was set back lasts as long as it says, and not until the old time', async () => {
    station = await startTestStation(folder)
    await station.scan('B-PACKER')
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await station.pin('000000')).toBe('refused pin-wrong')
      await station.confirm()
    }
    station.passTime(-86_400_000)
    expect(await station.pin(pin)).toBe('refused badge-locked')
    await station.confirm()
    expect(await station.scan('B-PACKER')).toBe('refused badge-locked')
    await station.confirm()
    await station.restart()
    station.passTime(29_000)
    expect(await station.scan('B-PACKER')).toBe('refused badge-locked')
    await station.confirm()
    station.passTime(1_000)
    expect(await station.signIn('B-PACKER')).toBe('accepted signed-in')
  })

  test('a badge signs in at two benches: both are recorded where they happened, and each goes on', async () => {
    station = await startTestStation(folder)
    await station.signIn('B-PACKER')
    const other = await startTestStation(mkdtempSync(join(folder, 'second-')))
    expect(await other.signIn('B-PACKER')).toBe('accepted signed-in')
    await other.stop()
    station.fromStation('S2', [{ fact: fact('OperatorSignedIn', { personId: 'packer-1', cause: 'badge' }) }])
    expect((await station.view()).operator).toMatchObject({ personId: 'packer-1' })
    expect(await station.command('check')).toBe('accepted activity-chosen')
  })
})

describe('another product', () => {
  test('[CH1] a substitute is never taken, neither at the pick nor at the check', async () => {
    await startWithScale()
    station.fromHub(waveFacts('w-o1', 'by-order', [{ orderId: 'o1', lines: { cup: 2 } }]))
    await station.scans('PL-w-o1-1', 'TOTE-1', goods.cup.placeCode)
    expect(await station.scan(soap)).toBe('refused wrong-item')
    await station.confirm()
    expect(await station.scans(cup, cup)).toMatch(/^accepted/)
    expect(await station.scans('TOTE-1', cup)).toBe('accepted item-checked')
    expect(await station.scan(soap)).toBe('refused item-not-in-order')
    expect(station.store().order('o1')?.lines).toMatchObject([{ pickedQty: 2, checkedQty: 1 }])
  })
})
