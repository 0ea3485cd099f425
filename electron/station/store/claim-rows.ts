import type { Claim, ClaimKind } from '#shared/domain/claims/claim.ts'
import type { HubMark } from '#shared/domain/claims/hub-clock.ts'
import type { Db } from './open-database.ts'

const columns = 'claim_kind AS claimKind, subject, station_id AS stationId, station_name AS stationName, person_id AS personId, since_ms AS sinceMs, until_ms AS untilMs FROM claim'

/** Who holds what, and hub time as it was last known. */
export function claimRows(db: Db) {
  const one = db.prepare<[string, string], Claim>(`SELECT ${columns} WHERE claim_kind = ? AND subject = ?`)
  // Of work that is not finished: what is done needs no claim any more, and its old ones are many. So each claim is looked up from its work (CROSS JOIN keeps
  // that order), and the states are those of the partial index.
  const ending = db.prepare<{ stationId: string; beforeMs: number }, { count: number; firstUntilMs: number | null }>(`
    SELECT count(*) AS count, min(until_ms) AS firstUntilMs FROM (
      SELECT until_ms FROM pick_list AS list CROSS JOIN claim ON claim_kind = 'list' AND subject = list.list_id
      WHERE list.state = 'taken' AND list.state IN ('open', 'taken') AND station_id = +:stationId AND until_ms < +:beforeMs
      UNION ALL
      SELECT until_ms FROM parcel CROSS JOIN claim ON claim_kind = 'order' AND subject = parcel.order_id
      WHERE parcel.state = 'open' AND station_id = +:stationId AND until_ms < +:beforeMs)`)
  const readMark = db.prepare<[], HubMark>('SELECT hub_at_ms AS hubAtMs, monotonic_ms AS monotonicMs, round_trip_ms AS roundTripMs, boot_id AS bootId FROM hub_mark')
  const writeMark = db.prepare<[number, number, number, string]>(`
    INSERT INTO hub_mark (only_row, hub_at_ms, monotonic_ms, round_trip_ms, boot_id) VALUES (1, ?, ?, ?, ?)
    ON CONFLICT (only_row) DO UPDATE SET hub_at_ms = excluded.hub_at_ms, monotonic_ms = excluded.monotonic_ms, round_trip_ms = excluded.round_trip_ms, boot_id = excluded.boot_id`)
  return {
    claim: (kind: ClaimKind, subject: string): Claim | undefined => one.get(kind, subject),
    claimsEnding: (stationId: string, beforeMs: number): { count: number; firstUntilMs: number | null } => ending.get({ stationId, beforeMs }) ?? { count: 0, firstUntilMs: null },
    hubMark: (): HubMark | undefined => readMark.get(),
    saveHubMark: (mark: HubMark): void => void writeMark.run(Math.round(mark.hubAtMs), Math.round(mark.monotonicMs), Math.round(mark.roundTripMs), mark.bootId),
  }
}
