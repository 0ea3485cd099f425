// Will this wave make its cut-off, and if not, why? Runs anywhere: no clock, no I/O. Rules LT1..LT6 of docs/specs/waves.md.
import { usualMsPerPiece } from './usual-pace.ts'

export type Lateness = 'on-time' | 'at-risk' | 'late' | 'over'

export type WhyLate =
  /** Minutes since the cut-off. */
  | 'cut-off-passed'
  /** Minutes that are missing at the present pace. */
  | 'too-slow'
  /** Minutes to spare at the present pace. */
  | 'hardly-in-time'
  /** Pieces, in the first stage that waits. */
  | 'no-one-picking' | 'waiting-for-picking' | 'waiting-for-sorting' | 'waiting-for-checking'
  /** Orders that wait for a decision. */
  | 'short-orders'
  /** Minutes that are missing at the usual pace, of a wave without a pace yet. */
  | 'too-few-hands'
  /** Minutes to the cut-off, of a wave without a pace yet. */
  | 'no-pace-yet'

export type LatenessFacts = {
  /** Done or cancelled. */
  over: boolean
  cutOffAtMs: number
  nowMs: number
  toPickPieces: number
  /** Of this wave and of all that are due no later: who picks this one picks those first. */
  dueNoLaterPieces: number
  /** People who pick or could. */
  hands: number
  toSortPieces: number
  /** All that is not checked yet, also what is not picked yet. */
  remainingUnits: number
  /** Pieces checked per hour at the present pace; null: nothing to measure yet. */
  unitsPerHour: number | null
  pickers: number
  shortOrders: number
}

export type LatenessVerdict = { lateness: Lateness; why: { code: WhyLate; value: number }[]; neededMs: number | null; slackMs: number }

/** The pace may drop by a fifth before an on-time wave becomes late. */
const PACE_MARGIN = 1.25
/** A wave nobody has begun is at risk this long before its cut-off. */
const UNBEGUN_AT_RISK_MS = 60 * 60_000

const minutes = (ms: number): number => Math.ceil(ms / 60_000)

/** Judges one wave for the board. Reasons are given worst first, and only when there is something to act on. */
export function lateness(facts: LatenessFacts): LatenessVerdict {
  const { cutOffAtMs, nowMs, remainingUnits, unitsPerHour } = facts
  const leftMs = cutOffAtMs - nowMs
  const neededMs = unitsPerHour !== null && unitsPerHour > 0 ? (remainingUnits / unitsPerHour) * 3_600_000 : null
  const slackMs = leftMs - (neededMs ?? 0)
  // LT1
  if (facts.over || remainingUnits === 0) return { lateness: facts.over ? 'over' : 'on-time', why: [], neededMs: 0, slackMs: leftMs }
  const why: LatenessVerdict['why'] = []
  let verdict: Lateness = 'on-time'
  if (leftMs <= 0) {
    // LT2
    verdict = 'late'
    why.push({ code: 'cut-off-passed', value: minutes(-leftMs) })
  } else if (neededMs === null) {
    // LT5
    const pickingMs = (facts.dueNoLaterPieces * usualMsPerPiece) / Math.max(1, facts.hands)
    if (facts.toPickPieces > 0 && pickingMs > leftMs) {
      verdict = 'at-risk'
      why.push({ code: 'too-few-hands', value: minutes(pickingMs - leftMs) })
    } else if (leftMs <= UNBEGUN_AT_RISK_MS) {
      verdict = 'at-risk'
      why.push({ code: 'no-pace-yet', value: minutes(leftMs) })
    }
  } else if (neededMs > leftMs) {
    // LT3
    verdict = 'late'
    why.push({ code: 'too-slow', value: minutes(neededMs - leftMs) })
  } else if (neededMs * PACE_MARGIN > leftMs) {
    // LT4
    verdict = 'at-risk'
    why.push({ code: 'hardly-in-time', value: Math.floor((leftMs - neededMs) / 60_000) })
  }
  if (verdict === 'on-time') return { lateness: verdict, why, neededMs, slackMs }
  // LT6
  const { toPickPieces, toSortPieces, shortOrders } = facts
  if (shortOrders > 0) why.push({ code: 'short-orders', value: shortOrders })
  if (toPickPieces > 0) why.push({ code: facts.pickers === 0 ? 'no-one-picking' : 'waiting-for-picking', value: toPickPieces })
  else if (toSortPieces > 0) why.push({ code: 'waiting-for-sorting', value: toSortPieces })
  else why.push({ code: 'waiting-for-checking', value: remainingUnits })
  return { lateness: verdict, why, neededMs, slackMs }
}
