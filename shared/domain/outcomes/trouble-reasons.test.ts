import { expect, test } from 'vitest'
import { labelReason, readReason, saidReason, TroubleReason } from './trouble-reasons.ts'

test('a label that was not drawn says which of its fields is why, and the field is read back', () => {
  const reason = labelReason({ reason: 'label-text-does-not-fit', field: 'receiver' })
  expect(TroubleReason.parse(reason)).toBe('label-text-does-not-fit: receiver')
  expect(readReason(reason)).toEqual({ code: 'label-text-does-not-fit', field: 'receiver' })
  expect(readReason(labelReason({ reason: 'label-text-does-not-fit', field: '' }))).toEqual({ code: 'label-text-does-not-fit' })
})

test('what only the system has words for stays as it said it, also with a colon in it', () => {
  expect(readReason(saidReason('lp: no such printer'))).toEqual({ said: 'lp: no such printer' })
  expect(readReason('a reason of a later build: receiver')).toEqual({ said: 'a reason of a later build: receiver' })
  expect(TroubleReason.safeParse('paper-out: receiver').success).toBe(false)
})
