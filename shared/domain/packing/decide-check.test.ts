import { describe, expect, it } from 'vitest'
import { aPackaging, aPlace, aSlot, aTote, aWaybill, anItem, anOrder, bench, bodiesOf, kindsOf, line, order, parcel, product, scannedText, verdictOf, waybill } from '#tests/support/builders.ts'
import type { ScannedText } from '../codes/scanned-text.ts'
import type { Order } from '../orders/order.ts'
import { copyMark } from '../printing/copy-mark.ts'
import { addEnclosure, type CheckWorld, decideCheckScan, interruptedCheck, settle, stopParcel, takeBackPackaging } from './decide-check.ts'

const oneCup = order({ lines: [line(1, 'cup', 1, { checkedQty: 1 })] })
const twoCups = order({ lines: [line(1, 'cup', 2)] })
/** All in the box, weighed and labelled: only the scan-back is missing. */
const labelled = parcel({ packagingCodes: ['BOX'], weightVerdict: 'fits', grams: 300, waybillNumber: 'SF1', copies: 1, labelState: 'sent' })

function world(change: Partial<CheckWorld> = {}, armedQuantity: number | null = null): CheckWorld {
  return {
    bench: bench({ kind: 'check', parcelId: 'parcel-1' }, { armedQuantity }), operatorId: 'packer-1', mayUseQuantity: true, mayTypeWaybill: false, order: order(), parcel: parcel(), product: (sku) => product(sku), isPadding: (code) => code.startsWith('PAD'),
    reserved: () => waybill(), hasPrinter: true, uniqueCodeUse: () => undefined, holdEnded: false, ...change,
  }
}
const scan = (its: CheckWorld, meanings: Parameters<typeof decideCheckScan>[1], value = 'code', more: Partial<ScannedText> = {}) => decideCheckScan(its, meanings, scannedText(value, more))

describe('the second scan', () => {
  it.each([
    ['CH1', order(), anItem('hat'), 'refused item-not-in-order'],
    ['CH1', order({ lines: [line(1, 'cup', 2, { checkedQty: 2 }), line(2, 'pen', 1)] }), anItem('cup'), 'refused item-complete'],
    ['CH1', order(), anItem('cup'), 'accepted item-checked'],
    ['CH1', order(), anItem('cup', 3), 'refused too-many'],
    ['CH1', order({ lines: [line(1, 'cup', 1)] }), anItem('cup'), 'accepted check-done'],
    ['CH2', order({ lines: [line(1, 'cup', 2, { pickedQty: 1, checkedQty: 1 })] }), anItem('cup'), 'refused not-picked'],
    ['CH2', order({ lines: [line(1, 'cup', 2, { pickedQty: 0 })] }), anItem('cup'), 'refused not-picked'],
    ['CH2', order({ shortAccepted: true, lines: [line(1, 'cup', 2, { pickedQty: 1, shortQty: 1, checkedQty: 1 }), line(2, 'pen', 1)] }), anItem('cup'), 'refused item-complete'],
    ['CH1', order(), aPlace('A-01'), 'refused wrong-kind'],
    ['CH1', order(), aTote('TOTE-2'), 'refused parcel-not-ready'],
    ['CH1', order(), aSlot('S-1'), 'refused parcel-not-ready'],
    ['CH1', order(), anOrder('order-2'), 'refused parcel-not-ready'],
    ['CH8', order(), aWaybill('SF1'), 'refused label-not-printed'],
    ['CH8', order(), aWaybill('SF2'), 'refused wrong-waybill'],
  ] as const)('[%s] case %#: %s', (_rule, its: Order, meanings, verdict) => {
    const decision = scan(world({ order: its }), meanings)
    expect(verdictOf(decision)).toBe(verdict)
    expect(kindsOf(decision)).toEqual(verdict.startsWith('accepted') ? ['ItemChecked'] : [])
  })

  it('[CH1] the same product on two lines fills the first, then the second', () => {
    const two = order({ lines: [line(1, 'cup', 1, { checkedQty: 1 }), line(2, 'cup', 1)] })
    expect(bodiesOf(scan(world({ order: two }), anItem('cup')), 'ItemChecked')[0]?.lineNumber).toBe(2)
  })

  it.each([
    ['a packer counts with a card', true, 2, {}, 'accepted check-done'],
    ['a temp may not', false, 2, {}, 'refused quantity-not-allowed'],
    ['card 1 is a piece like any other', false, 1, {}, 'accepted item-checked'],
    ['not pieces with a serial', true, 2, { needsSerial: true }, 'refused quantity-not-allowed'],
    ['not pieces with an anti-counterfeit code', true, 2, { needsAntiCounterfeit: true }, 'refused quantity-not-allowed'],
    ['a lot is shared by its pieces', true, 2, { needsLot: true }, 'accepted unique-code-asked'],
    ['never more than are missing', true, 3, {}, 'refused too-many'],
    ['never more than ten', true, 11, {}, 'refused quantity-not-allowed'],
  ] as const)('[CH3] quantity: %s', (_title, mayUseQuantity, armed, properties, verdict) => {
    const decision = scan(world({ order: twoCups, mayUseQuantity, product: (sku) => product(sku, properties) }, armed), anItem('cup'))
    expect(verdictOf(decision)).toBe(verdict)
    expect(decision.bench.armedQuantity).toBeNull()
  })

  it('[CH3] a case code counts its pieces, but never pieces with a code of their own', () => {
    expect(bodiesOf(scan(world({ order: twoCups }), anItem('cup', 2)), 'ItemChecked')[0]?.quantity).toBe(2)
    expect(verdictOf(scan(world({ order: twoCups, product: (sku) => product(sku, { needsSerial: true }) }), anItem('cup', 2)))).toBe('refused quantity-not-allowed')
  })
})

