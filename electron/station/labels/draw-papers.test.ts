import { readFileSync } from 'node:fs'
import { PDFDocument } from 'pdf-lib'
import { expect, test } from 'vitest'
import { commandCodes } from '#shared/domain/codes/command-codes.ts'
import { readBarcodes } from '#tests/support/read-barcodes.ts'
import { readPdfPages } from '#tests/support/read-pdf-pages.ts'
import { drawCommandSheetPdf } from './draw-command-sheet.ts'
import { drawManifestPdf } from './draw-manifest.ts'
import { labelTemplate } from './label-templates.ts'
import { manifestFields, type ManifestPaper } from './manifest-fields.ts'
import { drawSmallLabel } from './draw-small-label.ts'
import { isLabelRefusal } from './page-model.ts'
import { rasterToPdf } from './to-pdf.ts'

const manifest = (count: number): ManifestPaper => ({
  number: 'MF-ZTO-20261123-01',
  carrierName: '中通快递',
  closedAtText: '2026-11-23 17:58',
  stationName: '打包台 {03}',
  parcels: Array.from({ length: count }, (_, at) => ({ waybillNumber: `${73100196611386 + at}`, weightGrams: 500 + at })),
})

test('[LB10] the shipped sheet of command barcodes holds exactly the commands of this build', async () => {
  const shipped = await readPdfPages(readFileSync(new URL('../../../assets/command-barcodes.pdf', import.meta.url)))
  const read = (await Promise.all(shipped.map((page) => readBarcodes(page)))).flat()
  expect(read.toSorted()).toEqual(commandCodes.map((each) => each.code).toSorted())
  const drawn = await drawCommandSheetPdf()
  if (isLabelRefusal(drawn)) throw new Error(drawn.reason)
  const names = (await readPdfPages(drawn)).map((page) => page.bits)
  expect(names).toEqual(shipped.map((page) => page.bits))
})

test.each([
  [0, 1],
  [72, 1],
  [73, 2],
  [200, 3],
])('[LB11] a manifest of %i parcels has %i pages, each with the number of the manifest', async (parcels, pages) => {
  const pdf = await drawManifestPdf(manifestFields(manifest(parcels)))
  if (isLabelRefusal(pdf)) throw new Error(pdf.reason)
  const rasters = await readPdfPages(pdf)
  expect(rasters).toHaveLength(pages)
  for (const page of rasters) expect(await readBarcodes(page)).toEqual(['MF-ZTO-20261123-01'])
})

test('[MA8] a parcel that nobody weighed is no parcel of zero grams', () => {
  const weighed = manifest(2)
  expect(manifestFields(weighed).texts).toMatchObject({ kilograms: '1.001', notWeighed: '' })
  const { texts, tables } = manifestFields({ ...weighed, parcels: [...weighed.parcels, { waybillNumber: '73100196611999', weightGrams: null }] })
  expect(texts).toMatchObject({ parcelCount: '3', kilograms: '1.001', notWeighed: '+ 1 件未称' })
  expect(tables?.parcels?.map((parcel) => parcel.grams)).toEqual(['500', '501', '未称'])
})

test('[LB11] the site\'s own layout of a manifest is used', async () => {
  const template = labelTemplate('carrier-manifest-a4')
  const layout = { template: 'carrier-manifest-a4', widthMm: 210, heightMm: 297, elements: template.elements.filter((element) => element.id !== 'received') }
  const [own, shipped] = [await drawManifestPdf(manifestFields(manifest(3)), [layout]), await drawManifestPdf(manifestFields(manifest(3)))]
  if (isLabelRefusal(own) || isLabelRefusal(shipped)) throw new Error('both are drawn')
  expect(own.equals(shipped)).toBe(false)
})

test('[LB11] a letter without a glyph stops the manifest', async () => {
  expect(await drawManifestPdf(manifestFields({ ...manifest(1), carrierName: '快递👍' }))).toMatchObject({ reason: 'label-glyph-missing', detail: 'U+1F44D' })
})

test.each([
  ['tote', 'TOTE-000123', 560, 320],
  ['place', 'A-01-02-03', 560, 320],
  ['badge', 'PW-BADGE-00017', 688, 432],
] as const)('[LB12] a label of a %s is read back', async (kind, code, widthDots, heightDots) => {
  const label = drawSmallLabel(kind, { title: '周转箱', code, readable: code })
  if (isLabelRefusal(label)) throw new Error(label.reason)
  expect(label).toMatchObject({ widthDots, heightDots })
  expect(await readBarcodes(label)).toEqual([code])
})

test('[LB8] a PDF has the size of the label to a hundredth of a millimetre and its very dots', async () => {
  const label = drawSmallLabel('badge', { title: '王小明', code: 'PW-BADGE-00017', readable: '打包员' })
  if (isLabelRefusal(label)) throw new Error(label.reason)
  const pdf = await rasterToPdf(label, { widthMm: 86, heightMm: 54 })
  const page = (await PDFDocument.load(pdf)).getPage(0)
  expect((page.getWidth() * 25.4) / 72).toBeCloseTo(86, 2)
  expect((page.getHeight() * 25.4) / 72).toBeCloseTo(54, 2)
  expect((await readPdfPages(pdf))[0]?.bits).toEqual(label.bits)
  expect((await rasterToPdf(label, { widthMm: 86, heightMm: 54 })).equals(pdf)).toBe(true)
})
