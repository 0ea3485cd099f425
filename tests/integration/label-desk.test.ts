// Goal: what a supervisor prints is what the preview shows, once, and whole or not at all. Method: the real station with its store; a folder or a fake printer takes the paper.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TemplateInForce } from '#shared/contract/label-calls.ts'
import { chosenKinds } from '#shared/domain/labels/label-kinds.ts'
import { changeable, type LabelLayout } from '#shared/domain/labels/label-template.ts'
import type { PageElement } from '#shared/domain/labels/page-elements.ts'
import type { StationSettings } from '#shared/contract/station-api.ts'
import type { LabelPrinter, PrintResult } from '#station/devices/label-printer/label-printer.ts'
import { realPaper } from '#station/effects/paper.ts'
import { printPaper } from '#station/effects/print-paper.ts'
import { labelTemplate } from '#station/labels/label-templates.ts'
import { rasterOfRgba, type Raster } from '#station/labels/raster.ts'
import { readEscpos } from '#tests/support/escpos-parser.ts'
import { startFakePrinter } from '#tests/support/fake-printer.ts'
import { readNewestLabel } from '#tests/support/printed-labels.ts'
import { readBarcodes } from '#tests/support/read-barcodes.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

let folder: string
let station: TestStation
let requests = 0
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'packwave-label-desk-')) })
afterEach(async () => {
  const { faults } = station
  await station.stop()
  rmSync(folder, { recursive: true, force: true })
  expect(faults).toEqual([])
})
const open = async (badge = 'B-BOSS'): Promise<void> => {
  station = await startTestStation(folder)
  await station.signIn(badge)
}
const labels = (): string[] => readdirSync(join(folder, 'labels')).filter((name) => name.endsWith('.png')).sort()
const print = (kind: (typeof chosenKinds)[number], template: string, refs: string[], more: { copies?: number; requestId?: string; printerId?: string } = {}) =>
  station.client.call('labels.print', { requestId: `request-${(requests += 1)}`, kind, refs, template, printerId: 'file', copies: 1, ...more })
const allDone = () => station.viewWhere((view) => view.bar.printers.every((printer) => printer.waiting === 0 && printer.state !== 'busy'))
const pickOne = async (orderId: string, enclosures: ('invoice' | 'gift')[]): Promise<void> => {
  station.fromHub(waveFacts(`w-${orderId}`, 'by-order', [{ orderId, lines: { cup: 1 }, enclosures }]))
  await station.scans(`PL-w-${orderId}-1`, 'TOTE-1')
  const { screen } = await station.view()
  if (screen.kind !== 'pick' || !screen.task) throw new Error('there is something to pick')
  await station.scans(screen.task.placeCode, goods.cup.ean, 'TOTE-1', goods.cup.ean)
  for (const enclosure of enclosures) await station.command(`enclosure-${enclosure}`)
}
const packOne = async (orderId: string, enclosures: ('invoice' | 'gift')[]): Promise<void> => {
  await pickOne(orderId, enclosures)
  await station.viewWhere((view) => view.screen.kind === 'check' && view.screen.parcel?.labelState === 'sent')
  await allDone()
}
const templateOf = async (name: string): Promise<TemplateInForce> => {
  const answer = await station.client.call('labels.templates', {})
  const found = answer.kind === 'templates' ? answer.templates.find((each) => each.name === name) : undefined
  if (!found) throw new Error(`no template ${name}`)
  return found
}
const layoutOf = (name: string, change: (element: PageElement) => PageElement): LabelLayout => {
  const template = labelTemplate(name)
  return { template: name, widthMm: template.widthMm, heightMm: template.heightMm, elements: changeable(template).map(change) }
}

test('[LD1] nobody but a supervisor prints labels or changes them', async () => {
  await open('B-PACKER')
  for (const answer of [
    await station.client.call('labels.choices', { kind: 'tote', text: '' }), await station.client.call('labels.templates', {}), await station.client.call('labels.jobs', {}), await print('tote', 'tote', ['TOTE-1']),
    await station.client.call('labels.preview', { kind: 'tote', ref: 'TOTE-1', template: 'tote', dotsPerInch: 203, page: 1 }), await station.client.call('labels.saveLayout', { template: 'tote', layout: null }),
    await station.client.call('labels.saveOptions', { packingList: 'always', packingListPrinterId: null }),
  ]) expect(answer).toEqual({ kind: 'refused', why: 'not-allowed' })
})

