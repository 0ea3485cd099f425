// Goal: no byte of a label is lost, and no printer that misbehaves is believed. Method: the real drivers against a printer on loopback that is slow, chatty, dead or half gone.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrinterTypes, ThermalPrinter } from 'node-thermal-printer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '#hub/store/free-port.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { PrinterSettings, type PrinterLanguage } from '#shared/contract/printer-settings.ts'
import { createFilePrinter } from '#station/devices/label-printer/file-printer.ts'
import type { PrintJob } from '#station/devices/label-printer/label-printer.ts'
import { printersFromSettings } from '#station/devices/label-printer/printers-from-settings.ts'
import { createSpoolerPrinter } from '#station/devices/label-printer/spooler-printer.ts'
import { createTcpPrinter, type TcpPrinterSettings } from '#station/devices/label-printer/tcp-printer.ts'
import { drawWaybill } from '#station/labels/draw-waybill.ts'
import { isLabelRefusal } from '#station/labels/page-model.ts'
import type { Raster } from '#station/labels/raster.ts'
import { rasterToEscpos } from '#station/labels/to-escpos.ts'
import { readCpcl } from '#tests/support/cpcl-parser.ts'
import { startFakePrinter, type FakePrinter, type PrinterManners } from '#tests/support/fake-printer.ts'
import { readBarcodes } from '#tests/support/read-barcodes.ts'
import { readTspl } from '#tests/support/tspl-parser.ts'
import { timersByHand } from '#tests/support/timers-by-hand.ts'

const payload: LabelPayload = {
  waybillNumber: '73100196611386',
  carrierCode: 'ZTO',
  carrierName: '中通快递',
  serviceName: '标快',
  sortingCode: '300- H12 09',
  consolidation: '沪西',
  recipient: { maskedName: '张*', maskedPhone: '138******78', maskedAddress: '上海市长宁区延安路100弄5号***' },
  sender: { maskedName: '李*', maskedPhone: '021******78', maskedAddress: '浙江省杭州市滨江区滨安路1818号' },
  contents: [{ name: '手工皂', quantity: 2 }],
  orderNumber: 'O-1',
  remark: '',
  parcelIndex: 1,
  parcelCount: 1,
}

function label(): Raster {
  const drawn = drawWaybill(payload, '76x130')
  if (isLabelRefusal(drawn)) throw new Error(drawn.reason)
  return drawn
}

const job = (jobId = 'J1', raster = label()): PrintJob => ({ jobId, documentName: 'waybill', raster })
/** 160 dots × 1,000 rows: 20,000 bytes of dots. */
const twentyKilobytes: Raster = { widthDots: 160, heightDots: 1_000, bits: new Uint8Array(20_000).fill(0xa5) }

let folder: string
let fake: FakePrinter | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-printing-'))
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await fake?.close()
  fake = undefined
})

const networkPrinter = (host: string, port: number, language: PrinterLanguage = 'escpos'): TcpPrinterSettings => ({ printerId: 'P1', name: '一号打印机', kind: 'tcp', host, port, language, dotsPerInch: 203 })

async function tcpPrinter(manners: PrinterManners) {
  fake = await startFakePrinter(manners)
  const timers = timersByHand()
  return { fake, timers, printer: createTcpPrinter(networkPrinter(fake.host, fake.port), timers) }
}

test('[LP1] a label that a network printer took is the label that was drawn', async () => {
  const { fake, printer, timers } = await tcpPrinter({ kind: 'good' })
  expect(await printer.print(job())).toEqual({ kind: 'delivered' })
  const [reading] = fake.read()
  expect(reading).toMatchObject({ cutOff: false, unknownBytes: 0 })
  const [printed] = reading?.labels ?? []
  expect(printed && (await readBarcodes(printed))).toEqual(['73100196611386', '73100196611386'])
  expect(fake.labelsAsPng()).toHaveLength(1)
  expect(timers.waiting()).toBe(0)
})

test('[LP1] a 20 KB job to a slow printer that talks arrives whole', async () => {
  const { fake, printer } = await tcpPrinter({ kind: 'slow-and-chatty', bytesPerSecond: 40_000 })
  expect(await printer.print(job('J1', twentyKilobytes))).toEqual({ kind: 'delivered' })
  expect(fake.jobs()[0]?.equals(rasterToEscpos(twentyKilobytes))).toBe(true)
})

