import { expect, test } from 'vitest'
import { copyMark, copyOfMark, looksLikeCopyMark } from './copy-mark.ts'

test('[FO4] a mark names the copy and the waybill, whatever the letter case', () => {
  for (let copy = 2; copy <= 35; copy += 1) {
    const mark = copyMark('73100196611386', copy)!
    expect(looksLikeCopyMark(mark)).toBe(true)
    expect(copyOfMark(mark.toLowerCase(), '73100196611386')).toBe(copy)
    expect(copyOfMark(mark, '73100196611387')).toBeUndefined()
  }
  expect(copyMark('73100196611386', 2)).toBe('PWC2611386')
  expect(copyMark('EA123456789CN', 11)).toBe('PWCB6789CN')
})

test.each(['73100196611386', 'PW-CMD-CONFIRM', 'PWC', 'PWC1611386', 'PWC2', 'PWC26113867'])('[FO4] %s is no mark', (code) => expect(looksLikeCopyMark(code)).toBe(false))
test('[FO4] an original has no mark, nor a copy beyond counting', () => expect([1, 0, 36].map((copy) => copyMark('73100196611386', copy))).toEqual([undefined, undefined, undefined]))
