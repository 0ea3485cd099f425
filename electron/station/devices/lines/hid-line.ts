// A USB HID device of this computer, through node-hid. Rule HI5 of docs/specs/hid-pos.md. The library is loaded with the first such device: most stations have none.
import type { LineSettings } from '#shared/contract/line-settings.ts'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { systemReason } from '../../system-reason.ts'
import type { Attempt } from './byte-line.ts'

export type HidSettings = Extract<LineSettings, { kind: 'hid' }>
export type HidDevice = { vendorId: number; productId: number; path?: string | undefined; serialNumber?: string | undefined; product?: string | undefined; usagePage?: number | undefined }
type OpenDevice = { on(event: 'data', take: (report: Buffer) => void): unknown; on(event: 'error', take: (error: Error) => void): unknown; sendFeatureReport(data: number[]): Promise<number>; close(): Promise<void> }
/** The part of node-hid that is used. */
export type HidLibrary = { devicesAsync(): Promise<HidDevice[]>; HIDAsync: { open(path: string): Promise<OpenDevice> } }

const loadLibrary = async (): Promise<HidLibrary> => (await import('node-hid')).default
const SCANNERS = 0x8c
/** Honeywell's scanners speak HID POS after feature report 254. */
const honeywellVendors = new Set([0x0c2e, 0x23d0])
const startReport = [0xfe, 1]

/** Scanners and scales among the HID devices of this computer. Keyboards are not: the system keeps them for itself. */
export async function listHidDevices(load = loadLibrary): Promise<HidDevice[]> {
  const library = await load()
  const devices = await library.devicesAsync()
  return devices.filter(({ usagePage }) => usagePage === 0x8c || usagePage === 0x8d)
}

/** Each report is handed on as one piece, its number first. */
export function hidAttempt(settings: HidSettings, load = loadLibrary): Attempt {
  return ({ onOpen, onBytes, onEnd }) => {
    let device: OpenDevice | undefined
    let isOver = false
    const end = (why: TroubleReason): void => {
      if (isOver) return
      isOver = true
      device?.close().catch(() => undefined) // It may be unplugged; then there is nothing to close.
      onEnd(why)
    }
    const opened = async (): Promise<void> => {
      const library = await load()
      const found = (await library.devicesAsync()).find((each) => isMeant(each, settings))
      if (isOver) return
      if (found?.path === undefined) return end('not-there')
      const own = await library.HIDAsync.open(found.path)
      device = own
      if (isOver) return own.close()
      own.on('error', (error) => end(/read/i.test(error.message) ? 'gone' : systemReason(error)))
      if (settings.usagePage === SCANNERS && honeywellVendors.has(settings.vendorId)) await own.sendFeatureReport(startReport)
      // It may have been unplugged meanwhile.
      if (isOver) return
      own.on('data', (report) => onBytes(report))
      onOpen()
    }
    opened().catch((error: unknown) => end(systemReason(error)))
    return {
      // Scanners and scales of this kind are only listened to.
      write: () => undefined,
      end: () => end('gone'),
    }
  }
}

function isMeant(device: HidDevice, { vendorId, productId, serialNumber, usagePage }: HidSettings): boolean {
  return device.vendorId === vendorId && device.productId === productId && (serialNumber === '' || device.serialNumber === serialNumber) && (device.usagePage === undefined || device.usagePage === usagePage)
}
