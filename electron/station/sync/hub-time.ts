// Hub time at this station, from what the hub said and a monotonic clock. Kept on disk now and then, so that a start without the hub knows it too.
import { hubNow, markAfter, resume, type HubMark } from '#shared/domain/claims/hub-clock.ts'
import type { Monotonic } from '#shared/kernel/time.ts'
import type { Store } from '../store/store.ts'

const keepEveryMs = 300_000

export type HubTime = {
  /** The latest that hub time can be now; null while the hub was never heard. */
  nowMs(): number | null
  /** Before a question to the hub; hand the answer's time to what comes back. */
  asking(): (hubAtMs: number) => void
  /** Writes it down when the last note is older than five minutes. */
  keep(): void
}

/** Without a monotonic clock nothing is known of hub time, and no claim ends here by itself. */
export function createHubTime({ store, monotonic }: { store: Pick<Store, 'hubMark' | 'saveHubMark'>; monotonic: Monotonic | undefined }): HubTime {
  if (!monotonic) return { nowMs: () => null, asking: () => () => undefined, keep: () => undefined }
  const { bootId } = monotonic
  const here = () => ({ monotonicMs: monotonic.nowMs(), bootId })
  const stored = store.hubMark()
  let mark: HubMark | null = stored ? resume(stored, here()) : null
  let keptAtMs = -Infinity
  const keep = (): void => {
    const at = here()
    if (!mark || at.monotonicMs - keptAtMs < keepEveryMs) return
    store.saveHubMark({ ...mark, hubAtMs: hubNow(mark, at), monotonicMs: at.monotonicMs })
    keptAtMs = at.monotonicMs
  }
  return {
    nowMs: () => mark && hubNow(mark, here()),
    asking() {
      const sentMs = monotonic.nowMs()
      return (hubAtMs) => {
        const isFirst = mark === null
        mark = markAfter(mark, { hubAtMs, sentMs, heardMs: monotonic.nowMs(), bootId })
        if (isFirst) keep()
      }
    },
    keep,
  }
}
