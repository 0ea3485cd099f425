// A station's store, read from a copy: the store itself is only read byte by byte, so that a station that works on it notices nothing.
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Entry } from './entry.ts'

export type StationStore = {
  name: string
  db: Database.Database
  close(): void
}

const tries = 20

/** Copies the database and its log; when the station moved its log into the file meanwhile, the copy would be torn and is taken again. */
export function openStationCopy(file: string): StationStore {
  if (!existsSync(file)) throw new Error(`There is no station database at ${file}.`)
  const folder = mkdtempSync(path.join(tmpdir(), 'packwave-check-'))
  const copy = path.join(folder, 'station.db')
  for (let attempt = 1; ; attempt += 1) {
    const before = stateOf(file)
    rmSync(`${copy}-wal`, { force: true })
    copyFileSync(file, copy)
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
    if (stateOf(file) === before) break
    if (attempt === tries) {
      rmSync(folder, { recursive: true })
      throw new Error(`${file} changed too quickly to be copied. Try again at a quieter moment, or give a backup of it.`)
    }
  }
  const db = new Database(copy)
  return {
    name: path.basename(path.dirname(path.resolve(file))) || file,
    db,
    close() {
      db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Changes when the file was written or the log begun anew; a log that only grew is no harm, because a half frame at its end does not count. */
function stateOf(file: string): string {
  const seen = statSync(file, { bigint: true })
  const log = `${file}-wal`
  if (!existsSync(log)) return `${seen.mtimeNs}/${seen.size}`
  const head = Buffer.alloc(32)
  const handle = openSync(log, 'r')
  try {
    readSync(handle, head, 0, head.length, 0)
  } finally {
    closeSync(handle)
  }
  return `${seen.mtimeNs}/${seen.size}/${head.toString('hex')}`
}

export type JournalPart = { incarnation: number; acknowledgedSeq: number; firstSeq: number; lastSeq: number; isNewest: boolean; beforeHash: string | null }

export type StationFacts = {
  name: string
  stationId: string
  isCopy: boolean
  hubEpoch: string | null
  position: number
  incarnations: JournalPart[]
  /** From where the journal begins now. */
  entriesOf(incarnation: number): Iterable<Entry>
  /** Entries that stayed when those around them were let go of. */
  keptAside(incarnation: number): Iterable<Entry>
  /** Whether an entry stands at this place of the journal, or stood there until it was let go of. */
  holds(place: { incarnation: number; seq: number }): boolean
  /** What the hub answered when it was not simply 'applied', by incarnation and seq. */
  answers: Map<string, string>
  /** Facts of others that did not fit, and those that wait for a newer build. */
  setAside: Set<string>
  waitingKinds: string[]
  db: Database.Database
}

type IdentityRow = { stationId: string; isCopy: number }
type IncarnationRow = { incarnation: number; entriesBefore: number; acknowledgedSeq: number }
type EntryRow = { entryId: number; seq: number; factId: string; kind: string; schema: number; atMs: number; actorId: string; body: string; prevHash: string; hash: string }

export function readStation({ name, db }: Pick<StationStore, 'name' | 'db'>): StationFacts {
  const identity = db.prepare<[], IdentityRow>('SELECT station_id AS stationId, is_copy AS isCopy FROM station_identity').get()
  const place = db.prepare<[], { hubEpoch: string | null; position: number }>('SELECT hub_epoch AS hubEpoch, position FROM pull_position').get()
  if (!identity || !place) throw new Error(`${name} holds no station.`)
  const rows = db.prepare<[], IncarnationRow>('SELECT incarnation, entries_before AS entriesBefore, acknowledged_seq AS acknowledgedSeq FROM incarnation ORDER BY incarnation').all()
  const bounds = db.prepare<[number, number], { first: number | null; last: number | null }>('SELECT min(entry_id) AS first, max(entry_id) AS last FROM journal WHERE entry_id > ? AND entry_id <= ?')
  const part = db.prepare<[number, number], EntryRow>(
    'SELECT entry_id AS entryId, seq, fact_id AS factId, kind, schema, at_ms AS atMs, actor_id AS actorId, body, prev_hash AS prevHash, hash FROM journal WHERE entry_id > ? AND entry_id <= ? ORDER BY entry_id')
  const standsAt = db.prepare<[number], number>('SELECT 1 FROM journal WHERE entry_id = ?').pluck()
  const endOf = (index: number): number => rows[index + 1]?.entriesBefore ?? Number.MAX_SAFE_INTEGER
  const forgotten = forgottenEntries(db)
  const incarnations = rows.map((row, index): JournalPart => {
    const { first, last } = bounds.get(row.entriesBefore, endOf(index)) ?? { first: null, last: null }
    const gone = forgotten.get(row.incarnation)
    const firstSeq = gone ? gone.seq + 1 : 1
    return { incarnation: row.incarnation, acknowledgedSeq: row.acknowledgedSeq, firstSeq, lastSeq: last === null || first === null ? firstSeq - 1 : last - row.entriesBefore, isNewest: index === rows.length - 1, beforeHash: gone?.hash ?? null }
  })
  const answers = new Map<string, string>()
  for (const answer of db.prepare<[], { entryId: number; outcome: string }>('SELECT entry_id AS entryId, outcome FROM outbox_answer').all()) {
    const at = rows.findLastIndex((row) => row.entriesBefore < answer.entryId)
    const row = rows[at]
    if (row) answers.set(`${row.incarnation}/${answer.entryId - row.entriesBefore}`, answer.outcome)
  }
  function* entriesBetween(incarnation: number, fromEntry: number, toEntry: number): Iterable<Entry> {
    const row = rows.find((each) => each.incarnation === incarnation)
    if (!row) return
    for (const { entryId, body, ...entry } of part.iterate(fromEntry, toEntry)) {
      const placed = entryId - row.entriesBefore
      yield { ...entry, stationId: identity!.stationId, incarnation, body: parsed(body), seq: entry.seq === placed ? entry.seq : -placed }
    }
  }
  const column = (sql: string): string[] => db.prepare<[], string>(sql).pluck().all()
  return {
    name, stationId: identity.stationId, isCopy: identity.isCopy === 1, ...place, incarnations, answers, db,
    setAside: new Set([...column('SELECT fact_id FROM inbox_conflict'), ...column('SELECT fact_id FROM waiting_fact')]),
    waitingKinds: column('SELECT DISTINCT kind FROM waiting_fact'),
    holds({ incarnation, seq }) {
      const row = rows.find((one) => one.incarnation === incarnation)
      return row !== undefined && (seq <= (forgotten.get(incarnation)?.seq ?? 0) || standsAt.get(row.entriesBefore + seq) === 1)
    },
    entriesOf(incarnation) {
      const index = rows.findIndex((row) => row.incarnation === incarnation)
      return entriesBetween(incarnation, (rows[index]?.entriesBefore ?? 0) + (forgotten.get(incarnation)?.seq ?? 0), endOf(index))
    },
    keptAside(incarnation) {
      const before = rows.find((row) => row.incarnation === incarnation)?.entriesBefore ?? 0
      return entriesBetween(incarnation, before, before + (forgotten.get(incarnation)?.seq ?? 0))
    },
  }
}

/** A journal whose old, long acknowledged entries were let go of says how far, and the hash of the last of them. */
function forgottenEntries(db: Database.Database): Map<number, { seq: number; hash: string }> {
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('incarnation')").pluck().all()
  if (!columns.includes('forgotten_seq')) return new Map()
  const rows = db.prepare<[], { incarnation: number; seq: number; hash: string }>('SELECT incarnation, forgotten_seq AS seq, forgotten_hash AS hash FROM incarnation WHERE forgotten_seq > 0').all()
  return new Map(rows.map((row) => [row.incarnation, row]))
}

function parsed(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch (fault) {
    // A damaged body: its hash will not fit, which is what is to be found.
    if (!(fault instanceof SyntaxError)) throw fault
    return { damaged: body }
  }
}
