// Goal: when a printer fails, one scan sends the work elsewhere, and whatever the first one brings out later is known as void. Method: the real station with several
// printers on loopback; what comes out is decoded and scanned back.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StationView } from '#shared/contract/station-view.ts'
import { startFakePrinter, type FakePrinter, type PrinterManners } from '#tests/support/fake-printer.ts'
import { readBarcodes } from '#tests/support/read-barcodes.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

let folder: string
let fakes: FakePrinter[]
let station: TestStation
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-fail-over-'))
  fakes = []
})
afterEach(async () => {
  await station.stop()
  for (const fake of fakes) await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Printers `P1`, `P2` … with these manners; with a group they share the work. */
async function bench(manners: PrinterManners[], { group, asked = false, badge = 'B-PACKER' }: { group?: string; asked?: boolean; badge?: string } = {}): Promise<void> {
  for (const each of manners) fakes.push(await startFakePrinter(each, 0, 'tspl'))
  station = await startTestStation(folder, {
    printers: fakes.map(({ host, port }, index) => ({ printerId: `P${index + 1}`, name: `${index + 1}号机`, kind: 'tcp', host, port, language: 'tspl', dotsPerInch: 203, group, statusMap: asked ? 'tspl-tsc' : undefined })),
  })
  await station.signIn(badge)
}
/** Packs up to the label of a single-item order. */
async function owes(orderId: string, tote = 'TOTE-1'): Promise<void> {
  station.fromHub(waveFacts(`w-${orderId}`, 'by-order', [{ orderId, lines: { cup: 1 } }]))
  expect(await station.scans(`PL-w-${orderId}-1`, tote, goods.cup.placeCode, goods.cup.ean, tote, goods.cup.ean)).toBe('accepted label-queued')
}
const labelState = ({ screen }: StationView): string => (screen.kind === 'check' ? (screen.parcel?.labelState ?? 'none') : 'none')
const labelIs = (state: string): Promise<StationView> => station.viewWhere((view) => labelState(view) === state)
const codesOf = async (fake: FakePrinter): Promise<string[][]> => Promise.all(fake.read().flatMap((job) => job.labels).map((label) => readBarcodes(label)))

test('[FO4] [FO5] one scan prints at the other printer; what the first brings out late is void, the new one is proved by its mark', async () => {
  await bench([{ kind: 'reads-late' }, { kind: 'good' }])
  await owes('o1')
  await expect.poll(() => fakes[0]!.jobs().length).toBe(1)
  // Nobody knows yet what becomes of it.
  expect(await station.command('printer-next')).toBe('refused command-not-now')
  expect(await station.confirm()).toBe('accepted acknowledged')
  station.passTime(31_000)
  await labelIs('unknown')
  expect(await station.command('printer-2')).toBe('accepted label-reprinted')
  await labelIs('sent')
  fakes[0]!.release()
  await expect.poll(() => fakes[0]!.read()[0]?.labels.length).toBe(1)
  expect((await codesOf(fakes[0]!))[0]).not.toContain('PWC2WB-O1')
  expect((await codesOf(fakes[1]!))[0]?.sort()).toEqual(['PWC2WB-O1', 'WB-o1'])
  // The late copy, and the carrier's number of the new one, say nothing about which of both was scanned.
  expect(await station.scan('WB-o1')).toBe('refused label-void')
  await station.confirm()
  expect(await station.scan('PWC3WB-O1')).toBe('refused label-void')
  await station.confirm()
  expect(await station.scan('PWC2WB-O2')).toBe('refused wrong-waybill')
  await station.confirm()
  // A scanner may say the kind of symbol before it (CO1).
  expect(await station.scan(']C0PWC2WB-O1')).toBe('accepted label-scanned-back')
  expect(station.bodies('LabelReprinted')).toMatchObject([{ waybillNumber: 'WB-o1', copy: 2, reason: 'other-printer' }])
  expect(station.bodies('LabelConfirmed')).toHaveLength(1)
  expect(station.faults).toEqual([])
})

test('[FO4] back to the first printer: the copy before is void too', async () => {
  await bench([{ kind: 'forgets' }, { kind: 'good' }])
  await owes('o1')
  await labelIs('sent')
  expect(await station.command('printer-2')).toBe('accepted label-reprinted')
  await labelIs('sent')
  expect(await station.command('printer-1')).toBe('accepted label-reprinted')
  await labelIs('sent')
  expect(await station.scan('PWC2WB-O1')).toBe('refused label-void')
  await station.confirm()
  expect(await station.scan('PWC3WB-O1')).toBe('accepted label-scanned-back')
})

test('[FO5] a supervisor who has looked may type the number', async () => {
  await bench([{ kind: 'forgets' }, { kind: 'good' }], { badge: 'B-BOSS' })
  await owes('o1')
  await labelIs('sent')
  await station.command('printer-next')
  await labelIs('sent')
  expect(await station.scan('WB-o1', { source: 'manual' })).toBe('accepted label-scanned-back')
})

test('[FO3] a job of which not one byte left goes to the other printer as it is: no copy', async () => {
  await bench([{ kind: 'good' }, { kind: 'good' }])
  const { port } = fakes[0]!
  await fakes[0]!.close()
  await owes('o1')
  await station.viewWhere(({ bar }) => bar.printers[0]?.state === 'trouble')
  expect(await station.command('printer-next')).toBe('accepted label-moved')
  await labelIs('sent')
  fakes[0] = await startFakePrinter({ kind: 'good' }, port, 'tspl')
  station.passTime(3_100)
  expect(await codesOf(fakes[1]!)).toEqual([['WB-o1', 'WB-o1']])
  expect(station.bodies('LabelReprinted')).toEqual([])
  expect(station.bodies('LabelMoved')).toMatchObject([{ waybillNumber: 'WB-o1', printerId: 'P2' }])
  expect(await station.scan('WB-o1')).toBe('accepted label-scanned-back')
  expect(fakes[0].jobs()).toEqual([])
  // FO1: the next label comes from the printer that was chosen.
  await station.scan('BOX-1')
  await station.command('suspend')
  await station.command('finish')
  await owes('o2', 'TOTE-2')
  await labelIs('sent')
  expect(fakes[0].jobs()).toEqual([])
})

test('[FO1] without another printer there is none to choose', async () => {
  await bench([{ kind: 'good' }])
  expect(await station.command('printer-next')).toBe('refused printer-missing')
  await station.confirm()
  expect(await station.command('printer-3')).toBe('refused printer-missing')
  await station.confirm()
  expect(await station.command('printer-1')).toBe('accepted printer-chosen')
})

test('[FO4] a temp needs somebody with the right', async () => {
  await bench([{ kind: 'forgets' }, { kind: 'good' }], { badge: 'B-TEMP' })
  await owes('o1')
  await labelIs('sent')
  expect(await station.command('printer-2')).toBe('accepted approval-asked')
  await station.scan('B-BOSS')
  await station.pin()
  expect(await station.command('reason-jammed')).toBe('accepted label-reprinted')
  await labelIs('sent')
  expect((await codesOf(fakes[1]!))[0]).toContain('PWC2WB-O1')
  expect(await station.scan('WB-o1')).toBe('refused label-void')
})

test('[FO2] [FO3] printers of a group share the work: one that is off or out of paper gets nothing, and what waits there is taken over', async () => {
  await bench([{ kind: 'good' }, { kind: 'good' }], { group: '面单', asked: true })
  fakes[0]!.setConditions(['paper-out'])
  station.passTime(5_000)
  await station.viewWhere(({ bar }) => bar.printers[0]?.state === 'trouble')
  await owes('o1')
  await labelIs('sent')
  expect(await codesOf(fakes[1]!)).toEqual([['WB-o1', 'WB-o1']])
  expect(fakes[0]!.jobs()).toEqual([])
  await station.scan('WB-o1')
  await station.command('suspend')
  await station.command('finish')
  // The one that is left is switched off meanwhile; the other has paper again.
  fakes[0]!.setConditions([])
  await expect.poll(async () => {
    station.passTime(5_000)
    return (await station.view()).bar.printers[0]?.state
  }).toBe('ready')
  await fakes[0]!.close()
  await owes('o2', 'TOTE-2')
  await labelIs('sent')
  expect((await codesOf(fakes[1]!))[1]).toEqual(['WB-o2', 'WB-o2'])
  expect(station.bodies('LabelMoved')).toMatchObject([{ waybillNumber: 'WB-o2', printerId: 'P2' }])
  expect(station.faults).toEqual([])
})

test('[FO2] [FO3] one whose last job went wrong gets nothing new until it says that it is well', async () => {
  await bench([{ kind: 'resets-after', bytes: 100 }, { kind: 'good' }], { group: '面单', asked: true })
  await owes('o1')
  await labelIs('unknown')
  fakes[0]!.setManners({ kind: 'mute' })
  // A person asks for one more copy where the one before went: of that, too, not one byte has left, and the other one takes it.
  expect(await station.command('reprint')).toBe('accepted reason-asked')
  expect(await station.command('reason-jammed')).toBe('accepted label-reprinted')
  await labelIs('sent')
  expect((await codesOf(fakes[1]!))[0]?.sort()).toEqual(['PWC2WB-O1', 'WB-o1'])
  await station.command('suspend')
  await station.command('finish')
  await owes('o2', 'TOTE-2')
  await labelIs('sent')
  expect((await codesOf(fakes[1]!))[1]).toEqual(['WB-o2', 'WB-o2'])
  await station.command('suspend')
  await station.command('finish')
  fakes[0]!.setManners({ kind: 'good' })
  await expect.poll(async () => {
    station.passTime(5_000)
    return (await station.view()).bar.printers[0]?.state
  }).toBe('ready')
  await owes('o3', 'TOTE-3')
  await labelIs('sent')
  expect((await codesOf(fakes[0]!)).at(-1)).toEqual(['WB-o3', 'WB-o3'])
})

test('[FO2] one that was not reached and cannot be asked gets its next try after a minute', async () => {
  await bench([{ kind: 'good' }, { kind: 'good' }], { group: '面单' })
  const { port } = fakes[0]!
  await fakes[0]!.close()
  await owes('o1')
  await labelIs('sent')
  expect(await codesOf(fakes[1]!)).toHaveLength(1)
  await station.command('suspend')
  await station.command('finish')
  fakes[0] = await startFakePrinter({ kind: 'good' }, port, 'tspl')
  station.passTime(60_100)
  await station.viewWhere(({ bar }) => bar.printers[0]?.state === 'ready')
  await owes('o2', 'TOTE-2')
  await labelIs('sent')
  expect(await codesOf(fakes[0])).toEqual([['WB-o2', 'WB-o2']])
})

test('[PS5] what the print system of this computer says is told in its own words, not as a printer that is off', async () => {
  await bench([{ kind: 'good' }])
  await station.stop()
  station = await startTestStation(join(folder, 'second'), { printers: [{ printerId: 'file', name: '文件', kind: 'file', folder: join('/dev/null', 'labels') }] })
  await station.signIn('B-PACKER')
  await owes('o1')
  const view = await station.viewWhere(({ bar }) => bar.printers[0]?.state === 'trouble')
  expect(view.bar.troubles).toContainEqual({ code: 'printer-trouble', detail: '文件', reason: 'not-there', sinceMs: 0 })
})

test('[EF9] what waits at a printer that takes nothing is not fed to it one by one; with paper back all of it comes out once', async () => {
  await bench([{ kind: 'never-reads' }])
  const orders = ['o1', 'o2', 'o3', 'o4']
  station.fromHub(waveFacts('w', 'single-item', orders.map((orderId) => ({ orderId, lines: { cup: 1 } }))))
  expect(await station.scans('PL-w-1', 'TOTE-1', goods.cup.placeCode, ...orders.map(() => goods.cup.ean))).toMatch(/^accepted/)
  await station.command('check')
  for (const _order of orders) {
    expect(await station.scan(goods.cup.ean)).toBe('accepted label-queued')
    await station.command('suspend')
  }
  const waiting = () => station.store().queuedEffects().length
  await expect.poll(waiting).toBe(3)
  station.passTime(31_000)
  await expect.poll(() => station.bodies('LabelUnknown').length).toBe(1)
  station.passTime(15_000)
  expect(waiting()).toBe(3)
  fakes[0]!.setManners({ kind: 'good' })
  station.passTime(6_000)
  await expect.poll(() => station.bodies('LabelSent').length).toBe(3)
  expect(station.bodies('LabelUnknown')).toHaveLength(1)
  const printed = (await codesOf(fakes[0]!)).map(([waybillNumber]) => waybillNumber)
  expect(new Set(printed).size).toBe(printed.length)
  expect(station.faults).toEqual([])
})

test('[EF9] one more copy that somebody asks for is tried at once', async () => {
  await bench([{ kind: 'never-reads' }], { badge: 'B-BOSS' })
  await owes('o1')
  await expect.poll(() => station.store().queuedEffects().length).toBe(0)
  station.passTime(31_000)
  await labelIs('unknown')
  fakes[0]!.setManners({ kind: 'good' })
  expect(await station.command('reprint')).toBe('accepted reason-asked')
  expect(await station.command('reason-jammed')).toBe('accepted label-reprinted')
  await labelIs('sent')
})

test('[EF9] a label that is scanned back proves a printer that never closes its side: the next goes at once', async () => {
  await bench([{ kind: 'closes-late' }])
  await owes('o1')
  await expect.poll(async () => (await codesOf(fakes[0]!)).length).toBe(1)
  expect(await station.scan('WB-o1')).toBe('accepted label-scanned-back')
  station.passTime(31_000)
  await expect.poll(() => station.bodies('LabelUnknown').length).toBe(1)
  await station.command('suspend')
  await station.command('finish')
  await owes('o2', 'TOTE-2')
  await expect.poll(async () => (await codesOf(fakes[0]!)).length).toBe(2)
  fakes[0]!.release()
  await labelIs('sent')
})
