// The quiet-time task that keeps a station's store from growing for ever. Rules RN1.. of docs/specs/retention.md.
import { isDayOver, keptDays, retentionPace, ripeMark, type RetentionPace } from '#shared/domain/retention/decide-forget.ts'
import type { NowMs } from '#shared/kernel/time.ts'
import type { Store } from './store/store.ts'

/** About a millisecond, mostly the flush: a scan that comes meanwhile does not notice. */
const ROWS_AT_ONCE = 32

export type Forgetter = { look(): void }

/** `look` is called on a slow clock, and does one small thing or nothing. `hub` answers null while the hub is not heard. */
export function createForgetter({ store, nowMs, hub, pace = retentionPace, rowsAtOnce = ROWS_AT_ONCE }: {
  store: Store; nowMs: NowMs; hub: () => { atMs: number; backupEveryHours: number } | null; pace?: RetentionPace; rowsAtOnce?: number
}): Forgetter {
  return {
    look() {
      const heard = hub()
      if (!heard) return
      const days = keptDays(heard.backupEveryHours, pace)
      const marks = store.dayMarks()
      const now = { stationAtMs: nowMs(), hubAtMs: heard.atMs }
      // RN2: what waits to be sent, or asks a new hub what it lacks, makes no day.
      if (isDayOver(marks.at(-1), now, pace) && store.outboxState().unsentCount === 0) return store.markDay(now, days + 1)
      const through = ripeMark(marks, days)
      if (through) store.forget({ through, leastKept: pace.leastKept, limit: rowsAtOnce, atMs: now.stationAtMs, why: `acknowledged for ${days} days and more` })
    },
  }
}
