// Facts go out: all of them, in the hub's order, each with its sealed part opened.
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import type { Change, Envelope } from '#shared/sync/envelope.ts'
import type { ChangesReply } from '#shared/sync/protocol.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Database } from './store/database.ts'
import { beginEpochOfLoss } from './store/epoch.ts'
import { placeProof, provesLoss } from './store/place-proof.ts'
import { hubTimeOf, personalPlaceOfFact, type HubTools } from './store/facts.ts'

export const maxChanges = 1_000

type FactRow = {
  position: number; fact_id: string; station_id: string; incarnation: number; seq: number; kind: string; at_ms: number; actor_id: string
  body: Record<string, unknown>; prev_hash: string; hash: string; personal: Buffer | null; outcome: string
}

/** The facts after `after`. Positions are given in commit order (Database.write), so that what is not there yet comes later, never between. */
export async function serveChanges(database: Database, tools: HubTools, asked: { after: number; limit: number; epoch: string | null; proof?: string | undefined }): Promise<ChangesReply> {
  const limit = Math.min(asked.limit, maxChanges)
  const served = await database.snapshot(async (sql): Promise<ChangesReply | { kind: 'lost'; epoch: string }> => {
    const identity = await sql.row<{ epoch: string; newest: number; hash_there: string | null }>('select epoch, (select coalesce(max(position), 0) from fact) as newest, (select hash from fact where position = $1) as hash_there from hub_identity', [asked.after])
    assert(identity, 'the hub has an identity')
    const { epoch, hash_there: hashThere } = identity
    if (asked.epoch === epoch && asked.proof !== undefined && provesLoss(tools.box, epoch, asked.after, asked.proof, hashThere ?? undefined)) return { kind: 'lost', epoch }
    // A position beyond the newest fact is another hub's, or this one's before it was restored.
    if ((asked.epoch !== null && asked.epoch !== identity.epoch) || asked.after > identity.newest) return { kind: 'other-epoch', hubEpoch: identity.epoch }
    const rows = await sql.rows<FactRow>(
      `select position, fact_id, station_id, incarnation, seq, kind, at_ms, actor_id, body, prev_hash, hash, personal, outcome from fact where position > $1 order by position limit $2`, [asked.after, limit + 1])
    const changes = rows.slice(0, limit).map((row): Change => ({
      position: row.position, envelope: envelopeOf(row), personal: row.personal ? tools.box.open<LabelPayload>(row.personal, personalPlaceOfFact(row.fact_id)) : null,
      ...(row.outcome === 'quarantined' ? { isQuarantined: true as const } : {}),
    }))
    const upTo = changes.at(-1)?.position ?? asked.after
    const hashAtEnd = changes.at(-1)?.envelope.hash ?? hashThere
    return {
      kind: 'changes', hubEpoch: epoch, hubAtMs: hubTimeOf(tools), changes, upTo, more: rows.length > limit, newest: identity.newest,
      ...(hashAtEnd === null ? {} : { proof: placeProof(tools.box, epoch, upTo, hashAtEnd) }),
    }
  })
  if (served.kind !== 'lost') return served
  return { kind: 'other-epoch', hubEpoch: await beginEpochOfLoss(database, tools.system, served.epoch) }
}

function envelopeOf(row: FactRow): Envelope {
  return {
    factId: row.fact_id, stationId: row.station_id, incarnation: row.incarnation, seq: row.seq, kind: row.kind, schema: 1, atMs: row.at_ms, actorId: row.actor_id,
    body: row.body, prevHash: row.prev_hash, hash: row.hash,
  }
}
