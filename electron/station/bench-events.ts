// What scanners on lines and the scale bring about, whichever screen looks on.
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { AppDeps } from './app/app-deps.ts'
import { handleScan } from './app/handle-scan.ts'
import { awaitsWeight, handleWeight } from './app/handle-weight.ts'
import { createPlateWatch } from './devices/scale/plate-watch.ts'
import type { Scale } from './devices/scale/scale.ts'

/** The scale speaks up to 20 times a second; the screen is told at most this often. */
const scaleNewsEveryMs = 200

export type BenchEvents = {
  onCode(scannerId: string, code: string): void
  onReading(): void
  /** Something was recorded: another parcel may lie on the bench now. */
  recorded(): void
  stop(): void
}

/** `readAtMs`: when a code was read, by a clock that only goes forward. `onOutcome` hears what is on disk, `onScaleNews` that the scale shows something else. */
export function createBenchEvents({ app, timers, scale, readAtMs, onOutcome, onScaleNews }: {
  app: AppDeps; timers: Timers; scale: () => Scale | undefined; readAtMs: () => number; onOutcome: (outcome: Outcome) => void; onScaleNews: () => void
}): BenchEvents {
  const plate = createPlateWatch(scale)
  let stopNews: (() => void) | undefined
  const parcelNow = (): string | null => {
    const { activity } = app.store.bench()
    return activity.kind === 'check' ? activity.parcelId : null
  }
  /** Undefined while no weight is due, or none can be taken. */
  const takeWeight = (): Outcome | undefined => {
    const grams = scale()?.usableGrams() ?? null
    if (grams === null || !awaitsWeight(app)) return undefined
    const parcelId = parcelNow()
    const outcome = handleWeight(app, { weighingId: app.mintId(), grams })
    if (!outcome) return undefined
    plate.weighed(parcelId)
    scale()?.taken()
    return outcome
  }
  return {
    onCode: (scannerId, code) => onOutcome(handleScan(app, { scanId: app.mintId(), code, source: 'serial', scannerId, readAtMs: readAtMs() })),
    onReading() {
      const outcome = takeWeight()
      if (outcome) return onOutcome(outcome)
      stopNews ??= timers.after(scaleNewsEveryMs, () => {
        stopNews = undefined
        onScaleNews()
      })
    },
    recorded: () => plate.look(parcelNow()),
    stop: () => stopNews?.(),
  }
}
