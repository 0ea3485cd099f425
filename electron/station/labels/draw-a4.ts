// Papers of the office: pages of A4 made of the same elements as labels, so that Chinese, barcodes and refusals are the same everywhere.
import { drawPage } from './draw-page.ts'
import type { PageElement } from '#shared/domain/labels/page-elements.ts'
import { isLabelRefusal, type LabelRefusal } from './page-model.ts'
import type { Raster } from './raster.ts'
import { rastersToPdf } from './to-pdf.ts'

export const A4 = { widthMm: 210, heightMm: 297 }
/** About 300 dpi, as an office printer has. */
export const A4_DOTS_PER_MM = 12

/** Pages of elements as one PDF, or the first refusal. */
export async function a4Pdf(pages: readonly PageElement[][]): Promise<Buffer | LabelRefusal> {
  const rasters: Raster[] = []
  for (const elements of pages) {
    const page = drawPage({ ...A4, elements }, undefined, A4_DOTS_PER_MM)
    if (isLabelRefusal(page)) return page
    rasters.push(page)
  }
  return rastersToPdf(rasters, A4)
}

/** A text of one line that shrinks to its box, not below 2 mm. */
export function lineOfText(
  box: { xMm: number; yMm: number; widthMm: number; heightMm: number },
  text: string,
  sizeMm: number,
  look: { bold?: boolean; align?: 'left' | 'centre' | 'right'; mostLines?: number } = {},
): PageElement {
  return { kind: 'text', ...box, text, sizeMm, smallestSizeMm: Math.min(sizeMm, 2), verticalAlign: 'middle', mostLines: 1, ...look }
}

export function barcodeOf(box: { xMm: number; yMm: number; widthMm: number; heightMm: number }, text: string): PageElement {
  return { kind: 'barcode', ...box, text, mostModuleMm: 0.5, leastModuleMm: 0.165 }
}

export function rule(xMm: number, yMm: number, widthMm: number): PageElement {
  return { kind: 'line', xMm, yMm, widthMm, heightMm: 0.2 }
}
