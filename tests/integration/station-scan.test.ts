// Goal: whatever is scanned at a bench, nothing is lost, doubled or guessed. Method: the real station on real SQLite over its contract, with a scale and a printer on loopback.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StationSettings } from '#shared/contract/station-api.ts'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { verdictOf } from '#tests/support/builders.ts'
import { startFakePrinter } from '#tests/support/fake-printer.ts'
import { type FakeScale, startFakeScale } from '#tests/support/fake-scale.ts'
import { readBarcodes } from '#tests/support/read-barcodes.ts'
import { cupCaseCode, goods, type OrderAsked, pin, sharedCode, waveFacts } from '#tests/support/site-facts.ts'
import { commandCode, startTestStation, type TestStation } from '#tests/support/test-station.ts'

const { cup, pen, phone, soap, mystery } = { cup: goods.cup.ean, pen: goods.pen.ean, phone: goods.phone.ean, soap: goods.soap.ean, mystery: goods.mystery.ean }
let folder: string
let station: TestStation
let scale: FakeScale | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-bench-'))
})
afterEach(async () => {
  const faults = station.faults
  await station.stop()
  await scale?.close()
  scale = undefined
  rmSync(folder, { recursive: true, force: true })
  expect(faults).toEqual([])
})

async function startWithScale(settings: Partial<StationSettings> = {}): Promise<void> {
  scale = await startFakeScale()
  station = await startTestStation(folder, { scale: { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } }, ...settings })
}

const cancelled = (orderId: string): { fact: Fact } => ({ fact: fact('OrderCancelled', { orderId, why: 'refunded' }) })
const labelIs = (state: string) => station.viewWhere((view) => view.screen.kind === 'check' && view.screen.parcel?.labelState === state)

/** Puts the box on the scale, waits for the verdict of the station, and takes it off again. */
async function weigh(grams: number): Promise<string> {
  const before = station.bodies('ParcelWeighed').length
  scale?.put(grams)
  const shown = await station.viewWhere(() => station.bodies('ParcelWeighed').length > before)
  scale?.remove()
  await station.viewWhere((view) => view.bar.scale.grams === 0)
  return shown.refusal?.reason ?? 'fits'
}

/** The order as the station knows it. */
function orderNow(orderId: string) {
  const order = station.store().order(orderId)
  if (!order) throw new Error(`${orderId} is not known`)
  return order
}

/** Released by order in a wave of its own and picked: its pieces stand in the tote. */
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

/** Two cups and a pen, all in the box: only the weight, the label and its scan-back are missing. */
async function packTwoCupsAndPen(orderId = 'o1', enclosures: OrderAsked['enclosures'] = []): Promise<void> {
  await pickByOrder({ orderId, lines: { cup: 2, pen: 1 }, enclosures })
  expect(await station.scans('TOTE-1', cup, pen, cup, 'BOX-1')).toBe('accepted packaging-taken')
}
/** 2 × 200 + 20 + box 100. */
const rightWeight = 520

