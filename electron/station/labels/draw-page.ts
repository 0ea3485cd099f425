// A filled template as dots. Texts that do not fit or have no glyph stop the page; nothing is cut.
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { unreachable } from '#shared/kernel/assert.ts'
import { code128Modules, isPrintableAscii, QUIET_MODULES } from './code128.ts'
import { labelFonts } from './fonts.ts'
import type { BarcodeElement, LabelRefusal, ListElement, ListEntry, PageElement, PageFields, PageTemplate, TextElement } from './page-model.ts'
import { DOTS_PER_MM, rasterOfRgba, type Raster } from './raster.ts'
import { fitText, LINE_HEIGHT, type FittedText } from './text-layout.ts'

const SMALLEST_READABLE_MM = 2
const MOST_MODULE_MM = 0.5
/** Two dots at 203 dpi, three at 300: what a scanner reads from a label that moves. */
const LEAST_MODULE_MM = 0.25
/** Where the foot of the letters stands in the em square of the label fonts. */
const BASELINE = 0.88
const PLACEHOLDER = /\{(\w+)\}/g

type Pen = { context: SKRSContext2D; dotsPerMm: number }

/** The page as dots, or the first reason why not. Without fields the texts are taken as they are, braces too. The first call loads the fonts. */
export function drawPage(template: PageTemplate, fields: PageFields | undefined, dotsPerMm = DOTS_PER_MM): Raster | LabelRefusal {
  const widthDots = Math.round(template.widthMm * dotsPerMm)
  const heightDots = Math.round(template.heightMm * dotsPerMm)
  const canvas = createCanvas(widthDots, heightDots)
  const context = canvas.getContext('2d')
  context.fillStyle = 'white'
  context.fillRect(0, 0, widthDots, heightDots)
  const pen: Pen = { context, dotsPerMm }
  for (const element of template.elements) {
    const refusal = drawElement(pen, element, fields)
    if (refusal) return refusal
  }
  return rasterOfRgba(canvas.data(), widthDots, heightDots)
}

