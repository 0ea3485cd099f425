// Goal: the device screen's questions are answered as docs/specs/devices.md says. Method: the real station; this test is the printer, the scale and the scanner.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DevicesState, HeardLine } from '#shared/contract/device-calls.ts'
import { startFakeCradle } from '#tests/support/fake-cradle.ts'
import { startFakeScale } from '#tests/support/fake-scale.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

let folder: string
let station: TestStation
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'packwave-devices-')) })
afterEach(async () => {
  const { faults } = station
  await station.stop()
  rmSync(folder, { recursive: true, force: true })
  expect(faults).toEqual([])
})
const supervised = async (settings: Parameters<typeof startTestStation>[1]): Promise<void> => {
  station = await startTestStation(folder, settings)
  await station.signIn('B-BOSS')
}
const read = async (echoScans = false): Promise<DevicesState> => {
  const answer = await station.client.call('devices.read', { echoScans })
  if (answer.kind !== 'devices') throw new Error(answer.why)
  return answer
}
const heard = async (): Promise<HeardLine> => {
  const answer = await station.client.call('line.heard', {})
  if (answer.kind !== 'heard') throw new Error(answer.why)
  return answer
}

test('[DV1] nobody but a supervisor looks at devices or tries them', async () => {
  station = await startTestStation(folder)
  await station.signIn('B-PACKER')
  const line = { kind: 'tcp', host: '127.0.0.1', port: 9 } as const
  for (const answer of [await station.client.call('devices.read', { echoScans: true }), await station.client.call('printer.test', { printerId: 'file' }), await station.client.call('line.listen', { line }), await station.client.call('lines.list', {})]) expect(answer).toEqual({ kind: 'refused', why: 'not-allowed' })
})

test('[DV2] [DV3] a test label is drawn, printed and told; an unknown printer is refused', async () => {
  await supervised({})
  const tried = await station.client.call('printer.test', { printerId: 'file' })
  expect(tried).toEqual({ kind: 'tried', result: 'delivered', words: '', code: 'PWTEST0001' })
  expect(readdirSync(join(folder, 'labels')).some((name) => name.endsWith('.png'))).toBe(true)
  expect(await station.client.call('printer.test', { printerId: 'gone' })).toEqual({ kind: 'refused', why: 'no-such-printer' })
  const { printers } = await read()
  expect(printers).toMatchObject([{ printerId: 'file', where: join(folder, 'labels'), state: 'ready' }])
  expect(printers[0]?.sinceMs).toBeGreaterThan(0)
  // No label of an order: nothing of it is recorded.
  expect(station.recorded().filter((kind) => kind.startsWith('Label'))).toEqual([])
})

test('[DV2] each printer is shown with the place where a person looks for it', async () => {
  const raw = { language: 'tspl', dotsPerInch: 203 } as const
  await supervised({ printers: [
    { printerId: 'net', name: '1', kind: 'tcp', host: '192.168.1.50', port: 9100, ...raw }, { printerId: 'line', name: '2', kind: 'serial', path: '/dev/ttyUSB3', baudRate: 9_600, parity: 'none', flowControl: 'none', ...raw },
    { printerId: 'usb', name: '3', kind: 'spooler', queue: 'label', ...raw }, { printerId: 'platform', name: '4', kind: 'component', component: 'cainiao', printerName: '菜鸟 80' },
  ] })
  expect((await read()).printers.map((printer) => printer.where)).toEqual(['192.168.1.50:9100', '/dev/ttyUSB3 9600', 'label', '菜鸟 80'])
})

test('[DV2] [DV4] the scale is shown with its weight, its refused frames, and since when it is silent', async () => {
  const scale = await startFakeScale()
  await supervised({ scale: { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } } })
  scale.put(1_250)
  scale.sendLine('ST,GS,+  1,250kg')
  await expect.poll(async () => (await read()).scale).toMatchObject({ where: `127.0.0.1:${scale.port}`, grams: 1_250, refusedFrames: { 'comma-decimal': 1 } })
  const before = (await read()).scale?.sinceMs ?? 0
  await scale.close()
  await expect.poll(async () => (await read()).scale, { timeout: 30_000 }).toMatchObject({ state: 'no-signal', grams: null })
  expect((await read()).scale?.sinceMs).toBeGreaterThanOrEqual(before)
})

test('[DV5] [DV6] a scanner that is tried out does no work; afterwards it works', async () => {
  const cradle = await startFakeCradle()
  await supervised({ scanners: [{ scannerId: 'hand', line: { kind: 'tcp', host: cradle.host, port: cradle.port } }] })
  await cradle.connected()
  let told = 0
  station.client.on('outcome.told', () => { told += 1 })
  await read(true)
  cradle.send('6901234567892\r\n')
  await expect.poll(async () => (await read(true)).heard.map((scan) => Buffer.from(scan.hex, 'hex').toString())).toEqual(['6901234567892\r\n'])
  expect(told).toBe(0)
  await read(false)
  cradle.send('6901234567892\r')
  await expect.poll(() => told).toBe(1)
  await cradle.close()
})

