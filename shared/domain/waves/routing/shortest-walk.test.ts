// Goal: the programme over aisles finds the shortest walk in any layout. Method: random small layouts against brute force over all sequences.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shortestByBruteForce } from '#tests/support/walk-oracle.ts'
import { checkLayout } from './grid.ts'
import type { SiteLayout } from './layout.ts'
import { createShortestWalks } from './shortest-walk.ts'

type Shape = { crossAisles: [number, number]; oneWay: boolean; noTurning: boolean; closed: boolean; ends: boolean }

function anyLayout(shape: Shape): fc.Arbitrary<SiteLayout> {
  const aisle = fc.record({
    gap: fc.constantFrom(1, 2, 7), oneWay: shape.oneWay ? fc.constantFrom(null, null, 'to-back' as const, 'to-front' as const) : fc.constant(null),
    turning: shape.noTurning ? fc.boolean() : fc.constant(true), closedBlocks: shape.closed ? fc.subarray([0, 1, 2], { maxLength: 1 }) : fc.constant([]),
  })
  const cross = fc.record({ gap: fc.constantFrom(3, 5, 10), oneWay: shape.oneWay ? fc.constantFrom(null, null, null, 'ascending' as const, 'descending' as const) : fc.constant(null) })
  const end = fc.record({ column: fc.nat(5), between: fc.boolean(), cross: fc.nat(5), inside: shape.ends ? fc.constantFrom(false, false, true) : fc.constant(false) })
  return fc.record({
    aisles: fc.array(aisle, { minLength: 1, maxLength: 5 }), crosses: fc.array(cross, { minLength: shape.crossAisles[0], maxLength: shape.crossAisles[1] }),
    starts: fc.array(end, { minLength: 1, maxLength: shape.ends ? 2 : 1 }), ends: fc.array(end, { maxLength: shape.ends ? 2 : 0 }), stops: fc.array(fc.tuple(fc.nat(9), fc.nat(99)), { maxLength: 7 }),
  }).map(({ aisles, crosses, starts, ends, stops }): SiteLayout => {
    let x = 0
    let y = 0
    const aisleList = aisles.map((one, index) => ({ name: `G${index}`, x: (x += one.gap), oneWay: one.oneWay, turning: one.turning, closedBlocks: one.closedBlocks.filter(block => block < crosses.length - 1) }))
    const crossList = crosses.map(one => ({ y: (y += one.gap), oneWay: one.oneWay }))
    const place = (end: { column: number; between: boolean; cross: number; inside: boolean }, name: string) => {
      const at = aisleList[end.column % aisleList.length]!
      const low = crossList[end.cross % (crossList.length - 1)]!.y
      return end.inside ? { name, x: at.x, y: low + 2 } : { name, x: at.x + (end.between ? 0.5 : 0), y: crossList[end.cross % crossList.length]!.y }
    }
    const depth = crossList.at(-1)!.y - crossList[0]!.y
    return {
      aisles: aisleList, crossAisles: crossList, starts: starts.map((one, index) => place(one, `S${index}`)), ends: ends.map((one, index) => place(one, `E${index}`)), metresPerSecond: 1, secondsPerLevel: [0],
      places: stops.map(([column, at], index) => ({ place: `P${index}`, aisle: `G${column % aisleList.length}`, y: crossList[0]!.y + (at % (2 * depth + 1)) / 2, level: 0 })),
    }
  })
}

function compare(layout: SiteLayout, blame = true): number {
  const { grid, problems } = checkLayout(layout)
  if (!grid) return 0
  const lost = new Set(problems.flatMap(problem => ('end' in problem ? [problem.end] : [])))
  const reachable = { ...layout, starts: layout.starts.filter(end => !lost.has(end.name)), ends: layout.ends.filter(end => !lost.has(end.name)) }
  const stops = [...grid.stops.values()]
  const oracle = shortestByBruteForce(reachable, layout.places.filter(place => grid.stops.has(place.place)).map(place => ({ aisle: place.aisle, y: place.y! })))
  const walks = createShortestWalks(grid)
  const walk = walks.shortest(stops)
  if (blame) {
    expect(walk?.metres ?? Infinity).toBeCloseTo(oracle, 6)
    expect(walks.metres(stops)).toBe(walk?.metres ?? Infinity)
  }
  if (!walk) return 0
  expect(walk.exact).toBe(true)
  expect(walk.edges.flatMap(edge => edge.stops.map(stop => stop.place)).sort()).toEqual(stops.map(stop => stop.place).sort())
  const width = grid.crossingY.length
  let at = walk.start.column * width + walk.start.crossing
  for (const edge of walk.edges) {
    expect(edge.from).toBe(at)
    at = edge.to
  }
  return 1
}

describe('the shortest walk against brute force', () => {
  test.each<[string, Shape, number]>([
    ['one block', { crossAisles: [2, 2], oneWay: false, noTurning: false, closed: false, ends: false }, 300],
    ['two blocks', { crossAisles: [3, 3], oneWay: false, noTurning: false, closed: false, ends: false }, 300],
    ['three and four blocks', { crossAisles: [4, 5], oneWay: false, noTurning: false, closed: false, ends: false }, 300],
    ['several starts and ends, also inside aisles', { crossAisles: [2, 4], oneWay: false, noTurning: false, closed: false, ends: true }, 400],
    ['aisles without turning and closed blocks', { crossAisles: [2, 4], oneWay: false, noTurning: true, closed: true, ends: true }, 400],
    ['one-way aisles and cross aisles', { crossAisles: [2, 3], oneWay: true, noTurning: true, closed: true, ends: true }, 400],
  ])('[RT15] [RT16] [RT17] [RT18] %s', (_name, shape, numRuns) => {
    let compared = 0
    fc.assert(fc.property(anyLayout(shape), layout => {
      compared += compare(layout)
    }), { numRuns })
    expect(compared).toBeGreaterThan(numRuns / 5)
  })
})
