import type { Envelope } from '#shared/sync/envelope.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Journal } from './journal.ts'
import type { Db } from './open-database.ts'

type Answer = { seq: number; outcome: string; why: string }

/**
 * Facts on their way to the hub. The journal is the queue; a mark per incarnation says how far the hub has answered, so a fact and its
 * place in the queue cannot exist apart. One incarnation is sent at a time, the oldest with something waiting first.
 *   waiting ──hub stored it──► acknowledged
 *      └──hub could not apply it──► quarantined (kept, shown, and the queue behind it moves)
 */
export function outbox(db: Db, journal: Journal) {
  const readMarks = db.prepare<[], number>('SELECT acknowledged_seq FROM incarnation ORDER BY incarnation').pluck()
  const setMark = db.prepare<[number, number, number]>('UPDATE incarnation SET acknowledged_seq = ?, acknowledged_at_ms = ? WHERE incarnation = ?')
  const keepAnswer = db.prepare<[number, string, string, number]>(`
    INSERT INTO outbox_answer (entry_id, outcome, why, at_ms) VALUES (?, ?, ?, ?) ON CONFLICT (entry_id) DO UPDATE SET outcome = excluded.outcome, why = excluded.why`)
  const dropAnswers = db.prepare<[number, number]>('DELETE FROM outbox_answer WHERE entry_id BETWEEN +? AND +?')
  const quarantined = db.prepare<[], number>("SELECT count(*) FROM outbox_answer WHERE outcome = 'quarantined'").pluck()
  const atOf = db.prepare<[number], number>('SELECT at_ms FROM journal WHERE entry_id = ?').pluck()

  let marks: number[] = []
  const reload = (): void => {
    marks = readMarks.all()
  }
  reload()

  /** Index of the incarnation that is being sent. */
  const sending = (): number => {
    const index = journal.incarnations().findIndex((_, at) => (marks[at] ?? 0) < journal.lengthOf(at))
    return index === -1 ? journal.incarnations().length - 1 : index
  }
  const indexOf = (incarnation: number | undefined): number => {
    const index = incarnation === undefined ? sending() : journal.incarnations().findIndex((known) => known.incarnation === incarnation)
    assert(index >= 0, `incarnation ${incarnation} is one of this store's`)
    return index
  }
  const numberOf = (index: number): number => {
    const known = journal.incarnations()[index]
    assert(known, 'a store has an incarnation')
    return known.incarnation
  }
  const move = (index: number, seq: number, nowMs: number): void => {
    setMark.run(seq, nowMs, numberOf(index))
    marks[index] = seq
  }
  return {
    /** Reads the marks anew: after a rollback, and when an incarnation has begun. */
    reload,
    unsent(limit: number): Envelope[] {
      const index = sending()
      return journal.from(numberOf(index), (marks[index] ?? 0) + 1, limit)
    },
    from: (fromSeq: number, limit: number, incarnation?: number): Envelope[] => journal.from(numberOf(indexOf(incarnation)), fromSeq, limit),
    /** The mark moves over answered entries without a gap; a fact that is answered again keeps the newest answer. */
    acknowledge(answers: readonly Answer[], nowMs: number, incarnation?: number): void {
      const index = indexOf(incarnation)
      const incarnationNumber = numberOf(index)
      const length = journal.lengthOf(index)
      let mark = marks[index] ?? 0
      /** Applied, one behind the other, and not written yet: a batch is mostly one such run. */
      let applied: { from: number; to: number } | undefined
      const writeApplied = (): void => {
        if (applied) dropAnswers.run(journal.entryIdOf(incarnationNumber, applied.from), journal.entryIdOf(incarnationNumber, applied.to))
        applied = undefined
      }
      for (const { seq, outcome, why } of [...answers].sort((a, b) => a.seq - b.seq)) {
        assert(seq >= 1 && seq <= length, `the hub answers only what was sent (${seq})`)
        if (seq === mark + 1) mark = seq
        if (outcome === 'applied' && applied?.to === seq - 1) applied.to = seq
        else {
          writeApplied()
          if (outcome === 'applied') applied = { from: seq, to: seq }
          else keepAnswer.run(journal.entryIdOf(incarnationNumber, seq), outcome, why, nowMs)
        }
      }
      writeApplied()
      move(index, mark, nowMs)
    },
    /** The newest fact that a hub has answered, and so must have; undefined before the first. */
    newestAcknowledged(): { incarnation: number; seq: number } | undefined {
      const index = marks.findLastIndex((mark) => mark > 0)
      return index === -1 ? undefined : { incarnation: numberOf(index), seq: marks[index]! }
    },
    /** The newest entry of each incarnation waits again, so that the hub is asked what it lacks. */
    probeAgain(): void {
      for (const [index] of journal.incarnations().entries()) {
        const length = journal.lengthOf(index)
        if (length > 0 && marks[index] === length) move(index, length - 1, 0)
      }
    },
    state() {
      const waiting = journal.incarnations().map((_, index) => journal.lengthOf(index) - (marks[index] ?? 0))
      const unsentCount = waiting.reduce((sum, count) => sum + count, 0)
      const index = sending()
      const oldest = unsentCount === 0 ? undefined : atOf.get(journal.entryIdOf(numberOf(index), (marks[index] ?? 0) + 1))
      return { unsentCount, oldestUnsentAtMs: oldest ?? null, quarantinedCount: quarantined.get() ?? 0 }
    },
  }
}
