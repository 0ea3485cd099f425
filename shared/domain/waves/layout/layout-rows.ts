// A site's layout from the rows of a table: one row a place. Runs anywhere: no clock, no I/O. Rules LY1..LY9 of docs/specs/layout.md.
import type { ImportRefusalCode } from '../../orders/import-sentences.ts'
import { USUAL_BAYS } from '../routing/bay-router.ts'
import { checkLayout } from '../routing/grid.ts'
import type { Aisle, SiteLayout, WalkEnd } from '../routing/layout.ts'

export type OneWay = NonNullable<Aisle['oneWay']>
export type CrossWay = 'both' | 'ascending' | 'descending'

/** One row as read. Numbers that were empty are null; metres. */
export type LayoutRow = {
  row: number
  kind: 'place' | 'depot' | 'drop-off' | 'cross-aisle'
  /** Code of the place, or the name of a depot or drop-off. */
  place: string
  x: number | null
  y: number | null
  aisle: string
  side: 'left' | 'right'
  level: number
  zone: string
  oneWay: OneWay | null
  closed: boolean
  turning: boolean
  crossWay: CrossWay
}

export type LayoutTrouble = { row: number; column: string; value: string; code: ImportRefusalCode; values: { [slot: string]: string | number } }

/** A place of the layout. `walkAisle` is the aisle of the layout it lies in; `bay` counts from the front of its own aisle. */
export type ListedPlace = { place: string; x: number; y: number; aisle: string; walkAisle: string; side: 'left' | 'right'; level: number; zone: string; bay: number }

/** Everything but the places themselves. */
export type SiteWays = Omit<SiteLayout, 'places'>

/** `layout` is null when nothing in it can be walked to. */
export type ReadLayout = { layout: { ways: SiteWays; places: ListedPlace[] } | null; troubles: LayoutTrouble[] }

/** LY3: a place so far beside the middle of its aisle is a slip of the pen. */
const FARTHEST_BESIDE_METRES = 6
/** LY4: aisles so near to each other are one, cut by cross aisles. */
const SAME_AISLE_METRES = 0.5
/** LY5: a start so near to a cross aisle lies on it. */
const NEAR_CROSS_AISLE_METRES = 3

const byNumber = (a: number, b: number): number => a - b
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted(byNumber)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

type PlacedRow = LayoutRow & { x: number; y: number }

/** The layout that these rows tell, and everything that is wrong with them: what is named as wrong is left out, the rest is taken. */
export function layoutFromRows(rows: readonly LayoutRow[]): ReadLayout {
  const troubles: LayoutTrouble[] = []
  const trouble = ({ row }: LayoutRow, column: string, value: string, code: ImportRefusalCode, values: LayoutTrouble['values'] = {}): void => void troubles.push({ row, column, value, code, values })
  const places = soundPlaces(rows, trouble)
  const { aisles: open, aisleOf, closed } = aislesOf(places, trouble)
  const near = places.filter((row) => {
    const beside = Math.abs(row.x - aisleOf.get(row.aisle)!.middle)
    if (beside > FARTHEST_BESIDE_METRES) trouble(row, 'x', String(row.x), 'layout-far-from-aisle', { place: row.place, aisle: row.aisle, metres: Math.round(beside) })
    return beside <= FARTHEST_BESIDE_METRES
  })
  const crossAisles = crossAislesOf(rows, near, trouble)
  const aisles = open.map((aisle) => (closed.has(aisle.name) ? { ...aisle, closedBlocks: crossAisles.slice(1).map((_, block) => block) } : aisle))
  const ends = (kind: 'depot' | 'drop-off'): { end: WalkEnd; row: LayoutRow }[] => rows.filter((row) => row.kind === kind).flatMap((row) => {
    if (row.x === null || row.y === null) return (trouble(row, 'x', '', 'layout-no-coordinates', { place: row.place }), [])
    const y = row.y
    const nearest = crossAisles.toSorted((a, b) => Math.abs(a.y - y) - Math.abs(b.y - y))[0]
    return [{ row, end: { name: row.place, x: row.x, y: nearest && Math.abs(nearest.y - y) <= NEAR_CROSS_AISLE_METRES ? nearest.y : y } }]
  })
  const starts = ends('depot')
  const dropOffs = ends('drop-off')
  const firstX = Math.min(...aisles.map((aisle) => aisle.x))
  const front = Math.min(...crossAisles.map((cross) => cross.y))
  const ways: SiteWays = {
    aisles, crossAisles, starts: starts.length > 0 ? starts.map(({ end }) => end) : [{ name: '', x: firstX, y: front }], ends: dropOffs.map(({ end }) => end),
    metresPerSecond: USUAL_BAYS.metresPerSecond, secondsPerLevel: USUAL_BAYS.secondsPerLevel,
  }
  if (near.length === 0 || crossAisles.length < 2) return { layout: null, troubles: sorted(troubles) }
  const { grid, problems } = checkLayout({ ...ways, places: near.map((row) => ({ place: row.place, aisle: aisleOf.get(row.aisle)!.name, y: row.y, level: row.level })) })
  const bad = new Set<string>()
  const lost = new Set<string>()
  for (const problem of problems) {
    if ('place' in problem) lost.add(problem.place)
    else if ('end' in problem) {
      bad.add(problem.end)
      const named = [...starts, ...dropOffs].find(({ end }) => end.name === problem.end)
      if (named) trouble(named.row, 'place', problem.end, problem.code === 'end-unreachable' ? 'layout-end-unreachable' : 'layout-end-off', { name: problem.end })
    }
  }
  // LY7: an aisle of which nothing can be reached is one sentence, not one for each of its places.
  for (const [aisle, its] of Map.groupBy(near, (row) => row.aisle)) {
    const gone = its.filter((row) => lost.has(row.place))
    if (gone.length === its.length && gone.length > 1) trouble(gone[0]!, 'aisle', aisle, 'layout-aisle-unreachable', { aisle, count: gone.length })
    else for (const row of gone) trouble(row, 'place', row.place, problems.some((problem) => problem.code === 'place-outside-aisle' && problem.place === row.place) ? 'layout-place-outside' : 'layout-place-unreachable', { place: row.place })
  }
  const kept = near.filter((row) => !lost.has(row.place))
  if (!grid || kept.length === 0) return { layout: null, troubles: sorted(troubles) }
  const bays = new Map([...Map.groupBy(kept, (row) => row.aisle)].map(([aisle, its]) => [aisle, [...new Set(its.map((row) => row.y))].sort(byNumber)]))
  return {
    troubles: sorted(troubles),
    layout: {
      ways: { ...ways, starts: ways.starts.filter((end) => !bad.has(end.name)), ends: ways.ends.filter((end) => !bad.has(end.name)) },
      places: kept.map(({ place, x, y, aisle, side, level, zone }) => ({ place, x, y, aisle, walkAisle: aisleOf.get(aisle)!.name, side, level, zone, bay: bays.get(aisle)!.indexOf(y) + 1 })),
    },
  }
}

