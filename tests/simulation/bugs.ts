// Known bugs of synchronising programs, put around the real parts by the simulator only. Each must be found, or the simulator is worth nothing.
import type { LabelPrinter } from '#station/devices/label-printer/label-printer.ts'
import type { Store } from '#station/store/store.ts'
import type { Fetch } from '#station/sync/hub-client.ts'
import type { HubBugs } from './hub-side.ts'

export type StoreBugTools = {
  /** A station may die here. */
  between(): void
  stationId(): string | null
}
export type Bugs = {
  store?: (store: Store, tools: StoreBugTools) => Store
  /** Crashes at commits happen between two transactions of the bug instead. */
  crashesBetween?: boolean
  fetch?: (fetch: Fetch, store: Store) => Fetch
  printer?: (printer: LabelPrinter) => LabelPrinter
  /** A scan in flight is repeated under a new id. */
  retry?: boolean
  hub: HubBugs
}
export const noBugs: Bugs = { hub: {} }

export const knownBugs = {
  /** A printer that nobody knows the end of is told again, by itself. */
  'automatic-reprint': {
    hub: {},
    printer: (printer) => ({ ...printer, async print(job) {
      const result = await printer.print(job)
      return result.kind === 'unknown' ? { kind: 'not-sent', reason: result.reason } : result
    } }),
  },
  /** What was lost on the way back is tried again as something new. */
  'retry-under-a-new-id': { hub: {}, retry: true },
} as const satisfies Record<string, Bugs>
export const bugNames = Object.keys(knownBugs)
