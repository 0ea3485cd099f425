// Goal: what a printer of each language puts on paper is the very page that was drawn. Method: the job is read by parsers that share nothing with the encoders.
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { printerLanguages, type PrinterLanguage } from '#shared/contract/printer-settings.ts'
import type { LabelPayload, LabelSize } from '#shared/domain/waybills/label-payload.ts'
import { readCpcl } from '#tests/support/cpcl-parser.ts'
import { readEscpos } from '#tests/support/escpos-parser.ts'
import { readBarcodes, readBarcodesWithZbar, skewed } from '#tests/support/read-barcodes.ts'
import { readTspl } from '#tests/support/tspl-parser.ts'
import { readZpl } from '#tests/support/zpl-reader.ts'
import { drawWaybill, warmLabels } from './draw-waybill.ts'
import { isLabelRefusal } from './page-model.ts'
import { printerBytes } from './printer-languages.ts'
import { isBlack, type Raster } from './raster.ts'

const payload: LabelPayload = {
  waybillNumber: 'SF1234567890123', carrierCode: 'SF', carrierName: '顺丰速运', serviceName: '标准快递', sortingCode: '571-H12-09 A3', consolidation: 'J210039 杭州市内包',
  recipient: { maskedName: '䶮*', maskedPhone: '138******78', maskedAddress: '浙江省杭州市滨江区长河街道𠮷安路1818号翡翠城竹苑3幢***' },
  sender: { maskedName: '李*', maskedPhone: '057*******21', maskedAddress: '上海市青浦区华新镇华徐公路888号***' },
  contents: [{ name: '玻璃保温杯 500ml 蓝色（易碎）', quantity: 2 }], orderNumber: 'TB2026112300012345678', remark: '^XZ^XA~JA "\r\nPRINT 99', parcelIndex: 1, parcelCount: 2,
}
const papers = [{ size: '100x150', widthMm: 100, heightMm: 150 }, { size: '76x130', widthMm: 76, heightMm: 130 }] as const
const resolutions = [{ dpi: 203, dotsPerMm: 8 }, { dpi: 300, dotsPerMm: 300 / 25.4 }]

function drawn(size: LabelSize, dotsPerMm: number): Raster {
  const label = drawWaybill({ ...payload, remark: 'PRINT 99 ^XZ ~JA "' }, size, dotsPerMm)
  if (isLabelRefusal(label)) throw new Error(`${label.reason} ${label.field} ${label.detail}`)
  return label
}
const readers: Record<Exclude<PrinterLanguage, 'zpl'>, (bytes: Buffer) => { labels: Raster[]; cutOff: boolean }> = { escpos: readEscpos, tspl: readTspl, cpcl: readCpcl }
const binaryLanguages = printerLanguages.filter((language) => language !== 'zpl')
/** Dots that differ, looked at where the drawn page is; what pads a row is beyond it. */
function differing(a: Raster, b: Raster): number {
  let count = 0
  for (let y = 0; y < a.heightDots; y += 1) for (let x = 0; x < a.widthDots; x += 1) if (isBlack(a, x, y) !== isBlack(b, x, y)) count += 1
  return count
}

beforeAll(() => warmLabels())

describe.each(papers)('a waybill of $size', ({ size, widthMm, heightMm }) => {
  test.each(resolutions.flatMap(({ dpi, dotsPerMm }) => binaryLanguages.map((language) => ({ dpi, dotsPerMm, language }))))('[LB13] in $language at $dpi dpi comes out dot by dot, and its barcodes are read', async ({ dotsPerMm, language }) => {
    const label = drawn(size, dotsPerMm)
    const reading = readers[language](printerBytes(label, language, dotsPerMm))
    expect(reading).toMatchObject({ cutOff: false, ...(language === 'escpos' ? { unknownBytes: 0 } : { unknown: [] }) })
    expect(reading.labels).toHaveLength(1)
    // In ESC/POS single dots get a neighbour (LP6).
    if (language === 'escpos') expect(differing(label, reading.labels[0]!)).toBeLessThan(200)
    else expect(differing(label, reading.labels[0]!)).toBe(0)
    expect(new Set(await readBarcodes(reading.labels[0]!))).toEqual(new Set([payload.waybillNumber]))
  })

  test.each(resolutions)('[LB13] in ZPL at $dpi dpi a renderer by others shows the same dots', async ({ dotsPerMm }) => {
    const label = drawn(size, dotsPerMm)
    const zpl = printerBytes(label, 'zpl', dotsPerMm)
    // The renderer knows 12 dots a millimetre, not 11.8, and centres what is narrower than its paper: so it is told the paper by dots.
    const rendered = await readZpl(zpl, dotsPerMm === 8 ? { widthMm, heightMm, dotsPerMm: 8 } : { widthMm: label.widthDots / 12, heightMm: label.heightDots / 12, dotsPerMm: 12 })
    expect(differing(label, rendered)).toBe(0)
    expect(new Set(await readBarcodes(rendered))).toEqual(new Set([payload.waybillNumber]))
    expect(zpl.length).toBeLessThan(0.1 * label.bits.length * 2)
  })

  test.each(resolutions)('[LB3] its barcodes at $dpi dpi are read with every dot smeared, and from a slant of 2 %', async ({ dotsPerMm }) => {
    const label = drawn(size, dotsPerMm)
    expect(await readBarcodes(label, { blurDots: 1 })).toContain(payload.waybillNumber)
    expect(await readBarcodes(skewed(label))).toContain(payload.waybillNumber)
    const second = readBarcodesWithZbar(skewed(label))
    if (second === undefined) console.warn('Skipped: reading labels with zbarimg, because it is not installed (Debian package zbar-tools).')
    else expect(second).toContain(payload.waybillNumber)
  })
})

test('[LB1] at 300 dpi the page has the dots of its paper', () => {
  expect(drawn('100x150', 300 / 25.4)).toMatchObject({ widthDots: 1181, heightDots: 1772 })
  expect(drawn('76x130', 300 / 25.4)).toMatchObject({ widthDots: 898, heightDots: 1535 })
})

test('[LB13] TSPL tells the paper in millimetres', () => {
  expect(readTspl(printerBytes(drawn('76x130', 300 / 25.4), 'tspl', 300 / 25.4)).sizesMm).toEqual([{ widthMm: 76, heightMm: 130 }])
})

const noise = fc.record({ widthDots: fc.integer({ min: 1, max: 200 }), heightDots: fc.integer({ min: 1, max: 40 }) }).chain(({ widthDots, heightDots }) =>
  fc.uint8Array({ minLength: ((widthDots + 7) >> 3) * heightDots, maxLength: ((widthDots + 7) >> 3) * heightDots }).map((bits): Raster => ({ widthDots, heightDots, bits })))

test.each(['tspl', 'cpcl'] as const)('[LB13] any dots at all come out of %s as they went in', (language) => {
  fc.assert(fc.property(noise, (raster) => {
    const { labels, cutOff } = readers[language](printerBytes(raster, language, 8))
    expect(cutOff).toBe(false)
    expect(labels).toHaveLength(1)
    expect(differing(raster, labels[0]!)).toBe(0)
  }))
})

test.each(binaryLanguages)('[LB13] a job in %s that is cut anywhere prints no label', (language) => {
  const bytes = printerBytes(drawn('76x130', 8), language, 8)
  fc.assert(fc.property(fc.integer({ min: 1, max: bytes.length - 3 }), (cut) => {
    const { labels, cutOff } = readers[language](bytes.subarray(0, cut))
    expect({ labels: labels.length, isCut: cutOff || cut < 40 }).toEqual({ labels: 0, isCut: true })
  }))
})
