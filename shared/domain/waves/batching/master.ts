// The master problem of batching as a set covering: known lists, each with its length, and how much of each to take so that every order is covered.
// Solved in fractions by the revised simplex method (G. B. Dantzig, Linear Programming and Extensions, 1963) with an explicit inverse. No clock, no I/O.
import type { Random } from '#shared/kernel/random.ts'
import { invertMatrix } from './invert-matrix.ts'

/** Columns are lists, known by their number. */
export type Master = {
  /** Adds a list with its length and answers its number; one that is known already answers that. `orders[from … to - 1]`. */
  readonly add: (orders: ArrayLike<number>, from: number, to: number, length: number) => number
  /** Least fractional cover by the known lists; answers the pivots it took. When `stop` says so it ends early: what there is covers, but longer than needed. */
  readonly solve: (stop: () => boolean) => number
  /** What covering an order is worth, after `solve`. */
  readonly worth: Float64Array
  /** Length of the fractional cover. */
  readonly value: () => number
  /** Lists in the cover with their shares. */
  readonly taken: () => { readonly column: number; readonly share: number }[]
  readonly ordersOf: (column: number) => Int32Array
  /** A list that is taken for good costs nothing from now on, so that it covers its orders whole and they are worth nothing. */
  readonly settle: (column: number) => void
  /** Gives all lists their lengths back; the cover stays as it is. */
  readonly unsettle: () => void
  /** Where too many columns are known, those that promise least are dropped, and numbers change. To be asked after `solve`. */
  readonly trim: () => void
  readonly columns: () => number
}

const tolerance = 1e-7
/** After so many pivots the inverse is made anew. */
const pivotsPerInverse = 400
/** Shares below this come from the small excess of what is needed. */
const smallestShare = 1e-3
const pivotsBetweenQuestions = 16
/** So many promising columns are looked at closely before all are scanned again. */
const promising = 60

