import type { Envelope } from '#shared/sync/envelope.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Journal } from './journal.ts'
import type { Db } from './open-database.ts'

/**
 * Facts on their way to the hub. One incarnation is sent at a time, the oldest with something waiting first.
 *   waiting ──hub stored it──► acknowledged
 *      └──hub could not apply it──► quarantined (kept, shown, and the queue behind it moves)
 */
export function outbox(db: Db, journal: Journal) {
  const add = db.prepare<[number]>("INSERT INTO outbox (entry_id, state, outcome, why, acknowledged_at_ms) VALUES (?, 'waiting', '', '', 0)")
  const firstWaiting = db.prepare<[], number>("SELECT entry_id FROM outbox WHERE state = 'waiting' ORDER BY entry_id LIMIT 1").pluck()
  const settle = db.prepare<[string, string, string, number, number]>('UPDATE outbox SET state = ?, outcome = ?, why = ?, acknowledged_at_ms = ? WHERE entry_id = ?')
  const again = db.prepare<[number]>("UPDATE outbox SET state = 'waiting' WHERE entry_id = ?")
  const counts = db.prepare<[], { unsentCount: number; quarantinedCount: number }>(`
    SELECT (SELECT count(*) FROM outbox WHERE state = 'waiting') AS unsentCount, (SELECT count(*) FROM outbox WHERE state = 'quarantined') AS quarantinedCount`)
  const atOf = db.prepare<[number], number>('SELECT at_ms FROM journal WHERE entry_id = ?').pluck()

  /** The incarnation that is being sent, and the seq of its first waiting entry. */
  const sending = (): { incarnation: number; seq: number } | undefined => {
    const entryId = firstWaiting.get()
    if (entryId === undefined) return undefined
    const owner = journal.incarnations().findLast((known) => known.entriesBefore < entryId)
    assert(owner, 'an outbox row belongs to an incarnation')
    return { incarnation: owner.incarnation, seq: entryId - owner.entriesBefore }
  }
  return {
    add: (entryId: number): void => void add.run(entryId),
    unsent(limit: number): Envelope[] {
      const first = sending()
      return first ? journal.from(first.incarnation, first.seq, limit) : []
    },
    from: (fromSeq: number, limit: number, incarnation = sending()?.incarnation ?? journal.identity().incarnation): Envelope[] => journal.from(incarnation, fromSeq, limit),
    acknowledge(outcomes: readonly { seq: number; outcome: string; why: string }[], nowMs: number, incarnation = sending()?.incarnation ?? journal.identity().incarnation): void {
      for (const { seq, outcome, why } of outcomes) {
        const state = outcome === 'quarantined' ? 'quarantined' : 'acknowledged'
        const { changes } = settle.run(state, outcome, why, nowMs, journal.entryIdOf(incarnation, seq))
        assert(changes === 1, `the hub acknowledges only what was sent (${incarnation}/${seq})`)
      }
    },
    /** The newest entry of each incarnation waits again, so that a new hub is asked what it lacks. */
    probeAgain(): void {
      const all = journal.incarnations()
      for (const [index] of all.entries()) {
        const last = all[index + 1]?.entriesBefore ?? all.at(-1)!.entriesBefore + journal.identity().lastSeq
        again.run(last)
      }
    },
    state() {
      const first = firstWaiting.get()
      return { ...(counts.get() ?? { unsentCount: 0, quarantinedCount: 0 }), oldestUnsentAtMs: first === undefined ? null : (atOf.get(first) ?? null) }
    },
  }
}
