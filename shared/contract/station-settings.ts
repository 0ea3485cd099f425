// How one station is set up: its name, and its devices.
import * as z from 'zod'
import { LightSettings } from './light-settings.ts'
import { PrinterSettings } from './printer-settings.ts'
import { ScaleSettings } from './scale-settings.ts'
import { ScannerSettings } from './scanner-settings.ts'

export const StationSettings = z.strictObject({
  name: z.string().min(1).max(60),
  language: z.enum(['zh-CN', 'en']),
  volume: z.number().min(0).max(1),
  idleLockMinutes: z.int().min(1).max(240),
  /** Weight floor and the scale's smallest step, both in grams. */
  weightFloorGrams: z.int().min(1).max(5_000),
  scaleStepGrams: z.int().min(1).max(1_000),
  scale: ScaleSettings.nullable(),
  /** Left out: there is none. */
  light: LightSettings.optional(),
  /** Scanners on lines of their own. */
  scanners: z.array(ScannerSettings).max(4),
  /** The first one prints. */
  printers: z.array(PrinterSettings).max(8),
})
export type StationSettings = z.infer<typeof StationSettings>
