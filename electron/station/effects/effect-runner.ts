// Prints from durable rows, never from memory. queued → sending (on disk before the first byte) → sent | unknown | failed.
// Rules EF1..EF8 of docs/specs/printing.md.
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { labelReason, type TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { standIn } from '#shared/domain/printing/choose-printer.ts'
import { type PrinterCondition, stopsPrinting } from '#shared/domain/printing/status-maps.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { AppDeps } from '../app/app-deps.ts'
import { printerLoads } from '../app/choose-printers.ts'
import type { LabelPrinter, PrintResult } from '../devices/label-printer/label-printer.ts'
import type { Effect } from '../store/store.ts'
import type { Paper } from './paper.ts'
import { printLabel } from './print-label.ts'
import { printPaper } from './print-paper.ts'
import { createPrinterHolds } from './printer-holds.ts'
import { createPrinterWatch } from './printer-watch.ts'

/** `words` is what became of the last job; `conditions` what is known of the printer itself. */
export type PrinterState = { state: 'ready' | 'busy' | 'trouble'; words: TroubleReason | ''; waiting: number; conditions: PrinterCondition[] }

export type EffectRunner = {
  /** Settles what was being sent when the process last ended, then prints what is queued. */
  start(): void
  /** There may be something new to print. */
  kick(): void
  printerState(printerId: string): PrinterState
  /** Ends after the job in hand. */
  stop(): Promise<void>
}

/** A printer that is provably not reached is tried again after this time. */
const retryAfterMs = 3000
/** FO2: and this long after the last try it may have new work again, where it cannot be asked how it is. A try costs nothing. */
const forgetAfterMs = 60_000

export function createEffectRunner(deps: AppDeps & { printers: Map<string, LabelPrinter>; timers: Timers; paper: Paper; paperFolder: string; onChange: () => void; /** A printer is another than it was. */ onPrinters?: () => void; onFault: (where: string, error: unknown) => void }): EffectRunner {
  const { store, printers, timers } = deps
  const busy = new Set<string>()
  const trouble = new Map<string, TroubleReason>()
  /** PS7: they take nothing of the job in hand for now. */
  const slow = new Set<string>()
  const running = new Map<string, Promise<void>>()
  /** EF2: until they are tried again; what stops the waiting. */
  const pauses = new Map<string, () => void>()
  const stopForgetting = new Map<string, () => void>()
  let stopped = false
  const watch = createPrinterWatch({
    printers, timers, onFault: (error) => deps.onFault('printers', error),
    isIdle: (printerId) => !running.has(printerId) && (holds.isHeld(printerId) || !store.queuedEffects().some((each) => each.printerId === printerId)),
    onWell(printerId) {
      if (trouble.delete(printerId)) deps.onChange()
      holds.letGo(printerId)
    },
    onChange() {
      deps.onChange()
      deps.onPrinters?.()
    },
  })
  const holds = createPrinterHolds({ store, timers, conditions: watch.conditions, onFree: () => kick() })

  const record = (entry: Fact): void => store.record({ factId: deps.mintId(), atMs: deps.nowMs(), actorId: 'station', fact: entry })

  function printerState(printerId: string): PrinterState {
    const waiting = store.queuedEffects().filter((effect) => effect.printerId === printerId).length
    const words = trouble.get(printerId) ?? ''
    const conditions = [...watch.conditions(printerId)]
    if (words !== '' || conditions.some(stopsPrinting)) return { state: 'trouble', words, waiting, conditions }
    return { state: busy.has(printerId) ? 'busy' : 'ready', words: slow.has(printerId) ? 'taking-long' : '', waiting, conditions }
  }

  /** PS7: what it tells while a job is on its way is shown, and is no verdict. */
  const heard = (printer: LabelPrinter): LabelPrinter => {
    const tell = (isSlow: boolean): void => {
      if (isSlow === slow.has(printer.printerId)) return
      if (isSlow) slow.add(printer.printerId)
      else slow.delete(printer.printerId)
      deps.onChange()
      deps.onPrinters?.()
    }
    return { ...printer, print: (job) => printer.print(job, tell).finally(() => tell(false)) }
  }

  const noteResult = (printerId: string, result: PrintResult, parcelId?: string): void => {
    if (result.kind === 'delivered') trouble.delete(printerId)
    else trouble.set(printerId, result.reason)
    if (result.kind === 'unknown' && result.stuck) holds.hold(printerId, parcelId)
    else if (result.kind === 'delivered') holds.delivered(printerId)
    // What a queue of this computer or a folder says is not that a printer is off.
    const kind = deps.settings().printers.find((each) => each.printerId === printerId)?.kind
    watch.heard(printerId, result.kind !== 'not-sent' || (kind !== 'tcp' && kind !== 'component'))
    stopForgetting.get(printerId)?.()
    if (stopped || result.kind !== 'not-sent' || printers.get(printerId)?.askStatus) return
    stopForgetting.set(printerId, timers.after(forgetAfterMs, () => {
      trouble.delete(printerId)
      watch.heard(printerId, true)
      deps.onChange()
      kick()
    }))
  }

  const printOne = async (effect: Effect, printer: LabelPrinter | undefined): Promise<boolean> => {
    if (effect.kind === 'print-manifest') {
      const refusal = await deps.paper.writeManifest(deps, effect.body.manifestId, deps.paperFolder)
      store.transaction(() => store.setEffectState(effect.effectId, refusal ? 'failed' : 'done', refusal ? labelReason(refusal) : '', deps.nowMs()))
      return true
    }
    if (!printer) {
      trouble.set(effect.printerId, 'not-set-up')
      return false
    }
    const result = effect.kind === 'print-paper' ? await printPaper(deps, effect, printer) : await printLabel(deps, effect, printer)
    if (result) noteResult(printer.printerId, result, effect.kind === 'print-label' ? effect.body.parcelId : undefined)
    return result?.kind !== 'not-sent'
  }

  /** FO3: of what waits at a printer that cannot print, not one byte has left: another one of its group takes it. */
  const handOver = (): void => {
    const waiting = store.queuedEffects().filter((each) => each.kind === 'print-label')
    if (waiting.length === 0 || (printers.size < 2 && waiting.every((each) => printers.has(each.printerId)))) return
    const loads = printerLoads({ settings: deps.settings, printerState }, store.bench().printerId)
    for (const effect of waiting) {
      const other = standIn(loads, effect.printerId)
      if (!other) continue
      const { jobId, parcelId, waybillNumber } = effect.body
      store.transaction(() => {
        if (!store.moveEffect(effect.effectId, other.printerId)) return
        record(fact('LabelMoved', { jobId, parcelId, waybillNumber, printerId: other.printerId }))
      })
      other.waiting += 1
    }
  }

  const pause = (printerId: string): void => {
    if (stopped) return
    pauses.set(printerId, timers.after(retryAfterMs, () => {
      pauses.delete(printerId)
      kick()
    }))
  }

  /** EF4: one job at a time per printer, in the order in which they were owed. */
  const work = async (printerId: string): Promise<void> => {
    for (;;) {
      const queued = stopped || holds.isHeld(printerId) ? [] : store.queuedEffects().filter((each) => each.printerId === printerId)
      // EF8: a parcel waits for its label; 200 labels of places can wait for the parcel.
      const effect = queued.find((each) => each.kind !== 'print-paper') ?? queued[0]
      if (!effect) return
      busy.add(printerId)
      deps.onChange()
      const printer = printers.get(printerId)
      const goOn = await printOne(effect, printer && heard(printer)).finally(() => busy.delete(printerId))
      deps.onChange()
      kick()
      if (!goOn) return pause(printerId)
    }
  }

  const kick = (): void => {
    if (stopped) return
    handOver()
    holds.letGoWhereProved()
    for (const printerId of new Set(store.queuedEffects().map((effect) => effect.printerId))) {
      if (running.has(printerId) || pauses.has(printerId) || holds.isHeld(printerId)) continue
      const job = work(printerId).catch((error: unknown) => deps.onFault('printing', error)).finally(() => {
        running.delete(printerId)
      })
      running.set(printerId, job)
    }
  }

  return {
    start() {
      // EF5: found as sending at start: bytes may have left before the power did.
      for (const effect of store.sendingEffects()) {
        store.transaction(() => {
          if (effect.kind === 'print-label') {
            const { jobId, parcelId, waybillNumber } = effect.body
            record(fact('LabelUnknown', { jobId, parcelId, waybillNumber, why: 'stopped-meanwhile' }))
          }
          store.setEffectState(effect.effectId, effect.kind === 'print-manifest' ? 'queued' : 'unknown', 'stopped-meanwhile', deps.nowMs())
        })
      }
      kick()
      watch.start()
    },
    kick,
    printerState,
    async stop() {
      stopped = true
      watch.stop()
      for (const cancel of [...pauses.values(), ...stopForgetting.values()]) cancel()
      holds.stop()
      await Promise.all(running.values())
    },
  }
}
