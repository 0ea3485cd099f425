// Goal: how long paper waits for the software. Method: the real station with a scale and a network printer that takes everything at once; from the answer to
// the scan of a parcel's last piece to the last byte at the printer. Peer: the time the same label takes on paper at 152 mm a second.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fact } from '#shared/domain/facts/facts.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { drawLabel, encodeLabel } from '#station/labels/label-thread.ts'
import { isLabelRefusal } from '#station/labels/page-model.ts'
import type { Raster } from '#station/labels/raster.ts'
import { startFakePrinter } from '#tests/support/fake-printer.ts'
import { startFakeScale } from '#tests/support/fake-scale.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation } from '#tests/support/test-station.ts'
import { say } from '../../support/project.ts'
import { atMost, percentile, publish, rounded, spread, type Row } from '../report.ts'

const warmUpLabels = 10
const measuredLabels = 200
const labelsInARow = 1_000
/** A label of 150 mm at 152 mm a second. */
const paperMs = (150 / 152) * 1_000
const languages = ['tspl', 'zpl', 'cpcl', 'escpos'] as const

const typical: LabelPayload = {
  waybillNumber: 'SF1234567890123', carrierCode: 'SF', carrierName: '顺丰速运', serviceName: '标准快递', sortingCode: '571-H12-09 A3', consolidation: 'J210039 杭州市内包',
  recipient: { maskedName: '欧阳**', maskedPhone: '138******78', maskedAddress: '浙江省杭州市滨江区长河街道滨安路1818号翡翠城竹苑3幢***' },
  sender: { maskedName: '李*', maskedPhone: '057*******21', maskedAddress: '上海市青浦区华新镇华徐公路888号***' },
  contents: [{ name: '玻璃保温杯 500ml 蓝色（易碎）', quantity: 2 }, { name: '手工皂', quantity: 1 }], orderNumber: 'TB2026112300012345678', remark: '请放在门口', parcelIndex: 1, parcelCount: 1,
}

