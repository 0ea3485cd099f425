// Products without a place get one: the next free place in walking order, and new shelves behind the last aisle when all are full.
import type { Body } from '#shared/domain/facts/facts.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, type HubTools } from '../store/facts.ts'

const aislesPerZone = 6
const baysPerAisle = 30
const shelvesPerBay = 4

const two = (value: number): string => String(value).padStart(2, '0')

/** A, B … Z, AA, AB …: six aisles each. */
function zoneOfAisle(aisle: number): string {
  let index = Math.floor((aisle - 1) / aislesPerZone)
  let letters = ''
  do {
    letters = String.fromCharCode(65 + (index % 26)) + letters
    index = Math.floor(index / 26) - 1
  } while (index >= 0)
  return letters
}

/** So many new places from the front of `firstAisle` on; odd bays stand left, even bays right. */
function newPlaces(firstAisle: number, count: number): Body<'PlaceListed'>[] {
  return Array.from({ length: count }, (_, index) => {
    const aisle = firstAisle + Math.floor(index / (baysPerAisle * shelvesPerBay))
    const inAisle = index % (baysPerAisle * shelvesPerBay)
    const bay = Math.floor(inAisle / shelvesPerBay) + 1
    const shelf = (inAisle % shelvesPerBay) + 1
    const zone = zoneOfAisle(aisle)
    return { placeCode: `${zone}-${two(aisle)}-${two(bay)}-${shelf}`, zone, aisle, bay, shelf, side: bay % 2 === 1 ? 'left' : 'right' }
  })
}

/** After it every one of these products has a place. Their stock there is not counted (null) until somebody counts it. */
export async function placeProducts(sql: Sql, tools: HubTools, skus: readonly string[]): Promise<void> {
  const homeless = (await sql.rows<{ sku: string }>('select sku from unnest($1::text[]) with ordinality as t(sku, rank) where not exists (select 1 from stock s where s.sku = t.sku) order by rank', [skus])).map((row) => row.sku)
  if (homeless.length === 0) return
  const free = await sql.rows<{ place_code: string }>(
    'select place_code from place p where not exists (select 1 from stock s where s.place_code = p.place_code) order by aisle, bay, shelf, place_code limit $1', [homeless.length])
  const missing = homeless.length - free.length
  const last = await sql.row<{ aisle: number }>('select coalesce(max(aisle), 0)::int as aisle from place')
  const added = missing > 0 ? newPlaces((last?.aisle ?? 0) + 1, Math.ceil(missing / (baysPerAisle * shelvesPerBay)) * baysPerAisle * shelvesPerBay) : []
  await recordHubFacts(sql, tools, 'hub', added.map((body) => ({ kind: 'PlaceListed' as const, body })))
  const places = [...free.map((row) => row.place_code), ...added.map((place) => place.placeCode)]
  await sql.run('insert into stock (place_code, sku) select * from unnest($1::text[], $2::text[])', [places.slice(0, homeless.length), homeless])
}
