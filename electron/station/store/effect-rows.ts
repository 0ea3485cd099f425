import { assert } from '#shared/kernel/assert.ts'
import type { Db } from './open-database.ts'
import type { Effect, EffectState } from './store.ts'

type Row = { effectId: string; kind: Effect['kind']; printerId: string; body: string }

/** Work owed to the world, written in the transaction that owes it. */
export function effectRows(db: Db) {
  const owe = db.prepare<[string, string, string, string, number, number]>(`
    INSERT INTO effect (effect_id, kind, printer_id, body, state, why, owed_at_ms, changed_at_ms) VALUES (?, ?, ?, ?, 'queued', '', ?, ?)`)
  const queued = db.prepare<[], Row>("SELECT effect_id AS effectId, kind, printer_id AS printerId, body FROM effect WHERE state = 'queued' ORDER BY rowid")
  const sending = db.prepare<[], Row>("SELECT effect_id AS effectId, kind, printer_id AS printerId, body FROM effect WHERE state = 'sending' ORDER BY rowid")
  const doubt = db.prepare("UPDATE effect SET state = 'sending' WHERE state = 'queued'")
  const move = db.prepare<[EffectState, string, number, string]>('UPDATE effect SET state = ?, why = ?, changed_at_ms = ? WHERE effect_id = ?')
  const send = db.prepare<[string, string]>("UPDATE effect SET printer_id = ? WHERE effect_id = ? AND state = 'queued'")
  const effectOf = (row: Row): Effect => ({ ...row, body: JSON.parse(row.body) as never }) as Effect
  return {
    oweEffect: ({ effectId, kind, printerId, body }: Effect, nowMs: number): void => void owe.run(effectId, kind, printerId, JSON.stringify(body), nowMs, nowMs),
    queuedEffects: (): Effect[] => queued.all().map(effectOf),
    sendingEffects: (): Effect[] => sending.all().map(effectOf),
    /** What waits here may have been printed: it is found as being sent (EF5). */
    doubtQueued: (): void => void doubt.run(),
    moveEffect: (effectId: string, printerId: string): boolean => send.run(printerId, effectId).changes === 1,
    setEffectState(effectId: string, state: EffectState, why: string, nowMs: number): void {
      assert(move.run(state, why, nowMs, effectId).changes === 1, `effect ${effectId} is owed`)
    },
  }
}