export async function benchLabel(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'packwave-label-bench-'))
  try {
    const drawing = await drawMany()
    const row = await manyInARow()
    const parcels = await packParcels(folder)
    const rows: Row[] = [
      { what: 'last scan answered → last byte at the printer', samples: parcels.waits.length, ...spread(parcels.waits) },
      { what: 'the station\'s own thread, held up meanwhile', samples: parcels.waits.length, max: rounded(parcels.longestHoldMs) },
      { what: 'drawing 100×150 at 203 dpi, on its thread', samples: drawing.drawMs.length, ...spread(drawing.drawMs) },
      ...drawing.sizes.map(({ language, bytes }): Row => ({ what: `job in ${language}, bytes`, samples: 1, p50: bytes })),
      { what: `${labelsInARow} labels drawn and packed in a row, a second`, samples: labelsInARow, p50: rounded(row.perSecond) },
      { what: 'resident memory after 200 of them, and after all, MB', samples: 2, p50: row.earlyMegabytes, max: row.lateMegabytes },
    ]
    const zpl = drawing.sizes.find(({ language }) => language === 'zpl')
    assert(zpl, 'ZPL is one of the languages')
    const p99 = percentile(parcels.waits, 0.99)
    await publish({
      name: 'label', versions: { node: process.versions.node }, samples: { labels: parcels.waits.length, inARow: labelsInARow }, rows,
      targets: [
        atMost('software, last scan to last byte, p99', p99, 50, 'ms'),
        atMost('the same, of the time on paper at 152 mm/s', p99 / paperMs, 0.05, 'times'),
        atMost('drawing, p50', percentile(drawing.drawMs, 0.5), 25, 'ms'),
        atMost('ZPL job, of its plain hexadecimal', zpl.bytes / (2 * drawing.rasterBytes), 0.1, 'times'),
        atMost('memory after all labels, of that after the first 200', row.lateMegabytes / row.earlyMegabytes, 1.1, 'times'),
      ],
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function draw(number: number): Promise<Raster> {
  const drawn = await drawLabel({ ...typical, waybillNumber: `SF${String(1_000_000_000_000 + number)}` }, '100x150', 8)
  assert(!isLabelRefusal(drawn), 'the label can be drawn')
  return drawn
}

async function drawMany() {
  const drawMs: number[] = []
  for (let label = 0; label < warmUpLabels + 200; label += 1) {
    const startedMs = performance.now()
    await draw(label)
    if (label >= warmUpLabels) drawMs.push(performance.now() - startedMs)
  }
  const raster = await draw(0)
  const sizes = []
  for (const language of languages) sizes.push({ language, bytes: (await encodeLabel(raster, language, 8)).length })
  return { drawMs, sizes, rasterBytes: raster.bits.length }
}

async function manyInARow() {
  const megabytes = (): number => Math.round(process.memoryUsage.rss() / 1e6)
  let earlyMegabytes = 0
  const startedMs = performance.now()
  for (let label = 0; label < labelsInARow; label += 1) {
    await encodeLabel(await draw(label), 'tspl', 8)
    if (label === 200) earlyMegabytes = megabytes()
  }
  return { perSecond: labelsInARow / ((performance.now() - startedMs) / 1_000), earlyMegabytes, lateMegabytes: megabytes() }
}

async function packParcels(folder: string) {
  say(`Packing ${warmUpLabels + measuredLabels} parcels with their labels …`)
  const [scale, printer] = [await startFakeScale(), await startFakePrinter()]
  const station = await startTestStation(folder, {
    scale: { scaleId: 'scale', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } },
    printers: [{ printerId: 'tcp', name: 'TCP', kind: 'tcp', host: printer.host, port: printer.port, language: 'tspl', dotsPerInch: 203 }],
  })
  const waits: number[] = []
  const holds = monitorEventLoopDelay({ resolution: 1 })
  let longestHoldMs = 0
  try {
    station.fromHub([{ fact: fact('CarrierListed', { carrierCode: 'SF', name: '顺丰', nameEn: 'SF', labelSize: '100x150' }) }])
    await station.signIn('B-PACKER')
    for (let parcel = 0; parcel < warmUpLabels + measuredLabels; parcel += 1) {
      const orderId = `o${parcel}`
      station.fromHub(waveFacts(`w-${orderId}`, 'by-order', [{ orderId, lines: { cup: 1 } }]))
      await station.scans(`PL-w-${orderId}-1`, 'TOTE-1')
      const { screen } = await station.view()
      assert(screen.kind === 'pick' && screen.task, 'there is something to pick')
      await station.scans(screen.task.placeCode, goods.cup.ean, 'TOTE-1')
      holds.reset()
      holds.enable()
      assert((await station.scan(goods.cup.ean)) === 'accepted label-queued', 'the label is owed with the last piece')
      const answeredMs = performance.now()
      await printer.jobEnded()
      const wait = performance.now() - answeredMs
      holds.disable()
      assert((printer.jobs().at(-1)?.length ?? 0) > 120_000, 'the whole label of 100×150 arrived')
      if (parcel >= warmUpLabels) {
        waits.push(wait)
        longestHoldMs = Math.max(longestHoldMs, holds.max / 1e6)
      }
      await station.scan('BOX-1')
      scale.put(300)
      await station.viewWhere(({ screen: shown }) => shown.kind === 'check' && shown.parcel?.weight.verdict === 'fits' && shown.parcel.labelState === 'sent')
      scale.remove()
      await station.viewWhere((view) => view.bar.scale.grams === 0)
      assert((await station.scan(`WB-${orderId}`)) === 'accepted parcel-closed', 'the parcel closes with its label')
      await station.command('finish')
    }
  } finally {
    await station.stop()
    await scale.close()
    await printer.close()
  }
  return { waits, longestHoldMs }
}
