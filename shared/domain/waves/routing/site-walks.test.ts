// Goal: whatever way a walk is made by, it meets every place once, is as long as it says, and rules are never shorter than the shortest walk.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyLayout } from '#tests/support/any-layout.ts'
import { shortestByBruteForce } from '#tests/support/walk-oracle.ts'
import { createDistances } from './distances.ts'
import { checkLayout, type Grid } from './grid.ts'
import type { SiteLayout } from './layout.ts'
import { compositeLength, emptyFigures, figuresOfSorted, largestGapLength, oneBlock, returnLength, sShapeLength } from './one-block.ts'
import { sequenceWalk } from './sequence-walk.ts'
import { createShortestWalks } from './shortest-walk.ts'
import type { Routing } from './routings.ts'
import { createSiteWalks } from './site-walks.ts'
import { walkOf } from './walk.ts'

const gridOf = (layout: SiteLayout): Grid => {
  const { grid } = checkLayout(layout)
  if (!grid) throw new Error('the layout of this test is sound')
  return grid
}
/** Aisles 5 m apart, cross aisles at these metres, a place at every metre between, the start at the front of aisle 0. */
function plainLayout(aisleCount: number, crossYs: readonly number[], more: Partial<SiteLayout> = {}): SiteLayout {
  const aisles = Array.from({ length: aisleCount }, (_, index) => ({ name: `${index}`, x: 5 * index, oneWay: null, turning: true, closedBlocks: [] }))
  const ys = Array.from({ length: crossYs.at(-1)! }, (_, y) => y + 0.5)
  return {
    aisles, crossAisles: crossYs.map(y => ({ y, oneWay: null })), starts: [{ name: 'S', x: 0, y: 0 }], ends: [], metresPerSecond: 1, secondsPerLevel: [0, 4],
    places: aisles.flatMap(aisle => ys.map(y => ({ place: `${aisle.name}-${y}`, aisle: aisle.name, y, level: 0 }))), ...more,
  }
}
const routings: Routing[] = ['optimal', 's-shape', 'largest-gap', 'return', 'midpoint', 'composite']

describe('rules people can follow', () => {
  test('[RT21] in one block a rule\'s walk is as long as its closed form', () => {
    const grid = gridOf(plainLayout(6, [0, 12], { starts: [{ name: 'S', x: 10, y: 0 }] }))
    const walks = createSiteWalks(grid)
    const block = oneBlock(6, 5, 12, 2)
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(11)), { minLength: 1, maxLength: 20 }), picks => {
      const sorted = picks.map(([aisle, y]) => ({ aisle, y: y + 0.5 })).sort((a, b) => a.aisle - b.aisle || a.y - b.y)
      const figures = emptyFigures(6)
      figuresOfSorted(Int32Array.from({ length: 7 }, (_, aisle) => sorted.filter(pick => pick.aisle < aisle).length), Float64Array.from(sorted, pick => pick.y), figures)
      const places = sorted.map(pick => `${pick.aisle}-${pick.y}`)
      for (const [routing, length] of [['s-shape', sShapeLength], ['largest-gap', largestGapLength], ['return', returnLength], ['composite', compositeLength]] as const) {
        expect([routing, walks.walk(places, routing)!.walk.metres]).toEqual([routing, length(block, figures)])
      }
    }))
  })

  test('[RT19] [RT21] [RT22] in any number of blocks every rule meets every place once and is not shorter than the shortest walk', () => {
    fc.assert(fc.property(fc.constantFrom<number[]>([0, 12], [0, 6, 12], [0, 4, 8, 12]), fc.array(fc.tuple(fc.nat(5), fc.nat(11)), { minLength: 1, maxLength: 15 }), fc.nat(5), (crossYs, picks, end) => {
      const walks = createSiteWalks(gridOf(plainLayout(6, crossYs, { ends: [{ name: 'E', x: 5 * end + 1, y: 0 }] })))
      const places = [...new Set(picks.map(([aisle, y]) => `${aisle}-${y + 0.5}`))]
      const shortest = walks.walk(places, 'optimal')!
      expect(shortest.exact).toBe(true)
      for (const routing of routings) {
        const { walk } = walks.walk(places, routing)!
        expect(walk.places.toSorted()).toEqual(places.toSorted())
        expect(walk.metres).toBeGreaterThanOrEqual(shortest.walk.metres - 1e-9)
        expect(walk.path[0]).toEqual({ x: 0, y: 0 })
        expect(walk.path.at(-1)).toEqual({ x: 5 * end + 1, y: 0 })
        // Nobody walks through shelves: each piece of the way runs along an aisle or a cross aisle.
        for (const [index, point] of walk.path.slice(1).entries()) {
          const before = walk.path[index]!
          expect((before.x === point.x && point.x % 5 === 0) || (before.y === point.y && crossYs.includes(point.y))).toBe(true)
        }
      }
    }), { numRuns: 60 })
  })

  test('[RT22] two blocks by hand: through the first aisle to the far block, then the near one', () => {
    const walks = createSiteWalks(gridOf(plainLayout(3, [0, 10, 20])))
    const { walk } = walks.walk(['0-2.5', '1-12.5', '2-18.5', '2-3.5', '1-8.5'], 's-shape')!
    expect(walk.places).toEqual(['0-2.5', '1-12.5', '2-18.5', '2-3.5', '1-8.5'])
    // Up aisle 0, along to 1, up, along, down aisle 2 to the front, and into aisle 1 from there.
    expect(walk.metres).toBe(10 + 5 + 10 + 5 + 20 + 5 + 17 + 5)
  })
})

