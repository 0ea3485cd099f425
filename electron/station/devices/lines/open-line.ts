import { connect } from 'node:net'
import type { LineSettings } from '#shared/contract/line-settings.ts'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import { systemReason } from '../../system-reason.ts'
import { keepLine, type Attempt, type ByteLine, type LineEvents, type LineTimes } from './byte-line.ts'
import { hidAttempt, type HidLibrary } from './hid-line.ts'
import { serialAttempt } from './serial-line.ts'

/** Opens the line that the settings name and keeps it open. Trouble is told as an event, never thrown. A test brings its own `loadHid`. */
export function openLine(settings: LineSettings, events: LineEvents, times: LineTimes, loadHid?: () => Promise<HidLibrary>): ByteLine {
  return keepLine(attemptOf(settings, loadHid), events, times)
}

function attemptOf(settings: LineSettings, loadHid?: () => Promise<HidLibrary>): Attempt {
  switch (settings.kind) {
    case 'tcp': return tcpAttempt(settings)
    case 'serial': return serialAttempt(settings)
    case 'hid': return hidAttempt(settings, loadHid)
    default: return unreachable(settings)
  }
}

/** Of silence; without an answer for ten seconds more the line is dead. */
const askAfterMs = 10_000

function tcpAttempt({ host, port }: Extract<LineSettings, { kind: 'tcp' }>): Attempt {
  return ({ onOpen, onBytes, onEnd }) => {
    // SS7: a scanner says nothing for hours; whether its cradle is still there the system asks.
    const socket = connect({ host, port, keepAlive: true, keepAliveInitialDelay: askAfterMs })
    let why: TroubleReason = 'gone'
    socket.on('connect', onOpen)
    socket.on('data', onBytes)
    socket.on('error', (error) => { why = systemReason(error) })
    socket.on('close', () => onEnd(why))
    return { write: (bytes) => void socket.write(bytes), end: () => socket.destroy() }
  }
}
