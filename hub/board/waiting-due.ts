// How the orders that wait for release stand to their cut-offs: what a supervisor reads first. Rule LT7 of docs/specs/waves.md.
import type { BoardView } from '#shared/contract/board-api.ts'
import { nextCutOff } from '../orders/cut-off.ts'
import type { Sql } from '../store/database.ts'
import { readSettings } from '../store/settings.ts'
import { lately } from './lately.ts'

type WaitingDue = BoardView['waitingDue']

const mostCutOffs = 4
/** The nearest cut-offs first; at most 5 seconds old. */
export const waitingDueLately = lately(waitingDue)

async function waitingDue(sql: Sql, nowMs: number): Promise<WaitingDue> {
  const { defaultCarrierCode, utcOffsetMinutes } = await readSettings(sql)
  const times = new Map((await sql.rows<{ carrier_code: string; cut_off_times: string[] }>('select carrier_code, cut_off_times from carrier')).map((row) => [row.carrier_code, row.cut_off_times]))
  const rows = await sql.rows<{ carrier_code: string; cut_off_at_ms: number | null; count: number }>(
    `select coalesce(carrier_code, $1) as carrier_code, cut_off_at_ms, count(*)::int as count from customer_order where state = 'waiting' and coalesce(carrier_code, $1) is not null group by 1, 2`, [defaultCarrierCode])
  const counts = new Map<number, number>()
  for (const { carrier_code: carrierCode, cut_off_at_ms: given, count } of rows) {
    const its = times.get(carrierCode)
    if (!its) continue
    const atMs = given ?? nextCutOff(its, nowMs, utcOffsetMinutes)
    counts.set(atMs, (counts.get(atMs) ?? 0) + count)
  }
  const all = [...counts].sort(([a], [b]) => a - b)
  const open = all.filter(([atMs]) => atMs > nowMs)
  const sum = (of: typeof all): number => of.reduce((total, [, count]) => total + count, 0)
  return {
    passed: sum(all.slice(0, all.length - open.length)), later: sum(open.slice(mostCutOffs)),
    cutOffs: open.slice(0, mostCutOffs).map(([cutOffAtMs, count]) => ({ cutOffAtMs, count })),
  }
}
