import { locks, type Database } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { releaseWave } from './release-wave.ts'
import { listRules } from './rules.ts'

const everyMs = 15_000
/** Lists that nobody has started yet: with so many of a rule on the floor there is work enough. */
const enoughOpenLists = 4

/** Releases waves of the rules that say so, while the floor has room. Off for every rule until a supervisor turns it on. */
export function autoRelease({ database, tools, onFault }: { database: Database; tools: HubTools; onFault: (where: string, fault: unknown) => string }): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const once = async (): Promise<void> => {
    for (const rule of (await listRules(database)).filter((each) => each.autoRelease)) {
      const open = await database.row<{ count: number }>("select count(*)::int as count from pick_list l join wave w using (wave_id) where w.rule_id = $1 and w.state = 'released' and l.state = 'open'", [rule.ruleId])
      // A refusal (nothing waits, no slot is free) is the usual case: asked again next time.
      if ((open?.count ?? 0) < enoughOpenLists) await releaseWave(database, tools, 'hub', { requestId: tools.system.mintId(), ruleId: rule.ruleId })
    }
  }
  const timer = setInterval(() => {
    running = running.then(() => database.alone(locks.autoRelease, once)).then(() => undefined).catch((fault: unknown) => void onFault('auto-release', fault))
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
