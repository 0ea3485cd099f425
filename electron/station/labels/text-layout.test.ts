import fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakLines, fitText } from './text-layout.ts'

const widthOf = (text: string): number => Array.from(text).reduce((sum, letter) => sum + (letter.charCodeAt(0) < 0x80 ? 0.5 : 1), 0)

test('[LB4] Chinese breaks anywhere, words and numbers stay whole', () => {
  expect(breakLines('浙江省杭州市滨安路1818号', 5, widthOf)).toEqual(['浙江省杭州', '市滨安路', '1818号'])
  expect(breakLines('Cotton T-shirt', 4, widthOf)).toEqual(['Cotton', 'T-shirt'])
  expect(breakLines('주차장 입구', 5, widthOf)).toEqual(['주차장', '입구'])
})

test('[LB4] no line begins with what closes or ends with what opens, unless there is no other way', () => {
  expect(breakLines('蓝色杯，易碎', 3, widthOf)).toEqual(['蓝色', '杯，易', '碎'])
  expect(breakLines('保温杯（易碎）好', 4, widthOf)).toEqual(['保温杯', '（易碎）', '好'])
  expect(breakLines('花城[表情]大道(东门),商铺', 3.5, widthOf)).toEqual(['花城', '[表情]', '大道(东', '门),商', '铺'])
  expect(breakLines('метро «Киевская», двор', 12, widthOf)).toEqual(['метро', '«Киевская»,', 'двор'])
  expect(breakLines('三楼（ABC座）', 4, widthOf)).toEqual(['三楼', '（ABC', '座）'])
  expect(breakLines('ニシシﾞュク', 3, widthOf)).toEqual(['ニシ', 'シﾞュ', 'ク'])
  expect(breakLines('。。。。。', 2, widthOf)).toEqual(['。。', '。。', '。'])
})

test('[LB4] a word longer than the line is broken, a letter wider than the line is not', () => {
  expect(breakLines('1234567890', 2, widthOf)).toEqual(['1234', '5678', '90'])
  expect(breakLines('宽', 0.5, widthOf)).toBeUndefined()
})

test('[LB4] no letter is lost or moved, and no line is wider than the box', () => {
  const text = fc.string({ unit: fc.constantFrom(...'浙江省𠮷ab1 8*-') })
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 12 }), (given, boxWidth) => {
      const lines = breakLines(given, boxWidth, widthOf)
      const withoutBlanks = (words: string): string => words.replaceAll(' ', '')
      expect(withoutBlanks(lines?.join('') ?? '')).toBe(withoutBlanks(given))
      for (const line of lines ?? []) expect(widthOf(line)).toBeLessThanOrEqual(boxWidth)
    }),
  )
})

test('[LB4] the largest size that fits is taken, and none below the smallest', () => {
  const limits = { sizeMm: 4, smallestSizeMm: 2, mostLines: 2 }
  expect(fitText('收件人', { widthMm: 12, heightMm: 10 }, limits, widthOf)?.sizeMm).toBe(4)
  expect(fitText('收件人收件人收', { widthMm: 12, heightMm: 10 }, limits, widthOf)?.sizeMm).toBe(3)
  expect(fitText('收'.repeat(13), { widthMm: 12, heightMm: 10 }, limits, widthOf)).toBeUndefined()
})
