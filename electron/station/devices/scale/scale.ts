// A scale on a line. Rules WS1..WS9, SL1..SL7, SP1..SP11 of docs/specs/weighing.md, HI6 of docs/specs/hid-pos.md.
import type { ScaleSettings } from '#shared/contract/scale-settings.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import { scaleProtocols } from '#shared/domain/weighing/scale-protocols/index.ts'
import type { ScaleProtocol, WhyFrameRefused } from '#shared/domain/weighing/scale-protocols/scale-protocol.ts'
import { gateAfterReading, gateAfterTaking, FRESH_MS, isConfirmed, isHeld, isSteady, runAfterFrame, type ScaleGate, type ScaleReading, type StillRun, usableReading } from '#shared/domain/weighing/scale-reading.ts'
import type { NowMs, Timers } from '#shared/kernel/time.ts'
import type { HidLibrary } from '../lines/hid-line.ts'
import { openLine } from '../lines/open-line.ts'

export type ScaleState = StationView['bar']['scale']

export type Scale = {
  state(): ScaleState
  /** The weight on the plate, if it may be taken now. */
  usableGrams(): number | null
  /** The smallest difference it shows, where it says so itself. */
  stepGrams(): number | undefined
  /** The weight was taken: the plate must come back to zero before the next one. */
  taken(): void
  /** The parcel on the bench has gone without its weight: what stands on the plate may be that parcel. */
  parcelLeft(): void
  /** Why its frames have been refused for a while: a tare that is set, another unit; or that there are none in what it sends. Undefined while one of them can be read. */
  trouble?(): WhyFrameRefused | 'not-understood' | undefined
  /** Frames and line troubles since start, by reason. */
  refusedFrames(): Readonly<Record<string, number>>
  close(): void
}

/** A reading within so many steps of zero counts as an empty plate. */
const zeroWindowSteps = 2
const silentAfterMs = 3_000
/** SP10: so many in a row are no accident of the line. */
const refusedFramesTold = 3
/** SP11: no frame is so long, nor is what a line that is joined in the middle of one leaves over. */
const strangeBytesTold = 200
const retryAfterMs = 2_000
/** HI6: longer than any scale that goes on speaking leaves between two reports. */
const quietAfterMs = 500
const nothing = new Uint8Array(0)

export type ScaleOptions = Omit<ScaleSettings, 'scaleId'> & { scaleStepGrams: number; nowMs: NowMs; timers: Timers; onReading: () => void; loadHid?: () => Promise<HidLibrary> }

