import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeLists, type OrderToPick } from './make-lists.ts'
import type { Place } from './router.ts'
import { sShapeRouter } from './s-shape-router.ts'

const place = (zone: string, aisle: number, bay: number, side: Place['side'] = 'left', shelf = 1): Place =>
  ({ placeCode: `${zone}-${aisle}-${bay}-${side}-${shelf}`, zone, aisle, bay, shelf, side })
const order = (orderId: string, ...lines: [sku: string, quantity: number, at: Place][]): OrderToPick =>
  ({ orderId, lines: lines.map(([sku, quantity, at], index) => ({ lineNumber: index + 1, sku, quantity, place: at })) })
const near = place('A', 1, 1)
const far = place('A', 2, 9)
const zoneB = place('B', 1, 1)
const orders = [order('o1', ['cup', 2, far], ['pen', 1, near]), order('o2', ['cup', 1, far], ['bag', 1, zoneB])]

describe('lists by mode', () => {
  test('[ML1] by order: a list for each, no slots', () => {
    const { lists, slots } = makeLists('by-order', orders, [], sShapeRouter)
    expect(slots).toEqual([])
    expect(lists.map(list => list.tasks.map(task => [task.sequence, task.sku, task.quantity]))).toEqual([[[1, 'pen', 1], [2, 'cup', 2]], [[1, 'cup', 1], [2, 'bag', 1]]])
  })
  test('[ML2] [ML3] batch to the wall: one walk, the same product at one place is one task shared out in the orders\' row', () => {
    const { lists, slots } = makeLists('batch-wall', orders, ['W1', 'W2', 'W3'], sShapeRouter)
    expect(slots).toEqual([{ orderId: 'o1', slotCode: 'W1' }, { orderId: 'o2', slotCode: 'W2' }])
    expect(lists).toHaveLength(1)
    expect(lists[0]?.tasks[1]).toEqual({ sequence: 2, placeCode: far.placeCode, sku: 'cup', quantity: 3, shares: [
      { orderId: 'o1', lineNumber: 1, quantity: 2, slotCode: 'W1' }, { orderId: 'o2', lineNumber: 1, quantity: 1, slotCode: 'W2' },
    ] })
  })
  test('[ML4] single items: one walk without slots', () => {
    const { lists, slots } = makeLists('single-item', orders, ['W1'], sShapeRouter)
    expect([lists.length, slots.length, lists[0]?.tasks[0]?.shares[0]?.slotCode]).toEqual([1, 0, null])
  })
  test('[ML5] zones: a list for each zone, an order keeps one slot over all of them', () => {
    const { lists } = makeLists('zone-wall', orders, ['W1', 'W2'], sShapeRouter)
    expect(lists.map(list => list.zone)).toEqual(['A', 'B'])
    expect(lists.flatMap(list => list.tasks.flatMap(task => task.shares)).filter(share => share.orderId === 'o2').map(share => share.slotCode)).toEqual(['W2', 'W2'])
  })
  test('[ML6] carts: never more orders on a list than the cart has slots', () => {
    const many = Array.from({ length: 5 }, (_, index) => order(`o${index}`, ['cup', 1, far]))
    const { lists, slots } = makeLists('cart', many, ['K1', 'K2'], sShapeRouter)
    expect(lists.map(list => list.tasks[0]?.quantity)).toEqual([2, 2, 1])
    expect(slots.map(slot => slot.slotCode)).toEqual(['K1', 'K2', 'K1', 'K2', 'K1'])
  })
  test('[ML7] too few wall slots is a fault, no orders is no list', () => {
    expect(() => makeLists('batch-wall', orders, ['W1'], sShapeRouter)).toThrow(/slot/)
    expect(makeLists('batch-wall', [], [], sShapeRouter)).toEqual({ lists: [], slots: [] })
  })

  const anyPlace = fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom('left' as const, 'right' as const), fc.integer({ min: 1, max: 3 })).map(parts => place(...parts))
  const anyOrders = fc.array(fc.array(fc.tuple(fc.constantFrom('cup', 'pen', 'bag'), fc.integer({ min: 1, max: 5 }), anyPlace), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 })
    .map(all => all.map((lines, index) => order(`o${index}`, ...lines)))

  test('[ML7] in every mode each piece asked for is in exactly one task, and tasks are the sum of their shares', () => {
    const slotCodes = Array.from({ length: 12 }, (_, index) => `S${index}`)
    fc.assert(fc.property(fc.constantFrom('by-order' as const, 'batch-wall' as const, 'zone-wall' as const, 'cart' as const, 'single-item' as const), anyOrders, (mode, some) => {
      const { lists } = makeLists(mode, some, mode === 'cart' ? slotCodes.slice(0, 3) : slotCodes, sShapeRouter)
      const asked = some.flatMap(one => one.lines.map(line => `${one.orderId}/${line.lineNumber}/${line.sku}/${line.place.placeCode}/${line.quantity}`))
      const given = lists.flatMap(list => list.tasks.flatMap(task => task.shares.map(share => `${share.orderId}/${share.lineNumber}/${task.sku}/${task.placeCode}/${share.quantity}`)))
      expect(given.sort()).toEqual(asked.sort())
      for (const list of lists) {
        expect(list.tasks.map(task => task.sequence)).toEqual(list.tasks.map((_, index) => index + 1))
        for (const task of list.tasks) expect(task.shares.reduce((sum, share) => sum + share.quantity, 0)).toBe(task.quantity)
        expect(new Set(list.tasks.map(task => `${task.placeCode} ${task.sku}`)).size).toBe(list.tasks.length)
        const holders = new Map<string | null, string>()
        for (const share of list.tasks.flatMap(task => task.shares)) if (share.slotCode !== null) {
          expect(holders.get(share.slotCode) ?? share.orderId).toBe(share.orderId)
          holders.set(share.slotCode, share.orderId)
        }
      }
    }))
  })

  test('[RT1] the walk keeps every place; [RT4] the row it was asked in does not matter', () => {
    fc.assert(fc.property(fc.uniqueArray(anyPlace, { selector: one => one.placeCode }), places => {
      const walk = sShapeRouter.route(places)
      expect(walk.map(one => one.placeCode).sort()).toEqual(places.map(one => one.placeCode).sort())
      expect(sShapeRouter.route(places.toReversed())).toEqual(walk)
    }))
  })
})

test('[RT2] [RT3] S-shape: up the first visited aisle, down the next, and each zone from its front', () => {
  const places = [place('A', 7, 2), place('A', 7, 8), place('A', 2, 1), place('A', 2, 5, 'right'), place('A', 2, 5), place('A', 9, 3), place('A', 9, 4), place('B', 1, 6), place('B', 1, 2)]
  expect(sShapeRouter.route(places).map(one => `${one.zone}${one.aisle}:${one.bay}${one.side[0]}`))
    .toEqual(['A2:1l', 'A2:5l', 'A2:5r', 'A7:8l', 'A7:2l', 'A9:3l', 'A9:4l', 'B1:2l', 'B1:6l'])
})
