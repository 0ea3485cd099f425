// All that is needed to print one waybill label without a network. Personal parts are already masked: nothing here can be unmasked.

import type { PlatformPrint } from './platform-print.ts'

/** Label stock, millimetres. 100×150 and 76×130 one-ply are the sizes of GB/T 41833-2022 practice; 100×180 is two-ply. */
export const labelSizes = ['100x150', '76x130', '100x180'] as const
export type LabelSize = (typeof labelSizes)[number]

export type LabelPayload = {
  waybillNumber: string
  carrierCode: string
  carrierName: string
  serviceName: string
  /** 三段码: opaque to us, printed largest, never computed at the station. */
  sortingCode: string
  /** 集包地, empty when the carrier gave none. */
  consolidation: string
  recipient: { maskedName: string; maskedPhone: string; maskedAddress: string }
  sender: { maskedName: string; maskedPhone: string; maskedAddress: string }
  /** One line per product: name, spec, quantity. No personal data. */
  contents: { name: string; quantity: number }[]
  orderNumber: string
  remark: string
  /** 1 of 1 unless the order is split over several parcels. */
  parcelIndex: number
  parcelCount: number
  /** What the platform's own component prints for this waybill; nothing of it is read here. */
  platformPrint?: PlatformPrint
}
