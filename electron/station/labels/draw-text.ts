// Texts and lists on a page. What does not fit or has no glyph is a refusal; nothing is cut, and no ink leaves its box.
import type { SKRSContext2D } from '@napi-rs/canvas'
import { type Box, type ListElement, SMALLEST_READABLE_MM, type TextElement } from '#shared/domain/labels/page-elements.ts'
import { labelFonts } from './fonts.ts'
import type { LabelRefusal, ListEntry, PageFields } from './page-model.ts'
import { isShaped } from './script-fonts.ts'
import { beginsAtTheRight, isolated, isolatedLines } from './text-direction.ts'
import { fitText, type FittedText } from './text-layout.ts'

/** Where the foot of the letters stands in the em square of the label fonts. */
const BASELINE = 0.88
/** Letters of many strokes would fill up in fewer dots. */
const fewestDotsThickened = 22
const PLACEHOLDER = /\{(\w+)\}/g

type Ink = Pick<ReturnType<SKRSContext2D['measureText']>, 'actualBoundingBoxLeft' | 'actualBoundingBoxRight'>
export type Pen = { context: SKRSContext2D; dotsPerMm: number }

export function fillBox({ context, dotsPerMm }: Pen, box: Box, colour: 'black' | 'white'): void {
  const dots = (mm: number): number => Math.round(mm * dotsPerMm)
  context.fillStyle = colour
  context.fillRect(dots(box.xMm), dots(box.yMm), Math.max(1, dots(box.widthMm)), Math.max(1, dots(box.heightMm)))
}

/** A text with its fields put in as they are, or as `put` says; undefined when it has fields and all of them are empty: then nothing is drawn. */
export function filled(text: string, fields: PageFields | undefined, put = (value: string, _field: string): string => value): { text: string; field: string } | undefined {
  if (fields === undefined) return { text: put(text, 'text'), field: 'text' }
  let placeholders = 0
  let full = 0
  const whole = text.replace(PLACEHOLDER, (_all, name: string) => {
    placeholders += 1
    const value = fields.texts[name] ?? ''
    if (value !== '') full += 1
    return put(value, name)
  })
  if (placeholders > 0 && full === 0) return undefined
  const [, field] = /\{(\w+)\}/.exec(text) ?? []
  return { text: whole, field: field ?? 'template' }
}

/** Words of a shop or a buyer that are a help only: one name in a foreign script must not keep a parcel, or a whole pick list, from its paper. */
const HELPS = new Set(['contents', 'remark', 'name', 'title', 'spec', 'shop'])
/** Of a name one letter can be read at most; where it has no glyph, none. */
const NAMES = new Set(['recipientName', 'senderName'])
/** Stands for a run of letters that no font has. */
const FOREIGN = '[外文]'
/** 〓, as printers of books put it, stands for a single Han character that no font has. */
const HAN_WITHOUT_GLYPH = '〓'

/** What is printed for letters that no font has, in the fields that may do without them. */
export const standInFor = (field: string): string | undefined => (NAMES.has(field) ? '*' : HELPS.has(field) ? FOREIGN : undefined)

/** The text with its fields put in as they are printed, undefined as in `filled`; or the field and the letter for which there is no glyph. */
export function filledForPrint(text: string, fields: PageFields | undefined): { text: string; field: string } | LabelRefusal | undefined {
  let refusal: LabelRefusal | undefined
  const content = filled(labelFonts().nearest(text), fields, (value, field) => {
    const printed = asPrinted(value, field)
    if (typeof printed === 'string') return printed
    refusal ??= printed
    return ''
  })
  if (refusal !== undefined || content === undefined) return refusal ?? content
  // What is left are the template's own words, which a site may have written.
  const missing = missingLetter(content.text.replace(/[\u2066-\u2069]/g, ''))
  return missing === undefined ? content : glyphMissing(content.field, missing)
}

/** A value as it stands on paper, in no one's way; refused where a letter has no glyph. */
function asPrinted(value: string, field: string): string | LabelRefusal {
  const text = printable(value, field)
  const missing = missingLetter(text)
  return missing === undefined ? isolated(text) : glyphMissing(field, missing)
}

const missingLetter = (text: string): string | undefined => labelFonts().missingLetter(text.replaceAll('\n', ''))

/** The text by the nearest letters; a foreign script in words that only help is named. What is missing then, and every control character, is for the caller to refuse. */
function printable(text: string, field: string): string {
  const fonts = labelFonts()
  const lines = text.split('\n').map((line) => fonts.nearest(line))
  const instead = standInFor(field)
  if (instead === undefined) return lines.join('\n')
  const shown = (letter: string): string => {
    if (fonts.missingLetter(letter) === undefined || /\p{C}/u.test(letter)) return letter
    return instead === FOREIGN && /\p{Script=Han}/u.test(letter) ? HAN_WITHOUT_GLYPH : '\0'
  }
  return lines.map((line) => Array.from(line, shown).join('').replace(/\0(?:[\0 ]*\0)?/g, instead)).join('\n')
}

export function drawText(pen: Pen, element: TextElement, fields: PageFields | undefined): LabelRefusal | undefined {
  const content = filledForPrint(element.text, fields)
  if (content === undefined || 'kind' in content) return content
  const limits = {
    sizeMm: element.sizeMm,
    smallestSizeMm: element.smallestSizeMm ?? Math.min(element.sizeMm, SMALLEST_READABLE_MM),
    mostLines: element.mostLines ?? Number.POSITIVE_INFINITY,
  }
  const laid = layText(pen, element, content.text, limits)
  if (laid === undefined) return { kind: 'refused', reason: 'label-text-does-not-fit', field: content.field, detail: `${content.text.length} letters` }
  if (element.inverted) fillBox(pen, element, 'black')
  writeLines(pen, element, laid)
  return undefined
}

