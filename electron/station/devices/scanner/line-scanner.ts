// A scanner on a line of its own: it needs no focus, no input method and no keyboard layout.
import type { ScannerSettings } from '#shared/contract/scanner-settings.ts'
import { createReportJoiner } from '#shared/domain/hid-pos/scanner-report.ts'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { HidLibrary } from '../lines/hid-line.ts'
import { openLine } from '../lines/open-line.ts'
import { CANCEL, codeOf, cutCodes } from './cut-codes.ts'

export type LineScanner = {
  /** Why it cannot be heard now; undefined while the line stands. */
  trouble(): TroubleReason | undefined
  close(): void
}

/** A scanner that sends no end has ended when nothing came for so long: ten times what a byte takes at 1,200 baud. */
const silenceEndsMs = 80
/** One that was seen to send an end is waited for: a busy computer or network must not cut its code in two. */
const silenceAfterEndsMs = 1_000
/** What has arrived meanwhile is read before the silence is believed. */
const lastLookMs = 1
const retryAfterMs = 2_000
const nothing = new Uint8Array(0)

export type LineScannerOptions = ScannerSettings & { timers: Timers; onCode: (code: string) => void; /** Everything that arrives, ends included, before any code of it. */ onBytes?: (bytes: Uint8Array) => void; onState: () => void; loadHid?: () => Promise<HidLibrary> }

/** Each code is handed on once, in the order of reading. Trouble is a state, never an exception. */
export function openLineScanner({ line: settings, timers, onCode, onBytes = () => undefined, onState, loadHid }: LineScannerOptions): LineScanner {
  let pending: Uint8Array = nothing
  let trouble: TroubleReason | undefined = 'not-yet'
  let sendsEnds = false
  /** SS6: what came without its end from a scanner that sends one; and whether it is one that sends some codes without. */
  let half = ''
  let sendsSomeWithout = false
  let isTooLong = false
  let stopWaiting = (): void => undefined
  const reports = settings.kind === 'hid' ? createReportJoiner() : undefined
  const flush = (): void => {
    const code = codeOf(pending)
    pending = nothing
    isTooLong = false
    if (code === '') return
    if (code === half) sendsSomeWithout = true
    half = code
    onCode(sendsEnds && !sendsSomeWithout ? code + CANCEL : code)
  }
  const line = openLine(settings, {
    onOpen() {
      trouble = undefined
      onState()
    },
    onBytes(bytes) {
      if (reports) {
        const code = reports.take(bytes)
        if (!code) return
        // As a scanner on a serial line would have sent it.
        onBytes(Uint8Array.of(...code, 0x0d))
        return onCode(codeOf(code))
      }
      onBytes(bytes)
      stopWaiting()
      const { codes, rest, ...more } = cutCodes(pending.length === 0 ? bytes : Buffer.concat([pending, bytes]), isTooLong)
      pending = rest
      isTooLong = more.isTooLong
      if (codes.length > 0) sendsEnds = true
      for (const code of codes) onCode(code)
      if (pending.length > 0 || isTooLong) stopWaiting = timers.after(sendsEnds ? silenceAfterEndsMs : silenceEndsMs, () => { stopWaiting = timers.after(lastLookMs, flush) })
    },
    onBroken(why) {
      // SS3: half a code whose line broke is not a code.
      stopWaiting()
      pending = nothing
      isTooLong = false
      reports?.reset()
      if (trouble === why) return
      trouble = why
      onState()
    },
  }, { timers, retryAfterMs }, loadHid)
  return {
    trouble: () => trouble,
    close() {
      stopWaiting()
      line.close()
    },
  }
}
