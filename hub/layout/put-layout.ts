// A layout that was imported becomes the site's: listings for what differs, in one transaction. Rules LY8 and LY12 of docs/specs/layout.md.
import type { Body } from '#shared/domain/facts/facts.ts'
import type { Routing } from '#shared/domain/waves/routing/routings.ts'
import type { ListedPlace, SiteWays } from '#shared/domain/waves/layout/layout-rows.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, tellBoards, type HubFact, type HubTools } from '../store/facts.ts'
import { readSettings, saveSettings } from '../store/settings.ts'
import { readWays } from './read-layout.ts'

export type ImportedLayout = { ways: SiteWays; places: ListedPlace[] }
/** `forgotten`: places of the site that the layout does not hold. `openLists` were planned with the layout before and keep their walk. */
export type LayoutOutcome = { aisles: number; places: number; accepted: number; updated: number; unchanged: number; forgotten: number; openLists: number }

type Known = { place_code: string; zone: string; aisle: number; bay: number; shelf: number; side: 'left' | 'right'; x: number | null; y: number | null; walk_aisle: string | null; level: number | null }

const bodyOf = (row: Known): Body<'PlaceListed'> => ({
  placeCode: row.place_code, zone: row.zone, aisle: row.aisle, bay: row.bay, shelf: row.shelf, side: row.side,
  spot: row.x === null || row.y === null || row.walk_aisle === null || row.level === null ? null : { x: row.x, y: row.y, aisle: row.walk_aisle, level: row.level },
})
const isSame = (a: Body<'PlaceListed'>, b: Body<'PlaceListed'>): boolean =>
  a.zone === b.zone && a.aisle === b.aisle && a.bay === b.bay && a.shelf === b.shelf && a.side === b.side
  && (a.spot ? Boolean(b.spot) && a.spot.x === b.spot!.x && a.spot.y === b.spot!.y && a.spot.aisle === b.spot!.aisle && a.spot.level === b.spot!.level : !b.spot)

/** The file is the whole layout: places that it does not name stay places, and lie nowhere on the map. Released lists keep their walk. */
export async function putLayout(sql: Sql, tools: HubTools, { ways, places }: ImportedLayout): Promise<LayoutOutcome> {
  const known = new Map((await sql.rows<Known>('select place_code, zone, aisle, bay, shelf, side, x, y, walk_aisle, level from place')).map((row) => [row.place_code, bodyOf(row)]))
  const numbers = aisleNumbers(places)
  const outcome: LayoutOutcome = { aisles: ways.aisles.length, places: places.length, accepted: 0, updated: 0, unchanged: 0, forgotten: 0, openLists: 0 }
  const facts: HubFact[] = []
  for (const { place, x, y, aisle, walkAisle, side, level, zone, bay } of places) {
    const before = known.get(place)
    const body: Body<'PlaceListed'> = {
      ...(before ?? { placeCode: place, zone: zoneOf(aisle), aisle: numbers.get(aisle)!, bay, shelf: level }), side, ...(zone === '' ? {} : { zone }), spot: { x, y, aisle: walkAisle, level },
    }
    known.delete(place)
    if (before && isSame(before, body)) outcome.unchanged += 1
    else {
      outcome[before ? 'updated' : 'accepted'] += 1
      facts.push({ kind: 'PlaceListed', body })
    }
  }
  for (const left of known.values()) {
    outcome.forgotten += 1
    if (left.spot) facts.push({ kind: 'PlaceListed', body: { ...left, spot: null } })
  }
  const body: Body<'LayoutListed'> = { ...ways, aisles: ways.aisles.map((aisle) => ({ ...aisle, closedBlocks: [...aisle.closedBlocks] })), crossAisles: [...ways.crossAisles], starts: [...ways.starts], ends: [...ways.ends], secondsPerLevel: [...ways.secondsPerLevel], ...toldRouting((await readSettings(sql)).routing) }
  if (!isLike(await readWays(sql), body)) facts.push({ kind: 'LayoutListed', body })
  outcome.openLists = (await sql.row<{ count: number }>("select count(*)::int as count from pick_list where state in ('open', 'taken')"))?.count ?? 0
  await recordHubFacts(sql, tools, 'hub', facts)
  await tellBoards(sql)
  return outcome
}

/** RT27: lists are walked so from the next release on; the layout tells the stations, which draw the walk. */
export async function saveRouting(sql: Sql, tools: HubTools, routing: Routing): Promise<void> {
  const ways = await readWays(sql)
  await saveSettings(sql, { routing })
  if (ways && (ways.routing ?? 'optimal') !== routing) {
    const { routing: _before, ...others } = ways
    await recordHubFacts(sql, tools, 'hub', [{ kind: 'LayoutListed', body: { ...others, ...toldRouting(routing) } }])
  }
  await tellBoards(sql)
}

const toldRouting = (routing: Routing): Pick<Body<'LayoutListed'>, 'routing'> => (routing === 'optimal' ? {} : { routing })

/** Compared by what it says: a database gives the keys of an object in a row of its own. */
function isLike(before: Body<'LayoutListed'> | null, body: Body<'LayoutListed'>): boolean {
  const inWords = ({ aisles, crossAisles, starts, ends, metresPerSecond, secondsPerLevel, routing }: Body<'LayoutListed'>): string => JSON.stringify([
    aisles.map(({ name, x, oneWay, turning, closedBlocks }) => [name, x, oneWay, turning, closedBlocks]), crossAisles.map(({ y, oneWay }) => [y, oneWay]),
    [starts, ends].map((some) => some.map(({ name, x, y }) => [name, x, y])), metresPerSecond, secondsPerLevel, routing])
  return before !== null && inWords(before) === inWords(body)
}

/** The letters an aisle's name begins with. */
const zoneOf = (aisle: string): string => /^\p{Letter}+/u.exec(aisle)?.[0].slice(0, 64) ?? 'A'

/** The number in an aisle's name where each has one of its own in its zone; else its rank. */
function aisleNumbers(places: readonly ListedPlace[]): Map<string, number> {
  const names = [...new Set(places.map((place) => place.aisle))]
  const numbers = new Map(names.map((name) => [name, Number(/(\d{1,6})\D*$/.exec(name)?.[1] ?? Number.NaN)]))
  const isOwn = new Set(names.map((name) => `${zoneOf(name)} ${numbers.get(name)}`)).size === names.length && [...numbers.values()].every(Number.isInteger)
  return isOwn ? numbers : new Map(names.map((name, index) => [name, index + 1]))
}
