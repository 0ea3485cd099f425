// The scan that sends the work to another printer. Rules FO1, FO3 and FO4 of docs/specs/printing.md.
import type { Bench } from '#shared/domain/bench/bench.ts'
import { accept, type Decision, refuse } from '#shared/domain/bench/decision.ts'
import type { Command, PrinterCommand } from '#shared/domain/codes/command-codes.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { mayDo } from '#shared/domain/people/rights.ts'
import type { AppDeps } from './app-deps.ts'
import { printerForNext, printerLoads } from './choose-printers.ts'
import { checkWorld, operatorOf } from './worlds.ts'

export const isPrinterCommand = (command: Command): command is PrinterCommand => command.startsWith('printer-')

/** From here on the labels of this person come from that printer; so does the label of the open parcel when it is not in her hand yet. */
export function choosePrinterByCommand(deps: AppDeps, bench: Bench, command: PrinterCommand): Decision {
  const { activity } = bench
  const parcel = activity.kind === 'check' && activity.parcelId !== null ? checkWorld(deps, bench, activity.parcelId).parcel : undefined
  const isPrinted = parcel !== undefined && parcel.copies > 0 && !parcel.labelConfirmed
  const now = isPrinted ? parcel.labelPrinterId : printerForNext(deps, bench.printerId)
  const chosen = printerOf(deps, command, now)
  if (!chosen) return refuse('printer-missing', bench)
  const free: Bench = { ...bench, printerId: chosen.printerId }
  const values = { printer: chosen.name }
  const { waybillNumber } = parcel ?? {}
  if (!isPrinted || !waybillNumber || chosen.printerId === parcel.labelPrinterId) return accept('printer-chosen', free, { values })
  const { parcelId } = parcel
  // CH12: what becomes of a job that is on its way is not known yet.
  if (parcel.labelState === 'sending') return refuse('command-not-now', bench, { command })
  if (parcel.labelState === 'queued') {
    const job = deps.store.queuedEffects().find((each) => each.kind === 'print-label' && each.body.parcelId === parcelId)
    if (!job) return refuse('command-not-now', bench, { command })
    return accept('label-moved', free, { values, owed: [{ kind: 'move-label', jobId: job.effectId, parcelId, waybillNumber, printerId: chosen.printerId }] })
  }
  const operator = operatorOf(deps, bench)
  if (!mayDo(operator.role, 'reprint')) return accept('approval-asked', { ...free, approval: { what: 'reprint', step: 'badge', personId: null, sku: null } })
  const copy = parcel.copies + 1
  return accept('label-reprinted', free, {
    facts: [fact('LabelReprinted', { parcelId, waybillNumber, copy, reason: 'other-printer', byPersonId: operator.personId })],
    owed: [{ kind: 'print-label', parcelId, waybillNumber, copy, printerId: chosen.printerId }],
    values: { copy, waybillNumber, ...values },
  })
}

/** `printer-next`: the next one in the order of the settings, those first that nothing is known against. */
function printerOf(deps: AppDeps, command: PrinterCommand, now: string | undefined): { printerId: string; name: string } | undefined {
  const { printers } = deps.settings()
  if (command !== 'printer-next') return printers[Number(command.slice('printer-'.length)) - 1]
  const at = printers.findIndex((each) => each.printerId === now)
  const others = [...printers.slice(at + 1), ...printers.slice(0, Math.max(0, at))]
  const able = new Set(printerLoads(deps, undefined).filter((each) => each.isAble).map((each) => each.printerId))
  return others.find((each) => able.has(each.printerId)) ?? others[0]
}
