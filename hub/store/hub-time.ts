// The hub's own time for leases: it begins with the wall clock and then only counts, so that a wall clock that is set ends and prolongs no lease of the site.
import { hubNow, resume, type HubMark } from '#shared/domain/claims/hub-clock.ts'
import type { NowMs } from '#shared/kernel/time.ts'
import { repeat } from '../repeated-work.ts'
import type { System } from '../system.ts'
import type { Database } from './database.ts'

const keepEveryMs = 60_000

/** CL17: goes on from what the store knows: within one start of the machine exactly, after another one at the wall clock, but never back. Without a monotonic clock it is the wall clock. */
export async function keepHubTime(database: Database, system: System, onFault: (where: string, fault: unknown) => string): Promise<{ nowMs: NowMs; stop(): Promise<void> }> {
  const { monotonic } = system
  if (!monotonic) return { nowMs: system.nowMs, stop: async () => undefined }
  const here = () => ({ monotonicMs: Math.round(monotonic.nowMs()), bootId: monotonic.bootId })
  const stored = await database.row<HubMark>('select hub_at_ms as "hubAtMs", monotonic_ms as "monotonicMs", 0 as "roundTripMs", boot_id as "bootId" from hub_time')
  const begun = here()
  const isSameClock = stored?.bootId === begun.bootId && begun.monotonicMs >= stored.monotonicMs
  const mark = stored && isSameClock ? resume(stored, begun) : { hubAtMs: Math.max(stored?.hubAtMs ?? 0, system.nowMs()), roundTripMs: 0, ...begun }
  const nowMs = (): number => hubNow(mark, here())
  const keep = async (): Promise<void> => {
    await database.run(
      `insert into hub_time (hub_at_ms, monotonic_ms, boot_id) values ($1, $2, $3)
       on conflict (only_row) do update set hub_at_ms = excluded.hub_at_ms, monotonic_ms = excluded.monotonic_ms, boot_id = excluded.boot_id where hub_time.hub_at_ms <= excluded.hub_at_ms`,
      [nowMs(), here().monotonicMs, begun.bootId])
  }
  await keep()
  const keeping = repeat({ everyMs: keepEveryMs, where: 'hub time', work: keep, onFault })
  return {
    nowMs,
    async stop() {
      await keeping.stop()
      await keep().catch((fault: unknown) => onFault('hub time', fault))
    },
  }
}