/** Connects, reads and connects again for as long as it is not closed. Trouble is a state, never an exception. */
export function openScale(options: ScaleOptions): Scale {
  const { nowMs, timers } = options
  const protocol: ScaleProtocol = scaleProtocols[options.protocol]
  let gate: ScaleGate = 'must-clear'
  /** The newest and the one before. */
  let readings: ScaleReading[] = []
  let run: StillRun | undefined
  let spokeAtMs: number | undefined
  let pending = nothing
  let toldStep: number | undefined
  let stopAsking = (): void => undefined
  /** HI6: some USB scales say nothing while nothing changes; that one was pulled, its system tells. */
  const mayBeQuiet = options.line.kind === 'hid'
  let isOpen = false
  let isFirstReport = false
  let stopQuiet = (): void => undefined
  const refused: Record<string, number> = {}
  let refusedInRow: { why: WhyFrameRefused; frames: number } | undefined
  /** Since the last frame. */
  let strangeBytes = 0
  const count = (why: string): void => { refused[why] = (refused[why] ?? 0) + 1 }
  const zeroWindowGrams = (): number => Math.max(options.scaleStepGrams, toldStep ?? 0) * zeroWindowSteps

  const readFrame = (frame: Uint8Array): void => {
    const answer = protocol.answerTo?.(frame)
    if (answer) return line.write(answer)
    const read = protocol.read(frame, nowMs())
    stopQuiet()
    if (read.kind === 'refused') {
      count(read.why)
      refusedInRow = refusedInRow?.why === read.why ? { why: read.why, frames: refusedInRow.frames + 1 } : { why: read.why, frames: 1 }
      return
    }
    refusedInRow = undefined
    if (read.stepGrams !== undefined) toldStep = read.stepGrams
    const { reading } = read
    run = runAfterFrame(run, reading)
    readings = [...readings.slice(-1), reading]
    const isStill = protocol.tellsStability ? reading.stable && isConfirmed(readings) : isSteady(run, reading.atMs)
    gate = gateAfterReading(gate, { ...reading, stable: isStill }, zeroWindowGrams())
    readings[readings.length - 1] = { ...reading, stable: isStill && isHeld(run, reading.atMs) }
    if (mayBeQuiet) awaitQuiet(reading)
  }
  /** HI6: what the last report says stands there while no other comes; a second later nobody knows. */
  const awaitQuiet = (last: ScaleReading): void => {
    stopQuiet = timers.after(quietAfterMs, () => {
      gate = gateAfterReading(gate, last, zeroWindowGrams())
      readings[readings.length - 1] = last
      options.onReading()
      stopQuiet = timers.after(FRESH_MS - quietAfterMs, options.onReading)
    })
  }
  const ask = (): void => {
    stopAsking()
    if (!protocol.question) return
    line.write(protocol.question.bytes)
    if (protocol.question.everyMs !== undefined) stopAsking = timers.after(protocol.question.everyMs, ask)
  }
  const line = openLine(options.line, {
    onOpen() {
      isOpen = true
      isFirstReport = mayBeQuiet
      ask()
    },
    onBytes(bytes) {
      // HI6: made ready before it was asked for, maybe for the parcel before.
      if (isFirstReport) {
        isFirstReport = false
        return
      }
      const { frames, rest, noiseBytes } = protocol.cut(pending.length === 0 ? bytes : Buffer.concat([pending, bytes]))
      pending = Uint8Array.from(rest)
      if (noiseBytes > 0) count('noise')
      const atMs = nowMs()
      if (spokeAtMs !== undefined && atMs - spokeAtMs >= FRESH_MS) {
        readings = []
        run = undefined
      }
      spokeAtMs = atMs
      for (const frame of frames) readFrame(frame)
      const wasStrange = strangeBytes >= strangeBytesTold
      strangeBytes = frames.length > 0 ? 0 : Math.min(strangeBytesTold, strangeBytes + bytes.length)
      // Only the newest of frames that came together says what stands there.
      if (frames.length > 0 || wasStrange !== strangeBytes >= strangeBytesTold) options.onReading()
    },
    onBroken(why) {
      stopAsking()
      stopQuiet()
      isOpen = false
      count(why)
      pending = nothing
      // WS7: what was put on the plate meanwhile nobody saw.
      gate = gateAfterTaking()
      readings = []
      run = undefined
      spokeAtMs = undefined
      strangeBytes = 0
      refusedInRow = undefined
      options.onReading()
    },
  }, { timers, retryAfterMs, ...(mayBeQuiet ? {} : { silentAfterMs }) }, options.loadHid)

  return {
    state() {
      const grams = readings.at(-1)?.grams ?? null
      const usable = usableReading(readings, nowMs(), gate, zeroWindowGrams())
      if (usable.kind === 'usable') return { state: 'stable', grams }
      switch (usable.why) {
        case 'no-reading': case 'stale': return { state: isOpen && mayBeQuiet ? 'quiet' : 'no-signal', grams: null }
        case 'overload': return { state: 'overload', grams }
        case 'under-zero': return { state: 'under-zero', grams }
        case 'must-return-to-zero': return { state: 'must-return-to-zero', grams }
        case 'unstable': case 'not-a-weight': return { state: 'moving', grams }
        case 'empty': return { state: 'stable', grams }
      }
    },
    usableGrams() {
      const usable = usableReading(readings, nowMs(), gate, zeroWindowGrams())
      return usable.kind === 'usable' ? usable.grams : null
    },
    stepGrams: () => toldStep,
    taken() {
      gate = gateAfterTaking()
    },
    parcelLeft() {
      const usable = usableReading(readings, nowMs(), gate, zeroWindowGrams())
      const isEmpty = usable.kind === 'not-usable' && (usable.why === 'empty' || (mayBeQuiet && usable.why === 'stale' && Math.abs(readings.at(-1)?.grams ?? Infinity) <= zeroWindowGrams()))
      // What stands there while its frames cannot be read (another unit, a tare) nobody knows.
      if (!isEmpty || refusedInRow) gate = gateAfterTaking()
    },
    trouble: () => (strangeBytes >= strangeBytesTold ? 'not-understood' : refusedInRow && refusedInRow.frames >= refusedFramesTold ? refusedInRow.why : undefined),
    refusedFrames: () => refused,
    close() {
      stopAsking()
      stopQuiet()
      line.close()
    },
  }
}
