import { expect, it } from 'vitest'
import { rateLimit } from './rate-limit.ts'

it('[HX21] a name has its burst and then its rate, others are not touched, and a clock set back gives nothing', () => {
  let now = 1_000_000
  const limit = rateLimit({ burst: 3, perSecond: 2, nowMs: () => now })
  const allowed = (name: string, tries: number): number => Array.from({ length: tries }, () => limit.allow(name)).filter(Boolean).length
  expect(allowed('a', 10)).toBe(3)
  expect(allowed('b', 2)).toBe(2)
  now += 1_000
  expect(allowed('a', 10)).toBe(2)
  now -= 3_600_000
  expect(allowed('a', 10)).toBe(0)
  now += 500
  expect(allowed('a', 10)).toBe(1)
})

it('[HX21] ten thousand other names do not make the table grow, and a name that was forgotten begins anew', () => {
  const limit = rateLimit({ burst: 1, perSecond: 0, nowMs: () => 0 })
  expect(limit.allow('first')).toBe(true)
  expect(limit.allow('first')).toBe(false)
  for (let other = 0; other < 10_000; other += 1) limit.allow(`other ${other}`)
  expect(limit.allow('first')).toBe(true)
})
