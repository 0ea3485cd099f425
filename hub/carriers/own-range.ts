// Carriers that sell number ranges: numbers are counted off under a row lock, routes come from a table by province.
import * as z from 'zod'
import { refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import type { Sql } from '../store/database.ts'
import { endsEarlierMs } from '#shared/domain/waybills/number-blocks.ts'
import { numberAt, whyNotANumber, type CheckDigitRule } from '#shared/domain/waybills/waybill-number.ts'
import type { IssuedWaybill, Reservation } from './carrier-port.ts'

const Sorting = z.array(z.object({ province: z.string(), sortingCode: z.string(), consolidation: z.string() }))

/** What is agreed with a carrier besides its name. */
export type CarrierTerms = {
  carrierCode: string; serviceName: string; numberPattern: string; cutOffLocalTimes: string[]; priority: number
  sorting: z.infer<typeof Sorting>; numberRange: { prefix: string; digits: number; start: number; count: number }
}

/** The carrier is listed already. A range that is known goes on where it stands. */
export async function keepCarrierTerms(sql: Sql, terms: CarrierTerms): Promise<void> {
  await sql.run('update carrier set service_name = $2, number_pattern = $3, cut_off_times = $4, priority = $5, sorting = $6::jsonb where carrier_code = $1',
    [terms.carrierCode, terms.serviceName, terms.numberPattern, terms.cutOffLocalTimes, terms.priority, JSON.stringify(terms.sorting)])
  const { prefix, digits, start, count } = terms.numberRange
  await sql.run('insert into waybill_range (range_id, carrier_code, prefix, digits, start_number, number_count) values ($1, $2, $3, $4, $5, $6) on conflict (range_id) do nothing',
    [`${terms.carrierCode}/${prefix}/${start}`, terms.carrierCode, prefix, digits, start, count])
}

type Carrier = { carrier_code: string; name: string; service_name: string; number_pattern: string; check_digit: CheckDigitRule; number_source: 'range' | 'station'; sorting: unknown }
type Range = { range_id: string; prefix: string; digits: number; suffix: string; start_number: number; number_count: number; next_index: number }

/** By order and attempt; a carrier whose stations have numbers of their own gets none here. */
export async function reserveFromRanges(sql: Sql, reservations: readonly Reservation[], nowMs: number): Promise<{ kind: 'reserved'; waybills: Map<Reservation, IssuedWaybill> } | BoardRefused> {
  const waybills = new Map<Reservation, IssuedWaybill>()
  const earlier = await sql.rows<{ order_id: string; attempt: number; waybill_number: string }>(
    'select w.order_id, w.attempt, w.waybill_number from unnest($1::text[], $2::int[]) as t(order_id, attempt) join waybill w on w.order_id = t.order_id and w.attempt = t.attempt',
    [reservations.map((each) => each.orderId), reservations.map((each) => each.attempt)])
  const numberOf = new Map(earlier.map((row) => [`${row.order_id}/${row.attempt}`, row.waybill_number]))
  for (const [carrierCode, asked] of Map.groupBy(reservations, (each) => each.carrierCode)) {
    const carrier = await sql.row<Carrier>('select carrier_code, name, service_name, number_pattern, check_digit, number_source, sorting from carrier where carrier_code = $1', [carrierCode])
    if (!carrier) return refusedBecause('carrier-unknown', { carrierCode })
    const routes = new Map(Sorting.parse(carrier.sorting).map((row) => [provinceStem(row.province), row]))
    const open = carrier.number_source === 'station' ? [] : asked.filter((each) => !numberOf.has(`${each.orderId}/${each.attempt}`))
    const taken = await takeNumbers(sql, carrier, open.length, nowMs)
    if (taken.kind === 'refused') return taken
    await sql.run('insert into waybill (waybill_number, order_id, attempt, carrier_code) select t.*, $4 from unnest($1::text[], $2::text[], $3::int[]) as t',
      [taken.numbers, open.map((each) => each.orderId), open.map((each) => each.attempt), carrierCode])
    for (const [index, each] of open.entries()) numberOf.set(`${each.orderId}/${each.attempt}`, taken.numbers[index]!)
    for (const each of asked) {
      const route = routes.get(provinceStem(each.recipient.province))
      waybills.set(each, { waybillNumber: numberOf.get(`${each.orderId}/${each.attempt}`) ?? '', serviceName: carrier.service_name, sortingCode: route?.sortingCode ?? '', consolidation: route?.consolidation ?? '' })
    }
  }
  return { kind: 'reserved', waybills }
}

/** 浙江 and 浙江省 are one province in a route table. */
function provinceStem(province: string): string {
  return province.replace(/(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/, '')
}

/** Numbers leave a range once and never come back. NB16: what ends first is used first, and nothing from a day before its end. */
async function takeNumbers(sql: Sql, carrier: Carrier, count: number, nowMs: number): Promise<{ kind: 'taken'; numbers: string[] } | BoardRefused> {
  const numbers: string[] = []
  const shape = { pattern: carrier.number_pattern, checkDigit: carrier.check_digit }
  const ranges = count === 0 ? [] : await sql.rows<Range>('select range_id, prefix, digits, suffix, start_number, number_count, next_index from waybill_range where carrier_code = $1 and next_index < number_count and (ends_at_ms is null or ends_at_ms > $2) order by ends_at_ms nulls last, range_id for update', [carrier.carrier_code, nowMs + endsEarlierMs])
  for (const range of ranges) {
    const taken = Math.min(count - numbers.length, range.number_count - range.next_index)
    for (let index = range.next_index; index < range.next_index + taken; index += 1) {
      const number = numberAt({ prefix: range.prefix, digits: range.digits, suffix: range.suffix, startNumber: range.start_number, checkDigit: carrier.check_digit }, index)
      if (whyNotANumber(number, shape)) return refusedBecause('waybill-range-wrong', { rangeId: range.range_id, waybillNumber: number, carrierName: carrier.name })
      numbers.push(number)
    }
    await sql.run('update waybill_range set next_index = next_index + $2 where range_id = $1', [range.range_id, taken])
  }
  if (numbers.length < count) return refusedBecause('waybills-used-up', { carrierName: carrier.name, needed: count, left: numbers.length })
  return { kind: 'taken', numbers }
}
