// A station's disk as a stranger reads it: plain SQL over the file, no code of the product but the hash rule.
import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { hashedText, noHash, type Envelope } from '#shared/sync/envelope.ts'
import { hold } from './violation.ts'

export type StationBooks = {
  name: string
  stationId: string
  epoch: string | null
  position: number
  /** From where it begins now, and what stayed of before. */
  journal: Envelope[]
  /** Places whose facts were let go of, as 'station/incarnation/seq'. */
  forgotten: Set<string>
  unsent: number
  quarantined: number
  known: Set<string>
  /** Facts of others that are known by their place alone, as 'station/incarnation/seq'. */
  knownPlaces: Set<string>
  /** Facts of others that did not fit here. */
  conflicts: Envelope[]
  /** One text for each order: what this station believes about it. */
  orders: Map<string, string>
  lines: Map<string, { picked: number; short: number; put: number; checked: number }>
}

type IncarnationRow = { incarnation: number; entries_before: number; acknowledged_seq: number; forgotten_seq: number; forgotten_hash: string }
type JournalRow = { entry_id: number; seq: number; fact_id: string; kind: string; at_ms: number; actor_id: string; body: string; prev_hash: string; hash: string }

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export function readStationBooks(name: string, file: string): StationBooks {
  const db = new Database(file)
  try {
    const all = <Row>(sql: string): Row[] => db.prepare<[], Row>(sql).all()
    const stationId = all<{ station_id: string }>('SELECT station_id FROM station_identity')[0]!.station_id
    const pull = all<{ hub_epoch: string | null; position: number }>('SELECT hub_epoch, position FROM pull_position')[0]!
    const incarnations = all<IncarnationRow>('SELECT incarnation, entries_before, acknowledged_seq, forgotten_seq, forgotten_hash FROM incarnation ORDER BY incarnation')
    const journal: Envelope[] = []
    let at = -1
    let seq = 0
    let hash = noHash
    for (const row of all<JournalRow>('SELECT entry_id, seq, fact_id, kind, at_ms, actor_id, body, prev_hash, hash FROM journal ORDER BY entry_id')) {
      while (incarnations[at + 1] && row.entry_id > incarnations[at + 1]!.entries_before) {
        at += 1
        seq = incarnations[at]!.forgotten_seq
        hash = incarnations[at]!.forgotten_hash || noHash
      }
      const { incarnation, entries_before, forgotten_seq } = incarnations[at]!
      const entry = { factId: row.fact_id, stationId, incarnation, seq: row.seq, kind: row.kind, schema: 1 as const, atMs: row.at_ms, actorId: row.actor_id, body: JSON.parse(row.body) as Record<string, unknown>, prevHash: row.prev_hash }
      // What the hub answered with a quarantine or a discrepancy stays by itself.
      if (row.entry_id <= entries_before + forgotten_seq) {
        hold(row.hash === sha256(hashedText(entry)), 'disk-journal-chain', () => `${name}: ${incarnation}/${row.seq}, kept by itself`)
        journal.push({ ...entry, hash: row.hash })
        continue
      }
      hold(row.seq === seq + 1, 'disk-journal-gap', () => `${name}: ${incarnation}/${row.seq} after ${seq}`)
      hold(row.prev_hash === hash && row.hash === sha256(hashedText(entry)), 'disk-journal-chain', () => `${name}: ${incarnation}/${row.seq}`)
      seq = row.seq
      hash = row.hash
      journal.push({ ...entry, hash: row.hash })
    }
    const newest = all<{ entry_id: number }>('SELECT coalesce(max(entry_id), 0) AS entry_id FROM journal')[0]!.entry_id
    const unsent = Math.max(newest, incarnations.at(-1)!.entries_before) - incarnations.reduce((sum, each) => sum + each.acknowledged_seq, 0)
    // What an open parcel weighs is a matter of the bench that has it; of a closed one all say the same.
    const rows = all<{ order_id: string; text: string }>(`
      SELECT o.order_id, json_array(o.number, o.state, o.cancelled, o.short_accepted,
        (SELECT json_group_array(json_array(l.line_number, l.picked_qty, l.short_qty, l.put_qty, l.checked_qty)) FROM (SELECT * FROM order_line l WHERE l.order_id = o.order_id ORDER BY line_number) l),
        (SELECT json_group_array(json_array(p.parcel_id, p.state, p.waybill_number, CASE p.state WHEN 'closed' THEN p.grams END, p.stop_task)) FROM (SELECT * FROM parcel p WHERE p.order_id = o.order_id ORDER BY parcel_id) p),
        (SELECT json_group_array(json_array(w.waybill_number, w.parcel_id)) FROM (SELECT * FROM waybill w WHERE w.order_id = o.order_id ORDER BY waybill_number) w)) AS text
      FROM sales_order o`)
    const lines = all<{ key: string; picked: number; short: number; put: number; checked: number }>("SELECT order_id || '/' || line_number AS key, picked_qty AS picked, short_qty AS short, put_qty AS put, checked_qty AS checked FROM order_line")
    return {
      name, stationId, epoch: pull.hub_epoch, position: pull.position, journal, forgotten: placesOf(stationId, incarnations), unsent,
      quarantined: all<{ n: number }>("SELECT count(*) AS n FROM outbox_answer WHERE outcome = 'quarantined'")[0]!.n,
      known: new Set(all<{ fact_id: string }>('SELECT fact_id FROM known_fact UNION SELECT fact_id FROM waiting_fact').map((row) => row.fact_id)),
      knownPlaces: new Set(all<{ station_id: string; incarnation: number; forgotten_seq: number }>('SELECT station_id, incarnation, forgotten_seq FROM met_journal WHERE is_current = 1').flatMap((row) => Array.from({ length: row.forgotten_seq }, (_, index) => `${row.station_id}/${row.incarnation}/${index + 1}`))),
      conflicts: all<{ envelope: string }>('SELECT envelope FROM inbox_conflict').map((row) => JSON.parse(row.envelope) as Envelope),
      orders: new Map(rows.map((row) => [row.order_id, row.text])),
      lines: new Map(lines.map(({ key, ...line }) => [key, line])),
    }
  } finally {
    db.close()
  }
}

const placesOf = (stationId: string, incarnations: readonly IncarnationRow[]): Set<string> =>
  new Set(incarnations.flatMap(({ incarnation, forgotten_seq }) => Array.from({ length: forgotten_seq }, (_, index) => `${stationId}/${incarnation}/${index + 1}`)))

/** Places whose facts this disk has let go of. */
export function forgottenPlaces(file: string): Set<string> {
  const db = new Database(file)
  try {
    const stationId = db.prepare<[], string>('SELECT station_id FROM station_identity').pluck().get() ?? ''
    return placesOf(stationId, db.prepare<[], IncarnationRow>('SELECT incarnation, entries_before, acknowledged_seq, forgotten_seq, forgotten_hash FROM incarnation').all())
  } finally {
    db.close()
  }
}

/** Ids of the facts in the journal on this disk. */
export function journalIds(file: string): string[] {
  const db = new Database(file)
  try {
    return db.prepare<[], string>('SELECT fact_id FROM journal').pluck().all()
  } finally {
    db.close()
  }
}
