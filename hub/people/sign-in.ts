// A supervisor signs in to the board: badge and PIN, attempts counted on disk before the PIN is compared, the same answer for what is wrong.
import { createHash } from 'node:crypto'
import { refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import type { Role } from '#shared/domain/facts/common.ts'
import { admitAttempt, FREE_ATTEMPTS, noAttempts, type Admission, type PinAttempts } from '#shared/domain/people/lock-out.ts'
import { mayDo } from '#shared/domain/people/rights.ts'
import type { Database, Sql } from '../store/database.ts'
import { raise, settleBySubject } from '../store/discrepancies.ts'
import { tellBoards, type HubTools } from '../store/facts.ts'
import { spendPinTime, verifyPin } from '#shared/node/pin-hash.ts'

export type BoardPerson = { personId: string; name: string; role: Role }
export type SignIn = { kind: 'signed-in'; person: BoardPerson } | BoardRefused

/** How PINs are compared; tests count the calls. */
export type PinWork = { verifyPin: (pin: string, phc: string) => Promise<boolean>; spendPinTime: (pin: string) => Promise<void> }

const wrong = refusedBecause('badge-or-pin-wrong')

type Person = { person_id: string; name: string; role: Role; pin_hash: string; active: boolean; failed_pins: number; last_failed_at_ms: number }

/** Unknown badges are counted and made to wait like known ones, and take as long: nobody learns from it who works here. */
export async function signIn(database: Database, tools: HubTools, { badgeCode, pin }: { badgeCode: string; pin: string }, pins: PinWork = { verifyPin, spendPinTime }): Promise<SignIn> {
  const { person, admission } = await database.write((sql) => admit(sql, tools, badgeCode))
  if (admission.kind === 'stopped') return refusedBecause('badge-locked')
  if (admission.kind === 'wait') return refusedBecause('pin-wait', { seconds: Math.ceil(admission.waitMs / 1_000) })
  if (!person?.active) {
    await pins.spendPinTime(pin)
    return wrong
  }
  if (!(await pins.verifyPin(pin, person.pin_hash))) return wrong
  await database.write(async (sql) => {
    await sql.run('update person set failed_pins = 0, last_failed_at_ms = 0 where person_id = $1', [person.person_id])
    await settleBySubject(sql, 'badge-locked', person.person_id, tools.system.nowMs())
  })
  if (!mayDo(person.role, 'release-wave')) return refusedBecause('supervisors-only')
  return { kind: 'signed-in', person: { personId: person.person_id, name: person.name, role: person.role } }
}

async function admit(sql: Sql, tools: HubTools, badgeCode: string): Promise<{ person: Person | undefined; admission: Admission }> {
  const nowMs = tools.system.nowMs()
  const person = await sql.row<Person>('select person_id, name, role, pin_hash, active, failed_pins, last_failed_at_ms from person where badge_code = $1', [badgeCode])
  const badgeHash = createHash('sha256').update(badgeCode).digest('hex')
  const stored = person ?? (await sql.row<{ failed_pins: number; last_failed_at_ms: number }>('select failed_pins, last_failed_at_ms from unknown_badge where badge_hash = $1', [badgeHash]))
  const before: PinAttempts = stored ? { failedPins: stored.failed_pins, lastFailedAtMs: stored.last_failed_at_ms } : noAttempts
  const admission = admitAttempt(before, nowMs)
  const { failedPins, lastFailedAtMs } = admission.attempts
  if (person) {
    await sql.run('update person set failed_pins = $2, last_failed_at_ms = $3 where person_id = $1', [person.person_id, failedPins, lastFailedAtMs])
    if (failedPins >= FREE_ATTEMPTS) await raise(sql, tools.system.mintId(), { kind: 'badge-locked', subject: person.person_id, personId: person.person_id, detail: { failedPins } }, nowMs)
    await tellBoards(sql)
  } else {
    await sql.run('insert into unknown_badge (badge_hash, failed_pins, last_failed_at_ms) values ($1, $2, $3) on conflict (badge_hash) do update set failed_pins = excluded.failed_pins, last_failed_at_ms = excluded.last_failed_at_ms', [badgeHash, failedPins, lastFailedAtMs])
  }
  return { person, admission }
}
