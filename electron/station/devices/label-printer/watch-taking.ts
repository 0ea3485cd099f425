// Whether a printer goes on taking the job it was given. Rule PS7 of docs/specs/printing.md.
import type { Timers } from '#shared/kernel/time.ts'

/** So long without a byte taken is longer than any printer that is well needs between two of them. */
export const slowAfterMs = 3_000

/** What a driver tells of a job that is on its way; no verdict on it. */
export type OnSlow = (isSlow: boolean) => void

/** Tells once when nothing was taken for `afterMs`, and again when something is. `end` tells nothing more. */
export function watchTaking(timers: Timers, afterMs: number, onSlow: OnSlow): { taken(): void; end(): void } {
  let isSlow = false
  let stopTimer = (): void => undefined
  const tell = (slow: boolean): void => {
    if (slow === isSlow) return
    isSlow = slow
    onSlow(slow)
  }
  return {
    taken() {
      stopTimer()
      stopTimer = timers.after(afterMs, () => tell(true))
      tell(false)
    },
    end: () => stopTimer(),
  }
}