describe('sequences of stops', () => {
  test.each([
    ['plain', { crossAisles: [2, 4], oneWay: false, noTurning: false, closed: false, ends: true, minStops: 6, maxStops: 25 }],
    ['one-way, without turning', { crossAisles: [2, 3], oneWay: true, noTurning: true, closed: true, ends: false, minStops: 6, maxStops: 16 }],
  ] as const)('[RT17] few stops are exact, many are within 1 %% on average: %s', (_name, shape) => {
    let sum = 0
    let many = 0
    fc.assert(fc.property(anyLayout({ ...shape, crossAisles: [...shape.crossAisles] }), layout => {
      const { grid } = checkLayout(layout)
      if (!grid || grid.starts.length === 0) return
      const [start, end] = [grid.starts[0]!, grid.ends[0] ?? grid.starts[0]!]
      const single = { ...grid, starts: [start], ends: [end] }
      const stops = [...grid.stops.values()]
      const best = createShortestWalks(single).shortest(stops)
      const found = sequenceWalk(single, createDistances(single), stops, start, end)
      if (!best) return
      expect(best.exact).toBe(true)
      expect(found).not.toBeNull()
      expect(walkOf(single, found!.edges, start, end).metres).toBeCloseTo(found!.metres, 6)
      expect(found!.edges.flatMap(edge => edge.stops).length).toBe(stops.length)
      if (found!.exact) expect(found!.metres).toBeCloseTo(best.metres, 6)
      else {
        expect(found!.metres).toBeGreaterThanOrEqual(best.metres - 1e-6)
        sum += found!.metres / best.metres
        many++
      }
    }), { numRuns: 120, seed: 5 })
    expect(many).toBeGreaterThan(5)
    expect(sum / many).toBeLessThan(1.01)
  })

  test('[RT17] [RT20] no start wins by leaving out a place that it cannot reach', () => {
    const layout = plainLayout(2, [0, 10], { crossAisles: [{ y: 0, oneWay: 'ascending' }, { y: 10, oneWay: 'ascending' }], starts: [{ name: 'right', x: 5, y: 0 }, { name: 'left', x: 0, y: 0 }], ends: [{ name: 'belt', x: 5, y: 10 }] })
    for (const places of [['1-2.5', '0-3.5'], ['0-3.5', '1-2.5']]) {
      expect(createSiteWalks(gridOf(layout)).walk(places, 'optimal')!.walk).toMatchObject({ start: 'left', metres: 2 * 3.5 + 5 + 10, places: ['0-3.5', '1-2.5'] })
    }
  })

  test('[RT17] ten cross aisles: few places exactly', () => {
    const layout = plainLayout(5, [0, 3, 6, 9, 12, 15, 18, 21, 24, 27])
    const walks = createSiteWalks(gridOf(layout))
    fc.assert(fc.property(fc.uniqueArray(fc.constantFrom(...layout.places), { minLength: 1, maxLength: 7 }), places => {
      const found = walks.walk(places.map(place => place.place), 'optimal')!
      expect(found.exact).toBe(true)
      expect(found.walk.metres).toBeCloseTo(shortestByBruteForce({ ...layout }, places.map(place => ({ aisle: place.aisle, y: place.y! }))), 6)
    }), { numRuns: 40 })
  })
})

