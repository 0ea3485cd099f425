// The length of one walk, found without anything the planner knows: walks are taken step by step along the places they pass, and the shortest one by
// trying every edge of the graph none, one or two times. Shares no code with shared/domain/waves.

export type Block = { aisleCount: number; aisleSpacing: number; aisleLength: number; depotAisle: number }
export type Point = { aisle: number; position: number }

const apart = (block: Block, from: Point, to: Point): number => {
  if (from.aisle === to.aisle) return Math.abs(from.position - to.position)
  const across = Math.abs(from.aisle - to.aisle) * block.aisleSpacing
  return across + Math.min(from.position + to.position, 2 * block.aisleLength - from.position - to.position)
}

/** The length of a closed walk from the depot over these points in this row, each step by the shorter way round. */
function walked(block: Block, points: readonly Point[]): number {
  const depot = { aisle: block.depotAisle, position: 0 }
  const route = [depot, ...points, depot]
  return route.slice(1).reduce((sum, point, index) => sum + apart(block, route[index]!, point), 0)
}

const byAisle = (points: readonly Point[]): { aisle: number; positions: number[] }[] =>
  [...Map.groupBy(points, point => point.aisle)].map(([aisle, some]) => ({ aisle, positions: some.map(point => point.position).sort((a, b) => a - b) })).sort((a, b) => a.aisle - b.aisle)

/** S-shape, as a walk: end points of aisles are named, so that the way round is never chosen by chance. */
export function traversalWalk(block: Block, points: readonly Point[]): number {
  const aisles = byAisle(points)
  const route = aisles.flatMap(({ aisle, positions }, index): Point[] => {
    const front = { aisle, position: 0 }
    const back = { aisle, position: block.aisleLength }
    if (index % 2 === 1) return [back, front]
    return index === aisles.length - 1 ? [front, { aisle, position: positions.at(-1)! }, front] : [front, back]
  })
  return points.length === 0 ? 0 : walked(block, route)
}

/** Largest gap, as a walk: through the first aisle, the back parts going out, through the last aisle, the front parts on the way between depot and aisles. */
export function largestGapWalk(block: Block, points: readonly Point[]): number {
  const aisles = byAisle(points)
  const first = aisles[0]
  const last = aisles.at(-1)
  if (!first || !last) return 0
  const end = block.aisleLength
  if (first === last) return walked(block, [{ aisle: first.aisle, position: 0 }, { aisle: first.aisle, position: first.positions.at(-1)! }, { aisle: first.aisle, position: 0 }])
  const split = aisles.slice(1, -1).map(({ aisle, positions }) => {
    const ends = [0, ...positions, end]
    const gaps = ends.slice(1).map((position, index) => position - ends[index]!)
    const widest = gaps.indexOf(Math.max(...gaps))
    return { aisle, fromFront: ends[widest]!, fromBack: ends[widest + 1]! }
  })
  const out = split.flatMap(({ aisle, fromBack }): Point[] => fromBack === end ? [] : [{ aisle, position: end }, { aisle, position: fromBack }, { aisle, position: end }])
  const fronts = (some: typeof split): Point[] => some.toReversed().flatMap(({ aisle, fromFront }): Point[] => fromFront === 0 ? [] : [{ aisle, position: 0 }, { aisle, position: fromFront }, { aisle, position: 0 }])
  const through = (aisle: number): Point[] => [{ aisle, position: 0 }, { aisle, position: end }]
  // Front parts on the depot's near side are taken on the way to the first aisle, the others on the way home.
  const before = split.filter(({ aisle }) => aisle < block.depotAisle)
  return walked(block, [...fronts(before), ...through(first.aisle), ...out, ...through(last.aisle).toReversed(), ...fronts(split.filter(part => !before.includes(part)))])
}

/** Where the walk has got to on the edge of what was decided: for each open vertex its parity and the piece of the walk it belongs to, 0 for none. */
type Frontier = { cost: number; open: { vertex: string; odd: boolean; piece: number }[] }