describe('codes of single pieces', () => {
  const serial = (change: Partial<CheckWorld> = {}) => world({ order: oneCup, product: (sku) => product(sku, { needsSerial: true }), ...change })

  it('[CH4] after its piece the serial is asked for and nothing else is taken', () => {
    const asked = scan(world({ order: order({ lines: [line(1, 'cup', 2)] }), product: (sku) => product(sku, { needsSerial: true }) }), anItem('cup'))
    expect([verdictOf(asked), asked.outcome.kind === 'accepted' && asked.outcome.values.codeKind]).toEqual(['accepted unique-code-asked', 'serial'])
    for (const meanings of [anItem('cup'), aPackaging('BOX'), aWaybill('SF1'), aTote('T')]) expect(verdictOf(scan(serial(), meanings))).toBe('refused unique-code-needed')
  })

  it.each([
    ['SN-0001', 'accepted unique-code-taken'], ['SN1', 'refused unique-code-invalid'], ['', 'refused unique-code-invalid'], ['SN 0001', 'refused unique-code-invalid'], ['ＳＮ０００１', 'refused unique-code-invalid'],
    ['X'.repeat(64), 'accepted unique-code-taken'], ['X'.repeat(65), 'refused unique-code-invalid'], ['SN\u0000001', 'refused unique-code-invalid'],
  ])('[CH4] %j as a serial is %s', (value, verdict) => {
    expect(verdictOf(scan(serial(), [], value))).toBe(verdict)
  })

  it('[CH4] a serial and an anti-counterfeit code are taken once; a lot again and again', () => {
    const used = { uniqueCodeUse: () => 'parcel-0' }
    expect(verdictOf(scan(serial(used), [], 'SN-0001'))).toBe('refused unique-code-used')
    expect(verdictOf(scan(world({ ...used, order: oneCup, product: (sku) => product(sku, { needsAntiCounterfeit: true }) }), [], 'AC-0001'))).toBe('refused unique-code-used')
    expect(verdictOf(scan(world({ ...used, order: oneCup, product: (sku) => product(sku, { needsLot: true }) }), [], 'LOT-01'))).toBe('accepted unique-code-taken')
  })

  it('[CH4] a GS1 symbol of the product gives the serial it carries, another product\'s does not', () => {
    const taken = scan(serial(), anItem('cup'), '01…21SN-0007', { serial: 'SN-0007' })
    expect([verdictOf(taken), bodiesOf(taken, 'UniqueCodeTaken').map((body) => body.value)]).toEqual(['accepted unique-code-taken', ['SN-0007']])
    expect(verdictOf(scan(serial(), anItem('plate'), '01…21SN-0007', { serial: 'SN-0007' }))).toBe('refused unique-code-needed')
  })

  it('[CH4] so it gives the lot, which other pieces may have too; a serial may read like a lot', () => {
    const lot = world({ order: oneCup, product: (sku) => product(sku, { needsLot: true }), uniqueCodeUse: () => 'parcel-9' })
    expect(bodiesOf(scan(lot, anItem('cup'), '01…10L-77', { lot: 'L-77' }), 'UniqueCodeTaken').map((body) => body.value)).toEqual(['L-77'])
    const beside = serial({ parcel: parcel({ uniqueCodes: [{ lineNumber: 2, codeKind: 'lot', value: 'L-77' }] }) })
    expect(verdictOf(scan(beside, [], 'L-77'))).toBe('accepted unique-code-taken')
  })

  it('[CH4] one value does not stand for two things in a parcel', () => {
    const twice = serial({ parcel: parcel({ uniqueCodes: [{ lineNumber: 1, codeKind: 'anti-counterfeit', value: 'SN-0001' }] }) })
    expect(verdictOf(scan(twice, [], 'SN-0001'))).toBe('refused unique-code-used')
  })

  it('[CH8] a waybill number typed by hand proves nothing', () => {
    const printed = world({ parcel: parcel({ waybillNumber: 'SF1', copies: 1, labelState: 'sent' }) })
    expect(verdictOf(scan(printed, aWaybill('SF1'), 'SF1', { typed: true }))).toBe('refused must-be-scanned')
    expect(verdictOf(scan({ ...printed, mayTypeWaybill: true }, aWaybill('SF1'), 'SF1', { typed: true }))).toBe('accepted label-scanned-back')
  })

  it('[CH7] a single item with a serial gets its label with the serial, not with the piece', () => {
    const single = { order: { ...oneCup, itemCount: 'single' as const, lines: [line(1, 'cup', 1)] }, product: (sku: string) => product(sku, { needsSerial: true }) }
    expect(scan(world(single), anItem('cup')).owed).toEqual([])
    expect(scan(world({ ...single, order: { ...oneCup, itemCount: 'single' } }), [], 'SN-0001').owed).toHaveLength(1)
  })
})

