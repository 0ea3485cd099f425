// One code, one meaning: what a site lists must not be something else already.
import { refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import { looksLikeCommandCode } from '#shared/domain/codes/command-codes.ts'
import { normaliseCode } from '#shared/domain/codes/normalise-code.ts'
import type { Sql } from '../store/database.ts'

export type CodeMeans = 'person' | 'container' | 'place' | 'packaging' | 'product'

/** The form in which a code is looked up when it is scanned. */
export function codeKey(text: string): { key: string } | BoardRefused {
  const code = normaliseCode(text)
  return code.kind === 'refused' || code.key.length > 64 || looksLikeCommandCode(code.key) ? refusedBecause('code-unusable', { code: text }) : { key: code.key }
}

/** NS2, NS6: refused when one of the codes is in use as anything but `as`, or, for `as`, as another than `ref`. Small and capital letters are one. */
export async function codesTaken(sql: Sql, codes: readonly string[], as: CodeMeans, ref?: string): Promise<BoardRefused | undefined> {
  const taken = await sql.row<{ code: string }>(
    `with asked as (select lower(code) as code from unnest($1::text[]) as t(code)), used as (
       select 'person' as means, person_id as ref, badge_code as code from person union all select 'container', code, code from container union all select 'place', place_code, place_code from place
       union all select 'packaging', packaging_code, packaging_code from packaging union all select 'product', sku, code from product_code)
     select used.code from used join asked on lower(used.code) = asked.code where used.means <> $2 or ($3::text is not null and used.ref <> $3) limit 1`, [codes, as, ref ?? null])
  return taken && refusedBecause('code-taken', { code: taken.code })
}
