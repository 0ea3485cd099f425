// The device screen's questions, answered as a bench with a printer in trouble, a scale and two scanners would.
import type { Handlers } from '#shared/contract/contract.ts'
import type { deviceCalls } from '#shared/contract/device-calls.ts'
import type { profileCalls } from '#shared/contract/profile-calls.ts'
import type { StationSettings } from '#shared/contract/station-settings.ts'
import { testText } from '#shared/domain/scanner-setup/test-code.ts'
import { readProfileCodes, readProfileFile, writeProfile } from '#station/devices/desk/profile-file.ts'

export function scriptedDevices(settings: StationSettings): Handlers<{ calls: typeof deviceCalls & typeof profileCalls; news: Record<never, never> }> {
  const nowMs = Date.now()
  const line = { kind: 'tcp', host: '192.168.1.40', port: 4001 } as const
  return {
    'devices.read': ({ echoScans }) => ({
      kind: 'devices', nowMs: Date.now(),
      printers: [
        { printerId: 'p1', name: '面单打印机', where: '192.168.1.50:9100', state: 'trouble', words: 'connection-refused', waiting: 3, sinceMs: nowMs - 400_000 },
        { printerId: 'p2', name: '文件', where: 'labels', state: 'ready', words: '', waiting: 0, sinceMs: nowMs - 4_000_000 },
      ],
      scale: { scaleId: 'scale-1', protocol: 'and', where: '192.168.1.40:4001', state: 'stable', grams: 1_250, refusedFrames: { noise: 2 }, sinceMs: nowMs - 4_000_000 },
      light: { where: '/dev/ttyUSB1 9600 8N1', state: 'ready', words: '', sinceMs: nowMs - 60_000 },
      scanners: [
        { scannerId: 'left', where: '/dev/serial/by-id/usb-Honeywell_1950 9600 8N1', state: 'ready', words: '', sinceMs: nowMs - 60_000 },
        { scannerId: 'right', where: '192.168.1.41:4002', state: 'trouble', words: 'connection-refused', sinceMs: nowMs - 60_000 },
      ],
      heard: echoScans ? [{ number: 1, scannerId: 'left', hex: Buffer.from(`]C1${testText}\r\n`).toString('hex'), atMs: nowMs }] : [],
    }),
    'printer.test': () => ({ kind: 'tried', result: 'delivered', words: '', code: 'PWTEST0001' }),
    'light.test': () => ({ kind: 'shown' }),
    'lines.list': () => ({ kind: 'lines', paths: ['/dev/serial/by-id/usb-Prolific_USB-Serial', '/dev/ttyUSB0'], hid: [{ product: 'Xenon 1900', line: { kind: 'hid', vendorId: 0x0c2e, productId: 0x0b61, serialNumber: 'A1', usagePage: 0x8c } }, { product: 'DYMO M25', line: { kind: 'hid', vendorId: 0x0922, productId: 0x8004, serialNumber: '', usagePage: 0x8d } }] }),
    'line.listen': () => ({ kind: 'listening' }),
    'line.heard': () => ({ kind: 'heard', line, open: true, words: '', byteCount: 512, text: 'ST,GS,+  1.250kg··ST,GS,+  1.250kg··', hex: Buffer.from('ST,GS,+  1.250kg\r\nST,GS,+  1.250kg\r\n').toString('hex').replaceAll(/(..)(?=.)/g, '$1 '), taken: { protocol: 'and', grams: 1_250 } }),
    'line.leave': () => ({}),
    'profile.write': ({ short }) => writeProfile(settings, short),
    'profile.read': ({ codes, file }) => (file === null ? readProfileCodes(codes) : readProfileFile(file)),
  }
}
