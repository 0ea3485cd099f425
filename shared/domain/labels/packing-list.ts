import type { Order } from '../orders/order.ts'

/** When a packing list (发货单) goes with a parcel, as a site sets it. */
export const packingListTimes = ['never', 'asked', 'always'] as const
export type PackingListTime = (typeof packingListTimes)[number]

/** LD8 of docs/specs/label-desk.md: where it is asked for, an order asks with its invoice (发票). */
export function isPackingListDue(time: PackingListTime, { enclosures }: Pick<Order, 'enclosures'>): boolean {
  return time === 'always' || (time === 'asked' && enclosures.includes('invoice'))
}
