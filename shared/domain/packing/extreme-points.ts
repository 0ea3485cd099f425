// Do these boxes fit into that one? Runs anywhere: no clock, no I/O. Rules EP1..EP4 of docs/specs/packaging.md.

/** Millimetres, along the three edges. */
export type Size = readonly [number, number, number]
export type Placement = { at: Size; size: Size }

/** Every distinct way to stand a box; flat ones first. */
function orientations([a, b, c]: Size): Size[] {
  const all: Size[] = [[a, b, c], [b, a, c], [a, c, b], [c, a, b], [b, c, a], [c, b, a]]
  const distinct = new Map(all.map(size => [size.join(), size]))
  return [...distinct.values()].sort((p, q) => p[2] - q[2] || q[0] - p[0])
}

export const volumeOf = ([a, b, c]: Size): number => a * b * c

/** Whether one box goes into the other in some orientation. */
export function fitsAlone(box: Size, container: Size): boolean {
  const inner = container.toSorted((a, b) => a - b)
  return box.toSorted((a, b) => a - b).every((edge, index) => edge <= (inner[index] ?? 0))
}

function overlaps(p: Placement, x: number, y: number, z: number, [w, d, h]: Size): boolean {
  return x < p.at[0] + p.size[0] && p.at[0] < x + w && y < p.at[1] + p.size[1] && p.at[1] < y + d && z < p.at[2] + p.size[2] && p.at[2] < z + h
}

/** How far a point slides back along one axis until it meets a placed box or the wall. */
function slide(point: Size, axis: 0 | 1 | 2, placed: readonly Placement[]): Size {
  const [other, another] = axis === 0 ? [1, 2] as const : axis === 1 ? [0, 2] as const : [0, 1] as const
  let stop = 0
  for (const { at, size } of placed) {
    const end = at[axis] + size[axis]
    if (end <= point[axis] && end > stop && at[other] <= point[other] && point[other] < at[other] + size[other]
      && at[another] <= point[another] && point[another] < at[another] + size[another]) stop = end
  }
  return axis === 0 ? [stop, point[1], point[2]] : axis === 1 ? [point[0], stop, point[2]] : [point[0], point[1], stop]
}

/** One pass of first-fit: each box at the lowest extreme point that takes it. */
function firstFit(container: Size, boxes: readonly Size[]): Placement[] | null {
  const placed: Placement[] = []
  let points: Size[] = [[0, 0, 0]]
  for (const box of boxes) {
    const ways = orientations(box)
    let found: Placement | undefined
    search: for (const at of points) {
      for (const size of ways) {
        const [x, y, z] = at
        if (x + size[0] > container[0] || y + size[1] > container[1] || z + size[2] > container[2]) continue
        if (placed.some(other => overlaps(other, x, y, z, size))) continue
        found = { at, size }
        break search
      }
    }
    if (!found) return null
    const { at: [x, y, z], size } = found
    // The three corners behind the new box, each slid back along the two other axes.
    const right: Size = [x + size[0], y, z]
    const behind: Size = [x, y + size[1], z]
    const above: Size = [x, y, z + size[2]]
    const fresh = [slide(right, 1, placed), slide(right, 2, placed), slide(behind, 0, placed), slide(behind, 2, placed), slide(above, 0, placed), slide(above, 1, placed)]
    placed.push(found)
    const inside = new Map([...points, ...fresh].filter(point => point !== found.at && point.every((edge, axis) => edge < (container[axis] ?? 0))).map(point => [point.join(), point]))
    points = [...inside.values()].sort((p, q) => p[2] - q[2] || p[1] - q[1] || p[0] - q[0])
  }
  return placed
}

const largeFirst: readonly ((box: Size) => number)[] = [volumeOf, box => Math.max(...box), box => volumeOf(box) / Math.min(...box)]
/** Above so many boxes only one sorting is tried, to stay within a few milliseconds. */
const MANY_BOXES = 16

/**
 * A way to lay all boxes into the container, one placement per box, largest box first; or null when none was found. Not finding one
 * is no proof that there is none. Positions are in the container's own axes up to a turn of the container.
 */
export function packBoxes(container: Size, boxes: readonly Size[]): Placement[] | null {
  // EP1: what cannot fit by volume or by one edge is never tried.
  if (boxes.reduce((sum, box) => sum + volumeOf(box), 0) > volumeOf(container)) return null
  if (!boxes.every(box => fitsAlone(box, container))) return null
  // EP2: large ones first, in more than one sense of large as long as the pieces are few.
  const sorts = boxes.length <= MANY_BOXES ? largeFirst : largeFirst.slice(0, 1)
  for (const large of sorts) {
    const sorted = boxes.toSorted((p, q) => large(q) - large(p) || volumeOf(q) - volumeOf(p))
    // EP3: the same container, lying on each of its sides; first-fit finds different layers in each.
    for (const turned of orientations(container)) {
      const placed = firstFit(turned, sorted)
      if (placed) return placed
    }
  }
  return null
}