function drawElement(pen: Pen, element: PageElement, fields: PageFields | undefined): LabelRefusal | undefined {
  switch (element.kind) {
    case 'text':
      return drawText(pen, element, fields)
    case 'list':
      return drawList(pen, element, fields?.lists?.[element.list] ?? [])
    case 'barcode':
      return drawBarcode(pen, element, fields)
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

type Box = { xMm: number; yMm: number; widthMm: number; heightMm: number }

function fillBox({ context, dotsPerMm }: Pen, box: Box, colour: 'black' | 'white'): void {
  const dots = (mm: number): number => Math.round(mm * dotsPerMm)
  context.fillStyle = colour
  context.fillRect(dots(box.xMm), dots(box.yMm), Math.max(1, dots(box.widthMm)), Math.max(1, dots(box.heightMm)))
}

/** A text with its fields put in; undefined when it has fields and all of them are empty: then nothing is drawn. */
function filled(text: string, fields: PageFields | undefined): { text: string; field: string } | undefined {
  if (fields === undefined) return { text, field: 'text' }
  let placeholders = 0
  let full = 0
  const whole = text.replace(PLACEHOLDER, (_all, name: string) => {
    placeholders += 1
    const value = fields.texts[name] ?? ''
    if (value !== '') full += 1
    return value
  })
  if (placeholders > 0 && full === 0) return undefined
  const [, field] = /\{(\w+)\}/.exec(text) ?? []
  return { text: whole, field: field ?? 'template' }
}

function drawText(pen: Pen, element: TextElement, fields: PageFields | undefined): LabelRefusal | undefined {
  const content = filled(element.text, fields)
  if (content === undefined) return undefined
  const fonts = labelFonts()
  const missing = fonts.missingLetter(content.text.replaceAll('\n', ''))
  if (missing !== undefined) return glyphMissing(content.field, missing)
  const turned = element.turn === 90 || element.turn === 270
  const inner = turned
    ? { widthMm: element.heightMm, heightMm: element.widthMm }
    : { widthMm: element.widthMm, heightMm: element.heightMm }
  const bold = element.bold ?? false
  const fitted = fitText(
    content.text,
    inner,
    {
      sizeMm: element.sizeMm,
      smallestSizeMm: element.smallestSizeMm ?? Math.min(element.sizeMm, SMALLEST_READABLE_MM),
      mostLines: element.mostLines ?? Number.POSITIVE_INFINITY,
    },
    (letter) => fonts.width(letter, bold),
  )
  if (fitted === undefined) return { kind: 'refused', reason: 'label-text-does-not-fit', field: content.field, detail: `${content.text.length} letters` }
  if (element.inverted) fillBox(pen, element, 'black')
  writeLines(pen, element, inner, fitted)
  return undefined
}

function writeLines(pen: Pen, element: TextElement, inner: { widthMm: number; heightMm: number }, fitted: FittedText): void {
  const { context, dotsPerMm } = pen
  const fonts = labelFonts()
  const bold = element.bold ?? false
  const sizeDots = fitted.sizeMm * dotsPerMm
  const blockDots = sizeDots * (1 + (fitted.lines.length - 1) * LINE_HEIGHT)
  const top = element.verticalAlign === 'middle' ? (inner.heightMm * dotsPerMm - blockDots) / 2 : 0
  context.save()
  if (element.turn === 90) {
    context.translate(Math.round((element.xMm + element.widthMm) * dotsPerMm), Math.round(element.yMm * dotsPerMm))
    context.rotate(Math.PI / 2)
  } else if (element.turn === 270) {
    context.translate(Math.round(element.xMm * dotsPerMm), Math.round((element.yMm + element.heightMm) * dotsPerMm))
    context.rotate(-Math.PI / 2)
  } else {
    context.translate(Math.round(element.xMm * dotsPerMm), Math.round(element.yMm * dotsPerMm))
  }
  context.fillStyle = element.inverted ? 'white' : 'black'
  context.font = fonts.css(sizeDots, bold)
  for (const [at, line] of fitted.lines.entries()) {
    let widthDots = 0
    for (const letter of line) widthDots += fonts.width(letter, bold) * sizeDots
    const free = inner.widthMm * dotsPerMm - widthDots
    const x = element.align === 'centre' ? free / 2 : element.align === 'right' ? free : 0
    context.fillText(line, Math.round(x), Math.round(top + (BASELINE + at * LINE_HEIGHT) * sizeDots))
  }
  context.restore()
}

// Entries are whole or not there: what has no room is counted in a last line, so that the sum of pieces on paper is always right.
function drawList(pen: Pen, element: ListElement, entries: readonly ListEntry[]): LabelRefusal | undefined {
  if (entries.length === 0) return undefined
  const fonts = labelFonts()
  for (const entry of entries) {
    const missing = fonts.missingLetter(entry.name)
    if (missing !== undefined) return glyphMissing(element.list, missing)
  }
  const limits = { sizeMm: element.sizeMm, smallestSizeMm: element.smallestSizeMm ?? SMALLEST_READABLE_MM, mostLines: Number.POSITIVE_INFINITY }
  for (let shown = entries.length; shown >= 0; shown -= 1) {
    const fitted = fitText(listText(entries, shown), element, limits, (letter) => fonts.width(letter, false))
    if (fitted === undefined) continue
    writeLines(pen, { ...element, kind: 'text', text: '' }, element, fitted)
    return undefined
  }
  return { kind: 'refused', reason: 'label-text-does-not-fit', field: element.list, detail: `${entries.length} entries` }
}

function listText(entries: readonly ListEntry[], shown: number): string {
  const lines = entries.slice(0, shown).map((entry) => `${entry.name} ×${entry.quantity}`)
  const rest = entries.slice(shown)
  if (rest.length > 0) {
    const pieces = rest.reduce((sum, entry) => sum + entry.quantity, 0)
    lines.push(`${shown === 0 ? '共' : '另'} ${rest.length} 种 ${pieces} 件`)
  }
  return lines.join('\n')
}

function drawBarcode(pen: Pen, element: BarcodeElement, fields: PageFields | undefined): LabelRefusal | undefined {
  const content = filled(element.text, fields)
  if (content === undefined) return undefined
  const { text, field } = content
  if (!isPrintableAscii(text)) return { kind: 'refused', reason: 'label-barcode-not-ascii', field, detail: `${text.length} letters` }
  const { context, dotsPerMm } = pen
  const widths = code128Modules(text)
  const modules = widths.reduce((sum, width) => sum + width, 0)
  const boxDots = Math.round(element.widthMm * dotsPerMm)
  // Whole dots only: a scaled barcode has bars of uneven width, which scanners misread.
  const leastDots = Math.round((element.leastModuleMm ?? LEAST_MODULE_MM) * dotsPerMm)
  const moduleDots = Math.min(Math.round((element.mostModuleMm ?? MOST_MODULE_MM) * dotsPerMm), Math.floor(boxDots / (modules + 2 * QUIET_MODULES)))
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

function glyphMissing(field: string, letter: string): LabelRefusal {
  const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return { kind: 'refused', reason: 'label-glyph-missing', field, detail: `U+${code}` }
}
