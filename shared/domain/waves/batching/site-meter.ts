// Lengths of walks through a layout that is more than one block. Runs anywhere: no clock, no I/O. Rule BT16 of docs/specs/batching.md.
import { assert } from '#shared/kernel/assert.ts'
import { checkLayout } from '../routing/grid.ts'
import { createSiteWalks, type SiteWalks } from '../routing/site-walks.ts'
import type { BatchOrder, BatchSite } from './problem.ts'

/** What one walk teaches about a layout serves the next, as long as the layout is asked for. */
const walksOf = new WeakMap<BatchSite, SiteWalks>()

/** The shortest walk over the places of these orders; places that the layout does not hold are not walked to. */
export function siteLength(site: BatchSite, orders: readonly BatchOrder[]): number {
  let walks = walksOf.get(site)
  if (!walks) {
    const { grid } = checkLayout({ ...site.ways, places: site.spots })
    assert(grid, 'a layout that is planned in can be walked')
    walks = createSiteWalks(grid)
    walksOf.set(site, walks)
  }
  return walks.walk(orders.flatMap(order => order.places ?? []), 'optimal')?.walk.metres ?? 0
}
