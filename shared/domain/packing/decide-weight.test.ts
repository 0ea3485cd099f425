import { describe, expect, it } from 'vitest'
import { bench, bodiesOf, kindsOf, line, order, parcel, product, verdictOf, waybill } from '#tests/support/builders.ts'
import type { Packaging } from '../catalogue/product.ts'
import type { ExpectedWeight } from '../weighing/expected-weight.ts'
import { approveWeight, askApproval, decideWeight, weightIsDue, type WeightWorld } from './decide-weight.ts'

const checked = order({ lines: [line(1, 'cup', 2, { checkedQty: 2 })] })
const box: Packaging = { packagingCode: 'BOX', name: '箱', nameEn: 'Box', kind: 'carton', innerLengthMm: 200, innerWidthMm: 200, innerHeightMm: 200, weightGrams: 100, spreadGrams: 3, maxWeightGrams: 5_000 }
const known: ExpectedWeight = { kind: 'known', expectedGrams: 500, toleranceGrams: 20, lightestItemGrams: 200, canHideLightestItem: false }
const unknown: ExpectedWeight = { kind: 'unknown', missingItems: [0], missingPackaging: [] }

const world = (change: Partial<WeightWorld> = {}): WeightWorld => ({
  bench: bench({ kind: 'check', parcelId: 'parcel-1' }), operatorId: 'packer-1', order: checked, parcel: parcel({ packagingCodes: ['BOX'] }), product: (sku) => product(sku), isPadding: () => false, reserved: () => waybill(), hasPrinter: true, holdEnded: false,
  expected: known, scaleId: 'scale-1', ...change,
})

describe('the weight of a parcel', () => {
  it.each([[479, 'refused weight-too-light'], [480, 'accepted label-queued'], [500, 'accepted label-queued'], [520, 'accepted label-queued'], [521, 'refused weight-too-heavy']])('[CH6] %i g of 500 ± 20 is %s, and is recorded', (grams, verdict) => {
    const decision = decideWeight(world(), grams)
    expect(verdictOf(decision)).toBe(verdict)
    expect(bodiesOf(decision, 'ParcelWeighed')).toMatchObject([{ grams, expectedGrams: 500, toleranceGrams: 20, scaleId: 'scale-1' }])
    expect(decision.owed).toHaveLength(verdict.startsWith('accepted') ? 1 : 0)
  })

  it('[CH6] a missing weight is not known, whatever the scale shows', () => {
    const decision = decideWeight(world({ expected: unknown }), 500)
    expect([verdictOf(decision), bodiesOf(decision, 'ParcelWeighed')[0]?.expectedGrams, decision.owed]).toEqual(['refused weight-not-known', null, []])
  })

  it.each([
    ['an item', { order: order() }], ['the packaging', { parcel: parcel() }], ['an enclosure', { order: { ...checked, enclosures: ['invoice' as const] } }],
    ['a serial', { product: (sku: string) => product(sku, { needsSerial: true }) }], ['nothing: it fitted before', { parcel: parcel({ packagingCodes: ['BOX'], weightVerdict: 'fits' }) }],
  ])('[CH6] nothing is weighed while %s is missing', (_what, change) => {
    expect(weightIsDue(world(change))).toBe(false)
    const decision = decideWeight(world(change), 500)
    expect([verdictOf(decision), decision.facts]).toEqual(['refused weight-not-due', []])
  })

  it('[CH10] the weight of a cancelled order stops it', () => {
    expect(verdictOf(decideWeight(world({ order: { ...checked, cancelled: true } }), 500))).toBe('refused order-stopped')
  })
})

describe('an override', () => {
  const weighed = (weightVerdict: 'too-light' | 'too-heavy' | 'not-known' | 'fits', grams = 450) => ({ parcel: parcel({ packagingCodes: ['BOX'], grams, weightVerdict }) })

  it.each([
    ['too-light', 'accepted approval-asked'], ['too-heavy', 'accepted approval-asked'], ['not-known', 'accepted approval-asked'], ['fits', 'refused command-not-now'],
  ] as const)('[CH11] for a parcel that is %s: %s', (verdict, answer) => {
    const decision = askApproval(world(weighed(verdict)), true)
    expect([verdictOf(decision), decision.facts]).toEqual([answer, []])
  })

  it('[CH11] nothing is approved before it was weighed, and nothing twice', () => {
    expect(verdictOf(askApproval(world(), true))).toBe('refused weight-not-usable')
    expect(verdictOf(askApproval(world({ parcel: parcel({ grams: 5, weightVerdict: 'too-light', weightApproved: true }) }), true))).toBe('refused command-not-now')
  })

  it('[CH15] without a scale another person stands for what was never weighed, once all is in the box', () => {
    expect(verdictOf(askApproval(world({ parcel: parcel() }), false))).toBe('refused command-not-now')
    const asked = askApproval(world(), false)
    expect(verdictOf(asked)).toBe('accepted approval-asked')
    const approved = approveWeight(world({ bench: { ...asked.bench, approval: asked.bench.approval && { ...asked.bench.approval, step: 'reason', personId: 'boss' } } }), [box], 'boss', 'contents-counted')
    expect(verdictOf(approved)).toBe('accepted label-queued')
    expect(bodiesOf(approved, 'WeightApproved')).toEqual([{ parcelId: 'parcel-1', orderId: 'order-1', grams: null, byPersonId: 'boss', reason: 'contents-counted' }])
  })

  it('[CH11] the measured weight stands with its approver and reason; then the label is owed', () => {
    const decision = approveWeight(world(weighed('too-light')), [box], 'boss', 'packaging-differs')
    expect(verdictOf(decision)).toBe('accepted label-queued')
    expect(bodiesOf(decision, 'WeightApproved')).toEqual([{ parcelId: 'parcel-1', orderId: 'order-1', grams: 450, byPersonId: 'boss', reason: 'packaging-differs' }])
  })

  it('[CH11] the one product without a weight is weighed in: reading less all that is known, by its pieces', () => {
    const unweighed = (sku: string) => product(sku, { weightGrams: null })
    const asked = askApproval(world({ ...weighed('not-known', 700), product: unweighed, expected: unknown }), true)
    expect(asked.bench.approval).toEqual({ what: 'weigh-in', step: 'badge', personId: null, sku: 'cup' })
    const done = approveWeight(world({ ...weighed('not-known', 700), product: unweighed, expected: unknown, bench: asked.bench }), [box], 'boss', 'contents-counted')
    expect(bodiesOf(done, 'ProductWeighedIn')).toEqual([{ sku: 'cup', weightGrams: 300, byPersonId: 'boss' }])
  })

  it('[CH11] with two products without a weight the parcel is approved and nothing is learnt', () => {
    const two = { ...weighed('not-known'), order: order({ lines: [line(1, 'cup', 1, { checkedQty: 1 }), line(2, 'pen', 1, { checkedQty: 1 })] }), product: (sku: string) => product(sku, { weightGrams: null }), expected: unknown }
    const asked = askApproval(world(two), true)
    expect(asked.bench.approval?.sku).toBeNull()
    expect(kindsOf(approveWeight(world({ ...two, bench: asked.bench }), [box], 'boss', 'contents-counted'))).not.toContain('ProductWeighedIn')
  })

  it('[CH10] an order that was cancelled while the reason was asked is stopped, not approved', () => {
    const decision = approveWeight(world({ ...weighed('too-light'), order: { ...checked, cancelled: true } }), [box], 'boss', 'packaging-differs')
    expect([verdictOf(decision), decision.owed, kindsOf(decision)]).toEqual(['refused order-stopped', [], ['OrderStopped']])
  })
})
