// What a station is made of. The host (electron/station/host) or a test hands all of it in; the station reaches for nothing itself.
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { StationSettings } from '#shared/contract/station-api.ts'
import type { Port } from '#shared/contract/port.ts'
import type { Trouble } from '#shared/contract/station-view.ts'
import type { Monotonic, MintId, NowMs, Timers } from '#shared/kernel/time.ts'
import type { Random } from '#shared/kernel/random.ts'
import type { LabelPrinter } from './devices/label-printer/label-printer.ts'
import type { Scale, ScaleOptions } from './devices/scale/scale.ts'
import type { Paper } from './effects/paper.ts'
import type { Store } from './store/store.ts'
import type { Fetch } from './sync/hub-client.ts'
import type { OpenNewsLine } from './sync/news-socket.ts'

/** What lies outside the core: network, devices, paper. What is left out is the real one. */
export type Outside = {
  fetch?: Fetch
  openNewsLine?: OpenNewsLine
  openPrinters?: (settings: StationSettings['printers'], timers: Timers) => Map<string, LabelPrinter>
  openScale?: (options: ScaleOptions) => Scale
  paper?: Paper
}

export type StationDeps = {
  store: Store
  nowMs: NowMs
  mintId: MintId
  random: Random
  timers: Timers
  /** What hub time is counted on with (docs/specs/claims.md). Without it no claim ends here by itself. */
  monotonic?: Monotonic
  outside?: Outside
  /** Used until settings were saved here. */
  settingsDefaults: StationSettings
  /** The folder of this station's files: the database, its copies, the file printer's default folder. */
  dataDir: string
  /** `joinToken` is used once, at the first start. Without a `hubUrl` the station works by itself and says so. */
  sync: { hubUrl: string | null; joinToken: string | null; pin?: string | null; joinRequestId?: string }
  /** Open work may be finished, new work waits. */
  isDiskFull?: () => boolean
  /** What the host found out about the store. */
  troubles?: () => Trouble[]
  /** All that the hub had to give is here; said at every such moment. */
  onCaughtUp?: () => void
  /** Logs a fault and returns its incident id; the host then ends the process, so that it starts anew from what is on disk. */
  onFault(where: string, error: unknown): string
}

export type Station = {
  /** Settles what was half done when the process last ended, then starts devices and sync. */
  start(): Promise<void>
  /** Answers shared/contract/station-api.ts on this port until it closes. */
  serve(port: Port): void
  /** Hub time, and how often the hub is backed up; null while the hub is not heard. */
  hubHeard(): { atMs: number; backupEveryHours: number } | null
  /** Why this station has never joined its hub; null when it has, or works by itself. */
  notJoined(): { code: string; reason: TroubleReason } | null
  /** Ends devices and sync; the store stays open, its owner closes it. */
  stop(): Promise<void>
}
