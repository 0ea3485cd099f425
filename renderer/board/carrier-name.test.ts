import { expect, test } from 'vitest'
import { carrierNames } from './carrier-name.ts'

test('[HV4] a carrier is named in the language of the page, with its code where that is asked, and an unknown code stands for itself', () => {
  const carriers = [{ carrierCode: 'YTO', name: '圆通速递', nameEn: 'YTO Express' }, { carrierCode: 'OWN', name: '自有车队', nameEn: '' }]
  const chinese = carrierNames(carriers, 'zh-CN')
  expect([chinese('YTO'), chinese('YTO', true), chinese('XX', true), chinese('')]).toEqual(['圆通速递', '圆通速递 YTO', 'XX', ''])
  const english = carrierNames(carriers, 'en')
  expect([english('YTO', true), english('OWN', true)]).toEqual(['YTO Express', '自有车队 OWN'])
})
