import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Place } from '../router.ts'
import { createBayRouter } from './bay-router.ts'

const place = (zone: string, aisle: number, bay: number, side: Place['side'] = 'left', shelf = 1): Place => ({ placeCode: `${zone}-${aisle}-${bay}-${side}-${shelf}`, zone, aisle, bay, shelf, side })
const anyPlace = fc.tuple(fc.constantFrom('A', 'B'), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom('left' as const, 'right' as const), fc.integer({ min: 1, max: 5 })).map(parts => place(...parts))

describe('the shortest walk by aisle and bay', () => {
  test('[RT1] [RT4] every place as often as given, in a row that does not depend on how they were given', () => {
    fc.assert(fc.property(fc.array(anyPlace, { maxLength: 20 }), places => {
      const router = createBayRouter([{ zone: 'A', aisle: 1, bays: 12 }], places)
      const walk = router.route(places)
      expect(walk.map(one => one.placeCode).sort()).toEqual(places.map(one => one.placeCode).sort())
      expect(router.route(places.toReversed()).map(one => one.placeCode)).toEqual(walk.map(one => one.placeCode))
      const { metres, sShapeMetres, seconds, sShapeSeconds } = router.compare(places)
      expect(metres).toBeLessThanOrEqual(sShapeMetres + 1e-9)
      expect(seconds).toBeLessThanOrEqual(sShapeSeconds + 1e-9)
    }))
  })

  test('[RT3] [RT24] [RT27] by hand: two far aisles are joined at the back, a near pick is not worth walking through', () => {
    const places = [place('A', 1, 20), place('A', 2, 2), place('B', 3, 19, 'right', 2), place('B', 3, 19, 'right', 1), place('B', 3, 19, 'left', 4)]
    const router = createBayRouter([{ zone: 'A', aisle: 1, bays: 20 }, { zone: 'A', aisle: 2, bays: 20 }, { zone: 'B', aisle: 3, bays: 20 }], places)
    const walk = router.route(places).map(one => one.placeCode)
    expect([walk, walk.toReversed()].map(row => row.map(code => code.slice(0, 4)).join(' '))).toContain('A-1- B-3- B-3- B-3- A-2-')
    expect(walk.filter(code => code.startsWith('B'))).toEqual(['B-3-19-left-4', 'B-3-19-right-1', 'B-3-19-right-2'])
    // Front and back cross aisle 6 m each, aisles of 22 m walked through, and 2.5 m into aisle 2 and back; S-shape walks all three aisles.
    expect(router.compare(places)).toEqual({ metres: 12 + 44 + 5, seconds: 61, shortestMetres: 61, shortestSeconds: 61, sShapeMetres: 12 + 44 + 39, sShapeSeconds: 95 })
    // RT27: by the rule of going back, each aisle is entered and left at the front, in the row of the aisles.
    const byReturn = createBayRouter([{ zone: 'A', aisle: 1, bays: 20 }, { zone: 'A', aisle: 2, bays: 20 }, { zone: 'B', aisle: 3, bays: 20 }], places, 'return')
    expect(byReturn.route(places).map(one => one.placeCode.slice(0, 4)).join(' ')).toBe('A-1- A-2- B-3- B-3- B-3-')
    expect(byReturn.compare(places)).toEqual({ metres: 12 + 2 * (20.5 + 2.5 + 19.5), seconds: 97, shortestMetres: 61, shortestSeconds: 61, sShapeMetres: 95, sShapeSeconds: 95 })
  })

  test('[RT25] a place that was not announced comes last instead of getting lost', () => {
    const router = createBayRouter([], [place('A', 1, 5)])
    expect(router.route([place('A', 9, 9), place('A', 1, 5)]).map(one => one.placeCode)).toEqual(['A-1-5-left-1', 'A-9-9-left-1'])
    expect(createBayRouter([], []).route([place('A', 2, 1)])).toHaveLength(1)
  })
})
