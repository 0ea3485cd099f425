import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyLayout } from '#tests/support/any-layout.ts'
import type { Place } from '../router.ts'
import { createSiteRouter } from './site-router.ts'

const placeOf = (placeCode: string, aisle: number, bay: number): Place => ({ placeCode, zone: 'A', aisle, bay, shelf: 1, side: 'left' })
const ways = { aisles: [2, 6, 10].map((x, index) => ({ name: 'ABC'[index]!, x, oneWay: null, turning: true, closedBlocks: [] })), crossAisles: [{ y: 0, oneWay: null }, { y: 20, oneWay: null }], starts: [{ name: '', x: 10, y: 0 }], ends: [], metresPerSecond: 1, secondsPerLevel: [0] }

describe('a router by metres', () => {
  it('[LY10] walks from the start of the layout, whatever its aisles are numbered', () => {
    const router = createSiteRouter(ways, [{ place: 'far', aisle: 'A', y: 2, level: 0 }, { place: 'near', aisle: 'C', y: 2, level: 0 }, { place: 'middle', aisle: 'B', y: 18, level: 0 }])!
    const some = [placeOf('far', 1, 1), placeOf('middle', 2, 1), placeOf('near', 3, 1)]
    const row = router.route(some).map((place) => place.placeCode)
    expect([row, row.toReversed()]).toContainEqual(['near', 'middle', 'far'])
    expect(router.compare(some)).toMatchObject({ metres: 60, sShapeMetres: 60 })
  })

  it('[LY11] what the layout does not hold comes last, in S-shape, and nothing gets lost', () => {
    const router = createSiteRouter(ways, [{ place: 'known', aisle: 'A', y: 2, level: 0 }])!
    expect(router.route([placeOf('other-2', 2, 5), placeOf('other-1', 1, 5), placeOf('known', 9, 1)]).map((place) => place.placeCode)).toEqual(['known', 'other-1', 'other-2'])
    expect(router.walk(['known', 'other-1'])?.places).toEqual(['known'])
  })

  it('[LY11] a layout without a way gives no router', () => {
    expect(createSiteRouter({ ...ways, crossAisles: [] }, [])).toBeNull()
  })

  it('[RT1] [RT4] gives back each place as often as it was given, in the same row whatever row they came in', () => {
    fc.assert(fc.property(anyLayout({ crossAisles: [2, 4], oneWay: true, noTurning: true, closed: true, ends: true }), fc.infiniteStream(fc.nat(9)), ({ places, ...rest }, chance) => {
      const router = createSiteRouter(rest, places.map(({ place, aisle, y, level }) => ({ place, aisle, y: y!, level })))
      if (!router) return
      const some = [...places.map(({ place }, index) => placeOf(place, index % 3, index)), placeOf('nowhere', 1, 1)]
      const row = router.route(some)
      expect(row.map((place) => place.placeCode).sort()).toEqual(some.map((place) => place.placeCode).sort())
      const shuffled = some.map((place) => ({ place, rank: chance.next().value as number })).sort((a, b) => a.rank - b.rank).map(({ place }) => place)
      expect(router.route(shuffled)).toEqual(row)
    }), { numRuns: 60 })
  })
})
