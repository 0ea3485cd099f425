import type { StationView, Trouble } from '#shared/contract/station-view.ts'
import { stopsPrinting } from '#shared/domain/printing/status-maps.ts'
import { isLow } from '#shared/domain/waybills/number-blocks.ts'
import type { AppDeps } from '../app/app-deps.ts'
import type { Scale } from '../devices/scale/scale.ts'
import type { LineScanner } from '../devices/scanner/line-scanner.ts'

type BarPrinter = StationView['bar']['printers'][number]

/** What the bar warns of by itself: devices and waybill numbers. What sync and the host have found out comes beside it. */
export function ownTroubles({ store, hubNowMs }: AppDeps, { scanners, scale, printers }: { scanners: readonly { scannerId: string; scanner: LineScanner }[]; scale: Scale | undefined; printers: readonly BarPrinter[] }): Trouble[] {
  const troubles = scanners.flatMap(({ scannerId, scanner }) => trouble('scanner-trouble', scannerId, scanner.trouble()))
  troubles.push(...trouble('scale-trouble', '', scale?.trouble?.()))
  if (printers.length === 0) troubles.push({ code: 'no-printer', detail: '', sinceMs: 0 })
  // NB11: with so few left a longer time without the hub would stop the labels.
  const low = store.ownNumbers(hubNowMs()).filter(({ left, blockSize }) => isLow(left, blockSize))
  if (low.length > 0) troubles.push({ code: 'waybills-low', detail: low.map(({ carrierCode, left }) => `${store.carrier(carrierCode)?.name ?? carrierCode} ${left}`).join('，'), sinceMs: 0 })
  return [...troubles, ...printers.flatMap(printerTroubles)]
}

const trouble = (code: Trouble['code'], detail: string, reason: Trouble['reason']): Trouble[] => (reason === undefined ? [] : [{ code, detail, reason, sinceMs: 0 }])

/** PS5: what a printer is short of says more than what became of a job. */
function printerTroubles({ name, state, words, conditions }: BarPrinter): Trouble[] {
  const told = conditions.map((condition): Trouble => ({ code: `printer-${condition}`, detail: name, sinceMs: 0 }))
  if (state === 'trouble' && !conditions.some(stopsPrinting)) told.push({ code: 'printer-trouble', detail: name, ...(words === '' ? {} : { reason: words }), sinceMs: 0 })
  return told
}
