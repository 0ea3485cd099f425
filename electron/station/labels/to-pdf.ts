import { deflateSync } from 'node:zlib'
import type { Raster } from './raster.ts'

const POINTS_PER_MM = 72 / 25.4

/** One raster as a PDF page of exactly its size. The same raster gives the same bytes. */
export async function rasterToPdf(raster: Raster, sizeMm: { widthMm: number; heightMm: number }): Promise<Buffer> {
  return rastersToPdf([raster], sizeMm)
}

/** Several pages of one size. The dots go in as a picture of one bit a dot: what is printed is what was drawn. */
export async function rastersToPdf(rasters: readonly Raster[], sizeMm: { widthMm: number; heightMm: number }): Promise<Buffer> {
  // Loaded with the first PDF: the first label does not wait for it.
  const { PDFDocument, PDFName } = await import('pdf-lib')
  const document = await PDFDocument.create({ updateMetadata: false })
  const size: [number, number] = [sizeMm.widthMm * POINTS_PER_MM, sizeMm.heightMm * POINTS_PER_MM]
  for (const raster of rasters) {
    const picture = document.context.stream(deflateSync(raster.bits), {
      Type: 'XObject',
      Subtype: 'Image',
      Width: raster.widthDots,
      Height: raster.heightDots,
      BitsPerComponent: 1,
      ColorSpace: 'DeviceGray',
      Decode: [1, 0],
      Interpolate: false,
      Filter: 'FlateDecode',
    })
    const page = document.addPage(size)
    page.node.setXObject(PDFName.of('Page'), document.context.register(picture))
    const drawing = document.context.stream(`q ${size[0]} 0 0 ${size[1]} 0 0 cm /Page Do Q`)
    page.node.addContentStream(document.context.register(drawing))
  }
  return Buffer.from(await document.save())
}
