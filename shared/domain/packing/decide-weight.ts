// A usable reading of the scale while a parcel waits for its weight, and the approvals around it. Rules CH6, CH11 of docs/specs/checking.md.
import { accept, type Decision, refuse } from '../bench/decision.ts'
import { fact, type Fact } from '../facts/facts.ts'
import type { ApprovalReason } from '../facts/common.ts'
import type { ExpectedWeight } from '../weighing/expected-weight.ts'
import { judgeWeight } from '../weighing/judge-weight.ts'
import { weighIn } from '../weighing/learn-weight.ts'
import type { Packaging } from '../catalogue/product.ts'
import { weightOfEnclosures } from './enclosure-weight.ts'
import { type CheckWorld, interruptedCheck, settle } from './decide-check.ts'
import { parcelNeeds } from './parcel-needs.ts'
import { weighedItems } from './weigh-parcel.ts'

export type WeightWorld = Omit<CheckWorld, 'mayUseQuantity' | 'mayTypeWaybill' | 'uniqueCodeUse'> & { expected: ExpectedWeight | undefined; scaleId: string }

/** Whether the parcel is ready to be weighed: everything that weighs something is in it. */
export function weightIsDue(world: Pick<WeightWorld, 'order' | 'parcel' | 'product' | 'isPadding'>): boolean {
  const needs = parcelNeeds(world.order, world.parcel, world.product, world.isPadding)
  return needs.some((need) => need.kind === 'weight') && !needs.some((need) => ['item', 'unique-code', 'enclosure', 'packaging'].includes(need.kind))
}

/** Judges `grams`, whole and above zero, against what is expected. The measured weight is recorded whatever the verdict. */
export function decideWeight(world: WeightWorld, grams: number): Decision {
  const { bench, order, parcel, expected } = world
  const gone = interruptedCheck(bench, order, parcel, world.holdEnded)
  if (gone) return gone
  if (!weightIsDue(world) || !expected) return refuse('weight-not-due', bench)
  const verdict = judgeWeight(grams, expected)
  const expectedGrams = expected.kind === 'known' ? expected.expectedGrams : null
  const toleranceGrams = expected.kind === 'known' ? expected.toleranceGrams : null
  const facts: Fact[] = [fact('ParcelWeighed', { parcelId: parcel.parcelId, orderId: order.orderId, grams, expectedGrams, toleranceGrams, verdict, scaleId: world.scaleId })]
  const values = { grams, expectedGrams: expectedGrams ?? '', toleranceGrams: toleranceGrams ?? '' }
  if (verdict === 'fits') return settle({ ...world, parcel: { ...parcel, grams, weightVerdict: 'fits' } }, bench, facts, 'weight-fits', values)
  return refuse(verdict === 'too-light' ? 'weight-too-light' : verdict === 'too-heavy' ? 'weight-too-heavy' : 'weight-not-known', bench, values, facts)
}

/** OVERRIDE: asks for another person, when there is a measured weight to stand for, or no scale that could tell one. */
export function askApproval(world: Pick<WeightWorld, 'bench' | 'parcel' | 'order' | 'product' | 'isPadding'>, canWeigh: boolean): Decision {
  const { bench, parcel, order, product } = world
  if (parcel.weightVerdict === 'fits' || parcel.weightApproved || !weightIsDue(world)) return refuse('command-not-now', bench, { command: 'override' })
  // CH15: while the scale works there is a weight to be had.
  if (parcel.weightVerdict === null && canWeigh) return refuse('weight-not-usable', bench)
  if (parcel.weightVerdict === 'not-known') {
    const [unknown, another] = weighedItems(order, product).filter((item) => item.weightGrams === null)
    return accept('approval-asked', { ...bench, approval: { what: 'weigh-in', step: 'badge', personId: null, sku: unknown && !another ? unknown.sku : null } })
  }
  return accept('approval-asked', { ...bench, approval: { what: 'weight', step: 'badge', personId: null, sku: null } })
}

/** The other person gave her reason: the measured weight stands (CH15: or none, where none could be had), and a product without a weight now has one. */
export function approveWeight(world: WeightWorld, packagings: readonly Packaging[], byPersonId: string, reason: ApprovalReason): Decision {
  const { bench, order, parcel, product } = world
  // CH10, CH13: nothing is approved, and no label printed, for an order that stopped while the reason was asked.
  const gone = interruptedCheck(bench, order, parcel, world.holdEnded)
  if (gone) return gone
  const { grams } = parcel
  const facts: Fact[] = [fact('WeightApproved', { parcelId: parcel.parcelId, orderId: order.orderId, grams, byPersonId, reason })]
  let verdict: 'weight-approved' | 'weighed-in' = 'weight-approved'
  // CH11: with exactly one product unknown, the rest of the parcel tells its weight.
  if (grams !== null && bench.approval?.what === 'weigh-in' && bench.approval.sku !== null) {
    const packaging = parcel.packagingCodes.map((code) => ({ weightGrams: packagings.find((each) => each.packagingCode === code)?.weightGrams ?? null, spreadGrams: null }))
    const weighed = weighIn({ readingGrams: grams, products: weighedItems(order, product), packaging, enclosuresGrams: weightOfEnclosures(parcel.enclosures) })
    if (weighed.kind === 'weighed' && weighed.learnt.meanGrams >= 1) {
      facts.push(fact('ProductWeighedIn', { sku: bench.approval.sku, weightGrams: Math.round(weighed.learnt.meanGrams), byPersonId }))
      verdict = 'weighed-in'
    }
  }
  return settle({ ...world, parcel: { ...parcel, weightApproved: true } }, { ...bench, approval: null }, facts, verdict, { grams: grams ?? '' })
}
