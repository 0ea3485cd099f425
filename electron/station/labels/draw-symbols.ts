// Barcodes and square symbols on a page, in whole dots: a scaled symbol has bars of uneven width, which scanners misread.
import type { BarcodeElement, SquareElement } from '#shared/domain/labels/page-elements.ts'
import { filled, type Pen } from './draw-text.ts'
import type { LabelRefusal, PageFields } from './page-model.ts'
import { barsOf, isPrintableAscii, squareModules } from './symbols.ts'

const MOST_MODULE_MM = 0.5
/** Two dots at 203 dpi, three at 300: what a scanner reads from a label that moves. */
const LEAST_MODULE_MM = 0.25
/** The same for a square symbol: three dots at 203 dpi, four at 300. */
const LEAST_SQUARE_MODULE_MM = 0.34

/** Below what bwip-js takes: it throws for more, and no label has room for as much. */
const MOST_LETTERS = { barcode: 250, square: 1_000 }

export function drawBarcode({ context, dotsPerMm }: Pen, element: BarcodeElement, fields: PageFields | undefined): LabelRefusal | undefined {
  const content = filled(element.text, fields)
  if (content === undefined) return undefined
  const { text, field } = content
  if (!isPrintableAscii(text)) return element.mayBeLeftOut ? undefined : { kind: 'refused', reason: 'label-barcode-not-ascii', field, detail: `${text.length} letters` }
  if (text.length > MOST_LETTERS.barcode) return element.mayBeLeftOut ? undefined : { kind: 'refused', reason: 'label-barcode-does-not-fit', field, detail: `${text.length} letters` }
  const { widths, quietModules } = barsOf(text, element.symbology ?? 'code128')
  const modules = widths.reduce((sum, width) => sum + width, 0)
  const boxDots = Math.round(element.widthMm * dotsPerMm)
  const leastDots = Math.round((element.leastModuleMm ?? LEAST_MODULE_MM) * dotsPerMm)
  const moduleDots = Math.min(Math.round((element.mostModuleMm ?? MOST_MODULE_MM) * dotsPerMm), Math.floor(boxDots / (modules + 2 * quietModules)))
  if (moduleDots < leastDots && element.mayBeLeftOut) return undefined
  if (moduleDots < leastDots) return { kind: 'refused', reason: 'label-barcode-does-not-fit', field, detail: `${modules} modules` }
  let x = Math.round(element.xMm * dotsPerMm) + Math.floor((boxDots - modules * moduleDots) / 2)
  const y = Math.round(element.yMm * dotsPerMm)
  const heightDots = Math.round(element.heightMm * dotsPerMm)
  context.fillStyle = 'black'
  for (const [at, width] of widths.entries()) {
    if (at % 2 === 0) context.fillRect(x, y, width * moduleDots, heightDots)
    x += width * moduleDots
  }
  return undefined
}

export function drawSquare({ context, dotsPerMm }: Pen, element: SquareElement, fields: PageFields | undefined): LabelRefusal | undefined {
  const content = filled(element.text, fields)
  if (content === undefined) return undefined
  const { text, field } = content
  if (!isPrintableAscii(text)) return { kind: 'refused', reason: 'label-barcode-not-ascii', field, detail: `${text.length} letters` }
  if (text.length > MOST_LETTERS.square) return { kind: 'refused', reason: 'label-barcode-does-not-fit', field, detail: `${text.length} letters` }
  const { modules, across, quietModules } = squareModules(text, element.symbology)
  const boxDots = Math.round(Math.min(element.widthMm, element.heightMm) * dotsPerMm)
  const moduleDots = Math.floor(boxDots / (across + 2 * quietModules))
  if (moduleDots < Math.round(LEAST_SQUARE_MODULE_MM * dotsPerMm)) return { kind: 'refused', reason: 'label-barcode-does-not-fit', field, detail: `${across} modules` }
  const free = { x: Math.round(element.widthMm * dotsPerMm) - across * moduleDots, y: Math.round(element.heightMm * dotsPerMm) - across * moduleDots }
  const left = Math.round(element.xMm * dotsPerMm) + Math.floor(free.x / 2)
  const top = Math.round(element.yMm * dotsPerMm) + Math.floor(free.y / 2)
  context.fillStyle = 'black'
  for (let y = 0; y < across; y += 1) for (let x = 0; x < across; x += 1) if (modules[y * across + x] === 1) context.fillRect(left + x * moduleDots, top + y * moduleDots, moduleDots, moduleDots)
  return undefined
}
