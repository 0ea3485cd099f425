// Whatever is scanned, in whatever order: I14, I15 and I17 over the decisions from the pick to the close.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aPackaging, aWaybill, anItem, bench, list, order as anyOrder, parcel as anyParcel, product, scannedText, task } from '#tests/support/builders.ts'
import type { Bench } from '../bench/bench.ts'
import type { Decision } from '../bench/decision.ts'
import type { Product } from '../catalogue/product.ts'
import type { Fact } from '../facts/facts.ts'
import type { Order } from '../orders/order.ts'
import { decidePickScan } from '../picking/decide-pick.ts'
import type { PickTask } from '../picking/pick-list.ts'
import type { ExpectedWeight } from '../weighing/expected-weight.ts'
import { addEnclosure, type CheckWorld, decideCheckScan, takeBackPackaging } from './decide-check.ts'
import { approveWeight, askApproval, decideWeight } from './decide-weight.ts'
import type { Parcel } from './parcel.ts'

const isPadding = (code: string): boolean => code === 'PAD'
const skus = ['cup', 'pen', 'phone'] as const
const expected: ExpectedWeight = { kind: 'known', expectedGrams: 500, toleranceGrams: 20, lightestItemGrams: 20, canHideLightestItem: false }

type Act =
  | { do: 'pick'; sku: string; quantity: number } | { do: 'check'; sku: string; quantity: number; card: number | null } | { do: 'code'; value: string } | { do: 'packaging'; code: string } | { do: 'take-back' } | { do: 'invoice' }
  | { do: 'weight'; grams: number } | { do: 'override' } | { do: 'label'; number: string } | { do: 'printed'; state: 'sent' | 'unknown' } | { do: 'cancel' }

const sku = fc.constantFrom(...skus, 'stranger')
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pick' as const), sku, quantity: fc.constantFrom(1, 1, 1, 2) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('check' as const), sku, quantity: fc.constantFrom(1, 1, 1, 6), card: fc.constantFrom(null, null, 2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('code' as const), value: fc.constantFrom('SN-1', 'SN-22', 'SN-333', 'SN-4444', 'SN-55555', 'USED-1') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('packaging' as const), code: fc.constantFrom('BOX', 'BOX', 'BOX', 'BIG', 'PAD') }) }, { weight: 1, arbitrary: fc.constant<Act>({ do: 'take-back' }) }, { weight: 2, arbitrary: fc.constant<Act>({ do: 'invoice' }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('weight' as const), grams: fc.constantFrom(300, 480, 500, 520, 521) }) }, { weight: 1, arbitrary: fc.constant<Act>({ do: 'override' }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('label' as const), number: fc.constantFrom('SF1', 'SF1', 'SF2') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('printed' as const), state: fc.constantFrom('sent' as const, 'unknown' as const) }) },
)

/** The order, its parcel and its tasks, as the folds of the store would have them. */
class Model {
  order: Order
  parcel: Parcel = anyParcel()
  tasks: PickTask[]
  bench: Bench = bench({ kind: 'check', parcelId: 'parcel-1' })
  facts: Fact[] = []
  pickScans = new Map<string, number>()
  checkScans = new Map<string, number>()

  constructor(quantities: number[], single: boolean, invoice: boolean) {
    const lines = quantities.flatMap((askedQty, index) => (askedQty > 0 ? [{ lineNumber: index + 1, sku: skus[index] ?? '', askedQty, pickedQty: 0, shortQty: 0, putQty: 0, checkedQty: 0 }] : []))
    this.order = anyOrder({ lines, enclosures: invoice ? ['invoice'] : [], itemCount: single && lines.length === 1 && lines[0]?.askedQty === 1 ? 'single' : 'multi' })
    this.tasks = lines.map((line) => task({ taskId: `t-${line.sku}`, sku: line.sku, askedQty: line.askedQty, shares: [{ orderId: 'order-1', lineNumber: line.lineNumber, quantity: line.askedQty, slotCode: null }] }))
  }

  product = (of: string): Product => product(of, { needsSerial: of === 'phone' })

