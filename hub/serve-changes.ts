// Facts go out: all of them, in the hub's order, each with its sealed part opened.
import type { Envelope, OwnFacts } from '#shared/sync/envelope.ts'
import type { ChangesReply } from '#shared/sync/protocol.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Database } from './store/database.ts'
import { beginEpochOfLoss } from './store/epoch.ts'
import { placeProof, provesLoss } from './store/place-proof.ts'
import { hubTimeOf, personalPlaceOfFact, type HubTools } from './store/facts.ts'

export const maxChanges = 2_000
/** SY20: a station takes no answer above 16 MB, and a character is up to three bytes. */
const mostCharsOfAPage = 4_000_000

type FactRow = {
  position: number; fact_id: string; station_id: string; incarnation: number; seq: number; kind: string; at_ms: number; actor_id: string
  /** Null of those that are only named. */ body: string | null; prev_hash: string; hash: string; personal: Buffer | null; outcome: string
}
type Asked = {
  after: number
  /** Of facts that are not only named. */ limit: number
  /** Repeated in the answer (SY33). */ asked?: string | undefined
  epoch: string | null; proof?: string | undefined
  /** Whose newest fact the answer shall name (SY29). */
  of?: { stationId: string; incarnation: number } | undefined
  /** The asking station, where its own facts may be named by their places (SY30). */
  nameFor?: string | undefined
}

export async function serveChanges(database: Database, tools: HubTools, asked: Asked, mostChars?: number): Promise<ChangesReply> {
  return JSON.parse(await serveChangesText(database, tools, asked, mostChars)) as ChangesReply
}

/**
 * The facts after `after`, as a ChangesReply in JSON. Positions are given in commit order (Database.write), so that what is not there yet comes later, never between.
 * A page ends before it is longer than `mostChars`, but not before its first fact.
 * Bodies and sealed parts go out as the text that they are kept as: every station asks for every fact, and reading them would be most of the work.
 */
export async function serveChangesText(database: Database, tools: HubTools, asked: Asked, mostChars = mostCharsOfAPage): Promise<string> {
  const limit = Math.min(asked.limit, maxChanges)
  const served = await database.snapshot(async (sql): Promise<{ kind: 'text'; text: string } | { kind: 'lost'; epoch: string }> => {
    const [identity, rows] = await Promise.all([
      sql.row<{ epoch: string; newest: number; hash_there: string | null; your_seq: number }>(
        `select epoch, (select coalesce(max(position), 0) from fact) as newest, (select hash from fact where position = $1) as hash_there,
           (select coalesce(max(seq), 0) from fact where station_id = $2 and incarnation = $3) as your_seq from hub_identity`, [asked.after, asked.of?.stationId ?? null, asked.of?.incarnation ?? null]),
      sql.rows<FactRow>(
        `select position, fact_id, station_id, incarnation, seq, kind, at_ms, actor_id, case when station_id = $3 then null else body::text end as body, prev_hash, hash, personal, outcome from fact
         where position > $1 and position <= coalesce((select position from fact where position > $1 and position <= $1 + $4 and station_id is distinct from $3 order by position offset $2 limit 1), $1 + $4) order by position`,
        [asked.after, limit, asked.nameFor ?? null, maxChanges + 1]),
    ])
    assert(identity, 'the hub has an identity')
    const { epoch, hash_there: hashThere } = identity
    if (asked.epoch === epoch && asked.proof !== undefined && provesLoss(tools.box, epoch, asked.after, asked.proof, hashThere ?? undefined)) return { kind: 'lost', epoch }
    // A position beyond the newest fact is another hub's, or this one's before it was restored.
    if ((asked.epoch !== null && asked.epoch !== identity.epoch) || asked.after > identity.newest) return { kind: 'text', text: otherEpoch(identity.epoch, asked.asked) }
    const texts: string[] = []
    const own: OwnFacts[] = []
    let chars = 0
    let given = 0
    for (const row of rows.slice(0, maxChanges)) {
      if (row.body === null) name(own, row)
      else {
        if (texts.length === limit) break
        const text = changeText(row, row.body, tools)
        chars += text.length
        if (given > 0 && chars > mostChars) break
        texts.push(text)
      }
      given += 1
    }
    const last = rows[given - 1]
    const upTo = last?.position ?? asked.after
    const hashAtEnd = last?.hash ?? hashThere
    const { changes: _none, ...rest }: Extract<ChangesReply, { kind: 'changes' }> = {
      kind: 'changes', hubEpoch: epoch, ...(asked.asked === undefined ? {} : { asked: asked.asked }), hubAtMs: hubTimeOf(tools), changes: [], upTo, more: rows.length > given, newest: identity.newest, ...(tools.backupEveryHours === undefined ? {} : { backupEveryHours: tools.backupEveryHours }),
      ...(hashAtEnd === null ? {} : { proof: placeProof(tools.box, epoch, upTo, hashAtEnd) }), ...(asked.of ? { yourSeq: identity.your_seq } : {}), ...(own.length > 0 ? { own } : {}),
    }
    return { kind: 'text', text: withPart(rest, 'changes', `[${texts.join(',')}]`) }
  })
  if (served.kind === 'text') return served.text
  return otherEpoch(await beginEpochOfLoss(database, tools.system, served.epoch), asked.asked)
}

const otherEpoch = (hubEpoch: string, asked: string | undefined): string => JSON.stringify({ kind: 'other-epoch', hubEpoch, asked } satisfies ChangesReply)

/** JSON of `value` with one more part, which is JSON already. */
const withPart = (value: object, name: string, json: string): string => `${JSON.stringify(value).slice(0, -1)},"${name}":${json}}`

/** Adds the fact to the last of `own` where it follows it in both orders. */
function name(own: OwnFacts[], { position, incarnation, seq, prev_hash: prevHash, hash }: FactRow): void {
  const last = own.at(-1)
  const follows = last?.incarnation === incarnation && last.toSeq + 1 === seq && last.hash === prevHash && last.position + seq - last.fromSeq === position
  if (last && follows) Object.assign(last, { toSeq: seq, hash })
  else own.push({ position, incarnation, fromSeq: seq, toSeq: seq, hash })
}

/** A Change. */
function changeText(row: FactRow, body: string, tools: HubTools): string {
  const envelope: Omit<Envelope, 'body'> = {
    factId: row.fact_id, stationId: row.station_id, incarnation: row.incarnation, seq: row.seq, kind: row.kind, schema: 1, atMs: row.at_ms, actorId: row.actor_id, prevHash: row.prev_hash, hash: row.hash,
  }
  const personal = row.personal ? tools.box.openText(row.personal, personalPlaceOfFact(row.fact_id)) : 'null'
  return `{"position":${row.position},"envelope":${withPart(envelope, 'body', body)},"personal":${personal}${row.outcome === 'quarantined' ? ',"isQuarantined":true' : ''}}`
}
