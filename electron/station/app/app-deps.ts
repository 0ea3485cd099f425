import type { StationSettings } from '#shared/contract/station-api.ts'
import type { MintId, NowMs } from '#shared/kernel/time.ts'
import type { Store } from '../store/store.ts'

/** What every act of the station is made of. */
export type AppDeps = {
  store: Store
  nowMs: NowMs
  mintId: MintId
  settings: () => StationSettings
}
