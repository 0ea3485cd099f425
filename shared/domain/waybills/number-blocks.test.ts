import { describe, expect, it } from 'vitest'
import { blockEnd, endsEarlierMs, isLow, longestLeaseMs, numbersLeft } from './number-blocks.ts'

const now = 1_000_000_000_000

describe('a block of numbers', () => {
  it('[NB10] ends a day before its range does, after 30 days at the latest, and is not leased when no time is left', () => {
    expect(blockEnd(now + 5 * endsEarlierMs, now)).toBe(now + 4 * endsEarlierMs)
    expect(blockEnd(null, now)).toBe(now + longestLeaseMs)
    expect(blockEnd(now + 10 * longestLeaseMs, now)).toBe(now + longestLeaseMs)
    expect(blockEnd(now + endsEarlierMs, now)).toBeUndefined()
    expect(blockEnd(now + endsEarlierMs + 1, now)).toBe(now + 1)
  })
  it.each([[-1_000, 60], [-1, 60], [0, 0], [1_000, 0]])('[NB10] %i ms from its end it has %i numbers', (fromEndMs, left) => {
    expect(numbersLeft({ numberCount: 100, nextIndex: 40, untilMs: now }, now + fromEndMs)).toBe(left)
  })
  it('[NB10] has none while hub time is not known', () => {
    expect(numbersLeft({ numberCount: 100, nextIndex: 0, untilMs: now }, null)).toBe(0)
  })
  it.each([[61, false], [60, true], [0, true]])('[NB11] %i of 200 left is low: %s', (left, low) => {
    expect(isLow(left, 200)).toBe(low)
  })
})
