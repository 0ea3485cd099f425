import * as z from 'zod'
import { LineSettings } from './line-settings.ts'

/** A scanner on a line of its own (USB-COM, RS-232, a cradle on the network). Scanners that type as a keyboard need no settings. */
export const ScannerSettings = z.strictObject({ scannerId: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/), line: LineSettings })
export type ScannerSettings = z.infer<typeof ScannerSettings>