/**
 * The shortest closed walk: every edge of the graph is taken 0, 1 or 2 times, so that degrees are even, everything that must be met is met and all
 * is one piece; edge by edge over the frontier of open vertices (as in P. D. Seymour's and others' transfer-matrix methods; no aisle rules).
 */
export function shortestWalk(block: Block, points: readonly Point[]): number {
  if (points.length === 0) return 0
  const needed = new Set(points.map(point => `${point.aisle}/${point.position}`)).add(`${block.depotAisle}/0`)
  const positionsOf = new Map(byAisle(points).map(({ aisle, positions }) => [aisle, positions]))
  const edges: { from: string; to: string; length: number }[] = []
  const lastUse = new Map<string, number>()
  const addEdge = (from: string, to: string, length: number): void => {
    lastUse.set(from, edges.length).set(to, edges.length)
    edges.push({ from, to, length })
  }
  // Nothing lies beyond the outermost of them: whoever goes there comes back the same way.
  const met = [block.depotAisle, ...positionsOf.keys()]
  const last = Math.max(...met)
  for (let aisle = Math.min(...met); aisle <= last; aisle++) {
    const row = [...new Set([0, ...(positionsOf.get(aisle) ?? []), block.aisleLength])].sort((a, b) => a - b)
    for (let index = 1; index < row.length; index++) addEdge(`${aisle}/${row[index - 1]}`, `${aisle}/${row[index]}`, row[index]! - row[index - 1]!)
    if (aisle < last) for (const end of [0, block.aisleLength]) addEdge(`${aisle}/${end}`, `${aisle + 1}/${end}`, block.aisleSpacing)
  }
  let states = new Map<string, Frontier>([['', { cost: 0, open: [] }]])
  let shortest = Infinity
  const allNeededBy = Math.max(...[...needed].map(vertex => edges.findIndex(edge => edge.from === vertex || edge.to === vertex)))
  for (const [index, { from, to, length }] of edges.entries()) {
    const next = new Map<string, Frontier>()
    for (const state of states.values()) {
      for (const times of [0, 1, 2]) {
        const open = state.open.map(each => ({ ...each }))
        const ends = [from, to].map(vertex => open.find(each => each.vertex === vertex) ?? open[open.push({ vertex, odd: false, piece: 0 }) - 1]!)
        if (times > 0) {
          const merged = ends.map(end => end.piece).filter(piece => piece > 0)
          const piece = merged[0] ?? Math.max(0, ...open.map(each => each.piece)) + 1
          for (const each of open) if (ends.includes(each) || merged.includes(each.piece)) each.piece = piece
          if (times === 1) for (const end of ends) end.odd = !end.odd
        }
        const cost = state.cost + times * length
        const closing = open.filter(each => lastUse.get(each.vertex) === index)
        const left = open.filter(each => !closing.includes(each))
        if (closing.some(each => each.odd || (each.piece === 0 && needed.has(each.vertex)))) continue
        const gone = closing.filter(each => each.piece > 0 && !left.some(other => other.piece === each.piece))
        if (gone.length > 0) {
          // A piece that ends here is the whole walk, or nothing.
          const whole = new Set(gone.map(each => each.piece)).size === 1 && left.every(each => each.piece === 0 && !needed.has(each.vertex)) && index >= allNeededBy
          if (whole) shortest = Math.min(shortest, cost)
          continue
        }
        left.sort((a, b) => (a.vertex < b.vertex ? -1 : 1))
        const names = new Map<number, number>([[0, 0]])
        for (const each of left) each.piece = names.get(each.piece) ?? names.set(each.piece, names.size).get(each.piece)!
        const key = left.map(each => `${each.vertex}:${each.odd ? 1 : 0}:${each.piece}`).join(' ')
        if (cost < (next.get(key)?.cost ?? Infinity)) next.set(key, { cost, open: left })
      }
    }
    states = next
  }
  return shortest
}
