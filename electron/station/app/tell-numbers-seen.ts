import { fact } from '#shared/domain/facts/facts.ts'
import type { AppDeps } from './app-deps.ts'

/** NB13: a hub that was put back may have forgotten numbers that are on parcels already; it is told the highest ones, and goes on behind them. */
export function tellNumbersSeen({ store, mintId, nowMs }: AppDeps): void {
  const numbers = store.highestNumbers()
  if (numbers.length === 0) return
  store.transaction<void>(() => store.record({ factId: mintId(), atMs: nowMs(), actorId: 'station', fact: fact('WaybillNumbersSeen', { numbers }) }))
}
