// Goal: walks are the shortest there are, and cost no more time than the usual rule. Method: tours of many warehouses, each planned, and its length
// found again by an oracle that shares no code (oracle.ts); times of the shortest walk and of S-shape by turns on the same lists.
import { createDistances } from '#shared/domain/waves/routing/distances.ts'
import { checkLayout, type Grid } from '#shared/domain/waves/routing/grid.ts'
import type { SiteLayout } from '#shared/domain/waves/routing/layout.ts'
import { sequenceWalk } from '#shared/domain/waves/routing/sequence-walk.ts'
import type { Routing } from '#shared/domain/waves/routing/routings.ts'
import { createSiteWalks } from '#shared/domain/waves/routing/site-walks.ts'
import { assert } from '#shared/kernel/assert.ts'
import { seededRandom, wholeBetween, type Random } from '#shared/kernel/random.ts'
import { shortestByBruteForce } from '#tests/support/walk-oracle.ts'
import { say } from '../../support/project.ts'
import { atMost, percentile, publish, rounded, type Row, type Target } from '../report.ts'
import { evaluateTime } from './evaluate-time.ts'
import { allDistances, everyEdgeSet, everySequence } from './oracle.ts'
import { drawPlaces, evenWarehouse, foodmartWarehouses, routingSample, type Warehouse } from './warehouses.ts'

/** Stops up to which the oracle tries every sequence. */
const SEQUENCE_STOPS = 14

type Tour = { grid: Grid; places: string[]; shortest: number }

function gridOf(layout: SiteLayout): Grid {
  const { grid } = checkLayout(layout)
  assert(grid, 'the layouts of the bench are sound')
  return grid
}

/** The same tours found by the oracle. */
function oracleTours(warehouse: Warehouse, lists: readonly string[][], grid = gridOf(warehouse.layout)): Tour[] {
  const distance = allDistances(warehouse.vertexCount, warehouse.edges)
  return lists.map((places) => {
    const stops = places.map((place) => warehouse.vertexOf.get(place)!)
    return { grid, places, shortest: stops.length <= SEQUENCE_STOPS ? everySequence(distance, warehouse.depot, stops) : everyEdgeSet(warehouse.vertexCount, warehouse.edges, new Set([warehouse.depot, ...stops])) }
  })
}

type Measured = { row: Row; worst: number; mean: number; timeRatio: number }

/** Plans every tour by each rule and compares; lengths rounded to a nanometre, so that sums in another row are equal. */
function measure(name: string, tours: readonly Tour[], rules: readonly Routing[] = ['s-shape', 'largest-gap', 'return', 'midpoint', 'composite']): Measured {
  const walks = new Map([...new Set(tours.map((tour) => tour.grid))].map((grid) => [grid, createSiteWalks(grid)]))
  const ratioOf = (metres: number, { shortest }: Tour): number => Math.round((metres / shortest) * 1e9) / 1e9
  const planned = tours.map((tour) => walks.get(tour.grid)!.walk(tour.places, 'optimal')!.walk)
  const ratios = tours.map((tour, index) => ratioOf(planned[index]!.metres, tour))
  const row: Row = {
    class: name, tours: tours.length, stops: `${Math.min(...tours.map((tour) => tour.places.length))}-${Math.max(...tours.map((tour) => tour.places.length))}`,
    'planned/shortest mean': mean(ratios), worst: Math.max(...ratios), equal: ratios.filter((ratio) => ratio === 1).length,
  }
  for (const rule of rules) row[rule] = rounded(mean(tours.map((tour) => ratioOf(walks.get(tour.grid)!.walk(tour.places, rule)!.walk.metres, tour))))
  // Each list by turns, twelve times; of each the quickest, which nobody disturbed. The median over the lists counts.
  const timed = (tour: Tour, routing: Routing): number => {
    const startedMs = performance.now()
    walks.get(tour.grid)!.walk(tour.places, routing)
    return performance.now() - startedMs
  }
  const optimal = tours.map(() => Infinity)
  const rule = tours.map(() => Infinity)
  for (let turn = 0; turn < 12; turn++) for (const [index, tour] of tours.entries()) {
    optimal[index] = Math.min(optimal[index]!, timed(tour, 'optimal'))
    if (rules.length > 0) rule[index] = Math.min(rule[index]!, timed(tour, 's-shape'))
  }
  const [optimalMs, ruleMs] = [percentile(optimal, 0.5), percentile(rule, 0.5)]
  row['walk ms'] = rounded(optimalMs)
  row['of S-shape'] = rules.length > 0 ? rounded(optimalMs / ruleMs) : ''
  say(`${name}: ${tours.length} tours, worst ${row.worst}`)
  return { row, worst: Math.max(...ratios), mean: mean(ratios), timeRatio: optimalMs / ruleMs }
}

const mean = (values: readonly number[]): number => Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1e6) / 1e6

function lists(warehouse: Warehouse, random: Random, count: number, from: number, to: number): string[][] {
  return Array.from({ length: count }, () => drawPlaces(warehouse, random, wholeBetween(random, from, to)))
}

