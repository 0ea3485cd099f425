import { hash as hashText } from 'node:crypto'
import type { Fact } from '#shared/domain/facts/facts.ts'
import { canonicalJson, hashedText, noHash, type Change, type Envelope, type OwnFacts } from '#shared/sync/envelope.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Db } from './open-database.ts'

/** Stands for the station's id in entries that are recorded before it has joined a hub; joining hashes them anew (JO4). */
const NOT_JOINED = 'not-joined'

type Row = { entryId: number; seq: number; factId: string; kind: string; schema: 1; atMs: number; actorId: string; body: string; prevHash: string; hash: string }
const columns = 'entry_id AS entryId, seq, fact_id AS factId, kind, schema, at_ms AS atMs, actor_id AS actorId, body, prev_hash AS prevHash, hash'

/** Where a fact stands in its journal. */
export type Place = Pick<Envelope, 'stationId' | 'incarnation' | 'seq' | 'prevHash' | 'hash'>

/** Entries up to `forgottenSeq` were let go of; the chain begins behind `forgottenHash` ('' when all are there). */
export type Incarnation = { incarnation: number; entriesBefore: number; forgottenSeq: number; forgottenHash: string }

const hashOf = (entry: Omit<Envelope, 'hash'>, bodyText?: string): string => hashText('sha256', hashedText(entry, bodyText), 'hex')

