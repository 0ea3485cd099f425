// Numbers that are nobody's any more, and how far a range has surely come.
import { indexOf, type CheckDigitRule } from '#shared/domain/waybills/waybill-number.ts'
import type { Sql } from '../store/database.ts'

/** NB13: a range of this carrier (null: of any) goes on behind every number that was ever seen anywhere, also by a station that knows more than this hub (it was put back from a backup). */
export async function passNumber(sql: Sql, carrierCode: string | null, waybillNumber: string): Promise<void> {
  const ranges = await sql.rows<{ range_id: string; prefix: string; digits: number; suffix: string; check_digit: CheckDigitRule; start_number: number; number_count: number; next_index: number }>(
    'select r.range_id, r.prefix, r.digits, r.suffix, c.check_digit, r.start_number, r.number_count, r.next_index from waybill_range r join carrier c using (carrier_code) where r.carrier_code = coalesce($1, r.carrier_code) for update of r', [carrierCode])
  for (const range of ranges) {
    const index = indexOf({ prefix: range.prefix, digits: range.digits, suffix: range.suffix, checkDigit: range.check_digit, startNumber: range.start_number }, waybillNumber)
    if (index !== undefined && index >= range.next_index && index < range.number_count) await sql.run('update waybill_range set next_index = $2 where range_id = $1', [range.range_id, index + 1])
  }
}
