// Printers that get no job for a while because they took none. Rule EF9 of docs/specs/printing.md.
import { stopsPrinting, type PrinterCondition } from '#shared/domain/printing/status-maps.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { Store } from '../store/store.ts'

/** The pause after a job that a printer did not take, times the jobs in a row. */
const holdMs = 20_000
const mostHoldMs = 120_000
/** What a printer tells of itself may be wrong for ever. */
const mostToldHolds = 10

type Hold = {
  inRow: number
  /** The label it did not take; of a paper none. */
  parcelId: string | undefined
  /** Undefined: it may be tried again. */
  stop: (() => void) | undefined
  /** What had been owed by then. */
  owed: ReadonlySet<string>
}

export type PrinterHolds = {
  isHeld(printerId: string): boolean
  /** It did not take this job: thirty labels in a queue are not fed one by one to a printer that takes none of them. */
  hold(printerId: string, parcelId: string | undefined): void
  /** It may be tried again. */
  letGo(printerId: string): void
  /** Lets go where the very label came out after all, or where somebody asks for a copy and so has seen to the printer. */
  letGoWhereProved(): void
  /** It took a job: the next pause is a short one again. */
  delivered(printerId: string): void
  stop(): void
}

/** `conditions` says what a printer tells of itself; `onFree` hears when one may be tried again. */
export function createPrinterHolds({ store, timers, conditions, onFree }: { store: Store; timers: Timers; conditions: (printerId: string) => readonly PrinterCondition[]; onFree: () => void }): PrinterHolds {
  const holds = new Map<string, Hold>()
  /** The printer is one of those that never close their side. */
  const isProved = (parcelId: string | undefined): boolean => parcelId !== undefined && store.parcel(parcelId)?.labelConfirmed === true
  const isHeld = (printerId: string): boolean => holds.get(printerId)?.stop !== undefined
  const letGo = (printerId: string): void => {
    const hold = holds.get(printerId)
    if (!hold?.stop) return
    hold.stop()
    hold.stop = undefined
    onFree()
  }
  return {
    isHeld,
    letGo,
    hold(printerId, parcelId) {
      if (isProved(parcelId)) return
      const before = holds.get(printerId)
      const inRow = (before?.inRow ?? 0) + 1
      const wait = (told: number): (() => void) => timers.after(Math.min(inRow * holdMs, mostHoldMs), () => {
        const mine = holds.get(printerId)
        if (mine && told < mostToldHolds && conditions(printerId).some(stopsPrinting)) mine.stop = wait(told + 1)
        else letGo(printerId)
      })
      before?.stop?.()
      holds.set(printerId, { inRow, parcelId, owed: new Set(store.queuedEffects().map((each) => each.effectId)), stop: wait(0) })
    },
    letGoWhereProved() {
      for (const [printerId, { owed, parcelId }] of holds) {
        if (!isHeld(printerId)) continue
        const isAskedFor = store.queuedEffects().some((each) => each.kind === 'print-label' && each.printerId === printerId && each.body.copy > 1 && !owed.has(each.effectId))
        if (isAskedFor || isProved(parcelId)) letGo(printerId)
      }
    },
    delivered: (printerId) => void holds.delete(printerId),
    stop() {
      for (const { stop } of holds.values()) stop?.()
    },
  }
}
