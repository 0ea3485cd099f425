// The small map on the picker's screen: the site with her walk on it. Rule LY13 of docs/specs/layout.md.
import type { SiteMap } from '#shared/contract/stock-board.ts'
import type { Body } from '#shared/domain/facts/facts.ts'
import { mapWays, walkStops } from '#shared/domain/waves/layout/site-map.ts'
import { createSiteRouter } from '#shared/domain/waves/routing/site-router.ts'
import type { Store } from '../store/store.ts'

/** Longer lists are shown by their places alone: their walk would keep a scan waiting. Walks with one-way ways, or over many cross aisles, are searched for longer. */
const mostPlacesOfWalk = { plain: 400, hard: 60 }
const plainCrossAisles = 3

type Drawn = { listId: string; layout: string; ways: SiteMap['ways']; path: SiteMap['path'] }
/** What does not change from scan to scan, of the list that was drawn last. */
const drawn = new WeakMap<Store, Drawn>()

/** null where no layout is known, or where it holds no place of the list. */
export function pickMap(store: Store, listId: string, nowPlace?: string, nextPlace?: string): SiteMap | null {
  const layout = store.layoutText()
  if (layout === undefined) return null
  const places = store.placesOfList(listId)
  const { stops } = walkStops(places, nowPlace, nextPlace)
  if (stops.length === 0) return null
  const kept = drawn.get(store)
  if (kept?.listId === listId && kept.layout === layout) return { ways: kept.ways, path: kept.path, stops }
  const ways = JSON.parse(layout) as Body<'LayoutListed'>
  const spots = places.flatMap((place) => (place.walkAisle === null || place.y === null ? [] : [{ place: place.placeCode, aisle: place.walkAisle, y: place.y, level: place.level ?? 0 }]))
  const isPlain = ways.crossAisles.length <= plainCrossAisles && [...ways.aisles, ...ways.crossAisles].every((way) => way.oneWay === null)
  const walk = spots.length > mostPlacesOfWalk[isPlain ? 'plain' : 'hard'] ? null : createSiteRouter(ways, spots, ways.routing)?.walk(spots.map((spot) => spot.place))
  const now: Drawn = { listId, layout, ways: mapWays(ways, store.aisleRanges()), path: walk?.path ?? [] }
  drawn.set(store, now)
  return { ways: now.ways, path: now.path, stops }
}