test('[RT17] a list of 1,114 places is answered in any layout, and 80,995 pieces at one place are one stop', () => {
  for (const crossYs of [[0, 60], [0, 5, 10, 15, 20, 25, 30, 35, 40]]) {
    const layout = plainLayout(30, crossYs)
    const places = layout.places.slice(0, 1114).map(place => place.place)
    const { walk } = createSiteWalks(gridOf(layout)).walk([...places, ...Array.from({ length: 80_995 }, () => places[5]!)], 'optimal')!
    expect(walk.places.length).toBe(Math.min(1114, layout.places.length))
    expect(walk.metres).toBeLessThan(createSiteWalks(gridOf(layout)).walk(places, 's-shape')!.walk.metres + 1e-6)
  }
}, 60_000)

describe('a site\'s walks', () => {
  test('[RT19] seconds are walking and reaching; a place asked for twice is met once; no places are no way', () => {
    const layout = plainLayout(2, [0, 10], { metresPerSecond: 2, places: [{ place: 'low', aisle: '0', y: 4, level: 0 }, { place: 'high', aisle: '0', y: 6, level: 1 }, { place: 'top', aisle: '0', y: 6, level: 7 }] })
    const walks = createSiteWalks(gridOf(layout))
    expect(walks.walk(['high', 'low', 'high', 'top'], 'optimal')!.walk).toMatchObject({ metres: 12, seconds: 6 + 4 + 4, places: ['low', 'high', 'top'] })
    expect(walks.walk([], 's-shape')!.walk).toMatchObject({ metres: 0, places: [] })
  })

  test('[RT20] the better of several starts and drop-off points is chosen', () => {
    const walks = createSiteWalks(gridOf(plainLayout(9, [0, 10], { starts: [{ name: 'left', x: 0, y: 0 }, { name: 'right', x: 40, y: 0 }], ends: [{ name: 'belt', x: 20, y: 10 }, { name: 'dock', x: 35, y: 0 }] })))
    expect(walks.walk(['7-2.5'], 'optimal')!.walk).toMatchObject({ start: 'right', end: 'dock', metres: 10 })
    expect(walks.walk(['1-2.5', '3-9.5'], 'optimal')!.walk).toMatchObject({ start: 'left', end: 'belt' })
    expect(walks.walk(['7-2.5'], 's-shape')!.walk).toMatchObject({ start: 'right', end: 'dock' })
  })

  test('[RT23] a rule that does not fit gives way to the shortest walk, and says so', () => {
    const layout = plainLayout(3, [0, 10])
    const walks = createSiteWalks(gridOf({ ...layout, aisles: layout.aisles.map((aisle, index) => ({ ...aisle, oneWay: index === 1 ? 'to-front' : null })) }))
    expect(walks.walk(['0-2.5', '1-3.5'], 's-shape')).toMatchObject({ routing: 'optimal', exact: true, walk: { metres: 30 } })
  })

  test('[RT14] what is not in the layout is named and the rest is walked; a way that does not exist is no walk', () => {
    const walks = createSiteWalks(gridOf(plainLayout(2, [0, 10])))
    expect(walks.walk(['0-2.5', 'gone'], 'optimal')).toMatchObject({ unknown: ['gone'], walk: { metres: 5, places: ['0-2.5'] } })
  })
})

