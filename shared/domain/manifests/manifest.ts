/** 交接单: parcels handed to a carrier at one pick-up. Open while closedAtMs is null. */
export type Manifest = {
  manifestId: string; manifestNumber: string; carrierCode: string; closedAtMs: number | null; parcelCount: number
  /** Of those that were weighed. */
  totalGrams: number
  notWeighedCount: number
  /** Scanned out last; null when none was, or it was taken off again. */
  lastWaybillNumber: string | null
}
