// What the device screen asks its station: how each device is, a test for each, and listening on a line for a scale. For a supervisor only.
import * as z from 'zod'
import { scaleProtocolNames } from '../domain/weighing/scale-protocols/index.ts'
import { lightSignals } from '../domain/outcomes/light-signal.ts'
import { TroubleReason } from '../domain/outcomes/trouble-reasons.ts'
import { LineSettings } from './line-settings.ts'
import { StationView } from './station-view.ts'

const Nothing = z.strictObject({})
/** Why it is in trouble; empty where it is not. */
const words = TroubleReason.or(z.literal(''))
/** Why the station says no: nobody with the right is signed in, or the device is not in the settings. */
const refused = <const Why extends readonly string[]>(...why: Why) => z.strictObject({ kind: z.literal('refused'), why: z.enum(why) })

/** Since when a device is in its state, by the station's clock; 0: since before it was looked at. */
const since = { sinceMs: z.int().nonnegative() }

/** Bytes of one scan as they came off a scanner's line, in hexadecimal: what is wrong with a set-up shows in them and not in the code. */
export const HeardScan = z.strictObject({ number: z.int().positive(), scannerId: z.string(), hex: z.string().max(8_400), atMs: z.int() })
export type HeardScan = z.infer<typeof HeardScan>

export const DevicesState = z.strictObject({
  kind: z.literal('devices'),
  nowMs: z.int(),
  printers: z.array(z.strictObject({ printerId: z.string(), name: z.string(), where: z.string(), state: z.enum(['ready', 'busy', 'trouble']), words, waiting: z.int(), ...since })),
  scale: z.strictObject({ scaleId: z.string(), protocol: z.enum(scaleProtocolNames), where: z.string(), ...StationView.shape.bar.shape.scale.shape, refusedFrames: z.record(z.string(), z.int()), ...since }).nullable(),
  light: z.strictObject({ where: z.string(), state: z.enum(['ready', 'trouble']), words, ...since }).nullable(),
  scanners: z.array(z.strictObject({ scannerId: z.string(), where: z.string(), state: z.enum(['ready', 'trouble']), words, ...since })),
  /** The newest last; only while `echoScans` is asked for. Such scans are not work. */
  heard: z.array(HeardScan),
})
export type DevicesState = z.infer<typeof DevicesState>

/** What a line that is listened to says. `line` is the setting it is heard with now: a serial line tries several. */
export const HeardLine = z.strictObject({
  kind: z.literal('heard'), line: LineSettings, open: z.boolean(), words, byteCount: z.int(),
  /** The newest bytes as text (what is no sign is a dot) and in hexadecimal. */
  text: z.string(), hex: z.string(),
  /** What it is taken for, with the weight it shows; null while that is not clear. */
  taken: z.strictObject({ protocol: z.enum(scaleProtocolNames), grams: z.int().nullable() }).nullable(),
})
export type HeardLine = z.infer<typeof HeardLine>

export const deviceCalls = {
  /** While `echoScans` is asked for at least every few seconds, scans of scanners on lines are shown here and are not work. */
  'devices.read': { input: z.strictObject({ echoScans: z.boolean() }), output: z.discriminatedUnion('kind', [DevicesState, refused('not-allowed')]) },
  /** Prints one test label, after the labels in hand. Delivered means that the printer took it; the paper is for the eye. */
  'printer.test': {
    input: z.strictObject({ printerId: z.string().max(64) }),
    output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('tried'), result: z.enum(['delivered', 'not-sent', 'failed', 'unknown']), words, code: z.string() }), refused('not-allowed', 'no-such-printer')]),
  },
  /** Shows one signal, as an outcome would. */
  'light.test': { input: z.strictObject({ signal: z.enum(lightSignals) }), output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('shown') }), refused('not-allowed', 'no-light')]) },
  /** Serial ports of this computer, the names that stay with a device first, and its USB HID scanners and scales. */
  'lines.list': { input: Nothing, output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('lines'), paths: z.array(z.string()), hid: z.array(z.strictObject({ product: z.string(), line: LineSettings })) }), refused('not-allowed')]) },
  /** Listens on a line for a scale; the station's own scale is let go meanwhile. Ends with `line.leave`, or when nobody asks any more. */
  'line.listen': { input: z.strictObject({ line: LineSettings }), output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('listening') }), refused('not-allowed')]) },
  'line.heard': { input: Nothing, output: z.discriminatedUnion('kind', [HeardLine, refused('not-listening')]) },
  'line.leave': { input: Nothing, output: Nothing },
} as const
