import type { LabelLayout } from '#shared/domain/labels/label-template.ts'
import { A4_DOTS_PER_MM } from './draw-a4.ts'
import { drawPages } from './draw-page.ts'
import { labelTemplate, templateInForce } from './label-templates.ts'
import { isLabelRefusal, type LabelRefusal, type PageFields } from './page-model.ts'
import { rastersToPdf } from './to-pdf.ts'

const name = 'carrier-manifest-a4'

/** The manifest as a PDF of A4 pages, 72 parcels a page in the order given, with count, weight and places to sign on each. By the shipped template where the site's own layout has too little room. */
export async function drawManifestPdf(fields: PageFields, layouts: readonly LabelLayout[] = []): Promise<Buffer | LabelRefusal> {
  const shipped = labelTemplate(name)
  const own = templateInForce(name, layouts)
  const drawn = drawPages(own, fields, A4_DOTS_PER_MM)
  if (!isLabelRefusal(drawn)) return rastersToPdf(drawn, own)
  const again = own === shipped ? drawn : drawPages(shipped, fields, A4_DOTS_PER_MM)
  return isLabelRefusal(again) ? again : rastersToPdf(again, shipped)
}