type Trouble = (row: LayoutRow, column: string, value: string, code: ImportRefusalCode, values?: LayoutTrouble['values']) => void
const sorted = (troubles: readonly LayoutTrouble[]): LayoutTrouble[] => troubles.toSorted((a, b) => a.row - b.row)

/** LY1, LY2: places with a code, coordinates and an aisle, each once. */
function soundPlaces(rows: readonly LayoutRow[], trouble: Trouble): PlacedRow[] {
  const first = new Map<string, number>()
  return rows.filter((row): row is PlacedRow => {
    if (row.kind !== 'place') return false
    const { place, x, y, aisle } = row
    const earlier = first.get(place)
    if (place === '') trouble(row, 'place', '', 'layout-place-missing')
    else if (earlier !== undefined) trouble(row, 'place', place, 'layout-place-twice', { place, row: earlier })
    else if (x === null || y === null) trouble(row, x === null ? 'x' : 'y', '', 'layout-no-coordinates', { place })
    else if (aisle === '') trouble(row, 'aisle', '', 'layout-aisle-missing', { place })
    else {
      first.set(place, row.row)
      return true
    }
    return false
  })
}

type NamedAisle = { name: string; middle: number }

/** LY3, LY4, LY6: an aisle lies in the middle of its places; aisles at one x are one; who walks it one way, or cannot turn in it, says so in any of its rows. */
function aislesOf(places: readonly PlacedRow[], trouble: Trouble): { aisles: Aisle[]; aisleOf: Map<string, NamedAisle>; closed: Set<string> } {
  const closed = new Set<string>()
  const aisles: Aisle[] = []
  const aisleOf = new Map<string, NamedAisle>()
  for (const [name, its] of Map.groupBy(places, (row) => row.aisle)) {
    const middle = medianOf(its.map((row) => row.x))
    let aisle = aisles.find((each) => Math.abs(each.x - middle) <= SAME_AISLE_METRES)
    if (!aisle) {
      aisle = { name, x: middle, oneWay: null, turning: true, closedBlocks: [] }
      aisles.push(aisle)
    }
    for (const row of its) {
      if (row.closed) closed.add(aisle.name)
      if (!row.turning) aisle.turning = false
      if (row.oneWay === null || row.oneWay === aisle.oneWay) continue
      if (aisle.oneWay !== null) trouble(row, 'one-way', row.oneWay, 'layout-way-contradicts', { aisle: name, way: aisle.oneWay })
      else aisle.oneWay = row.oneWay
    }
    aisleOf.set(name, { name: aisle.name, middle })
  }
  return { aisles: aisles.sort((a, b) => a.x - b.x), aisleOf, closed }
}

/** LY5: where no row names them, one before the first place and one behind the last, or at the starts beyond those. */
function crossAislesOf(rows: readonly LayoutRow[], places: readonly PlacedRow[], trouble: Trouble): SiteLayout['crossAisles'] {
  const named = rows.filter((row) => row.kind === 'cross-aisle')
  const seen = new Set<number>()
  const given = named.flatMap((row) => {
    if (row.y === null || seen.has(row.y)) return (trouble(row, 'y', row.y === null ? '' : String(row.y), 'layout-cross-aisle-wrong'), [])
    seen.add(row.y)
    return [{ y: row.y, oneWay: row.crossWay === 'both' ? null : row.crossWay }]
  })
  if (named.length > 0) {
    if (given.length < 2) trouble(named[0]!, 'cross-aisle', '', 'layout-one-cross-aisle')
    return given.sort((a, b) => a.y - b.y)
  }
  const ends = rows.flatMap((row) => (row.kind !== 'place' && row.y !== null ? [row.y] : []))
  // A reduce: a call with one argument for each of 120,000 places overflows the stack.
  const front = places.reduce((least, row) => Math.min(least, row.y), Infinity) - USUAL_BAYS.endMetres
  const back = places.reduce((most, row) => Math.max(most, row.y), -Infinity) + USUAL_BAYS.endMetres
  return [{ y: Math.min(front, ...ends), oneWay: null }, { y: Math.max(back, ...ends), oneWay: null }]
}
