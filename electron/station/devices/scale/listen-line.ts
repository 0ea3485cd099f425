// Listens on a line of which only the place is known, and says which scale it hears. Rules DV7 to DV9 of docs/specs/devices.md.
import type { HeardLine } from '#shared/contract/device-calls.ts'
import type { LineSettings } from '#shared/contract/line-settings.ts'
import { newestWeight, recogniseScale, scaleProtocols } from '#shared/domain/weighing/scale-protocols/index.ts'
import { asciiBytes, type ScaleProtocol } from '#shared/domain/weighing/scale-protocols/scale-protocol.ts'
import type { NowMs, Timers } from '#shared/kernel/time.ts'
import type { HidLibrary } from '../lines/hid-line.ts'
import { openLine } from '../lines/open-line.ts'

const keptBytes = 512
const shownBytes = 96
const stepMs = 250
/** In quarter seconds: first only listening, then the question of MT-SICS, then that of CAS, which is asked again and again. */
const steps = { askMtSics: 4, askCasFrom: 6, nextSetting: 16 }
const [ENQ, ACK, DC1] = [0x05, 0x06, 0x11]

/** What a serial line is tried with, the most usual first. */
const serialTries = [
  { baudRate: 9_600, dataBits: 8, parity: 'none' }, { baudRate: 9_600, dataBits: 7, parity: 'even' }, { baudRate: 2_400, dataBits: 7, parity: 'even' }, { baudRate: 4_800, dataBits: 8, parity: 'none' },
  { baudRate: 19_200, dataBits: 8, parity: 'none' }, { baudRate: 2_400, dataBits: 8, parity: 'none' }, { baudRate: 1_200, dataBits: 8, parity: 'none' }, { baudRate: 38_400, dataBits: 8, parity: 'none' }, { baudRate: 115_200, dataBits: 8, parity: 'none' },
] as const

export type LineListener = { heard(): HeardLine; close(): void }

/** Opens the line, tries what a scale may need to speak, and goes on with the next usual rate where nothing is understood. Never throws for trouble with the line. */
export function listenForScale({ line: asked, nowMs, timers, loadHid }: { line: LineSettings; nowMs: NowMs; timers: Timers; loadHid?: () => Promise<HidLibrary> }): LineListener {
  const tries: LineSettings[] = asked.kind === 'serial' ? [asked, ...serialTries.map((setting) => ({ ...asked, ...setting })).filter((each) => !isSame(each, asked))] : [asked]
  let at = 0
  let step = 0
  let kept: Uint8Array = new Uint8Array(0)
  let ofReports: ReturnType<typeof newestWeight>
  let byteCount = 0
  let isOpen = false
  let words: HeardLine['words'] = ''
  let isClosed = false
  let stopStep = (): void => undefined

  const settings = (): LineSettings => tries[at] ?? asked
  const taken = (): HeardLine['taken'] => (asked.kind === 'hid' ? ofReports : recogniseScale(kept, nowMs())) ?? null
  const open = () => openLine(settings(), {
    onOpen() {
      isOpen = true
      words = ''
    },
    onBytes(bytes) {
      byteCount += bytes.length
      kept = Uint8Array.from(Buffer.concat([kept, bytes]).subarray(-keptBytes))
      // Each report comes as one piece; of what is kept nobody knows where one begins.
      if (asked.kind === 'hid') ofReports = newestWeight('hid-pos', bytes, nowMs()) ?? ofReports
      if (bytes.at(-1) === ACK) line.write(Uint8Array.of(DC1))
    },
    onBroken(why) {
      isOpen = false
      words = why
    },
  }, { timers, retryAfterMs: 1_000 }, loadHid)
  let line = open()

  const next = (): void => {
    if (isClosed) return
    stopStep = timers.after(stepMs, next)
    const known = taken()
    if (known) {
      // A scale that only answers goes on being asked, so that its weight stays alive on the screen.
      step = 0
      const { question }: ScaleProtocol = scaleProtocols[known.protocol]
      if (question) line.write(question.bytes)
      return
    }
    step += 1
    if (step === steps.askMtSics) line.write(asciiBytes('SIR\r\n'))
    else if (step >= steps.askCasFrom) line.write(Uint8Array.of(ENQ))
    if (step < steps.nextSetting) return
    step = 0
    if (tries.length === 1) return
    line.close()
    at = (at + 1) % tries.length
    kept = new Uint8Array(0)
    isOpen = false
    line = open()
  }
  stopStep = timers.after(stepMs, next)

  return {
    heard() {
      const shown = kept.subarray(-shownBytes)
      return {
        kind: 'heard', line: settings(), open: isOpen, words, byteCount, taken: taken(),
        text: Buffer.from(shown).toString('latin1').replaceAll(/[^\x20-\x7e]/g, '·'), hex: Buffer.from(shown).toString('hex').replaceAll(/(..)(?=.)/g, '$1 '),
      }
    },
    close() {
      isClosed = true
      stopStep()
      line.close()
    },
  }
}

function isSame(one: LineSettings, other: LineSettings): boolean {
  return one.kind === 'serial' && other.kind === 'serial' && one.baudRate === other.baudRate && one.dataBits === other.dataBits && one.parity === other.parity
}
