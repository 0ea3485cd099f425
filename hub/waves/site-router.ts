// The router of this site: by its layout in metres where one was imported, by aisles and bays where not. Rules LY10 and LY11 of docs/specs/layout.md.
import type { Place } from '#shared/domain/waves/router.ts'
import { createBayRouter, type BayAisle, type BayRouter } from '#shared/domain/waves/routing/bay-router.ts'
import type { SiteLayout } from '#shared/domain/waves/routing/layout.ts'
import { createSiteRouter, type Spot } from '#shared/domain/waves/routing/site-router.ts'
import { readWays } from '../layout/read-layout.ts'
import type { Sql } from '../store/database.ts'
import { readSettings } from '../store/settings.ts'

/** The site's layout and where these places lie in it; null: there is none, or it holds none of them. */
export async function siteWays(sql: Sql, places: readonly Place[]): Promise<{ ways: Omit<SiteLayout, 'places'>; spots: Spot[] } | null> {
  const ways = await readWays(sql)
  const spots = ways && await sql.rows<Spot>('select place_code as place, walk_aisle as aisle, y, level from place where place_code = any($1::text[]) and y is not null', [places.map((place) => place.placeCode)])
  return ways && spots && spots.length > 0 ? { ways, spots } : null
}

/** A router for these places; `aisles` are all of the site. */
export async function siteRouter(sql: Sql, aisles: readonly BayAisle[], places: readonly Place[]): Promise<BayRouter> {
  const site = await siteWays(sql, places)
  const { routing } = await readSettings(sql)
  const router = site && createSiteRouter(site.ways, site.spots, routing)
  return router ?? createBayRouter(aisles, places, routing)
}
