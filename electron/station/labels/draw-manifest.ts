import type { LabelLayout } from '#shared/domain/labels/label-template.ts'
import { A4_DOTS_PER_MM } from './draw-a4.ts'
import { drawPages } from './draw-page.ts'
import { templateInForce } from './label-templates.ts'
import { manifestFields, type ManifestPaper } from './manifest-fields.ts'
import { isLabelRefusal, type LabelRefusal } from './page-model.ts'
import { rastersToPdf } from './to-pdf.ts'

/** The manifest as a PDF of A4 pages, 72 parcels a page in the order given, with count, weight and places to sign on each. */
export async function drawManifestPdf(manifest: ManifestPaper, layouts: readonly LabelLayout[] = []): Promise<Buffer | LabelRefusal> {
  const template = templateInForce('carrier-manifest-a4', layouts)
  const pages = drawPages(template, manifestFields(manifest), A4_DOTS_PER_MM)
  return isLabelRefusal(pages) ? pages : rastersToPdf(pages, template)
}
