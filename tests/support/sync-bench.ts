// A station's real sync core with its real store, whose hub may come, go and change.
import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { seededRandom } from '#shared/kernel/random.ts'
import type { NowMs } from '#shared/kernel/time.ts'
import { realSystem } from '#station/host/system.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import type { Store } from '#station/store/store.ts'
import { createSync, syncDefaults, type Sync, type SyncDeps } from '#station/sync/sync.ts'
import { testKey } from './bench-facts.ts'
import type { TestHub } from './test-hub.ts'

const quick = { ...syncDefaults, worker: { idleMs: 100, firstRetryMs: 10, longestRetryMs: 100 }, news: { ...syncDefaults.news, firstRetryMs: 10, longestRetryMs: 100 } }

export type SyncBench = {
  store: Store
  sync: () => Sync
  /** Records so many facts, kept in the outbox. */
  work(count: number): void
  /** From here on its hub is at this address; what was before is ended. */
  meet(hub: Pick<TestHub, 'url' | 'joinToken'>, options?: Partial<SyncDeps>): Promise<void>
  /** Waits until the hub has everything that was recorded here, each fact once and in order. */
  drained(hub: Pick<TestHub, 'database'>): Promise<void>
  stop(): Promise<void>
}

export function openSyncBench(name: string, { file = ':memory:', nowMs = realSystem.nowMs }: { file?: string; nowMs?: NowMs } = {}): SyncBench {
  const store = openSqliteStore({ file, personalKey: testKey, nowMs })
  const joinRequestId = randomUUID()
  let sync: Sync | undefined
  let recorded = 0
  return {
    store,
    sync: () => sync!,
    work(count) {
      store.transaction<void>(() => {
        for (let index = 0; index < count; index += 1) {
          recorded += 1
          store.record({ factId: `${name}-fact-${recorded}`, atMs: realSystem.nowMs(), actorId: 'P-0001', fact: fact('ScanRefused', { scanId: `${name}-${String(recorded).padStart(6, '0')}`, code: '', reason: 'code-unknown', activity: 'choose' }) })
        }
      })
      sync?.kick()
    },
    async meet(hub, options = {}) {
      await sync?.stop()
      sync = createSync({
        store, hubUrl: hub.url, joinToken: hub.joinToken, joinRequestId, stationName: name, timers: realSystem.timers, nowMs: realSystem.nowMs, random: seededRandom(7), config: quick, onState: () => undefined, onChanges: () => undefined, ...options,
      })
      sync.start()
    },
    drained: (hub) => vi.waitFor(async () => {
      expect(store.outboxState().unsentCount).toBe(0)
      const stored = await hub.database.rows<{ seq: number; fact_id: string }>('select seq, fact_id from fact where station_id = $1 order by seq', [store.joined()!.stationId])
      expect(stored.map((row) => row.fact_id)).toEqual(store.journalFrom(1, 100_000).map((entry) => entry.factId))
      expect(stored).toHaveLength(recorded)
    }, { timeout: 30_000, interval: 20 }),
    async stop() {
      await sync?.stop()
      store.close()
    },
  }
}
