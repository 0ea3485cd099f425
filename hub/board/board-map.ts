// The site's map for the board, and the walk of one list on it. Rules LY12 and LY13 of docs/specs/layout.md.
import { refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import type { ListWalk, MapView } from '#shared/contract/stock-board.ts'
import { mapWays, walkStops, type TaskOnMap } from '#shared/domain/waves/layout/site-map.ts'
import { createSiteRouter, type Spot } from '#shared/domain/waves/routing/site-router.ts'
import { readWays } from '../layout/read-layout.ts'
import type { Sql } from '../store/database.ts'
import { readSettings } from '../store/settings.ts'

const mostLists = 300

export async function mapView(sql: Sql): Promise<MapView> {
  const ways = await readWays(sql)
  const ranges = await sql.rows<{ aisle: string; low: number; high: number }>('select walk_aisle as aisle, min(y) as low, max(y) as high from place where walk_aisle is not null group by walk_aisle')
  const counts = await sql.row<{ placed: number; unplaced: number }>('select count(*) filter (where x is not null)::int as placed, count(*) filter (where x is null)::int as unplaced from place')
  const lists = await sql.rows<MapView['lists'][number]>(
    `select l.list_id as "listId", l.list_number as "listNumber", coalesce(p.name, '') as "personName", count(distinct t.place_code)::int as places,
       (count(distinct t.place_code) - count(distinct t.place_code) filter (where t.asked_qty > t.picked_qty + t.short_qty))::int as "donePlaces"
     from pick_list l join wave w using (wave_id) join pick_task t using (list_id) left join person p on p.person_id = l.person_id
     where l.state in ('open', 'taken') and w.state = 'released' group by l.list_id, l.list_number, l.state, p.name order by l.state = 'open', l.list_number limit $1`, [mostLists])
  return { ways: ways && mapWays(ways, ranges), routing: (await readSettings(sql)).routing, placeCount: counts?.placed ?? 0, unplacedCount: counts?.unplaced ?? 0, lists }
}

type Row = TaskOnMap & { walk_aisle: string | null; level: number | null }

/** The row of places is the list's own, as it was released; the way between them is that of the layout of now. */
export async function listWalk(sql: Sql, { listId }: { listId: string }): Promise<ListWalk | BoardRefused> {
  const ways = await readWays(sql)
  const rows = await sql.rows<Row>(
    `select t.place_code as "placeCode", bool_and(t.asked_qty <= t.picked_qty + t.short_qty) as "isDone", min(t.sequence) as sequence, p.x, p.y, p.side, p.walk_aisle, p.level
     from pick_task t join place p using (place_code) where t.list_id = $1 group by t.place_code, p.x, p.y, p.side, p.walk_aisle, p.level order by sequence`, [listId])
  if (!ways || rows.length === 0) return refusedBecause(ways ? 'subject-unknown' : 'no-layout')
  const spots = rows.flatMap((row): Spot[] => (row.walk_aisle === null || row.y === null ? [] : [{ place: row.placeCode, aisle: row.walk_aisle, y: row.y, level: row.level ?? 0 }]))
  const codes = spots.map((spot) => spot.place)
  const walk = createSiteRouter(ways, spots, ways.routing)?.walk(codes)
  const shortest = ways.routing === undefined ? walk : createSiteRouter(ways, spots)?.walk(codes)
  const more = (of: 'metres' | 'seconds'): number => Math.round((walk?.[of] ?? 0) - (shortest?.[of] ?? 0))
  return { ...walkStops(rows), path: walk?.path ?? [], metres: Math.round(walk?.metres ?? 0), moreMetres: more('metres'), moreSeconds: more('seconds') }
}
