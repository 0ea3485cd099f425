// A line to a device: over the network (a serial-to-network box), a serial or USB-serial port of this computer, or a USB HID device.
import * as z from 'zod'

export const baudRates = [1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200] as const
export const parities = ['none', 'even', 'odd'] as const

/** Of the USB HID usage tables: bar code scanners and scales. */
export const hidUsagePages = [0x8c, 0x8d] as const

export const LineSettings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), host: z.string().min(1).max(255), port: z.int().min(1).max(65_535) }),
  /** `path` as the system names it: COM3, /dev/ttyUSB0, better /dev/serial/by-id/…, which stays with the device. */
  z.strictObject({ kind: z.literal('serial'), path: z.string().min(1).max(255), baudRate: z.literal(baudRates), dataBits: z.literal([7, 8]), parity: z.enum(parities) }),
  /** A USB HID device by its numbers; `serialNumber` only where two of a kind are on one bench, else empty. */
  z.strictObject({ kind: z.literal('hid'), vendorId: z.int().min(0).max(0xffff), productId: z.int().min(0).max(0xffff), serialNumber: z.string().max(64), usagePage: z.literal(hidUsagePages) }),
])
export type LineSettings = z.infer<typeof LineSettings>
