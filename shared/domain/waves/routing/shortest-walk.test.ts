// Goal: the programme over aisles finds the shortest walk in any layout. Method: random small layouts against brute force over all sequences.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyLayout, type Shape } from '#tests/support/any-layout.ts'
import { shortestByBruteForce } from '#tests/support/walk-oracle.ts'
import { checkLayout } from './grid.ts'
import type { SiteLayout } from './layout.ts'
import { createShortestWalks } from './shortest-walk.ts'
import { walkOf } from './walk.ts'

function compare(layout: SiteLayout): number {
  const { grid, problems } = checkLayout(layout)
  if (!grid) return 0
  const lost = new Set(problems.flatMap(problem => ('end' in problem ? [problem.end] : [])))
  const reachable = { ...layout, starts: layout.starts.filter(end => !lost.has(end.name)), ends: layout.ends.filter(end => !lost.has(end.name)) }
  const stops = [...grid.stops.values()]
  const oracle = shortestByBruteForce(reachable, layout.places.filter(place => grid.stops.has(place.place)).map(place => ({ aisle: place.aisle, y: place.y! })))
  const walks = createShortestWalks(grid)
  const walk = walks.shortest(stops)
  if (!grid.directed || walk?.exact) expect(walk?.metres ?? Infinity).toBeCloseTo(oracle, 6)
  else expect(walk?.metres ?? Infinity).toBeGreaterThanOrEqual(oracle - 1e-6)
  expect(walks.metres(stops)).toBe(walk?.metres ?? Infinity)
  if (!walk) return 0
  // Only with one-way ways may there be too many states to keep them all.
  expect(walk.exact || grid.directed).toBe(true)
  // What is drawn is as long as what was planned.
  expect(walkOf(grid, walk.edges, walk.start, walk.end).metres).toBeCloseTo(walk.metres, 6)
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