/** A warehouse with every restriction there is, drawn anew for each tour; the oracle knows layouts but not grids. */
function restrictedTours(random: Random, count: number): Tour[] {
  const tours: Tour[] = []
  while (tours.length < count) {
    const plain = evenWarehouse(6, wholeBetween(random, 1, 2), 20).layout
    const layout: SiteLayout = {
      ...plain,
      aisles: plain.aisles.map((aisle, index) => ({ ...aisle, oneWay: random() < 0.5 ? null : index % 2 === 0 ? 'to-back' : 'to-front', turning: random() < 0.5 })),
      ends: [{ name: 'belt', x: 5 * wholeBetween(random, 0, 5), y: plain.crossAisles.at(-1)!.y }, { name: 'dock', x: 5 * wholeBetween(random, 0, 5), y: 0 }],
    }
    const { grid, problems } = checkLayout(layout)
    if (!grid || problems.length > 0) continue
    const places = [...new Set(Array.from({ length: wholeBetween(random, 3, 9) }, () => layout.places[wholeBetween(random, 0, layout.places.length - 1)]!))]
    tours.push({ grid, places: places.map((place) => place.place), shortest: shortestByBruteForce(layout, places.map((place) => ({ aisle: place.aisle, y: place.y! }))) })
  }
  return tours
}

/** The search that serves layouts with too many states, forced onto one where the shortest walk is known. */
function searched(name: string, tours: readonly Tour[]): { row: Row; mean: number } {
  const ratios = tours.map(({ grid, places, shortest }) => sequenceWalk(grid, createDistances(grid), places.map((place) => grid.stops.get(place)!), grid.starts[0]!, grid.starts[0]!)!.metres / shortest)
  return { row: { class: name, tours: tours.length, 'planned/shortest mean': mean(ratios), worst: rounded(Math.max(...ratios)), equal: ratios.filter((ratio) => ratio < 1 + 1e-9).length }, mean: mean(ratios) }
}

export async function benchRouting(): Promise<void> {
  const random = seededRandom(20)
  const [one, two, four, ten] = [evenWarehouse(10, 1, 45), evenWarehouse(10, 2, 22), evenWarehouse(10, 4, 11), evenWarehouse(8, 9, 5)]
  const longInFour = oracleTours(four, lists(four, random, 5, 15, 60))
  const longInTwo = oracleTours(two, lists(two, random, 40, 15, 75))
  const measured: Measured[] = [
    measure('1 block, every sequence', oracleTours(one, lists(one, random, 150, 2, SEQUENCE_STOPS))),
    measure('1 block, every edge set', oracleTours(one, lists(one, random, 40, 15, 75))),
    measure('2 blocks, every sequence', oracleTours(two, lists(two, random, 150, 2, SEQUENCE_STOPS))),
    measure('2 blocks, every edge set', longInTwo),
    measure('4 blocks, every sequence', oracleTours(four, lists(four, random, 60, 2, SEQUENCE_STOPS))),
    measure('4 blocks, every edge set', longInFour),
  ]
  const foodmart = foodmartWarehouses()
  if (foodmart) measured.push(measure('2 blocks, foodmart orders on the files\' arcs', foodmart.flatMap(({ warehouse, lists: some }) => oracleTours(warehouse, some))))
  else say('The foodmart samples are not there and are left out.')
  measured.push(measure('one-way, no turning, drop-off points', restrictedTours(random, 80), []))
  const sample = routingSample()
  if (sample) measured.push(measure('1 block, published routing sample', [{ grid: gridOf(sample.layout), places: sample.places, shortest: sample.published }]))
  const nine = measure('9 blocks, every sequence', oracleTours(ten, lists(ten, random, 40, 2, SEQUENCE_STOPS)))
  const forced = searched('2 and 4 blocks, search forced on the long lists', [...longInTwo, ...longInFour])

  const evaluated = [5, 15, 30, 45, 75].map(evaluateTime)
  const evaluations = evaluated.map(({ picks, sShapeNs, largestGapNs, optimalNs }): Row => ({
    class: `1 block, length of a list of ${picks} cells`, 'S-shape ns': Math.round(sShapeNs), 'largest gap ns': Math.round(largestGapNs), 'optimal ns': Math.round(optimalNs), 'of S-shape': rounded(optimalNs / sShapeNs),
  }))
  const wholeWalks = (blocks: string): number => Math.max(...measured.filter(({ row }) => String(row.class).startsWith(blocks) && Number(row.tours) > 1).map(({ timeRatio }) => timeRatio))
  const targets: Target[] = [
    atMost('worst walk of one and two blocks, of the shortest', Math.max(...measured.filter(({ row }) => /^[12] block/.test(String(row.class))).map(({ worst }) => worst)), 1, 'times'),
    atMost('worst walk of four blocks, and with one-way aisles, of the shortest', Math.max(...measured.filter(({ row }) => /^(4|one-way)/.test(String(row.class))).map(({ worst }) => worst)), 1, 'times'),
    atMost('mean walk found by search, of the shortest', Math.max(nine.mean, forced.mean), 1.01, 'times'),
    atMost('time for the length of a list, of S-shape (worst of five sizes)', Math.max(...evaluated.map(({ optimalNs, sShapeNs }) => optimalNs / sShapeNs)), 2, 'times'),
    atMost('time of a whole walk in one block (row of places, corners, seconds), of S-shape', wholeWalks('1 block'), 2, 'times'),
    atMost('time of a whole walk in two blocks, of S-shape', wholeWalks('2 blocks'), 2, 'times'),
  ]
  await publish({
    name: 'routing', versions: { node: process.versions.node },
    samples: { tours: measured.reduce((sum, { row }) => sum + Number(row.tours), 0) + Number(nine.row.tours) + Number(forced.row.tours) },
    rows: [...measured.map(({ row }) => row), nine.row, forced.row, ...evaluations], targets,
  })
}
