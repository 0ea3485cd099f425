import { connect } from 'node:net'
import type { LineSettings } from '#shared/contract/line-settings.ts'
import { keepLine, type Attempt, type ByteLine, type LineEvents, type LineTimes } from './byte-line.ts'
import { serialAttempt } from './serial-line.ts'

/** Opens the line that the settings name and keeps it open. Trouble is told as an event, never thrown. */
export function openLine(settings: LineSettings, events: LineEvents, times: LineTimes): ByteLine {
  return keepLine(settings.kind === 'tcp' ? tcpAttempt(settings) : serialAttempt(settings), events, times)
}

function tcpAttempt({ host, port }: Extract<LineSettings, { kind: 'tcp' }>): Attempt {
  return ({ onOpen, onBytes, onEnd }) => {
    const socket = connect({ host, port })
    let why = 'closed'
    socket.on('connect', onOpen)
    socket.on('data', onBytes)
    socket.on('error', (error: NodeJS.ErrnoException) => { why = error.code ?? error.message })
    socket.on('close', () => onEnd(why))
    return { write: (bytes) => void socket.write(bytes), end: () => socket.destroy() }
  }
}
