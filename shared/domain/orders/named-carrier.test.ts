import { expect, test } from 'vitest'
import { namedCarrier } from './named-carrier.ts'

const carriers = [
  { carrierCode: 'SF', name: '顺丰速运', nameEn: 'SF Express' }, { carrierCode: 'ZTO', name: '中通快递', nameEn: 'ZTO Express' }, { carrierCode: 'ZTO56', name: '中通快运', nameEn: 'ZTO Freight' },
  { carrierCode: 'YTO', name: '圆通速递', nameEn: 'YTO Express' }, { carrierCode: 'JD', name: '京东快递', nameEn: 'JD Express' }, { carrierCode: 'JDL', name: '京东物流', nameEn: 'JD Logistics' },
]

test.each([
  ['ZTO', 'ZTO'], ['zto', 'ZTO'], ['中通', 'ZTO'], ['中通快递', 'ZTO'], [' 中通 速递 ', 'ZTO'], ['中通快运', 'ZTO56'], ['ＳＦ', 'SF'], ['顺丰', 'SF'], ['顺丰快递', 'SF'], ['sf express', 'SF'], ['圆通', 'YTO'],
  ['京东物流', 'JDL'], ['京东快递', 'JD'], ['JD', 'JD'],
])('[IM30] %s is %s', (asked, code) => {
  expect(namedCarrier(asked, carriers)).toBe(code)
})

test.each(['京东速递', '百世快递', '其他', '快递', '', '中通国际'])('[IM30] %s is none of the site’s, or not one alone', (asked) => {
  expect(namedCarrier(asked, carriers)).toBe(null)
})
