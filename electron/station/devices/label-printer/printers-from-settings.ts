import type { PrinterSettings } from '#shared/contract/printer-settings.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { createComponentPrinter } from '../print-component/component-printer.ts'
import { createFilePrinter } from './file-printer.ts'
import type { LabelPrinter } from './label-printer.ts'
import { createSerialPrinter } from './serial-printer.ts'
import { createSpoolerPrinter } from './spooler-printer.ts'
import { createWinspoolPrinter } from './winspool-printer.ts'
import { createTcpPrinter } from './tcp-printer.ts'

/** The station's printers by id. Throws when two have the same id. Nothing is opened: a printer that is off is found out when it prints. */
export function printersFromSettings(settings: readonly PrinterSettings[], timers: Timers): Map<string, LabelPrinter> {
  const printers = new Map<string, LabelPrinter>()
  for (const each of settings) {
    if (printers.has(each.printerId)) throw new Error(`two printers have the id ${each.printerId}`)
    printers.set(each.printerId, printerOf(each, timers))
  }
  return printers
}

function printerOf(settings: PrinterSettings, timers: Timers): LabelPrinter {
  switch (settings.kind) {
    case 'component':
      return createComponentPrinter(settings, timers)
    case 'file':
      return createFilePrinter(settings)
    case 'serial':
      return createSerialPrinter(settings, timers)
    case 'spooler':
      return process.platform === 'win32' ? createWinspoolPrinter(settings, timers) : createSpoolerPrinter(settings, timers)
    case 'tcp':
      return createTcpPrinter(settings, timers)
    default:
      return unreachable(settings)
  }
}
