import type * as z from 'zod'
import { factShapes, isFactKind, type Fact } from '#shared/domain/facts/facts.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import type { Change, OwnFacts } from '#shared/sync/envelope.ts'
import { quickParse } from '#shared/sync/quick-shape.ts'
import type { FoldContext } from './fold.ts'
import type { Journal } from './journal.ts'
import type { MetJournals } from './met-journals.ts'
import { isSqliteError, type Db } from './open-database.ts'
import type { LayoutRows } from './project-layouts.ts'
import type { PersonalBox } from '#shared/node/personal-box.ts'
import { ProjectionConflict } from './store-refusal.ts'

const personalPlace = (factId: string): string => `waiting_fact.personal/${factId}`
/** The form of facts that this build reads; a newer one waits, as a newer kind does. */
const knownSchema = 1
type WaitingRow = { factId: string; position: number; kind: string; envelope: string; personal: Buffer | null }

/** Facts of the hub and of other stations. Each is dealt with once; one that does not fit is kept aside and never stops the others. */
export function inboxRows(db: Db, deps: { journal: Journal; met: MetJournals; personal: PersonalBox; project: (fact: Fact, context: FoldContext) => void; /** LD10 */ layouts: Pick<LayoutRows, 'unheard' | 'heardBack'> }) {
  const { journal, met, personal, project, layouts } = deps
  const known = db.prepare<[string, number]>('INSERT OR IGNORE INTO known_fact (fact_id, day_mark_id) VALUES (?, ?)')
  const newestMark = db.prepare<[], number>('SELECT coalesce(max(day_mark_id), 0) FROM day_mark').pluck()
  const conflict = db.prepare<[string, number, string, string, number]>('INSERT INTO inbox_conflict (fact_id, position, envelope, why, at_ms) VALUES (?, ?, ?, ?, ?)')
  const wait = db.prepare<[string, number, string, string, Buffer | null]>('INSERT INTO waiting_fact (fact_id, position, kind, envelope, personal) VALUES (?, ?, ?, ?, ?)')
  const waiting = db.prepare<[], WaitingRow>('SELECT fact_id AS factId, position, kind, envelope, personal FROM waiting_fact ORDER BY position')
  const noLonger = db.prepare<[string]>('DELETE FROM waiting_fact WHERE fact_id = ?')
  const begin = db.prepare('SAVEPOINT one_fact')
  const keep = db.prepare('RELEASE one_fact')
  const undo = db.prepare('ROLLBACK TO one_fact')

  const apply = (envelope: Change['envelope'], position: number, payload: LabelPayload | null, nowMs: number): void => {
    const shape = factShapes[envelope.kind as Fact['kind']]
    const body = quickParse<z.ZodType>(shape, envelope.body)
    if (!body.success) return void conflict.run(envelope.factId, position, JSON.stringify(envelope), `wrong shape: ${body.error.issues[0]?.path.join('.') ?? ''}`, nowMs)
    begin.run()
    try {
      project({ kind: envelope.kind, body: body.data } as Fact, { factId: envelope.factId, atMs: envelope.atMs, actorId: envelope.actorId, own: false, personal: payload })
      keep.run()
    } catch (error) {
      const expected = error instanceof ProjectionConflict || (isSqliteError(error) && error.code.startsWith('SQLITE_CONSTRAINT'))
      if (!expected) throw error
      undo.run()
      keep.run()
      conflict.run(envelope.factId, position, JSON.stringify(envelope), error.message, nowMs)
    }
  }
  return {
    /** Of `changes` and, by their places between them, `own`, which the journal holds. Returns the kinds that wait for a newer build. Runs inside the caller's transaction. */
    receive(changes: readonly Change[], own: readonly OwnFacts[], nowMs: number): string[] {
      const unknownKinds = new Set<string>()
      const page = met.page()
      const markId = newestMark.get() ?? 0
      let named = 0
      const meetOwn = (before: number): void => {
        for (let run = own[named]; run && run.position < before; run = own[named]) {
          page.meetOwn(run, journal.placesOf)
          for (const { template, factId } of layouts.unheard()) if (journal.isAmong(factId, run)) layouts.heardBack(template, factId)
          named += 1
        }
      }
      for (const { envelope, position, personal: payload } of changes) {
        meetOwn(position)
        const wasMet = page.meet(envelope)
        if (journal.holds(envelope)) {
          if (envelope.kind === 'LabelLaidOut') layouts.heardBack(String(envelope.body.template), envelope.factId)
          continue
        }
        // RN12: dealt with long ago, and known by its place.
        if (wasMet || known.run(envelope.factId, markId).changes === 0) continue
        if (isFactKind(envelope.kind) && envelope.schema === knownSchema) {
          apply(envelope, position, payload, nowMs)
          continue
        }
        unknownKinds.add(envelope.kind)
        wait.run(envelope.factId, position, envelope.kind, JSON.stringify(envelope), payload && personal.seal(payload, personalPlace(envelope.factId)))
      }
      meetOwn(Infinity)
      page.keep()
      return [...unknownKinds]
    },
    /** After an upgrade: what waited for this build's knowledge is applied, in the hub's order. */
    applyWaiting(nowMs: number): void {
      for (const row of waiting.all()) {
        const envelope = JSON.parse(row.envelope) as Change['envelope']
        if (!isFactKind(row.kind) || envelope.schema !== knownSchema) continue
        noLonger.run(row.factId)
        const payload = row.personal ? personal.open<LabelPayload>(row.personal, personalPlace(row.factId)) : null
        apply(envelope, row.position, payload, nowMs)
      }
    },
  }
}
