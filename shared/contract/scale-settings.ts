import * as z from 'zod'
import { scaleProtocolNames } from '../domain/weighing/scale-protocols/index.ts'
import { LineSettings } from './line-settings.ts'

/** The scale of a station: what it speaks (docs/specs/weighing.md) and where. */
export const ScaleSettings = z.strictObject({ scaleId: z.string().min(1).max(64), protocol: z.enum(scaleProtocolNames), line: LineSettings })
  .refine(({ protocol, line }) => (protocol === 'hid-pos') === (line.kind === 'hid'), { path: ['protocol'], error: 'a USB HID scale speaks its own protocol, and nothing else does' })
export type ScaleSettings = z.infer<typeof ScaleSettings>
