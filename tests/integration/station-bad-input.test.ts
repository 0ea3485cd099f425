// Goal: what goes wrong around a bench (a refund at the worst moment, clocks, helpers' hands) ends as the specs say. Method: the real station on real SQLite over its contract.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { benchOfEachTest, rightWeight } from '#tests/support/bench-of-each-test.ts'
import { startFakePrinter } from '#tests/support/fake-printer.ts'
import { goods, pin, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'
import { keepTimeZone } from '#tests/support/time-zones.ts'

const { cup, pen, soap } = { cup: goods.cup.ean, pen: goods.pen.ean, soap: goods.soap.ean }
const bench = benchOfEachTest()
const { pickByOrder, weigh } = bench
let station: TestStation
keepTimeZone()

describe('a refund just before the print', () => {
  test('[EF7] a queued label of an order that was cancelled meanwhile never leaves, and the box stops', async () => {
    const off = await startFakePrinter()
    const { host, port } = off
    await off.close()
    station = await bench.startWithScale({ printers: [{ printerId: 'tcp', name: 'TCP', kind: 'tcp', host, port, language: 'escpos', dotsPerInch: 203 }] })
    await station.signIn('B-PACKER')
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    expect(await station.scans('TOTE-1', cup, pen, cup, 'BOX-1')).toBe('accepted packaging-taken')
    await weigh(rightWeight)
    await station.viewWhere((view) => view.bar.printers[0]?.state === 'trouble')
    expect(station.store().queuedEffects()).toHaveLength(1)
    station.fromHub([{ fact: fact('OrderCancelled', { orderId: 'o1', why: 'refunded' }) }])
    const printer = await startFakePrinter({ kind: 'good' }, port)
    station.passTime(3_000)
    await station.viewWhere(() => station.recorded().includes('LabelFailed'))
    expect(station.bodies('LabelFailed')).toMatchObject([{ waybillNumber: 'WB-o1', why: 'order-cancelled' }])
    expect(station.store().queuedEffects()).toEqual([])
    expect(printer.jobs()).toEqual([])
    expect(station.recorded()).not.toContain('LabelSent')
    expect(await station.scan('WB-o1')).toBe('refused order-stopped')
    await printer.close()
  })
})

describe('people', () => {
  test('[PE4] a supervisor who checked one piece cannot approve the weight, whoever works on', async () => {
    station = await bench.startWithScale()
    await station.signIn('B-PACKER')
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
    station = await bench.start()
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

  test('[HB18] a machine that starts anew in another zone, in the hours of its summer time, shows and counts what it did before', async () => {
    const leapMs = Date.UTC(2026, 2, 8, 7)
    process.env.TZ = 'Asia/Shanghai'
    station = await bench.start()
    await station.signIn('B-PACKER')
    station.setClock(leapMs - 60_000 - 1_750_000_000_000)
    station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 2 }, cutOffAtMs: leapMs + 3_600_000 }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)
    const seen = async () => ({ screen: (await station.view()).screen, order: station.store().order('o1'), marks: station.store().dayMarks(), recorded: station.recorded() })
    const before = await seen()
    for (const zone of ['America/New_York', 'Europe/Berlin']) {
      process.env.TZ = zone
      expect(new Date(leapMs - 1).getTimezoneOffset()).not.toBe(-480)
      await station.restart()
      expect(await seen()).toEqual(before)
    }
    station.passTime(120_000)
    expect(await station.scan(cup)).toBe('accepted list-done')
    expect(station.store().verifyJournal()).toBeUndefined()
  })

  test('a badge signs in at two benches: both are recorded where they happened, and each goes on', async () => {
    station = await bench.start()
    await station.signIn('B-PACKER')
    const other = await startTestStation(mkdtempSync(join(bench.folder, 'second-')))
    expect(await other.signIn('B-PACKER')).toBe('accepted signed-in')
    await other.stop()
    station.fromStation('S2', [{ fact: fact('OperatorSignedIn', { personId: 'packer-1', cause: 'badge' }) }])
    expect((await station.view()).operator).toMatchObject({ personId: 'packer-1' })
    expect(await station.command('check')).toBe('accepted activity-chosen')
  })
})

describe('another product', () => {
  test('[CH1] a substitute is never taken, neither at the pick nor at the check', async () => {
    station = await bench.startWithScale()
    await station.signIn('B-PACKER')
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
