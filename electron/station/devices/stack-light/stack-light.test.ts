import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { letterBytes, LightSettings, pulseBytes } from '#shared/contract/light-settings.ts'
import { lightSignalOf } from '#shared/domain/outcomes/light-signal.ts'
import { acceptedVerdicts, type Outcome } from '#shared/domain/outcomes/outcome.ts'
import { refusalReasons } from '#shared/domain/outcomes/refusal-reasons.ts'
import { openStackLight, type StackLight } from './stack-light.ts'

let server: Server
let heard = ''
let connections = 0
const open = new Set<Socket>()
let light: StackLight | undefined
/** Real time, but what is to happen later happens when the test says so. */
const later = new Map<() => void, number>()
const timers = { after(delayMs: number, run: () => void) {
  later.set(run, delayMs)
  return () => void later.delete(run)
} }
const fire = (delayMs: number): void => {
  for (const [run, due] of Array.from(later)) {
    if (due !== delayMs) continue
    later.delete(run)
    run()
  }
}
const settingsOf = (part: Partial<LightSettings> = {}): LightSettings => ({ line: { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port }, perSignal: false, bytes: letterBytes, showMs: 1_500, ...part })
beforeEach(async () => {
  heard = ''
  connections = 0
  later.clear()
  server = createServer((socket) => {
    connections += 1
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
    socket.on('data', (bytes) => { heard += bytes.toString('latin1') })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  light?.close()
  for (const socket of open) socket.destroy()
  if (!server.listening) return
  server.close()
  await once(server, 'close')
})

test('[LI1] every outcome has its signal; what only a supervisor settles calls one', () => {
  const signal = (outcome: Partial<Outcome>): unknown => lightSignalOf({ values: {}, ...outcome } as Outcome)
  for (const verdict of acceptedVerdicts) expect(signal({ kind: 'accepted', verdict })).toBe(verdict === 'approval-asked' ? 'supervisor' : 'ok')
  for (const reason of refusalReasons) expect(['refused', 'supervisor']).toContain(signal({ kind: 'refused', reason }))
  expect([signal({ kind: 'refused', reason: 'wrong-item' }), signal({ kind: 'refused', reason: 'order-stopped' }), signal({ kind: 'asked' }), signal({ kind: 'ignored', why: 'bounce' })]).toEqual(['refused', 'supervisor', undefined, undefined])
})
test('[LI3] good and bad go off after a while, the call for a supervisor stays; a newer signal replaces an older one', async () => {
  light = openStackLight(settingsOf(), { timers, onState: () => undefined })
  await expect.poll(() => connections).toBe(1)
  light.show('ok')
  light.show('refused')
  await expect.poll(() => heard).toBe('GR')
  fire(1_500)
  await expect.poll(() => heard).toBe('GRO')
  light.show('supervisor')
  await expect.poll(() => heard).toBe('GROY')
  fire(1_500)
  light.show('ok')
  await expect.poll(() => heard).toBe('GROYG')
  expect(connections).toBe(1)
})
test('[LI5] pulses take a connection for each signal and give it back', async () => {
  light = openStackLight(settingsOf({ perSignal: true, bytes: pulseBytes }), { timers, onState: () => undefined })
  light.show('ok')
  light.show('refused')
  await expect.poll(() => heard).toBe('\u001bp\u0000dd')
  fire(200)
  await expect.poll(() => open.size).toBe(0)
  light.show('supervisor')
  await expect.poll(() => heard).toBe('\u001bp\u0000dd'.repeat(4))
  expect(connections).toBe(2)
})
test('[LI4] a light that is off holds nothing up, says so, and is not told later what it missed', async () => {
  const settings = settingsOf({ perSignal: true, bytes: pulseBytes })
  server.close()
  await once(server, 'close')
  let told = 0
  light = openStackLight(settings, { timers, onState: () => { told += 1 } })
  light.show('refused')
  await expect.poll(() => light?.trouble()).toBe('connection-refused')
  // It is back before its line would be tried again.
  const { port } = settings.line as { port: number }
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  fire(5_000)
  expect([told, heard, connections]).toEqual([1, '', 0])
  light.show('supervisor')
  await expect.poll(() => heard).toContain('dd')
  expect([told, heard, connections]).toEqual([2, '\u001bp\u0000dd'.repeat(3), 1])
})
test.each([['odd digits', '1b7'], ['no hexadecimal', 'zz'], ['too many', '00'.repeat(100)]])('[LI5] bytes with %s are refused', (_what, ok) => expect(LightSettings.safeParse(settingsOf({ bytes: { ...letterBytes, ok } })).success).toBe(false))