test('[LD2] [LD3] of every kind there is something to choose, and what comes out is the preview, dot by dot', async () => {
  await open()
  station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 2 } }]))
  for (const kind of chosenKinds) {
    const found = await station.client.call('labels.choices', { kind, text: '' })
    if (found.kind !== 'choices') throw new Error(found.why)
    const [first] = found.choices
    const answer = await station.client.call('labels.templates', {})
    const template = answer.kind === 'templates' ? answer.templates.find((each) => each.template.kind === kind) : undefined
    // The site has no closed manifest and no product with stickers.
    if (!first) {
      expect(['carrier-manifest', 'anti-counterfeit']).toContain(kind)
      continue
    }
    const isPreview = async (): Promise<boolean> => {
      const preview = await station.client.call('labels.preview', { kind, ref: first.ref, template: template!.name, dotsPerInch: 203, page: 1 })
      if (preview.kind !== 'drawn') throw new Error(`${kind} ${JSON.stringify(preview)}`)
      const requestId = randomUUID()
      expect(await print(kind, template!.name, [first.ref], { requestId })).toEqual({ kind: 'queued', labels: 1 })
      await allDone()
      return readFileSync(join(folder, 'labels', `${requestId}-1.png`)).toString('base64') === preview.png
    }
    // A packing list says the second at which it was printed.
    if (kind === 'packing-list') await expect.poll(isPreview, { timeout: 20_000 }).toBe(true)
    else expect(await isPreview()).toBe(true)
  }
  expect(await readNewestLabel(join(folder, 'labels'))).toHaveLength(1)
})

test('[LD4] copies are printed, and the same request again prints nothing more', async () => {
  await open()
  const requestId = 'request-twice'
  expect(await print('tote', 'tote', ['TOTE-1', 'TOTE-2'], { copies: 2, requestId })).toEqual({ kind: 'queued', labels: 4 })
  expect(await print('tote', 'tote', ['TOTE-1', 'TOTE-2'], { copies: 2, requestId })).toEqual({ kind: 'queued', labels: 4 })
  await allDone()
  expect(labels()).toEqual(['request-twice-1.png', 'request-twice-2.png', 'request-twice-3.png', 'request-twice-4.png'])
})

test('[LD4] a request sent again for something else prints nothing more and says so, also while the first is being drawn', async () => {
  await open()
  const requestId = 'request-other'
  const asked = (): ReturnType<typeof print> => print('tote', 'tote', ['TOTE-1', 'TOTE-2'], { requestId })
  const used = { kind: 'refused', why: 'request-used' }
  expect(await asked()).toEqual({ kind: 'queued', labels: 2 })
  for (const refs of [['TOTE-1'], ['TOTE-2', 'TOTE-1'], ['TOTE-1', 'TOTE-2', 'TOTE-3']]) expect(await print('tote', 'tote', refs, { requestId })).toEqual(used)
  expect(await print('tote', 'tote', ['TOTE-1', 'TOTE-2'], { requestId, copies: 2 })).toEqual(used)
  expect(await asked()).toEqual({ kind: 'queued', labels: 2 })
  await allDone()
  expect(labels()).toEqual(['request-other-1.png', 'request-other-2.png'])
  const atOnce = await Promise.all(['TOTE-1', 'TOTE-2'].map((ref) => print('tote', 'tote', [ref], { requestId: 'request-at-once' })))
  expect(atOnce.map(({ kind }) => kind).sort()).toEqual(['queued', 'refused'])
})

test('[LD4] what is not there, or cannot be drawn, owes nothing at all', async () => {
  await open()
  expect(await print('tote', 'tote', ['TOTE-1', 'TOTE-NOWHERE'])).toEqual({ kind: 'refused', why: 'gone' })
  expect(await print('tote', 'place', ['TOTE-1'])).toMatchObject({ kind: 'not-drawn', code: 'no-template' })
  expect(await print('tote', 'tote', ['TOTE-1'], { printerId: 'gone' })).toEqual({ kind: 'refused', why: 'no-such-printer' })
  expect(await station.client.call('labels.preview', { kind: 'tote', ref: 'TOTE-NOWHERE', template: 'tote', dotsPerInch: 300, page: 1 })).toEqual({ kind: 'gone' })
  const jobs = await station.client.call('labels.jobs', {})
  expect(jobs).toEqual({ kind: 'jobs', jobs: [] })
})

