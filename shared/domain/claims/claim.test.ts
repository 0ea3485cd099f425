import { describe, expect, it } from 'vitest'
import { claimLeaseMs, decideClaim, hasEnded, isDue, isHeldElsewhere, renewBelowMs, type Claim } from './claim.ts'

const day = 86_400_000
const asked = { claimKind: 'list', subject: 'l1', stationId: 'S1', stationName: '1号台', personId: 'p1' } as const
const held = (change: Partial<Claim> = {}): Claim => ({ ...asked, sinceMs: 1_000, untilMs: 1_000 + claimLeaseMs, ...change })

describe('a claim', () => {
  it('[CL1] goes to whoever is heard first, and is the same when heard again', () => {
    const first = decideClaim(undefined, asked, 1_000)
    expect(first).toEqual({ kind: 'granted', claim: held() })
    expect(decideClaim(held(), asked, 5_000)).toEqual({ kind: 'kept', claim: held() })
    expect(decideClaim(held(), { ...asked, stationId: 'S2', personId: 'p2' }, 5_000)).toEqual({ kind: 'held', by: held() })
  })
  it('[CL2] moves with its person, and not with anybody else', () => {
    expect(decideClaim(held(), { ...asked, stationId: 'S2', stationName: '2号台' }, 9_000)).toMatchObject({ kind: 'granted', claim: { stationId: 'S2', sinceMs: 9_000 } })
    expect(decideClaim(held(), { ...asked, personId: 'p2' }, 9_000)).toMatchObject({ kind: 'granted', claim: { personId: 'p2', sinceMs: 1_000 } })
  })
  it.each([[-1, false], [0, true], [1, true]])('[CL4] %i ms from its end it is over: %s', (fromEndMs, over) => {
    expect(hasEnded(held(), held().untilMs + fromEndMs)).toBe(over)
    expect(isHeldElsewhere(held(), 'S2', held().untilMs + fromEndMs)).toBe(!over)
    expect(decideClaim(held(), { ...asked, stationId: 'S2', personId: 'p2' }, held().untilMs + fromEndMs).kind).toBe(over ? 'granted' : 'held')
  })
  it('[CL4] does not end while hub time is not known', () => {
    expect(hasEnded(held(), null)).toBe(false)
  })
  it('[CL5] has seven days left at least whenever its station was just heard', () => {
    for (let atMs = 1_000, claim = held(); atMs < 30 * day; atMs += 60_000) {
      if (isDue(claim, atMs)) claim = { ...claim, untilMs: atMs + claimLeaseMs }
      expect(claim.untilMs - atMs).toBeGreaterThanOrEqual(renewBelowMs)
    }
    expect(renewBelowMs).toBeGreaterThanOrEqual(7 * day)
  })
})
