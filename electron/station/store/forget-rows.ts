import { forgettableSeq, type DayMark } from '#shared/domain/retention/decide-forget.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { MetJournals } from './met-journals.ts'
import type { Db } from './open-database.ts'

/** What stood in the store at a day mark. */
export type StoreMark = DayMark & { entryId: number; scanRank: number; effectRank: number }
export type Forgetting = {
  /** Nothing that came after this mark goes. */
  through: StoreMark
  /** So many of the newest of each kind stay. */
  leastKept: number
  /** Rows at most. */
  limit: number
  atMs: number
  /** Kept beside the place where the journal begins now. */
  why: string
}

/** Read at most for each row that goes: ids stand in no order of time. */
const LOOKED_AT_FOR_ONE = 16

type Part = { incarnation: number; entriesBefore: number; acknowledgedSeq: number; forgottenSeq: number }

/** Lets go of what the hub has had for long, a few rows at a time. Rules RN1.. of docs/specs/retention.md. */
export function forgetRows(db: Db, met: MetJournals) {
  const marks = db.prepare<[], StoreMark>('SELECT day_mark_id AS dayMarkId, station_at_ms AS stationAtMs, hub_at_ms AS hubAtMs, entry_id AS entryId, scan_rank AS scanRank, effect_rank AS effectRank FROM day_mark ORDER BY day_mark_id')
  const addMark = db.prepare<[number, number, string]>(`
    INSERT INTO day_mark (station_at_ms, hub_at_ms, entry_id, scan_rank, effect_rank, heads)
    VALUES (?, ?, coalesce((SELECT max(entry_id) FROM journal), 0), coalesce((SELECT max(scan_rank) FROM scan), 0), coalesce((SELECT max(effect_rank) FROM effect), 0), ?)`)
  const headsAt = db.prepare<[number], string>('SELECT heads FROM day_mark WHERE day_mark_id = ?').pluck()
  const dropMarks = db.prepare<[number]>('DELETE FROM day_mark WHERE day_mark_id < ?')
  const parts = db.prepare<[], Part>('SELECT incarnation, entries_before AS entriesBefore, acknowledged_seq AS acknowledgedSeq, forgotten_seq AS forgottenSeq FROM incarnation ORDER BY incarnation')
  const lastEntry = db.prepare<[], number>('SELECT coalesce(max(entry_id), 0) FROM journal').pluck()
  const hashAt = db.prepare<[number], string>('SELECT hash FROM journal WHERE entry_id = ?').pluck()
  const dropEntries = db.prepare<[number, number]>('DELETE FROM journal WHERE entry_id > ? AND entry_id <= ? AND NOT EXISTS (SELECT 1 FROM outbox_answer WHERE outbox_answer.entry_id = journal.entry_id)')
  const beginBehind = db.prepare<[number, string, number, string, number]>('UPDATE incarnation SET forgotten_seq = ?, forgotten_hash = ?, forgotten_at_ms = ?, forgotten_why = ? WHERE incarnation = ?')
  const lastScan = db.prepare<[], number>('SELECT coalesce(max(scan_rank), 0) FROM scan').pluck()
  const dropScans = db.prepare<[number, number]>('DELETE FROM scan WHERE scan_rank IN (SELECT scan_rank FROM scan WHERE scan_rank <= +? ORDER BY scan_rank LIMIT +?)')
  const lastEffect = db.prepare<[], number>('SELECT coalesce(max(effect_rank), 0) FROM effect').pluck()
  const dropEffects = db.prepare<[number, number]>("DELETE FROM effect WHERE effect_rank IN (SELECT effect_rank FROM effect WHERE effect_rank <= +? AND state = 'done' ORDER BY effect_rank LIMIT +?)")

  const knownAfter = db.prepare<[string, number], { factId: string; dayMarkId: number }>('SELECT fact_id AS factId, day_mark_id AS dayMarkId FROM known_fact WHERE fact_id > +? ORDER BY fact_id LIMIT +?')
  const dropKnown = db.prepare<[string]>('DELETE FROM known_fact WHERE fact_id = ?')
  /** Which mark the ids are gone through for, and up to which of them; a new start goes through them again. */
  let sweep = { dayMarkId: 0, after: '', isDone: true }

  /** RN12: the ids of facts that are known by their place, a few at a time in the order of the ids. */
  const forgetKnown = ({ through: { dayMarkId }, limit }: Forgetting): number => {
    if (sweep.dayMarkId === dayMarkId && sweep.isDone) return 0
    if (met.hasBroken()) return 0
    if (sweep.dayMarkId !== dayMarkId) {
      const heads = headsAt.get(dayMarkId)
      if (heads === undefined) return 0
      met.raiseTo(heads)
      sweep = { dayMarkId, after: '', isDone: false }
    }
    const rows = knownAfter.all(sweep.after, limit * LOOKED_AT_FOR_ONE)
    let gone = 0
    let last = sweep.after
    for (const row of rows) {
      if (gone === limit) break
      last = row.factId
      if (row.dayMarkId >= dayMarkId) continue
      dropKnown.run(row.factId)
      gone += 1
    }
    sweep = { dayMarkId, after: last, isDone: rows.length < limit * LOOKED_AT_FOR_ONE && last === (rows.at(-1)?.factId ?? last) }
    return gone
  }
  /** RN4, RN5: the journal begins behind what went; the hash of the last of it is where its chain goes on from. */
  const forgetEntries = ({ through, leastKept, limit, atMs, why }: Forgetting): number => {
    const all = parts.all()
    const lastEntryId = lastEntry.get() ?? 0
    for (const [index, { incarnation, entriesBefore, acknowledgedSeq, forgottenSeq }] of all.entries()) {
      const next = all[index + 1]
      const lastSeq = (next?.entriesBefore ?? Math.max(lastEntryId, entriesBefore)) - entriesBefore
      const mayGo = forgettableSeq({ lastSeq, acknowledgedSeq, markedSeq: Math.max(0, through.entryId - entriesBefore), forgottenSeq, leastKept: next ? 1 : leastKept })
      if (mayGo === forgottenSeq) continue
      const upTo = Math.min(mayGo, forgottenSeq + limit)
      const hash = hashAt.get(entriesBefore + upTo)
      assert(hash, 'an entry stands where the journal is to begin')
      const { changes } = dropEntries.run(entriesBefore + forgottenSeq, entriesBefore + upTo)
      beginBehind.run(upTo, hash, atMs, why, incarnation)
      return Math.max(1, changes)
    }
    return 0
  }
  return {
    dayMarks: (): StoreMark[] => marks.all(),
    /** Marks older than the newest `kept` are of no use any more. */
    markDay(at: { stationAtMs: number; hubAtMs: number }, kept: number): void {
      const { lastInsertRowid } = addMark.run(Math.round(at.stationAtMs), Math.round(at.hubAtMs), met.heads())
      dropMarks.run(Number(lastInsertRowid) - kept + 1)
    },
    /** RN7: another epoch may have forgotten what was acknowledged; every day counts anew. */
    unmark: (): void => void dropMarks.run(Number.MAX_SAFE_INTEGER),
    forgetEntries,
    forgetKnown,
    /** What is remembered beside the rows was of a transaction that never was. */
    undo: (): void => void (sweep = { dayMarkId: 0, after: '', isDone: true }),
    /** RN8. */
    forgetScans: ({ through, leastKept, limit }: Forgetting): number => dropScans.run(Math.min(through.scanRank, (lastScan.get() ?? 0) - leastKept), limit).changes,
    forgetEffects: ({ through, leastKept, limit }: Forgetting): number => dropEffects.run(Math.min(through.effectRank, (lastEffect.get() ?? 0) - leastKept), limit).changes,
  }
}
