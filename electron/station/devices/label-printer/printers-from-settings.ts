import { z } from 'zod'
import { unreachable } from '#shared/kernel/assert.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { createFilePrinter } from './file-printer.ts'
import type { LabelPrinter } from './label-printer.ts'
import { createTcpPrinter } from './tcp-printer.ts'

const printerId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)
const name = z.string().min(1).max(60)

/** How a printer of a station is reached. The language is told, never asked for: a question in another language can wedge a printer. */
export const printerSettings = z.discriminatedUnion('kind', [
  z.strictObject({ printerId, name, kind: z.literal('file'), folder: z.string().min(1) }),
  z.strictObject({
    printerId,
    name,
    kind: z.literal('tcp'),
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535),
    language: z.literal('escpos'),
    dotsPerInch: z.literal(203),
  }),
])

export type PrinterSettings = z.infer<typeof printerSettings>

const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/** The station's printers by id. Throws when two have the same id. Nothing is opened: a printer that is off is found out when it prints. */
export function printersFromSettings(settings: readonly PrinterSettings[], timers: Timers = systemTimers): Map<string, LabelPrinter> {
  const printers = new Map<string, LabelPrinter>()
  for (const each of settings) {
    if (printers.has(each.printerId)) throw new Error(`two printers have the id ${each.printerId}`)
    printers.set(each.printerId, printerOf(each, timers))
  }
  return printers
}

function printerOf(settings: PrinterSettings, timers: Timers): LabelPrinter {
  switch (settings.kind) {
    case 'file':
      return createFilePrinter(settings)
    case 'tcp':
      return createTcpPrinter(settings, timers)
    default:
      return unreachable(settings)
  }
}
