// A packing list (发货单) that goes with a parcel: owed in the transaction that owes its first label. Rule LD8 of docs/specs/label-desk.md.
import { isPackingListDue } from '#shared/domain/labels/packing-list.ts'
import type { AppDeps } from './app-deps.ts'

export function owePackingList({ store, settings, mintId }: AppDeps, parcelId: string, labelPrinterId: string, atMs: number): void {
  const { packingList, packingListPrinterId } = store.labelOptions()
  const parcel = packingList === 'never' ? undefined : store.parcel(parcelId)
  const order = parcel && store.order(parcel.orderId)
  if (!order || !isPackingListDue(packingList, order)) return
  const { printers } = settings()
  // A printer that is no longer set up must not keep the list from the parcel; and a platform's component prints no dots of ours.
  const printer = [packingListPrinterId, labelPrinterId].map((printerId) => printers.find((each) => each.printerId === printerId && each.kind !== 'component')).find((each) => each !== undefined) ?? printers.find((each) => each.kind !== 'component')
  if (!printer) return
  const template = 'language' in printer && printer.language === 'escpos' && printer.printerId !== labelPrinterId ? 'packing-list-roll72' : 'packing-list-100x150'
  store.oweEffect({ effectId: mintId(), kind: 'print-paper', printerId: printer.printerId, body: { kind: 'packing-list', ref: order.orderId, template, code: '' } }, atMs)
}
