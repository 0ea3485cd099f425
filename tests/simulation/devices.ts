// Printers and scales of the simulator. Paper comes out, or not, or twice, and the driver may not know.
import type { LabelPrinter, PrintJob, PrintResult } from '#station/devices/label-printer/label-printer.ts'
import type { Scale, ScaleOptions } from '#station/devices/scale/scale.ts'
import type { Paper } from '#station/effects/paper.ts'
import type { Clock } from './clock.ts'
import type { Witness } from './witness.ts'

export const printerMoods = ['good', 'good', 'late', 'not-reached', 'printed-unknown', 'printed-unknown', 'lost-unknown', 'lost-delivered', 'twice'] as const
export type PrinterMood = (typeof printerMoods)[number]

/** Takes time and holds nothing: what a label looks like is not the simulator's question. */
export const blankPaper: Paper = {
  drawWaybill: () => Promise.resolve({ widthDots: 8, heightDots: 1, bytesPerRow: 1, bits: new Uint8Array(1) } as never),
  drawPaper: () => Promise.resolve([]),
  writeManifest: () => Promise.resolve(undefined),
  warm: () => Promise.resolve(),
}

export function simPrinter({ printerId, machine, alive, clock, mood, witness, count }: {
  printerId: string; machine: number; alive: () => boolean; clock: Clock; mood: () => PrinterMood; witness: Witness; count: (what: string) => void
}): LabelPrinter {
  return {
    printerId,
    dotsPerMm: 8,
    print: ({ jobId, documentName }: PrintJob) => new Promise<PrintResult>((resolve) => {
      if (!alive()) return
      const now = mood()
      if (now !== 'good') count(`printer: ${now}`)
      const label = { waybillNumber: documentName, jobId, machine }
      const end = (delayMs: number, result: PrintResult): void => void clock.at(delayMs, () => { if (alive()) resolve(result) })
      if (now === 'not-reached') return end(50, { kind: 'not-sent', reason: 'unreachable' })
      witness.jobCount += 1
      witness.jobs.set(documentName, [...(witness.jobs.get(documentName) ?? []), label])
      // A printer goes on without the station that told it.
      if (!now.startsWith('lost')) for (let copy = 0; copy < (now === 'twice' ? 2 : 1); copy += 1) clock.at(now === 'late' ? 15_000 : 200, () => void witness.tape.push(label))
      end(now === 'late' ? 16_000 : 300, now.endsWith('unknown') ? { kind: 'unknown', reason: 'gone' } : { kind: 'delivered' })
    }),
  }
}

export type SimScale = Scale & { put(grams: number): void }

export function simScale({ onReading }: Pick<ScaleOptions, 'onReading'>): SimScale {
  let grams: number | null = null
  return {
    state: () => (grams === null ? { state: 'stable', grams: 0 } : { state: 'stable', grams }),
    usableGrams: () => grams,
    taken: () => { grams = null },
    parcelLeft: () => { grams = null },
    stepGrams: () => undefined,
    refusedFrames: () => ({}),
    close: () => undefined,
    put(given) {
      grams = given
      onReading()
    },
  }
}
