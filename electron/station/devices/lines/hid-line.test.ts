// Goal: USB HID devices are found, read and found again as docs/specs/hid-pos.md says. Method: the real drivers over a library that this test plays; no HID device was at hand.
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { listenForScale } from '../scale/listen-line.ts'
import { openScale } from '../scale/scale.ts'
import { openLineScanner } from '../scanner/line-scanner.ts'
import { listHidDevices, type HidDevice, type HidLibrary } from './hid-line.ts'
import { timersByHand } from '#tests/support/timers-by-hand.ts'

class PlayedDevice extends EventEmitter {
  features: number[][] = []
  isClosed = false
  async sendFeatureReport(data: number[]): Promise<number> {
    this.features.push(data)
    return data.length
  }
  async close(): Promise<void> {
    this.isClosed = true
  }
}

/** HID devices by their path, as they are plugged in now. */
function playedBus(): { plugged: Map<string, HidDevice>; opened: { path: string; device: PlayedDevice }[]; load: () => Promise<HidLibrary> } {
  const plugged = new Map<string, HidDevice>()
  const opened: { path: string; device: PlayedDevice }[] = []
  return {
    plugged, opened,
    load: async () => ({
      devicesAsync: async () => [...plugged.values()],
      HIDAsync: {
        async open(path) {
          if (!plugged.has(path)) throw new Error(`cannot open device with path ${path}`)
          const device = new PlayedDevice()
          opened.push({ path, device })
          return device
        },
      },
    }),
  }
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const scannerReport = (code: string): Buffer => Buffer.concat([Buffer.from([2, code.length]), Buffer.from(`]C0${code}`), Buffer.alloc(59 - code.length)])
const xenon: HidDevice = { vendorId: 0x0c2e, productId: 0x0b61, path: '/dev/hidraw0', serialNumber: 'A1', usagePage: 0x8c, product: 'Xenon 1900' }
const dymo: HidDevice = { vendorId: 0x0922, productId: 0x8004, path: '/dev/hidraw1', usagePage: 0x8d, product: 'DYMO M25' }

test('[HI5] keyboards and mice are not offered', async () => {
  const bus = playedBus()
  for (const device of [xenon, dymo, { ...xenon, path: '/dev/hidraw2', usagePage: 1 }]) bus.plugged.set(device.path ?? '', device)
  expect((await listHidDevices(bus.load)).map((device) => device.path)).toEqual(['/dev/hidraw0', '/dev/hidraw1'])
})

test('[HI5] a scanner is found by its numbers, told to speak, read, and found again under another path', async () => {
  const bus = playedBus()
  const timers = timersByHand()
  const codes: string[] = []
  bus.plugged.set('/dev/hidraw9', { ...xenon, path: '/dev/hidraw9', serialNumber: 'B2' })
  const scanner = openLineScanner({ scannerId: 'hand', line: { kind: 'hid', vendorId: 0x0c2e, productId: 0x0b61, serialNumber: 'A1', usagePage: 0x8c }, timers, onCode: (code) => codes.push(code), onState: () => undefined, loadHid: bus.load })
  await settle()
  // Its twin is there, and it is not.
  expect([bus.opened.length, scanner.trouble()]).toEqual([0, 'not-there'])
  bus.plugged.set('/dev/hidraw0', xenon)
  timers.fire()
  await settle()
  expect([scanner.trouble(), bus.opened[0]?.path, bus.opened[0]?.device.features]).toEqual([undefined, '/dev/hidraw0', [[0xfe, 1]]])
  bus.opened[0]?.device.emit('data', scannerReport('6901234567892'))
  expect(codes).toEqual([']C06901234567892'])
  bus.opened[0]?.device.emit('error', new Error('could not read from HID device'))
  expect([scanner.trouble(), bus.opened[0]?.device.isClosed]).toEqual(['gone', true])
  bus.plugged.delete('/dev/hidraw0')
  bus.plugged.set('/dev/hidraw5', { ...xenon, path: '/dev/hidraw5' })
  timers.fire()
  await settle()
  bus.opened[1]?.device.emit('data', scannerReport('TOTE-1'))
  expect(codes).toEqual([']C06901234567892', ']C0TOTE-1'])
  scanner.close()
  expect(bus.opened[1]?.device.isClosed).toBe(true)
})

test('[HI5] a scanner that is unplugged while it is told to speak is not connected', async () => {
  const bus = playedBus()
  bus.plugged.set('/dev/hidraw0', xenon)
  const library = await bus.load()
  let pull = (): void => undefined
  const load = async (): Promise<HidLibrary> => ({
    ...library,
    HIDAsync: {
      async open(path) {
        const device = await library.HIDAsync.open(path)
        return Object.assign(device, { sendFeatureReport: () => new Promise<number>((resolve) => { pull = () => { bus.opened[0]?.device.emit('error', new Error('could not read from HID device')); resolve(2) } }) })
      },
    },
  })
  const scanner = openLineScanner({ scannerId: 'hand', line: { kind: 'hid', vendorId: 0x0c2e, productId: 0x0b61, serialNumber: 'A1', usagePage: 0x8c }, timers: timersByHand(), onCode: () => undefined, onState: () => undefined, loadHid: load })
  await settle()
  pull()
  await settle()
  expect(scanner.trouble()).toBe('gone')
  scanner.close()
})

test('[HI3] [HI4] a scale on USB gives its weight once, when it stands still', async () => {
  const bus = playedBus()
  bus.plugged.set('/dev/hidraw1', dymo)
  const timers = timersByHand()
  let now = 1_000
  const scale = openScale({ protocol: 'hid-pos', line: { kind: 'hid', vendorId: 0x0922, productId: 0x8004, serialNumber: '', usagePage: 0x8d }, scaleStepGrams: 1, nowMs: () => now, timers, onReading: () => undefined, loadHid: bus.load })
  await settle()
  const show = (...bytes: number[]): void => {
    now += 200
    bus.opened[0]?.device.emit('data', Buffer.from(bytes))
  }
  for (let report = 0; report < 3; report += 1) show(3, 2, 2, 0, 0, 0)
  show(3, 3, 2, 0, 100, 0)
  expect(scale.usableGrams()).toBeNull()
  show(3, 4, 2, 0, 0xe2, 4)
  expect(scale.usableGrams()).toBeNull()
  show(3, 4, 2, 0, 0xe2, 4)
  expect(scale.usableGrams()).toBe(1_250)
  scale.taken()
  show(3, 4, 2, 0, 0xe2, 4)
  expect(scale.usableGrams()).toBeNull()
  show(3, 4, 11, 0, 3, 0)
  expect(scale.refusedFrames()).toEqual({ 'unit-refused': 1 })
  scale.close()
})

test('[HI6] a scale on USB that reports only what changes: its weight is taken when it came last, and is nobody\'s a second later', async () => {
  const bus = playedBus()
  bus.plugged.set('/dev/hidraw1', dymo)
  const timers = timersByHand()
  let now = 0
  let news = 0
  const scale = openScale({ protocol: 'hid-pos', line: { kind: 'hid', vendorId: 0x0922, productId: 0x8004, serialNumber: '', usagePage: 0x8d }, scaleStepGrams: 1, nowMs: () => now, timers, onReading: () => void (news += 1), loadHid: bus.load })
  expect(scale.state().state).toBe('no-signal')
  await settle()
  const show = (status: number, grams: number): void => void bus.opened[0]?.device.emit('data', Buffer.from([3, status, 2, 0, grams & 0xff, grams >> 8]))
  expect(scale.state()).toEqual({ state: 'quiet', grams: null })
  // The first one may be as old as the parcel before: it neither opens the gate nor is a weight.
  show(2, 0)
  show(4, 900)
  timers.fire()
  expect(scale.state()).toEqual({ state: 'must-return-to-zero', grams: 900 })
  now += 5_000
  show(2, 0)
  timers.fire()
  now += 5_000
  // One report alone after a long silence: only what follows tells whether it was held back.
  show(4, 1_250)
  expect(scale.usableGrams()).toBeNull()
  now += 500
  const before = news
  timers.fire()
  expect([scale.usableGrams(), news]).toEqual([1_250, before + 1])
  // A second after the report nobody knows any more, and the screen is told.
  now += 500
  timers.fire()
  expect([scale.usableGrams(), scale.state(), news]).toEqual([null, { state: 'quiet', grams: null }, before + 2])
  expect([timers.waiting(), bus.opened.length]).toEqual([0, 1])
  // Lifted and put on again.
  show(3, 600)
  show(2, 0)
  timers.fire()
  show(3, 700)
  show(4, 1_250)
  expect(scale.usableGrams()).toBeNull()
  timers.fire()
  expect(scale.usableGrams()).toBe(1_250)
  scale.taken()
  // A report that another one follows at once was on its way down, or held back.
  now += 5_000
  show(4, 777)
  show(2, 0)
  timers.fire()
  expect(scale.usableGrams()).toBeNull()
  scale.close()
  expect(timers.waiting()).toBe(0)
})

test('[HI5] [DV9] a scale on USB that is listened to for long shows the weight of its newest report, whatever its bytes', async () => {
  const bus = playedBus()
  bus.plugged.set('/dev/hidraw1', dymo)
  const listener = listenForScale({ line: { kind: 'hid', vendorId: 0x0922, productId: 0x8004, serialNumber: '', usagePage: 0x8d }, nowMs: () => 1_000, timers: timersByHand(), loadHid: bus.load })
  await settle()
  // 1,027 g: its low byte is the number of the report.
  for (let report = 0; report < 200; report++) bus.opened[0]?.device.emit('data', Buffer.from([3, 4, 2, 0, 3, 4]))
  expect(listener.heard()).toMatchObject({ byteCount: 1_200, taken: { protocol: 'hid-pos', grams: 1_027 } })
  listener.close()
})

test('[HI5] a computer whose HID library does not load says so and goes on', async () => {
  const scanner = openLineScanner({ scannerId: 'hand', line: { kind: 'hid', vendorId: 1, productId: 2, serialNumber: '', usagePage: 0x8c }, timers: timersByHand(), onCode: () => undefined, onState: () => undefined, loadHid: async () => { throw new Error('libudev.so.1: cannot open shared object file') } })
  await settle()
  expect(scanner.trouble()).toContain('libudev')
  scanner.close()
})

test('[HI5] the real library loads and lists what there is', async () => {
  expect(Array.isArray(await listHidDevices())).toBe(true)
})
