// Prints through a platform's own component: what the platform gave goes there as it is. Rules PC1 to PC7 of docs/specs/printing.md.
import { WebSocket } from 'ws'
import { dotsPerMmOf, type PrinterSettings } from '#shared/contract/printer-settings.ts'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { inTurn } from '../../in-turn.ts'
import { systemReason } from '../../system-reason.ts'
import type { LabelPrinter, PrintResult } from '../label-printer/label-printer.ts'
import { componentDialects, type ComponentDialect } from './component-dialects.ts'
import { type ComponentEvent, eventOf, printMessage, statusMessage, type ComponentTask } from './component-messages.ts'

export type ComponentPrinterSettings = Extract<PrinterSettings, { kind: 'component' }>

export type ComponentLimits = {
  connectMs: number
  /** From the question until it says what became of it. */
  printMs: number
  /** After "printed" a component that has opened a task may still say that it went wrong, and after a no that it has printed. */
  endMs: number
  /** For the answer to "what became of it?". */
  statusMs: number
}
const defaultComponentLimits: ComponentLimits = { connectMs: 4_000, printMs: 60_000, endMs: 2_000, statusMs: 5_000 }

const mostMessageBytes = 1_048_576

export function createComponentPrinter(settings: ComponentPrinterSettings, timers: Timers, limits: ComponentLimits = defaultComponentLimits): LabelPrinter {
  const { printerId, component, printerName } = settings
  const dialect = componentDialects[component]
  const address = settings.address ?? dialect.address
  const queue = inTurn()
  return {
    printerId,
    dotsPerMm: dotsPerMmOf(settings),
    drawsItself: true,
    print: ({ jobId, documentName, platformPrint }) => queue(async () => {
      // PC1: a raster is nothing to a component.
      if (platformPrint?.component !== component) return { kind: 'failed', reason: 'nothing-for-component' }
      const task: ComponentTask = { requestId: `${jobId}-print`, taskId: jobId, documentId: documentName, printerName, contents: platformPrint.contents }
      const result = await send(dialect, address, task, timers, limits)
      // PC5: asked, and never sent anew.
      return result.kind === 'open' ? await askLater(dialect, address, task, result.why, timers, limits) : result
    }),
  }
}

type Sent = PrintResult | { kind: 'open'; why: TroubleReason }

/**
 * connecting ──open──► asked ──printed──► printed ──ended, time──► delivered
 *     └─error, time─► not-sent │             └──failed──► unknown
 *                              ├──refused──► refused ──closed, time──► failed
 *                              │                └──printed──► unknown
 *                              ├──failed──► unknown
 *                              └──closed, time──► open: it is asked later
 */
function send(dialect: ComponentDialect, address: string, task: ComponentTask, timers: Timers, limits: ComponentLimits): Promise<Sent> {
  return new Promise((resolve) => {
    let isAsked = false
    let isTaken = false
    let isPrinted = false
    let refused: Extract<ComponentEvent, { kind: 'refused' }> | undefined
    let hasTaskNotices = false
    const connection = connect(address, {
      onOpen() {
        isAsked = true
        restart(limits.printMs, () => finish(isPrinted ? { kind: 'delivered' } : { kind: 'open', why: 'component-silent' }))
        connection.say(printMessage(dialect, task))
      },
      onMessage(message) {
        const event = eventOf(dialect, message, task, new Set([task.requestId]))
        if (event) heard(event)
      },
      onEnd(why) {
        if (!isAsked) finish({ kind: 'not-sent', reason: why })
        else if (refused) finish({ kind: 'failed', reason: refused.why })
        else finish(isPrinted ? { kind: 'delivered' } : { kind: 'open', why })
      },
    })
    let stopTimer = timers.after(limits.connectMs, () => finish({ kind: 'not-sent', reason: 'unreachable' }))
    const restart = (delayMs: number, run: () => void): void => {
      stopTimer()
      stopTimer = timers.after(delayMs, run)
    }
    const finish = (result: Sent): void => {
      stopTimer()
      connection.close()
      resolve(result)
    }
    const heard = (event: ComponentEvent): void => {
      if (refused) {
        // PC4: who says no and then prints, or takes the very question, contradicts itself, too. That it has failed is no news.
        if (event.kind === 'printed' || event.kind === 'ended' || (event.kind === 'taken' && refused.isReply === true)) finish({ kind: 'unknown', reason: refused.why })
        return
      }
      switch (event.kind) {
        case 'taken':
          isTaken = true
          return
        case 'task-open':
          hasTaskNotices = true
          return
        case 'printed':
          // PC4: only a component that told of the whole task will tell of its end.
          if (isPrinted) return
          isPrinted = true
          if (hasTaskNotices) restart(limits.endMs, () => finish({ kind: 'delivered' }))
          else finish({ kind: 'delivered' })
          return
        case 'ended':
          return finish({ kind: 'delivered' })
        case 'refused':
          // PC4: who took it and then says no to the same question contradicts itself.
          if (isPrinted || (isTaken && event.isReply === true)) return finish({ kind: 'unknown', reason: event.why })
          refused = event
          return restart(limits.endMs, () => finish({ kind: 'failed', reason: event.why }))
        case 'failed':
          return finish({ kind: 'unknown', reason: event.why })
      }
    }
  })
}

/** What became of a task whose end was not heard. Without an answer nobody knows. */
function askLater(dialect: ComponentDialect, address: string, task: ComponentTask, why: TroubleReason, timers: Timers, limits: ComponentLimits): Promise<PrintResult> {
  const requestId = `${task.taskId}-status`
  const question = statusMessage(dialect, task, requestId)
  if (!question) return Promise.resolve({ kind: 'unknown', reason: why })
  return new Promise((resolve) => {
    const connection = connect(address, {
      onOpen: () => connection.say(question),
      onMessage(message) {
        const event = eventOf(dialect, message, task, new Set([requestId, task.requestId]))
        if (event?.kind === 'ended' || event?.kind === 'printed') finish({ kind: 'delivered' })
        else if (event?.kind === 'failed' || event?.kind === 'refused') finish({ kind: 'unknown', reason: event.why })
      },
      onEnd: () => finish({ kind: 'unknown', reason: why }),
    })
    const stopTimer = timers.after(limits.connectMs + limits.statusMs, () => finish({ kind: 'unknown', reason: why }))
    const finish = (result: PrintResult): void => {
      stopTimer()
      connection.close()
      resolve(result)
    }
  })
}

/** One connection; `onEnd` comes once, and nothing after it or after `close`. What is no JSON is not heard. */
function connect(address: string, on: { onOpen(): void; onMessage(message: unknown): void; onEnd(why: TroubleReason): void }): { say(message: object): void; close(): void } {
  const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: mostMessageBytes, followRedirects: false })
  let isOver = false
  const end = (why: TroubleReason): void => {
    if (isOver) return
    isOver = true
    on.onEnd(why)
  }
  socket.on('open', () => {
    if (!isOver) on.onOpen()
  })
  socket.on('message', (data) => {
    const message = jsonOf(String(data))
    if (!isOver && message !== undefined) on.onMessage(message)
  })
  socket.on('error', (error) => end(systemReason(error)))
  socket.on('close', () => end('gone'))
  return {
    say: (message) => socket.send(JSON.stringify(message)),
    close() {
      isOver = true
      socket.terminate()
    },
  }
}

function jsonOf(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}
