// Which printer gets the next label. Runs anywhere: no clock, no I/O. Rules FO1 and FO2 of docs/specs/printing.md.

/** `waiting`: jobs that are owed or on their way. `isAble`: nothing is known against it. */
export type PrinterLoad = { printerId: string; group: string; waiting: number; isAble: boolean }

/** `homeId` is the person's choice, else the first of the settings. Its group shares the work: of those that are able the one with the shortest queue, in doubt the one that stands first. */
export function choosePrinter<P extends PrinterLoad>(printers: readonly P[], homeId?: string): P | undefined {
  const home = printers.find((each) => each.printerId === homeId) ?? printers[0]
  if (!home) return undefined
  // FO2: when none is able, the job waits where it would have gone.
  return leastBusy(groupOf(printers, home)) ?? home
}

/** FO3: who takes over what has not begun to be printed at this one; undefined when there is nobody, or no need. */
export function standIn<P extends PrinterLoad>(printers: readonly P[], printerId: string): P | undefined {
  const own = printers.find((each) => each.printerId === printerId)
  if (!own) return leastBusy(printers) ?? printers[0]
  return own.isAble ? undefined : leastBusy(groupOf(printers, own).filter((each) => each !== own))
}

function groupOf<P extends PrinterLoad>(printers: readonly P[], { group, printerId }: P): P[] {
  return printers.filter((each) => each.printerId === printerId || (group !== '' && each.group === group))
}

function leastBusy<P extends PrinterLoad>(printers: readonly P[]): P | undefined {
  return printers.filter((each) => each.isAble).reduce<P | undefined>((best, each) => (best && best.waiting <= each.waiting ? best : each), undefined)
}
