import { expect, test } from 'vitest'
import { beginsAtTheRight, isolated, isolatedLines } from './text-direction.ts'

test('[LB19] a text from right to left is kept within itself, any other stays as it is', () => {
  expect(isolated('李* 138')).toBe('李* 138')
  expect(isolated('12 שלום')).toBe('\u206712 שלום\u2069')
  expect(isolated('iPhone حافظة')).toBe('\u2066iPhone حافظة\u2069')
})

test('[LB19] a line break within such a text keeps each line within itself', () => {
  const lines = isolatedLines(['备注 \u2067שלום', 'עולם', 'טוב\u2069 ×2', '盐 ×9'])
  expect(lines).toEqual(['备注 \u2067שלום\u2069', '\u2067עולם\u2069', '\u2067טוב\u2069 ×2', '盐 ×9'])
  expect(lines.map(beginsAtTheRight)).toEqual([false, true, false, false])
})