  world(card: number | null = null): CheckWorld {
    return {
      bench: { ...this.bench, armedQuantity: card }, operatorId: 'packer-1', mayUseQuantity: true, mayTypeWaybill: false, order: this.order, parcel: this.parcel, product: this.product, isPadding, reserved: () => ({ waybillNumber: 'SF1', orderId: 'order-1', carrierCode: 'SF', parcelId: null }),
      hasPrinter: true, holdEnded: false, uniqueCodeUse: (_kind, _sku, value) => (value === 'USED-1' || this.parcel.uniqueCodes.some((code) => code.value === value) ? 'somewhere' : undefined),
    }
  }

  act(next: Act): Decision | undefined {
    const weightWorld = { ...this.world(), expected, scaleId: 's' }
    switch (next.do) {
      case 'pick': {
        const current = this.tasks.find((each) => each.pickedQty < each.askedQty)
        if (!current) return undefined
        const activity = { kind: 'pick' as const, listId: 'list-1', taskId: current.taskId, step: 'item' as const, inHandQty: 0 }
        return decidePickScan({ bench: bench(activity), activity, list: list({ mode: 'by-order' }), task: current, nextTask: (except) => this.tasks.find((each) => each.taskId !== except && each.pickedQty < each.askedQty), toteUse: () => undefined, order: () => this.order, holdEnded: false }, anItem(next.sku, next.quantity))
      }
      case 'check': return decideCheckScan(this.world(next.card), anItem(next.sku, next.quantity), scannedText(next.sku))
      case 'code': return decideCheckScan(this.world(), [], scannedText(next.value))
      case 'packaging': return decideCheckScan(this.world(), aPackaging(next.code), scannedText(next.code))
      case 'take-back': return this.order.cancelled ? undefined : takeBackPackaging(this.world())
      case 'invoice': return this.order.cancelled ? undefined : addEnclosure(this.world(), 'invoice')
      case 'weight': return decideWeight(weightWorld, next.grams)
      case 'override': return askApproval(weightWorld, true).outcome.kind === 'accepted' ? approveWeight(weightWorld, [], 'boss', 'contents-counted') : undefined
      case 'label': return decideCheckScan(this.world(), aWaybill(next.number), scannedText(next.number))
      case 'printed':
        if (this.parcel.labelState === 'queued') this.parcel = { ...this.parcel, labelState: next.state }
        return undefined
      case 'cancel':
        this.order = { ...this.order, cancelled: true }
        return undefined
    }
  }

  apply(decision: Decision): void {
    for (const { kind, body } of decision.facts) {
      const raise = (lineNumber: number, field: 'pickedQty' | 'checkedQty', by: number): void => {
        this.order = { ...this.order, lines: this.order.lines.map((line) => (line.lineNumber === lineNumber ? { ...line, [field]: line[field] + by } : line)) }
      }
      if (kind === 'ItemPicked') {
        this.tasks = this.tasks.map((each) => (each.taskId === body.taskId ? { ...each, pickedQty: each.pickedQty + body.quantity } : each))
        for (const share of body.shares) raise(share.lineNumber, 'pickedQty', share.quantity)
      }
      if (kind === 'ItemChecked') raise(body.lineNumber, 'checkedQty', body.quantity)
      if (kind === 'UniqueCodeTaken') this.parcel = { ...this.parcel, uniqueCodes: [...this.parcel.uniqueCodes, body] }
      if (kind === 'EnclosureAdded') this.parcel = { ...this.parcel, enclosures: [...this.parcel.enclosures, body.enclosure] }
      if (kind === 'PackagingUsed') this.parcel = { ...this.parcel, packagingCodes: [...this.parcel.packagingCodes, body.packagingCode], grams: null, weightVerdict: null }
      if (kind === 'PackagingTakenBack') this.parcel = { ...this.parcel, packagingCodes: this.parcel.packagingCodes.toSpliced(this.parcel.packagingCodes.lastIndexOf(body.packagingCode), 1), grams: null, weightVerdict: null }
      if (kind === 'ParcelWeighed') this.parcel = { ...this.parcel, grams: body.grams, weightVerdict: body.verdict, weightApproved: false }
      if (kind === 'WeightApproved') this.parcel = { ...this.parcel, weightApproved: true }
      if (kind === 'WaybillBound') this.parcel = { ...this.parcel, waybillNumber: body.waybillNumber }
      if (kind === 'LabelConfirmed') this.parcel = { ...this.parcel, labelConfirmed: true, labelState: 'confirmed' }
      if (kind === 'ParcelClosed') this.parcel = { ...this.parcel, state: 'closed' }
      if (kind === 'OrderStopped') this.parcel = { ...this.parcel, state: 'stopped' }
      this.facts.push({ kind, body } as Fact)
    }
    for (const owed of decision.owed) if (owed.kind === 'print-label') this.parcel = { ...this.parcel, copies: owed.copy, labelState: 'queued' }
  }
}

