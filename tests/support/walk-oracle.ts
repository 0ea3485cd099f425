// The shortest walk by brute force, for comparison: shares nothing with the planner but the words of a layout. Points and headings become a
// graph, Floyd and Warshall give all distances, Held and Karp try every sequence of stops.
import type { SiteLayout, WalkEnd } from '#shared/domain/waves/routing/layout.ts'

export type OracleStop = { aisle: string; y: number }

/** Distances between points of a layout; a point inside an aisle has one copy per heading. */
type Graph = { distance: Float64Array[]; copies(point: string): number[] }

function graphOf(layout: SiteLayout, stops: readonly OracleStop[], ends: readonly WalkEnd[]): Graph {
  const names = new Map<string, number>()
  const links: [number, number, number][] = []
  const node = (name: string): number => {
    const known = names.get(name) ?? names.size
    names.set(name, known)
    return known
  }
  const crossYs = layout.crossAisles.map(cross => cross.y).sort((a, b) => a - b)
  const xs = [...new Set([...layout.aisles.map(aisle => aisle.x), ...ends.filter(end => crossYs.includes(end.y)).map(end => end.x)])].sort((a, b) => a - b)
  for (const cross of layout.crossAisles) for (const [index, x] of xs.entries()) {
    const next = xs[index + 1]
    node(`${x}/${cross.y}`)
    if (next === undefined) continue
    if (cross.oneWay !== 'descending') links.push([node(`${x}/${cross.y}`), node(`${next}/${cross.y}`), next - x])
    if (cross.oneWay !== 'ascending') links.push([node(`${next}/${cross.y}`), node(`${x}/${cross.y}`), next - x])
  }
  for (const aisle of layout.aisles) {
    const endYs = ends.filter(end => end.x === aisle.x && !crossYs.includes(end.y)).map(end => end.y)
    const ys = [...new Set([...crossYs, ...endYs, ...stops.filter(stop => stop.aisle === aisle.name).map(stop => stop.y)])].sort((a, b) => a - b)
    const copy = (y: number, heading: string): number => node(crossYs.includes(y) ? `${aisle.x}/${y}` : `${aisle.x}/${y}/${heading}`)
    for (const [index, y] of ys.entries()) {
      if (aisle.turning || endYs.includes(y)) links.push([copy(y, 'up'), copy(y, 'down'), 0], [copy(y, 'down'), copy(y, 'up'), 0])
      const next = ys[index + 1]
      if (next === undefined || aisle.closedBlocks.includes(crossYs.findLastIndex(cross => cross <= y))) continue
      if (aisle.oneWay !== 'to-front') links.push([copy(y, 'up'), copy(next, 'up'), next - y])
      if (aisle.oneWay !== 'to-back') links.push([copy(next, 'down'), copy(y, 'down'), next - y])
    }
  }
  const distance = Array.from({ length: names.size }, (_, a) => Float64Array.from({ length: names.size }, (_, b) => (a === b ? 0 : Infinity)))
  for (const [from, to, metres] of links) distance[from]![to] = Math.min(distance[from]![to]!, metres)
  for (const via of distance.keys()) for (const row of distance) for (let to = 0; to < row.length; to++) row[to] = Math.min(row[to]!, row[via]! + distance[via]![to]!)
  return { distance, copies: point => ['', '/up', '/down'].flatMap(heading => (names.has(point + heading) ? [names.get(point + heading)!] : [])) }
}

/** Metres of the shortest walk over all starts, ends and sequences; Infinity when there is none. At most about 10 stops. */
export function shortestByBruteForce(layout: SiteLayout, stops: readonly OracleStop[]): number {
  const { distance, copies } = graphOf(layout, stops, [...layout.starts, ...layout.ends])
  const xOf = new Map(layout.aisles.map(aisle => [aisle.name, aisle.x]))
  const places = stops.flatMap((stop, index) => copies(`${xOf.get(stop.aisle)!}/${stop.y}`).map(at => ({ index, at })))
  let best = Infinity
  for (const start of layout.starts) for (const end of layout.ends.length > 0 ? layout.ends : [start]) {
    const least = (from: readonly number[], to: readonly number[]): number => Math.min(...from.flatMap(a => to.map(b => distance[a]![b]!)))
    const [first, last] = [copies(`${start.x}/${start.y}`), copies(`${end.x}/${end.y}`)]
    if (stops.length === 0) {
      best = Math.min(best, least(first, last))
      continue
    }
    const full = (1 << stops.length) - 1
    const value = new Float64Array((full + 1) * places.length).fill(Infinity)
    for (const [one, { index, at }] of places.entries()) value[(1 << index) * places.length + one] = least(first, [at])
    for (let set = 1; set <= full; set++) for (const [one, { at: from }] of places.entries()) {
      const soFar = value[set * places.length + one]!
      if (soFar === Infinity) continue
      if (set === full) best = Math.min(best, soFar + least([from], last))
      for (const [other, { index, at }] of places.entries()) {
        if ((set & (1 << index)) !== 0) continue
        const to = (set | (1 << index)) * places.length + other
        value[to] = Math.min(value[to]!, soFar + distance[from]![at]!)
      }
    }
  }
  return best
}
