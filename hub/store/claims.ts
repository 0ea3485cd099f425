// Claims at the hub: given when a station tells that it took up work, in the hub's own order and by the hub's own clock. Rules CL1.. of docs/specs/claims.md.
import { claimLeaseMs, decideClaim, renewBelowMs, type Claim, type ClaimKind, type Grant } from '#shared/domain/claims/claim.ts'
import { repeat } from '../repeated-work.ts'
import type { Database, Sql } from './database.ts'
import { hubTimeOf, recordHubFacts, type HubFact, type HubTools } from './facts.ts'

export const columns = 'claim_kind as "claimKind", subject, station_id as "stationId", station_name as "stationName", person_id as "personId", since_ms as "sinceMs", until_ms as "untilMs"'

export async function findClaim(sql: Sql, kind: ClaimKind, subject: string): Promise<Claim | undefined> {
  return sql.row<Claim>(`select ${columns} from claim where claim_kind = $1 and subject = $2`, [kind, subject])
}

async function keep(sql: Sql, claim: Claim): Promise<void> {
  await sql.run(
    `insert into claim (claim_kind, subject, station_id, station_name, person_id, since_ms, until_ms) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (claim_kind, subject) do update set station_id = excluded.station_id, station_name = excluded.station_name, person_id = excluded.person_id, since_ms = excluded.since_ms, until_ms = excluded.until_ms`,
    [claim.claimKind, claim.subject, claim.stationId, claim.stationName, claim.personId, claim.sinceMs, claim.untilMs])
}

export const claimedFact = (claim: Claim): HubFact => ({ kind: 'WorkClaimed', body: { ...claim, stationName: claim.stationName.slice(0, 100) } })

/** One batch of a station: what it took up, and what of it has ended again before the batch did. */
export type ClaimBook = {
  take(kind: ClaimKind, subject: string, personId: string): Promise<Grant>
  /** The work was laid aside or given back: nobody holds it. */
  end(kind: ClaimKind, subject: string): Promise<void>
}

/** The newest grant stands, and behind the others. */
export function noteGranted(granted: Map<string, Claim>, claim: Claim): void {
  granted.delete(`${claim.claimKind}/${claim.subject}`)
  granted.set(`${claim.claimKind}/${claim.subject}`, claim)
}

/** `granted` collects what the stations are told at the end of the batch; a batch of several stations shares it. */
export function claimBook(sql: Sql, stationId: string, nowMs: number, granted: Map<string, Claim>): ClaimBook {
  let stationName: string | undefined
  return {
    async take(claimKind, subject, personId) {
      stationName ??= (await sql.row<{ name: string }>('select name from station where station_id = $1', [stationId]))?.name ?? ''
      const grant = decideClaim(await findClaim(sql, claimKind, subject), { claimKind, subject, stationId, stationName, personId }, nowMs)
      if (grant.kind === 'granted') {
        await keep(sql, grant.claim)
        noteGranted(granted, grant.claim)
      }
      return grant
    },
    async end(claimKind, subject) {
      await sql.run('delete from claim where claim_kind = $1 and subject = $2', [claimKind, subject])
      granted.delete(`${claimKind}/${subject}`)
    },
  }
}

/** CL9: takes a claim back. A list goes to the open ones, a parcel that lies open is laid aside; what was done stays. False: nobody holds it. */
export async function releaseClaim(sql: Sql, tools: HubTools, actorId: string, about: { claimKind: ClaimKind; subject: string }, why: 'released' | 'expired'): Promise<boolean> {
  const claim = await findClaim(sql, about.claimKind, about.subject)
  if (!claim) return false
  const facts: HubFact[] = [{ kind: 'ClaimReleased', body: { claimKind: claim.claimKind, subject: claim.subject, stationId: claim.stationId, why, byPersonId: actorId } }]
  if (claim.claimKind === 'list' && (await sql.row("select 1 from pick_list where list_id = $1 and state = 'taken'", [claim.subject]))) facts.push({ kind: 'PickListReturned', body: { listId: claim.subject, byPersonId: actorId } })
  await recordHubFacts(sql, tools, actorId, facts)
  return true
}

/** Work that somebody is in the middle of. */
export const inWork = `((c.claim_kind = 'list' and exists (select 1 from pick_list l where l.list_id = c.subject and l.state = 'taken'))
  or (c.claim_kind = 'order' and exists (select 1 from parcel p where p.order_id = c.subject and p.state = 'open'))
  or (c.claim_kind = 'tote' and exists (select 1 from pick_list l where l.tote_code = c.subject and l.state = 'taken')))`
const heardWithinMs = 60_000
const mostAtOnce = 500

/** CL5, CL8: prolongs the claims of stations that are heard, and takes back those whose time is over. Answers how many of each. */
export async function tendClaims(database: Database, tools: HubTools): Promise<{ renewed: number; expired: number }> {
  const nowMs = hubTimeOf(tools)
  const due = await database.row<{ due: boolean }>('select exists (select 1 from claim where until_ms < $1) as due', [nowMs + renewBelowMs])
  if (!due?.due) return { renewed: 0, expired: 0 }
  return database.write(async (sql) => {
    const renewed = await sql.rows<Claim>(
      `update claim c set until_ms = $1 from station s where s.station_id = c.station_id and s.state = 'ok' and s.last_heard_at_ms >= $2 and c.until_ms < $3 and c.until_ms > $4 and ${inWork}
       returning c.claim_kind as "claimKind", c.subject, c.station_id as "stationId", c.station_name as "stationName", c.person_id as "personId", c.since_ms as "sinceMs", c.until_ms as "untilMs"`,
      [nowMs + claimLeaseMs, tools.system.nowMs() - heardWithinMs, nowMs + renewBelowMs, nowMs])
    await recordHubFacts(sql, tools, 'hub', renewed.map(claimedFact))
    const over = await sql.rows<{ claim_kind: ClaimKind; subject: string }>(`select c.claim_kind, c.subject from claim c where c.until_ms <= $1 and ${inWork} order by c.until_ms limit ${mostAtOnce}`, [nowMs])
    for (const each of over) await releaseClaim(sql, tools, 'hub', { claimKind: each.claim_kind, subject: each.subject }, 'expired')
    // What was finished in time: nobody needs to hear of it.
    await sql.run(`delete from claim c where c.until_ms <= $1 and not ${inWork}`, [nowMs])
    return { renewed: renewed.length, expired: over.length }
  })
}

const everyMs = 60_000

export function keepClaims({ database, tools, onFault }: { database: Database; tools: HubTools; onFault: (where: string, fault: unknown) => string }): { stop(): Promise<void> } {
  return repeat({ everyMs, where: 'claims', work: () => tendClaims(database, tools), onFault })
}
