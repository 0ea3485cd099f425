// Facts go out: all of them, in the hub's order, each with its sealed part opened.
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import type { Change, Envelope } from '#shared/sync/envelope.ts'
import type { ChangesReply } from '#shared/sync/protocol.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Database } from './store/database.ts'
import { hubTimeOf, personalPlaceOfFact, type HubTools } from './store/facts.ts'

export const maxChanges = 1_000

type FactRow = {
  position: number; fact_id: string; station_id: string; incarnation: number; seq: number; kind: string; at_ms: number; actor_id: string
  body: Record<string, unknown>; prev_hash: string; hash: string; personal: Buffer | null; outcome: string
}

/** The facts after `after`. Positions are given in commit order (Database.write), so that what is not there yet comes later, never between. */
export async function serveChanges(database: Database, tools: HubTools, asked: { after: number; limit: number; epoch: string | null }): Promise<ChangesReply> {
  const limit = Math.min(asked.limit, maxChanges)
  return database.snapshot(async (sql) => {
    const identity = await sql.row<{ epoch: string; newest: number }>('select epoch, (select coalesce(max(position), 0) from fact) as newest from hub_identity')
    assert(identity, 'the hub has an identity')
    // A position beyond the newest fact is another hub's, or this one's before it was restored.
    if ((asked.epoch !== null && asked.epoch !== identity.epoch) || asked.after > identity.newest) return { kind: 'other-epoch', hubEpoch: identity.epoch }
    const rows = await sql.rows<FactRow>(
      `select position, fact_id, station_id, incarnation, seq, kind, at_ms, actor_id, body, prev_hash, hash, personal, outcome from fact where position > $1 order by position limit $2`, [asked.after, limit + 1])
    const changes = rows.slice(0, limit).map((row): Change => ({
      position: row.position, envelope: envelopeOf(row), personal: row.personal ? tools.box.open<LabelPayload>(row.personal, personalPlaceOfFact(row.fact_id)) : null,
      ...(row.outcome === 'quarantined' ? { isQuarantined: true as const } : {}),
    }))
    return { kind: 'changes', hubEpoch: identity.epoch, hubAtMs: hubTimeOf(tools), changes, upTo: changes.at(-1)?.position ?? asked.after, more: rows.length > limit, newest: identity.newest }
  })
}

function envelopeOf(row: FactRow): Envelope {
  return {
    factId: row.fact_id, stationId: row.station_id, incarnation: row.incarnation, seq: row.seq, kind: row.kind, schema: 1, atMs: row.at_ms, actorId: row.actor_id,
    body: row.body, prevHash: row.prev_hash, hash: row.hash,
  }
}
