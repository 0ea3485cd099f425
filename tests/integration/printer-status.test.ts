// Goal: what a printer is short of is known at the bench and on the board, and asking it never costs a label. Method: the real drivers, watch and station against a printer on
// loopback that tells, lies, is silent or is asked while it prints.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PrinterLanguage } from '#shared/contract/printer-settings.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import type { StatusMapId } from '#shared/domain/printing/status-maps.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { PrintJob } from '#station/devices/label-printer/label-printer.ts'
import { createTcpPrinter } from '#station/devices/label-printer/tcp-printer.ts'
import { createPrinterWatch } from '#station/effects/printer-watch.ts'
import { startFakePrinter, type FakePrinter, type PrinterManners } from '#tests/support/fake-printer.ts'
import { usualMap } from '#tests/support/printer-answers.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

let folder: string
let fake: FakePrinter | undefined
let station: TestStation | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-printer-status-'))
})
afterEach(async () => {
  await station?.stop()
  await fake?.close()
  station = undefined
  fake = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** Timers that a test fires by hand, soonest first. */
function timersByHand(): Timers & { fire: () => void; waiting: () => number } {
  const waiting = new Map<() => void, number>()
  return {
    after(delayMs, run) {
      waiting.set(run, delayMs)
      return () => waiting.delete(run)
    },
    fire() {
      const [first] = [...waiting].sort(([, one], [, other]) => one - other)
      if (!first) return
      waiting.delete(first[0])
      first[0]()
    },
    waiting: () => waiting.size,
  }
}
const job: PrintJob = { jobId: 'J1', documentName: 'waybill', raster: { widthDots: 160, heightDots: 100, bits: new Uint8Array(2_000).fill(0xa5) } }

async function printerOf(language: PrinterLanguage, manners: PrinterManners = { kind: 'good' }, statusMap: StatusMapId | undefined = usualMap[language]) {
  fake = await startFakePrinter(manners, 0, language, statusMap)
  const timers = timersByHand()
  const printer = createTcpPrinter({ printerId: 'P1', name: '一号', kind: 'tcp', host: fake.host, port: fake.port, language, dotsPerInch: 203, statusMap }, timers)
  return { fake, printer, timers }
}

test.each([['tspl', undefined], ['tspl', 'tspl-sunmi'], ['zpl', undefined], ['cpcl', undefined], ['escpos', undefined]] as const)('[PS2] a printer that speaks %s (%s) tells what it is short of', async (language, map) => {
  const { fake, printer } = await printerOf(language, { kind: 'good' }, map)
  expect(await printer.askStatus?.()).toEqual({ kind: 'told', conditions: [] })
  fake.setConditions(['head-open', 'paper-out'])
  const told = await printer.askStatus?.()
  expect(told?.kind === 'told' && [...told.conditions].sort()).toEqual(['head-open', 'paper-out'])
  expect(fake.jobs()).toEqual([])
})

test('[PS1] a printer of which nobody said how it answers is never asked', () => {
  const printer = createTcpPrinter({ printerId: 'P1', name: '一号', kind: 'tcp', host: '127.0.0.1', port: 9, language: 'tspl', dotsPerInch: 203 }, timersByHand())
  expect(printer.askStatus).toBeUndefined()
})

test('[PS2] a printer that is off, one that says nothing, one that answers something else', async () => {
  const { fake, printer, timers } = await printerOf('zpl', { kind: 'mute' })
  const silent = printer.askStatus?.()
  await expect.poll(() => fake.questions()).toBe(1)
  timers.fire()
  expect(await silent).toEqual({ kind: 'silent' })
  fake.setManners({ kind: 'wrong-status', answer: Buffer.from('\u0002030,0,0\u0003\r\n') })
  const wrong = printer.askStatus?.()
  await expect.poll(() => fake.questions()).toBe(2)
  timers.fire()
  expect(await wrong).toEqual({ kind: 'silent' })
  await fake.close()
  expect(await printer.askStatus?.()).toEqual({ kind: 'unreachable', why: 'connection-refused' })
})

test('[PS7] a printer that takes nothing of a label is told of after three seconds, and what becomes of the label is another matter', async () => {
  fake = await startFakePrinter({ kind: 'reads-late' }, 0, 'tspl')
  station = await startTestStation(folder, { printers: [{ printerId: 'P1', name: '一号机', kind: 'tcp', host: fake.host, port: fake.port, language: 'tspl', dotsPerInch: 203 }] })
  station.fromHub(waveFacts('w-o1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]))
  await station.signIn('B-PACKER')
  expect(await station.scans('PL-w-o1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean, 'TOTE-1', goods.cup.ean)).toBe('accepted label-queued')
  await expect.poll(() => fake?.jobs().length).toBe(1)
  station.passTime(3_100)
  const slow = await station.viewWhere(({ bar }) => bar.printers[0]?.words === 'taking-long')
  expect(slow).toMatchObject({ bar: { printers: [{ state: 'busy' }] }, screen: { parcel: { labelState: 'sending' } } })
  // It was only slow: what it takes late is a label as any other.
  fake.release()
  const taken = await station.viewWhere(({ screen }) => screen.kind === 'check' && screen.parcel?.labelState === 'sent')
  expect(taken.bar.printers).toMatchObject([{ state: 'ready', words: '' }])
})

test('[PS7] it is told that a printer takes again what it held up, and nothing after its job', async () => {
  let held: Socket | undefined
  const server = createServer((socket) => (held = socket.pause())).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const timers = timersByHand()
  const printer = createTcpPrinter({ printerId: 'P1', name: '一号', kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port, language: 'tspl', dotsPerInch: 203 }, timers)
  const told: boolean[] = []
  // More than the buffers of the loopback hold.
  const long: PrintJob = { ...job, raster: { widthDots: 800, heightDots: 80_000, bits: new Uint8Array(8_000_000).fill(0xaa) } }
  const printed = printer.print(long, (isSlow) => told.push(isSlow))
  // The sooner of both timers is that of the piece that is not taken; while the network still takes some, it is told that it does.
  await expect.poll(() => {
    if (timers.waiting() === 2 && told.at(-1) !== true) timers.fire()
    return told.at(-1)
  }).toBe(true)
  held?.resume()
  expect(await printed).toEqual({ kind: 'delivered' })
  expect(told.at(-1)).toBe(false)
  expect(timers.waiting()).toBe(0)
  server.close()
})

test('[PS3] a job ends a question that is open, and comes out whole', async () => {
  const { fake, printer } = await printerOf('tspl', { kind: 'mute' })
  const asked = printer.askStatus?.()
  await expect.poll(() => fake.questions()).toBe(1)
  const printed = printer.print(job)
  expect(await asked).toEqual({ kind: 'not-asked' })
  expect(await printed).toEqual({ kind: 'delivered' })
  expect(fake.read()).toMatchObject([{ cutOff: false, labels: [{ heightDots: 100 }] }])
})

test('[PS3] nothing is asked while a job is on its way', async () => {
  const { fake, printer } = await printerOf('tspl', { kind: 'closes-late' })
  const printed = printer.print(job)
  await expect.poll(() => fake.read()[0]?.labels.length).toBe(1)
  expect(await printer.askStatus?.()).toEqual({ kind: 'not-asked' })
  fake.release()
  expect(await printed).toEqual({ kind: 'delivered' })
  expect(fake.questions()).toBe(0)
})

test('[PS3] a printer with work in hand is not asked at all; [PS4] one that stays silent is left in peace', async () => {
  let asked = 0
  let isIdle = false
  const timers = timersByHand()
  const watch = createPrinterWatch({
    printers: new Map([['P1', { printerId: 'P1', dotsPerMm: 8, print: () => Promise.resolve({ kind: 'delivered' }), askStatus: () => Promise.resolve({ kind: 'silent' as const, asked: asked += 1 }) }]]),
    timers, isIdle: () => isIdle, onWell: () => undefined, onChange: () => undefined, onFault: (error) => { throw error },
  })
  watch.start()
  timers.fire()
  await expect.poll(() => timers.waiting()).toBe(1)
  expect(asked).toBe(0)
  isIdle = true
  for (let silence = 1; silence <= 3; silence += 1) {
    await expect.poll(() => timers.waiting()).toBe(1)
    timers.fire()
    await expect.poll(() => asked).toBe(silence)
  }
  await Promise.resolve()
  expect(timers.waiting()).toBe(0)
  watch.stop()
})

test('[PS5] the bench shows what the printer is short of, and that it is well again', async () => {
  fake = await startFakePrinter({ kind: 'good' }, 0, 'tspl')
  const { host, port } = fake
  station = await startTestStation(folder, { printers: [{ printerId: 'tcp', name: '面单机', kind: 'tcp', host, port, language: 'tspl', dotsPerInch: 203, statusMap: 'tspl-tsc' }] })
  fake.setConditions(['paper-out'])
  station.passTime(5_000)
  const short = await station.viewWhere(({ bar }) => bar.printers[0]?.state === 'trouble')
  expect(short.bar.printers).toMatchObject([{ conditions: ['paper-out'] }])
  expect(short.bar.troubles).toContainEqual({ code: 'printer-paper-out', detail: '面单机', sinceMs: 0 })
  fake.setConditions([])
  const asked = async (state: string): Promise<StationView> => {
    await expect.poll(async () => {
      station!.passTime(5_000)
      return (await station!.view()).bar.printers[0]?.state
    }).toBe(state)
    return station!.view()
  }
  const well = await asked('ready')
  expect(well.bar.troubles.filter(({ code }) => code.startsWith('printer'))).toEqual([])
  await fake.close()
  const off = await asked('trouble')
  expect(off.bar.troubles).toContainEqual({ code: 'printer-offline', detail: '面单机', sinceMs: 0 })
})
