// Who works at the site. Rules NS1 to NS5 of docs/specs/new-site.md.
import type * as z from 'zod'
import { isRefused, refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import type { BadgeKept, PersonToSave, SiteBegun, SitePerson } from '#shared/contract/site-board.ts'
import type { Role } from '#shared/domain/facts/common.ts'
import { judgeNewPin } from '#shared/domain/people/pin-rule.ts'
import { staysManaged } from '#shared/domain/site/site-lists.ts'
import { base32 } from '#shared/kernel/base32.ts'
import { hashPin } from '#shared/node/pin-hash.ts'
import type { Database, Sql } from '../store/database.ts'
import { recordHubFacts, tellBoards, type HubTools } from '../store/facts.ts'
import { saveSettings } from '../store/settings.ts'
import { codeKey, codesTaken } from './free-code.ts'

type Person = { person_id: string; name: string; badge_code: string; role: Role; pin_hash: string; active: boolean }
type Saved = z.infer<typeof BadgeKept> | BoardRefused

/** Characters of a badge code that the site makes, behind its prefix: 30 bits, no letter that a person reads as another. */
const badgeLength = 6

const readPeople = (sql: Sql): Promise<Person[]> => sql.rows<Person>('select person_id, name, badge_code, role, pin_hash, active from person order by active desc, name, person_id')

/** Who is there first, who left last. */
export async function listPeople(sql: Sql): Promise<z.infer<typeof SitePerson>[]> {
  return (await readPeople(sql)).map(({ person_id: personId, name, role, badge_code: badgeCode, active }) => ({ personId, name, role, badgeCode, active }))
}

/** NS1: the first person of a site, an admin. Refused once somebody is there. `actorId` of the fact is the person herself. */
export async function beginSite(database: Database, tools: HubTools, { siteName, name, badgeCode, pin }: z.infer<typeof SiteBegun>): Promise<Saved> {
  const pinHash = await newPinHash(pin)
  if (typeof pinHash !== 'string') return pinHash
  return database.write(async (sql) => {
    if (await sql.row('select 1 from person limit 1')) return refusedBecause('site-begun')
    const personId = tools.system.mintId()
    const badge = await badgeFor(sql, tools, personId, badgeCode)
    if (isRefused(badge)) return badge
    await saveSettings(sql, { siteName })
    await recordHubFacts(sql, tools, personId, [{ kind: 'PersonListed', body: { personId, name, badgeCode: badge.key, role: 'admin', pinHash, active: true } }])
    await tellBoards(sql)
    return { kind: 'saved', badgeCode: badge.key }
  })
}

/** NS3 to NS5. A new person needs a PIN; of one who is known it is kept where none is given. */
export async function savePerson(database: Database, tools: HubTools, actorId: string, asked: z.infer<typeof PersonToSave>): Promise<Saved> {
  const newHash = asked.pin === null ? null : await newPinHash(asked.pin)
  if (newHash !== null && typeof newHash !== 'string') return newHash
  return database.write(async (sql) => {
    const people = await readPeople(sql)
    const known = people.find((each) => each.person_id === asked.personId)
    if (asked.personId !== null && !known) return refusedBecause('person-unknown')
    const pinHash = newHash ?? known?.pin_hash
    if (pinHash === undefined) return refusedBecause('pin-not-six-digits')
    const personId = known?.person_id ?? tools.system.mintId()
    const { name, role, active } = asked
    if (!staysManaged(people.map((each) => ({ ...each, personId: each.person_id })), { personId, role, active })) return refusedBecause('last-admin')
    const badge = await badgeFor(sql, tools, personId, asked.badgeCode)
    if (isRefused(badge)) return badge
    await recordHubFacts(sql, tools, actorId, [{ kind: 'PersonListed', body: { personId, name, badgeCode: badge.key, role, pinHash, active } }])
    await tellBoards(sql)
    return { kind: 'saved', badgeCode: badge.key }
  })
}

/** PN1 to PN3. */
async function newPinHash(pin: string): Promise<string | BoardRefused> {
  const verdict = judgeNewPin(pin)
  if (verdict.kind === 'good') return hashPin(pin)
  return refusedBecause(verdict.why === 'too-easy' ? 'pin-too-easy' : 'pin-not-six-digits')
}

/** NS2 */
async function badgeFor(sql: Sql, { system }: HubTools, personId: string, asked: string): Promise<{ key: string } | BoardRefused> {
  const badge = codeKey(asked === '' ? `PW-ID-${base32(Buffer.from(system.mintSecret(badgeLength), 'base64url'), badgeLength)}` : asked)
  return isRefused(badge) ? badge : ((await codesTaken(sql, [badge.key], 'person', personId)) ?? badge)
}
