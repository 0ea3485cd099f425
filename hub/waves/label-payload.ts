import type { Recipient } from '#shared/domain/orders/imported-order.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { maskAddress, maskName, maskPhone } from '#shared/domain/waybills/mask-recipient.ts'
import type { IssuedWaybill } from '../carriers/carrier-port.ts'
import type { Sender } from '../store/settings.ts'
import type { LineToRelease } from './candidates.ts'

/** Whether a carrier could deliver to it: a name and a place, neither of them masked by a platform. */
export function canBeLabelled({ name, phone, province, city, detail }: Recipient): boolean {
  const isMasked = [name, phone, detail].some((text) => text.includes('*'))
  return name.trim() !== '' && (detail.trim() !== '' || city.trim() !== '' || province.trim() !== '') && !isMasked
}

function masked(party: Pick<Recipient, 'name' | 'phone' | 'province' | 'city' | 'district' | 'detail'>): LabelPayload['recipient'] {
  return { maskedName: maskName(party.name).slice(0, 60), maskedPhone: maskPhone(party.phone).slice(0, 60), maskedAddress: maskAddress(party).slice(0, 400) }
}

/** Everything the label shows, masked here once and for all: no station ever holds the whole name, telephone or address. */
export function labelPayload(input: {
  waybill: IssuedWaybill; carrierCode: string; carrierName: string; orderNumber: string; recipient: Recipient; sender: Sender; lines: readonly Pick<LineToRelease, 'sku' | 'name' | 'spec' | 'quantity'>[]
}): LabelPayload {
  const { waybill, recipient, sender, lines } = input
  return {
    ...waybill, carrierCode: input.carrierCode, carrierName: input.carrierName, recipient: masked(recipient), sender: masked(sender),
    contents: lines.map((line) => ({ name: [line.name || line.sku, line.spec].filter((text) => text !== '').join(' ').slice(0, 400), quantity: line.quantity })),
    orderNumber: input.orderNumber, remark: '', parcelIndex: 1, parcelCount: 1,
  }
}
