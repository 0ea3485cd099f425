// Hands a job to the print system of Windows as raw bytes, past the printer's driver. Rule LP9 of docs/specs/labels.md.
import { dotsPerMmOf } from '#shared/contract/printer-settings.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { encodeLabel } from '#station/labels/label-thread.ts'
import { inTurn } from '../../in-turn.ts'
import type { LabelPrinter, PrintResult } from './label-printer.ts'
import type { SpoolerPrinterSettings } from './spooler-printer.ts'
import { loadWinspool, type Winspool } from './winspool.ts'

/** As with the print system of Linux; a printer on another computer may be slow to open. */
const acceptWithinMs = 20_000

/** A queue of Windows. The library is loaded with the first job. */
export function createWinspoolPrinter(settings: SpoolerPrinterSettings, timers: Timers, load: () => Promise<Winspool> = loadWinspool): LabelPrinter {
  const { printerId, queue, language } = settings
  const dotsPerMm = dotsPerMmOf(settings)
  const turn = inTurn()
  let loaded: Promise<Winspool> | undefined
  return {
    printerId,
    dotsPerMm,
    print: (job) => turn(async () => submit(await (loaded ??= load()), queue, job.documentName, await encodeLabel(job.raster, language, dotsPerMm), timers)),
  }
}

/**
 * opening ──opened──► starting ──job──► writing ──all──► ending ──► delivered
 *    └─no, time─► not-sent └─no─► not-sent  └──short, no, time──┴──no, time──► unknown
 * What is given up goes on beside; it closes the printer when it comes to an end, and begins nothing any more.
 */
function submit(winspool: Winspool, queue: string, documentName: string, bytes: Uint8Array, timers: Timers): Promise<PrintResult> {
  return new Promise((resolve, reject) => {
    let mayHaveBegun = false
    let isGivenUp = false
    const cancel = timers.after(acceptWithinMs, () => {
      isGivenUp = true
      resolve(mayHaveBegun ? { kind: 'unknown', reason: 'queue-silent' } : { kind: 'not-sent', reason: 'queue-silent' })
    })
    const work = async (): Promise<PrintResult> => {
      const printer = await winspool.openPrinter(queue)
      if (printer === undefined) return { kind: 'not-sent', reason: 'queue-unknown' }
      try {
        if (isGivenUp) return { kind: 'not-sent', reason: 'queue-silent' }
        // From here on the job may be in the queue although nobody heard its number.
        mayHaveBegun = true
        if ((await winspool.startRawJob(printer, documentName)) === 0) {
          mayHaveBegun = false
          await winspool.abortJob(printer)
          return { kind: 'not-sent', reason: 'queue-refuses' }
        }
        const written = isGivenUp ? 0 : await winspool.write(printer, bytes)
        if (written === bytes.length) return (await winspool.endJob(printer)) ? { kind: 'delivered' } : { kind: 'unknown', reason: 'queue-cut' }
        // A queue may print while it is filled.
        await winspool.abortJob(printer)
        return { kind: 'unknown', reason: 'queue-cut' }
      } finally {
        await winspool.closePrinter(printer)
      }
    }
    work().then(resolve, reject).finally(cancel)
  })
}
