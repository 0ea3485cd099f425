// What a station may let go of, and when. Rules RN1..RN5 of docs/specs/retention.md.
import { assert } from '#shared/kernel/assert.ts'

/** A day on which the hub was heard and had answered everything that was recorded here; both clocks as they stood. */
export type DayMark = { dayMarkId: number; stationAtMs: number; hubAtMs: number }

/** How patient a station is. Everything but a test keeps to `retentionPace`. */
export type RetentionPace = {
  dayMs: number
  keptDaysAtLeast: number
  /** So many of the newest entries, scans and finished effects stay however old they are. */
  leastKept: number
}
export const retentionPace: RetentionPace = { dayMs: 86_400_000, keptDaysAtLeast: 14, leastKept: 500 }

/** What a hub is taken to do that does not say how often it is backed up. */
export const backupEveryHoursUnlessTold = 24

/** RN1: days that a fact stays after the hub has it: 14, or twice the time between two backups of the hub when that is longer. */
export function keptDays(backupEveryHours: number, { dayMs, keptDaysAtLeast }: RetentionPace): number {
  assert(backupEveryHours > 0, 'a hub is backed up at intervals')
  return Math.max(keptDaysAtLeast, Math.ceil((2 * backupEveryHours * 3_600_000) / dayMs))
}

/**
 * RN2: a day has passed when the station's clock and hub time have both gone on by it since the newest mark, in whichever direction: one clock that jumps makes no
 * day, both together make one and not twenty.
 */
export function isDayOver(newest: DayMark | undefined, now: { stationAtMs: number; hubAtMs: number }, { dayMs }: RetentionPace): boolean {
  return newest === undefined || Math.min(Math.abs(now.stationAtMs - newest.stationAtMs), Math.abs(now.hubAtMs - newest.hubAtMs)) >= dayMs
}

/** RN3: the newest mark behind which so many later days lie. `marks` oldest first. */
export function ripeMark<M extends DayMark>(marks: readonly M[], days: number): M | undefined {
  assert(days >= 1, 'nothing is let go of on the day it was recorded')
  return marks.at(-1 - days)
}

/**
 * RN4: up to which entry one incarnation's journal may be let go of: never beyond what the hub has acknowledged or what stood there at the mark, and never the
 * newest, which is asked for at each new epoch of the hub (JO12). Never less than before.
 */
export function forgettableSeq({ lastSeq, acknowledgedSeq, markedSeq, forgottenSeq, leastKept }: { lastSeq: number; acknowledgedSeq: number; markedSeq: number; forgottenSeq: number; leastKept: number }): number {
  assert(leastKept >= 1, 'the newest entry stays')
  return Math.max(forgottenSeq, Math.min(acknowledgedSeq, markedSeq, lastSeq - leastKept))
}
