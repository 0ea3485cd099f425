import type { StationSettings } from '#shared/contract/station-api.ts'
import type { MintId, NowMs } from '#shared/kernel/time.ts'
import type { PrinterState } from '../effects/effect-runner.ts'
import type { Store } from '../store/store.ts'

/** What every act of the station is made of. */
export type AppDeps = {
  store: Store
  nowMs: NowMs
  mintId: MintId
  /** The latest that hub time can be now; null while the hub was never heard. */
  hubNowMs: () => number | null
  settings: () => StationSettings
  /** How its printers are doing; without it nothing is known against any of them. */
  printerState?: (printerId: string) => PrinterState
  /** Whether a scale answers; without it one is taken to. */
  canWeigh?: () => boolean
  /** All that the hub had to give was here once since the start: what is not listed is not there. */
  isSiteKnown?: () => boolean
  /** Only what is open may be finished (SV8). */
  isDiskFull?: () => boolean
}

/** NS1: all that the hub has is here, and nobody is in it: somebody has to begin. */
export const isNewSite = ({ store, isSiteKnown }: Pick<AppDeps, 'store' | 'isSiteKnown'>): boolean => isSiteKnown?.() === true && !store.hasPeople()
