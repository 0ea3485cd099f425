// Goal: a scale of every make on a real serial line gives its weight once, when it stands still, and never one that was not there.
// Method: the real driver on one end of a pair of serial lines; this test is the scale on the other.
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LineScaleProtocolName } from '#shared/domain/weighing/scale-protocols/index.ts'
import { openScale, type Scale } from '#station/devices/scale/scale.ts'
import { scaleFrames as frames } from '#tests/support/scale-frames.ts'
import { openSerialPair, type SerialPair } from '#tests/support/serial-pair.ts'

const hasSocat = spawnSync('socat', ['-V']).error === undefined
if (!hasSocat) console.warn('Skipped: scales on serial lines, because socat is not installed (Debian package socat).')

const timers = { after: (delayMs: number, run: () => void) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
} }

describe.runIf(hasSocat)('a scale on a serial line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packwave-scale-'))
  let pair: SerialPair
  let scale: Scale
  let stopSending = (): void => undefined
  beforeEach(async () => { pair = (await openSerialPair(folder))! })
  afterEach(async () => {
    stopSending()
    scale.close()
    await pair.close()
  })
  const listen = (protocol: LineScaleProtocolName): void => {
    scale = openScale({ protocol, line: { kind: 'serial', path: pair.path, baudRate: 9_600, dataBits: 8, parity: 'none' }, scaleStepGrams: 1, nowMs: Date.now, timers, onReading: () => undefined })
  }
  /** What the scale shows from now on, twenty times a second; a scale that is asked speaks only then. */
  const show = (frame: () => Buffer): void => {
    stopSending()
    const timer = setInterval(() => pair.send(frame()), 50)
    stopSending = () => clearInterval(timer)
  }
  const state = () => expect.poll(() => scale.state(), { timeout: 30_000 })

  it.each(Object.keys(frames) as LineScaleProtocolName[])('[SP8] %s: empty, moving, still, taken once, empty again', async (protocol) => {
    const frame = frames[protocol]
    listen(protocol)
    show(() => frame(0))
    await state().toEqual({ state: 'stable', grams: 0 })
    let drift = 0
    show(() => frame(700 + (drift += 7), true))
    await state().toMatchObject({ state: 'moving' })
    expect(scale.usableGrams()).toBeNull()
    show(() => frame(1_234))
    await state().toEqual({ state: 'stable', grams: 1_234 })
    expect(scale.usableGrams()).toBe(1_234)
    // WS7: the same parcel is not weighed twice, and no second one before the plate was empty.
    scale.taken()
    expect(scale.usableGrams()).toBeNull()
    show(() => frame(2_000))
    await state().toEqual({ state: 'must-return-to-zero', grams: 2_000 })
    show(() => frame(0))
    await state().toEqual({ state: 'stable', grams: 0 })
    show(() => frame(2_000))
    await state().toEqual({ state: 'stable', grams: 2_000 })
  })

  it('[SP8] noise and half frames between the frames change nothing, and are counted', async () => {
    listen('toledo')
    let turn = 0
    show(() => {
      turn += 1
      const frame = frames.toledo(0)
      return turn % 3 === 0 ? Buffer.concat([Buffer.from([0xff, 0x00, 0x41]), frame.subarray(0, 9)]) : frame
    })
    await state().toEqual({ state: 'stable', grams: 0 })
    await expect.poll(() => scale.refusedFrames()['noise'] ?? 0).toBeGreaterThan(3)
    expect(scale.usableGrams()).toBeNull()
  })

  it('[WS8] a hand that leans on the plate of a scale without a stability flag is not a weight', async () => {
    listen('xk3190-a9')
    show(() => frames['xk3190-a9'](0))
    await state().toEqual({ state: 'stable', grams: 0 })
    let push = 0
    show(() => frames['xk3190-a9'](1_000 + ((push += 1) % 3)))
    await state().toMatchObject({ state: 'moving' })
    // Many frames later it still is not one.
    const seen = push
    await expect.poll(() => push, { timeout: 30_000 }).toBeGreaterThan(seen + 20)
    expect(scale.usableGrams()).toBeNull()
  })

  it('[SP6] a CAS scale is asked, and told to send after its answer', async () => {
    listen('cas')
    await expect.poll(() => pair.received().includes(5), { timeout: 30_000 }).toBe(true)
    pair.send(Buffer.of(6))
    await expect.poll(() => pair.received().includes(0x11), { timeout: 30_000 }).toBe(true)
  })

  it('[SP8] a plug that is pulled is "no signal", and the scale is found again under its name', async () => {
    listen('and')
    show(() => frames.and(0))
    await state().toEqual({ state: 'stable', grams: 0 })
    stopSending()
    await pair.unplug()
    await state().toEqual({ state: 'no-signal', grams: null })
    await pair.close()
    pair = (await openSerialPair(folder))!
    show(() => frames.and(0))
    await state().toEqual({ state: 'stable', grams: 0 })
  })
})
