import { a4Pdf, barcodeOf, lineOfText, rule } from './draw-a4.ts'
import type { LabelRefusal, PageElement } from './page-model.ts'

/** What a carrier manifest (交接单) shows. Times come as text: paper has the time zone of the site, not of this machine. */
export type ManifestPaper = {
  number: string
  carrierName: string
  closedAtText: string
  stationName: string
  parcels: { waybillNumber: string; weightGrams: number }[]
}

const COLUMNS = 2
const ROWS_PER_PAGE = 36
const ROW_MM = 6
const TABLE_TOP_MM = 52
const LEFT_MM = 15
const COLUMN_MM = 90

/** The manifest as a PDF of A4 pages, 72 parcels a page in the order given, with count, weight and places to sign on each. */
export async function drawManifestPdf(manifest: ManifestPaper): Promise<Buffer | LabelRefusal> {
  const perPage = COLUMNS * ROWS_PER_PAGE
  const pageCount = Math.max(1, Math.ceil(manifest.parcels.length / perPage))
  return a4Pdf(Array.from({ length: pageCount }, (_, page) => manifestPage(manifest, page, pageCount, perPage)))
}

function manifestPage(manifest: ManifestPaper, page: number, pageCount: number, perPage: number): PageElement[] {
  const { parcels } = manifest
  const weightGrams = parcels.reduce((sum, parcel) => sum + parcel.weightGrams, 0)
  const elements: PageElement[] = [
    lineOfText({ xMm: LEFT_MM, yMm: 12, widthMm: 95, heightMm: 10 }, '交接单 Carrier manifest', 7, { bold: true }),
    barcodeOf({ xMm: 115, yMm: 11, widthMm: 85, heightMm: 13 }, manifest.number),
    lineOfText({ xMm: 115, yMm: 24.5, widthMm: 85, heightMm: 5 }, manifest.number, 4, { align: 'centre' }),
    lineOfText({ xMm: LEFT_MM, yMm: 24, widthMm: 98, heightMm: 7 }, `承运商 Carrier  ${manifest.carrierName}`, 4.5, { bold: true }),
    lineOfText({ xMm: LEFT_MM, yMm: 32, widthMm: 180, heightMm: 5 }, `关闭 Closed  ${manifest.closedAtText}    工位 Station  ${manifest.stationName}`, 3.5),
    lineOfText(
      { xMm: LEFT_MM, yMm: 38, widthMm: 180, heightMm: 6 },
      `共 ${parcels.length} 件 parcels    ${(weightGrams / 1000).toFixed(3)} kg    第 ${page + 1}/${pageCount} 页`,
      4.25,
      { bold: true },
    ),
  ]
  for (let column = 0; column < COLUMNS; column += 1) elements.push(...manifestColumn(parcels, page * perPage + column * ROWS_PER_PAGE, LEFT_MM + column * COLUMN_MM))
  elements.push(
    lineOfText({ xMm: LEFT_MM, yMm: 276, widthMm: 88, heightMm: 6 }, '交出 Handed over ______________________', 3.75),
    lineOfText({ xMm: 107, yMm: 276, widthMm: 88, heightMm: 6 }, '接收 Received ______________________', 3.75),
  )
  return elements
}

function manifestColumn(parcels: ManifestPaper['parcels'], from: number, xMm: number): PageElement[] {
  const rows = parcels.slice(from, from + ROWS_PER_PAGE)
  if (rows.length === 0) return []
  const head = TABLE_TOP_MM - ROW_MM
  const elements: PageElement[] = [
    lineOfText({ xMm: xMm + 12, yMm: head, widthMm: 48, heightMm: 5 }, '运单号 Waybill', 3, { bold: true }),
    lineOfText({ xMm: xMm + 62, yMm: head, widthMm: 22, heightMm: 5 }, 'g', 3, { bold: true, align: 'right' }),
    rule(xMm, TABLE_TOP_MM - 0.5, COLUMN_MM - 6),
  ]
  for (const [at, parcel] of rows.entries()) {
    const yMm = TABLE_TOP_MM + at * ROW_MM
    elements.push(
      lineOfText({ xMm, yMm, widthMm: 10, heightMm: ROW_MM - 0.5 }, String(from + at + 1), 3, { align: 'right' }),
      lineOfText({ xMm: xMm + 12, yMm, widthMm: 48, heightMm: ROW_MM - 0.5 }, parcel.waybillNumber, 3.75),
      lineOfText({ xMm: xMm + 62, yMm, widthMm: 22, heightMm: ROW_MM - 0.5 }, String(parcel.weightGrams), 3.75, { align: 'right' }),
      rule(xMm, yMm + ROW_MM - 0.4, COLUMN_MM - 6),
    )
  }
  return elements
}
