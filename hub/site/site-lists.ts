// What else a site lists for itself: settings, containers, packagings, carriers; and what it lacks for its first wave. Rules NS6 to NS10 of docs/specs/new-site.md.
import type * as z from 'zod'
import type { Done } from '#shared/contract/board-api.ts'
import { isRefused, refusedBecause } from '#shared/contract/board-refusals.ts'
import { SiteCarrier, SitePackaging, type ContainerGroup, type ContainersToAdd, type SiteSettings, type SiteView } from '#shared/contract/site-board.ts'
import { containerCodes, missingParts, type SitePart } from '#shared/domain/site/site-lists.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, tellBoards, type HubFact, type HubTools } from '../store/facts.ts'
import { noSender, readSettings, saveSettings } from '../store/settings.ts'
import { codeKey, codesTaken } from './free-code.ts'
import { listPeople } from './people.ts'

const done: Done = { kind: 'done' }

type Group = { kind: z.infer<typeof ContainerGroup>['kind']; group_code: string; count: number; first_code: string; last_code: string }
type CarrierRow = { carrier_code: string; name: string; name_en: string; label_size: string; service_name: string; cut_off_times: string[]; number_pattern: string; check_digit: string; number_source: string }

export async function siteView(sql: Sql): Promise<SiteView> {
  const { siteName, utcOffsetMinutes, defaultCarrierCode, senders } = await readSettings(sql)
  const groups = await sql.rows<Group>(
    `select kind, group_code, count(*)::int as count, (array_agg(code order by rank, code))[1] as first_code, (array_agg(code order by rank desc, code desc))[1] as last_code
     from container group by kind, group_code order by kind desc, group_code`)
  const packagings = await sql.rows<{ body: unknown }>('select body from packaging order by packaging_code')
  const carriers = await sql.rows<CarrierRow>('select carrier_code, name, name_en, label_size, service_name, cut_off_times, number_pattern, check_digit, number_source from carrier order by priority, carrier_code')
  const counts = (await sql.row<Record<SitePart, number>>(
    `select case when $1 then 1 else 0 end as sender, (select count(*)::int from person where active and role in ('packer', 'temp')) as packers, (select count(*)::int from product) as products, (select count(*)::int from place) as places,
       (select count(*)::int from container) as containers, (select count(*)::int from packaging where body->>'kind' <> 'cushion') as packagings, (select count(*)::int from carrier) as carriers,
       (select count(*)::int from waybill_range where next_index < number_count) as numbers, (select count(*)::int from release_rule) as rules`, [(senders['']?.name ?? '') !== '']))!
  return {
    settings: { siteName, utcOffsetMinutes, defaultCarrierCode, sender: senders[''] ?? noSender },
    people: await listPeople(sql),
    containers: groups.map(({ kind, group_code: groupCode, count, first_code: firstCode, last_code: lastCode }) => ({ kind, groupCode, count, firstCode, lastCode })),
    packagings: packagings.map(({ body }) => SitePackaging.parse(body)),
    carriers: carriers.map((row) => SiteCarrier.parse({
      carrierCode: row.carrier_code, name: row.name, nameEn: row.name_en, labelSize: row.label_size, serviceName: row.service_name, cutOffTimes: row.cut_off_times, numberPattern: row.number_pattern, checkDigit: row.check_digit,
      numberSource: row.number_source,
    })),
    missing: missingParts(counts),
  }
}

/** NS9 */
export async function saveSiteSettings(sql: Sql, { sender, ...rest }: SiteSettings): Promise<Done> {
  const carrierCode = rest.defaultCarrierCode
  if (carrierCode !== null && !(await sql.row('select 1 from carrier where carrier_code = $1', [carrierCode]))) return refusedBecause('carrier-unknown', { carrierCode })
  const { senders } = await readSettings(sql)
  await saveSettings(sql, { ...rest, senders: { ...senders, '': sender } })
  await tellBoards(sql)
  return done
}

/** NS6: those that are there already stay as they are. */
export async function addContainers(sql: Sql, tools: HubTools, actorId: string, { kind, groupCode, ...row }: z.infer<typeof ContainersToAdd>): Promise<Done> {
  if ((kind === 'tote') !== (groupCode === '')) return refusedBecause('group-needed')
  const codes: string[] = []
  for (const code of containerCodes(row)) {
    const found = codeKey(code)
    if (isRefused(found) || found.key !== code) return refusedBecause('code-unusable', { code })
    codes.push(code)
  }
  const taken = await codesTaken(sql, codes, 'container')
  if (taken) return taken
  const there = await sql.rows<{ code: string; kind: string; group_code: string }>('select code, kind, group_code from container where lower(code) in (select lower(t.code) from unnest($1::text[]) as t(code))', [codes])
  const other = there.find((each) => each.kind !== kind || each.group_code !== groupCode)
  if (other) return refusedBecause('code-taken', { code: other.code })
  const known = new Set(there.map(({ code }) => code.toLowerCase()))
  const last = await sql.row<{ rank: number }>('select coalesce(max(rank), -1) as rank from container where kind = $1 and group_code = $2', [kind, groupCode])
  const fresh = codes.filter((code) => !known.has(code.toLowerCase()))
  await recordHubFacts(sql, tools, actorId, fresh.map((code, index): HubFact => ({ kind: 'ContainerListed', body: { code, kind, groupCode, rank: (last?.rank ?? -1) + 1 + index } })))
  await tellBoards(sql)
  return done
}

/** NS7: the same code again changes it. */
export async function savePackaging(sql: Sql, tools: HubTools, actorId: string, packaging: SitePackaging): Promise<Done> {
  const code = codeKey(packaging.packagingCode)
  if (isRefused(code)) return code
  const taken = await codesTaken(sql, [code.key], 'packaging', code.key)
  if (taken) return taken
  await recordHubFacts(sql, tools, actorId, [{ kind: 'PackagingListed', body: { ...packaging, packagingCode: code.key } }])
  await tellBoards(sql)
  return done
}

/** NS8: the same code again changes it; its number ranges stay as they are. */
export async function saveCarrier(sql: Sql, tools: HubTools, actorId: string, carrier: SiteCarrier): Promise<Done> {
  if (!isPattern(carrier.numberPattern)) return refusedBecause('pattern-wrong', { pattern: carrier.numberPattern })
  const { carrierCode, name, nameEn, labelSize } = carrier
  const isNew = !(await sql.row('select 1 from carrier where carrier_code = $1', [carrierCode]))
  await recordHubFacts(sql, tools, actorId, [{ kind: 'CarrierListed', body: { carrierCode, name, nameEn: nameEn === '' ? name : nameEn, labelSize } }])
  await sql.run('update carrier set service_name = $2, number_pattern = $3, check_digit = $4, number_source = $5, cut_off_times = $6 where carrier_code = $1',
    [carrierCode, carrier.serviceName, carrier.numberPattern, carrier.checkDigit, carrier.numberSource, [...carrier.cutOffTimes].sort()])
  // The first carrier is the one that orders without any go with, until somebody says otherwise.
  if (isNew && (await readSettings(sql)).defaultCarrierCode === null) await saveSettings(sql, { defaultCarrierCode: carrierCode })
  await tellBoards(sql)
  return done
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault
    return false
  }
}
