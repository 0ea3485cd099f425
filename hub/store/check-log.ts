// The fact log is read anew for as long as the hub runs: what was edited, removed or moved in it by hand, or by a disk, is told to a supervisor
// before the next new station finds it. Rule HX25 of docs/specs/hub-operations.md.
import { noHash, type Envelope } from '#shared/sync/envelope.ts'
import { repeat } from '../repeated-work.ts'
import type { Database, Sql } from './database.ts'
import { raiseHubTrouble } from './discrepancies.ts'
import { hashOf, type HubTools } from './facts.ts'

/** Some 20 ms of work each time; a day for ten million facts. */
const factsAtOnce = 2_000
const everyMs = 15_000

type Row = {
  position: number; fact_id: string; station_id: string; incarnation: number; seq: number; kind: string; schema: 1; at_ms: number; actor_id: string; body: string; prev_hash: string; hash: string; outcome: string
  /** The hash of the fact before it in its journal. */
  hash_before: string | null
}

/** Looks at the facts after `after`: each place is taken, each fact is chained to the one before it in its journal, and holds what its hash was made of. */
export async function checkLogPart(sql: Pick<Sql, 'rows'>, after: number, limit = factsAtOnce): Promise<{ checkedTo: number; isEnd: boolean; wrongPosition?: number }> {
  // A join would be read as one of the whole table, with a file on the disk; so each fact before is looked up by its index.
  const rows = await sql.rows<Row>(
    `select position, fact_id, station_id, incarnation, seq, kind, schema, at_ms, actor_id, body::text as body, prev_hash, hash, outcome,
       (select b.hash from fact b where b.station_id = f.station_id and b.incarnation = f.incarnation and b.seq = f.seq - 1) as hash_before
     from fact f where position > $1 order by position limit $2`, [after, limit])
  const wrong = rows.findIndex((row, index) => row.position !== after + 1 + index || row.prev_hash !== (row.seq === 1 ? noHash : row.hash_before) || !isWhole(row))
  return { checkedTo: rows.at(-1)?.position ?? after, isEnd: rows.length < limit, ...(wrong === -1 ? {} : { wrongPosition: Math.min(after + 1 + wrong, rows[wrong]!.position) }) }
}

/** What is kept in quarantine is kept as it came. */
function isWhole(row: Row): boolean {
  if (row.outcome === 'quarantined') return true
  const entry: Omit<Envelope, 'hash'> = {
    factId: row.fact_id, stationId: row.station_id, incarnation: row.incarnation, seq: row.seq, kind: row.kind, schema: row.schema, atMs: row.at_ms, actorId: row.actor_id,
    body: JSON.parse(row.body) as Record<string, unknown>, prevHash: row.prev_hash,
  }
  return hashOf(entry) === row.hash
}

/** Reads part after part, and from the first fact again. The first that is wrong is told once in a run of the hub. */
export function keepLogChecked({ database, tools, onFault }: { database: Database; tools: HubTools; onFault: (where: string, fault: unknown) => string }): { stop(): Promise<void> } {
  let checkedTo = 0
  let isTold = false
  const look = async (): Promise<void> => {
    if (isTold) return
    const part = await checkLogPart(database, checkedTo)
    checkedTo = part.isEnd ? 0 : part.checkedTo
    const { wrongPosition } = part
    if (wrongPosition === undefined) return
    isTold = true
    onFault('checking the fact log', `fact ${wrongPosition} is missing, or is not what was recorded`)
    await database.write((sql) => raiseHubTrouble(sql, tools.system.mintId(), 'log-damaged', { detail: { seq: wrongPosition } }, tools.system.nowMs()))
  }
  return repeat({ everyMs, where: 'checking the fact log', work: look, onFault })
}