test('[LP1] the sender of node-thermal-printer loses bytes of the same job to the same printer and says that all is well', async () => {
  fake = await startFakePrinter({ kind: 'slow-and-chatty', bytesPerSecond: 40_000 })
  const library = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: `tcp://${fake.host}:${fake.port}` })
  library.add(rasterToEscpos(twentyKilobytes))
  await library.execute()
  await fake.jobEnded()
  expect(fake.jobs()[0]?.length).toBeLessThan(20_000)
})

test('[LP2] a printer that is off: not sent', async () => {
  const printer = createTcpPrinter(networkPrinter('127.0.0.1', await freePort()), timersByHand())
  expect(await printer.print(job())).toEqual({ kind: 'not-sent', reason: 'connection-refused' })
})

test('[LP2] a name that nobody has: not sent', async () => {
  const printer = createTcpPrinter(networkPrinter('printer.invalid', 9100), timersByHand())
  expect(await printer.print(job())).toMatchObject({ kind: 'not-sent' })
})

test('[LP3] a printer that takes the connection and never reads: unknown when its time is over', async () => {
  const { fake, printer, timers } = await tcpPrinter({ kind: 'never-reads' })
  const printed = printer.print(job())
  await expect.poll(() => fake.jobs().length).toBe(1)
  timers.fire()
  expect(await printed).toMatchObject({ kind: 'unknown' })
})

test.each([
  ['resets the connection half-way', { kind: 'resets-after', bytes: 30_000 }],
  ['resets after one byte', { kind: 'resets-after', bytes: 1 }],
  ['is switched off half-way', { kind: 'switched-off-after', bytes: 40_000 }],
] satisfies [string, PrinterManners][])('[LP3] a printer that %s: unknown', async (_case, manners) => {
  const { fake, printer } = await tcpPrinter(manners)
  expect(await printer.print(job())).toMatchObject({ kind: 'unknown' })
  expect(fake.read()[0]).toMatchObject({ labels: [] })
})

test('[LP3] a printer that politely closes before the job is whole: unknown', async () => {
  const { printer } = await tcpPrinter({ kind: 'closes-early', bytes: 1_000 })
  // More than the buffers of the loopback hold, so that the end comes before all bytes are taken.
  const long: Raster = { widthDots: 800, heightDots: 80_000, bits: new Uint8Array(8_000_000).fill(0xaa) }
  expect(await printer.print(job('J1', long))).toMatchObject({ kind: 'unknown', reason: 'closed-early' })
})

test('[LP3] a printer that has read all but does not close: unknown when its time is over, delivered when it closes', async () => {
  const { fake, printer, timers } = await tcpPrinter({ kind: 'closes-late' })
  const first = printer.print(job('J1'))
  await expect.poll(() => fake.read()[0]?.labels.length).toBe(1)
  timers.fire()
  expect(await first).toMatchObject({ kind: 'unknown' })
  const second = printer.print(job('J2'))
  await expect.poll(() => fake.read()[1]?.labels.length).toBe(1)
  fake.release()
  expect(await second).toEqual({ kind: 'delivered' })
})

test('[LP4] two jobs at once go out one after the other, and trouble with the first does not stop the second', async () => {
  const { fake, printer } = await tcpPrinter({ kind: 'resets-after', bytes: 100 })
  const first = printer.print(job('J1')).then((result) => {
    fake.setManners({ kind: 'good' })
    return result
  })
  const second = printer.print(job('J2'))
  expect((await first).kind).toBe('unknown')
  expect((await second).kind).toBe('delivered')
  expect(fake.read()[1]?.labels).toHaveLength(1)
})

