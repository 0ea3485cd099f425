import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { Timers } from '#shared/kernel/time.ts'

/** A line that is kept open: a device that is off, unplugged or silent is looked for again and again. */
export type ByteLine = {
  write(bytes: Uint8Array): void
  close(): void
}

export type LineEvents = {
  onOpen(): void
  onBytes(bytes: Uint8Array): void
  /** The line broke, or never stood; it is tried again. */
  onBroken(why: TroubleReason): void
}

export type LineTimes = { timers: Timers; retryAfterMs: number; /** Without a byte for so long the line is cut and opened anew; undefined: silence is normal. */ silentAfterMs?: number }

/** What one attempt gives; `end` makes it break. */
export type Connection = { write(bytes: Uint8Array): void; end(): void }
export type Attempt = (events: { onOpen(): void; onBytes(bytes: Uint8Array): void; onEnd(why: TroubleReason): void }) => Connection

/** Keeps one connection after the other open until closed. */
export function keepLine(attempt: Attempt, events: LineEvents, { timers, retryAfterMs, silentAfterMs }: LineTimes): ByteLine {
  let current: Connection | undefined
  let isOpen = false
  let closed = false
  let stopSilence = (): void => undefined
  let stopRetry = (): void => undefined

  const open = (): void => {
    let ended = false
    const own = attempt({
      onOpen() {
        isOpen = true
        heard()
        events.onOpen()
      },
      onBytes(bytes) {
        heard()
        events.onBytes(bytes)
      },
      onEnd(why) {
        if (ended) return
        ended = true
        isOpen = false
        stopSilence()
        if (closed) return
        // First, so that who hears of it may close the line for good.
        stopRetry = timers.after(retryAfterMs, open)
        events.onBroken(why)
      },
    })
    const heard = (): void => {
      stopSilence()
      if (silentAfterMs !== undefined) stopSilence = timers.after(silentAfterMs, () => own.end())
    }
    current = own
  }
  open()
  return {
    write(bytes) {
      if (isOpen) current?.write(bytes)
    },
    close() {
      closed = true
      isOpen = false
      stopSilence()
      stopRetry()
      current?.end()
    },
  }
}
