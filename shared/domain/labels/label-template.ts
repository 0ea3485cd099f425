// A template: what stands where on one size of one kind of paper. Files in assets/label-templates hold them; a site's own layout is laid over them.
// Runs anywhere: no clock, no I/O. Rules LB14 and LB15 of docs/specs/labels.md, LD6 of label-desk.md.
import * as z from 'zod'
import { type LabelKind, labelFields, LabelKind as KindShape } from './label-kinds.ts'
import { type Box, isInside, overlap, type PageElement, pageElement } from './page-elements.ts'

const area = z.strictObject({ xMm: z.number().min(0), yMm: z.number().min(0), widthMm: z.number().positive(), heightMm: z.number().positive() })
const sizeMm = z.number().min(10).max(400)

export const LabelTemplate = z.strictObject({
  kind: KindShape,
  /** Only for waybills of this carrier; the template without one is for all others. */
  carrierCode: z.string().min(1).max(64).optional(),
  widthMm: sizeMm,
  heightMm: sizeMm,
  /** 自定义区: all that a site may change on it. Without it the site may change all. */
  customArea: area.optional(),
  /** Paper from a roll: one page, as long as its table is; what stands below the table moves down with it. */
  roll: z.boolean().optional(),
  elements: z.array(pageElement).min(1).max(80),
})
export type LabelTemplate = z.infer<typeof LabelTemplate>

/** A carrier's variant: the template of that size with some elements in another form, some left out, some more. */
export const TemplateVariant = z.strictObject({
  base: z.string().regex(/^[a-z0-9-]+$/),
  carrierCode: z.string().min(1).max(64),
  /** Laid over the element of that name. */
  changes: z.record(z.string(), z.record(z.string(), z.unknown())),
  without: z.array(z.string()),
  more: z.array(pageElement),
})
export type TemplateVariant = z.infer<typeof TemplateVariant>

/** A site's own form of a template: its paper, and everything in the custom area (or on the page, where there is none). */
export const LabelLayout = z.strictObject({ template: z.string().regex(/^[A-Za-z0-9-]{1,60}$/), widthMm: sizeMm, heightMm: sizeMm, elements: z.array(pageElement).max(80) })
export type LabelLayout = z.infer<typeof LabelLayout>

export const templateFaults = ['no-id', 'id-twice', 'outside-page', 'outside-area', 'field-unknown', 'sizes-turned', 'code-missing', 'overlap', 'two-tables', 'page-size'] as const

/** Why a template or layout cannot be used, as a code with the element and the value for the words. */
export type TemplateFault = {
  code: (typeof templateFaults)[number]
  element: string
  value: string
}

/** The sentence for whoever writes a template file. */
export function templateFaultText({ code, element, value }: TemplateFault): string {
  const sentences: Record<TemplateFault['code'], string> = {
    'no-id': 'has no id',
    'id-twice': 'the id is used twice',
    'outside-page': 'reaches beyond the page',
    'outside-area': 'reaches beyond the custom area',
    'field-unknown': `${value} is no field of this kind of label`,
    'sizes-turned': 'smallestSizeMm is larger than sizeMm',
    'code-missing': `no barcode on the page holds {${value}}`,
    overlap: `lies over ${value}`,
    'two-tables': 'a page has room for one table',
    'page-size': 'the size of the paper is given by the carrier',
  }
  return `${element === '' ? 'the page' : `element ${element}`}: ${sentences[code]}`
}

