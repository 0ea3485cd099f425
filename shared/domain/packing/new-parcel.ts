import type { Order } from '../orders/order.ts'
import type { Parcel } from './parcel.ts'

/** A parcel as it is the moment it is opened. */
export function newParcel(parcelId: string, order: Order, personId: string): Parcel {
  return {
    parcelId, orderId: order.orderId, waveId: order.waveId, personId, state: 'open', packagingCodes: [], enclosures: [], uniqueCodes: [],
    grams: null, weightVerdict: null, weightApproved: false, waybillNumber: null, labelState: 'none', labelTrouble: '', copies: 0, labelConfirmed: false, labelPrinterId: '', copyMarked: false,
    stopTask: false, packedHere: true, manifestId: null,
  }
}