test('[LP5] the file printer writes a picture and a PDF, and the same job again makes no second file', async () => {
  const printer = createFilePrinter({ printerId: 'F1', folder: join(folder, 'out') })
  expect(await printer.print(job('J1'))).toEqual({ kind: 'delivered' })
  expect(await printer.print(job('J1'))).toEqual({ kind: 'delivered' })
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['J1.pdf', 'J1.png'])
  expect(readFileSync(join(folder, 'out/J1.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
})

test('[LP5] a folder that cannot be: not sent', async () => {
  writeFileSync(join(folder, 'file'), '')
  const printer = createFilePrinter({ printerId: 'F1', folder: join(folder, 'file/out') })
  expect(await printer.print(job())).toMatchObject({ kind: 'not-sent' })
})

test.each(['../escape', 'a/b', '', '.hidden', 'a\u0000b'])('[LP5] a job id that leads elsewhere (%j): not sent', async (jobId) => {
  const printer = createFilePrinter({ printerId: 'F1', folder: join(folder, 'out') })
  expect(await printer.print(job(jobId))).toMatchObject({ kind: 'not-sent' })
  expect(existsSync(join(folder, 'out'))).toBe(false)
})

test('[LP7] printers come from settings; a wrong setting names itself', () => {
  const tcp = { printerId: 'P1', name: '一号打印机', kind: 'tcp', host: '10.0.0.9', port: 9100, language: 'escpos', dotsPerInch: 203 }
  expect([...printersFromSettings([PrinterSettings.parse(tcp), { printerId: 'F1', name: '文件', kind: 'file', folder }], timersByHand()).keys()]).toEqual(['P1', 'F1'])
  expect(() => printersFromSettings([PrinterSettings.parse(tcp), PrinterSettings.parse(tcp)], timersByHand())).toThrow('P1')
  expect(PrinterSettings.safeParse({ ...tcp, port: 70_000 }).error?.issues[0]?.path).toEqual(['port'])
  expect(PrinterSettings.safeParse({ ...tcp, language: 'basic' }).error?.issues[0]?.path).toEqual(['language'])
})

test.each([['tspl', readTspl], ['cpcl', readCpcl]] as const)('[LP1] a printer that speaks %s gets the label dot by dot', async (language, read) => {
  fake = await startFakePrinter({ kind: 'good' })
  expect(await createTcpPrinter(networkPrinter(fake.host, fake.port, language), timersByHand()).print(job())).toEqual({ kind: 'delivered' })
  const [bytes] = fake.jobs()
  expect(read(bytes!)).toMatchObject({ cutOff: false, unknown: [], labels: [{ bits: label().bits }] })
})

/** A program in the place of `lp`. */
function printProgram(script: string): { command: string; taken: () => Buffer; asked: () => string } {
  const command = join(folder, 'lp')
  writeFileSync(command, `#!/bin/sh\ncd '${folder}'\necho "$*" > asked\n${script}\n`, { mode: 0o755 })
  return { command, taken: () => readFileSync(join(folder, 'taken')), asked: () => readFileSync(join(folder, 'asked'), 'utf8').trim() }
}
const queue = { printerId: 'S1', name: '本机', kind: 'spooler', queue: 'label', language: 'tspl', dotsPerInch: 203 } as const

test('[LP8] the print system gets the raw job, named by its waybill', async () => {
  const program = printProgram('cat > taken')
  expect(await createSpoolerPrinter(queue, timersByHand(), program.command).print(job())).toEqual({ kind: 'delivered' })
  expect(program.asked()).toBe('-d label -o raw -t waybill -- -')
  expect(readTspl(program.taken()).labels).toMatchObject([{ bits: label().bits }])
})
test('[LP8] a queue that is not there is said in lp\'s own words, and nothing was sent', async () => {
  const program = printProgram('echo "lp: The printer or class does not exist." >&2; exit 1')
  expect(await createSpoolerPrinter(queue, timersByHand(), program.command).print(job())).toEqual({ kind: 'not-sent', reason: 'said: lp: The printer or class does not exist.' })
})
test('[LP8] a computer without a print system has sent nothing', async () => {
  expect(await createSpoolerPrinter(queue, timersByHand(), join(folder, 'none')).print(job())).toMatchObject({ kind: 'not-sent' })
})
test('[LP8] a print system that does not answer in time leaves it open', async () => {
  const program = printProgram('echo begun > begun; exec sleep 600')
  const timers = timersByHand()
  const printed = createSpoolerPrinter(queue, timers, program.command).print(job())
  await expect.poll(() => existsSync(join(folder, 'begun'))).toBe(true)
  timers.fire()
  expect(await printed).toEqual({ kind: 'unknown', reason: 'queue-silent' })
})
