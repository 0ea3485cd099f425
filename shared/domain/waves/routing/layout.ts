// What a site tells us about its aisles, and what is wrong with it. Runs anywhere: no clock, no I/O. Rules RT11..RT14 of docs/specs/routing.md.

/** Metres. `y` counts from the front of the site to its back, `x` along the cross aisles. */
export type Aisle = {
  name: string
  x: number
  /** null: both ways. */
  oneWay: 'to-back' | 'to-front' | null
  /** false: nobody turns around between two cross aisles; who enters walks through. */
  turning: boolean
  /** Blocks that cannot be walked here; block 0 lies between the first two cross aisles. */
  closedBlocks: readonly number[]
}

/** Runs past every aisle. */
export type CrossAisle = { y: number; oneWay: 'ascending' | 'descending' | null }

/** Where a walk begins or ends: on a cross aisle anywhere, or inside an aisle. */
export type WalkEnd = { name: string; x: number; y: number }

/** `y` may be null in what is imported: then the place is named as a problem and left out. Level 0 is reached from the floor. */
export type LayoutPlace = { place: string; aisle: string; y: number | null; level: number }

export type SiteLayout = {
  aisles: readonly Aisle[]
  crossAisles: readonly CrossAisle[]
  starts: readonly WalkEnd[]
  /** Empty: a walk ends where it began. */
  ends: readonly WalkEnd[]
  places: readonly LayoutPlace[]
  metresPerSecond: number
  /** Seconds to reach and come back from each level; a level beyond the last takes as long as the last. */
  secondsPerLevel: readonly number[]
}

/** `fatal` ones leave no layout to walk in; all others leave out what they name. */
export type LayoutProblem =
  | { code: 'no-aisle' | 'too-few-cross-aisles' | 'no-start' | 'speed-not-positive'; fatal: true }
  | { code: 'aisle-twice' | 'aisle-without-coordinates'; aisle: string; fatal: false }
  | { code: 'cross-aisle-bad'; y: number; fatal: true }
  | { code: 'closed-block-unknown'; aisle: string; block: number; fatal: false }
  | { code: 'level-seconds-bad'; level: number; fatal: true }
  | { code: 'end-off-the-ways' | 'end-unreachable'; end: string; fatal: false }
  | { code: 'place-twice' | 'place-without-coordinates' | 'place-aisle-unknown' | 'place-outside-aisle' | 'place-unreachable' | 'place-level-bad'; place: string; fatal: false }

/** One problem as a sentence for a supervisor. */
export function problemSentence(problem: LayoutProblem): { zh: string; en: string } {
  switch (problem.code) {
    case 'no-aisle': return { zh: '布局里没有通道。', en: 'The layout has no aisle.' }
    case 'too-few-cross-aisles': return { zh: '至少需要前、后两条横向通道。', en: 'At least a front and a back cross aisle are needed.' }
    case 'no-start': return { zh: '没有可用的起点。', en: 'There is no place to start a walk from.' }
    case 'speed-not-positive': return { zh: '步行速度必须大于 0。', en: 'The walking speed must be above 0.' }
    case 'cross-aisle-bad': return { zh: `横向通道的位置 ${problem.y} 无效或重复。`, en: `The cross aisle at ${problem.y} is not a number or is given twice.` }
    case 'level-seconds-bad': return { zh: `第 ${problem.level} 层的秒数无效。`, en: `The seconds of level ${problem.level} are not a number from 0.` }
    case 'aisle-twice': return { zh: `通道 ${problem.aisle} 出现了两次，只用第一次的。`, en: `Aisle ${problem.aisle} is given twice; the first one is used.` }
    case 'aisle-without-coordinates': return { zh: `通道 ${problem.aisle} 没有坐标。`, en: `Aisle ${problem.aisle} has no coordinates.` }
    case 'closed-block-unknown': return { zh: `通道 ${problem.aisle} 没有第 ${problem.block} 段。`, en: `Aisle ${problem.aisle} has no block ${problem.block}.` }
    case 'end-off-the-ways': return { zh: `起点/终点 ${problem.end} 不在任何通道上。`, en: `${problem.end} lies on no aisle and no cross aisle.` }
    case 'end-unreachable': return { zh: `起点/终点 ${problem.end} 走不到。`, en: `${problem.end} cannot be reached.` }
    case 'place-twice': return { zh: `货位 ${problem.place} 出现了两次，只用第一次的。`, en: `Place ${problem.place} is given twice; the first one is used.` }
    case 'place-without-coordinates': return { zh: `货位 ${problem.place} 没有坐标。`, en: `Place ${problem.place} has no coordinates.` }
    case 'place-aisle-unknown': return { zh: `货位 ${problem.place} 所在的通道不存在。`, en: `The aisle of place ${problem.place} does not exist.` }
    case 'place-outside-aisle': return { zh: `货位 ${problem.place} 在通道之外。`, en: `Place ${problem.place} lies outside its aisle.` }
    case 'place-unreachable': return { zh: `货位 ${problem.place} 走不到，或走到后回不来。`, en: `Place ${problem.place} cannot be reached and left again.` }
    case 'place-level-bad': return { zh: `货位 ${problem.place} 的层号无效。`, en: `The level of place ${problem.place} is not a whole number from 0.` }
  }
}
