import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LineSettings } from '#shared/contract/line-settings.ts'
import { listHidDevices } from './hid-line.ts'

const namesThatStay = '/dev/serial/by-id'

export type KnownLines = { paths: string[]; hid: { product: string; line: LineSettings }[] }

/**
 * Serial ports of this computer, those by a name that stays with the device first, and its USB HID scanners and scales. Empty where the
 * system cannot tell: a path can always be typed.
 */
export async function listLines(): Promise<KnownLines> {
  const byId = await readdir(namesThatStay).catch(noneThere)
  const { SerialPort } = await import('serialport')
  // Without udevadm (a minimal Linux) the list is an error and not an empty list; so is that of HID devices without libudev.
  const ports = await SerialPort.list().catch(noneThere)
  const devices = await listHidDevices().catch(noneThere)
  return {
    paths: [...byId.sort().map((name) => join(namesThatStay, name)), ...ports.map((port) => port.path)],
    hid: devices.map(({ vendorId, productId, serialNumber = '', product = '', usagePage }) => ({ product, line: { kind: 'hid', vendorId, productId, serialNumber: serialNumber.slice(0, 64), usagePage: usagePage === 0x8c ? 0x8c : 0x8d } })),
  }
}

const noneThere = (): never[] => []
