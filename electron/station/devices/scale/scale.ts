// A scale that sends lines over TCP, as serial-to-network boxes do. Rules WS1..WS8, SL1..SL7 of docs/specs/weighing.md.
import { connect, type Socket } from 'node:net'
import { parseScaleLine } from '#shared/domain/weighing/parse-scale-line.ts'
import { gateAfterReading, gateAfterTaking, type ScaleGate, type ScaleReading, usableReading } from '#shared/domain/weighing/scale-reading.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import type { NowMs, Timers } from '#shared/kernel/time.ts'

export type ScaleState = StationView['bar']['scale']

export type Scale = {
  state(): ScaleState
  /** The weight on the plate, if it may be taken now. */
  usableGrams(): number | null
  /** The weight was taken: the plate must come back to zero before the next one. */
  taken(): void
  /** Lines that were refused since start, by reason. */
  refusedLines(): Readonly<Record<string, number>>
  close(): void
}

/** A reading within so many steps of zero counts as an empty plate. */
const zeroWindowSteps = 2
const longestLineBytes = 128
const silentAfterMs = 3000
const retryAfterMs = 2000

export type ScaleOptions = { host: string; port: number; scaleStepGrams: number; nowMs: NowMs; timers: Timers; onReading: () => void }

/** Connects, reads and connects again for as long as it is not closed. Trouble is a state, never an exception. */
export function openScale(options: ScaleOptions): Scale {
  const { nowMs, timers } = options
  const zeroWindowGrams = options.scaleStepGrams * zeroWindowSteps
  let gate: ScaleGate = 'must-clear'
  let readings: ScaleReading[] = []
  let socket: Socket | undefined
  let stopRetry = (): void => undefined
  let closed = false
  const refused: Record<string, number> = {}

  const readLine = (line: string): void => {
    const parsed = parseScaleLine(line, nowMs())
    if (parsed.kind === 'refused') {
      refused[parsed.why] = (refused[parsed.why] ?? 0) + 1
      return
    }
    gate = gateAfterReading(gate, parsed.reading, zeroWindowGrams)
    readings = [...readings.slice(-7), parsed.reading]
    options.onReading()
  }
  const open = (): void => {
    let pending = ''
    const own = connect({ host: options.host, port: options.port })
    socket = own
    own.setEncoding('latin1')
    own.setTimeout(silentAfterMs, () => own.destroy())
    own.on('data', (text: string) => {
      const lines = (pending + text).split(/\r\n|\n|\r/)
      pending = lines.pop() ?? ''
      // A stream without line ends is not a scale of this kind.
      if (pending.length > longestLineBytes) pending = ''
      for (const line of lines) if (line !== '') readLine(line)
    })
    own.on('error', (error) => {
      refused[error.name] = (refused[error.name] ?? 0) + 1
    })
    own.on('close', () => {
      readings = []
      options.onReading()
      if (!closed) stopRetry = timers.after(retryAfterMs, open)
    })
  }
  open()

  return {
    state() {
      const grams = readings.at(-1)?.grams ?? null
      const usable = usableReading(readings, nowMs(), gate, zeroWindowGrams)
      if (usable.kind === 'usable') return { state: 'stable', grams }
      switch (usable.why) {
        case 'no-reading': case 'stale': return { state: 'no-signal', grams: null }
        case 'overload': return { state: 'overload', grams }
        case 'under-zero': return { state: 'under-zero', grams }
        case 'must-return-to-zero': return { state: 'must-return-to-zero', grams }
        case 'unstable': case 'not-a-weight': return { state: 'moving', grams }
        case 'empty': return { state: 'stable', grams }
      }
    },
    usableGrams() {
      const usable = usableReading(readings, nowMs(), gate, zeroWindowGrams)
      return usable.kind === 'usable' ? usable.grams : null
    },
    taken() {
      gate = gateAfterTaking()
    },
    refusedLines: () => refused,
    close() {
      closed = true
      stopRetry()
      socket?.destroy()
    },
  }
}
