import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idleLock } from './idle-lock.ts'
import { admitAttempt, FREE_ATTEMPTS, HARD_STOP_ATTEMPTS, LONGEST_WAIT_MS, noAttempts, type PinAttempts, waitAfterMs } from './lock-out.ts'
import { isPinShaped, judgeNewPin } from './pin-rule.ts'
import { mayDo, type Right, rights } from './rights.ts'
import { judgeSecondPerson } from './second-person.ts'

const rowOf = (role: 'temp' | 'packer' | 'supervisor' | 'admin'): Right[] => rights.filter(right => mayDo(role, right))

describe('rights', () => {
  test('[PE1] a temp works on the floor and overrides nothing', () => expect(rowOf('temp')).toEqual(['sign-in', 'pick', 'put', 'check', 'manifest']))
  test('[PE2] a packer may reprint besides', () => expect(rowOf('packer')).toEqual([...rowOf('temp'), 'reprint']))
  test('[PE3] a supervisor may do all but manage people, an admin all', () => {
    expect(rowOf('supervisor')).toEqual(rights.filter(right => right !== 'manage-people'))
    expect(rowOf('admin')).toEqual([...rights])
  })
})

describe('second person', () => {
  const supervisor = { personId: 'P-7', role: 'supervisor', active: true } as const
  test('[PE4] nobody approves a parcel that was in her own hands', () => {
    expect(judgeSecondPerson('approve-weight', supervisor, ['P-1', 'P-7'])).toEqual({ kind: 'refused', why: 'same-person' })
    expect(judgeSecondPerson('approve-weight', supervisor, ['P-1'])).toEqual({ kind: 'approved' })
  })
  test('[PE5] the badge of a leaver is refused', () => expect(judgeSecondPerson('approve-weight', { ...supervisor, active: false }, [])).toMatchObject({ why: 'badge-disabled' }))
  test('[PE6] another packer or temp is not enough', () => {
    for (const role of ['packer', 'temp'] as const) expect(judgeSecondPerson('weigh-in', { ...supervisor, role }, ['P-1'])).toMatchObject({ why: 'not-allowed' })
  })
})

describe('PIN', () => {
  test('[PN1] only six ASCII digits are a PIN', () => {
    for (const text of ['', '12345', '1234567', '13579a', ' 135791', '135791\n', '１３５７９１', '٣٥٧٩١٢', '1'.repeat(100)]) expect(isPinShaped(text), text).toBe(false)
    expect(isPinShaped('135792')).toBe(true)
  })
  test('[PN2] [PN3] what everybody tries first is refused', () => {
    for (const pin of ['000000', '777777', '123456', '654321', '890123', '210987', '121212', '123123']) expect(judgeNewPin(pin), pin).toEqual({ kind: 'refused', why: 'too-easy' })
    for (const pin of ['112358', '202404', '135792', '808018', '102030']) expect(judgeNewPin(pin), pin).toEqual({ kind: 'good' })
  })
  test('[PN2] [PN3] fewer than one PIN in 500 is lost to the rule', () => {
    let refused = 0
    for (let number = 0; number < 1_000_000; number++) if (judgeNewPin(String(number).padStart(6, '0')).kind === 'refused') refused++
    expect(refused).toBeLessThan(2000)
  })
})

describe('lock-out', () => {
  test('[LO1] [LO2] five attempts are free, then 30 s doubling to 15 minutes', () => {
    expect(Array.from({ length: 12 }, (_, failed) => waitAfterMs(failed) / 1000)).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900])
  })

  test('[LO3] an attempt during the pause is neither compared nor counted', () => {
    const locked: PinAttempts = { failedPins: 6, lastFailedAtMs: 1000 }
    expect(admitAttempt(locked, 31_000)).toEqual({ kind: 'wait', waitMs: 30_000, attempts: locked })
    expect(admitAttempt(locked, 61_000)).toEqual({ kind: 'admitted', attempts: { failedPins: 7, lastFailedAtMs: 61_000 } })
  })

  test('[LO4] after twenty only an unlock helps', () => {
    const stopped = { failedPins: HARD_STOP_ATTEMPTS, lastFailedAtMs: 0 }
    expect(admitAttempt(stopped, Number.MAX_SAFE_INTEGER)).toEqual({ kind: 'stopped', attempts: stopped })
    expect(admitAttempt(noAttempts, 5).kind).toBe('admitted')
  })

  test('[LO5] a clock set back starts the pause anew, once', () => {
    const first = admitAttempt({ failedPins: 5, lastFailedAtMs: 10_000_000 }, 6_000_000)
    expect(first).toEqual({ kind: 'wait', waitMs: 30_000, attempts: { failedPins: 5, lastFailedAtMs: 6_000_000 } })
    expect(admitAttempt(first.attempts, 6_030_000).kind).toBe('admitted')
  })

  test('[LO1] [LO3] [LO4] [LO5] whatever the clock does, no badge gets more than twenty tries, and none without its pause', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -3_600_000, max: 3_600_000 }), { maxLength: 150 }), steps => {
      let attempts = noAttempts
      let nowMs = 1_000_000_000
      let compared = 0
      for (const step of steps) {
        nowMs += step
        const before = attempts
        const answer = admitAttempt(attempts, nowMs)
        attempts = answer.attempts
        if (answer.kind === 'wait') expect(answer.waitMs).toBeLessThanOrEqual(LONGEST_WAIT_MS)
        if (answer.kind !== 'admitted') continue
        compared++
        if (before.failedPins >= FREE_ATTEMPTS) expect(nowMs - before.lastFailedAtMs).toBeGreaterThanOrEqual(waitAfterMs(before.failedPins))
      }
      expect(compared).toBeLessThanOrEqual(HARD_STOP_ATTEMPTS)
      expect(attempts.failedPins).toBe(compared)
    }))
  })
})

describe('idle lock', () => {
  test('[IL1] locks at the set time and not before', () => {
    expect(idleLock(1000, 60_999, 60_000)).toEqual({ kind: 'open', locksInMs: 1 })
    expect(idleLock(1000, 61_000, 60_000)).toEqual({ kind: 'locked' })
  })
  test('[IL2] locks when the clock was set back', () => expect(idleLock(1000, 999, 60_000)).toEqual({ kind: 'locked' }))
})
