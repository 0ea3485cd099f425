// Prints from durable rows, never from memory. queued → sending (on disk before the first byte) → sent | unknown | failed.
// Rules EF1..EF8 of docs/specs/printing.md.
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { labelReason, type TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { copyMark } from '#shared/domain/printing/copy-mark.ts'
import { standIn } from '#shared/domain/printing/choose-printer.ts'
import { type PrinterCondition, stopsPrinting } from '#shared/domain/printing/status-maps.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { AppDeps } from '../app/app-deps.ts'
import { printerLoads } from '../app/choose-printers.ts'
import type { LabelPrinter, PrintResult } from '../devices/label-printer/label-printer.ts'
import { isLabelRefusal } from '../labels/page-model.ts'
import type { Raster } from '../labels/raster.ts'
import type { Effect, EffectState } from '../store/store.ts'
import type { Paper } from './paper.ts'
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

type LabelEffect = Extract<Effect, { kind: 'print-label' }>

/** EF2, EF3: only what provably never left is tried again. */
const stateAfter = { delivered: 'done', 'not-sent': 'queued', failed: 'failed', unknown: 'unknown' } as const satisfies Record<PrintResult['kind'], EffectState>
const noDots: Raster = { widthDots: 8, heightDots: 1, bits: new Uint8Array(1) }

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
  const labelFact = (effect: LabelEffect, result: PrintResult): Fact | undefined => {
    const { jobId, parcelId, waybillNumber } = effect.body
    if (result.kind === 'delivered') return fact('LabelSent', { jobId, parcelId, waybillNumber })
    if (result.kind === 'failed') return fact('LabelFailed', { jobId, parcelId, waybillNumber, why: result.reason })
    return result.kind === 'unknown' ? fact('LabelUnknown', { jobId, parcelId, waybillNumber, why: result.reason }) : undefined
  }

  const draw = async (effect: LabelEffect, { dotsPerMm, drawsItself }: LabelPrinter) => {
    const payload = store.labelPayload(effect.body.waybillNumber)
    if (!payload) return { kind: 'refused' as const, why: 'no-label-data' as const }
    const { platformPrint } = payload
    if (drawsItself) return { kind: 'drawn' as const, raster: noDots, platformPrint }
    const size = store.carrier(payload.carrierCode)?.labelSize ?? '100x150'
    const { copy, parcelId, waybillNumber } = effect.body
    // FO4: what tells this copy from those that another printer may still bring out.
    const mark = store.parcel(parcelId)?.copyMarked ? copyMark(waybillNumber, copy) : undefined
    const drawn = await deps.paper.drawWaybill(copy === 1 ? payload : { ...payload, ...(mark === undefined ? {} : { copyMark: mark }), remark: `补打 ${copy} · 前一张作废 ${payload.remark}`.trim() }, size, dotsPerMm, store.labelLayouts())
    return isLabelRefusal(drawn) ? { kind: 'refused' as const, why: labelReason(drawn) } : { kind: 'drawn' as const, raster: drawn, platformPrint }
  }

  function printerState(printerId: string): PrinterState {
    const waiting = store.queuedEffects().filter((effect) => effect.printerId === printerId).length
    const words = trouble.get(printerId) ?? ''
    const conditions = [...watch.conditions(printerId)]
    if (words !== '' || conditions.some(stopsPrinting)) return { state: 'trouble', words, waiting, conditions }
    return { state: busy.has(printerId) ? 'busy' : 'ready', words: slow.has(printerId) ? 'taking-long' : '', waiting, conditions }
  }

  const whyNotPrinted = (parcelId: string): TroubleReason | undefined => {
    const parcel = store.parcel(parcelId)
    if (parcel && store.order(parcel.orderId)?.cancelled) return 'order-cancelled'
    return parcel?.state === 'stopped' ? 'parcel-stopped' : undefined
  }

  /** Prints one label; true when the printer may go on with the next. */
  const printLabel = async (effect: LabelEffect, printer: LabelPrinter): Promise<boolean> => {
    const drawn = await draw(effect, printer)
    const { jobId, parcelId, waybillNumber } = effect.body
    if (drawn.kind === 'refused') {
      store.transaction(() => {
        store.setEffectState(effect.effectId, 'failed', drawn.why, deps.nowMs())
        record(fact('LabelFailed', { jobId, parcelId, waybillNumber, why: drawn.why }))
      })
      return true
    }
    const isSpared = store.transaction(() => {
      // FO3: while it was drawn, another printer may have taken it over.
      if (!store.queuedEffects().some((each) => each.effectId === effect.effectId && each.printerId === effect.printerId)) return true
      // EF7: the last moment at which a refund spares the paper.
      const why = whyNotPrinted(parcelId)
      if (why) {
        store.setEffectState(effect.effectId, 'failed', why, deps.nowMs())
        record(fact('LabelFailed', { jobId, parcelId, waybillNumber, why }))
        return true
      }
      // EF1: what may be on its way to paper is known as such before its first byte.
      store.setEffectState(effect.effectId, 'sending', '', deps.nowMs())
      return false
    })
    if (isSpared) return true
    // Paper cannot be taken back: what led to it is on both disks first.
    store.syncSecond()
    const result = await printer.print({ jobId, documentName: waybillNumber, raster: drawn.raster, ...(drawn.platformPrint === undefined ? {} : { platformPrint: drawn.platformPrint }) })
    store.transaction(() => {
      const entry = labelFact(effect, result)
      if (entry) record(entry)
      store.setEffectState(effect.effectId, stateAfter[result.kind], result.kind === 'delivered' ? '' : result.reason, deps.nowMs())
    })
    noteResult(printer.printerId, result, parcelId)
    return result.kind !== 'not-sent'
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
    if (effect.kind === 'print-paper') {
      const result = await printPaper(deps, effect, printer)
      if (result) noteResult(printer.printerId, result)
      return result?.kind !== 'not-sent'
    }
    return printLabel(effect, printer)
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
