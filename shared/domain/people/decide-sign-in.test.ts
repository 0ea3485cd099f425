import { describe, expect, it } from 'vitest'
import { bench, kindsOf, person, verdictOf } from '#tests/support/builders.ts'
import { type Approval, emptyBench } from '../bench/bench.ts'
import { decideBadge, decidePin, lockBench, pinPersonId, signOut } from './decide-sign-in.ts'

const now = 1_000_000
const boss = person({ personId: 'boss', role: 'supervisor', name: '王班长' })
const inCheck = { kind: 'check' as const, parcelId: 'parcel-1' }
const approval = (change: Partial<Approval> = {}): Approval => ({ what: 'weight', step: 'badge', personId: null, sku: null, ...change })

describe('badge and PIN', () => {
  it.each([
    ['a leaver', person({ active: false }), 'refused badge-disabled'],
    ['a badge in its pause', person({ failedPins: 5, lastFailedAtMs: now - 29_999 }), 'refused badge-locked'],
    ['a badge after its pause', person({ failedPins: 5, lastFailedAtMs: now - 30_000 }), 'accepted badge-read'],
    ['a badge that was stopped', person({ failedPins: 20, lastFailedAtMs: 0 }), 'refused badge-locked'],
    ['anybody else', person(), 'accepted badge-read'],
  ])('[PE7] %s is %s', (_who, who, verdict) => {
    expect(verdictOf(decideBadge(emptyBench, who, now, []))).toBe(verdict)
    if (verdict !== 'accepted badge-read') expect(verdictOf(decidePin({ ...emptyBench, badgePersonId: who.personId }, who, true, now))).toBe(verdict)
  })

  it.each([
    ['weight', boss, ['packer-1'], 'accepted approver-read'],
    ['weight', boss, ['packer-1', 'boss'], 'refused same-person'],
    ['weight', person({ personId: 'packer-2' }), ['packer-1'], 'refused not-allowed'],
    ['weigh-in', person({ personId: 'packer-2' }), ['packer-1'], 'refused not-allowed'],
    ['weigh-in', boss, ['packer-1'], 'accepted approver-read'],
    ['reprint', person({ personId: 'packer-2' }), ['temp-1'], 'accepted approver-read'],
    ['reprint', person({ personId: 'temp-2', role: 'temp' }), ['temp-1'], 'refused not-allowed'],
  ] as const)('[PE8] an approval of %s: case %#, %s', (what, who, workedOnIt, verdict) => {
    const asked = bench(inCheck, { approval: approval({ what }) })
    const decision = decideBadge(asked, who, now, workedOnIt)
    expect(verdictOf(decision)).toBe(verdict)
    expect(decision.bench.approval?.personId ?? null).toBe(verdict === 'accepted approver-read' ? who.personId : null)
  })

  it('[PE8] the approver’s PIN is hers: another badge before it replaces her, and is judged anew', () => {
    const first = decideBadge(bench(inCheck, { approval: approval() }), boss, now, ['packer-1']).bench
    expect(pinPersonId(first)).toBe('boss')
    const other = decideBadge(first, person({ personId: 'admin-1', role: 'admin' }), now, ['packer-1']).bench
    expect([pinPersonId(other), other.badgePersonId]).toEqual(['admin-1', null])
    expect(verdictOf(decideBadge(first, person(), now, ['packer-1']))).toBe('refused same-person')
    const confirmed = decidePin(other, person({ personId: 'admin-1', role: 'admin' }), true, now)
    expect([verdictOf(confirmed), confirmed.bench.approval?.step]).toEqual(['accepted reason-asked', 'reason'])
    // LO1: the right PIN forgets the wrong ones, here too.
    expect(confirmed.facts).toEqual([{ kind: 'PinAccepted', body: { personId: confirmed.bench.approval?.personId } }])
  })

  it('[PE9] a badge at a bench in work leaves the work where it is and ends an approval that waits for its reason', () => {
    const read = decideBadge(bench(inCheck, { approval: approval({ step: 'reason', personId: 'boss' }) }), boss, now, [])
    expect([verdictOf(read), read.bench.activity, read.bench.approval, read.bench.badgePersonId]).toEqual(['accepted badge-read', inCheck, null, 'boss'])
  })

  it('[PE10] a wrong PIN is a fact of its own and changes nothing else', () => {
    const waiting = { ...emptyBench, badgePersonId: 'packer-1' }
    const wrong = decidePin(waiting, person(), false, now)
    expect([verdictOf(wrong), kindsOf(wrong), wrong.bench]).toEqual(['refused pin-wrong', ['PinRefused'], waiting])
  })

  it.each([
    [0, { attemptsLeft: 4 }], [3, { attemptsLeft: 1 }], [4, { waitSeconds: 30 }], [6, { waitSeconds: 120 }], [19, {}],
  ])('[PE14] the next wrong PIN after %i says what is left', (failedPins, left) => {
    const { outcome } = decidePin({ ...emptyBench, badgePersonId: 'packer-1' }, person({ failedPins }), false, now)
    expect(outcome).toEqual({ kind: 'refused', reason: 'pin-wrong', values: { personName: person().name, ...left } })
  })

  it.each([[5, { waitSeconds: 10 }], [20, {}]])('[PE14] a badge after %i wrong PINs says how long its pause still lasts', (failedPins, left) => {
    const { outcome } = decideBadge(emptyBench, person({ failedPins, lastFailedAtMs: now - 20_000 }), now, [])
    expect(outcome).toEqual({ kind: 'refused', reason: 'badge-locked', values: { personName: person().name, ...left } })
  })

  it.each([
    ['the first of the day', { operatorId: null, locked: false }, 'accepted signed-in', 'badge', now],
    ['the same after a lock', { operatorId: 'packer-1', locked: true }, 'accepted unlocked', 'unlock', 1_000],
    ['the same without a lock', { operatorId: 'packer-1', locked: false }, 'accepted signed-in', 'unlock', 1_000],
    ['another person', { operatorId: 'packer-9', locked: true }, 'accepted signed-in', 'change', now],
  ] as const)('[PE11] %s: %s', (_who, before, verdict, cause, signedInAtMs) => {
    const decision = decidePin(bench(inCheck, { ...before, badgePersonId: 'packer-1' }), person(), true, now)
    expect(verdictOf(decision)).toBe(verdict)
    expect(decision.facts).toEqual([{ kind: 'OperatorSignedIn', body: { personId: 'packer-1', cause } }])
    expect(decision.bench).toMatchObject({ operatorId: 'packer-1', locked: false, badgePersonId: null, activity: inCheck, signedInAtMs })
  })

  it.each(['idle', 'asked'] as const)('[PE12] a lock (%s) hides the work, keeps it and ends what a second person was asked for', (cause) => {
    const locked = lockBench(bench(inCheck, { approval: approval(), armedQuantity: 3 }), cause)
    expect(locked?.facts).toEqual([{ kind: 'StationLocked', body: { personId: 'packer-1', cause } }])
    expect(locked?.bench).toMatchObject({ locked: true, approval: null, activity: inCheck, operatorId: 'packer-1' })
  })

  it('[PE12] nobody is locked twice, and an empty bench is not locked', () => {
    expect(lockBench(emptyBench, 'idle')).toBeUndefined()
    expect(lockBench(bench(inCheck, { locked: true }), 'idle')).toBeUndefined()
  })

  it('[PE13] signing out keeps the open parcel and drops questions, cards and approvals', () => {
    const out = signOut(bench(inCheck, { question: { code: 'x', skus: [] }, approval: approval(), armedQuantity: 2 }))
    expect([verdictOf(out), kindsOf(out)]).toEqual(['accepted signed-out', ['OperatorSignedOut']])
    expect(out.bench).toEqual({ ...emptyBench, activity: inCheck })
    expect(verdictOf(signOut(emptyBench))).toBe('refused not-signed-in')
  })
})
