// Hands a job to the print system of Linux and macOS (CUPS) as raw bytes: `lp -d QUEUE -o raw`. Rules LP8 of docs/specs/labels.md.
import { spawn } from 'node:child_process'
import { dotsPerMmOf, type PrinterSettings } from '#shared/contract/printer-settings.ts'
import { saidReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { encodeLabel } from '#station/labels/label-thread.ts'
import { inTurn } from '../../in-turn.ts'
import { systemReason } from '../../system-reason.ts'
import type { LabelPrinter, PrintResult } from './label-printer.ts'

export type SpoolerPrinterSettings = Extract<PrinterSettings, { kind: 'spooler' }>

/** The spooler only queues; a label takes it a moment. */
const acceptWithinMs = 20_000

/** A queue of the computer's own print system, for printers on USB. What it takes is delivered to the queue: paper is proved by scanning the label back. */
export function createSpoolerPrinter(settings: SpoolerPrinterSettings, timers: Timers, command = 'lp'): LabelPrinter {
  const { printerId, queue, language } = settings
  const dotsPerMm = dotsPerMmOf(settings)
  const turn = inTurn()
  return {
    printerId,
    dotsPerMm,
    print: (job) => turn(async () => {
      return submit(command, ['-d', queue, '-o', 'raw', '-t', job.documentName, '--', '-'], await encodeLabel(job.raster, language, dotsPerMm), timers)
    }),
  }
}

function submit(command: string, args: readonly string[], bytes: Uint8Array, timers: Timers): Promise<PrintResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'pipe'] })
    let said = ''
    let tooLate = false
    const cancel = timers.after(acceptWithinMs, () => {
      tooLate = true
      child.kill('SIGKILL')
    })
    const finish = (result: PrintResult): void => {
      cancel()
      resolve(result)
    }
    child.stderr.setEncoding('utf8').on('data', (text: string) => { said = (said + text).slice(-200) })
    // A program that is not there, or may not be run: nothing left this process.
    child.on('error', (error) => finish({ kind: 'not-sent', reason: systemReason(error) }))
    child.on('close', (code) => {
      if (tooLate) finish({ kind: 'unknown', reason: 'queue-silent' })
      else if (code === 0) finish({ kind: 'delivered' })
      // lp answers with an error before it queues: an unknown queue, one that takes no jobs, no print system.
      else if (code !== null) finish({ kind: 'not-sent', reason: saidReason(said.trim().split('\n').at(-1) || `${command} ended with ${code}`) })
      else finish({ kind: 'unknown', reason: 'queue-cut' })
    })
    // It may end before it has read all; its code says what became of the job.
    child.stdin.on('error', () => undefined)
    child.stdin.end(bytes)
  })
}
