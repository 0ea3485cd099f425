import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gateAfterReading, gateAfterTaking, isSteady, runAfterFrame, type ScaleGate, type ScaleReading, type StillRun, usableReading } from './scale-reading.ts'

const reading = (grams: number | null, more: Partial<ScaleReading> = {}): ScaleReading =>
  ({ grams, stable: true, overload: false, underZero: false, atMs: 10_000, ...more })
const why = (readings: ScaleReading[], nowMs = 10_100, gate: ScaleGate = 'ready') => {
  const answer = usableReading(readings, nowMs, gate, 2)
  return answer.kind === 'usable' ? answer.grams : answer.why
}

describe('usable reading', () => {
  test('a stable, fresh weight on a cleared scale is taken', () => expect(why([reading(512)])).toBe(512))
  test('[WS1] nothing read', () => expect(why([])).toBe('no-reading'))
  test('[WS2] a second old is too old, and so is one from the future', () => {
    expect(why([reading(512)], 10_999)).toBe(512)
    expect(why([reading(512)], 11_000)).toBe('stale')
    expect(why([reading(512)], 9_999)).toBe('stale')
    expect(why([reading(512)], Number.NaN)).toBe('stale')
  })
  test('[WS3] overload and under zero are said as such', () => {
    expect(why([reading(null, { overload: true })])).toBe('overload')
    expect(why([reading(9_999_999)])).toBe('overload')
    expect(why([reading(null, { underZero: true })])).toBe('under-zero')
    expect(why([reading(-40)])).toBe('under-zero')
  })
  test('[WS4] no number, half a gram and NaN are not weights', () => {
    expect([null, 12.5, Number.NaN].map(grams => why([reading(grams)]))).toEqual(['not-a-weight', 'not-a-weight', 'not-a-weight'])
  })
  test('[WS5] only the newest reading counts, and it must stand still', () => {
    expect(why([reading(512), reading(512, { stable: false })])).toBe('unstable')
  })
  test('[WS6] an empty scale, -0 included, is no parcel', () => expect([0, -0, 2, -2].map(grams => why([reading(grams)]))).toEqual(['empty', 'empty', 'empty', 'empty']))

  test('[WS7] the weight of one parcel is never carried to the next', () => {
    let gate = gateAfterTaking()
    expect(why([reading(512)], 10_100, gate)).toBe('must-return-to-zero')
    gate = gateAfterReading(gate, reading(0, { stable: false }), 2)
    expect(gate).toBe('must-clear')
    gate = gateAfterReading(gate, reading(-300), 2)
    expect(gate).toBe('must-clear')
    gate = gateAfterReading(gate, reading(1), 2)
    expect(gate).toBe('ready')
    expect(gateAfterReading(gate, reading(700), 2)).toBe('ready')
  })

  test('[WS7] a scale that was set to zero under a parcel gives no weight from there', () => {
    for (const lifted of [reading(-1_234), reading(-1_234, { stable: false }), reading(null, { underZero: true, stable: false })]) {
      let gate = gateAfterReading('must-clear', reading(0), 2)
      gate = gateAfterReading(gate, lifted, 2)
      expect(why([reading(766)], 10_100, gate)).toBe('must-return-to-zero')
      expect(why([reading(2_000)], 10_100, gateAfterReading(gate, reading(0), 2))).toBe(2_000)
    }
    expect(gateAfterReading('ready', reading(-2), 2)).toBe('ready')
  })

  test('[WS7] between two weights taken lies a stable zero, whatever the scale sends', () => {
    const anyReading = fc.record({
      grams: fc.option(fc.integer({ min: -50, max: 900 })), stable: fc.boolean(), overload: fc.boolean(), underZero: fc.boolean(), atMs: fc.constant(0),
    })
    fc.assert(fc.property(fc.array(anyReading, { maxLength: 60 }), stream => {
      let gate: ScaleGate = 'must-clear'
      let zeroSeen = false
      for (const one of stream) {
        gate = gateAfterReading(gate, one, 2)
        if (one.stable && one.grams !== null && Math.abs(one.grams) <= 2) zeroSeen = true
        if (usableReading([one], 0, gate, 2).kind !== 'usable') continue
        expect(zeroSeen).toBe(true)
        zeroSeen = false
        gate = gateAfterTaking()
      }
    }))
  })

  test('[WS8] a scale without a flag is steady after five equal frames over 400 ms', () => {
    const steadyAfter = (...frames: [number | null, number][]): boolean => {
      let run: StillRun | undefined
      for (const [grams, atMs] of frames) run = runAfterFrame(run, { grams, atMs })
      return run !== undefined && isSteady(run, frames.at(-1)![1])
    }
    const frames = (count: number, gapMs: number): [number, number][] => Array.from({ length: count }, (_, index) => [512, index * gapMs])
    expect(steadyAfter(...frames(5, 100))).toBe(true)
    expect(steadyAfter(...frames(4, 200))).toBe(false)
    expect(steadyAfter(...frames(5, 99))).toBe(false)
    expect(steadyAfter(...frames(6, 100), [513, 700])).toBe(false)
    // 耀华 at 9,600 baud says 80 frames a second; faster ones exist.
    for (const gapMs of [12.5, 4, 0.1]) expect(steadyAfter(...frames(Math.ceil(400 / gapMs) + 1, gapMs))).toBe(true)
    expect(steadyAfter(...frames(6, 100), [512, 50])).toBe(false)
  })
})