test('[DV7] [DV9] listening takes the line from the scale, says what it hears, and gives the line back', async () => {
  const scale = await startFakeScale()
  const line = { kind: 'tcp', host: scale.host, port: scale.port } as const
  await supervised({ scale: { scaleId: 'scale-1', protocol: 'toledo', line } })
  scale.put(730)
  await station.client.call('line.listen', { line })
  await expect.poll(async () => (await heard()).taken).toEqual({ protocol: 'and', grams: 730 })
  expect(await heard()).toMatchObject({ open: true, text: expect.stringContaining('ST,GS,+  0.730kg··'), hex: expect.stringMatching(/0d 0a$/) as string })
  expect(scale.listeners()).toBe(1)
  await station.client.call('line.leave', {})
  expect(await station.client.call('line.heard', {})).toEqual({ kind: 'refused', why: 'not-listening' })
  // Nobody asks any more: the same, five seconds later.
  await station.client.call('line.listen', { line })
  await heard()
  station.passTime(5_001)
  await expect.poll(() => station.client.call('line.heard', {})).toEqual({ kind: 'refused', why: 'not-listening' })
  await scale.close()
})

test('[DV1] [DV7] who signs out while a line is listened to hears no more of it, and the scale has its line back', async () => {
  const scale = await startFakeScale()
  const line = { kind: 'tcp', host: scale.host, port: scale.port } as const
  await supervised({ scale: { scaleId: 'scale-1', protocol: 'and', line } })
  scale.put(730)
  await station.client.call('line.listen', { line })
  await expect.poll(async () => (await heard()).taken).toEqual({ protocol: 'and', grams: 730 })
  await station.command('sign-out')
  expect(await station.client.call('line.heard', {})).toEqual({ kind: 'refused', why: 'not-listening' })
  await expect.poll(async () => (await station.view()).bar.scale.grams).toBe(730)
  await scale.close()
})

test('[DV8] a scale that only answers is asked until it is known', async () => {
  const cas = await startCasScale(2_040)
  await supervised({})
  await station.client.call('line.listen', { line: { kind: 'tcp', host: '127.0.0.1', port: cas.port } })
  await expect.poll(async () => {
    station.passTime(250)
    return (await heard()).taken
  }, { timeout: 30_000 }).toEqual({ protocol: 'cas', grams: 2_040 })
  await station.client.call('line.leave', {})
  await cas.close()
})

test('[DV8] a serial line on which nothing is understood is tried with the next usual setting, and one that is not there says so', async () => {
  await supervised({})
  const line = { kind: 'serial', path: join(folder, 'no-such-port'), baudRate: 9_600, dataBits: 8, parity: 'none' } as const
  await station.client.call('line.listen', { line })
  await expect.poll(async () => (await heard()).words).toBe('not-there')
  const tried = new Set<string>()
  await expect.poll(async () => {
    station.passTime(250)
    const now = (await heard()).line
    if (now.kind === 'serial') tried.add(`${now.baudRate} ${now.dataBits} ${now.parity}`)
    return [...tried].slice(0, 3)
  }, { interval: 5, timeout: 30_000 }).toEqual(['9600 8 none', '9600 7 even', '2400 7 even'])
  await station.client.call('line.leave', {})
})

/** ENQ is answered with ACK, DC1 with a frame; nothing else is. */
async function startCasScale(grams: number): Promise<{ port: number; close(): Promise<void> }> {
  const body = Buffer.from(`S ${(grams / 1_000).toFixed(3).padStart(6)}kg`)
  const frame = Buffer.concat([Buffer.of(1, 2), body, Buffer.of(body.reduce((all, byte) => all ^ byte, 0), 3, 4)])
  const open = new Set<Socket>()
  const server: Server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      for (const byte of bytes) {
        if (byte === 5) socket.write(Buffer.of(6))
        if (byte === 0x11) socket.write(frame)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

test('[LI2] the light shows what came of a scan, once, when its answer is on disk', async () => {
  const seen: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => seen.push(...bytes.toString('latin1')))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await supervised({ light: { line: { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port }, perSignal: false, bytes: { ok: '47', refused: '52', supervisor: '59', off: '' }, showMs: 1_000 } })
  await expect.poll(async () => { await station.client.call('light.test', { signal: 'supervisor' }); return seen.at(-1) }).toBe('Y')
  // The sign-in may have been shown too; it depends on when the line stood.
  const shown = (): string => seen.filter((signal) => signal !== 'Y').join('')
  expect(await station.scan('NO-SUCH-CODE')).toMatch(/^refused/)
  await expect.poll(shown).toMatch(/^G*R$/)
  await station.confirm()
  await expect.poll(shown).toMatch(/^G*RG$/)
  server.close()
})
