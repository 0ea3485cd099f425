import type { PageFields } from './page-model.ts'

/** What a carrier manifest (交接单) shows. Times come as text, in wall time. */
export type ManifestPaper = {
  number: string
  carrierName: string
  closedAtText: string
  stationName: string
  /** `weightGrams`: null where a person stood for the weight. */
  parcels: { waybillNumber: string; weightGrams: number | null }[]
}

/** What the template of a manifest is filled with. Rule MA8 of docs/specs/manifests.md. */
export function manifestFields({ number, carrierName, closedAtText, stationName, parcels }: ManifestPaper): PageFields {
  const weightGrams = parcels.reduce((sum, parcel) => sum + (parcel.weightGrams ?? 0), 0)
  const notWeighed = parcels.filter((parcel) => parcel.weightGrams === null).length
  return {
    texts: { number, carrierName, closedAt: closedAtText, stationName, parcelCount: String(parcels.length), kilograms: (weightGrams / 1000).toFixed(3), notWeighed: notWeighed === 0 ? '' : `+ ${notWeighed} 件未称` },
    tables: { parcels: parcels.map((parcel) => ({ waybillNumber: parcel.waybillNumber, grams: parcel.weightGrams === null ? '未称' : String(parcel.weightGrams) })) },
  }
}