test('[LD5] [EF8] what is gone when its turn comes fails and holds up nothing; what was being sent at start is unknown', async () => {
  await open()
  const store = station.store()
  store.transaction(() => {
    store.oweEffect({ effectId: 'gone-1', kind: 'print-paper', printerId: 'file', body: { kind: 'tote', ref: 'TOTE-NOWHERE', template: 'tote', code: '' } }, 1)
    store.oweEffect({ effectId: 'old-1', kind: 'print-paper', printerId: 'file', body: { kind: 'tote', ref: 'TOTE-1', template: 'of-an-older-build', code: '' } }, 1)
    store.oweEffect({ effectId: 'half-1', kind: 'print-paper', printerId: 'file', body: { kind: 'tote', ref: 'TOTE-1', template: 'tote', code: '' } }, 1)
    store.setEffectState('half-1', 'sending', '', 1)
  })
  await station.restart()
  expect(await print('tote', 'tote', ['TOTE-2'], { requestId: 'request-after' })).toEqual({ kind: 'queued', labels: 1 })
  await allDone()
  expect(await station.client.call('labels.jobs', {})).toMatchObject({
    jobs: [{ jobId: 'request-after-1', state: 'done' }, { jobId: 'half-1', labelKind: 'tote', ref: 'TOTE-1', title: 'TOTE-1', state: 'unknown' }, { jobId: 'old-1', state: 'failed', why: 'gone' }, { jobId: 'gone-1', state: 'failed', why: 'gone' }],
  })
  expect(labels()).toEqual(['request-after-1.png'])
})

test('[EF8] a paper of which a page has left is not sent again', async () => {
  await open()
  const store = station.store()
  const told: string[] = []
  const printer = (fail: (jobId: string) => PrintResult): LabelPrinter => ({ printerId: 'file', dotsPerMm: 8, print: ({ jobId }) => { told.push(jobId); return Promise.resolve(fail(jobId)) } })
  const paper = (effectId: string) => ({ effectId, kind: 'print-paper' as const, printerId: 'file', body: { kind: 'tote' as const, ref: 'TOTE-1', template: 'tote', code: '' } })
  const blank: Raster = { widthDots: 8, heightDots: 1, bits: new Uint8Array(1) }
  const deps = { store, nowMs: () => 1, mintId: () => 'id', hubNowMs: () => 1, settings: () => ({ name: 'bench' }) as StationSettings, paper: { ...realPaper, drawPaper: () => Promise.resolve([blank, blank, blank]) } }
  const fates: [string, (jobId: string) => PrintResult, string][] = [
    ['whole', () => ({ kind: 'delivered' }), 'done'],
    ['off', () => ({ kind: 'not-sent', reason: 'connection-refused' }), 'queued'],
    ['half', (jobId) => (jobId.endsWith('-1') ? { kind: 'delivered' } : { kind: 'not-sent', reason: 'connection-refused' }), 'unknown'],
    ['lost', () => ({ kind: 'unknown', reason: 'gone' }), 'unknown'],
    ['no', () => ({ kind: 'failed', reason: 'component-failed' }), 'failed'],
  ]
  for (const [effectId, answer, state] of fates) {
    // For a printer that this station does not have: its own queue leaves it alone.
    store.transaction(() => store.oweEffect({ ...paper(effectId), printerId: 'nowhere' }, 1))
    await printPaper(deps, paper(effectId), printer(answer))
    expect(store.paperJobs(1)).toMatchObject([{ jobId: effectId, state }])
  }
  expect(told).toEqual(['whole-1', 'whole-2', 'whole-3', 'off-1', 'half-1', 'half-2', 'lost-1', 'no-1'])
})

const benchWithoutPrinter = async (): Promise<number> => {
  const gone = await startFakePrinter()
  await gone.close()
  station = await startTestStation(folder, { printers: [{ printerId: 'file', name: '面单', kind: 'tcp', host: gone.host, port: gone.port, language: 'escpos', dotsPerInch: 203 }] })
  await station.signIn('B-BOSS')
  expect(await print('tote', 'tote', ['TOTE-1', 'TOTE-2'], { copies: 2 })).toEqual({ kind: 'queued', labels: 4 })
  await station.viewWhere((view) => view.bar.printers[0]?.state === 'trouble')
  return gone.port
}

