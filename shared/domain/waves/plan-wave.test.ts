import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byUrgency, planWave } from './plan-wave.ts'
import { type ReleaseRule, type WaveCandidate, whyForbidden } from './release-rule.ts'
import { waveNumber } from './wave-number.ts'

const HOUR = 3_600_000
const NOW = 1_000 * HOUR
const rule = (more: Partial<ReleaseRule> = {}): ReleaseRule => ({
  ruleId: 'R', name: '午前', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'any', zones: [], minPriority: null, mode: 'by-order',
  maxOrders: 100, maxUnits: 1000, maxWeightGrams: 1_000_000, maxVolumeMl: 1_000_000, maxSlots: 20, autoRelease: false, ...more,
})
const order = (orderId: string, more: Partial<WaveCandidate> = {}): WaveCandidate => ({
  orderId, carrierCode: 'ZTO', cutOffAtMs: NOW + HOUR, receivedAtMs: 0, priority: 0, units: 2, weightGrams: 500, volumeMl: 2000, zones: ['A'], linesWithoutPlace: 0, ...more,
})
const whyOf = (given: ReleaseRule, candidate: WaveCandidate): string | undefined => planWave(given, [candidate], NOW).leftOut[0]?.why

describe('what a rule forbids', () => {
  test('[RR1] an order with a line that lies nowhere is not released', () => expect(whyOf(rule(), order('a', { linesWithoutPlace: 1 }))).toBe('no-place'))
  test('[RR2] another carrier', () => expect(whyOf(rule({ carrierCodes: ['SF'] }), order('a'))).toBe('other-carrier'))
  test('[RR3] a cut-off too far away waits, one just near enough or already past goes', () => {
    const soon = rule({ cutOffBeforeMinutes: 60 })
    expect(whyOf(soon, order('a', { cutOffAtMs: NOW + HOUR + 1 }))).toBe('cut-off-too-far')
    expect(whyOf(soon, order('a'))).toBeUndefined()
    expect(whyOf(soon, order('a', { cutOffAtMs: NOW - HOUR }))).toBeUndefined()
  })
  test('[RR4] single is one piece; one line of two pieces is multi', () => {
    expect(whyOf(rule({ itemCount: 'single' }), order('a'))).toBe('other-item-count')
    expect(whyOf(rule({ itemCount: 'multi' }), order('a', { units: 1 }))).toBe('other-item-count')
    expect(whyOf(rule({ mode: 'single-item' }), order('a'))).toBe('other-item-count')
    expect(whyOf(rule({ mode: 'single-item' }), order('a', { units: 1 }))).toBeUndefined()
  })
  test('[RR5] every line of the order lies in the zones of the rule', () => expect(whyOf(rule({ zones: ['A', 'B'] }), order('a', { zones: ['A', 'C'] }))).toBe('other-zone'))
  test('[RR6] too low a priority', () => expect(whyOf(rule({ minPriority: 1 }), order('a'))).toBe('priority-too-low'))
})