describe('a layout is checked', () => {
  test('[RT13] without drop-off points a place from which only another start is reached is named', () => {
    const layout = plainLayout(1, [0, 10], { starts: [{ name: 'front', x: 0, y: 0 }, { name: 'back', x: 0, y: 10 }], places: [{ place: 'between', aisle: '0', y: 4, level: 0 }] })
    const oneWay = { ...layout, aisles: layout.aisles.map(aisle => ({ ...aisle, oneWay: 'to-front' as const })) }
    expect(checkLayout(oneWay).problems).toEqual([{ code: 'place-unreachable', place: 'between', fatal: false }])
    expect(checkLayout({ ...oneWay, ends: [{ name: 'dock', x: 0, y: 0 }] }).problems).toEqual([])
  })
  const codes = (layout: SiteLayout) => checkLayout(layout).problems.map(problem => problem.code)
  test('[RT11] nothing to walk in: no grid, and each reason', () => {
    const { grid, problems } = checkLayout({ aisles: [], crossAisles: [{ y: 0, oneWay: null }], starts: [], ends: [], places: [], metresPerSecond: 0, secondsPerLevel: [Number.NaN] })
    expect(grid).toBeNull()
    expect(problems.map(problem => problem.code)).toEqual(['no-aisle', 'too-few-cross-aisles', 'speed-not-positive', 'level-seconds-bad'])
    expect(codes(plainLayout(1, [0, 10], { starts: [] }))).toEqual(['no-start'])
    expect(codes(plainLayout(1, [0, 10], { crossAisles: [{ y: 0, oneWay: null }, { y: 0, oneWay: null }, { y: Number.NaN, oneWay: null }] }))).toContain('cross-aisle-bad')
  })
  test('[RT12] bad aisles, ends and places are named and left out, the rest stays', () => {
    const layout = plainLayout(2, [0, 10])
    const { grid, problems } = checkLayout({
      ...layout,
      aisles: [...layout.aisles, { ...layout.aisles[0]!, x: 99 }, { ...layout.aisles[0]!, name: 'nowhere', x: Number.NaN }, { ...layout.aisles[0]!, name: 'c', x: 10, closedBlocks: [7] }],
      starts: [...layout.starts, { name: 'shelf', x: 2, y: 5 }],
      places: [{ place: 'a', aisle: '0', y: 3, level: 0 }, { place: 'a', aisle: '1', y: 3, level: 0 }, { place: 'b', aisle: '0', y: null, level: 0 }, { place: 'c', aisle: 'Z', y: 3, level: 0 },
        { place: 'd', aisle: '0', y: 11, level: 0 }, { place: 'e', aisle: '0', y: 3, level: -1 }],
    })
    expect([...grid!.stops.keys()]).toEqual(['a'])
    expect(problems.map(problem => problem.code)).toEqual(['aisle-twice', 'aisle-without-coordinates', 'closed-block-unknown', 'end-off-the-ways', 'place-twice', 'place-without-coordinates', 'place-aisle-unknown', 'place-outside-aisle', 'place-level-bad'])
  })
  test('[RT13] places that cannot be reached, or not left again, are named', () => {
    const layout = plainLayout(3, [0, 10], { places: [{ place: 'p', aisle: '2', y: 5, level: 0 }, { place: 'q', aisle: '0', y: 5, level: 0 }] })
    const oneWay = layout.aisles.map(aisle => ({ ...aisle, oneWay: 'to-back' as const }))
    expect(checkLayout({ ...layout, aisles: oneWay }).problems).toEqual([{ code: 'place-unreachable', place: 'p', fatal: false }, { code: 'place-unreachable', place: 'q', fatal: false }])
    expect(checkLayout({ ...layout, aisles: layout.aisles.map((aisle, index) => ({ ...aisle, closedBlocks: index === 2 ? [0] : [] })) }).problems).toEqual([{ code: 'place-unreachable', place: 'p', fatal: false }])
    expect(checkLayout({ ...layout, aisles: oneWay, ends: [{ name: 'back', x: 0, y: 10 }] }).problems).toEqual([])
    expect(codes({ ...layout, crossAisles: [{ y: 0, oneWay: 'ascending' }, { y: 10, oneWay: 'ascending' }], ends: [{ name: 'E', x: 5, y: 10 }] })).toEqual(['place-unreachable'])
  })
})
