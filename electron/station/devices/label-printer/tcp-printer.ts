// Sends a job to a network printer (port 9100). Careful where usual senders lose bytes: see send() and docs/specs/labels.md, rules LP1 to LP6.
import { connect } from 'node:net'
import { statusMaps } from '#shared/domain/printing/status-maps.ts'
import { dotsPerMmOf, type PrinterSettings } from '#shared/contract/printer-settings.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { encodeLabel } from '#station/labels/label-thread.ts'
import { inTurn } from '../../in-turn.ts'
import { systemReason } from '../../system-reason.ts'
import { askStatus, type StatusLimits } from './ask-status.ts'
import type { LabelPrinter, PrintResult } from './label-printer.ts'
import { type OnSlow, slowAfterMs, watchTaking } from './watch-taking.ts'

export type TcpPrinterSettings = Extract<PrinterSettings, { kind: 'tcp' }>

export type TcpPrinterLimits = {
  /** Until the connection stands. A name server that hangs counts. */
  connectMs: number
  /** From the first byte until the printer has closed its side. A label takes 3 s on a printer that reads 40 KB a second. */
  deliverMs: number
  status: StatusLimits
}

const defaultTcpPrinterLimits: TcpPrinterLimits = { connectMs: 4_000, deliverMs: 30_000, status: { connectMs: 2_000, answerMs: 1_500 } }

const pieceBytes = 32_768

/** A printer at an address. One connection at a time, one job a connection. */
export function createTcpPrinter(
  settings: TcpPrinterSettings,
  timers: Timers,
  limits: TcpPrinterLimits = defaultTcpPrinterLimits,
): LabelPrinter {
  const { printerId, host, port, language } = settings
  const dotsPerMm = dotsPerMmOf(settings)
  const queue = inTurn()
  const map = settings.statusMap === undefined ? undefined : statusMaps[settings.statusMap]
  let jobs = 0
  let stopAsking = (): void => undefined
  return {
    printerId,
    dotsPerMm,
    async print(job, onSlow = () => undefined) {
      // PS3: no question stands in front of a job, or beside one.
      jobs += 1
      stopAsking()
      try {
        return await queue(async () => send(host, port, await encodeLabel(job.raster, language, dotsPerMm), timers, limits, onSlow))
      } finally {
        jobs -= 1
      }
    },
    ...(map === undefined ? {} : {
      askStatus: async () => (jobs > 0 ? { kind: 'not-asked' } : queue(async () => {
        if (jobs > 0) return { kind: 'not-asked' }
        const asked = askStatus({ host, port }, map.questions, timers, limits.status)
        stopAsking = asked.stop
        return asked.answer
      })),
    }),
  }
}

/**
 * Delivered only when all bytes and our end were taken by the network, and after that the printer closed its side without an error.
 *
 *   connecting ──connected──► sending ──all taken──► ended ──printer closed──► delivered
 *       └─error, time─► not-sent  └──error, time, printer closed early──┴──error, time──► unknown
 */
function send(host: string, port: number, bytes: Uint8Array, timers: Timers, limits: TcpPrinterLimits, onSlow: OnSlow): Promise<PrintResult> {
  return new Promise((resolve) => {
    // Half-open: a printer that closes its side early must not end ours in silence.
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true })
    const taking = watchTaking(timers, slowAfterMs, onSlow)
    let sending = false
    let allTaken = false
    let printerClosed = false
    let stopTimer = timers.after(limits.connectMs, () => finish({ kind: 'not-sent', reason: 'unreachable' }))

    const finish = (result: PrintResult): void => {
      stopTimer()
      taking.end()
      socket.removeAllListeners()
      // Late errors of a connection that is given up on have no one to tell.
      socket.on('error', () => undefined)
      socket.destroy()
      resolve(result)
    }
    // PS7: piece by piece, so that it is seen whether the printer takes them.
    const sendFrom = (at: number): void => {
      taking.taken()
      if (at >= bytes.length) socket.end()
      else socket.write(bytes.subarray(at, at + pieceBytes), (error) => { if (!error) sendFrom(at + pieceBytes) })
    }
    const finishWhenClosed = (): void => {
      if (allTaken && printerClosed) finish({ kind: 'delivered' })
    }

    socket.on('connect', () => {
      stopTimer()
      stopTimer = timers.after(limits.deliverMs, () => finish({ kind: 'unknown', reason: 'not-taken', stuck: true }))
      sending = true
      sendFrom(0)
    })
    // What a printer says (status it pushes unasked) must be read: a connection that is closed over unread bytes is reset, and the reset
    // throws away what the printer has not read yet.
    socket.on('data', () => undefined)
    socket.on('finish', () => {
      allTaken = true
      finishWhenClosed()
    })
    socket.on('end', () => {
      printerClosed = true
      if (!allTaken) finish({ kind: 'unknown', reason: 'closed-early' })
      else finishWhenClosed()
    })
    socket.on('error', (error) => {
      finish({ kind: sending ? 'unknown' : 'not-sent', reason: systemReason(error) })
    })
  })
}
