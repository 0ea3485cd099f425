// The shortest walk for sites that know their places by aisle and bay, but not in metres. Runs anywhere: no clock, no I/O. Rules RT24 and RT25
// of docs/specs/routing.md.
import { assert } from '#shared/kernel/assert.ts'
import type { Place, Router } from '../router.ts'
import { sShapeRouter } from '../s-shape-router.ts'
import { checkLayout } from './grid.ts'
import type { SiteLayout } from './layout.ts'
import type { OneBlock } from './one-block.ts'
import type { Routing } from './routings.ts'
import { compareWalks, createSiteWalks, type WalkCompared } from './site-walks.ts'

/** Metres taken for granted until a site gives its own. */
export type BaySizes = { bayMetres: number; aisleToAisleMetres: number; endMetres: number; metresPerSecond: number; secondsPerLevel: readonly number[] }

/** A bay of a metre, aisles three metres apart, a metre from the last bay to the cross aisle, 1 m/s; a shelf above the fourth takes a ladder. */
export const USUAL_BAYS: BaySizes = { bayMetres: 1, aisleToAisleMetres: 3, endMetres: 1, metresPerSecond: 1, secondsPerLevel: [0, 0, 0, 0, 0, 15] }

/** An aisle of a site with its highest bay. */
export type BayAisle = { zone: string; aisle: number; bays: number }

export type BayRouter = Router & { compare(places: readonly Place[]): WalkCompared }

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const aisleName = ({ zone, aisle }: { zone: string; aisle: number }): string => `${zone}\n${aisle}`

/** All aisles side by side, also those that only a place tells of, and the way from the front to the back cross aisle. */
function bayRow(aisles: readonly BayAisle[], places: readonly Place[], sizes: BaySizes): { row: BayAisle[]; back: number } {
  const known = new Map(aisles.map(aisle => [aisleName(aisle), aisle]))
  for (const place of places) {
    const name = aisleName(place)
    const bays = Math.max(place.bay, known.get(name)?.bays ?? 0)
    known.set(name, { zone: place.zone, aisle: place.aisle, bays })
  }
  const row = [...known.values()].sort((a, b) => textOrder(a.zone, b.zone) || a.aisle - b.aisle)
  return { row, back: 2 * sizes.endMetres + sizes.bayMetres * Math.max(1, ...row.map(aisle => aisle.bays)) }
}

const depthOf = ({ bay }: Place, sizes: BaySizes): number => sizes.endMetres + sizes.bayMetres * (bay - 0.5)

/** The same site as the block that batching measures in, in metres: its walks are as long as those of the router. */
export function bayBlock(aisles: readonly BayAisle[], places: readonly Place[], sizes: BaySizes = USUAL_BAYS): { block: OneBlock; stopOf: (place: Place) => { aisle: number; position: number } } {
  const { row, back } = bayRow(aisles, places, sizes)
  const indexOf = new Map(row.map((aisle, index) => [aisleName(aisle), index]))
  return {
    block: { aisleX: Float64Array.from(row, (_, index) => index * sizes.aisleToAisleMetres), aisleLength: back, depotAisle: 0 },
    stopOf: place => ({ aisle: indexOf.get(aisleName(place)) ?? -1, position: depthOf(place, sizes) }),
  }
}

/**
 * A router whose walks are the shortest, or by the site's rule, over all of these aisles, taken as one block: side by side in the row of zone and number, all between one
 * front and one back cross aisle, the walk beginning and ending at the front of the first. `places` are all that will be asked for.
 */
export function createBayRouter(aisles: readonly BayAisle[], places: readonly Place[], routing: Routing = 'optimal', sizes: BaySizes = USUAL_BAYS): BayRouter {
  const { row, back } = bayRow(aisles, places, sizes)
  const layout: SiteLayout = {
    aisles: row.map((aisle, index) => ({ name: aisleName(aisle), x: index * sizes.aisleToAisleMetres, oneWay: null, turning: true, closedBlocks: [] })),
    crossAisles: [{ y: 0, oneWay: null }, { y: back, oneWay: null }], starts: [{ name: '', x: 0, y: 0 }], ends: [], metresPerSecond: sizes.metresPerSecond, secondsPerLevel: sizes.secondsPerLevel,
    places: [...new Map(places.map(place => [place.placeCode, place])).values()].map(place => ({ place: place.placeCode, aisle: aisleName(place), y: depthOf(place, sizes), level: Math.max(0, place.shelf) })),
  }
  const { grid } = checkLayout(layout)
  const walks = grid && createSiteWalks(grid)

  /** The same row whatever row they were asked in; in one bay left before right, low before high, also where S-shape comes from the back. */
  const sorted = <P extends Place>(some: readonly P[]): P[] => some.toSorted((a, b) =>
    textOrder(a.zone, b.zone) || a.aisle - b.aisle || a.bay - b.bay || textOrder(a.side, b.side) || a.shelf - b.shelf || textOrder(a.placeCode, b.placeCode))
  const codes = (some: readonly Place[]): string[] => sorted(some).map(place => place.placeCode)

  return {
    route<P extends Place>(some: readonly P[]): P[] {
      const walk = walks?.walk(codes(some), routing)?.walk
      if (!walk) return sShapeRouter.route(some)
      const stop = new Map(walk.places.map((place, index) => [place, index]))
      return sorted(some).sort((a, b) => (stop.get(a.placeCode) ?? some.length) - (stop.get(b.placeCode) ?? some.length))
    },
    compare(some) {
      const compared = walks && compareWalks(walks, codes(some), routing)
      assert(compared, 'two-way aisles can be walked')
      return compared
    },
  }
}