test('[EF8] a parcel\'s label goes before all labels of the house that wait at the printer', async () => {
  const port = await benchWithoutPrinter()
  await pickOne('o1', [])
  const printer = await startFakePrinter({ kind: 'good' }, port)
  try {
    station.passTime(3_000)
    await station.viewWhere((view) => view.bar.printers[0]?.waiting === 0 && view.bar.printers[0].state === 'ready')
    const printed = []
    for (const job of printer.jobs()) printed.push(new Set(await readBarcodes(readEscpos(job).labels[0]!)))
    const order = printed.flatMap((codes) => [...codes])
    // One of the others may have been in hand.
    expect(order.indexOf('WB-o1')).toBeLessThan(2)
    expect(order.filter((code) => code !== 'WB-o1')).toEqual(['TOTE-1', 'TOTE-1', 'TOTE-2', 'TOTE-2'])
  } finally {
    await printer.close()
  }
})

test('[LD9] what waits is taken back, but for the labels of parcels', async () => {
  const port = await benchWithoutPrinter()
  await pickOne('o1', [])
  let taken = 0
  // One that is in hand goes back to the queue when it was not sent, and is taken then.
  while (taken < 4) {
    const answer = await station.client.call('labels.cancelWaiting', {})
    if (answer.kind === 'refused') throw new Error(answer.why)
    taken += answer.labels
  }
  expect(taken).toBe(4)
  const printer = await startFakePrinter({ kind: 'good' }, port)
  try {
    station.passTime(3_000)
    await station.viewWhere((view) => view.bar.printers[0]?.waiting === 0 && view.bar.printers[0].state === 'ready')
    expect(printer.jobs()).toHaveLength(1)
    expect(await station.client.call('labels.jobs', {})).toMatchObject({ jobs: Array.from({ length: 4 }, () => ({ state: 'failed', why: 'cancelled' })) })
  } finally {
    await printer.close()
  }
})

test('[LD6] [LD7] a layout is in force from the next label on, and goes back to the shipped one', async () => {
  await open()
  const before = await station.client.call('labels.preview', { kind: 'tote', ref: 'TOTE-1', template: 'tote', dotsPerInch: 203, page: 1 })
  const layout: LabelLayout = { ...layoutOf('tote', (element) => (element.id === 'title' ? { ...element, xMm: 10, widthMm: 50 } : element)), widthMm: 80, heightMm: 50 }
  expect(await station.client.call('labels.saveLayout', { template: 'tote', layout })).toMatchObject({ kind: 'saved', inForce: { own: true, template: { widthMm: 80, heightMm: 50 } } })
  const after = await station.client.call('labels.preview', { kind: 'tote', ref: 'TOTE-1', template: 'tote', dotsPerInch: 203, page: 1 })
  expect(after).toMatchObject({ kind: 'drawn', widthDots: 640, heightDots: 400 })
  await station.restart()
  expect((await templateOf('tote')).own).toBe(true)
  expect(await station.client.call('labels.saveLayout', { template: 'tote', layout: null })).toMatchObject({ kind: 'saved', inForce: { own: false } })
  expect(await station.client.call('labels.preview', { kind: 'tote', ref: 'TOTE-1', template: 'tote', dotsPerInch: 203, page: 1 })).toEqual(before)
})

test.each([
  ['tote', (element: PageElement): PageElement => (element.id === 'codeBarcode' ? { ...element, widthMm: 20 } : element), 'label-barcode-does-not-fit', 'code'],
  ['tote', (element: PageElement): PageElement => (element.id === 'readable' ? { ...element, widthMm: 4 } : element), 'label-text-does-not-fit', 'readable'],
  ['tote', (element: PageElement): PageElement => (element.id === 'readable' ? { ...element, yMm: 20 } : element), 'overlap', 'codeBarcode'],
  ['tote', (element: PageElement): PageElement => (element.id === 'readable' ? { ...element, xMm: 60 } : element), 'outside-page', 'readable'],
  ['tote', (element: PageElement): PageElement => (element.kind === 'barcode' ? { ...element, text: '{title}' } : element), 'code-missing', ''],
  ['waybill-76x130', (element: PageElement): PageElement => (element.id === 'remark' ? { ...element, yMm: 60 } : element), 'outside-area', 'remark'],
  ['waybill-76x130', (element: PageElement): PageElement => (element.id === 'contents' ? { ...element, widthMm: 5, heightMm: 2 } : element), 'label-text-does-not-fit', 'contents'],
] as const)('[LD6] a layout of %s that cannot be read is refused with its element, and the one in force stays: %#', async (name, change, code, element) => {
  await open()
  const layout = layoutOf(name, change)
  expect(await station.client.call('labels.saveLayout', { template: name, layout })).toMatchObject({ kind: 'not-drawn', code, element })
  expect((await templateOf(name)).own).toBe(false)
})

