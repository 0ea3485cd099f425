// Shortest closed walks by code that shares nothing with the planner: plain vertices and edges with metres, as somebody would write them down who
// does not know about aisles. Few stops: every sequence. Many stops: every number of passes of every edge, edge by edge, over what is still open.
import { assert } from '#shared/kernel/assert.ts'

export type Edge = { a: number; b: number; metres: number }

/** Shortest distances between all vertices (Floyd and Warshall). */
export function allDistances(vertexCount: number, edges: readonly Edge[]): Float64Array[] {
  const distance = Array.from({ length: vertexCount }, (_, a) => Float64Array.from({ length: vertexCount }, (_, b) => (a === b ? 0 : Infinity)))
  for (const { a, b, metres } of edges) distance[a]![b] = distance[b]![a] = Math.min(distance[a]![b]!, metres)
  for (let via = 0; via < vertexCount; via++) for (const row of distance) {
    const start = row[via]!
    if (start === Infinity) continue
    const onward = distance[via]!
    for (let to = 0; to < vertexCount; to++) if (start + onward[to]! < row[to]!) row[to] = start + onward[to]!
  }
  return distance
}

/** Every sequence of stops, by sets (Held and Karp 1962). */
export function everySequence(distance: readonly Float64Array[], depot: number, stops: readonly number[]): number {
  const count = stops.length
  assert(count > 0 && count <= 16, 'every sequence of at most 16 stops')
  const best = new Float64Array((1 << count) * count).fill(Infinity)
  for (const [index, stop] of stops.entries()) best[(1 << index) * count + index] = distance[depot]![stop]!
  for (let set = 1; set < 1 << count; set++) for (let last = 0; last < count; last++) {
    const soFar = best[set * count + last]!
    if (soFar === Infinity) continue
    const onward = distance[stops[last]!]!
    for (let next = 0; next < count; next++) {
      if ((set & (1 << next)) !== 0) continue
      const slot = (set | (1 << next)) * count + next
      if (soFar + onward[stops[next]!]! < best[slot]!) best[slot] = soFar + onward[stops[next]!]!
    }
  }
  return Math.min(...stops.map((stop, last) => best[((1 << count) - 1) * count + last]! + distance[stop]![depot]!))
}

/**
 * Least metres of a connected set of edges, each taken 0, 1 or 2 times, that meets all `required` vertices and every vertex an even number of times:
 * the Steiner form of the problem. Edges are decided in the given row; a partial choice is remembered by the parity and the piece of each
 * vertex with undecided edges. The row of edges only matters for time.
 */
export function everyEdgeSet(vertexCount: number, edges: readonly Edge[], required: ReadonlySet<number>): number {
  const lastEdge = new Int32Array(vertexCount).fill(-1)
  for (const [index, { a, b }] of edges.entries()) lastEdge[a] = lastEdge[b] = index
  let open: number[] = []
  // A state is one character for "closed" and one per open vertex: 2 * piece + parity, piece 0 for a vertex that was not met.
  let states = new Map<string, number>([['-', 0]])
  for (const [index, { a, b, metres }] of edges.entries()) {
    for (const vertex of [a, b]) if (!open.includes(vertex)) {
      open.push(vertex)
      states = new Map([...states].map(([key, cost]) => [`${key}${String.fromCharCode(0)}`, cost]))
    }
    const [atA, atB] = [open.indexOf(a), open.indexOf(b)]
    const leaving = open.filter((vertex) => lastEdge[vertex] === index)
    const kept = open.filter((vertex) => lastEdge[vertex] !== index)
    const keptAt = kept.map((vertex) => open.indexOf(vertex))
    const leavingAt = leaving.map((vertex) => ({ at: open.indexOf(vertex), required: required.has(vertex) }))
    const next = new Map<string, number>()
    for (const [key, cost] of states) for (let times = 0; times <= 2; times++) {
      let closed = key[0] === 'x'
      const piece = Array.from(open, (_, at) => key.charCodeAt(at + 1) >> 1)
      const odd = Array.from(open, (_, at) => key.charCodeAt(at + 1) & 1)
      if (times > 0) {
        if (closed) break
        const fresh = Math.max(...piece) + 1
        const joined = piece[atA]! || piece[atB]! || fresh
        const gone = piece[atA]! && piece[atB]! ? piece[atB]! : 0
        if (gone > 0) for (const [at, one] of piece.entries()) if (one === gone) piece[at] = joined
        piece[atA] = piece[atB] = joined
        if (times === 1) [odd[atA], odd[atB]] = [1 - odd[atA]!, 1 - odd[atB]!]
      }
      if (leavingAt.some(({ at, required: must }) => odd[at] === 1 || (must && piece[at] === 0))) continue
      const pieces = new Set(piece.filter((one) => one > 0))
      const alive = new Set(keptAt.map((at) => piece[at]!).filter((one) => one > 0))
      if (alive.size < pieces.size) {
        if (pieces.size > 1) continue
        closed = true
      }
      const names = new Map<number, number>([[0, 0]])
      let newKey = closed ? 'x' : '-'
      for (const at of keptAt) {
        const one = piece[at]!
        if (!names.has(one)) names.set(one, names.size)
        newKey += String.fromCharCode(2 * names.get(one)! + odd[at]!)
      }
      const total = cost + times * metres
      if (total < (next.get(newKey) ?? Infinity)) next.set(newKey, total)
    }
    states = next
    open = kept
  }
  return Math.min(...states.values())
}
