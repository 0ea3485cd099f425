import type { LabelLayout } from '#shared/domain/labels/label-template.ts'
import type { LabelPayload, LabelSize } from '#shared/domain/waybills/label-payload.ts'
import { addressIsMasked, nameIsMasked, phoneIsMasked } from '#shared/domain/waybills/mask-recipient.ts'
import { drawPage } from './draw-page.ts'
import { labelTemplate, templateInForce, waybillTemplateName } from './label-templates.ts'
import { isLabelRefusal, type LabelRefusal, type PageTemplate } from './page-model.ts'
import { DOTS_PER_MM, type Raster } from './raster.ts'
import { type PrintedWaybill, waybillFields } from './waybill-fields.ts'

/**
 * The waybill label of a parcel, by the carrier's template of that size or the site's own form of it (rules LB1 to LB9 of docs/specs/labels.md).
 * Refuses a payload whose persons are not masked, a text that does not fit or has no glyph, and a number that no Code 128 can hold; names the field.
 */
export function drawWaybill(payload: PrintedWaybill, size: LabelSize, dotsPerMm = DOTS_PER_MM, template: PageTemplate = labelTemplate(waybillTemplateName(size, payload.carrierCode))): Raster | LabelRefusal {
  return unmaskedPart(payload) ?? drawPage(payload.copyMark === undefined ? template : withCopyMark(template), waybillFields(payload), dotsPerMm)
}

/** By the site's own layout; by the shipped template where that one has too little room for this order: a parcel does not wait for a layout. */
export function drawWaybillInForce(payload: PrintedWaybill, size: LabelSize, dotsPerMm: number, layouts: readonly LabelLayout[]): Raster | LabelRefusal {
  const name = waybillTemplateName(size, payload.carrierCode)
  const shipped = labelTemplate(name)
  const template = templateInForce(name, layouts)
  const drawn = drawWaybill(payload, size, dotsPerMm, template)
  return isLabelRefusal(drawn) && template !== shipped ? drawWaybill(payload, size, dotsPerMm, shipped) : drawn
}

/** The first barcode stays the carrier's. A form without a second one carries no mark: then a supervisor looks at the label. */
function withCopyMark(template: PageTemplate): PageTemplate {
  const copies = template.elements.filter((each) => (each.kind === 'square' || (each.kind === 'barcode' && each.mayBeLeftOut)) && each.text === '{waybillNumber}')
  const marked = copies.find((each) => each.kind === 'barcode') ?? copies[0]
  return { ...template, elements: template.elements.map((each) => (each === marked ? { ...marked, text: '{copyMark}' } : each)) }
}

/** Loads fonts, templates and the barcode library, so that the first label of a shift is as fast as the second. Throws when something is missing. */
export function warmLabels(): void {
  for (const size of ['100x150', '76x130'] as const) drawWaybill(warmUpPayload, size)
}

// LB2: the hub masks; the station looks again, because paper cannot be called back.
function unmaskedPart({ recipient, sender }: LabelPayload): LabelRefusal | undefined {
  const parts: [string, boolean][] = [
    ['recipientName', nameIsMasked(recipient.maskedName)],
    ['recipientPhone', phoneIsMasked(recipient.maskedPhone)],
    ['recipientAddress', addressIsMasked(recipient.maskedAddress)],
    ['senderName', nameIsMasked(sender.maskedName)],
    ['senderPhone', phoneIsMasked(sender.maskedPhone)],
    ['senderAddress', addressIsMasked(sender.maskedAddress)],
  ]
  const open = parts.find(([, masked]) => !masked)
  return open && { kind: 'refused', reason: 'label-not-masked', field: open[0], detail: '' }
}

const warmUpPayload: LabelPayload = {
  waybillNumber: 'WARM0000000000',
  carrierCode: '',
  carrierName: '预热',
  serviceName: '',
  sortingCode: '000',
  consolidation: '',
  recipient: { maskedName: '*', maskedPhone: '', maskedAddress: '' },
  sender: { maskedName: '*', maskedPhone: '', maskedAddress: '' },
  contents: [],
  orderNumber: '',
  remark: '',
  parcelIndex: 1,
  parcelCount: 1,
}