describe('signing in', () => {
  test('[PE10] [LO2] wrong PINs are counted on disk: a pause after five, which a restart does not end', async () => {
    station = await startTestStation(folder)
    expect(await station.scan('B-NOBODY')).toBe('refused badge-unknown')
    await station.confirm()
    expect(await station.scan('B-GONE')).toBe('refused badge-disabled')
    await station.confirm()
    expect(await station.scan(cup)).toBe('refused not-signed-in')
    await station.confirm()
    expect(await station.scan('B-PACKER')).toBe('accepted badge-read')
    for (const wrong of ['000000', '', 'abcdef', '４６２９１５', '46291']) {
      expect(await station.pin(wrong)).toBe('refused pin-wrong')
      expect(await station.pin(pin)).toBe('refused acknowledge-first')
      await station.confirm()
    }
    expect(await station.pin(pin)).toBe('refused badge-locked')
    await station.restart()
    await station.confirm()
    expect(await station.scan('B-PACKER')).toBe('refused badge-locked')
    await station.confirm()
    station.passTime(30_000)
    expect(await station.signIn('B-PACKER')).toBe('accepted signed-in')
    expect(station.bodies('PinRefused')).toHaveLength(5)
    expect(station.store().person('packer-1')?.failedPins).toBe(0)
  })

  test('[PE10] a PIN of 100 digits is no PIN: the call is refused and nothing is recorded', async () => {
    station = await startTestStation(folder)
    await station.scan('B-PACKER')
    const before = station.recorded().length
    await expect(station.pin('4'.repeat(100))).rejects.toMatchObject({ code: 'bad-input' })
    expect(station.recorded()).toHaveLength(before)
    station.faults.length = 0
  })

  test('[PE11] the same request answered twice is one attempt', async () => {
    station = await startTestStation(folder)
    await station.scan('B-PACKER')
    const request = { requestId: 'request-1', pin: '000000' }
    const answers = await Promise.all([station.client.call('pin.submit', request), station.client.call('pin.submit', request)])
    expect(answers.map((answer) => answer.outcome)).toEqual([answers[0].outcome, answers[0].outcome])
    expect(station.bodies('PinRefused')).toHaveLength(1)
  })

  test('[PE12] a locked bench takes only a badge and a PIN, also with a question open, and keeps the work', async () => {
    station = await startTestStation(folder)
    await station.signIn('B-PACKER')
    await pickByOrder({ orderId: 'o1', lines: { pen: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan(sharedCode)).toBe('asked')
    expect(await station.command('lock')).toBe('refused command-not-now')
    await station.confirm()
    await station.command('cancel')
    expect(await station.command('lock')).toBe('accepted locked')
    expect(await station.scan(pen)).toBe('refused station-locked')
    await station.confirm()
    expect(await station.command('pick')).toBe('refused station-locked')
    await station.confirm()
    expect(await station.signIn('B-PACKER')).toBe('accepted unlocked')
    expect((await station.view()).screen).toMatchObject({ kind: 'check', parcel: { orderNumber: 'N-o1' } })
  })

  test('[PE12] an idle lock over an open question can be unlocked', async () => {
    station = await startTestStation(folder, { idleLockMinutes: 1 })
    await station.signIn('B-PACKER')
    await pickByOrder({ orderId: 'o1', lines: { pen: 2 } })
    await station.scans('TOTE-1')
    expect(await station.scan(sharedCode)).toBe('asked')
    station.passTime(61_000)
    await station.viewWhere((view) => view.locked)
    expect(await station.signIn('B-PACKER')).toBe('accepted unlocked')
    expect((await station.view()).question?.options).toHaveLength(2)
  })

  test('[PE9] [PE13] another operator goes on with the open parcel, and both are recorded', async () => {
    station = await startTestStation(folder)
    await station.signIn('B-PACKER')
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    expect(await station.signIn('B-SECOND')).toBe('accepted signed-in')
    expect(await station.scan(cup)).toBe('accepted check-done')
    expect(station.bodies('OperatorSignedIn').map((body) => [body.personId, body.cause])).toEqual([['packer-1', 'badge'], ['packer-2', 'change']])
    expect(await station.command('sign-out')).toBe('accepted signed-out')
    expect(await station.scan(cup)).toBe('refused not-signed-in')
    await station.confirm()
    await station.signIn('B-PACKER')
    expect((await station.view()).screen).toMatchObject({ kind: 'check', parcel: { orderNumber: 'N-o1' } })
  })
})

describe('a whole order', () => {
  beforeEach(async () => {
    await startWithScale()
    await station.signIn('B-PACKER')
  })

  test('[CH9] [MA5] picked by order, checked, weighed, labelled, scanned back, handed over', async () => {
    await packTwoCupsAndPen('o1', ['invoice'])
    expect(await station.command('enclosure-invoice')).toBe('accepted enclosure-taken')
    expect(await weigh(rightWeight + 5)).toBe('fits')
    await labelIs('sent')
    expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
    expect(orderNow('o1')).toMatchObject({ state: 'packed', lines: [{ pickedQty: 2, checkedQty: 2 }, { pickedQty: 1, checkedQty: 1 }] })
    expect(readdirSync(join(folder, 'labels')).filter((file) => file.endsWith('.png'))).toHaveLength(1)
    await station.command('manifest')
    expect(await station.scan('WB-o1')).toBe('accepted parcel-scanned-out')
    expect(await station.scan('WB-o1')).toBe('refused parcel-already-scanned-out')
    await station.confirm()
    expect(await station.command('finish')).toBe('accepted manifest-closed')
    expect(station.bodies('ManifestClosed')).toMatchObject([{ parcelCount: 1, totalGrams: rightWeight + 5 }])
  })

  test('[CH7] a single item finds its order, earliest cut-off first, and its label comes at once', async () => {
    station.fromHub(waveFacts('w1', 'single-item', [{ orderId: 'late', lines: { cup: 1 }, cutOffAtMs: 2_000_000_000_000 }, { orderId: 'soon', lines: { cup: 1 }, cutOffAtMs: 1_900_000_000_000 }]))
    expect(await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)).toBe('accepted item-picked')
    expect(await station.scan(cup)).toBe('accepted list-done')
    await station.command('check')
    expect(await station.scan(soap)).toBe('refused no-order-for-item')
    await station.confirm()
    expect(await station.scan(cup)).toBe('accepted label-queued')
    expect((await station.view()).screen).toMatchObject({ kind: 'check', parcel: { orderNumber: 'N-soon' } })
    await station.scan('BOX-1')
    expect(await weigh(300)).toBe('fits')
    await labelIs('sent')
    expect(await station.scan('WB-soon')).toBe('accepted parcel-closed')
    expect(await station.scan(cup)).toBe('accepted label-queued')
    expect((await station.view()).screen).toMatchObject({ parcel: { orderNumber: 'N-late' } })
  })

  test('[CH7] an item from the tote of single items is never taken for one that waits for its wall slot', async () => {
    station.fromHub(waveFacts('w1', 'batch-wall', [{ orderId: 'wall', lines: { cup: 1 }, cutOffAtMs: 1_900_000_000_000 }]))
    station.fromHub(waveFacts('w2', 'single-item', [{ orderId: 'single', lines: { cup: 1 }, cutOffAtMs: 2_000_000_000_000 }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)
    await station.scans('PL-w2-1', 'TOTE-2', goods.cup.placeCode, cup)
    await station.command('check')
    expect(await station.scan(cup)).toBe('accepted label-queued')
    expect((await station.view()).screen).toMatchObject({ parcel: { orderNumber: 'N-single' } })
  })

  test('[PU1] [PU3] [OP5] a batch is sorted at the wall; nothing is checked before it stands in its slot', async () => {
    station.fromHub(waveFacts('w1', 'batch-wall', [{ orderId: 'o1', lines: { cup: 1, pen: 1 } }, { orderId: 'o2', lines: { cup: 2 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup, cup, cup, goods.pen.placeCode)
    expect(await station.scan(pen)).toBe('accepted list-done')
    expect(await station.scan('N-o1')).toBe('refused order-not-ready')
    await station.confirm()
    await station.command('put')
    expect(await station.scan(cup)).toBe('accepted slot-shown')
    expect(await station.scan('WALL-2')).toBe('refused wrong-slot')
    await station.confirm()
    expect(await station.scan('WALL-1')).toBe('accepted item-put')
    expect(await station.scan(soap)).toBe('refused nothing-to-put')
    await station.confirm()
    expect(await station.scans(cup, 'WALL-2', pen)).toBe('accepted slot-shown')
    expect(await station.scan('WALL-1')).toBe('accepted order-put')
    expect(await station.scans(cup, 'WALL-2')).toBe('accepted wall-done')
    await station.command('check')
    expect(await station.scans('WALL-2', cup, cup)).toBe('accepted check-done')
    expect(orderNow('o2').lines[0]).toMatchObject({ pickedQty: 2, putQty: 2, checkedQty: 2 })
  })

  test('[PU6] a piece that got lost on the way keeps only its own order from the wall: PUT again goes on to the next wave', async () => {
    station.fromHub(waveFacts('w1', 'batch-wall', [{ orderId: 'o1', lines: { cup: 1 } }]))
    station.fromHub(waveFacts('w2', 'batch-wall', [{ orderId: 'o2', lines: { pen: 1 } }]))
    expect(await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)).toBe('accepted list-done')
    expect(await station.scans('PL-w2-1', 'TOTE-2', goods.pen.placeCode, pen)).toBe('accepted list-done')
    await station.command('put')
    expect(await station.scan(pen)).toBe('refused nothing-to-put')
    await station.confirm()
    expect(await station.command('put')).toBe('accepted activity-chosen')
    expect(await station.scan(pen)).toBe('accepted slot-shown')
    expect(await station.command('put')).toBe('refused command-not-now')
    await station.confirm()
    expect(await station.scan('WALL-1')).toBe('accepted wall-done')
    await station.command('put')
    expect((await station.view()).screen).toMatchObject({ kind: 'put', waveNumber: 'W-w1' })
  })

  test('[PU7] what nobody can find at the wall becomes short and waits for a supervisor', async () => {
    station.fromHub(waveFacts('w1', 'batch-wall', [{ orderId: 'o1', lines: { cup: 1, pen: 1 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup, goods.pen.placeCode, pen)
    await station.command('put')
    await station.scans(cup, 'WALL-1')
    expect(await station.command('short')).toBe('accepted confirmation-asked')
    expect((await station.view()).screen).toMatchObject({ kind: 'put', step: 'missing', notPutPieces: 1 })
    expect(await station.confirm()).toBe('accepted pieces-missed')
    expect(orderNow('o1').lines.map((line) => [line.pickedQty, line.shortQty, line.putQty])).toEqual(expect.arrayContaining([[1, 0, 1], [0, 1, 0]]))
    await station.command('check')
    expect(await station.scan('WALL-1')).toBe('refused order-short')
  })

  test('[PU4] two zones are picked apart and meet at the wall', async () => {
    station.fromHub(waveFacts('w1', 'zone-wall', [{ orderId: 'o1', lines: { cup: 1, soap: 1 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)
    await station.command('put')
    expect(await station.scans(cup, 'WALL-1')).toBe('accepted item-put')
    await station.command('finish')
    expect(await station.scan('WALL-1')).toBe('refused order-not-ready')
    await station.confirm()
    expect(await station.scans('PL-w1-2', 'TOTE-2', goods.soap.placeCode, soap)).toBe('accepted list-done')
    await station.command('put')
    expect(await station.scans(soap, 'WALL-1')).toBe('accepted wall-done')
    expect(await station.scans('WALL-1', cup, soap)).toBe('accepted check-done')
  })

  test('[PK7] on a cart every piece is put into the slot of its order while picking', async () => {
    station.fromHub(waveFacts('w1', 'cart', [{ orderId: 'o1', lines: { cup: 1 } }, { orderId: 'o2', lines: { cup: 2 } }]))
    expect(await station.scans('PL-w1-1', goods.cup.placeCode, cup)).toBe('accepted slot-shown')
    expect(await station.scan('CART-2')).toBe('refused wrong-slot')
    await station.confirm()
    expect(await station.scans('CART-1', cup, 'CART-2')).toBe('accepted item-picked')
    expect(await station.scans(cup, 'CART-2')).toBe('accepted list-done')
    expect(await station.scans('CART-2', cup, cup)).toBe('accepted check-done')
  })

  test('[PK8] [OP3] a short order waits for a supervisor and then ships what was found', async () => {
    station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 2, pen: 1 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)
    expect(await station.command('short')).toBe('accepted reason-asked')
    expect(await station.command('reason-not-enough')).toBe('accepted short-recorded')
    expect(await station.command('finish')).toBe('refused command-not-now')
    await station.confirm()
    expect(await station.command('empty')).toBe('accepted zero-checked')
    expect(await station.scans(goods.pen.placeCode, pen)).toBe('accepted list-done')
    expect(await station.scan('TOTE-1')).toBe('refused order-short')
    await station.confirm()
    station.fromHub([{ fact: fact('ShortAccepted', { orderId: 'o1', byPersonId: 'boss' }) }])
    expect(await station.scans('TOTE-1', cup, pen)).toBe('accepted check-done')
    expect(await station.scan(cup)).toBe('refused item-complete')
    expect(orderNow('o1').lines[0]).toMatchObject({ askedQty: 2, pickedQty: 1, shortQty: 1, checkedQty: 1 })
  })

  test('[CH4] a serial is asked for with its piece and never taken twice, also after a restart', async () => {
    await pickByOrder({ orderId: 'o1', lines: { phone: 2 } })
    expect(await station.scans('TOTE-1', phone)).toBe('accepted unique-code-asked')
    expect(await station.scan(phone)).toBe('refused unique-code-needed')
    await station.confirm()
    expect(await station.scan('SN-0001')).toBe('accepted unique-code-taken')
    expect(await station.scan(phone)).toBe('accepted unique-code-asked')
    await station.restart()
    expect(await station.scan('SN-0001')).toBe('refused unique-code-used')
    await station.confirm()
    expect(await station.scan('SN-0002')).toBe('accepted unique-code-taken')
    expect(station.bodies('UniqueCodeTaken').map((body) => body.value)).toEqual(['SN-0001', 'SN-0002'])
  })

  test('[CH8] the wrong label on the box is caught; the right one closes it', async () => {
    station.fromHub(waveFacts('w2', 'by-order', [{ orderId: 'o2', lines: { soap: 1 } }]))
    await packTwoCupsAndPen()
    expect(await station.scan('WB-o1')).toBe('refused label-not-printed')
    await station.confirm()
    await weigh(rightWeight)
    await labelIs('sent')
    expect(await station.scan('WB-o2')).toBe('refused wrong-waybill')
    await station.confirm()
    expect(orderNow('o1').state).toBe('open')
    expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
  })

  test('[CH12] a reprint takes a reason, voids the copy before and asks for the scan-back anew', async () => {
    await packTwoCupsAndPen()
    await weigh(rightWeight)
    await labelIs('sent')
    expect(await station.command('reprint')).toBe('accepted reason-asked')
    expect(await station.command('reason-packaging-differs')).toBe('refused command-not-now')
    await station.confirm()
    expect(await station.command('reason-jammed')).toBe('accepted label-reprinted')
    await station.viewWhere((view) => view.screen.kind === 'check' && view.screen.parcel?.labelState === 'sent' && view.screen.parcel.copy === 2)
    expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
    expect(station.bodies('LabelReprinted')).toMatchObject([{ copy: 2, reason: 'jammed', byPersonId: 'packer-1' }])
    expect(station.bodies('LabelSent')).toHaveLength(2)
  })

  test('[CH12] a temp asks somebody with the right', async () => {
    await station.signIn('B-TEMP')
    await packTwoCupsAndPen()
    await weigh(rightWeight)
    await labelIs('sent')
    expect(await station.command('reprint')).toBe('accepted approval-asked')
    expect(await station.scan('B-TEMP')).toBe('refused same-person')
    await station.confirm()
    expect(await station.signIn('B-SECOND')).toBe('accepted reason-asked')
    expect(await station.command('reason-lost')).toBe('accepted label-reprinted')
    expect(station.bodies('LabelReprinted')).toMatchObject([{ byPersonId: 'packer-2' }])
  })

  test('[CH7] a network printer prints the very number of this parcel', async () => {
    const printer = await startFakePrinter()
    await station.stop()
    station = await startTestStation(mkdtempSync(join(folder, 'tcp-')), { scale: scale ? { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } } : null, printers: [{ printerId: 'tcp', name: 'TCP', kind: 'tcp', host: printer.host, port: printer.port, language: 'escpos', dotsPerInch: 203 }] })
    await station.signIn('B-PACKER')
    await packTwoCupsAndPen()
    await weigh(rightWeight)
    await labelIs('sent')
    const labels = printer.read().flatMap((job) => job.labels)
    expect(labels).toHaveLength(1)
    for (const label of labels) expect(await readBarcodes(label)).toContain('WB-o1')
    expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
    await printer.close()
  })
})

describe('weights', () => {
  beforeEach(async () => {
    await startWithScale()
    await station.signIn('B-PACKER')
  })

  test('[FB1] every weight has its outcome told, right or wrong, as a scan has', async () => {
    const told: string[] = []
    station.client.on('outcome.told', (heard) => told.push(verdictOf(heard)))
    await packTwoCupsAndPen()
    await weigh(rightWeight - 200)
    await expect.poll(() => told).toEqual(['refused weight-too-light'])
    await station.confirm()
    await weigh(rightWeight)
    await expect.poll(() => told).toHaveLength(2)
    expect(told[1]).toMatch(/^accepted/)
  })

  test('[CH11] a box that is too light needs another person’s badge, PIN and reason', async () => {
    await packTwoCupsAndPen()
    expect(await weigh(rightWeight - 200)).toBe('weight-too-light')
    expect(await station.command('override')).toBe('refused acknowledge-first')
    await station.confirm()
    expect(await station.command('override')).toBe('accepted approval-asked')
    for (const [badge, verdict] of [['B-PACKER', 'refused same-person'], ['B-SECOND', 'refused not-allowed'], ['B-TEMP', 'refused not-allowed'], ['B-GONE', 'refused badge-disabled'], ['SN-1234', 'refused not-allowed']] as const) {
      expect(await station.scan(badge)).toBe(verdict)
      await station.confirm()
    }
    expect(await station.scan('B-BOSS')).toBe('accepted approver-read')
    expect(await station.pin('000000')).toBe('refused pin-wrong')
    await station.confirm()
    expect(await station.pin()).toBe('accepted reason-asked')
    expect(station.recorded()).not.toContain('WeightApproved')
    expect(await station.command('reason-contents-counted')).toBe('accepted label-queued')
    expect(station.bodies('WeightApproved')).toMatchObject([{ grams: rightWeight - 200, byPersonId: 'boss', reason: 'contents-counted' }])
    await labelIs('sent')
    expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
  })

  test('[PE4] the supervisor who began the parcel cannot approve it after a change of operator', async () => {
    await station.signIn('B-BOSS')
    await packTwoCupsAndPen()
    await station.signIn('B-PACKER')
    expect(await weigh(rightWeight + 100)).toBe('weight-too-heavy')
    await station.confirm()
    await station.command('override')
    expect(await station.scan('B-BOSS')).toBe('refused same-person')
  })

  test('[WS7] a refused weight is judged anew only after the plate was empty', async () => {
    await packTwoCupsAndPen()
    expect(await weigh(rightWeight - 200)).toBe('weight-too-light')
    await station.confirm()
    expect(await weigh(rightWeight)).toBe('fits')
    expect(station.bodies('ParcelWeighed').map((body) => body.verdict)).toEqual(['too-light', 'fits'])
  })

  test('[CH11] [WL8] a product without a weight is weighed in with a supervisor', async () => {
    await pickByOrder({ orderId: 'o1', lines: { mystery: 2 } })
    await station.scans('TOTE-1', mystery, mystery, 'BOX-1')
    expect(await weigh(400)).toBe('weight-not-known')
    await station.confirm()
    await station.command('override')
    await station.signIn('B-BOSS')
    expect(await station.command('reason-contents-counted')).toBe('accepted label-queued')
    expect(station.store().product('mystery')?.weightGrams).toBe(150)
  })

  test.each([
    ['zero', 'ST,GS,+  0.000kg'], ['minus zero', 'ST,GS,-  0.000kg'], ['negative', 'ST,GS,-  0.520kg'], ['overload', 'OL,GS,+99999.99kg'], ['moving', 'US,GS,+  0.520kg'], ['grams called kilograms', 'ST,GS,+    520kg'], ['pounds', 'ST,GS,+  1.146lb'],
    ['catty', 'ST,GS,+  1.040斤'], ['comma', 'ST,GS,+  0,520kg'], ['half a frame', 'ST,GS,+  0.5'], ['tared', 'ST,NT,+  0.520kg'], ['another scale', 'S S     520 g'], ['counting', 'QT,GS,+      52PC'], ['9,999.999', 'ST,GS,+9999.999kg'],
  ])('[WS] [SL] %s is never taken as the weight of a parcel', async (_what, line) => {
    await packTwoCupsAndPen()
    await station.viewWhere((view) => view.bar.scale.state === 'stable' && view.bar.scale.grams === 0)
    scale?.sendLine(line)
    scale?.sendLine('ST,GS,+  0.001kg')
    await station.viewWhere((view) => view.bar.scale.grams === 1 || view.bar.scale.grams === 0)
    expect(station.recorded()).not.toContain('ParcelWeighed')
    expect(await weigh(rightWeight)).toBe('fits')
  })

  test('[WS1] a scale that is gone gives no weight, and one that comes back must be empty first', async () => {
    await packTwoCupsAndPen()
    const port = scale?.port
    await scale?.close()
    await station.viewWhere((view) => view.bar.scale.state === 'no-signal')
    scale = await startFakeScale(port)
    await station.viewWhere((view) => view.bar.scale.state === 'stable')
    expect(await weigh(rightWeight)).toBe('fits')
  })
})

describe('退款拦截', () => {
  beforeEach(async () => {
    await startWithScale()
    await station.signIn('B-PACKER')
  })

  test('[PK13] while it is picked', async () => {
    station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 2 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)
    station.fromHub([cancelled('o1')])
    expect(await station.scan(cup)).toBe('refused order-stopped')
    expect(orderNow('o1')).toMatchObject({ state: 'stopped', lines: [{ pickedQty: 1 }] })
    await station.confirm()
    expect(await station.command('pick')).toBe('refused no-work')
  })

  test('[PU2] at the wall', async () => {
    station.fromHub(waveFacts('w1', 'batch-wall', [{ orderId: 'o1', lines: { cup: 1 } }, { orderId: 'o2', lines: { cup: 1 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup, cup)
    await station.command('put')
    await station.scan(cup)
    station.fromHub([cancelled('o1')])
    expect(await station.scan('WALL-1')).toBe('refused order-stopped')
    await station.confirm()
    expect(await station.scans(cup, 'WALL-2')).toBe('accepted wall-done')
    expect(orderNow('o1').lines[0]?.putQty).toBe(0)
  })

  test('[OP2] before its check', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 1 } })
    station.fromHub([cancelled('o1')])
    expect(await station.scan('TOTE-1')).toBe('refused order-stopped')
    expect(orderNow('o1').state).toBe('stopped')
  })

  test.each([
    ['an item', pen], ['a card', commandCode('qty-2')], ['a packaging', 'BOX-1'], ['an unknown code', 'nobody-knows'],
  ])('[CH10] during its check, at the next scan: %s', async (_what, code) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    await station.scans('TOTE-1', cup)
    station.fromHub([cancelled('o1')])
    expect(await station.scan(code)).toBe('refused order-stopped')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
    expect(station.recorded()).not.toContain('LabelQueued')
  })

  test('[CH10] with its weight', async () => {
    await packTwoCupsAndPen()
    station.fromHub([cancelled('o1')])
    scale?.put(rightWeight)
    const stopped = await station.viewWhere((view) => view.refusal !== null)
    expect(stopped.refusal?.reason).toBe('order-stopped')
    expect(station.recorded()).not.toContain('LabelQueued')
  })

  test.each(['badge', 'pin', 'reason'] as const)('[CH10] while a supervisor is asked for: at the %s', async (step) => {
    await packTwoCupsAndPen()
    await weigh(rightWeight - 200)
    await station.confirm()
    await station.command('override')
    if (step !== 'badge') await station.scan('B-BOSS')
    if (step === 'reason') await station.pin()
    station.fromHub([cancelled('o1')])
    if (step === 'pin') await station.pin()
    const verdict = step === 'badge' ? await station.scan('B-BOSS') : await station.command('reason-contents-counted')
    expect(verdict).toBe('refused order-stopped')
    expect(station.recorded()).not.toContain('WeightApproved')
    expect(station.recorded()).not.toContain('LabelQueued')
  })

  test('[CH10] [MA2] after the label it is a stop task, and the box is not handed over', async () => {
    await packTwoCupsAndPen()
    await weigh(rightWeight)
    await labelIs('sent')
    station.fromHub([cancelled('o1')])
    expect(await station.scan('WB-o1')).toBe('refused order-stopped')
    expect(station.bodies('StopTaskRaised')).toMatchObject([{ orderId: 'o1', waybillNumber: 'WB-o1' }])
    await station.confirm()
    await station.command('manifest')
    expect(await station.scan('WB-o1')).toBe('refused parcel-stopped')
  })

  test('[MA2] after the parcel was closed', async () => {
    await packTwoCupsAndPen()
    await weigh(rightWeight)
    await labelIs('sent')
    await station.scan('WB-o1')
    station.fromHub([cancelled('o1')])
    await station.command('manifest')
    expect(await station.scan('WB-o1')).toBe('refused parcel-stopped')
  })

  test('[CH13] a parcel that a supervisor kicks out leaves the bench without a trace of the next scan', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    station.fromHub([{ fact: fact('OrderKickedOut', { orderId: 'o1', waveId: 'w-o1', byPersonId: 'boss', reason: 'shelf check' }) }])
    expect(await station.scan(cup)).toBe('refused order-kicked-out')
    expect(station.bodies('ItemChecked')).toHaveLength(1)
    await station.confirm()
    expect(await station.scan('TOTE-1')).toMatch(/^refused (no-work|order-kicked-out)$/)
  })

  test('[OP6] an order that is open on another bench is not opened here', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 1 } })
    station.fromStation('station-2', [{ fact: fact('ParcelOpened', { parcelId: 'there', orderId: 'o1', waveId: 'w-o1', personId: 'packer-2', openedBy: 'tote' }) }])
    expect(await station.scan('TOTE-1')).toBe('refused order-already-packed')
  })
})

describe('what a scanner can do to a bench', () => {
  beforeEach(async () => {
    station = await startTestStation(folder)
    await station.signIn('B-PACKER')
  })

  test('[SC3] a refusal stays until it is acknowledged; what is scanned meanwhile is stored and not counted', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan(soap)).toBe('refused item-not-in-order')
    expect(await station.scan(cup)).toBe('refused acknowledge-first')
    expect(await station.scan('B-BOSS')).toBe('refused acknowledge-first')
    expect((await station.view()).refusal?.reason).toBe('item-not-in-order')
    expect(await station.scan(commandCode('confirm'))).toBe('accepted acknowledged')
    expect(await station.scan(cup)).toBe('accepted item-checked')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
    expect(station.bodies('ScanRefused').map((body) => body.reason)).toEqual(['item-not-in-order', 'acknowledge-first', 'acknowledge-first'])
  })

  test.each([['a plain code', () => cup], ['a code with a group separator', () => `]C101${`0${cup}`}10LOT7\u001d21SER8`], ['a code with a blank', () => ' N-o9 ']])('[SC2] two reads within 30 ms are one pull of the trigger, later ones are two: %s', async (_what, codeOf) => {
    const code = codeOf()
    await pickByOrder({ orderId: 'o1', lines: { cup: 4 } })
    await station.scan('TOTE-1')
    const at = (readAtMs: number) => station.scan(code, { readAtMs, scannerId: 'gun' })
    const first = await at(5_000)
    expect(await at(5_029)).toBe('ignored')
    expect(await at(5_058)).toBe('ignored')
    if (first.startsWith('refused')) return
    expect(await at(5_088)).toBe('accepted item-checked')
    expect(await station.scan(code, { readAtMs: 5_089, scannerId: 'other gun' })).toBe('accepted item-checked')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(3)
  })

  test('[SC1] the same scanId gets its first answer, also after a restart, and counts once', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    const scan = { scanId: 'scan-0001', code: cup, source: 'wedge' as const, scannerId: 'gun', readAtMs: 9_000 }
    const [first, second] = await Promise.all([station.client.call('scan.submit', scan), station.client.call('scan.submit', scan)])
    expect(second.outcome).toEqual(first.outcome)
    await station.restart()
    expect((await station.client.call('scan.submit', { ...scan, code: soap, readAtMs: 0 })).outcome).toEqual(first.outcome)
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
    expect(station.bodies('ItemChecked')).toHaveLength(1)
  })

  test('a scan while a label is printed is answered and stored', async () => {
    station.fromHub(waveFacts('w1', 'single-item', [{ orderId: 'o1', lines: { cup: 1 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)
    await station.command('check')
    // The label is drawn and written while the next scan is on its way.
    expect(await Promise.all([station.scan(cup), station.scan('BOX-1')])).toEqual(['accepted label-queued', 'accepted packaging-taken'])
    await labelIs('sent')
  })

  test('a scan after sign-out is refused and stored', async () => {
    await pickByOrder({ orderId: 'o1', lines: { pen: 2 } })
    await station.scans('TOTE-1')
    await station.command('sign-out')
    expect(await station.scan(pen)).toBe('refused not-signed-in')
    expect(station.recorded().at(-1)).toBe('ScanRefused')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(0)
  })

  test('[CO12] a code that came twice in one read counts once; two merged codes count nothing', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    await station.scan('TOTE-1')
    expect(await station.scan(cup + cup)).toBe('accepted item-checked')
    expect(orderNow('o1').lines.map((line) => line.checkedQty)).toEqual([1, 0])
    expect(await station.scan(cup + pen)).toBe('refused code-unknown')
    await station.confirm()
    expect(await station.scan(cup.slice(0, 7))).toBe('refused code-unknown')
    expect(orderNow('o1').lines.map((line) => line.checkedQty)).toEqual([1, 0])
  })

  test('[SC4] a code of two products asks; the choice counts, CANCEL does not', async () => {
    await pickByOrder({ orderId: 'o1', lines: { pen: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan(sharedCode)).toBe('asked')
    expect((await station.view()).question?.options.map((option) => option.product.sku)).toEqual(['pen', 'twin'])
    expect(await station.scan(pen)).toBe('refused command-not-now')
    await station.confirm()
    expect(await station.command('qty-3')).toBe('refused command-not-now')
    await station.confirm()
    expect(await station.command('qty-1')).toBe('accepted item-checked')
    await station.scan(sharedCode)
    expect(await station.command('cancel')).toBe('accepted cancelled')
    await station.scan(sharedCode)
    expect(await station.command('qty-2')).toBe('refused item-not-in-order')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
  })

  test('a code that changes its product during the shift means what the hub said last', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    const listed = station.store().product('soap')
    expect(listed).toBeDefined()
    const { fact: soapListed } = (await import('#tests/support/bench-facts.ts').then(({ productListed }) => ({ fact: productListed('soap', { codes: [{ code: `0${cup}`, quantity: 1 }] }) })))
    station.fromHub([{ fact: soapListed }])
    expect(await station.scan(cup)).toBe('asked')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
  })

  test.each([
    ['empty', ''], ['line ends only', '\r\n\r\n'], ['4,096 characters', 'A'.repeat(4_096)], ['NUL', 'AB\u0000CD'], ['ESC', 'AB\u001bCD'], ['Ctrl+R', '\u0012'], ['Ctrl+W', '\u0017'], ['F12 as a scanner sends it', '\u001b[24~'],
    ['broken element string', `]C101${'0'.repeat(14)}\u001d99`], ['lone surrogate', 'AB\ud800'],
    ['wrong check digit', `${cup.slice(0, 12)}${(Number(cup[12]) + 1) % 10}`], ['O for 0', cup.replace('0', 'O')], ['one digit lost', cup.slice(1)], ['spreadsheet damage', '6.90E+12'],
    ['QR with a URL', 'https://example.com/?a=1&b=2'], ['QR with JSON', '{"sku":"cup","qty":99}'], ['SQL', "'; DROP TABLE scan; --"], ['script', '<img src=x onerror=alert(1)>'], ['lookup', '${jndi:ldap://x/a}'], ['3 KB of text', '文字 '.repeat(1_000)],
    ['unknown command', 'PW-CMD-EVERYTHING'], ['a name and a phone number', '张三 13800001234'],
  ])('[SC6] [SC8] hostile barcode changes nothing: %s', async (_what, code) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    const before = station.recorded()
    expect(await station.scan(code)).toMatch(/^refused code-(unreadable|damaged|unknown)$/)
    expect(orderNow('o1').lines[0]).toMatchObject({ pickedQty: 2, checkedQty: 1 })
    expect(station.recorded()).toEqual([...before, 'ScanRefused'])
    const [refused] = station.bodies('ScanRefused').slice(-1)
    expect(refused?.code).toBe(/^[\x21-\x7e]{1,64}$/.test(code) ? code : '')
    await station.confirm()
    expect(await station.scan(cup)).toBe('accepted check-done')
  })

  test.each([
    ['full-width digits', [...cup].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')], ['padded to 14', `0${cup}`], ['with an AIM identifier', `]E0${cup}`], ['with CR LF', `${cup}\r\n`], ['as an element string', `]C1010${cup}10LOT7`],
  ])('[CO1] [CO2] [CO4] [CO10] one item, written in another way: %s', async (_what, code) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    expect(await station.scans('TOTE-1', code)).toBe('accepted item-checked')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
  })

  test.each([
    ['a waybill', 'WB-o1', 'refused label-not-printed'], ['another waybill', 'WB-o2', 'refused wrong-waybill'], ['a tote', 'TOTE-2', 'refused parcel-not-ready'], ['a place', goods.cup.placeCode, 'refused wrong-kind'],
    ['an order', 'N-o2', 'refused parcel-not-ready'], ['a list', 'PL-w2-1', 'refused wrong-kind'], ['a case of six', cupCaseCode, 'refused too-many'],
  ])('the wrong kind of code while an item is due counts nothing: %s', async (_what, code, verdict) => {
    station.fromHub(waveFacts('w2', 'by-order', [{ orderId: 'o2', lines: { soap: 1 } }]))
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    expect(await station.scan(code)).toBe(verdict)
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
  })

  test('[SC7] a badge in the place of an item is a change of operator, never an item', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan('B-SECOND')).toBe('accepted badge-read')
    expect(await station.scan(cup)).toBe('refused not-signed-in')
    await station.confirm()
    expect(await station.command('cancel')).toBe('accepted cancelled')
    expect(await station.scan(cup)).toBe('accepted item-checked')
  })

  test.each([['qty-3', 'refused too-many'], ['qty-2', 'accepted check-done']] as const)('a quantity never goes beyond what is missing: %s', async (card, verdict) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    await station.command(card)
    expect(await station.scan(cup)).toBe(verdict)
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(verdict.startsWith('accepted') ? 2 : 0)
  })

  test.each(['PW-CMD-QTY-0', 'PW-CMD-QTY--1', 'PW-CMD-QTY-1.5', 'PW-CMD-QTY-11', 'PW-CMD-QTY-1E9', 'PW-CMD-QTY-2147483648', 'PW-CMD-QTY-NAN'])('there is no such quantity: %s', async (code) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan(code)).toBe('refused code-unknown')
    expect((await station.view()).armedQuantity).toBeNull()
  })

  test('[CH9] a restart in the middle of a parcel goes on where it was, with every count', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    await station.scans('TOTE-1', cup)
    await station.restart()
    expect((await station.view()).screen).toMatchObject({ kind: 'check', parcel: { orderNumber: 'N-o1', lines: [{ checkedQty: 1 }, { checkedQty: 0 }] } })
    expect(await station.scans(cup, pen)).toBe('accepted check-done')
    expect(station.store().verifyJournal()).toBeUndefined()
  })

  test('[SC5] 20 scans a second for three seconds, not waited for, are all stored and answered in order', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 60 } })
    await station.scan('TOTE-1')
    const before = station.bodies('ItemChecked').length
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => station.submit({ code: cup, readAtMs: 1_000_000 + index * 50 })))
    expect(answers.map((outcome) => outcome.kind === 'accepted' && outcome.values.checked)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
    expect(station.bodies('ItemChecked')).toHaveLength(before + 60)
    expect(orderNow('o1').lines[0]).toMatchObject({ pickedQty: 60, checkedQty: 60 })
  })

  test.each([
    ['a scan without an id', { scanId: '', code: cup }], ['a code of 4,097 characters', { scanId: 'scan-0001', code: 'A'.repeat(4_097) }], ['a quantity beside the code', { scanId: 'scan-0001', code: cup, quantity: 2 }], ['a time that is no number', { scanId: 'scan-0001', code: cup, readAtMs: Number.NaN }],
  ])('a call that is not a scan is refused as a whole: %s', async (_what, wrong) => {
    const scan = { source: 'wedge' as const, scannerId: 'gun', readAtMs: 1, ...wrong }
    const before = station.recorded().length
    await expect(station.client.call('scan.submit', scan)).rejects.toMatchObject({ code: 'bad-input' })
    expect(station.recorded()).toHaveLength(before)
  })
})

