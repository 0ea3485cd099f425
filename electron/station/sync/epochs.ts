// Whether an answer is of the hub that the station follows. Rules SY5, SY9 and SY34 of docs/specs/sync.md.
import type { Timers } from '#shared/kernel/time.ts'
import type { Store } from '../store/store.ts'
import type { Line } from './line.ts'

/** So many answers in a row of a hub that was left are believed the first time; each further time it takes twice as many. */
const firstSureAfter = 4
const longestSureAfter = 64
/** An answer or two of the hub before may still be on their way when it was put back. */
const tellAfter = 3
/** So long only one hub is heard before there is only one. */
const quietMs = 600_000

export type Epochs = {
  /** What became of it: the hub that is followed, another one that is followed from now on, or one that was left and is not believed yet. */
  meet(toldEpoch: string): 'same' | 'begun' | 'doubted'
  /** Answers of several hubs come by turns. */
  areSeveral(): boolean
  stop(): void
}

export function watchEpochs({ store, line, timers }: { store: Pick<Store, 'pullPosition' | 'startEpoch'>; line: Line; timers: Timers }): Epochs {
  const left = new Set<string>()
  let inARow = 0
  let sureAfter = firstSureAfter
  let returns = 0
  let cancelQuiet: () => void = () => undefined
  const quiet = (): void => {
    returns = 0
    sureAfter = firstSureAfter
    line.trouble('hubs', undefined)
  }
  const begin = (toldEpoch: string, now: string | null): 'begun' => {
    if (now !== null) left.add(now)
    inARow = 0
    store.startEpoch(toldEpoch)
    return 'begun'
  }
  return {
    meet(toldEpoch) {
      const { hubEpoch } = store.pullPosition()
      if (toldEpoch === hubEpoch) {
        inARow = 0
        return 'same'
      }
      if (!left.has(toldEpoch)) return begin(toldEpoch, hubEpoch)
      returns += 1
      inARow += 1
      cancelQuiet()
      cancelQuiet = timers.after(quietMs, quiet)
      if (returns >= tellAfter) line.trouble('hubs', { code: 'several-hubs', detail: '' })
      if (inARow < sureAfter) return 'doubted'
      sureAfter = Math.min(longestSureAfter, sureAfter * 2)
      return begin(toldEpoch, hubEpoch)
    },
    areSeveral: () => returns >= tellAfter,
    stop: () => cancelQuiet(),
  }
}
