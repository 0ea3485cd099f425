import { oneLine, pictographsNamed } from '#shared/domain/labels/legible.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { labelFonts } from './fonts.ts'
import type { PageFields } from './page-model.ts'

/** `copyMark`: the second barcode says which copy this is, where earlier ones may come out of another printer (docs/specs/printing.md, FO4). */
export type PrintedWaybill = LabelPayload & { copyMark?: string }

/** What the template of a waybill is filled with. */
export function waybillFields(payload: PrintedWaybill): PageFields {
  return {
    texts: {
      waybillNumber: payload.waybillNumber,
      copyMark: payload.copyMark ?? '',
      waybillNumberInGroups: inGroups(payload.waybillNumber),
      carrierName: payload.carrierName,
      serviceName: payload.serviceName,
      sortingCode: payload.sortingCode,
      consolidation: payload.consolidation,
      recipientName: payload.recipient.maskedName,
      recipientPhone: payload.recipient.maskedPhone,
      recipientAddress: signsNamed(pictographsNamed(payload.recipient.maskedAddress)),
      senderName: payload.sender.maskedName,
      senderPhone: payload.sender.maskedPhone,
      senderAddress: signsNamed(pictographsNamed(payload.sender.maskedAddress)),
      orderNumber: payload.orderNumber,
      remark: oneLine(pictographsNamed(payload.remark)),
      parcelIndex: String(payload.parcelIndex),
      parcelCount: String(payload.parcelCount),
      pieces: String(payload.contents.reduce((sum, entry) => sum + entry.quantity, 0)),
    },
    lists: { contents: payload.contents.map(({ name, quantity }) => ({ name: oneLine(pictographsNamed(name)), quantity })) },
  }
}

/** What stands for a letter that was lost, or describes one that cannot be written: without it the place may be another. */
const FOR_A_LETTER = /[\ufffd\u2ff0-\u2fff]/u

// LB5: ✓ and ✿ are no pictographs by their class; where no font has them they stop no parcel either.
function signsNamed(text: string): string {
  if (!/\p{So}/u.test(text)) return text
  const isLost = (letter: string): boolean => /\p{So}/u.test(letter) && !FOR_A_LETTER.test(letter) && labelFonts().missingLetter(labelFonts().nearest(letter)) !== undefined
  return Array.from(text, (letter) => (isLost(letter) ? '\0' : letter)).join('').replace(/\0+/g, '[表情]')
}

// Four by four from the end, as people read a number aloud.
function inGroups(number: string): string {
  return number.replace(/(?<=.)(?=(?:.{4})+$)/gu, ' ')
}
