import { expect, test } from 'vitest'
import { giveToTaker, takeScans } from './scan-taker.ts'

test('[CO1] a form gets what is printed, and what was read beside it; without a form a scan is work', () => {
  const taken: string[][] = []
  const stop = takeScans((text, asRead) => taken.push([text, asRead]))
  expect(giveToTaker(']C0B-BOSS')).toBe(true)
  stop()
  expect(giveToTaker('B-BOSS')).toBe(false)
  expect(taken).toEqual([['B-BOSS', ']C0B-BOSS']])
})
