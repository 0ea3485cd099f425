import { refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import { ReleaseRuleShape } from '#shared/contract/board-api.ts'
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'
import type { Sql } from '../store/database.ts'

/** By name, as supervisors see them. */
export async function listRules(sql: Sql): Promise<ReleaseRule[]> {
  const rows = await sql.rows<{ body: unknown }>("select body from release_rule order by body->>'name', rule_id")
  return rows.map((row) => ReleaseRuleShape.parse(row.body))
}

export async function findRule(sql: Sql, ruleId: string): Promise<ReleaseRule | undefined> {
  const row = await sql.row<{ body: unknown }>('select body from release_rule where rule_id = $1', [ruleId])
  return row && ReleaseRuleShape.parse(row.body)
}

/** HO8: a rule that names a carrier which is not the site's would wait for orders for ever. */
export async function saveRule(sql: Sql, rule: ReleaseRule): Promise<{ kind: 'done' } | BoardRefused> {
  const unknown = await sql.row<{ code: string }>('select code from unnest($1::text[]) as named(code) where not exists (select 1 from carrier where carrier_code = code) limit 1', [rule.carrierCodes])
  if (unknown) return refusedBecause('carrier-unknown', { carrierCode: unknown.code })
  await sql.run('insert into release_rule (rule_id, body) values ($1, $2::jsonb) on conflict (rule_id) do update set body = excluded.body', [rule.ruleId, JSON.stringify(rule)])
  return { kind: 'done' }
}

export async function removeRule(sql: Sql, ruleId: string): Promise<boolean> {
  return (await sql.run('delete from release_rule where rule_id = $1', [ruleId])) === 1
}
