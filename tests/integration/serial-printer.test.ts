// Goal: a printer on a serial port gets its whole job, and a port that is not there or goes away is told for what it is. Method: a pair of real serial lines (socat), whose other end the test plays.
import { existsSync } from 'node:fs'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PrinterSettings } from '#shared/contract/printer-settings.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { keepBothWaits } from '#station/devices/lines/keep-both-waits.ts'
import { createSerialPrinter } from '#station/devices/label-printer/serial-printer.ts'
import type { PrintJob } from '#station/devices/label-printer/label-printer.ts'
import { openSerialPair, type SerialPair } from '#tests/support/serial-pair.ts'
import { timersByHand } from '#tests/support/timers-by-hand.ts'
import { readTspl } from '#tests/support/tspl-parser.ts'

const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
const settings = { printerId: 'P1', name: '串口机', kind: 'serial', path: '/dev/packwave-none', baudRate: 115_200, parity: 'none', flowControl: 'none', language: 'tspl', dotsPerInch: 203 } as const
const job: PrintJob = { jobId: 'J1', documentName: 'waybill', raster: { widthDots: 800, heightDots: 400, bits: Uint8Array.from({ length: 40_000 }, (_, at) => at % 251) } }
const hasSocat = existsSync('/usr/bin/socat')
let pair: SerialPair | undefined
beforeAll(() => {
  if (!hasSocat) console.warn('socat is not installed: printers on serial lines are not tried (apt install socat)')
})
afterEach(async () => {
  await pair?.close()
  pair = undefined
})

test('[LP10] a port that is not there: not sent', async () => {
  expect(await createSerialPrinter(settings, timers).print(job)).toMatchObject({ kind: 'not-sent' })
})

test('[LP10] settings name the port, its rate and who holds up whom', () => {
  expect(PrinterSettings.safeParse(settings).success).toBe(true)
  for (const wrong of [{ baudRate: 1_234 }, { path: '' }, { flowControl: 'dtr' }]) expect(PrinterSettings.safeParse({ ...settings, ...wrong }).success).toBe(false)
})

describe.runIf(hasSocat)('on a line', () => {
  test('[LP10] two jobs arrive whole, one after the other', async () => {
    pair = await openSerialPair()
    const printer = createSerialPrinter({ ...settings, path: pair!.path }, timers)
    expect(await printer.print(job)).toEqual({ kind: 'delivered' })
    // Opening a port empties it: what a line of socat still holds, unlike one of wires, would go with it.
    await expect.poll(() => readTspl(pair!.received()).labels.length).toBe(1)
    expect(await printer.print({ ...job, jobId: 'J2' })).toEqual({ kind: 'delivered' })
    await expect.poll(() => readTspl(pair!.received()).labels.length).toBe(2)
    expect(readTspl(pair!.received())).toMatchObject({ cutOff: false, unknown: [], labels: [{ bits: job.raster.bits }, { bits: job.raster.bits }] })
  })

  test('[LP10] a printer that says stop (XOFF) gets nothing until it says go on, and then all of it', async () => {
    pair = await openSerialPair()
    const long = { ...job, raster: { widthDots: 800, heightDots: 5_000, bits: Uint8Array.from({ length: 500_000 }, (_, at) => at % 251) } }
    const printed = createSerialPrinter({ ...settings, path: pair!.path, flowControl: 'xon-xoff' }, timers).print(long)
    const got = (): number => pair!.received().length
    await expect.poll(got, { interval: 1 }).toBeGreaterThan(0)
    pair!.send(Uint8Array.of(0x13))
    let before = -1
    await expect.poll(() => before === (before = got()), { interval: 100 }).toBe(true)
    expect(got()).toBeLessThan(500_000)
    pair!.send(Uint8Array.of(0x11))
    expect(await printed).toEqual({ kind: 'delivered' })
    await expect.poll(() => readTspl(pair!.received()).labels.length).toBe(1)
    expect(readTspl(pair!.received())).toMatchObject({ cutOff: false, labels: [{ bits: long.raster.bits }] })
  })

  test('[LP10] who waits until the line takes more goes on waiting for that when it is also waited for what comes', async () => {
    pair = await openSerialPair()
    const { SerialPort } = await import('serialport')
    const port = new SerialPort({ path: pair!.path, baudRate: 115_200, xon: true, autoOpen: false })
    await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())))
    keepBothWaits(port)
    const { poller } = port.port as unknown as { poller: { listenerCount(event: string): number } }
    const written = new Promise((resolve) => void port.write(new Uint8Array(500_000).fill(0x5a), resolve))
    await expect.poll(() => pair!.received().length, { interval: 1 }).toBeGreaterThan(0)
    pair!.send(Uint8Array.of(0x13))
    let before = -1
    await expect.poll(() => poller.listenerCount('writable') === 1 && before === (before = pair!.received().length), { interval: 100 }).toBe(true)
    port.on('data', () => undefined)
    await expect.poll(() => poller.listenerCount('readable')).toBe(1)
    pair!.send(Uint8Array.of(0x11))
    await written
    await expect.poll(() => pair!.received().length).toBe(500_000)
    await new Promise<void>((resolve) => port.close(() => resolve()))
  })

  test('[LP10] a printer that never says go on is given up on: unknown, and it is told that it took nothing', async () => {
    pair = await openSerialPair()
    const byHand = timersByHand()
    const long = { ...job, raster: { widthDots: 800, heightDots: 40_000, bits: new Uint8Array(4_000_000).fill(0x5a) } }
    const printed = createSerialPrinter({ ...settings, path: pair!.path, flowControl: 'xon-xoff' }, byHand).print(long)
    await expect.poll(() => pair!.received().length, { interval: 1 }).toBeGreaterThan(0)
    pair!.send(Uint8Array.of(0x13))
    byHand.fire()
    expect(await printed).toEqual({ kind: 'unknown', reason: 'not-taken', stuck: true })
  })

  test('[LP10] the plug is pulled in the middle of a job: unknown', async () => {
    pair = await openSerialPair()
    const long = { ...job, raster: { widthDots: 800, heightDots: 40_000, bits: new Uint8Array(4_000_000).fill(0x5a) } }
    const printed = createSerialPrinter({ ...settings, path: pair!.path }, timers).print(long)
    await expect.poll(() => pair!.received().length, { interval: 1 }).toBeGreaterThan(0)
    await pair!.unplug()
    expect(await printed).toMatchObject({ kind: 'unknown' })
  })
})
