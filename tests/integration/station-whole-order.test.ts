// Goal: an order of every pick mode goes from its list to its closed parcel, and nothing is lost, doubled or guessed on the way. Method: the real station on real SQLite over its contract, with a scale and a printer on loopback.
import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { benchOfEachTest, rightWeight } from '#tests/support/bench-of-each-test.ts'
import { startFakePrinter } from '#tests/support/fake-printer.ts'
import { readBarcodes } from '#tests/support/read-barcodes.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import type { TestStation } from '#tests/support/test-station.ts'

const { cup, pen, phone, soap } = { cup: goods.cup.ean, pen: goods.pen.ean, phone: goods.phone.ean, soap: goods.soap.ean }
const bench = benchOfEachTest()
const { labelIs, orderNow, packTwoCupsAndPen, pickByOrder, weigh } = bench
let station: TestStation

describe('a whole order', () => {
  beforeEach(async () => {
    station = await bench.startWithScale()
    await station.signIn('B-PACKER')
  })

  test('[CH9] [MA5] picked by order, checked, weighed, labelled, scanned back, handed over', async () => {
    await packTwoCupsAndPen('o1', ['invoice'])
    expect(await station.command('enclosure-invoice')).toBe('accepted enclosure-taken')
    expect(await weigh(rightWeight + 5)).toBe('fits')
    await labelIs('sent')
    expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
    expect(orderNow('o1')).toMatchObject({ state: 'packed', lines: [{ pickedQty: 2, checkedQty: 2 }, { pickedQty: 1, checkedQty: 1 }] })
    expect(readdirSync(join(bench.folder, 'labels')).filter((file) => file.endsWith('.png'))).toHaveLength(1)
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

  test('[PK2] a list says how many pieces it still asks for, and while its tote is asked for, where it begins', async () => {
    station.fromHub(waveFacts('w1', 'batch-wall', [{ orderId: 'o1', lines: { cup: 1, pen: 1 } }, { orderId: 'o2', lines: { cup: 2 } }]))
    expect((await station.view()).screen).toMatchObject({ kind: 'choose', pick: { lists: [{ code: 'PL-w1-1', openPieces: 4 }] } })
    await station.scan('PL-w1-1')
    expect((await station.view()).screen).toMatchObject({ kind: 'pick', step: 'tote', next: { placeCode: goods.cup.placeCode } })
    await station.scan('TOTE-1')
    expect((await station.view()).screen).toMatchObject({ step: 'place', task: { placeCode: goods.cup.placeCode } })
    await station.scans(goods.cup.placeCode, cup)
    await station.command('finish')
    expect((await station.view()).screen).toMatchObject({ kind: 'choose', pick: { lists: [{ openPieces: 3 }] } })
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
    // Of a scanner that says the kind of symbol, and of one that does not, it is the same number (CO1).
    for (const code of ['SN-0001', ']C0SN-0001', ' SN-0001\t', 'ＳＮ－０００１']) {
      expect(await station.scan(code)).toBe('refused unique-code-used')
      await station.confirm()
    }
    expect(await station.scan(']C0SN-0002')).toBe('accepted unique-code-taken')
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
    station = await bench.startWithScale({ printers: [{ printerId: 'tcp', name: 'TCP', kind: 'tcp', host: printer.host, port: printer.port, language: 'escpos', dotsPerInch: 203 }] }, mkdtempSync(join(bench.folder, 'tcp-')))
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
