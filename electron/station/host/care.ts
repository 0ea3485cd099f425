// What a store needs while nobody looks: its log moved into the file on quiet moments, its journal read again while the bench is empty, a copy made at shift end, old rows let go of.
import type { NowMs, Timers } from '#shared/kernel/time.ts'
import type { Forgetter } from '../forgetting.ts'
import type { Store } from '../store/store.ts'
import type { DiskReserve } from './disk-reserve.ts'

const LOOK_EVERY_MS = 5_000
/** Between two copies at least: a bench that changes hands every few minutes does not copy all day. */
const COPY_AT_MOST_EVERY_MS = 10 * 60_000
/** A second disk that was full or pulled out is tried again after this time. */
const RENEW_AFTER_MS = 60_000
/** Some 30 ms: a badge that is scanned meanwhile does not notice. */
const ENTRIES_CHECKED_AT_ONCE = 2_000

/** Looks after the store until the answer is called, which resolves when no copy is being made any more. */
export function careFor({ store, nowMs, timers, reserve, forgetter, onCopy, onWrongJournal }: { store: Store; nowMs: NowMs; timers: Timers; reserve?: DiskReserve; forgetter?: Forgetter; /** Why the copy could not be made; undefined when it was. */ onCopy: (fault: unknown) => void; onWrongJournal: (why: string) => void }): () => Promise<void> {
  let copiedAtMs = nowMs()
  let copiedSeq = store.identity().lastSeq
  let copying: Promise<void> | undefined
  let checkedTo = 0
  let isJournalWrong = false
  /** Somebody worked and left: the copy of this shift is due. */
  let hasShiftEnded = false
  let wasSomebodyThere = false
  let cancel: () => void = () => undefined

  const copy = (): void => {
    copying = store.renewSecond().then(() => onCopy(undefined), onCopy).finally(() => (copying = undefined))
  }
  /** JO41: the whole journal is read again, part by part, while nobody works. */
  const checkJournal = (): void => {
    if (isJournalWrong || store.bench().operatorId !== null || checkedTo >= store.journalLength()) return
    const part = store.verifyJournalPart(checkedTo, ENTRIES_CHECKED_AT_ONCE)
    checkedTo = part.checkedTo
    if (!part.wrong) return
    isJournalWrong = true
    onWrongJournal(part.wrong.why)
  }
  const renewReserve = (): void => {
    try {
      reserve?.renew()
    } catch (error) {
      // Full after all, or not to be written: new work waits until it can be.
      if (!(error instanceof Error && 'syscall' in error)) throw error
      reserve?.release()
    }
  }
  const look = (): void => {
    store.checkpoint()
    renewReserve()
    checkJournal()
    forgetter?.look()
    const { lastSeq } = store.identity()
    const isSomebodyThere = store.bench().operatorId !== null
    hasShiftEnded ||= wasSomebodyThere && !isSomebodyThere
    wasSomebodyThere = isSomebodyThere
    if (!copying && hasShiftEnded && !isSomebodyThere && lastSeq !== copiedSeq && Math.abs(nowMs() - copiedAtMs) >= COPY_AT_MOST_EVERY_MS) {
      hasShiftEnded = false
      copiedAtMs = nowMs()
      copiedSeq = lastSeq
      copy()
    }
    // A long journal takes long to read at the next start; one that is off leaves the work with one disk only.
    const second = store.secondState()
    const isRenewalDue = second && (second.kind === 'off' ? Math.abs(nowMs() - second.sinceMs) >= RENEW_AFTER_MS : second.isLong)
    if (!copying && isRenewalDue) copy()
    cancel = timers.after(LOOK_EVERY_MS, look)
  }
  cancel = timers.after(LOOK_EVERY_MS, look)
  return async () => {
    cancel()
    await copying
  }
}
