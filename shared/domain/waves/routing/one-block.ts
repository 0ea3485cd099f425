// Lengths of walks through one block of parallel aisles between a front and a back cross aisle. Runs anywhere: no clock, no I/O, and
// nothing is allocated, so a search may ask millions of times. Rules RT5..RT10 of docs/specs/routing.md.

/** All lengths in one unit of the caller's choice. The walk begins and ends on the front cross aisle at `depotAisle`. */
export type OneBlock = {
  /** Where each aisle meets the front cross aisle; ascending. */
  readonly aisleX: Float64Array
  /** From the front to the back cross aisle. */
  readonly aisleLength: number
  readonly depotAisle: number
}

/**
 * What the lengths depend on, per aisle, in units from the front cross aisle: the pick nearest to the front, the one farthest from it, and
 * the largest gap between neighbouring picks (0 with fewer than two). An aisle without a pick has `highest` -1, and the other two count for nothing.
 */
export type AisleFigures = { readonly lowest: Float64Array; readonly highest: Float64Array; readonly gap: Float64Array }

/** A block of equally spaced aisles. */
export function oneBlock(aisleCount: number, aisleSpacing: number, aisleLength: number, depotAisle = 0): OneBlock {
  return { aisleX: Float64Array.from({ length: aisleCount }, (_, index) => index * aisleSpacing), aisleLength, depotAisle }
}

/** Room for the figures of one walk; used again and again. */
export function emptyFigures(aisleCount: number): AisleFigures {
  return { lowest: new Float64Array(aisleCount), highest: new Float64Array(aisleCount).fill(-1), gap: new Float64Array(aisleCount) }
}

/** Fills `into` from picks sorted by aisle and position: those of aisle a are `positions[starts[a]]` up to before `starts[a + 1]`; repeats do no harm. */
export function figuresOfSorted(starts: Int32Array | Int16Array, positions: Float64Array, into: AisleFigures): void {
  const { lowest, highest, gap } = into
  for (let aisle = 0; aisle < highest.length; aisle++) {
    const from = starts[aisle]!
    const to = starts[aisle + 1]!
    let largest = 0
    for (let index = from + 1; index < to; index++) {
      const step = positions[index]! - positions[index - 1]!
      if (step > largest) largest = step
    }
    lowest[aisle] = to > from ? positions[from]! : 0
    highest[aisle] = to > from ? positions[to - 1]! : -1
    gap[aisle] = largest
  }
}

/**
 * Fills `into` from bits: bit c of word w of an aisle says that there is a pick at `cellPositions[32 * w + c]` (ascending). Each aisle has
 * `words` words, so the picks of two orders are joined by OR, word for word.
 */
export function figuresOfCells(cells: Int32Array, words: number, cellPositions: Float64Array, into: AisleFigures): void {
  const { lowest, highest, gap } = into
  let at = 0
  for (let aisle = 0; aisle < highest.length; aisle++) {
    let largest = 0
    let low = 0
    let last = -1
    for (let word = 0; word < words; word++) {
      let bits = cells[at++]!
      while (bits !== 0) {
        const bit = bits & -bits
        bits ^= bit
        const position = cellPositions[(word << 5) + 31 - Math.clz32(bit)]!
        if (last < 0) low = position
        else if (position - last > largest) largest = position - last
        last = position
      }
    }
    lowest[aisle] = low
    highest[aisle] = last
    gap[aisle] = largest
  }
}

/** Cross aisle walked by a rule that goes from the depot to the outermost visited aisles and back. */
const acrossAndBack = ({ aisleX, depotAisle }: OneBlock, first: number, last: number): number =>
  2 * (aisleX[last > depotAisle ? last : depotAisle]! - aisleX[first < depotAisle ? first : depotAisle]!)

/** RT5: every visited aisle is walked through; when their number is odd, the last one is entered and left at the front. No picks: 0. */
export function sShapeLength(block: OneBlock, { highest }: AisleFigures): number {
  let visited = 0
  let first = -1
  let last = -1
  for (let aisle = 0; aisle < highest.length; aisle++) {
    if (highest[aisle]! < 0) continue
    if (first < 0) first = aisle
    last = aisle
    visited++
  }
  if (visited === 0) return 0
  const inAisles = (visited & 1) === 0 ? visited * block.aisleLength : (visited - 1) * block.aisleLength + 2 * highest[last]!
  return acrossAndBack(block, first, last) + inAisles
}

/** RT6: the first and the last visited aisle are walked through, in each between only its largest gap is not walked; a single aisle is entered and left at the front. */
export function largestGapLength(block: OneBlock, { lowest, highest, gap }: AisleFigures): number {
  const { aisleLength } = block
  let first = -1
  let last = -1
  let inAisles = 0
  let ofLast = 0
  for (let aisle = 0; aisle < highest.length; aisle++) {
    if (highest[aisle]! < 0) continue
    if (first < 0) first = aisle
    last = aisle
    let skipped = gap[aisle]!
    if (lowest[aisle]! > skipped) skipped = lowest[aisle]!
    if (aisleLength - highest[aisle]! > skipped) skipped = aisleLength - highest[aisle]!
    ofLast = 2 * (aisleLength - skipped)
    if (aisle !== first) inAisles += ofLast
  }
  if (first < 0) return 0
  return acrossAndBack(block, first, last) + (first === last ? 2 * highest[first]! : inAisles - ofLast + 2 * aisleLength)
}

