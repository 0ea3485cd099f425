// How a printer of a station is reached. The language is told, never asked for: a question in another language can wedge a printer.
import * as z from 'zod'
import { printComponents } from '../domain/waybills/platform-print.ts'
import { baudRates, parities } from './line-settings.ts'
import { statusMapIds, statusMaps } from '../domain/printing/status-maps.ts'

export const printerLanguages = ['escpos', 'tspl', 'zpl', 'cpcl'] as const
export const PrinterLanguage = z.enum(printerLanguages)
export type PrinterLanguage = z.infer<typeof PrinterLanguage>

export const printerResolutions = [203, 300] as const
/** Who holds up a serial line: nobody, two wires of its own, or bytes that the printer sends. */
export const flowControls = ['none', 'rts-cts', 'xon-xoff'] as const

const known = {
  printerId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), name: z.string().min(1).max(60),
  /** Printers of one group share their work (FO2). Left out: it is by itself. */
  group: z.string().max(30).optional(),
}
/** Raw bytes in the printer's own language. */
const raw = { language: PrinterLanguage, dotsPerInch: z.literal(printerResolutions) }

export const PrinterSettings = z.discriminatedUnion('kind', [
  z.strictObject({ ...known, kind: z.literal('file'), folder: z.string().min(1).max(1024) }),
  z.strictObject({
    ...known, kind: z.literal('tcp'), host: z.string().min(1).max(253), port: z.int().min(1).max(65_535), ...raw,
    /** PS1: which model's answers it gives when it is asked how it is. Left out: it is never asked, as a question can wedge a printer. */
    statusMap: z.enum(statusMapIds).optional(),
  }).refine((printer) => printer.statusMap === undefined || statusMaps[printer.statusMap].language === printer.language, { path: ['statusMap'], error: 'a printer is only asked in its own language' }),
  /** `path` as the system names it. Without flow control a printer whose memory is full loses what comes. */
  z.strictObject({ ...known, kind: z.literal('serial'), path: z.string().min(1).max(255), baudRate: z.literal(baudRates), parity: z.enum(parities), flowControl: z.enum(flowControls), ...raw }),
  /** A printer as a platform's print component names it; `address`: where the component is not at its usual place. */
  z.strictObject({ ...known, kind: z.literal('component'), component: z.enum(printComponents), printerName: z.string().min(1).max(120), address: z.string().regex(/^wss?:\/\/[^\s]{1,200}$/).optional() }),
  /** A queue of the computer's own print system. A name that begins with a dash would be an option of its program; those of Windows have blanks. */
  z.strictObject({ ...known, kind: z.literal('spooler'), queue: z.string().regex(/^[^-\s/#\p{Cc}][^/#\p{Cc}]{0,126}$/u), ...raw }),
])
export type PrinterSettings = z.infer<typeof PrinterSettings>

/** Dots a millimetre, as drawing takes them. 203 dots an inch are 8 a millimetre to the dot. */
export function dotsPerMm(dotsPerInch: (typeof printerResolutions)[number]): number {
  return dotsPerInch === 203 ? 8 : dotsPerInch / 25.4
}

/** The resolution that labels for this printer are drawn at. */
export function dotsPerMmOf(printer: PrinterSettings): number {
  return dotsPerMm('dotsPerInch' in printer ? printer.dotsPerInch : 203)
}
