// A stack light or a buzzer: bytes on a line, for each thing it can show.
import * as z from 'zod'
import { lightSignals } from '../domain/outcomes/light-signal.ts'
import { LineSettings } from './line-settings.ts'

/** Pairs of hexadecimal digits, with or without blanks; empty: it shows nothing. */
const Bytes = z.string().max(190).regex(/^(?:[0-9a-fA-F]{2}(?: ?[0-9a-fA-F]{2})*)?$/)

export const LightSettings = z.strictObject({
  line: LineSettings.refine((line) => line.kind !== 'hid', { error: 'a light is on a serial or network line' }),
  /** A printer takes one connection at a time: it is opened for each signal and closed again. A light's own line stays open. */
  perSignal: z.boolean(),
  bytes: z.strictObject({ ...Object.fromEntries(lightSignals.map((signal) => [signal, Bytes])) as Record<(typeof lightSignals)[number], typeof Bytes>, off: Bytes }),
  /** After so long `off` is sent; the call for a supervisor stays until the next outcome. */
  showMs: z.int().min(100).max(60_000),
})
export type LightSettings = z.infer<typeof LightSettings>

/** The bytes that a text of hexadecimal pairs stands for. */
export function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9a-fA-F]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/**
 * ESC/POS, "generate pulse" (ESC p pin on off, in units of 2 ms): a buzzer or light in the drawer socket. Once short for a refusal, three times for a supervisor; a good scan is silent.
 * Source: Epson, ESC/POS command reference.
 */
export const pulseBytes: LightSettings['bytes'] = { ok: '', refused: '1b 70 00 64 64', supervisor: '1b 70 00 64 64 1b 70 00 64 64 1b 70 00 64 64', off: '' }
/** A relay or light that takes one letter for each colour, as many small ones do: G, R, Y, and O for off. To be changed to what its manual says. */
export const letterBytes: LightSettings['bytes'] = { ok: '47', refused: '52', supervisor: '59', off: '4f' }
