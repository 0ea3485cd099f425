// Rows of a table, on as many pages as they need. A row is whole on one page; it grows until its texts are.
import type { TableElement } from '#shared/domain/labels/page-elements.ts'
import { drawText, fillBox, filled, filledForPrint, type Pen } from './draw-text.ts'
import { labelFonts } from './fonts.ts'
import type { LabelRefusal } from './page-model.ts'
import { breakLines, heightOfLines } from './text-layout.ts'

type Row = Readonly<Record<string, string>>
/** A row where it stands: in which of the tables side by side, and how far below its head. */
export type PlacedRow = { values: Row; set: number; yMm: number; heightMm: number }

/** White between a row and the rule below it. */
const ROW_GAP_MM = 0.5
const RULE_MM = 0.2

/** The rows of each page, at least one page; or the first reason why a row cannot be drawn. */
export function placeRows(element: TableElement, rows: readonly Row[]): PlacedRow[][] | LabelRefusal {
  const roomMm = element.heightMm - element.headHeightMm
  const sets = element.sets ?? 1
  const pages: PlacedRow[][] = [[]]
  let set = 0
  let yMm = 0
  for (const [at, row] of rows.entries()) {
    const values = { ...row, row: String(at + 1) }
    const heightMm = rowHeight(element, values)
    if (typeof heightMm !== 'number') return heightMm
    if (heightMm > roomMm) return { kind: 'refused', reason: 'label-text-does-not-fit', field: element.rows, detail: `row ${at + 1}` }
    if (yMm + heightMm > roomMm + 1e-6) {
      yMm = 0
      set += 1
      if (set === sets) {
        set = 0
        pages.push([])
      }
    }
    pages.at(-1)?.push({ values, set, yMm, heightMm })
    yMm += heightMm
  }
  return pages
}

export function drawTable(pen: Pen, element: TableElement, rows: readonly PlacedRow[]): LabelRefusal | undefined {
  const stepMm = element.setStepMm ?? element.widthMm
  const widthMm = element.widthMm - ((element.sets ?? 1) - 1) * stepMm
  for (const set of new Set(rows.map((row) => row.set))) {
    const xMm = element.xMm + set * stepMm
    const refusal = drawHead(pen, element, xMm)
    if (refusal) return refusal
    fillBox(pen, { xMm, yMm: element.yMm + element.headHeightMm - ROW_GAP_MM, widthMm, heightMm: RULE_MM }, 'black')
  }
  for (const row of rows) {
    const xMm = element.xMm + row.set * stepMm
    const yMm = element.yMm + element.headHeightMm + row.yMm
    for (const column of element.columns) {
      const text = filled(column.text, { texts: row.values })
      if (text === undefined) continue
      const { head: _head, ...look } = column
      const refusal = drawText(pen, { kind: 'text', verticalAlign: 'middle', ...look, xMm: xMm + column.xMm, yMm, heightMm: row.heightMm - ROW_GAP_MM }, { texts: row.values })
      if (refusal) return refusal
    }
    fillBox(pen, { xMm, yMm: yMm + row.heightMm - 2 * RULE_MM, widthMm, heightMm: RULE_MM }, 'black')
  }
  return undefined
}

function drawHead(pen: Pen, element: TableElement, xMm: number): LabelRefusal | undefined {
  for (const { head, align, xMm: columnMm, widthMm } of element.columns) {
    if (head === undefined) continue
    const box = { xMm: xMm + columnMm, yMm: element.yMm, widthMm, heightMm: element.headHeightMm - 2 * ROW_GAP_MM }
    const refusal = drawText(pen, { kind: 'text', ...box, text: head, sizeMm: element.headSizeMm ?? 3, mostLines: 1, bold: true, verticalAlign: 'middle', align }, undefined)
    if (refusal) return refusal
  }
  return undefined
}

function rowHeight(element: TableElement, values: Row): number | LabelRefusal {
  const fonts = labelFonts()
  let heightMm = element.rowHeightMm
  for (const column of element.columns) {
    if (column.mostLines !== undefined) continue
    const content = filledForPrint(column.text, { texts: values })
    if (content === undefined) continue
    if ('kind' in content) return content
    const bold = column.bold ?? false
    const lines = breakLines(content.text, column.widthMm / column.sizeMm, (part) => fonts.width(part, bold))
    const lineHeight = fonts.lineHeight(content.text, bold)
    // A letter that is wider than its column finds its refusal when it is drawn. What is added is for tails and accents.
    if (lines) heightMm = Math.max(heightMm, heightOfLines(lines.length, column.sizeMm, lineHeight) + Math.max(lineHeight - 1, 0.25) * column.sizeMm + ROW_GAP_MM)
  }
  return heightMm
}
