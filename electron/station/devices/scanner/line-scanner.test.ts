// Goal: no half code is work, and a line that is dead is known to be. Method: the real driver on connections of the loopback; this test is the scanner.
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { normaliseCode } from '#shared/domain/codes/normalise-code.ts'
import { startFakeCradle, type FakeCradle } from '#tests/support/fake-cradle.ts'
import { timersByHand } from '#tests/support/timers-by-hand.ts'
import { openLineScanner, type LineScanner } from './line-scanner.ts'

let cradle: FakeCradle
let scanner: LineScanner
let codes: string[]
/** Then nothing more, for as long as it takes. */
let send: (text: string) => Promise<void>
beforeEach(async () => {
  cradle = await startFakeCradle()
  codes = []
  let heard = ''
  const timers = timersByHand()
  scanner = openLineScanner({ scannerId: 'hand', line: { kind: 'tcp', host: cradle.host, port: cradle.port }, timers, onCode: (code) => codes.push(code), onBytes: (bytes) => { heard += Buffer.from(bytes).toString() }, onState: () => undefined })
  await cradle.connected()
  send = async (text) => {
    heard = ''
    cradle.send(text)
    await expect.poll(() => heard).toBe(text)
    // The silence, and the last look behind it.
    timers.fire()
    timers.fire()
  }
})
afterEach(async () => {
  scanner.close()
  await cradle.close()
})

test('[SS6] a half code from a scanner that sends an end is refused and is no other code', async () => {
  await send('TOTE-12\r')
  await send('TOTE-1')
  expect(codes).toEqual(['TOTE-12', 'TOTE-1\u0018'])
  expect(normaliseCode('TOTE-1\u0018')).toMatchObject({ kind: 'refused', reason: 'control-character' })
  await send('TOTE-12\r')
  expect(codes.at(-1)).toBe('TOTE-12')
})

test('[SS6] one that sends no end with some kinds of codes is known by the second scan', async () => {
  for (const text of ['6901234567892\r', 'DM-7', 'DM-7', 'DM-8', '6901234567892\r']) await send(text)
  expect(codes).toEqual(['6901234567892', 'DM-7\u0018', 'DM-7', 'DM-8', '6901234567892'])
})

test('[SS1] one that never sends an end needs none', async () => {
  for (const text of ['TOTE-1', 'TOTE-12']) await send(text)
  expect(codes).toEqual(['TOTE-1', 'TOTE-12'])
})

const tableOfSockets = '/proc/net/tcp'
const hasTable = existsSync(tableOfSockets)
if (!hasTable) console.warn(`Skipped: whether a silent line is asked for, because this system has no ${tableOfSockets}.`)
describe.runIf(hasTable)('a line that is silent', () => {
  test('[SS7] is asked by the system whether its other end is there', async () => {
    const ends: Socket[] = []
    const server = createServer((socket) => ends.push(socket)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const silent = openLineScanner({ scannerId: 'cradle', line: { kind: 'tcp', host: '127.0.0.1', port }, timers: timersByHand(), onCode: () => undefined, onState: () => undefined })
    await expect.poll(() => ends.length).toBe(1)
    const ownEnd = `0100007F:${(ends[0]?.remotePort ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    // Of each socket: number, own address, other address, state, queues, timer. Timer 02 is that of keep-alive.
    await expect.poll(() => readFileSync(tableOfSockets, 'utf8').split('\n').map((line) => line.trim().split(/\s+/)).find((fields) => fields[1] === ownEnd)?.[5]?.slice(0, 2)).toBe('02')
    silent.close()
    server.close()
  })
})
