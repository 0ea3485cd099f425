// What a parcel still lacks before it may close, in the order in which it is asked for. Rules CH1..CH9 of docs/specs/checking.md.
import type { Product } from '../catalogue/product.ts'
import type { UniqueCodeKind } from '../facts/common.ts'
import type { Order, OrderLine } from '../orders/order.ts'
import type { Parcel } from './parcel.ts'

export type ParcelNeed =
  | { kind: 'unique-code'; lineNumber: number; sku: string; codeKind: UniqueCodeKind }
  | { kind: 'item'; lineNumber: number }
  | { kind: 'enclosure' }
  | { kind: 'packaging' }
  | { kind: 'weight' }
  | { kind: 'label' }
  | { kind: 'scan-back' }

/** Pieces of a line that must be in the box: all that was asked, less what was short once a supervisor accepted that. */
export function targetQty(order: Order, line: OrderLine): number {
  return line.askedQty - (order.shortAccepted ? line.shortQty : 0)
}

/** CH4: a serial and an anti-counterfeit code for every piece, a lot for every line; owed as soon as a piece is checked. */
export function uniqueCodesOwed(order: Order, parcel: Parcel, product: (sku: string) => Product | undefined): Extract<ParcelNeed, { kind: 'unique-code' }>[] {
  return order.lines.flatMap((line) => {
    const known = product(line.sku)
    if (!known || line.checkedQty === 0) return []
    const taken = (codeKind: UniqueCodeKind): number => parcel.uniqueCodes.filter((code) => code.lineNumber === line.lineNumber && code.codeKind === codeKind).length
    const owed: UniqueCodeKind[] = []
    if (known.needsSerial && taken('serial') < line.checkedQty) owed.push('serial')
    if (known.needsAntiCounterfeit && taken('anti-counterfeit') < line.checkedQty) owed.push('anti-counterfeit')
    if (known.needsLot && taken('lot') < 1) owed.push('lot')
    return owed.map((codeKind) => ({ kind: 'unique-code' as const, lineNumber: line.lineNumber, sku: line.sku, codeKind }))
  })
}

/** All that is outstanding; `isPadding` tells what is no box by itself (`paddingAmong`). The parcel closes with the fact that makes this empty (CH9), in whatever order the needs are met. */
export function parcelNeeds(order: Order, parcel: Parcel, product: (sku: string) => Product | undefined, isPadding: (packagingCode: string) => boolean): ParcelNeed[] {
  const needs: ParcelNeed[] = [...uniqueCodesOwed(order, parcel, product)]
  for (const line of order.lines) if (line.checkedQty < targetQty(order, line)) needs.push({ kind: 'item', lineNumber: line.lineNumber })
  if (order.enclosures.some((enclosure) => !parcel.enclosures.includes(enclosure))) needs.push({ kind: 'enclosure' })
  // CH5: what only ships in its own carton needs none of ours; a sealed bag or a cushion goes into the box and is not the box.
  const ownCartons = order.lines.every((line) => product(line.sku)?.bulky)
  if (parcel.packagingCodes.every(isPadding) && !ownCartons) needs.push({ kind: 'packaging' })
  if (!weightSettled(parcel)) needs.push({ kind: 'weight' })
  if (parcel.copies === 0) needs.push({ kind: 'label' })
  if (!parcel.labelConfirmed) needs.push({ kind: 'scan-back' })
  return needs
}

/** CH6: the weight fitted, or another person stands for it. */
export function weightSettled(parcel: Parcel): boolean {
  return parcel.weightVerdict === 'fits' || parcel.weightApproved
}

/**
 * CH7: a single-item order gets its label with its item, so that the packer's hands never wait. Any other order gets it
 * when all is in the box and the weight is settled, so that no label exists for a wrong parcel.
 */
export function labelIsDue(order: Order, needs: readonly ParcelNeed[]): boolean {
  const open = (kind: ParcelNeed['kind']): boolean => needs.some((need) => need.kind === kind)
  if (!open('label') || open('item') || open('unique-code')) return false
  return order.itemCount === 'single' || !(open('enclosure') || open('packaging') || open('weight'))
}