/** The append-only list of this station's facts, chained by hash. Rules JO1.. of docs/specs/journal.md. */
export function journal(db: Db) {
  const stationId = db.prepare<[], string>('SELECT station_id FROM station_identity').pluck()
  const allIncarnations = db.prepare<[], Incarnation>('SELECT incarnation, entries_before AS entriesBefore, forgotten_seq AS forgottenSeq, forgotten_hash AS forgottenHash FROM incarnation ORDER BY incarnation')
  const addIncarnation = db.prepare<[number, number]>('INSERT INTO incarnation (incarnation, entries_before, acknowledged_seq, acknowledged_at_ms) VALUES (?, ?, 0, 0)')
  const renumber = db.prepare<[number, number]>('UPDATE incarnation SET incarnation = ? WHERE incarnation = ?')
  const laterHeard = db.prepare<[number], 1>('SELECT 1 FROM incarnation WHERE incarnation > ? AND (acknowledged_seq > 0 OR forgotten_seq > 0) LIMIT 1').pluck()
  const dropLater = db.prepare<[number]>('DELETE FROM incarnation WHERE incarnation > ?')
  const newest = db.prepare<[], { entryId: number; hash: string }>('SELECT entry_id AS entryId, hash FROM journal ORDER BY entry_id DESC LIMIT 1')
  const insert = db.prepare<[number, number, string, string, number, string, string, string, string]>(
    'INSERT INTO journal (entry_id, seq, fact_id, kind, schema, at_ms, actor_id, body, prev_hash, hash) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)')
  const range = db.prepare<[number, number, number], Row>(`SELECT ${columns} FROM journal WHERE entry_id > +? AND entry_id <= +? ORDER BY entry_id LIMIT ?`)
  const hashAt = db.prepare<[number], string>('SELECT hash FROM journal WHERE entry_id = ?').pluck()
  const places = db.prepare<[number, number], { seq: number; prevHash: string; hash: string }>('SELECT seq, prev_hash AS prevHash, hash FROM journal WHERE entry_id > +? AND entry_id <= +? ORDER BY entry_id')
  const among = db.prepare<[number, number, string], 1>('SELECT 1 FROM journal WHERE entry_id > +? AND entry_id <= +? AND fact_id = +? LIMIT 1').pluck()
  const aside = db.prepare<[number, number], Row>(`SELECT ${columns} FROM journal WHERE entry_id > +? AND entry_id <= +? ORDER BY entry_id`)
  const renumberEntries = db.prepare<[number, number]>('UPDATE journal SET seq = entry_id - +? WHERE entry_id > +?')
  const capMark = db.prepare<[number, number]>('UPDATE incarnation SET acknowledged_seq = min(acknowledged_seq, ?) WHERE incarnation = ?')
  const rehash = db.prepare<[string, string, number]>('UPDATE journal SET prev_hash = ?, hash = ? WHERE entry_id = ?')

  let incarnations: Incarnation[] = []
  let station = NOT_JOINED
  let lastEntryId = 0
  let headHash = noHash

  const current = (): Incarnation => {
    const last = incarnations.at(-1)
    assert(last, 'a store has an incarnation')
    return last
  }
  /** Reads the head anew: at open, and after a rollback. */
  const reload = (): void => {
    incarnations = allIncarnations.all()
    station = stationId.get() || NOT_JOINED
    const head = newest.get()
    lastEntryId = Math.max(head?.entryId ?? 0, current().entriesBefore)
    headHash = head && head.entryId > current().entriesBefore ? head.hash : noHash
  }
  reload()

  const envelopeOf = (row: Row, incarnation: number): Envelope => ({
    factId: row.factId, stationId: station, incarnation, seq: row.seq, kind: row.kind, schema: row.schema, atMs: row.atMs, actorId: row.actorId,
    body: JSON.parse(row.body) as Record<string, unknown>, prevHash: row.prevHash, hash: row.hash,
  })
  const lastEntryOf = (index: number): number => incarnations[index + 1]?.entriesBefore ?? lastEntryId

  const chainAnew = (index: number): void => {
    const known = incarnations[index]
    assert(known?.forgottenSeq === 0, 'nothing was let go of before a hub had it')
    let prevHash = noHash
    for (const row of range.all(known.entriesBefore, lastEntryOf(index), -1)) {
      const { hash: _, ...entry } = envelopeOf(row, known.incarnation)
      const hash = hashOf({ ...entry, prevHash })
      rehash.run(prevHash, hash, row.entryId)
      prevHash = hash
    }
  }

  const knownOf = (incarnation: number): Incarnation => {
    const known = incarnations.find((one) => one.incarnation === incarnation)
    assert(known, `incarnation ${incarnation} is one of this store's`)
    return known
  }

  return {
    reload,
    incarnations: (): readonly Incarnation[] => incarnations,
    /** Entries that one incarnation has. */
    lengthOf: (index: number): number => lastEntryOf(index) - (incarnations[index]?.entriesBefore ?? 0),
    identity: () => ({ stationId: station === NOT_JOINED ? null : station, incarnation: current().incarnation, lastSeq: lastEntryId - current().entriesBefore, headHash }),
    /** JO1, JO2: the next seq, chained to the entry before. */
    append({ factId, atMs, actorId, fact }: { factId: string; atMs: number; actorId: string; fact: Fact }): void {
      const { incarnation, entriesBefore } = current()
      const entryId = lastEntryId + 1
      const seq = entryId - entriesBefore
      const bodyText = canonicalJson(fact.body)
      const hash = hashOf({ factId, stationId: station, incarnation, seq, kind: fact.kind, schema: 1, atMs, actorId, body: fact.body, prevHash: headHash }, bodyText)
      insert.run(entryId, seq, factId, fact.kind, atMs, actorId, bodyText, headHash, hash)
      lastEntryId = entryId
      headHash = hash
    },
    /** Entries of one incarnation from `fromSeq` on, without those that were let go of. */
    from(incarnation: number, fromSeq: number, limit: number): Envelope[] {
      const index = incarnations.findIndex((known) => known.incarnation === incarnation)
      const known = incarnations[index]
      assert(known, `incarnation ${incarnation} is one of this store's`)
      return range.all(known.entriesBefore + Math.max(fromSeq - 1, known.forgottenSeq), lastEntryOf(index), limit).map((row) => envelopeOf(row, incarnation))
    },
    entryIdOf: (incarnation: number, seq: number): number => knownOf(incarnation).entriesBefore + seq,
    /** The last entry of an incarnation that was let go of; 0 when all are there. */
    forgottenSeqOf: (incarnation: number): number => incarnations.find((one) => one.incarnation === incarnation)?.forgottenSeq ?? 0,
    /** Whether this very entry stands here, or did until it was let go of: a restored store lacks what it recorded after its copy was made. */
    holds(envelope: Change['envelope']): boolean {
      const known = incarnations.find((one) => one.incarnation === envelope.incarnation)
      if (envelope.stationId !== station || !known) return false
      // RN6: a hub had each of them from here, and has nothing else at its place.
      if (envelope.seq < known.forgottenSeq) return true
      return envelope.seq === known.forgottenSeq ? known.forgottenHash === envelope.hash : hashAt.get(known.entriesBefore + envelope.seq) === envelope.hash
    },
    /** SY30: whether these entries stand here, not let go of. By the chain, what fits at the last of them fits at each. */
    holdsOwn({ incarnation, fromSeq, toSeq, hash }: OwnFacts): boolean {
      const index = incarnations.findIndex((one) => one.incarnation === incarnation)
      const known = incarnations[index]
      if (!known || fromSeq <= known.forgottenSeq || toSeq > lastEntryOf(index) - known.entriesBefore) return false
      return hashAt.get(known.entriesBefore + toSeq) === hash
    },
    /** Where these entries stand, one behind the other. */
    placesOf({ incarnation, fromSeq, toSeq }: OwnFacts): Place[] {
      const { entriesBefore } = knownOf(incarnation)
      return places.all(entriesBefore + fromSeq - 1, entriesBefore + toSeq).map((row) => ({ stationId: station, incarnation, ...row }))
    },
    /** Whether the fact is one of these entries. */
    isAmong(factId: string, { incarnation, fromSeq, toSeq }: OwnFacts): boolean {
      const { entriesBefore } = knownOf(incarnation)
      return among.get(entriesBefore + fromSeq - 1, entriesBefore + toSeq, factId) === 1
    },
    /** JO5: a restored copy goes on in a new incarnation, so that it never shares a place with the store it was copied from. One without facts here only gets the next number. */
    beginIncarnation(): void {
      if (current().entriesBefore === lastEntryId) renumber.run(current().incarnation + 1, current().incarnation)
      else addIncarnation.run(current().incarnation + 1, lastEntryId)
      reload()
    },
    /**
     * SY6: entries from `fromSeq` of this incarnation on become one of their own, behind all numbers that were used, chained anew; another store has told the hub other facts at
     * their places. Of incarnations behind it nothing was sent yet: they go into it. The fact ids stay, and all of them wait to be sent.
     */
    splitOff(splitIncarnation: number, fromSeq: number): void {
      const split = incarnations.find((one) => one.incarnation === splitIncarnation)
      assert(split && fromSeq > split.forgottenSeq && split.entriesBefore + fromSeq <= lastEntryId, 'what is split off is here')
      assert(!laterHeard.get(splitIncarnation), 'what was told under a later incarnation stays in its place')
      const next = current().incarnation + 1
      const before = split.entriesBefore + fromSeq - 1
      capMark.run(fromSeq - 1, splitIncarnation)
      dropLater.run(splitIncarnation)
      if (fromSeq === 1) renumber.run(next, splitIncarnation)
      else addIncarnation.run(next, before)
      renumberEntries.run(before, before)
      reload()
      chainAnew(incarnations.length - 1)
      reload()
    },
    /** Whether nothing was told under an incarnation behind this one. */
    maySplit: (incarnation: number): boolean => laterHeard.get(incarnation) === undefined,
    /** JO4: entries from before the join get the station's id, and with it their hashes. */
    rechain(): void {
      reload()
      for (const index of incarnations.keys()) chainAnew(index)
      reload()
    },
    /** JO6: of at most `limit` entries after the first `after`, the first that is missing, moved, or not what was recorded. */
    verify(after: number, limit: number): { checkedTo: number; wrong: { seq: number; why: string } | undefined } {
      const upTo = Math.min(lastEntryId, after + limit)
      for (const [index, { incarnation, entriesBefore, forgottenSeq, forgottenHash }] of incarnations.entries()) {
        const isWhole = ({ hash, ...entry }: Envelope): boolean => hashOf(entry) === hash
        for (const row of aside.iterate(Math.max(entriesBefore, after), Math.min(entriesBefore + forgottenSeq, upTo))) {
          if (row.entryId !== entriesBefore + row.seq || !isWhole(envelopeOf(row, incarnation))) return { checkedTo: row.entryId - 1, wrong: { seq: row.seq, why: `entry ${row.seq} of incarnation ${incarnation} was changed` } }
        }
        const begin = Math.max(entriesBefore + forgottenSeq, after)
        const last = Math.min(lastEntryOf(index), upTo)
        if (begin >= last) continue
        let expected = begin - entriesBefore + 1
        const wrong = (what: string) => ({ checkedTo: entriesBefore + expected - 1, wrong: { seq: expected, why: `entry ${expected} of incarnation ${incarnation} ${what}` } })
        let prevHash = begin > entriesBefore + forgottenSeq ? hashAt.get(begin) : forgottenHash || noHash
        for (const row of range.iterate(begin, last, -1)) {
          if (row.seq !== expected || row.entryId !== entriesBefore + expected) return wrong('is missing')
          if (row.prevHash !== prevHash) return wrong('does not follow the one before')
          if (!isWhole(envelopeOf(row, incarnation))) return wrong('was changed')
          prevHash = row.hash
          expected += 1
        }
        if (entriesBefore + expected - 1 !== last) return wrong('is missing')
      }
      return { checkedTo: upTo, wrong: undefined }
    },
    /** Entries of all incarnations. */
    length: (): number => lastEntryId,
  }
}
export type Journal = ReturnType<typeof journal>
