// What stands on a page, in millimetres, before it is dots. Runs anywhere: no clock, no I/O.
import * as z from 'zod'

/** The smallest letters that a person still reads on thermal paper. */
export const SMALLEST_READABLE_MM = 2

const box = { xMm: z.number().min(0).max(400), yMm: z.number().min(0).max(400), widthMm: z.number().positive().max(400), heightMm: z.number().positive().max(400) }
const turn = z.union([z.literal(0), z.literal(90), z.literal(270)])
/** Names the element of a template: unique on its page. */
const id = z.string().regex(/^[A-Za-z0-9-]{1,40}$/).optional()
const size = z.number().min(SMALLEST_READABLE_MM).max(60)
const align = z.enum(['left', 'centre', 'right'])

const text = z.strictObject({
  id,
  kind: z.literal('text'),
  ...box,
  text: z.string().max(500),
  /** The size that is tried first, and the smallest that may be read; in between the text shrinks by quarter millimetres. */
  sizeMm: size,
  smallestSizeMm: size.optional(),
  mostLines: z.number().int().positive().optional(),
  bold: z.boolean().optional(),
  align: align.optional(),
  verticalAlign: z.enum(['top', 'middle']).optional(),
  /** White on black, the box filled. */
  inverted: z.boolean().optional(),
  /** Degrees clockwise. The box is the one on paper. */
  turn: turn.optional(),
})

const list = z.strictObject({ id, kind: z.literal('list'), ...box, list: z.string().max(40), sizeMm: size, smallestSizeMm: size.optional() })

const barcode = z.strictObject({
  id,
  kind: z.literal('barcode'),
  ...box,
  text: z.string().max(200),
  /** `retail`: EAN-13 where the text is one, with its check digit; Code 128 otherwise. `gs1-128`: GS1 where the text is a lot and a serial number, `(10)A1(21)B2`; Code 128 otherwise. Without: Code 128. */
  symbology: z.enum(['code128', 'retail', 'gs1-128']).optional(),
  /** The widest a narrow bar may be; the widest that fits the box with its quiet zones is taken. */
  mostModuleMm: z.number().min(0.25).optional(),
  /** The narrowest that is still read; paper that lies still bears less than a label on a parcel. */
  leastModuleMm: z.number().min(0.16).optional(),
  /** A second copy, or a code that stands in letters too: left out when it does not fit or cannot be a barcode, where another would stop the page. */
  mayBeLeftOut: z.boolean().optional(),
})

/** A square symbol, as large as whole dots allow within its box, quiet zone included. */
const square = z.strictObject({ id, kind: z.literal('square'), ...box, text: z.string().max(200), symbology: z.enum(['qr', 'datamatrix', 'gs1datamatrix']) })

const line = z.strictObject({ id, kind: z.literal('line'), ...box })
const frame = z.strictObject({ id, kind: z.literal('frame'), ...box, strokeMm: z.number().positive() })

/** A cell of every row; its place is counted from the left edge of the table. */
const column = z.strictObject({
  head: z.string().max(60).optional(),
  text: z.string().max(200),
  xMm: z.number().min(0),
  widthMm: z.number().positive(),
  sizeMm: size,
  smallestSizeMm: size.optional(),
  /** With one line the text shrinks in its row; without, the row grows until the text is whole. */
  mostLines: z.number().int().positive().optional(),
  bold: z.boolean().optional(),
  align: align.optional(),
})

/** Rows from top to bottom, on as many pages as they need; `{row}` is the number of the row. */
const table = z.strictObject({
  id,
  kind: z.literal('table'),
  ...box,
  rows: z.string().max(40),
  rowHeightMm: z.number().min(2),
  headHeightMm: z.number().min(0),
  headSizeMm: size.optional(),
  columns: z.array(column).min(1).max(8),
  /** The same table so many times side by side, filled one after the other, `setStepMm` apart. */
  sets: z.number().int().min(1).max(4).optional(),
  setStepMm: z.number().positive().optional(),
})

export const pageElement = z.discriminatedUnion('kind', [text, list, barcode, square, line, frame, table])

/** Something on a page. `line` is a black rectangle. */
export type PageElement = z.infer<typeof pageElement>
export type TextElement = z.infer<typeof text>
export type ListElement = z.infer<typeof list>
export type BarcodeElement = z.infer<typeof barcode>
export type SquareElement = z.infer<typeof square>
export type TableElement = z.infer<typeof table>
export type Box = { xMm: number; yMm: number; widthMm: number; heightMm: number }

/** True when the inner box lies in the outer one, edges included. */
export function isInside(inner: Box, outer: Box): boolean {
  const slack = 0.001
  return inner.xMm >= outer.xMm - slack && inner.yMm >= outer.yMm - slack
    && inner.xMm + inner.widthMm <= outer.xMm + outer.widthMm + slack && inner.yMm + inner.heightMm <= outer.yMm + outer.heightMm + slack
}

/** True when the two boxes share some area. */
export function overlap(one: Box, other: Box): boolean {
  const slack = 0.001
  return one.xMm < other.xMm + other.widthMm - slack && other.xMm < one.xMm + one.widthMm - slack
    && one.yMm < other.yMm + other.heightMm - slack && other.yMm < one.yMm + one.heightMm - slack
}
