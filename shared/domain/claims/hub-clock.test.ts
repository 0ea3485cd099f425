import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hubNow, markAfter, resume, type HubMark } from './hub-clock.ts'

const bootId = 'boot-1'

describe('hub time', () => {
  it('[CL6] is never behind the hub, and ahead of it by one round trip at most, whatever the answers took', () => {
    fc.assert(fc.property(fc.array(fc.record({ pauseMs: fc.integer({ min: 0, max: 600_000 }), thereMs: fc.integer({ min: 0, max: 20_000 }), backMs: fc.integer({ min: 0, max: 20_000 }) }), { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 700_000_000 }), (answers, thenMs) => {
      let trueMs = 5_000_000
      let mark: HubMark | null = null
      // The monotonic clock of the station shows true time less a constant.
      const monotonic = () => trueMs - 4_000_000
      for (const { pauseMs, thereMs, backMs } of answers) {
        trueMs += pauseMs
        const sentMs = monotonic()
        trueMs += thereMs
        const hubAtMs = trueMs
        trueMs += backMs
        mark = markAfter(mark, { hubAtMs, sentMs, heardMs: monotonic(), bootId })
      }
      trueMs += thenMs
      const ahead = hubNow(mark!, { monotonicMs: monotonic(), bootId }) - trueMs
      expect(ahead).toBeGreaterThanOrEqual(0)
      expect(ahead).toBeLessThanOrEqual(mark!.roundTripMs)
    }))
  })
  it('[CL6] prefers quick answers: within a network that answers in a second it is right to a second', () => {
    const quick = markAfter(null, { hubAtMs: 100_000, sentMs: 1_000, heardMs: 1_040, bootId })
    const slow = markAfter(quick, { hubAtMs: 130_000, sentMs: 16_500, heardMs: 31_000, bootId })
    expect(slow).toEqual(quick)
    expect(markAfter(quick, { hubAtMs: 130_000, sentMs: 31_000, heardMs: 31_900, bootId }).roundTripMs).toBe(900)
    // After an hour without a quick one, a slow answer is better than a drifting clock.
    expect(markAfter(quick, { hubAtMs: 4_000_000, sentMs: 3_900_000, heardMs: 3_914_500, bootId }).hubAtMs).toBe(4_000_000)
  })
  it('[CL7] counts on over a restart of the program, and stands still over one of the machine', () => {
    const mark: HubMark = { hubAtMs: 100_000, monotonicMs: 50_000, roundTripMs: 10, bootId }
    expect(hubNow(resume(mark, { monotonicMs: 70_000, bootId }), { monotonicMs: 75_000, bootId })).toBe(125_000)
    const anew = resume(mark, { monotonicMs: 300, bootId: 'boot-2' })
    expect(hubNow(anew, { monotonicMs: 300, bootId: 'boot-2' })).toBe(100_000)
    expect(hubNow(anew, { monotonicMs: 5_300, bootId: 'boot-2' })).toBe(105_000)
  })
  it('[CL7] a monotonic clock that went back is another one', () => {
    const mark: HubMark = { hubAtMs: 100_000, monotonicMs: 50_000, roundTripMs: 10, bootId }
    expect(hubNow(resume(mark, { monotonicMs: 10, bootId }), { monotonicMs: 1_010, bootId })).toBe(101_000)
  })
})