// Entries are whole or not there: what has no room is counted in a last line, so that the sum of pieces on paper is always right.
export function drawList(pen: Pen, element: ListElement, given: readonly ListEntry[]): LabelRefusal | undefined {
  if (given.length === 0) return undefined
  const entries: ListEntry[] = []
  for (const { name, quantity } of given) {
    const printed = asPrinted(name, element.list)
    if (typeof printed !== 'string') return printed
    entries.push({ name: printed, quantity })
  }
  const limits = { sizeMm: element.sizeMm, smallestSizeMm: element.smallestSizeMm ?? SMALLEST_READABLE_MM, mostLines: Number.POSITIVE_INFINITY }
  const box: TextElement = { ...element, kind: 'text', text: '' }
  for (let shown = entries.length; shown >= 0; shown -= 1) {
    const laid = layText(pen, box, listText(entries, shown), limits)
    if (laid === undefined) continue
    writeLines(pen, box, laid)
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

type LaidText = FittedText & { topDots: number; inner: { widthMm: number; heightMm: number } }

/** Lines, size and first line's top, such that all ink is in the box; undefined when no size does that. */
function layText(pen: Pen, element: TextElement, text: string, limits: { sizeMm: number; smallestSizeMm: number; mostLines: number }): LaidText | undefined {
  const fonts = labelFonts()
  const bold = element.bold ?? false
  const turned = element.turn === 90 || element.turn === 270
  const inner = turned ? { widthMm: element.heightMm, heightMm: element.widthMm } : { widthMm: element.widthMm, heightMm: element.heightMm }
  const heightDots = Math.round(inner.heightMm * pen.dotsPerMm)
  const lineHeight = fonts.lineHeight(text, bold)
  for (let sizeMm = limits.sizeMm; ;) {
    const fitted = fitText(text, inner, { ...limits, sizeMm }, (part) => fonts.width(part, bold), lineHeight)
    if (fitted === undefined) return undefined
    const sizeDots = fitted.sizeMm * pen.dotsPerMm
    const blockDots = sizeDots * (1 + (fitted.lines.length - 1) * lineHeight)
    const wanted = element.verticalAlign === 'middle' ? (inner.heightMm * pen.dotsPerMm - blockDots) / 2 : 0
    // Tails of g and accents on capitals reach out of the em square: the block moves by as much, and shrinks where there is no room to move.
    const { above, below } = inkOf(pen, fitted, bold)
    const lowest = heightDots - below
    // Joined letters of a line may be wider than those of its words.
    const isInside = fitted.lines.every((line) => fonts.width(line, bold) * fitted.sizeMm <= inner.widthMm + 1e-9)
    if (isInside && above <= lowest) return { ...fitted, inner, topDots: Math.min(Math.max(wanted, above), lowest) }
    if (fitted.sizeMm - 0.25 < limits.smallestSizeMm - 1e-9) return undefined
    sizeMm = fitted.sizeMm - 0.25
  }
}

/** Dots of ink above the top of the first line's em square, and from that top down to the lowest ink. */
function inkOf({ context, dotsPerMm }: Pen, { sizeMm, lines, lineHeight }: FittedText, bold: boolean): { above: number; below: number } {
  const sizeDots = sizeMm * dotsPerMm
  context.font = labelFonts().css(sizeDots, bold)
  const first = context.measureText(lines[0] ?? '')
  const last = lines.length > 1 ? context.measureText(lines.at(-1) ?? '') : first
  const above = Math.max(0, first.actualBoundingBoxAscent - BASELINE * sizeDots)
  return { above, below: (BASELINE + (lines.length - 1) * lineHeight) * sizeDots + Math.max(0, last.actualBoundingBoxDescent) }
}

function writeLines({ context, dotsPerMm }: Pen, element: TextElement, { lines, sizeMm, lineHeight, topDots, inner }: LaidText): void {
  const fonts = labelFonts()
  const bold = element.bold ?? false
  const sizeDots = sizeMm * dotsPerMm
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
  context.fillStyle = context.strokeStyle = element.inverted ? 'white' : 'black'
  context.font = fonts.css(sizeDots, bold)
  for (const [at, line] of isolatedLines(lines).entries()) {
    const free = inner.widthMm * dotsPerMm - fonts.width(line, bold) * sizeDots
    const align = element.align ?? (beginsAtTheRight(line) ? 'right' : 'left')
    const x = align === 'centre' ? free / 2 : align === 'right' ? free : 0
    const left = isShaped(line) ? withInkInside(context.measureText(line), x, inner.widthMm * dotsPerMm) : Math.round(x)
    const baseline = Math.round(topDots + (BASELINE + at * lineHeight) * sizeDots)
    context.fillText(line, left, baseline)
    for (const { text, atEm, strokeEm } of fonts.thin(line, bold && sizeDots >= fewestDotsThickened)) {
      context.lineWidth = strokeEm * sizeDots
      context.strokeText(text, left + atEm * sizeDots, baseline)
    }
  }
  context.restore()
}

/** Where a line begins so that what hangs out of its first and last letter is in the box too. */
function withInkInside({ actualBoundingBoxLeft, actualBoundingBoxRight }: Ink, x: number, widthDots: number): number {
  return Math.round(Math.max(actualBoundingBoxLeft, Math.min(x, widthDots - actualBoundingBoxRight)))
}

function glyphMissing(field: string, letter: string): LabelRefusal {
  const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return { kind: 'refused', reason: 'label-glyph-missing', field, detail: `U+${code}` }
}
