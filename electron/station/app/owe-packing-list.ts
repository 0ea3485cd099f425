// A packing list (发货单) that goes with a parcel: owed in the transaction that owes its first label. Rule LD8 of docs/specs/label-desk.md.
import type { AppDeps } from './app-deps.ts'

export function owePackingList({ store, settings, mintId }: AppDeps, parcelId: string, labelPrinterId: string, atMs: number): void {
  const { packingList, packingListPrinterId } = store.labelOptions()
  const parcel = packingList === 'never' ? undefined : store.parcel(parcelId)
  const order = parcel && store.order(parcel.orderId)
  if (!order || (packingList === 'asked' && !order.enclosures.includes('invoice'))) return
  // A printer that is no longer set up must not keep the list from the parcel.
  const printerId = settings().printers.find((each) => each.printerId === packingListPrinterId)?.printerId ?? labelPrinterId
  store.oweEffect({ effectId: mintId(), kind: 'print-paper', printerId, body: { kind: 'packing-list', ref: order.orderId, template: 'packing-list-100x150', code: '' } }, atMs)
}
