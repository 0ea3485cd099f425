import type { Db } from './open-database.ts'
import type { CodeTable } from './project-catalogue.ts'
import { one, type Folds } from './fold.ts'

const noChange = (): void => undefined

/** People, their badges, and the count of wrong PINs. Who signed in where changes nothing else here. */
export function projectPeople(db: Db, codes: CodeTable): Folds<'PersonListed' | 'BadgeUnlocked' | 'PinRefused' | 'PinAccepted' | 'OperatorSignedIn' | 'OperatorSignedOut' | 'StationLocked' | 'ScanRefused'> {
  const badgeOf = db.prepare<[string], string>('SELECT badge_code FROM person WHERE person_id = ?').pluck()
  const listed = db.prepare<[string, string, string, string, string, number]>(`
    INSERT INTO person (person_id, name, badge_code, role, pin_hash, active, failed_pins, last_failed_at_ms) VALUES (?, ?, ?, ?, ?, ?, 0, 0)
    ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, badge_code = excluded.badge_code, role = excluded.role, pin_hash = excluded.pin_hash, active = excluded.active`)
  const refused = db.prepare<[number, string]>('UPDATE person SET failed_pins = failed_pins + 1, last_failed_at_ms = ? WHERE person_id = ?')
  // LO5: a pause that a clock set back made longer begins anew, once, from the time that is shown now.
  const pauseAnew = db.prepare<{ atMs: number; code: string }>('UPDATE person SET last_failed_at_ms = :atMs WHERE badge_code = :code COLLATE NOCASE AND last_failed_at_ms > :atMs')
  const reset = db.prepare<[string]>('UPDATE person SET failed_pins = 0, last_failed_at_ms = 0 WHERE person_id = ?')
  return {
    PersonListed(body) {
      const earlier = badgeOf.get(body.personId)
      if (earlier !== undefined && earlier !== body.badgeCode) codes.remove(earlier, 'person', body.personId)
      listed.run(body.personId, body.name, body.badgeCode, body.role, body.pinHash, Number(body.active))
      codes.put(body.badgeCode, 'person', body.personId)
    },
    PinRefused: (body, { atMs }) => one(refused.run(atMs, body.personId), 'the person of a refused PIN is known'),
    PinAccepted: (body) => one(reset.run(body.personId), 'the person of an accepted PIN is known'),
    BadgeUnlocked: (body) => one(reset.run(body.personId), 'the person of an unlocked badge is known'),
    OperatorSignedIn: (body) => one(reset.run(body.personId), 'the person who signed in is known'),
    OperatorSignedOut: noChange,
    StationLocked: noChange,
    ScanRefused(body, { own, atMs }) {
      if (own && body.reason === 'badge-locked') pauseAnew.run({ atMs, code: body.code })
    },
  }
}
