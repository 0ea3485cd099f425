import { expect, test } from 'vitest'
import { timeOrderedIds } from './system.ts'

test('ids sort in the order of minting, also within a millisecond, past a full counter and under a clock that is set back', () => {
  let now = 1_800_000_000_000
  const mint = timeOrderedIds(() => now, (byteCount) => new Uint8Array(byteCount).fill(0xff))
  const ids = Array.from({ length: 9_000 }, (_, index) => {
    if (index === 6_000) now -= 60_000
    if (index === 8_000) now += 120_000
    return mint()
  })
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of [ids[0], ids[4_100], ids.at(-1)]) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