describe('what else belongs to a parcel', () => {
  it('[CH5] enclosures are ticked, once, and only those the order asks for', () => {
    const asked = world({ order: order({ enclosures: ['invoice'] }) })
    const ticked = addEnclosure(asked, 'invoice')
    expect([verdictOf(ticked), kindsOf(ticked)]).toEqual(['accepted enclosure-taken', ['EnclosureAdded']])
    expect(addEnclosure({ ...asked, parcel: parcel({ enclosures: ['invoice'] }) }, 'invoice').facts).toEqual([])
    expect(verdictOf(addEnclosure(asked, 'gift'))).toBe('refused enclosure-not-asked')
  })

  it('[CH5] packaging is scanned until the weight is settled, and then stays as it is', () => {
    expect(kindsOf(scan(world(), aPackaging('BOX')))).toEqual(['PackagingUsed'])
    expect(kindsOf(scan(world({ parcel: parcel({ packagingCodes: ['BOX'], weightVerdict: 'too-light', grams: 5 }) }), aPackaging('PAD')))).toEqual(['PackagingUsed'])
    expect(verdictOf(scan(world({ parcel: parcel({ packagingCodes: ['BOX'], weightVerdict: 'fits' }) }), aPackaging('BOX')))).toBe('refused command-not-now')
  })

  it('[CH16] another box takes the place of the first one, the same one changes nothing, and what goes around the goods stays', () => {
    const boxed = world({ parcel: parcel({ packagingCodes: ['PAD', 'SMALL'], weightVerdict: 'too-heavy', grams: 900 }) })
    const replaced = scan(boxed, aPackaging('BIG'))
    expect([verdictOf(replaced), bodiesOf(replaced, 'PackagingTakenBack'), bodiesOf(replaced, 'PackagingUsed')]).toEqual([
      'accepted packaging-replaced', [{ parcelId: 'parcel-1', packagingCode: 'SMALL' }], [{ parcelId: 'parcel-1', packagingCode: 'BIG' }],
    ])
    const again = scan(boxed, aPackaging('SMALL'))
    expect([verdictOf(again), again.facts]).toEqual(['accepted packaging-taken', []])
    const padded = scan(boxed, aPackaging('PAD'))
    expect([verdictOf(padded), kindsOf(padded)]).toEqual(['accepted packaging-taken', ['PackagingUsed']])
  })

  it('[CH16] CANCEL takes back what was scanned last, until the weight is settled', () => {
    const after = (change: Parameters<typeof parcel>[0]) => takeBackPackaging(world({ parcel: parcel(change) }))
    expect(after({ packagingCodes: ['BOX', 'PAD'], weightVerdict: 'too-light', grams: 5 })).toMatchObject({ outcome: { verdict: 'packaging-taken-back', values: { packagingCode: 'PAD' } }, facts: [{ kind: 'PackagingTakenBack', body: { packagingCode: 'PAD' } }] })
    expect([after({}), after({ packagingCodes: ['BOX'], weightVerdict: 'fits' }), after({ packagingCodes: ['BOX'], weightApproved: true })]).toEqual([undefined, undefined, undefined])
  })

  it('[CH7] a single item’s label is owed with its scan, for the reserved number', () => {
    const decision = scan(world({ order: order({ itemCount: 'single', lines: [line(1, 'cup', 1)] }) }), anItem('cup'))
    expect([verdictOf(decision), kindsOf(decision)]).toEqual(['accepted label-queued', ['ItemChecked', 'WaybillBound']])
    expect(decision.owed).toEqual([{ kind: 'print-label', parcelId: 'parcel-1', waybillNumber: 'SF1', copy: 1 }])
  })

  it('[CH7] without a printer or a number the label stays due and nothing is bound', () => {
    const due = { order: order({ itemCount: 'single', lines: [line(1, 'cup', 1)] }) }
    for (const lack of [{ hasPrinter: false }, { reserved: () => undefined }]) {
      const decision = scan(world({ ...due, ...lack }), anItem('cup'))
      expect([verdictOf(decision), decision.owed, kindsOf(decision)]).toEqual(['accepted check-done', [], ['ItemChecked']])
    }
  })

  it('[CH7] one label only: while it is queued nothing owes another', () => {
    const queued = settle(world({ order: oneCup, parcel: { ...labelled, labelState: 'queued' } }), bench(), [], 'check-done')
    expect([queued.owed, queued.facts]).toEqual([[], []])
  })
})

