// A page in millimetres, before it is dots. Templates in assets/label-templates hold the same elements with {fields} in their texts.
import { z } from 'zod'

const box = { xMm: z.number(), yMm: z.number(), widthMm: z.number().positive(), heightMm: z.number().positive() }
const turn = z.union([z.literal(0), z.literal(90), z.literal(270)])

const text = z.strictObject({
  kind: z.literal('text'),
  ...box,
  text: z.string(),
  /** The size that is tried first, and the smallest that may be read; in between the text shrinks by quarter millimetres. */
  sizeMm: z.number().positive(),
  smallestSizeMm: z.number().positive().optional(),
  mostLines: z.number().int().positive().optional(),
  bold: z.boolean().optional(),
  align: z.enum(['left', 'centre', 'right']).optional(),
  verticalAlign: z.enum(['top', 'middle']).optional(),
  /** White on black, the box filled. */
  inverted: z.boolean().optional(),
  /** Degrees clockwise. The box is the one on paper. */
  turn: turn.optional(),
})

const list = z.strictObject({
  kind: z.literal('list'),
  ...box,
  list: z.string(),
  sizeMm: z.number().positive(),
  smallestSizeMm: z.number().positive().optional(),
})

const barcode = z.strictObject({
  kind: z.literal('barcode'),
  ...box,
  text: z.string(),
  /** The widest a narrow bar may be; the widest that fits the box with its quiet zones is taken. */
  mostModuleMm: z.number().min(0.25).optional(),
  /** The narrowest that is still read; paper that lies still bears less than a label on a parcel. */
  leastModuleMm: z.number().min(0.16).optional(),
  /** A second copy on the page: left out when it does not fit, where the first copy would stop the page. */
  mayBeLeftOut: z.boolean().optional(),
})

const line = z.strictObject({ kind: z.literal('line'), ...box })
const frame = z.strictObject({ kind: z.literal('frame'), ...box, strokeMm: z.number().positive() })

export const pageElement = z.discriminatedUnion('kind', [text, list, barcode, line, frame])

/** Something on a page. `line` is a black rectangle. */
export type PageElement = z.infer<typeof pageElement>
export type TextElement = z.infer<typeof text>
export type ListElement = z.infer<typeof list>
export type BarcodeElement = z.infer<typeof barcode>

export const pageTemplate = z.strictObject({
  widthMm: z.number().positive(),
  heightMm: z.number().positive(),
  elements: z.array(pageElement),
})

export type PageTemplate = z.infer<typeof pageTemplate>

/** One entry of a list on a page: what, and how many. */
export type ListEntry = { name: string; quantity: number }

/** What a template is filled with. */
export type PageFields = { texts: Readonly<Record<string, string>>; lists?: Readonly<Record<string, readonly ListEntry[]>> }

/** Why a label is not drawn. Nothing is ever cut or printed as an empty box instead. */
export type LabelRefusal = {
  kind: 'refused'
  reason: 'label-text-does-not-fit' | 'label-glyph-missing' | 'label-barcode-does-not-fit' | 'label-barcode-not-ascii' | 'label-not-masked'
  /** The field of the label that is at fault, such as `recipientAddress`. */
  field: string
  /** The letter without a glyph as U+XXXX, or the number of letters that did not fit. Never personal data. */
  detail: string
}

/** True for a "no" instead of a page. */
export function isLabelRefusal<Drawn extends object>(drawn: Drawn | LabelRefusal): drawn is LabelRefusal {
  return 'kind' in drawn && drawn.kind === 'refused'
}