test('[LD6] the custom area of a waybill is the site\'s: its labels carry what is written there', async () => {
  await open()
  const name = 'waybill-76x130'
  const own: PageElement = { id: 'ownText', kind: 'text', xMm: 6, yMm: 112, widthMm: 60, heightMm: 5, text: '客服电话 400-000-0000', sizeMm: 3 }
  const base = layoutOf(name, (element) => (element.id === 'contents' ? { ...element, heightMm: 17 } : element))
  const layout = { ...base, elements: [...base.elements, own] }
  const specimen = { kind: 'waybill', ref: null, template: name, dotsPerInch: 203, page: 1 } as const
  const shipped = await station.client.call('labels.preview', specimen)
  const tried = await station.client.call('labels.preview', { ...specimen, layout })
  expect(tried.kind).toBe('drawn')
  expect(tried).not.toEqual(shipped)
  expect(await station.client.call('labels.preview', specimen)).toEqual(shipped)
  expect(await station.client.call('labels.saveLayout', { template: name, layout })).toMatchObject({ kind: 'saved' })
  expect(await station.client.call('labels.preview', specimen)).toEqual(tried)
})

test('[LD7] a packed parcel has the site\'s own layout on its waybill', async () => {
  await open()
  const name = 'waybill-76x130'
  const own: PageElement = { id: 'ownSquare', kind: 'square', xMm: 50, yMm: 99, widthMm: 18, heightMm: 18, text: '{orderNumber}', symbology: 'qr' }
  const base = layoutOf(name, (element) => (element.id === 'contents' ? { ...element, widthMm: 40 } : element))
  expect(await station.client.call('labels.saveLayout', { template: name, layout: { ...base, elements: [...base.elements, own] } })).toMatchObject({ kind: 'saved' })
  await packOne('o1', [])
  const [label] = labels()
  const picture = await loadImage(readFileSync(join(folder, 'labels', label!)))
  const canvas = createCanvas(picture.width, picture.height).getContext('2d')
  canvas.drawImage(picture, 0, 0)
  const raster = rasterOfRgba(canvas.getImageData(0, 0, picture.width, picture.height).data, picture.width, picture.height)
  expect(await readBarcodes(raster, { formats: ['QRCode'] })).toEqual([station.store().labelPayload('WB-o1')?.orderNumber])
  expect(await readBarcodes(raster)).toContain('WB-o1')
})

test('[LB18] [LD8] a packing list leaves a receipt printer as one strip that is cut off; the waybill leaves the other printer', async () => {
  const receipts = await startFakePrinter()
  try {
    station = await startTestStation(folder, {
      printers: [{ printerId: 'file', name: '文件', kind: 'file', folder: join(folder, 'labels') }, { printerId: 'receipts', name: '小票', kind: 'tcp', host: receipts.host, port: receipts.port, language: 'escpos', dotsPerInch: 203 }],
    })
    await station.signIn('B-BOSS')
    await station.client.call('labels.saveOptions', { packingList: 'always', packingListPrinterId: 'receipts' })
    await packOne('o1', [])
    expect(labels()).toHaveLength(1)
    const [job] = receipts.jobs()
    const reading = readEscpos(job!)
    expect(reading).toMatchObject({ cuts: 1, cutOff: false, unknownBytes: 0 })
    expect(reading.labels[0]?.widthDots).toBe(576)
    expect(await readBarcodes(reading.labels[0]!)).toEqual([station.store().order('o1')?.number])
  } finally {
    await receipts.close()
  }
})

test.each([['never', ['invoice'], []], ['asked', [], []], ['asked', ['invoice'], ['packing-list']], ['always', [], ['packing-list']]] as const)('[LD8] a packing list is printed with the first label: %s, with %j', async (packingList, enclosures, printed) => {
  await open()
  expect(await station.client.call('labels.saveOptions', { packingList, packingListPrinterId: 'no-longer-there' })).toEqual({ kind: 'saved' })
  await packOne('o1', [...enclosures])
  const jobs = await station.client.call('labels.jobs', {})
  expect(jobs.kind === 'jobs' && jobs.jobs.map((job) => [job.labelKind, job.ref, job.state])).toEqual(printed.map((kind) => [kind, 'o1', 'done']))
})
