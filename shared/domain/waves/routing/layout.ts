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
