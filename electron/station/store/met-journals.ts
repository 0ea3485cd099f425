import type { OwnFacts } from '#shared/sync/envelope.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Place } from './journal.ts'
import type { Db } from './open-database.ts'

/** How far a journal was met, and up to where its facts are known by their place alone. */
type Met = { stationId: string; incarnation: number; firstHash: string; metSeq: number; metHash: string; forgottenSeq: number; forgottenHash: string; isBroken: 0 | 1 }
type Head = [stationId: string, incarnation: number, firstHash: string, seq: number, hash: string]

const columns = 'station_id AS stationId, incarnation, first_hash AS firstHash, met_seq AS metSeq, met_hash AS metHash, forgotten_seq AS forgottenSeq, forgotten_hash AS forgottenHash, is_broken AS isBroken'

/**
 * How far the journals of all stations and of the hub were met. A hub gives out each of them from its first fact on and without a gap, so that one place stands for all before
 * it, and their ids need not be kept (RN12 of docs/specs/retention.md). A journal is named by its first hash too: a hub that was begun anew counts from 1 again.
 */
export function metJournals(db: Db) {
  const current = db.prepare<[string, number], Met>(`SELECT ${columns} FROM met_journal WHERE station_id = ? AND incarnation = ? AND is_current = 1`)
  const named = db.prepare<[string, number, string], Met>(`SELECT ${columns} FROM met_journal WHERE station_id = ? AND incarnation = ? AND first_hash = ?`)
  const former = db.prepare<[string, number]>('UPDATE met_journal SET is_current = 0 WHERE station_id = ? AND incarnation = ?')
  const keep = db.prepare<Met>(`
    INSERT INTO met_journal (station_id, incarnation, first_hash, met_seq, met_hash, forgotten_seq, forgotten_hash, is_broken, is_current)
    VALUES (:stationId, :incarnation, :firstHash, :metSeq, :metHash, :forgottenSeq, :forgottenHash, :isBroken, 1)
    ON CONFLICT (station_id, incarnation, first_hash) DO UPDATE SET met_seq = excluded.met_seq, met_hash = excluded.met_hash, is_broken = excluded.is_broken, is_current = 1`)
  const heads = db.prepare<[], Met>(`SELECT ${columns} FROM met_journal WHERE is_broken = 0`)
  const broken = db.prepare<[], number>('SELECT 1 FROM met_journal WHERE is_broken = 1 LIMIT 1').pluck()
  const raise = db.prepare<[number, string, string, number, string, number]>('UPDATE met_journal SET forgotten_seq = ?, forgotten_hash = ? WHERE station_id = ? AND incarnation = ? AND first_hash = ? AND forgotten_seq < ?')

  /** The journal with this fact in it; what does not go on from what was met is broken, and nothing of it is forgotten any more. */
  const after = (met: Met | undefined, { stationId, incarnation, seq, prevHash, hash }: Place): Met => {
    if (seq === 1 && met?.firstHash !== hash) {
      return named.get(stationId, incarnation, hash) ?? { stationId, incarnation, firstHash: hash, metSeq: 1, metHash: hash, forgottenSeq: 0, forgottenHash: '', isBroken: 0 }
    }
    if (!met) return { stationId, incarnation, firstHash: '', metSeq: seq, metHash: hash, forgottenSeq: 0, forgottenHash: '', isBroken: 1 }
    if (seq === met.metSeq + 1 && prevHash === met.metHash) return { ...met, metSeq: seq, metHash: hash }
    const goesOn = seq < met.metSeq || (seq === met.metSeq && hash === met.metHash)
    return goesOn || met.isBroken === 1 ? met : { ...met, isBroken: 1 }
  }
  return {
    /** For the facts of one page, in the hub's order: `meet` each, and `keep` what was met in the transaction that applies them. */
    page() {
      const seen = new Map<string, Met>()
      const changed = new Map<string, Met>()
      const keyOf = ({ stationId, incarnation }: Place): string => `${stationId}/${incarnation}`
      const metBefore = (place: Place): Met | undefined => seen.get(keyOf(place)) ?? current.get(place.stationId, place.incarnation)
      const meet = (place: Place): boolean => {
        const before = metBefore(place)
        const met = after(before, place)
        if (met.firstHash !== before?.firstHash) former.run(place.stationId, place.incarnation)
        seen.set(keyOf(place), met)
        if (met !== before) changed.set(keyOf(place), met)
        return place.seq < met.forgottenSeq || (place.seq === met.forgottenSeq && place.hash === met.forgottenHash)
      }
      return {
        /** Answers whether the fact was dealt with before its id was let go of. */
        meet,
        /** Facts that stand one behind the other in one journal. Mostly they go on from where it was met, and are met with the first of them. */
        meetOwn(own: OwnFacts, placesOf: (own: OwnFacts) => Place[]): void {
          const [first] = placesOf({ ...own, toSeq: own.fromSeq })
          assert(first, 'what is met is here')
          meet(first)
          const met = seen.get(keyOf(first))
          if (met?.metSeq !== first.seq || met.metHash !== first.hash) return void placesOf({ ...own, fromSeq: own.fromSeq + 1 }).forEach(meet)
          const last = { ...met, metSeq: own.toSeq, metHash: own.hash }
          seen.set(keyOf(first), last)
          changed.set(keyOf(first), last)
        },
        keep(): void {
          for (const met of changed.values()) keep.run(met)
        },
      }
    },
    /** How far all of them were met, as text for a day mark. */
    heads: (): string => JSON.stringify(heads.all().map(({ stationId, incarnation, firstHash, metSeq, metHash }): Head => [stationId, incarnation, firstHash, metSeq, metHash])),
    /** From here on the facts up to these heads are known by their place. */
    raiseTo(text: string): void {
      for (const [stationId, incarnation, firstHash, seq, hash] of JSON.parse(text) as Head[]) raise.run(seq, hash, stationId, incarnation, firstHash, seq)
    },
    /** A journal that did not go on from where it was met: its facts are known by their ids only, which then all stay. */
    hasBroken: (): boolean => broken.get() === 1,
  }
}
export type MetJournals = ReturnType<typeof metJournals>
