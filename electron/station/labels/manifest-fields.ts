import type { PageFields } from './page-model.ts'

/** What a carrier manifest (交接单) shows. Times come as text, in wall time. */
export type ManifestPaper = {
  number: string
  carrierName: string
  closedAtText: string
  stationName: string
  parcels: { waybillNumber: string; weightGrams: number }[]
}

/** What the template of a manifest is filled with. */
export function manifestFields({ number, carrierName, closedAtText, stationName, parcels }: ManifestPaper): PageFields {
  const weightGrams = parcels.reduce((sum, parcel) => sum + parcel.weightGrams, 0)
  return {
    texts: { number, carrierName, closedAt: closedAtText, stationName, parcelCount: String(parcels.length), kilograms: (weightGrams / 1000).toFixed(3) },
    tables: { parcels: parcels.map((parcel) => ({ waybillNumber: parcel.waybillNumber, grams: String(parcel.weightGrams) })) },
  }
}
