// The walk through a site that has told its layout in metres: the shortest one, or by the site's rule. Runs anywhere: no clock, no I/O. Rules LY10 and LY11 of docs/specs/layout.md.
import type { Place, Router } from '../router.ts'
import { sShapeRouter } from '../s-shape-router.ts'
import { checkLayout } from './grid.ts'
import type { SiteLayout } from './layout.ts'
import type { Routing } from './routings.ts'
import { compareWalks, createSiteWalks, type WalkCompared } from './site-walks.ts'
import type { Walk } from './walk.ts'

/** Where a place lies; of a layout. */
export type Spot = { place: string; aisle: string; y: number; level: number }
export type SiteRouter = Router & {
  compare(places: readonly Place[]): WalkCompared
  /** The walk over these places, for drawing; null where none leads. Places without a spot are not in it. */
  walk(placeCodes: readonly string[]): Walk | null
}

/** Places that the layout does not hold come last, in S-shape. Null: nothing can be walked in this layout, and the aisles and bays must do. */
export function createSiteRouter(ways: Omit<SiteLayout, 'places'>, spots: readonly Spot[], routing: Routing = 'optimal'): SiteRouter | null {
  const { grid } = checkLayout({ ...ways, places: spots })
  if (!grid) return null
  const walks = createSiteWalks(grid)
  const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  const codes = (some: readonly Place[]): string[] => some.map((place) => place.placeCode).sort(textOrder)
  return {
    route<P extends Place>(some: readonly P[]): P[] {
      const walk = walks.walk(codes(some), routing)?.walk
      if (!walk) return sShapeRouter.route(some)
      const stop = new Map(walk.places.map((place, index) => [place, index]))
      // A stable sort: what the walk does not meet stays in S-shape behind it, one place's goods stay together.
      return sShapeRouter.route(some).sort((a, b) => (stop.get(a.placeCode) ?? some.length) - (stop.get(b.placeCode) ?? some.length))
    },
    compare: (some) => compareWalks(walks, codes(some), routing) ?? { metres: 0, seconds: 0, shortestMetres: 0, shortestSeconds: 0, sShapeMetres: 0, sShapeSeconds: 0 },
    walk: (placeCodes) => walks.walk([...placeCodes].sort(textOrder), routing)?.walk ?? null,
  }
}
