import { expect, it } from 'vitest'
import { isPackingListDue } from './packing-list.ts'

it.each([
  ['never', ['invoice'], false], ['asked', ['gift', 'invoice'], true], ['asked', ['gift'], false], ['always', [], true],
] as const)('[LD8] %s, with an order that asks for %j: %s', (time, enclosures, due) => {
  expect(isPackingListDue(time, { enclosures: [...enclosures] })).toBe(due)
})
