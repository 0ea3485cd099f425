// Method: a winspool that a test plays. On Windows itself this was never run.
import { afterEach, expect, test } from 'vitest'
import { PrinterSettings } from '#shared/contract/printer-settings.ts'
import { printerBytes } from '#station/labels/printer-languages.ts'
import type { PrintJob } from './label-printer.ts'
import { loadWinspool, type Winspool } from './winspool.ts'
import { createWinspoolPrinter } from './winspool-printer.ts'
import { timersByHand } from '#tests/support/timers-by-hand.ts'

const job: PrintJob = { jobId: 'J1', documentName: '73100196611386', raster: { widthDots: 160, heightDots: 40, bits: new Uint8Array(800).fill(0xa5) } }
const bytes = printerBytes(job.raster, 'tspl', 8)
let said: string[] = []
afterEach(() => {
  said = []
})

/** All goes well, but for what is told otherwise. */
function winspool(change: Partial<Winspool> = {}): Winspool {
  const told = <Answer>(what: string, answer: Answer) => async (): Promise<Answer> => {
    said.push(what)
    return answer
  }
  return {
    openPrinter: told('open', 'printer'), startRawJob: told('start', 7), endJob: told('end', true), abortJob: told('abort', undefined), closePrinter: told('close', undefined),
    async write(_printer, given) {
      said.push(`write ${Buffer.from(given).equals(bytes) ? 'whole' : given.length}`)
      return given.length
    },
    ...change,
  }
}
const printerOn = (library: Winspool, timers = timersByHand()) => createWinspoolPrinter({ printerId: 'W1', name: '本机', kind: 'spooler', queue: 'Gprinter GP-1924D', language: 'tspl', dotsPerInch: 203 }, timers, () => Promise.resolve(library))

test('[LP9] the whole job goes to the queue as raw bytes, and the printer is closed', async () => {
  expect(await printerOn(winspool()).print(job)).toEqual({ kind: 'delivered' })
  expect(said).toEqual(['open', 'start', 'write whole', 'end', 'close'])
})

test.each<[string, Partial<Winspool>, object, string[]]>([
  ['no such printer', { openPrinter: async () => undefined }, { kind: 'not-sent' }, []],
  ['a queue that takes no job', { startRawJob: async () => 0 }, { kind: 'not-sent', reason: 'queue-refuses' }, ['open', 'abort', 'close']],
  ['a part of the bytes was taken', { write: async () => 100 }, { kind: 'unknown', reason: 'queue-cut' }, ['open', 'start', 'abort', 'close']],
  ['writing failed', { write: async () => -1 }, { kind: 'unknown', reason: 'queue-cut' }, ['open', 'start', 'abort', 'close']],
  ['the job does not end', { endJob: async () => false }, { kind: 'unknown', reason: 'queue-cut' }, ['open', 'start', 'write whole', 'close']],
])('[LP9] %s', async (_case, change, result, calls) => {
  expect(await printerOn(winspool(change)).print(job)).toMatchObject(result)
  expect(said).toEqual(calls)
})

test.each<[string, 'openPrinter' | 'write', string, string[]]>([
  ['opening hangs: not sent, and nothing is begun when it ends after all', 'openPrinter', 'not-sent', ['close']],
  ['writing hangs: unknown', 'write', 'unknown', ['open', 'start', 'abort', 'close']],
])('[LP9] %s', async (_case, hangs, kind, calls) => {
  let go = (): void => undefined
  let isAsked = false
  const timers = timersByHand()
  const held = new Promise<unknown>((resolve) => { go = () => resolve(hangs === 'write' ? 5 : 'printer') })
  const printed = printerOn(winspool({ [hangs]: () => { isAsked = true; return held } }), timers).print(job)
  await expect.poll(() => isAsked).toBe(true)
  timers.fire()
  expect(await printed).toEqual({ kind, reason: 'queue-silent' })
  go()
  await expect.poll(() => said).toEqual(calls)
})

test('[LP9] names of Windows printers are taken; options of a program are not', () => {
  const named = (queue: string): boolean => PrinterSettings.safeParse({ printerId: 'W1', name: '本机', kind: 'spooler', queue, language: 'tspl', dotsPerInch: 203 }).success
  expect(['label', 'Gprinter GP-1924D', '\\\\bench-3\\GK 888'].map(named)).toEqual([true, true, true])
  expect(['-o', '', ' label', 'a\nb', 'a/b', 'a#b'].map(named)).toEqual([false, false, false, false, false, false])
})

test.runIf(process.platform !== 'win32')('[LP9] elsewhere there is no winspool to load', async () => {
  await expect(loadWinspool()).rejects.toThrow()
})
