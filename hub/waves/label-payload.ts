import type { Recipient } from '#shared/domain/orders/imported-order.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { maskPerson, maskProductName } from '#shared/domain/waybills/mask-recipient.ts'
import type { IssuedWaybill } from '../carriers/carrier-port.ts'
import type { Sender } from '../store/settings.ts'
import type { LineToRelease } from './candidates.ts'

/** Whether a carrier could deliver to it: a name and a place, neither of them masked by a platform. */
export function canBeLabelled({ name, phone, province, city, detail }: Recipient): boolean {
  const isMasked = [name, phone, detail].some((text) => text.includes('*'))
  return name.trim() !== '' && (detail.trim() !== '' || city.trim() !== '' || province.trim() !== '') && !isMasked
}

type Party = Pick<Recipient, 'name' | 'phone' | 'province' | 'city' | 'district' | 'detail'>

/** Nothing is cut here: what an order may hold (IM7) is what a label may hold (LabelPayloadShape). */
function masked({ name, phone, ...address }: Party): LabelPayload['recipient'] {
  return maskPerson({ name, phone, address })
}

/** Everything the label shows, masked here once and for all: no station ever holds the whole name, telephone or address. */
export function labelPayload(input: {
  waybill: IssuedWaybill; carrierCode: string; carrierName: string; orderNumber: string; recipient: Recipient; sender: Sender; lines: readonly Pick<LineToRelease, 'sku' | 'name' | 'spec' | 'quantity'>[]
}): LabelPayload {
  const { waybill, recipient, sender, lines } = input
  return {
    ...waybill, carrierCode: input.carrierCode, carrierName: input.carrierName, recipient: masked(recipient), sender: masked(sender),
    contents: lines.map((line) => ({ name: maskProductName([line.name || line.sku, line.spec].filter((text) => text !== '').join(' '), recipient.name), quantity: line.quantity })),
    orderNumber: input.orderNumber, remark: '', parcelIndex: 1, parcelCount: 1,
  }
}
