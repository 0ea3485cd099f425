import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { asciiBytes, asciiText } from '#shared/domain/weighing/scale-protocols/scale-protocol.ts'
import { toledoChecksum } from '#shared/domain/weighing/scale-protocols/toledo.ts'
import { scaleLine, startFakeScale } from '#tests/support/fake-scale.ts'
import { openScale } from './scale.ts'

const timers = { after: (delayMs: number, run: () => void) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
} }

test('[SP10] a tare that stays set is told after three frames, and is over with the first that can be read', async () => {
  const fake = await startFakeScale()
  const scale = openScale({ protocol: 'and', line: { kind: 'tcp', host: fake.host, port: fake.port }, scaleStepGrams: 1, nowMs: Date.now, timers, onReading: () => undefined })
  await expect.poll(() => scale.state().grams).toBe(0)
  const seen = new Set<string | undefined>()
  const tared = setInterval(() => {
    for (let count = 0; count < 3; count += 1) fake.sendLine('ST,NT,+  1.234kg')
  }, 20)
  await expect.poll(() => { seen.add(scale.trouble?.()); return [...seen] }, { interval: 2 }).toContain('tared')
  clearInterval(tared)
  await expect.poll(() => scale.trouble?.()).toBeUndefined()
  scale.close()
  await fake.close()
})

test('[SP9] a still frame that lost a digit is no weight; two that agree are one', async () => {
  const fake = await startFakeScale()
  const seen: (number | null)[] = []
  const usable = new Set<number>()
  const scale = openScale({
    protocol: 'and', line: { kind: 'tcp', host: fake.host, port: fake.port }, scaleStepGrams: 1, nowMs: Date.now, timers,
    onReading() {
      seen.push(scale.state().grams)
      const grams = scale.usableGrams()
      if (grams !== null) usable.add(grams)
    },
  })
  // Empty, twice over: the gate opens.
  await expect.poll(() => seen.filter((grams) => grams === 0).length).toBeGreaterThanOrEqual(2)
  for (const [line, grams] of [['ST,GS,+ 1.34kg', 1_340], ['ST,GS,+  1.234kg', 1_234], ['ST,GS,+ 12.34kg', 12_340], ['ST,GS,+  1.234kg', 1_234]] as const) {
    const before = seen.length
    fake.sendLine(line)
    await expect.poll(() => seen.slice(before)).toContain(grams)
  }
  expect([...usable]).toEqual([])
  fake.put(1_234)
  await expect.poll(() => [...usable]).toEqual([1_234])
  scale.close()
  await fake.close()
})

test('[WS9] frames that come together, each called stable, are no weight; the same weight a moment later is', async () => {
  const fake = await startFakeScale()
  let now = 0
  const seen: (number | null)[] = []
  const usable = new Set<number>()
  const scale = openScale({
    protocol: 'and', line: { kind: 'tcp', host: fake.host, port: fake.port }, scaleStepGrams: 1, nowMs: () => now, timers,
    onReading() {
      seen.push(scale.state().grams)
      const grams = scale.usableGrams()
      if (grams !== null) usable.add(grams)
    },
  })
  await expect.poll(() => seen.filter((grams) => grams === 0).length).toBeGreaterThanOrEqual(2)
  // The parcel that stood there while the line was silent, and the one that stands there now.
  for (const grams of [777, 777, 0, 0]) fake.sendLine(scaleLine(grams, true))
  fake.put(500)
  await expect.poll(() => seen.at(-1)).toBe(500)
  expect([...usable]).toEqual([])
  now += 80
  await expect.poll(() => [...usable]).toEqual([500])
  scale.close()
  await fake.close()
})

test('[WS9] [SP9] one moving weight that a scale calls stable is none, however whole its frame; neither is the first after a second of silence', async () => {
  // One that says what it is told and nothing else.
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connected = once(server, 'connection') as Promise<[Socket]>
  let now = 0
  const seen: (number | null)[] = []
  const scale = openScale({ protocol: 'toledo', line: { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port }, scaleStepGrams: 1, nowMs: () => now, timers, onReading: () => void seen.push(scale.usableGrams()) })
  const [socket] = await connected
  const say = async (...weights: string[]): Promise<number | null | undefined> => {
    const before = seen.length
    const frames = weights.map((digits) => asciiBytes(`\u0002-0 ${digits}000000\r`))
    socket.write(Buffer.concat(frames.map((frame) => Buffer.from([...frame, toledoChecksum(frame)]))))
    now += 100
    await expect.poll(() => seen.length).toBeGreaterThan(before)
    return seen.at(-1)
  }
  await say('000000')
  await say('000000')
  expect(await say('000731')).toBe(null)
  // Of a line that says each frame thrice.
  expect(await say('000944', '000944', '000944')).toBe(null)
  expect(await say('001250')).toBe(null)
  expect(await say('001250')).toBe(1_250)
  now += 1_500
  expect(await say('001250')).toBe(null)
  expect(await say('001250')).toBe(1_250)
  scale.close()
  socket.destroy()
  server.close()
})

test('[SP11] a line with another parity or protocol is told, and is over with the first frame', async () => {
  const fake = await startFakeScale()
  const scale = openScale({ protocol: 'toledo', line: { kind: 'tcp', host: fake.host, port: fake.port }, scaleStepGrams: 1, nowMs: Date.now, timers, onReading: () => undefined })
  await expect.poll(fake.listeners).toBe(1)
  for (let line = 0; line < 12; line += 1) fake.put(500)
  await expect.poll(() => scale.trouble?.()).toBe('not-understood')
  const frame = asciiBytes('\u0002-0 001250000000\r')
  fake.sendLine(asciiText(frame) + String.fromCharCode(toledoChecksum(frame)))
  await expect.poll(() => scale.state().grams, { interval: 5 }).toBe(1_250)
  expect(scale.trouble?.()).toBeUndefined()
  scale.close()
  await fake.close()
})

test('[WS7] a parcel that leaves the bench while the scale speaks in pounds is not the weight of the next one', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connected = once(server, 'connection') as Promise<[Socket]>
  let now = 0
  let heard = 0
  const scale = openScale({ protocol: 'and', line: { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port }, scaleStepGrams: 1, nowMs: () => now, timers, onReading: () => void (heard += 1) })
  const [socket] = await connected
  const say = async (line: string): Promise<number | null> => {
    for (let frame = 0; frame < 2; frame += 1) {
      const before = heard
      socket.write(`${line}\r\n`)
      now += 100
      await expect.poll(() => heard, { interval: 2 }).toBeGreaterThan(before)
    }
    return scale.usableGrams()
  }
  await say(scaleLine(0, true))
  await say('ST,GS,+  2.720lb')
  scale.parcelLeft()
  expect(await say(scaleLine(1_234, true))).toBeNull()
  expect(scale.state()).toEqual({ state: 'must-return-to-zero', grams: 1_234 })
  await say(scaleLine(0, true))
  // A plate that is seen to be empty stays ready.
  scale.parcelLeft()
  expect(await say(scaleLine(2_000, true))).toBe(2_000)
  // Set to zero under that parcel, which is then lifted.
  await say(scaleLine(0, true))
  await say(scaleLine(-2_000, true))
  expect(await say(scaleLine(766, true))).toBeNull()
  scale.close()
  socket.destroy()
  server.close()
})