const counts = (model: Model): string => JSON.stringify(model.order.lines.map((line) => [line.pickedQty, line.checkedQty]))

/** Plays the acts; checks after each what must always hold. True when the parcel closed. */
function play(model: Model, acts: readonly Act[]): boolean {
  for (const next of acts) {
    if (model.parcel.state !== 'open') break
    const before = counts(model)
    const decision = model.act(next)
    if (!decision) continue
    const wasCancelled = model.order.cancelled
    model.apply(decision)
    // I15: a refusal raises no count; nothing is ever above what was asked, or checked without its pick.
    if (decision.outcome.kind === 'refused') expect(counts(model)).toBe(before)
    for (const line of model.order.lines) {
      expect(line.pickedQty).toBeLessThanOrEqual(line.askedQty)
      expect(line.checkedQty).toBeLessThanOrEqual(line.pickedQty)
    }
    // I17
    if (wasCancelled) expect([decision.owed, decision.facts.some((each) => each.kind === 'ParcelClosed' || each.kind === 'LabelConfirmed')]).toEqual([[], false])
    // CH16
    expect(model.parcel.packagingCodes.filter((code) => !isPadding(code)).length).toBeLessThanOrEqual(1)
    // I12: one original
    expect(model.parcel.copies).toBeLessThanOrEqual(1)
  }
  if (model.parcel.state !== 'closed') return false
  // I14
  for (const line of model.order.lines) {
    expect([line.pickedQty, line.checkedQty]).toEqual([line.askedQty, line.askedQty])
    const taken = model.parcel.uniqueCodes.filter((code) => code.lineNumber === line.lineNumber).map((code) => code.value)
    expect(new Set(taken).size).toBe(line.sku === 'phone' ? line.askedQty : 0)
    expect(taken).not.toContain('USED-1')
  }
  expect(model.parcel.weightVerdict === 'fits' || model.facts.some((each) => each.kind === 'WeightApproved' && each.body.byPersonId !== 'packer-1')).toBe(true)
  expect([model.parcel.waybillNumber, model.parcel.labelConfirmed, model.parcel.packagingCodes.filter((code) => !isPadding(code)).length]).toEqual(['SF1', true, 1])
  expect(model.order.enclosures.every((enclosure) => model.parcel.enclosures.includes(enclosure))).toBe(true)
  return true
}

const quantities = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })).filter((each) => each.some((quantity) => quantity > 0))
const manyActs = fc.array(act, { minLength: 60, maxLength: 200 })

describe('any order, any scans', () => {
  it('[CH9] a parcel closes only when all of it was picked and checked to the piece, coded, weighed, labelled and scanned back', () => {
    let closed = 0
    fc.assert(fc.property(quantities, fc.boolean(), fc.boolean(), manyActs, (asked, single, invoice, acts) => {
      if (play(new Model([...asked], single, invoice), acts)) closed += 1
    }), { seed: 20_261_123, numRuns: 600 })
    // The property means something only as long as many of them get that far.
    expect(closed).toBeGreaterThan(60)
  })

  it('[CH10] an order that is cancelled at any moment never closes and owes no label from then on', () => {
    fc.assert(fc.property(quantities, manyActs, fc.nat(), (asked, acts, at) => {
      const model = new Model([...asked], true, false)
      const moment = at % acts.length
      play(model, acts.slice(0, moment))
      if (model.parcel.state !== 'open') return
      model.act({ do: 'cancel' })
      expect(play(model, acts.slice(moment))).toBe(false)
    }), { seed: 20_261_124, numRuns: 300 })
  })
})
