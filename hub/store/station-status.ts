import { printersOfText, type StationStatus } from '#shared/sync/station-status.ts'
import type { Database, Sql } from './database.ts'
import { raiseHubTrouble } from './discrepancies.ts'
import { tellBoards, type HubTools } from './facts.ts'

/** Longer than two polls: after such a silence the line counts from anew. */
export const silenceMs = 45_000

/** Keeps that the station was heard now, and what it told of itself. Times of its own clock are kept as it told them. */
export async function heardFrom(sql: Pick<Sql, 'run'>, stationId: string, nowMs: number, status: StationStatus): Promise<void> {
  const { clockMs, waiting, oldestMs, cancelListMs } = status
  // What is no list of printers says nothing.
  const printers = status.printers === undefined ? undefined : printersOfText(status.printers)
  const tells = clockMs !== undefined
  await sql.run(
    `update station set last_heard_at_ms = $2, line_since_ms = case when $2::bigint - last_heard_at_ms > $3::bigint or line_since_ms = 0 then $2 else line_since_ms end,
       clock_difference_ms = case when $4 then $5::bigint else clock_difference_ms end, waiting_count = case when $4 then $6::bigint else waiting_count end,
       oldest_waiting_ms = case when $4 then $7::bigint else oldest_waiting_ms end, cancel_list_at_ms = case when $4 then $8::bigint else cancel_list_at_ms end, printers_told = coalesce($9, printers_told) where station_id = $1`,
    [stationId, nowMs, silenceMs, tells, tells ? clockMs - nowMs : null, waiting ?? null, oldestMs === undefined || clockMs === undefined ? null : Math.max(0, clockMs - oldestMs), cancelListMs ?? null, printers === undefined ? null : JSON.stringify(printers)])
}

/** SY34: a station hears this hub and another one by turns. A supervisor is told once, until it is settled. */
export async function raiseSeveralHubs(database: Database, { system }: HubTools, stationId: string): Promise<void> {
  if (await database.row("select 1 from discrepancy where kind = 'hub-trouble' and subject = 'several-hubs' and state = 'open'")) return
  await database.write(async (sql) => {
    await raiseHubTrouble(sql, system.mintId(), 'several-hubs', { stationId }, system.nowMs())
    await tellBoards(sql)
  })
}