/** `singles[order]` is the length of a list of this order alone: the first cover. */
export function createMaster(singles: Float64Array, width: number, mostColumns: number, keys: { readonly low: Int32Array; readonly high: Int32Array }, random: Random): Master {
  const rows = singles.length
  // Columns 0 … rows - 1 are the single orders. A basic variable below 0 is the surplus of order -1 - it.
  const members = new Int32Array(mostColumns * width)
  const counts = new Int32Array(mostColumns)
  const lengths = new Float64Array(mostColumns)
  const costs = new Float64Array(mostColumns)
  const basicAt = new Int32Array(mostColumns).fill(-1)
  const known = new Map<number, number>()
  let columns = 0
  const basis = new Int32Array(rows)
  const inverse = new Float64Array(rows * rows)
  const shares = new Float64Array(rows)
  const worth = new Float64Array(rows)
  const direction = new Float64Array(rows)
  const pivotRow = new Int32Array(rows)
  // Slightly more than once, each order otherwise: a degenerate vertex becomes many, and the method does not stand still (A. Charnes, 1952).
  const need = Float64Array.from({ length: rows }, () => 1 + 1e-5 * (1 + random()))
  let pivotsSince = 0

  const keyOf = (orders: ArrayLike<number>, from: number, to: number): number => {
    let low = 0
    let high = 0
    for (let at = from; at < to; at++) {
      low ^= keys.low[orders[at]!]!
      high ^= keys.high[orders[at]!]!
    }
    return (low >>> 0) + (high & 0xfffff) * 0x1_0000_0000
  }

  const add = (orders: ArrayLike<number>, from: number, to: number, length: number): number => {
    const key = keyOf(orders, from, to)
    const present = known.get(key)
    if (present !== undefined) return present
    if (columns >= mostColumns || to - from > width) return -1
    const column = columns++
    for (let at = from; at < to; at++) members[column * width + at - from] = orders[at]!
    counts[column] = to - from
    lengths[column] = costs[column] = length
    basicAt[column] = -1
    known.set(key, column)
    return column
  }

  /** Each order on a list of its own, which covers whatever happened. */
  const begin = (): void => {
    basicAt.fill(-1)
    inverse.fill(0)
    for (let order = 0; order < rows; order++) {
      basis[order] = order
      basicAt[order] = order
      inverse[order * rows + order] = 1
    }
    pivotsSince = 0
  }

  const reducedCost = (column: number): number => {
    let cost = costs[column]!
    const end = column * width + counts[column]!
    for (let at = column * width; at < end; at++) cost -= worth[members[at]!]!
    return cost
  }

  const refresh = (): void => {
    worth.fill(0)
    for (let row = 0; row < rows; row++) {
      const cost = basis[row]! < 0 ? 0 : costs[basis[row]!]!
      let share = 0
      for (let order = 0; order < rows; order++) {
        const value = inverse[row * rows + order]!
        if (value === 0) continue
        share += value * need[order]!
        worth[order]! += cost * value
      }
      shares[row] = share
    }
  }

  /** The inverse of the basis, made anew. */
  const invert = (): void => {
    const work = new Float64Array(rows * rows)
    for (let row = 0; row < rows; row++) {
      const column = basis[row]!
      if (column < 0) work[(-1 - column) * rows + row] = -1
      else for (let at = 0; at < counts[column]!; at++) work[members[column * width + at]! * rows + row] = 1
    }
    if (invertMatrix(work, inverse, rows)) pivotsSince = 0
    else begin()
  }

  /** Brings `column` (a surplus when below 0) into the basis. */
  const pivot = (column: number, reduced: number): boolean => {
    for (let row = 0; row < rows; row++) {
      const base = row * rows
      let value = 0
      if (column < 0) value = -inverse[base - 1 - column]!
      else for (let at = column * width, end = at + counts[column]!; at < end; at++) value += inverse[base + members[at]!]!
      direction[row] = value
    }
    let leaving = -1
    let step = Infinity
    for (let row = 0; row < rows; row++) {
      const slope = direction[row]!
      if (slope <= 1e-9) continue
      const ratio = Math.max(0, shares[row]!) / slope
      if (ratio < step - 1e-12 || (ratio <= step + 1e-12 && slope > direction[leaving]!)) {
        step = ratio
        leaving = row
      }
    }
    if (leaving < 0) return false
    const base = leaving * rows
    const slope = direction[leaving]!
    const rise = reduced / slope
    let filled = 0
    for (let order = 0; order < rows; order++) {
      const value = inverse[base + order]!
      if (value === 0) continue
      if (Math.abs(value) < 1e-12) {
        inverse[base + order] = 0
        continue
      }
      worth[order]! += rise * value
      inverse[base + order] = value / slope
      pivotRow[filled++] = order
    }
    for (let row = 0; row < rows; row++) {
      const factor = direction[row]!
      if (row === leaving || factor === 0) continue
      shares[row]! -= factor * step
      const own = row * rows
      for (let at = 0; at < filled; at++) {
        const order = pivotRow[at]!
        inverse[own + order]! -= factor * inverse[base + order]!
      }
    }
    shares[leaving] = step
    if (basis[leaving]! >= 0) basicAt[basis[leaving]!] = -1
    basis[leaving] = column
    if (column >= 0) basicAt[column] = leaving
    if (++pivotsSince >= pivotsPerInverse) {
      invert()
      refresh()
    }
    return true
  }

  const solve = (stop: () => boolean): number => {
    refresh()
    let pivots = 0
    const found = new Int32Array(promising)
    const foundCost = new Float64Array(promising)
    for (const mostPivots = 50 * rows + 1000; pivots < mostPivots;) {
      let count = 0
      let worst = -tolerance
      const offer = (column: number, reduced: number): void => {
        let at = count < promising ? count++ : promising - 1
        while (at > 0 && foundCost[at - 1]! > reduced) {
          foundCost[at] = foundCost[at - 1]!
          found[at] = found[at - 1]!
          at--
        }
        foundCost[at] = reduced
        found[at] = column
        if (count === promising) worst = foundCost[promising - 1]!
      }
      for (let order = 0; order < rows; order++) if (worth[order]! < worst) offer(-1 - order, worth[order]!)
      for (let column = 0; column < columns; column++) {
        if (basicAt[column]! >= 0) continue
        const reduced = reducedCost(column)
        if (reduced < worst) offer(column, reduced)
      }
      if (count === 0) return pivots
      for (;;) {
        if (pivots % pivotsBetweenQuestions === 0 && stop()) return pivots
        let best = -1
        let bestCost = -tolerance
        for (let at = 0; at < count; at++) {
          const column = found[at]!
          if (column >= 0 && basicAt[column]! >= 0) continue
          const reduced = column < 0 ? worth[-1 - column]! : reducedCost(column)
          if (reduced < bestCost) {
            bestCost = reduced
            best = column
          }
        }
        if (bestCost > -tolerance || bestCost > foundCost[0]! * 0.1) break
        if (!pivot(best, bestCost)) return pivots
        pivots++
      }
    }
    return pivots
  }

  const dropLeast = (): void => {
    const reduced = Float64Array.from({ length: columns }, (_, column) => (column < rows || basicAt[column]! >= 0 ? -Infinity : reducedCost(column)))
    const limit = reduced.toSorted()[Math.floor(mostColumns / 4)]!
    known.clear()
    let kept = 0
    for (let column = 0; column < columns; column++) {
      if (reduced[column]! > limit) continue
      members.copyWithin(kept * width, column * width, column * width + counts[column]!)
      counts[kept] = counts[column]!
      lengths[kept] = lengths[column]!
      basicAt[kept] = basicAt[column]!
      if (basicAt[kept]! >= 0) basis[basicAt[kept]!] = kept
      known.set(keyOf(members, kept * width, kept * width + counts[kept]!), kept)
      kept++
    }
    columns = kept
    costs.set(lengths)
  }

  for (let order = 0; order < rows; order++) add([order], 0, 1, singles[order]!)
  begin()
  refresh()
  return {
    add, solve, worth,
    value: () => basis.reduce((sum, column, row) => sum + (column < 0 ? 0 : lengths[column]! * shares[row]!), 0),
    taken: () => [...basis].flatMap((column, row) => (column >= 0 && shares[row]! > smallestShare ? [{ column, share: shares[row]! }] : [])),
    ordersOf: column => members.subarray(column * width, column * width + counts[column]!),
    settle: column => { costs[column] = 0 },
    unsettle: () => { costs.set(lengths) },
    trim: () => { if (columns > mostColumns / 2) dropLeast() },
    columns: () => columns,
  }
}
