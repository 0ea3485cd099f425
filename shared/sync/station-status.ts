// What a station tells of itself beside every question for changes: so the board can say how it is doing, and that its clock is wrong.
import * as z from 'zod'
import { printerConditions } from '../domain/printing/status-maps.ts'

const Milliseconds = z.coerce.number().int().min(0).max(8_640_000_000_000_000)

export const PrinterReport = z.object({
  name: z.string().max(60), state: z.enum(['ready', 'busy', 'trouble']).catch('trouble'), words: z.string().max(100), waiting: z.int().min(0).max(1_000_000),
  /** What a newer station knows and this build does not is some other trouble. */
  conditions: z.array(z.enum(printerConditions).catch('other-trouble')).max(printerConditions.length),
})
export type PrinterReport = z.infer<typeof PrinterReport>
const PrinterReports = z.array(PrinterReport).max(16)

/** Query parameters. Every one may be missing: an older station tells nothing, and is heard all the same. */
export const StationStatus = z.object({
  /** The wall clock there, for people to read; nothing is ordered or ended by it. */
  clockMs: Milliseconds.optional(),
  waiting: z.coerce.number().int().min(0).max(1_000_000_000).optional(),
  oldestMs: Milliseconds.optional(),
  cancelListMs: Milliseconds.optional(),
  /** Answers of more than one hub come to it by turns (SY34). */
  hubs: z.literal('several').optional().catch(undefined),
  /** The printers as `printersAsText` writes them; read with `printersOfText`. */
  printers: z.string().max(8_000).optional(),
})
export type StationStatus = z.infer<typeof StationStatus>

/** The first eight; a question of the network has to stay short. */
export function printersAsText(printers: readonly PrinterReport[]): string {
  return JSON.stringify(printers.slice(0, 8))
}

/** Undefined when it is no list of printers. */
export function printersOfText(text: string): PrinterReport[] | undefined {
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
  return PrinterReports.safeParse(told).data
}
