// Runs anywhere: storage and sending are arguments. Scans wait here, in the order they were read, until their outcome has come.
import * as z from 'zod'
import { Scan } from '#shared/domain/outcomes/scan.ts'

const Kept = z.array(Scan)

/** Where the waiting scans survive a reload of the page. */
export type QueueStorage = {
  read(): string | null
  write(text: string): void
}

/** What sending one scan came to: answered, the line is gone (sent again later), or the station failed on it. */
export type SendResult = { kind: 'answered' } | { kind: 'line-gone' } | { kind: 'failed'; incidentId: string }

export type ScanQueue = {
  /** Keeps the scan and sends it as soon as those before it have their outcome. */
  add(scan: Scan): void
  /** A line to the station is there (again): goes on with the first scan that has no outcome, under its own id. */
  resume(): void
  pending(): readonly Scan[]
}

const TRIES_ON_FAULT = 3

/**
 * SI12: one scan in flight at a time, in order; a scan leaves the queue only when its outcome came, or when the station failed on it
 * three times: then it is reported by `onFailed` and the next one goes on.
 */
export function createScanQueue(parts: {
  storage: QueueStorage
  send(scan: Scan): Promise<SendResult>
  onChange(pendingCount: number): void
  onFailed(scan: Scan, incidentId: string): void
  /** The queue could not be kept for a reload; it still works. */
  onStorageFailed(error: unknown): void
}): ScanQueue {
  const kept = Kept.safeParse(parseJson(parts.storage.read() ?? '[]'))
  let waiting: Scan[] = kept.success ? kept.data : []
  let inFlight = false
  let lineIsUp = false
  let faults = 0

  const keep = (): void => {
    try {
      parts.storage.write(JSON.stringify(waiting))
    } catch (error) {
      parts.onStorageFailed(error)
    }
    parts.onChange(waiting.length)
  }
  const sendNext = async (): Promise<void> => {
    if (inFlight || !lineIsUp) return
    inFlight = true
    for (let scan = waiting[0]; lineIsUp && scan !== undefined; scan = waiting[0]) {
      const result = await parts.send(scan)
      if (result.kind === 'line-gone') {
        lineIsUp = false
        break
      }
      if (result.kind === 'failed' && ++faults < TRIES_ON_FAULT) continue
      faults = 0
      waiting = waiting.slice(1)
      keep()
      if (result.kind === 'failed') parts.onFailed(scan, result.incidentId)
    }
    inFlight = false
  }
  return {
    add(scan) {
      waiting = [...waiting, scan]
      // Sent and kept in one go, so that no reload comes between; the way to the station is the longer one.
      void sendNext()
      keep()
    },
    resume() {
      lineIsUp = true
      void sendNext()
    },
    pending: () => waiting,
  }
}

/** What an interrupted write left behind counts as nothing kept. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