describe('the end of a parcel', () => {
  it('[CH8] [CH9] its own waybill, scanned back from the box, closes it', () => {
    const closed = scan(world({ order: oneCup, parcel: labelled }), aWaybill('SF1'))
    expect([verdictOf(closed), kindsOf(closed), closed.bench.activity]).toEqual(['accepted parcel-closed', ['LabelConfirmed', 'ParcelClosed'], { kind: 'check', parcelId: null }])
    expect(bodiesOf(closed, 'ParcelClosed')[0]).toMatchObject({ waybillNumber: 'SF1', grams: 300, pieceCount: 1, carrierCode: 'SF', personId: 'packer-1' })
  })

  it.each([
    ['another number', {}, 'SF2', 'refused wrong-waybill'],
    ['a label nobody queued', { copies: 0, waybillNumber: null, labelState: 'none' }, 'SF1', 'refused label-not-printed'],
    ['a label of which no byte has left yet', { labelState: 'queued' }, 'SF1', 'refused label-not-printed'],
    ['a label that could not be drawn', { labelState: 'failed' }, 'SF1', 'refused label-not-printed'],
    ['a label on its way', { labelState: 'sending' }, 'SF1', 'accepted parcel-closed'],
    ['a label nobody knows of whether it came out', { labelState: 'unknown' }, 'SF1', 'accepted parcel-closed'],
    ['a label that was confirmed before the weight', { labelConfirmed: true, weightVerdict: null }, 'SF1', 'refused parcel-not-ready'],
    ['before the weight', { weightVerdict: null }, 'SF1', 'accepted label-scanned-back'],
  ] as const)('[CH8] %s', (_title, change, number, verdict) => {
    expect(verdictOf(scan(world({ order: oneCup, parcel: { ...labelled, ...change } as typeof labelled }), aWaybill(number)))).toBe(verdict)
  })

  it('[CH8] a number that is also a product’s code is the label, once it was printed', () => {
    const both = [...anItem('cup'), ...aWaybill('SF1')]
    expect(verdictOf(scan(world({ order: oneCup, parcel: labelled }), both))).toBe('accepted parcel-closed')
    expect(verdictOf(scan(world({ order: order({ lines: [line(1, 'cup', 1)] }) }), both))).toBe('accepted check-done')
  })

  it('[CH9] whatever comes last closes it, here the weight', () => {
    const last = settle(world({ order: oneCup, parcel: { ...labelled, labelConfirmed: true } }), bench(), [], 'weight-fits')
    expect([verdictOf(last), kindsOf(last)]).toEqual(['accepted parcel-closed', ['ParcelClosed']])
  })
})

