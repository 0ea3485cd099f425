/** 交接单: parcels handed to a carrier at one pick-up. Open while closedAtMs is null. */
export type Manifest = { manifestId: string; manifestNumber: string; carrierCode: string; closedAtMs: number | null; parcelCount: number; totalGrams: number }