/** The first thing that is wrong with a template, undefined when it can be used. */
export function templateFault(template: LabelTemplate): TemplateFault | undefined {
  const page: Box = { xMm: 0, yMm: 0, widthMm: template.widthMm, heightMm: template.heightMm }
  const ids = new Set<string>()
  for (const [at, element] of template.elements.entries()) {
    const name = element.id ?? String(at + 1)
    if (element.id === undefined) return { code: 'no-id', element: name, value: '' }
    if (ids.has(name)) return { code: 'id-twice', element: name, value: '' }
    ids.add(name)
    if (!isInside(element, page)) return { code: 'outside-page', element: name, value: '' }
    const unknown = unknownField(template.kind, element)
    if (unknown !== undefined) return { code: 'field-unknown', element: name, value: unknown }
    if ('smallestSizeMm' in element && (element.smallestSizeMm ?? 0) > element.sizeMm) return { code: 'sizes-turned', element: name, value: '' }
  }
  if (template.elements.filter((element) => element.kind === 'table').length > 1) return { code: 'two-tables', element: '', value: '' }
  const { code } = labelFields[template.kind]
  // A packing list goes with the parcel: an order number that no barcode holds is read there, and does not keep the paper.
  const mayLack = template.kind === 'packing-list'
  const holdsCode = template.elements.some((element) => (element.kind === 'barcode' || element.kind === 'square') && (mayLack || !('mayBeLeftOut' in element && element.mayBeLeftOut)) && element.text === `{${code}}`)
  return holdsCode ? overlapping(template.elements) : { code: 'code-missing', element: '', value: code }
}

/** The elements that a site may change. */
export function changeable(template: LabelTemplate): PageElement[] {
  const { customArea } = template
  return customArea === undefined ? template.elements : template.elements.filter((element) => isInside(element, customArea))
}

/** The template with the site's own elements in place of those that may be changed, or why it cannot be laid over. */
export function withLayout(template: LabelTemplate, layout: LabelLayout | undefined): LabelTemplate | TemplateFault {
  if (layout === undefined) return template
  const { customArea } = template
  if (customArea !== undefined) {
    // The carrier says how large its waybill is; what is in its own part is not the site's to change.
    if (layout.widthMm !== template.widthMm || layout.heightMm !== template.heightMm) return { code: 'page-size', element: '', value: '' }
    const outside = layout.elements.find((element) => !isInside(element, customArea))
    if (outside) return { code: 'outside-area', element: outside.id ?? '', value: '' }
  }
  const mine = new Set(changeable(template))
  const laid = { ...template, widthMm: layout.widthMm, heightMm: layout.heightMm, elements: [...template.elements.filter((element) => !mine.has(element)), ...layout.elements] }
  return templateFault(laid) ?? laid
}

/** True for a "no" instead of a template. */
export function isTemplateFault(answer: LabelTemplate | TemplateFault): answer is TemplateFault {
  return 'code' in answer
}

/** A carrier's template out of the common one; undefined when it names an element that is not there. */
export function variantOf(base: LabelTemplate, variant: TemplateVariant): unknown {
  const ids = new Set(base.elements.map((element) => element.id))
  if ([...Object.keys(variant.changes), ...variant.without].some((id) => !ids.has(id))) return undefined
  return {
    ...base, carrierCode: variant.carrierCode,
    elements: [...base.elements.filter((element) => !variant.without.includes(element.id ?? '')).map((element) => ({ ...element, ...variant.changes[element.id ?? ''] })), ...variant.more],
  }
}

function unknownField(kind: LabelKind, element: PageElement): string | undefined {
  const known = labelFields[kind]
  const unknownIn = (text: string, names: readonly string[]): string | undefined => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').find((name) => !names.includes(name))
  switch (element.kind) {
    case 'text':
    case 'barcode':
    case 'square': return unknownIn(element.text, known.texts)
    case 'list': return known.lists.includes(element.list) ? undefined : element.list
    case 'table': {
      const columns = known.tables[element.rows]
      return columns === undefined ? element.rows : unknownIn(element.columns.map((column) => column.text).join(''), [...columns, 'row'])
    }
    default: return undefined
  }
}

// Lines and frames may go through anything; two writings on one another can be read by nobody.
function overlapping(elements: readonly PageElement[]): TemplateFault | undefined {
  const written = elements.filter((element) => element.kind !== 'line' && element.kind !== 'frame')
  for (const [at, one] of written.entries()) {
    const other = written.slice(at + 1).find((each) => overlap(one, each))
    if (other) return { code: 'overlap', element: one.id ?? '', value: other.id ?? '' }
  }
  return undefined
}
