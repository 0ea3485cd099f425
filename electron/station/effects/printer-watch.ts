// Asks idle printers how they are, where their settings allow it. Rules PS3 to PS5 of docs/specs/printing.md.
import { stopsPrinting, type PrinterCondition } from '#shared/domain/printing/status-maps.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { LabelPrinter } from '../devices/label-printer/label-printer.ts'

const askEveryMs = 5_000
/** PS4: a printer that answers nothing so often in a row is asked no more until its settings are saved or the station starts anew. */
const mostSilences = 3

export type PrinterWatch = {
  start(): void
  /** What it told last; nothing is known of a printer that is not asked. */
  conditions(printerId: string): readonly PrinterCondition[]
  /** What became of a job tells as much as an answer. */
  heard(printerId: string, isReached: boolean): void
  stop(): void
}

export function createPrinterWatch({ printers, timers, isIdle, onWell, onChange, onFault }: { printers: ReadonlyMap<string, LabelPrinter>; timers: Timers; isIdle: (printerId: string) => boolean; /** It was asked and says that it can print. */ onWell: (printerId: string) => void; onChange: () => void; onFault: (error: unknown) => void }): PrinterWatch {
  const told = new Map<string, readonly PrinterCondition[]>()
  const silences = new Map<string, number>()
  const stops = new Map<string, () => void>()
  let stopped = false

  const tell = (printerId: string, conditions: readonly PrinterCondition[]): void => {
    const before = told.get(printerId) ?? []
    told.set(printerId, conditions)
    if (before.length !== conditions.length || conditions.some((each) => !before.includes(each))) onChange()
  }
  const ask = async (printerId: string, askStatus: NonNullable<LabelPrinter['askStatus']>): Promise<void> => {
    // PS3: a job that is due comes first.
    if (!isIdle(printerId)) return
    const answer = await askStatus()
    if (stopped || answer.kind === 'not-asked') return
    silences.set(printerId, answer.kind === 'silent' ? (silences.get(printerId) ?? 0) + 1 : 0)
    if (answer.kind === 'silent') tell(printerId, [])
    else {
      const conditions = answer.kind === 'told' ? answer.conditions : (['offline'] as const)
      if (!conditions.some(stopsPrinting)) onWell(printerId)
      tell(printerId, conditions)
    }
  }
  const askLater = (printerId: string, askStatus: NonNullable<LabelPrinter['askStatus']>): void => {
    stops.set(printerId, timers.after(askEveryMs, () => {
      ask(printerId, askStatus).catch(onFault).finally(() => {
        if (!stopped && (silences.get(printerId) ?? 0) < mostSilences) askLater(printerId, askStatus)
      })
    }))
  }
  return {
    start() {
      for (const { printerId, askStatus } of printers.values()) if (askStatus) askLater(printerId, askStatus)
    },
    conditions: (printerId) => told.get(printerId) ?? [],
    heard(printerId, isReached) {
      const others = (told.get(printerId) ?? []).filter((each) => each !== 'offline')
      tell(printerId, isReached ? others : ['offline', ...others])
    },
    stop() {
      stopped = true
      for (const stop of stops.values()) stop()
    },
  }
}
