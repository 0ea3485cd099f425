import { describe, expect, it } from 'vitest'
import { judgeAnswer, mostContradictions, waybillRequestKey, type CarrierAnswer } from './judge-answer.ts'

const asked = { requestKey: 'o1.1', shape: { pattern: '^ZT\\d{11}$', checkDigit: '' }, knownNumber: null, isUsedElsewhere: () => false, contradictions: 1 } as const
const issued = (change: Partial<Extract<CarrierAnswer, { kind: 'issued' }>> = {}): CarrierAnswer => ({ kind: 'issued', requestKey: 'o1.1', waybillNumber: 'ZT00000000017', serviceName: '', sortingCode: '', consolidation: '', ...change })

describe('a carrier\'s answer', () => {
  it('[NB3] is to a key that is always the same for an order and attempt, and another for every other', () => {
    expect(waybillRequestKey('0193-order', 2)).toBe('0193-order.2')
    expect(waybillRequestKey('0193-order', 2)).not.toBe(waybillRequestKey('0193-order', 1))
    expect(waybillRequestKey('x'.repeat(64), 999).length).toBeLessThanOrEqual(64)
  })
  it.each([
    ['right', issued(), { kind: 'issued' }],
    ['of another request', issued({ requestKey: 'o2.1' }), { kind: 'unclear', why: 'other-request' }],
    ['with the wrong prefix', issued({ waybillNumber: 'YT00000000017' }), { kind: 'unclear', why: 'pattern' }],
    ['a refusal', { kind: 'refused', why: '脱敏' }, { kind: 'refused', why: '脱敏' }],
    ['none in time', { kind: 'unknown', why: 'no answer in time' }, { kind: 'again', why: 'no answer in time' }],
    ['that it exists', { kind: 'exists' }, { kind: 'again', why: 'exists' }],
  ] as [string, CarrierAnswer, object][])('[NB4] [NB5] [NB7] [NB8] %s', (_name, answer, verdict) => {
    expect(judgeAnswer(asked, answer)).toEqual(verdict)
  })
  it('[NB4] a number that was ever somebody else\'s is not taken', () => {
    expect(judgeAnswer({ ...asked, isUsedElsewhere: () => true }, issued())).toEqual({ kind: 'unclear', why: 'number-used' })
  })
  it('[NB6] the same number again is the same answer, another one is none', () => {
    expect(judgeAnswer({ ...asked, knownNumber: 'ZT00000000017' }, issued())).toEqual({ kind: 'issued' })
    expect(judgeAnswer({ ...asked, knownNumber: 'ZT00000000024' }, issued())).toEqual({ kind: 'unclear', why: 'another-number' })
  })
  it('[NB5] a carrier that contradicts itself three times is for a person', () => {
    expect(judgeAnswer({ ...asked, contradictions: mostContradictions - 1 }, { kind: 'missing' }).kind).toBe('again')
    expect(judgeAnswer({ ...asked, contradictions: mostContradictions }, { kind: 'missing' })).toEqual({ kind: 'unclear', why: 'exists-and-does-not' })
  })
})
