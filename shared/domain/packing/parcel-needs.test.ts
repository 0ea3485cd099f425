import { describe, expect, it } from 'vitest'
import { line, order, parcel, product } from '#tests/support/builders.ts'
import type { Product } from '../catalogue/product.ts'
import type { Order } from '../orders/order.ts'
import type { Parcel } from './parcel.ts'
import { labelIsDue, parcelNeeds, targetQty, uniqueCodesOwed, weightSettled } from './parcel-needs.ts'

const plain = (sku: string) => product(sku)
const checked = order({ lines: [line(1, 'cup', 2, { checkedQty: 2 }), line(2, 'pen', 1, { checkedQty: 1 })] })
const noPadding = (): boolean => false
const kinds = (whole: Order, box: Parcel, known: (sku: string) => Product | undefined): string[] => parcelNeeds(whole, box, known, noPadding).map((need) => need.kind)

describe('what a parcel lacks', () => {
  it('[CH9] everything, in the order in which it is asked for', () => {
    expect(kinds(order({ enclosures: ['invoice'] }), parcel(), plain)).toEqual(['item', 'item', 'enclosure', 'packaging', 'weight', 'label', 'scan-back'])
  })

  it('[CH9] nothing, once all of it was done', () => {
    const done = parcel({ enclosures: ['invoice'], packagingCodes: ['BOX'], weightVerdict: 'fits', copies: 1, labelConfirmed: true })
    expect(kinds({ ...checked, enclosures: ['invoice'] }, done, plain)).toEqual([])
    for (const lack of [{ enclosures: [] }, { packagingCodes: [] }, { weightVerdict: null }, { copies: 0 }, { labelConfirmed: false }] as const) {
      expect(kinds({ ...checked, enclosures: ['invoice'] }, { ...done, ...lack } as typeof done, plain)).toHaveLength(1)
    }
    expect(kinds({ ...order(), enclosures: ['invoice'] }, done, plain)).toEqual(['item', 'item'])
  })

  it.each([
    ['needsSerial', 0, [], []],
    ['needsSerial', 2, [], ['serial']],
    ['needsSerial', 2, ['serial'], ['serial']],
    ['needsSerial', 2, ['serial', 'serial'], []],
    ['needsAntiCounterfeit', 2, ['anti-counterfeit'], ['anti-counterfeit']],
    ['needsLot', 2, [], ['lot']],
    ['needsLot', 2, ['lot'], []],
  ] as const)('[CH4] a product with %s, %i checked and %j taken, owes %j', (need, checkedQty, taken, owed) => {
    const one = order({ lines: [line(1, 'cup', 2, { checkedQty })] })
    const uniqueCodes = taken.map((codeKind, index) => ({ lineNumber: 1, codeKind, value: `C${index}` }))
    expect(uniqueCodesOwed(one, parcel({ uniqueCodes }), (sku) => product(sku, { [need]: true })).map((each) => each.codeKind)).toEqual(owed)
  })

  it('[CH4] codes of one line are not taken for another', () => {
    const two = order({ lines: [line(1, 'cup', 1, { checkedQty: 1 }), line(2, 'cup', 1, { checkedQty: 1 })] })
    expect(uniqueCodesOwed(two, parcel({ uniqueCodes: [{ lineNumber: 2, codeKind: 'serial', value: 'X' }] }), (sku) => product(sku, { needsSerial: true }))).toMatchObject([{ lineNumber: 1 }])
  })

  it('[CH5] only goods that ship in their own cartons need no packaging of ours', () => {
    expect(kinds(checked, parcel(), (sku) => product(sku, { bulky: true }))).not.toContain('packaging')
    expect(kinds(checked, parcel(), (sku) => product(sku, { bulky: sku === 'cup' }))).toContain('packaging')
  })

  it('[CH5] a parcel in nothing but padding still needs its box, whatever was scanned first', () => {
    const lacks = (...packagingCodes: string[]): boolean => parcelNeeds(checked, parcel({ packagingCodes }), plain, (code) => code.startsWith('PAD')).some(({ kind }) => kind === 'packaging')
    expect([lacks('PAD-1'), lacks('PAD-1', 'PAD-2'), lacks('PAD-1', 'BOX'), lacks('BOX')]).toEqual([true, true, false, false])
  })

  it.each([
    ['fits', false, true], ['too-light', false, false], ['too-heavy', false, false], ['not-known', false, false], [null, false, false], ['too-light', true, true],
  ] as const)('[CH6] weight %s, approved %s: settled %s', (weightVerdict, weightApproved, settled) => {
    expect(weightSettled(parcel({ weightVerdict, weightApproved }))).toBe(settled)
  })

  it.each([
    ['multi', checked, parcel({ packagingCodes: ['BOX'], weightVerdict: 'fits' }), true],
    ['multi', checked, parcel({ packagingCodes: ['BOX'] }), false],
    ['multi', checked, parcel({ weightVerdict: 'fits' }), false],
    ['multi', order(), parcel({ packagingCodes: ['BOX'], weightVerdict: 'fits' }), false],
    ['single', checked, parcel(), true],
    ['single', order(), parcel(), false],
    ['single', checked, parcel({ copies: 1 }), false],
  ] as const)('[CH7] a label for a %s-item order is due as it stands: case %#', (itemCount, its, box, due) => {
    const whole = { ...its, itemCount }
    expect(labelIsDue(whole, parcelNeeds(whole, box, plain, noPadding))).toBe(due)
  })

  it('[CH2] an accepted short lowers what must be in the box, an unaccepted one does not', () => {
    const short = line(1, 'cup', 3, { pickedQty: 1, shortQty: 2 })
    expect(targetQty(order({ shortAccepted: true }), short)).toBe(1)
    expect(targetQty(order(), short)).toBe(3)
  })
})