describe('planning a wave', () => {
  test('[PW1] earliest cut-off, then priority, then longest waiting', () => {
    const orders = [
      order('late', { cutOffAtMs: NOW + 2 * HOUR, priority: 9 }), order('new', { receivedAtMs: 5 }), order('old', { receivedAtMs: 1 }), order('first', { priority: 2, receivedAtMs: 9 }),
    ]
    const wave = planWave(rule(), orders, NOW)
    expect(wave.orderIds).toEqual(['first', 'old', 'new', 'late'])
    expect(wave.cutOffAtMs).toBe(NOW + HOUR)
  })
  test('[PW3] the wall has only so many slots; a walk by order needs none', () => {
    const orders = ['a', 'b', 'c'].map(id => order(id))
    expect(planWave(rule({ mode: 'batch-wall', maxSlots: 2 }), orders, NOW).orderIds).toEqual(['a', 'b'])
    expect(planWave(rule({ mode: 'cart', maxSlots: 2 }), orders, NOW).orderIds).toEqual(['a', 'b', 'c'])
    expect(planWave(rule({ maxSlots: 2 }), orders, NOW).orderIds).toEqual(['a', 'b', 'c'])
  })
  test('[PW4] an order without a known weight goes out and is counted as such', () => {
    expect(planWave(rule({ maxWeightGrams: 500 }), [order('a'), order('b', { weightGrams: null })], NOW)).toMatchObject({ orderIds: ['a', 'b'], ordersWithoutWeight: 1 })
  })
  test('[PW5] an order larger than a cap on its own says so', () => {
    for (const caps of [{ maxUnits: 1 }, { maxWeightGrams: 499 }, { maxVolumeMl: 1999 }]) expect(whyOf(rule(caps), order('a'))).toBe('larger-than-caps')
  })
  test('[PW6] what does not fit any more is passed over for smaller ones and is first in the next wave', () => {
    const orders = [order('a', { units: 6, priority: 3 }), order('b', { units: 6, priority: 2 }), order('c', { units: 4, priority: 1 })]
    const wave = planWave(rule({ maxUnits: 10 }), orders, NOW)
    expect(wave.orderIds).toEqual(['a', 'c'])
    expect(wave.leftOut).toEqual([{ orderId: 'b', why: 'wave-full' }])
    expect(planWave(rule({ maxUnits: 10 }), orders.filter(one => one.orderId === 'b'), NOW).orderIds).toEqual(['b'])
  })

  test('[PW6] units, weight and volume each close the wave', () => {
    for (const caps of [{ maxUnits: 3 }, { maxWeightGrams: 999 }, { maxVolumeMl: 3999 }, { maxOrders: 1 }]) {
      expect(planWave(rule(caps), [order('a'), order('b')], NOW).leftOut).toEqual([{ orderId: 'b', why: 'wave-full' }])
    }
  })

  const anyCandidates = fc.uniqueArray(fc.record({
    orderId: fc.string({ minLength: 1, maxLength: 4 }), carrierCode: fc.constantFrom('SF', 'ZTO', 'YTO'), cutOffAtMs: fc.integer({ min: NOW - HOUR, max: NOW + 5 * HOUR }),
    receivedAtMs: fc.nat(9), priority: fc.nat(3), units: fc.integer({ min: 1, max: 9 }), weightGrams: fc.option(fc.integer({ min: 1, max: 3000 })),
    volumeMl: fc.option(fc.integer({ min: 1, max: 3000 })), zones: fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1 }), linesWithoutPlace: fc.constantFrom(0, 0, 0, 1),
  }), { selector: one => one.orderId, maxLength: 40 })
  const anyRule = fc.record({
    carrierCodes: fc.subarray(['SF', 'ZTO', 'YTO']), cutOffBeforeMinutes: fc.option(fc.nat(300)), itemCount: fc.constantFrom('single' as const, 'multi' as const, 'any' as const),
    zones: fc.subarray(['A', 'B', 'C']), minPriority: fc.option(fc.nat(3)), mode: fc.constantFrom('by-order' as const, 'batch-wall' as const, 'zone-wall' as const, 'cart' as const, 'single-item' as const),
    maxOrders: fc.integer({ min: 1, max: 20 }), maxUnits: fc.integer({ min: 1, max: 40 }), maxWeightGrams: fc.integer({ min: 1, max: 9000 }), maxVolumeMl: fc.integer({ min: 1, max: 9000 }), maxSlots: fc.integer({ min: 1, max: 12 }),
  }).map(rule)

  test('[PW2] [PW3] [PW5] [PW6] nothing forbidden comes in, no cap is exceeded, every order is accounted for, and the row of the candidates does not matter', () => {
    fc.assert(fc.property(anyRule, anyCandidates, (given, candidates) => {
      const wave = planWave(given, candidates, NOW)
      const taken = candidates.filter(one => wave.orderIds.includes(one.orderId))
      const sum = (pick: (one: WaveCandidate) => number): number => taken.reduce((total, one) => total + pick(one), 0)
      expect(taken.every(one => whyForbidden(given, one, NOW) === null)).toBe(true)
      expect([...wave.orderIds, ...wave.leftOut.map(left => left.orderId)].sort()).toEqual(candidates.map(one => one.orderId).sort())
      expect(taken.length).toBeLessThanOrEqual(given.mode.endsWith('wall') ? Math.min(given.maxOrders, given.maxSlots) : given.maxOrders)
      expect(sum(one => one.units)).toBeLessThanOrEqual(given.maxUnits)
      expect(sum(one => one.weightGrams ?? 0)).toBeLessThanOrEqual(given.maxWeightGrams)
      expect(sum(one => one.volumeMl ?? 0)).toBeLessThanOrEqual(given.maxVolumeMl)
      expect(wave.orderIds).toEqual(taken.toSorted(byUrgency).map(one => one.orderId))
      expect(planWave(given, candidates.toReversed(), NOW)).toEqual(wave)
    }))
  })
})

test('[WN1] a wave number comes from date and sequence, grows beyond 9999 and is never shared', () => {
  expect(waveNumber('261123', 7)).toBe('W261123-0007')
  expect(new Set(Array.from({ length: 20_000 }, (_, index) => waveNumber('261123', index + 1))).size).toBe(20_000)
  for (const [date, sequence] of [['2026-11-23', 1], ['261123', 0], ['261123', 1.5], ['２６1123', 1]] as const) expect(() => waveNumber(date, sequence)).toThrow()
})
