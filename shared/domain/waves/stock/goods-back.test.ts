// Goal: goods are back once, and only where nobody has seen them since. Method: one story, and each thing that changes it.
import { describe, expect, it } from 'vitest'
import { goodsBack, type StoppedOrder } from './goods-back.ts'

const pick = (placeCode: string, sku: string, ...shares: [string, number][]) => ({ placeCode, sku, shares: shares.map(([orderId, quantity]) => ({ orderId, lineNumber: 1, quantity })) })
const row = (placeCode: string, sku: string, quantity: number) => ({ placeCode, sku, quantity, expiresOnDay: null, caseQuantity: 12 })
const story: StoppedOrder = {
  orderId: 'O-1', leftHouse: false, saidBefore: false, countedSince: [],
  picks: [pick('S-1', 'cup', ['O-1', 2], ['O-2', 1]), pick('S-1', 'cup', ['O-1', 1]), pick('S-3', 'pen', ['O-1', 1]), pick('S-4', 'pen', ['O-2', 5])],
  stock: [row('S-1', 'cup', 3), row('S-2', 'cup', 1), row('S-4', 'pen', 9)],
}

describe('goods that are back', () => {
  it('[ST15] are the pieces of this order, added up where they came from; nothing where nobody counts', () => {
    expect(goodsBack(story)).toEqual([row('S-1', 'cup', 6)])
  })
  it.each([
    ['another parcel went out', { leftHouse: true }], ['it was said before', { saidBefore: true }], ['the place was counted since', { countedSince: [{ placeCode: 'S-1', sku: 'cup' }] }], ['nothing was picked for it', { picks: [] }],
  ])('[ST15] are not counted where %s', (_why, change) => {
    expect(goodsBack({ ...story, ...change })).toEqual([])
  })
})
