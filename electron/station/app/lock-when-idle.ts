import { lockBench } from '#shared/domain/people/decide-sign-in.ts'
import type { AppDeps } from './app-deps.ts'

/** Locks the bench because nobody was there; the open work stays. True when it was not locked before. */
export function lockWhenIdle(deps: AppDeps): boolean {
  const { store } = deps
  return store.transaction(() => {
    const decision = lockBench(store.bench(), 'idle')
    if (!decision) return false
    for (const entry of decision.facts) store.record({ factId: deps.mintId(), atMs: deps.nowMs(), actorId: 'station', fact: entry })
    store.saveBench(decision.bench)
    return true
  })
}
