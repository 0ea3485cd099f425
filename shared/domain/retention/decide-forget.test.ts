import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forgettableSeq, isDayOver, keptDays, retentionPace, ripeMark, type DayMark } from './decide-forget.ts'

const hour = 3_600_000
const marks = (count: number): DayMark[] => Array.from({ length: count }, (_, index) => ({ dayMarkId: index + 1, stationAtMs: index * 24 * hour, hubAtMs: index * 24 * hour }))

describe('how long a fact stays', () => {
  it('[RN1] 14 days, or twice the time between two backups of the hub when that is longer', () => {
    expect([1, 24, 168, 169, 240, 720].map((hours) => keptDays(hours, retentionPace))).toEqual([14, 14, 14, 15, 20, 60])
    expect(() => keptDays(0, retentionPace)).toThrow()
  })

  it('[RN2] a day is over when both clocks say so', () => {
    const [newest] = marks(1)
    const over = (stationHours: number, hubHours: number): boolean => isDayOver(newest, { stationAtMs: stationHours * hour, hubAtMs: hubHours * hour }, retentionPace)
    expect(isDayOver(undefined, { stationAtMs: 0, hubAtMs: 0 }, retentionPace)).toBe(true)
    expect([over(23, 24), over(24, 23), over(24, 24), over(480, 1), over(1, 480), over(-480, 1)]).toEqual([false, false, true, false, false, false])
    // Set back for good: the next mark stands at the new time.
    expect(over(-480, 24)).toBe(true)
  })

  it('[RN3] only what stood there so many days of the hub ago is old enough', () => {
    expect(ripeMark(marks(14), 14)).toBeUndefined()
    expect(ripeMark(marks(15), 14)?.dayMarkId).toBe(1)
    expect(ripeMark(marks(20), 14)?.dayMarkId).toBe(6)
    expect(() => ripeMark(marks(3), 0)).toThrow()
  })
})

describe('which entries may go', () => {
  it('[RN4] what the hub has acknowledged, what stood there at the mark, and never the newest', () => {
    const seq = (change: Partial<Parameters<typeof forgettableSeq>[0]>): number => forgettableSeq({ lastSeq: 100, acknowledgedSeq: 100, markedSeq: 100, forgottenSeq: 0, leastKept: 1, ...change })
    expect([seq({}), seq({ acknowledgedSeq: 40 }), seq({ markedSeq: 30 }), seq({ leastKept: 60 }), seq({ leastKept: 500 })]).toEqual([99, 40, 30, 40, 0])
    expect(() => seq({ leastKept: 0 })).toThrow()
  })

  it('[RN4] whatever the numbers are, nothing unsent and nothing newer than the mark goes, and nothing comes back', () => {
    fc.assert(fc.property(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), fc.integer({ min: 1, max: 50 }), (lastSeq, acknowledged, markedSeq, forgotten, leastKept) => {
      const acknowledgedSeq = Math.min(acknowledged, lastSeq)
      const forgottenSeq = Math.min(forgotten, acknowledgedSeq, markedSeq, Math.max(0, lastSeq - 1))
      const seq = forgettableSeq({ lastSeq, acknowledgedSeq, markedSeq, forgottenSeq, leastKept })
      expect(seq).toBeGreaterThanOrEqual(forgottenSeq)
      expect(seq).toBeLessThanOrEqual(Math.min(acknowledgedSeq, markedSeq, Math.max(0, lastSeq - 1)))
    }))
  })
})
