// A site's layout as one block of aisles, which batching measures fastest. Runs anywhere: no clock, no I/O. Rule PL1 of docs/specs/planning.md.
import type { SiteLayout } from './layout.ts'
import type { OneBlock } from './one-block.ts'
import type { Spot } from './site-router.ts'

/** `exact`: walks through the block are as long as those through the layout. Otherwise they are near it: inner cross aisles, ways and turns are left out. */
export type SiteBlock = { block: OneBlock; stopOf: (place: string) => { aisle: number; position: number } | null; exact: boolean }

const sameMetres = 1e-6

/** null: there is no aisle, or no place to start from, in it. */
export function siteBlock({ aisles, crossAisles, starts, ends }: Omit<SiteLayout, 'places'>, spots: readonly Spot[]): SiteBlock | null {
  const [start] = starts
  const front = Math.min(...crossAisles.map(cross => cross.y))
  const back = Math.max(...crossAisles.map(cross => cross.y))
  if (!start || aisles.length === 0 || !(back > front)) return null
  // A walk may begin beside all aisles: then a column without places stands where it begins.
  const columns = [...new Set([...aisles.map(aisle => aisle.x), start.x])].sort((a, b) => a - b)
  const columnOf = new Map(aisles.map(aisle => [aisle.name, columns.indexOf(aisle.x)]))
  const spotOf = new Map(spots.map(spot => [spot.place, spot]))
  return {
    block: { aisleX: Float64Array.from(columns, x => x - columns[0]!), aisleLength: back - front, depotAisle: columns.indexOf(start.x) },
    stopOf(place) {
      const spot = spotOf.get(place)
      const aisle = spot && columnOf.get(spot.aisle)
      return spot && aisle !== undefined ? { aisle, position: Math.min(back - front, Math.max(0, spot.y - front)) } : null
    },
    exact: crossAisles.length === 2 && crossAisles.every(cross => cross.oneWay === null) && aisles.every(aisle => aisle.oneWay === null && aisle.turning && aisle.closedBlocks.length === 0)
      && starts.length === 1 && Math.abs(start.y - front) < sameMetres && ends.every(end => Math.abs(end.x - start.x) < sameMetres && Math.abs(end.y - start.y) < sameMetres),
  }
}
