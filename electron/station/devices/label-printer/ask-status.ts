// Asks a network printer how it is, over a connection of its own. Rules PS2 and PS3 of docs/specs/printing.md.
import { connect } from 'node:net'
import { readStatus } from '#shared/domain/printing/read-status.ts'
import type { PrinterCondition, StatusQuestion } from '#shared/domain/printing/status-maps.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { systemReason } from '../../system-reason.ts'
import type { StatusAnswer } from './label-printer.ts'

export type StatusLimits = {
  connectMs: number
  /** For each question. */
  answerMs: number
}

/** More than any answer is long; a printer that talks on is not listened to. */
const mostBytes = 4_096

/**
 * One question after the other; what is heard before a question belongs to nothing and is dropped.
 *
 *   connecting ──connected──► asking ──answered──► asking the next … ──► told
 *       └─error, time─► unreachable └──time, error, closed──► silent         (stop(), at any time ──► not-asked)
 */
export function askStatus(address: { host: string; port: number }, questions: readonly StatusQuestion[], timers: Timers, limits: StatusLimits): { answer: Promise<StatusAnswer>; stop: () => void } {
  let stop = (): void => undefined
  const answer = new Promise<StatusAnswer>((resolve) => {
    const socket = connect({ ...address, noDelay: true })
    const told = new Set<PrinterCondition>()
    let heard = Buffer.alloc(0)
    let next = 0
    let connected = false
    let stopTimer = timers.after(limits.connectMs, () => finish({ kind: 'unreachable', why: 'unreachable' }))

    const finish = (result: StatusAnswer): void => {
      stopTimer()
      socket.removeAllListeners()
      socket.on('error', () => undefined)
      // A printer has one connection at a time: it is left as a guest leaves, and at once.
      if (result.kind === 'told') socket.end()
      socket.destroy()
      resolve(result)
    }
    const ask = (): void => {
      const question = questions[next]
      if (!question) return finish({ kind: 'told', conditions: [...told] })
      stopTimer()
      stopTimer = timers.after(limits.answerMs, () => finish({ kind: 'silent' }))
      heard = Buffer.alloc(0)
      socket.write(Uint8Array.from(question.ask))
    }
    stop = () => finish({ kind: 'not-asked' })

    socket.on('connect', () => {
      connected = true
      ask()
    })
    socket.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes]).subarray(-mostBytes)
      const question = questions[next]
      const conditions = question && readStatus(question.answer, heard)
      if (!conditions) return
      for (const condition of conditions) told.add(condition)
      next += 1
      ask()
    })
    socket.on('close', () => finish(connected ? { kind: 'silent' } : { kind: 'unreachable', why: 'gone' }))
    socket.on('error', (error) => finish(connected ? { kind: 'silent' } : { kind: 'unreachable', why: systemReason(error) }))
  })
  return { answer, stop: () => stop() }
}
