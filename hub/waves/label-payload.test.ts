import { describe, expect, test } from 'vitest'
import { LabelPayloadShape } from '#shared/sync/label-payload-shape.ts'
import { MAX } from '../imports/order-book.ts'
import { canBeLabelled, labelPayload } from './label-payload.ts'

test('[LB4] of the longest order that may be imported nothing is cut on its way to the label', () => {
  const long = (letters: number, end: string): string => '长'.repeat(letters - end.length) + end
  const party = {
    name: 'A '.repeat(MAX.recipientName / 2), phone: '1'.repeat(MAX.phone), province: long(MAX.place, '省'), city: long(MAX.place, '市'), district: long(MAX.place, '区'),
    detail: long(MAX.detail, '的村口𠮷'), postcode: '', countryCode: '',
  }
  const payload = labelPayload({
    waybill: { waybillNumber: 'TT1', serviceName: '', sortingCode: '', consolidation: '' }, carrierCode: 'TT', carrierName: 'TT', orderNumber: 'T-1', recipient: party, sender: party,
    lines: [{ sku: 's', name: long(MAX.name, '名'), spec: long(MAX.spec, '格'), quantity: 1 }],
  })
  expect(payload.recipient.maskedAddress).toMatch(/的村口𠮷$/u)
  // MK5: three parts of any name.
  expect(payload.recipient.maskedName).toBe('A * *')
  expect(payload.contents[0]?.name).toMatch(/名 长+格$/)
  expect(LabelPayloadShape.safeParse(payload).error).toBeUndefined()
})

test('[MK15] what a buyer had put on a product is masked with the buyer', () => {
  const buyer = { name: '张三', phone: '13812345678', province: '浙江省', city: '杭州市', district: '滨江区', detail: '滨安路1号', postcode: '', countryCode: '' }
  const { contents } = labelPayload({
    waybill: { waybillNumber: 'TT1', serviceName: '', sortingCode: '', consolidation: '' }, carrierCode: 'TT', carrierName: 'TT', orderNumber: 'T-1', recipient: buyer, sender: buyer,
    lines: [{ sku: 's', name: '玻璃杯', spec: '刻字：张三 13812345678', quantity: 1 }],
  })
  expect(contents).toEqual([{ name: '玻璃杯 刻字：张某 138******78', quantity: 1 }])
})

describe('[HW6] who can be labelled', () => {
  const buyer = { name: '张三', phone: '13812345678', province: '浙江省', city: '杭州市', district: '滨江区', detail: '滨安路1号', postcode: '', countryCode: '' }
  const nowhere = { province: '', city: '', district: '', detail: '' }

  test.each([buyer, { ...buyer, phone: '' }, ...[{ province: '浙江省' }, { city: '杭州市' }, { detail: '滨安路1号' }].map((place) => ({ ...buyer, ...nowhere, ...place }))])('%j can', (recipient) => {
    expect(canBeLabelled(recipient)).toBe(true)
  })
  test.each([{ ...buyer, name: ' ' }, { ...buyer, ...nowhere }, { ...buyer, name: '张*' }, { ...buyer, phone: '138****5678' }, { ...buyer, detail: '滨安路***' }])('%j cannot', (recipient) => {
    expect(canBeLabelled(recipient)).toBe(false)
  })
})
