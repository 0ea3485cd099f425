// The dots of each page of a PDF that Packwave made: its pages are one picture each.
import { inflateSync } from 'node:zlib'
import { PDFDocument, PDFName, PDFNumber, PDFRawStream, PDFDict } from 'pdf-lib'
import type { Raster } from '#station/labels/raster.ts'

export async function readPdfPages(pdf: Uint8Array): Promise<Raster[]> {
  const document = await PDFDocument.load(pdf)
  return document.getPages().map((page) => {
    const picture = page.node.Resources()?.lookup(PDFName.of('XObject'), PDFDict).lookup(PDFName.of('Page'))
    if (!(picture instanceof PDFRawStream)) throw new Error('a page of Packwave is one picture')
    const number = (name: string): number => picture.dict.lookup(PDFName.of(name), PDFNumber).asNumber()
    return { widthDots: number('Width'), heightDots: number('Height'), bits: new Uint8Array(inflateSync(picture.contents)) }
  })
}
