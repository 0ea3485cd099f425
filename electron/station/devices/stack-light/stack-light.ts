// A stack light or buzzer on a line. Rules LI3 to LI5 of docs/specs/stack-light.md. It never holds up work: what it cannot show now is not shown.
import { bytesOfHex, type LightSettings } from '#shared/contract/light-settings.ts'
import type { LightSignal } from '#shared/domain/outcomes/light-signal.ts'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { ByteLine } from '../lines/byte-line.ts'
import { openLine } from '../lines/open-line.ts'

export type StackLight = {
  /** Called when the outcome is on disk, never before. Returns at once. */
  show(signal: LightSignal): void
  /** Why it cannot be reached; undefined while it can, or before it was tried. */
  trouble(): TroubleReason | undefined
  close(): void
}

const retryAfterMs = 5_000
/** A printer that does not take its pulse within this time is not waited for. */
const connectMs = 2_000
/** What was written leaves before the line is closed again. */
const lingerMs = 200

export function openStackLight({ line: settings, perSignal, bytes, showMs }: LightSettings, { timers, onState }: { timers: Timers; onState: () => void }): StackLight {
  let trouble: TroubleReason | undefined
  let isClosed = false
  let stopOff = (): void => undefined
  const shortLines = new Set<() => void>()
  const tell = (why: TroubleReason | undefined): void => {
    if (trouble === why || isClosed) return
    trouble = why
    onState()
  }
  const kept: ByteLine | undefined = perSignal ? undefined : openLine(settings, { onOpen: () => tell(undefined), onBytes: () => undefined, onBroken: tell }, { timers, retryAfterMs })

  const writeOnce = (data: Uint8Array): void => {
    let stopTimer = (): void => undefined
    let isOver = false
    const end = (): void => {
      if (isOver) return
      isOver = true
      stopTimer()
      shortLines.delete(end)
      line.close()
    }
    const line = openLine(settings, {
      onOpen() {
        tell(undefined)
        line.write(data)
        stopTimer()
        stopTimer = timers.after(lingerMs, end)
      },
      // Status that a printer pushes unasked is read and dropped.
      onBytes: () => undefined,
      onBroken(why) {
        if (isOver) return
        tell(why)
        end()
      },
    }, { timers, retryAfterMs })
    shortLines.add(end)
    stopTimer = timers.after(connectMs, () => {
      tell('unreachable')
      end()
    })
  }
  const send = (hex: string): void => {
    const data = bytesOfHex(hex)
    if (data.length === 0) return
    if (kept) kept.write(data)
    else writeOnce(data)
  }

  return {
    show(signal) {
      stopOff()
      send(bytes[signal])
      if (signal !== 'supervisor' && bytes.off !== '') stopOff = timers.after(showMs, () => send(bytes.off))
    },
    trouble: () => trouble,
    close() {
      isClosed = true
      stopOff()
      for (const end of shortLines) end()
      kept?.close()
    },
  }
}
