// Which printer gets what is owed. Rules FO1 to FO3 of docs/specs/printing.md.
import { choosePrinter, type PrinterLoad } from '#shared/domain/printing/choose-printer.ts'
import { stopsPrinting } from '#shared/domain/printing/status-maps.ts'
import type { AppDeps } from './app-deps.ts'

/** A printer whose last job went wrong is out until somebody chooses it again; one that says itself that it cannot print, also then. */
export function printerLoads({ settings, printerState }: Pick<AppDeps, 'settings' | 'printerState'>, chosenId: string | undefined): PrinterLoad[] {
  return settings().printers.map(({ printerId, group = '' }) => {
    const { state, waiting, conditions } = printerState?.(printerId) ?? { state: 'ready', waiting: 0, conditions: [] }
    return { printerId, group, waiting: waiting + (state === 'busy' ? 1 : 0), isAble: state !== 'trouble' || (printerId === chosenId && !conditions.some(stopsPrinting)) }
  })
}

/** `chosenId`: by the person at the bench. Undefined when there is no printer. */
export function printerForNext(deps: AppDeps, chosenId: string | undefined): string | undefined {
  return choosePrinter(printerLoads(deps, chosenId), chosenId)?.printerId
}

/** FO1: one more copy goes where the person said, else to where the copy before went. */
export function printerForCopy(deps: AppDeps, parcelId: string, chosenId: string | undefined): string | undefined {
  const { printers } = deps.settings()
  const isSetUp = (printerId: string | undefined): boolean => printers.some((each) => each.printerId === printerId)
  const wanted = [chosenId, deps.store.parcel(parcelId)?.labelPrinterId].find(isSetUp)
  return wanted ?? printerForNext(deps, chosenId)
}