it('[FO4] the number alone proves no copy that bears a mark; the mark of the newest does', () => {
  const marked = world({ parcel: { ...labelled, copies: 3, copyMarked: true } })
  expect(verdictOf(scan(marked, aWaybill('SF1')))).toBe('refused label-void')
  const marks = [copyMark('SF1', 3), copyMark('SF1', 2), copyMark('SF2', 3)]
  expect(marks.map((mark) => verdictOf(scan(marked, [], mark)))).toEqual(['accepted label-scanned-back', 'refused label-void', 'refused wrong-waybill'])
})

describe('what must not be packed', () => {
  it.each([
    ['an item', anItem('cup')], ['a packaging', aPackaging('BOX')], ['its waybill', aWaybill('SF1')], ['a tote', aTote('T')], ['an unknown code', []],
  ] as const)('[CH10] a cancelled order stops at the next scan: %s', (_title, meanings) => {
    const decision = scan(world({ order: order({ cancelled: true }) }), meanings)
    expect([verdictOf(decision), kindsOf(decision), decision.owed]).toEqual(['refused order-stopped', ['OrderStopped'], []])
    expect(decision.bench.activity).toEqual({ kind: 'check', parcelId: null })
  })

  it('[CH10] after the label a stop task is left, so that the box cannot be handed over', () => {
    const stopped = stopParcel(bench({ kind: 'check', parcelId: 'parcel-1' }, { approval: { what: 'weight', step: 'reason', personId: 'boss', sku: null } }), order({ cancelled: true }), labelled)
    expect(bodiesOf(stopped, 'StopTaskRaised')).toEqual([{ orderId: 'order-1', parcelId: 'parcel-1', waybillNumber: 'SF1' }])
    expect(stopped.bench.approval).toBeNull()
    // Its number is bound and on no paper yet.
    expect(kindsOf(stopParcel(bench({ kind: 'check', parcelId: 'parcel-1' }), order({ cancelled: true }), { ...labelled, copies: 0 }))).toEqual(['OrderStopped'])
  })

  it('[CL4] a claim that is over ends the check without a fact, a cancelled order stops it all the same', () => {
    const gone = scan(world({ holdEnded: true }), anItem('cup'))
    expect([verdictOf(gone), gone.facts, gone.bench.activity]).toEqual(['refused hold-expired', [], { kind: 'check', parcelId: null }])
    expect(verdictOf(scan(world({ holdEnded: true, order: order({ cancelled: true }) }), anItem('cup')))).toBe('refused order-stopped')
  })

  it.each([
    ['kicked-out', 'stopped', 'refused order-kicked-out'],
    ['packed', 'closed', 'refused order-already-packed'],
    ['suspended', 'suspended', 'refused order-already-packed'],
  ] as const)('[CH13] an order that is %s meanwhile leaves the bench without a fact', (orderState, parcelState, verdict) => {
    const gone = interruptedCheck(bench({ kind: 'check', parcelId: 'parcel-1' }), order({ state: orderState }), parcel({ state: parcelState }), false)
    expect(gone && [verdictOf(gone), gone.facts, gone.bench.activity]).toEqual([verdict, [], { kind: 'check', parcelId: null }])
    expect(verdictOf(scan(world({ order: order({ state: orderState }), parcel: parcel({ state: parcelState }) }), anItem('cup')))).toBe(verdict)
  })
})