/** RT7: every visited aisle is entered and left at the front. */
export function returnLength(block: OneBlock, { highest }: AisleFigures): number {
  let first = -1
  let last = -1
  let inAisles = 0
  for (let aisle = 0; aisle < highest.length; aisle++) {
    if (highest[aisle]! < 0) continue
    if (first < 0) first = aisle
    last = aisle
    inAisles += 2 * highest[aisle]!
  }
  return first < 0 ? 0 : acrossAndBack(block, first, last) + inAisles
}

/** RT8: aisles in ascending row, each walked through or entered and left at the same end, as the shortest such walk has it (Petersen 1997). */
export function compositeLength(block: OneBlock, { lowest, highest }: AisleFigures): number {
  const { aisleLength } = block
  let first = -1
  let last = -1
  let atFront = 0
  let atBack = Infinity
  for (let aisle = 0; aisle < highest.length; aisle++) {
    if (highest[aisle]! < 0) continue
    if (first < 0) first = aisle
    last = aisle
    const front = Math.min(atFront + 2 * highest[aisle]!, atBack + aisleLength)
    atBack = Math.min(atBack + 2 * (aisleLength - lowest[aisle]!), atFront + aisleLength)
    atFront = front
  }
  return first < 0 ? 0 : acrossAndBack(block, first, last) + atFront
}

/**
 * RT21: as largest gap, but each aisle between the first and the last is served from the front up to its middle and from the back beyond it. Asks for
 * the sorted positions (see `figuresOfSorted`), because the figures do not tell what lies beside the middle.
 */
export function midpointLength(block: OneBlock, starts: Int32Array | Int16Array, positions: Float64Array): number {
  const { aisleX, aisleLength } = block
  let first = -1
  let last = -1
  let inAisles = 0
  let ofLast = 0
  for (let aisle = 0; aisle < aisleX.length; aisle++) {
    const from = starts[aisle]!
    const to = starts[aisle + 1]!
    if (to === from) continue
    if (first < 0) first = aisle
    last = aisle
    let cut = from
    while (cut < to && positions[cut]! <= aisleLength / 2) cut++
    ofLast = (cut > from ? 2 * positions[cut - 1]! : 0) + (cut < to ? 2 * (aisleLength - positions[cut]!) : 0)
    if (aisle !== first) inAisles += ofLast
  }
  if (first < 0) return 0
  return acrossAndBack(block, first, last) + (first === last ? 2 * positions[starts[first + 1]! - 1]! : inAisles - ofLast + 2 * aisleLength)
}

/**
 * RT10: the shortest walk there is, by the dynamic programme over aisles of H. D. Ratliff and A. S. Rosenthal (Operations Research 31(3), 1983),
 * linear in the number of aisles. Their classes of partial tours are five numbers: `uneven` (both ends met an odd number of times), `front`
 * and `back` (only one end met), `joined` (both ends, connected) and `apart` (both ends, two pieces). Walking an aisle twice is never needed.
 */
export function optimalLength(block: OneBlock, { lowest, highest, gap }: AisleFigures): number {
  const { aisleX, aisleLength, depotAisle } = block
  const count = highest.length
  let end = count - 1
  while (end >= 0 && highest[end]! < 0) end--
  if (end < 0) return 0
  let begin = 0
  while (highest[begin]! < 0) begin++
  if (depotAisle < begin) begin = depotAisle
  if (depotAisle > end) end = depotAisle

  let uneven = Infinity
  let front = Infinity
  let back = Infinity
  let joined = Infinity
  let apart = Infinity
  let x = aisleX[begin]!
  // Math.min and no branches: which class is shorter is as good as chance, and a wrong guess of the processor costs more than the sums.
  for (let aisle = begin; aisle <= end; aisle++) {
    const high = highest[aisle]!
    if (high < 0 && aisle !== depotAisle) continue
    if (aisle === begin) {
      if (high < 0) front = 0
      else {
        uneven = aisleLength
        front = 2 * high
        back = 2 * (aisleLength - lowest[aisle]!)
        apart = 2 * (aisleLength - gap[aisle]!)
      }
    } else {
      // Along the cross aisles: what is joined may go on along the front only, the back only, or both. Every class walks there and back
      // once, which is added at the end; here is only what it walks twice.
      const twice = 2 * (aisleX[aisle]! - x)
      x = aisleX[aisle]!
      front = Math.min(front, joined)
      back = Math.min(back, joined)
      joined += twice
      apart += twice
      if (high >= 0) {
        // Through the aisle, or into it from its ends. Through from `joined` is never shorter than from what it became above.
        const fromFront = 2 * high
        const fromBack = 2 * (aisleLength - lowest[aisle]!)
        const fromBoth = 2 * (aisleLength - gap[aisle]!)
        const meetingFront = Math.min(fromFront, fromBoth)
        const meetingBack = Math.min(fromBack, fromBoth)
        const within = Math.min(meetingFront, fromBack)
        const through = Math.min(Math.min(front, back), apart) + aisleLength
        apart = Math.min(apart + within, Math.min(front + meetingBack, back + meetingFront))
        joined = Math.min(joined + within, uneven + aisleLength)
        uneven = Math.min(uneven + within, through)
        front += fromFront
        back += fromBack
      }
    }
    // The depot itself must be met.
    if (aisle === depotAisle) {
      apart = Math.min(apart, back)
      back = Infinity
    }
  }
  return Math.min(front, back, joined) + 2 * (aisleX[end]! - aisleX[begin]!)
}
