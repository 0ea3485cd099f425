import { stopsPrinting } from '#shared/domain/printing/status-maps.ts'
import type { Trouble } from '#shared/contract/station-view.ts'
import type { PrinterState } from './effect-runner.ts'

/** PS5: what the bar says of a printer. What it is short of says more than what became of a job. */
export function printerTroubles({ name, state, words, conditions }: PrinterState & { name: string }): Trouble[] {
  const told = conditions.map((condition): Trouble => ({ code: `printer-${condition}`, detail: name, sinceMs: 0 }))
  if (state === 'trouble' && !conditions.some(stopsPrinting)) told.push({ code: 'printer-trouble', detail: name, ...(words === '' ? {} : { reason: words }), sinceMs: 0 })
  return told
}
