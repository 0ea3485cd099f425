import { A4_DOTS_PER_MM } from './draw-a4.ts'
import { drawPages } from './draw-page.ts'
import { labelTemplate } from './label-templates.ts'
import { isLabelRefusal, type LabelRefusal, type PageFields } from './page-model.ts'
import { rastersToPdf } from './to-pdf.ts'

/** What a carrier manifest (交接单) shows. Times come as text: paper has the time zone of the site, not of this machine. */
export type ManifestPaper = {
  number: string
  carrierName: string
  closedAtText: string
  stationName: string
  parcels: { waybillNumber: string; weightGrams: number }[]
}

/** The manifest as a PDF of A4 pages, 72 parcels a page in the order given, with count, weight and places to sign on each. */
export async function drawManifestPdf(manifest: ManifestPaper): Promise<Buffer | LabelRefusal> {
  const template = labelTemplate('carrier-manifest-a4')
  const pages = drawPages(template, manifestFields(manifest), A4_DOTS_PER_MM)
  return isLabelRefusal(pages) ? pages : rastersToPdf(pages, template)
}

/** What the template of a manifest is filled with. */
export function manifestFields({ number, carrierName, closedAtText, stationName, parcels }: ManifestPaper): PageFields {
  const weightGrams = parcels.reduce((sum, parcel) => sum + parcel.weightGrams, 0)
  return {
    texts: { number, carrierName, closedAt: closedAtText, stationName, parcelCount: String(parcels.length), kilograms: (weightGrams / 1000).toFixed(3) },
    tables: { parcels: parcels.map((parcel) => ({ waybillNumber: parcel.waybillNumber, grams: String(parcel.weightGrams) })) },
  }
}
