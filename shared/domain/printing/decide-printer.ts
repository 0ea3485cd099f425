// The scan that sends the work to another printer. Runs anywhere: the caller reads, this decides. Rules FO1, FO3 and FO4 of docs/specs/printing.md.
import type { Bench } from '../bench/bench.ts'
import { accept, type Decision, refuse } from '../bench/decision.ts'
import type { Command, PrinterCommand } from '../codes/command-codes.ts'
import { fact } from '../facts/facts.ts'
import type { Parcel } from '../packing/parcel.ts'
import type { Person } from '../people/person.ts'
import { mayDo } from '../people/rights.ts'
import { choosePrinter, type PrinterLoad } from './choose-printer.ts'

export type PrinterWorld = {
  bench: Bench
  operator: Person
  /** In the order of the settings. */
  printers: readonly { printerId: string; name: string }[]
  /** How each is doing, in the same order; `chosenId` is the person's choice. */
  loads: (chosenId: string | undefined) => readonly PrinterLoad[]
  /** The open parcel. */
  parcel: Parcel | undefined
  /** The job of this parcel of which not one byte has left. */
  queuedJob: (parcelId: string) => string | undefined
}

export const isPrinterCommand = (command: Command): command is PrinterCommand => command.startsWith('printer-')

/** From here on the labels of this person come from that printer; so does the label of the open parcel when it is not in her hand yet. */
export function decidePrinterCommand(world: PrinterWorld, command: PrinterCommand): Decision {
  const { bench, operator, parcel } = world
  const isPrinted = parcel !== undefined && parcel.copies > 0 && !parcel.labelConfirmed
  const now = isPrinted ? parcel.labelPrinterId : choosePrinter(world.loads(bench.printerId), bench.printerId)?.printerId
  const chosen = printerOf(world, command, now)
  if (!chosen) return refuse('printer-missing', bench)
  const free: Bench = { ...bench, printerId: chosen.printerId }
  const values = { printer: chosen.name }
  const { waybillNumber } = parcel ?? {}
  if (!isPrinted || !waybillNumber || chosen.printerId === parcel.labelPrinterId) return accept('printer-chosen', free, { values })
  const { parcelId } = parcel
  // CH12: what becomes of a job that is on its way is not known yet.
  if (parcel.labelState === 'sending') return refuse('command-not-now', bench, { command })
  if (parcel.labelState === 'queued') {
    const jobId = world.queuedJob(parcelId)
    if (jobId === undefined) return refuse('command-not-now', bench, { command })
    return accept('label-moved', free, { values, owed: [{ kind: 'move-label', jobId, parcelId, waybillNumber, printerId: chosen.printerId }] })
  }
  if (!mayDo(operator.role, 'reprint')) return accept('approval-asked', { ...free, approval: { what: 'reprint', step: 'badge', personId: null, sku: null } })
  const copy = parcel.copies + 1
  return accept('label-reprinted', free, {
    facts: [fact('LabelReprinted', { parcelId, waybillNumber, copy, reason: 'other-printer', byPersonId: operator.personId })],
    owed: [{ kind: 'print-label', parcelId, waybillNumber, copy, printerId: chosen.printerId }],
    values: { copy, waybillNumber, ...values },
  })
}

/** `printer-next`: the next one in the order of the settings, those first that nothing is known against. */
function printerOf({ printers, loads }: PrinterWorld, command: PrinterCommand, now: string | undefined): { printerId: string; name: string } | undefined {
  if (command !== 'printer-next') return printers[Number(command.slice('printer-'.length)) - 1]
  const at = printers.findIndex((each) => each.printerId === now)
  const others = [...printers.slice(at + 1), ...printers.slice(0, Math.max(0, at))]
  const able = new Set(loads(undefined).filter((each) => each.isAble).map((each) => each.printerId))
  return others.find((each) => able.has(each.printerId)) ?? others[0]
}
