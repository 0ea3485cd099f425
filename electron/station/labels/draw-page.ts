// A filled template as dots. Texts that do not fit or have no glyph stop the page; nothing is cut.
import { createCanvas } from '@napi-rs/canvas'
import type { PageElement, TableElement } from '#shared/domain/labels/page-elements.ts'
import { assert, unreachable } from '#shared/kernel/assert.ts'
import { drawBarcode, drawSquare } from './draw-symbols.ts'
import { drawTable, type PlacedRow, placeRows } from './draw-table.ts'
import { drawList, drawText, fillBox, type Pen } from './draw-text.ts'
import { isLabelRefusal, type LabelRefusal, type PageFields, type PageTemplate } from './page-model.ts'
import { DOTS_PER_MM, rasterOfRgba, type Raster } from './raster.ts'

/** All pages that the rows of the template's table need, `{page}` and `{pages}` filled in; one page where it has no table. Or the first reason why not. */
export function drawPages(template: PageTemplate, fields: PageFields, dotsPerMm = DOTS_PER_MM): Raster[] | LabelRefusal {
  const table = template.elements.find((element): element is TableElement => element.kind === 'table')
  if (table !== undefined && template.roll) return drawRoll(template, table, fields, dotsPerMm)
  const pages = table === undefined ? [[]] : placeRows(table, fields.tables?.[table.rows] ?? [])
  if (isLabelRefusal(pages)) return pages
  const rasters: Raster[] = []
  for (const [at, rows] of pages.entries()) {
    const drawn = drawOnePage(template, { ...fields, texts: { ...fields.texts, page: String(at + 1), pages: String(pages.length) } }, dotsPerMm, rows)
    if (isLabelRefusal(drawn)) return drawn
    rasters.push(drawn)
  }
  return rasters
}

/** Longer than this nobody holds in the hand. */
const MOST_ROLL_MM = 2_000

function drawRoll(template: PageTemplate, table: TableElement, fields: PageFields, dotsPerMm: number): Raster[] | LabelRefusal {
  const rows = fields.tables?.[table.rows] ?? []
  const placed = placeRows({ ...table, heightMm: MOST_ROLL_MM, sets: 1 }, rows)
  if (isLabelRefusal(placed)) return placed
  const [page = []] = placed
  if (placed.length > 1) return { kind: 'refused', reason: 'label-text-does-not-fit', field: table.rows, detail: `${rows.length} rows` }
  const grownMm = page.reduce((sum, row) => sum + row.heightMm, 0) - (table.heightMm - table.headHeightMm)
  const below = (element: PageElement): boolean => element.yMm >= table.yMm + table.heightMm
  const elements = template.elements.map((element) => (element === table ? { ...table, heightMm: table.heightMm + grownMm } : below(element) ? { ...element, yMm: element.yMm + grownMm } : element))
  const drawn = drawOnePage({ ...template, heightMm: template.heightMm + grownMm, elements }, { ...fields, texts: { ...fields.texts, page: '1', pages: '1' } }, dotsPerMm, page)
  return isLabelRefusal(drawn) ? drawn : [{ ...drawn, isRoll: true }]
}

/** The page as dots, or the first reason why not. Without fields the texts are taken as they are, braces too. The first call loads the fonts. */
export function drawPage(template: PageTemplate, fields: PageFields | undefined, dotsPerMm = DOTS_PER_MM): Raster | LabelRefusal {
  assert(template.elements.every((element) => element.kind !== 'table'), 'a page with a table is drawn by drawPages')
  return drawOnePage(template, fields, dotsPerMm, [])
}

function drawOnePage(template: PageTemplate, fields: PageFields | undefined, dotsPerMm: number, rows: readonly PlacedRow[]): Raster | LabelRefusal {
  const widthDots = Math.round(template.widthMm * dotsPerMm)
  const heightDots = Math.round(template.heightMm * dotsPerMm)
  const canvas = createCanvas(widthDots, heightDots)
  const context = canvas.getContext('2d')
  context.fillStyle = 'white'
  context.fillRect(0, 0, widthDots, heightDots)
  const pen: Pen = { context, dotsPerMm }
  for (const element of template.elements) {
    const refusal = drawElement(pen, element, fields, rows)
    if (refusal) return refusal
  }
  return rasterOfRgba(canvas.data(), widthDots, heightDots)
}

function drawElement(pen: Pen, element: PageElement, fields: PageFields | undefined, rows: readonly PlacedRow[]): LabelRefusal | undefined {
  switch (element.kind) {
    case 'text':
      return drawText(pen, element, fields)
    case 'list':
      return drawList(pen, element, fields?.lists?.[element.list] ?? [])
    case 'barcode':
      return drawBarcode(pen, element, fields)
    case 'square':
      return drawSquare(pen, element, fields)
    case 'table':
      return drawTable(pen, element, rows)
    case 'line':
      fillBox(pen, element, 'black')
      return undefined
    case 'frame': {
      const { strokeMm } = element
      fillBox(pen, element, 'black')
      fillBox(
        pen,
        {
          xMm: element.xMm + strokeMm,
          yMm: element.yMm + strokeMm,
          widthMm: element.widthMm - 2 * strokeMm,
          heightMm: element.heightMm - 2 * strokeMm,
        },
        'white',
      )
      return undefined
    }
    default:
      return unreachable(element)
  }
}
