import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { task } from '#tests/support/builders.ts'
import { remainingQty, shareInWork, takeShares } from './take-shares.ts'

const shares = [
  { orderId: 'early', lineNumber: 1, quantity: 2, slotCode: 'S-1' },
  { orderId: 'late', lineNumber: 3, quantity: 3, slotCode: 'S-2' },
]

describe('who gets the pieces', () => {
  it.each([
    [0, 0, 1, [['early', 1]]],
    [0, 0, 5, [['early', 2], ['late', 3]]],
    [1, 0, 2, [['early', 1], ['late', 1]]],
    [1, 1, 3, [['late', 3]]],
  ] as const)('[PK6] after %i picked and %i short, %i pieces go to %j', (pickedQty, shortQty, quantity, expected) => {
    expect(takeShares(task({ askedQty: 5, pickedQty, shortQty, shares }), quantity).map((share) => [share.orderId, share.quantity])).toEqual(expected)
  })

  it('[PK6] more than what remains, or nothing, is a fault', () => {
    expect(() => takeShares(task({ askedQty: 5, pickedQty: 4, shares }), 2)).toThrow('still asked for')
    expect(() => takeShares(task({ askedQty: 5, shares }), 0)).toThrow('still asked for')
  })

  it('[PK6] the share in work is the earliest that still misses pieces', () => {
    expect(shareInWork(task({ askedQty: 5, pickedQty: 1, shares }))).toEqual({ slotCode: 'S-1', missingQty: 1 })
    expect(shareInWork(task({ askedQty: 5, pickedQty: 1, shortQty: 1, shares }))).toEqual({ slotCode: 'S-2', missingQty: 3 })
    expect(shareInWork(task({ askedQty: 5, pickedQty: 5, shares }))).toBeUndefined()
  })

  it('[PK6] in whatever portions, every share gets exactly its pieces', () => {
    const share = fc.record({ quantity: fc.integer({ min: 1, max: 9 }) })
    fc.assert(fc.property(fc.array(share, { minLength: 1, maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 60, maxLength: 60 }), (sizes, portions) => {
      const all = sizes.map(({ quantity }, index) => ({ orderId: `o${index}`, lineNumber: 1, quantity, slotCode: null }))
      let current = task({ askedQty: all.reduce((sum, each) => sum + each.quantity, 0), shares: all })
      const given = new Map<string, number>()
      for (const portion of portions) {
        if (remainingQty(current) === 0) break
        const quantity = Math.min(portion, remainingQty(current))
        for (const part of takeShares(current, quantity)) given.set(part.orderId, (given.get(part.orderId) ?? 0) + part.quantity)
        current = { ...current, pickedQty: current.pickedQty + quantity }
      }
      expect(remainingQty(current)).toBe(0)
      for (const each of all) expect(given.get(each.orderId)).toBe(each.quantity)
    }))
  })
})