describe('settings', () => {
  test.each([
    ['tolerance −5', { weightFloorGrams: -5 }], ['a floor of 0', { weightFloorGrams: 0 }], ['a step that is no whole gram', { scaleStepGrams: 0.5 }], ['an unknown language', { language: 'fr' }], ['a lock after 0 minutes', { idleLockMinutes: 0 }],
    ['a port out of range', { scale: { scaleId: 's', protocol: 'and', line: { kind: 'tcp', host: 'localhost', port: 70_000 } } }], ['no name', { name: '' }], ['a field nobody knows', { hubUrl: 'http://x' }], ['too loud', { volume: 2 }],
  ])('settings that make no sense are refused whole: %s', async (_what, wrong) => {
    station = await startTestStation(folder)
    await station.signIn('B-BOSS')
    const before = await station.client.call('settings.read', {})
    await expect(station.client.call('settings.save', { ...before, ...wrong } as StationSettings)).rejects.toMatchObject({ code: 'bad-input' })
    expect(await station.client.call('settings.read', {})).toEqual(before)
    expect(station.store().settings()).toBeUndefined()
  })

  test('settings are saved by a supervisor only, and never with two printers of one id', async () => {
    station = await startTestStation(folder)
    const before = await station.client.call('settings.read', {})
    await station.signIn('B-PACKER')
    expect(await station.client.call('settings.save', { ...before, name: '2号台' })).toMatchObject({ kind: 'refused' })
    await station.signIn('B-BOSS')
    expect(await station.client.call('settings.save', { ...before, printers: [...before.printers, ...before.printers] })).toMatchObject({ kind: 'refused' })
    expect(await station.client.call('settings.save', { ...before, name: '2号台' })).toEqual({ kind: 'saved' })
    await station.restart()
    expect((await station.view()).station.name).toBe('2号台')
  })
})
