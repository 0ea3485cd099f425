import type { labelRefusals } from '#shared/domain/labels/label-refusals.ts'
import type { PageElement } from '#shared/domain/labels/page-elements.ts'

/** A page and what stands on it, with {fields} in its texts. */
export type PageTemplate = { widthMm: number; heightMm: number; roll?: boolean; elements: readonly PageElement[] }

/** One entry of a list on a page: what, and how many. */
export type ListEntry = { name: string; quantity: number }

/** What a template is filled with. The values of a table's row are named by its columns. */
export type PageFields = {
  texts: Readonly<Record<string, string>>
  lists?: Readonly<Record<string, readonly ListEntry[]>>
  tables?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
}

/** Why a label is not drawn. Nothing is ever cut or printed as an empty box instead. */
export type LabelRefusal = {
  kind: 'refused'
  reason: (typeof labelRefusals)[number]
  /** The field of the label that is at fault, such as `recipientAddress`. */
  field: string
  /** The letter without a glyph as U+XXXX, or the number of letters that did not fit. Never personal data. */
  detail: string
}

/** True for a "no" instead of a page. */
export function isLabelRefusal<Drawn extends object>(drawn: Drawn | LabelRefusal): drawn is LabelRefusal {
  return 'kind' in drawn && drawn.kind === 'refused'
}
