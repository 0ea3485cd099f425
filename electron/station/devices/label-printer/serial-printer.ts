// Sends a job to a printer on a serial port of this computer. Rule LP10 of docs/specs/labels.md. The library is loaded with the first job.
import type { SerialPort } from 'serialport'
import { dotsPerMmOf, type PrinterSettings } from '#shared/contract/printer-settings.ts'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { encodeLabel } from '#station/labels/label-thread.ts'
import { inTurn } from '../../in-turn.ts'
import { systemReason } from '../../system-reason.ts'
import { keepBothWaits } from '../lines/keep-both-waits.ts'
import type { LabelPrinter, PrintResult } from './label-printer.ts'
import { type OnSlow, slowAfterMs, watchTaking } from './watch-taking.ts'

export type SerialPrinterSettings = Extract<PrinterSettings, { kind: 'serial' }>

const openWithinMs = 4_000
/** Eight bits, start, stop and a parity bit. */
const bitsAByte = 11
/** A printer that prints while it takes the job holds up the line now and then. */
const patienceFactor = 3
const leastDeliverMs = 10_000
const pieceBytes = 4_096
/** What the computer holds of a line: the piece that was taken last, and what stands before it. */
const heldBytes = 2 * pieceBytes

export function createSerialPrinter(settings: SerialPrinterSettings, timers: Timers): LabelPrinter {
  const { printerId, language } = settings
  const dotsPerMm = dotsPerMmOf(settings)
  const queue = inTurn()
  return {
    printerId,
    dotsPerMm,
    print: (job, onSlow = () => undefined) => queue(async () => send(settings, await encodeLabel(job.raster, language, dotsPerMm), timers, onSlow)),
  }
}

/**
 * opening ──opened──► sending ──the last byte is on the line──► delivered
 *    └─error, time─► not-sent └──error, pulled plug, time──► unknown
 */
async function send({ path, baudRate, parity, flowControl }: SerialPrinterSettings, bytes: Uint8Array, timers: Timers, onSlow: OnSlow): Promise<PrintResult> {
  const serialport = await import('serialport')
  return new Promise((resolve) => {
    const port: SerialPort = new serialport.SerialPort({ path, baudRate, dataBits: 8, parity, stopBits: 1, rtscts: flowControl === 'rts-cts', xon: flowControl === 'xon-xoff', autoOpen: false })
    const taking = watchTaking(timers, slowAfterMs + (heldBytes * bitsAByte * 1_000) / baudRate, onSlow)
    let isSending = false
    let isOver = false
    let stopTimer = timers.after(openWithinMs, () => finish({ kind: 'not-sent', reason: 'unreachable' }))
    const finish = (result: PrintResult): void => {
      // Closing the port ends the piece that is on its way with an error, which says nothing.
      if (isOver) return
      isOver = true
      stopTimer()
      taking.end()
      port.removeAllListeners()
      // Late errors of a port that is given up on have no one to tell.
      port.on('error', () => undefined)
      const close = (): void => port.close(() => resolve(result))
      if (!port.isOpen) resolve(result)
      else if (result.kind === 'delivered') close()
      // A line that is held up would keep the port, and the next job from it.
      else port.flush(close)
    }
    const failed = (why: TroubleReason): void => finish({ kind: isSending ? 'unknown' : 'not-sent', reason: why })

    // PS7: piece by piece, so that it is seen whether the line takes them.
    const sendFrom = (at: number): void => {
      taking.taken()
      if (at >= bytes.length) return port.drain((late) => (late ? failed(systemReason(late)) : finish({ kind: 'delivered' })))
      port.write(bytes.subarray(at, at + pieceBytes), (fault) => (fault ? failed(systemReason(fault)) : sendFrom(at + pieceBytes)))
    }

    // What a printer says must be read, and a pulled plug is only noticed by who listens.
    port.on('data', () => undefined)
    port.on('error', (error) => failed(systemReason(error)))
    port.on('close', () => failed('gone'))
    port.open((error) => {
      if (error) return failed(systemReason(error))
      keepBothWaits(port)
      stopTimer()
      stopTimer = timers.after(Math.max(leastDeliverMs, (bytes.length * bitsAByte * patienceFactor * 1_000) / baudRate), () => finish({ kind: 'unknown', reason: 'not-taken', stuck: true }))
      isSending = true
      sendFrom(0)
    })
  })
}
