// 面单号段: what is left of each carrier's numbers, and one range more. Rules NB16 to NB18 of docs/specs/waybill-numbers.md.
import type { Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import type { BoardCarrierNumbers, NumbersView, RangeToAdd } from '#shared/contract/number-board.ts'
import { endsEarlierMs } from '#shared/domain/waybills/number-blocks.ts'
import { numberState, rangeState, whyNotARange } from '#shared/domain/waybills/number-ranges.ts'
import { numberAt, type CheckDigitRule } from '#shared/domain/waybills/waybill-number.ts'
import type { Sql } from '../store/database.ts'
import { hubTimeOf, tellBoards, type HubTools } from '../store/facts.ts'
import { readSettings } from '../store/settings.ts'

/** Used up long ago, they are of no interest any more. */
const mostUsedUp = 3

type Carrier = { carrier_code: string; name: string; name_en: string; number_source: 'range' | 'station'; number_pattern: string; check_digit: CheckDigitRule; waiting: number }
type Range = { range_id: string; carrier_code: string; prefix: string; digits: number; suffix: string; start_number: number; number_count: number; next_index: number; ends_at_ms: number | null }
type Block = { carrier_code: string; station_name: string; left: number; until_ms: number }

const rangesOf = (sql: Sql): Promise<Range[]> => sql.rows<Range>('select range_id, carrier_code, prefix, digits, suffix, start_number, number_count, next_index, ends_at_ms from waybill_range order by ends_at_ms nulls last, range_id')

/** `hubTimeMs`: leases are counted by it (docs/specs/claims.md); a carrier's calendar is the wall clock. */
export type NumbersMoment = { nowMs: number; hubTimeMs: number; asked: ReadonlySet<string> }
export const numbersMoment = (tools: HubTools): NumbersMoment => ({ nowMs: tools.system.nowMs(), hubTimeMs: hubTimeOf(tools), asked: tools.carriers?.asked ?? new Set() })

/** Who is about to have none comes first. */
export async function numbersView(sql: Sql, { nowMs, hubTimeMs, asked }: NumbersMoment): Promise<NumbersView> {
  const { defaultCarrierCode } = await readSettings(sql)
  const carriers = await sql.rows<Carrier>(
    `select c.carrier_code, c.name, c.name_en, c.number_source, c.number_pattern, c.check_digit, count(o.order_id)::int as waiting
     from carrier c left join customer_order o on coalesce(o.carrier_code, $1) = c.carrier_code and o.state in ('waiting', 'held') and o.waybill_number is null group by c.carrier_code order by c.name, c.carrier_code`, [defaultCarrierCode])
  const ranges = Map.groupBy(await rangesOf(sql), (range) => range.carrier_code)
  const blocks = Map.groupBy(await sql.rows<Block>(
    `select b.carrier_code, coalesce(s.name, '') as station_name, sum(b.number_count - b.used_count)::int as left, min(b.until_ms) as until_ms from waybill_block b left join station s using (station_id)
     where b.until_ms > $1 and b.used_count < b.number_count group by b.carrier_code, b.station_id, s.name order by s.name, b.station_id`, [hubTimeMs]), (block) => block.carrier_code)
  const rankOf = { out: 0, low: 1, enough: 2 } as const
  const told = carriers.map((carrier): BoardCarrierNumbers => {
    const open = (ranges.get(carrier.carrier_code) ?? []).filter((range) => range.ends_at_ms === null || range.ends_at_ms > nowMs + endsEarlierMs)
    const left = open.reduce((sum, range) => sum + range.number_count - range.next_index, 0)
    const all = (ranges.get(carrier.carrier_code) ?? []).map((range) => boardRange(range, carrier, nowMs))
    const isAsked = asked.has(carrier.carrier_code)
    // A carrier that nobody uses needs no numbers.
    const isUnused = all.length === 0 && carrier.waiting === 0
    return {
      carrierCode: carrier.carrier_code, name: carrier.name, nameEn: carrier.name_en, source: isAsked ? 'asked' : carrier.number_source, checkDigit: carrier.check_digit, left, waiting: carrier.waiting,
      state: isAsked || isUnused ? 'enough' : numberState({ left, total: open.reduce((sum, range) => sum + range.number_count, 0), waiting: carrier.waiting }),
      ranges: [...all.filter((range) => range.state !== 'used-up'), ...all.filter((range) => range.state === 'used-up').slice(-mostUsedUp)],
      blocks: (blocks.get(carrier.carrier_code) ?? []).map((block) => ({ stationName: block.station_name, left: block.left, untilMs: block.until_ms })),
    }
  })
  return { carriers: told.sort((a, b) => rankOf[a.state] - rankOf[b.state]) }
}

function boardRange(range: Range, { check_digit: checkDigit }: Carrier, nowMs: number): BoardCarrierNumbers['ranges'][number] {
  const shape = { prefix: range.prefix, digits: range.digits, suffix: range.suffix, startNumber: range.start_number, checkDigit }
  const left = range.number_count - range.next_index
  return {
    rangeId: range.range_id, firstNumber: numberAt(shape, 0), lastNumber: numberAt(shape, range.number_count - 1), numberCount: range.number_count, left, endsAtMs: range.ends_at_ms,
    state: rangeState({ left, endsAtMs: range.ends_at_ms }, nowMs),
  }
}

/** NB18: the same range again is the one that is there. */
export async function addRange(sql: Sql, tools: HubTools, { carrierCode, prefix, digits, suffix, startNumber, numberCount, endsAtMs }: RangeToAdd): Promise<Done> {
  const carrier = await sql.row<Pick<Carrier, 'name' | 'number_pattern' | 'check_digit'>>('select name, number_pattern, check_digit from carrier where carrier_code = $1', [carrierCode])
  if (!carrier) return refusedBecause('carrier-unknown', { carrierCode })
  if (tools.carriers?.asked.has(carrierCode)) return refusedBecause('carrier-gives-numbers', { carrierName: carrier.name })
  if (endsAtMs !== null && endsAtMs <= tools.system.nowMs() + endsEarlierMs) return refusedBecause('range-over')
  const known = await rangesOf(sql)
  const rangeId = `${carrierCode}/${prefix}${suffix === '' ? '' : `…${suffix}`}/${startNumber}`
  const same = known.find((range) => range.range_id === rangeId)
  if (same?.number_count === numberCount && same.digits === digits && same.ends_at_ms === endsAtMs) return { kind: 'done' }
  const fault = whyNotARange(
    { prefix, digits, suffix, startNumber, numberCount, checkDigit: carrier.check_digit }, { pattern: carrier.number_pattern, checkDigit: carrier.check_digit },
    known.map((range) => ({ prefix: range.prefix, digits: range.digits, suffix: range.suffix, startNumber: range.start_number, numberCount: range.number_count, checkDigit: carrier.check_digit })))
  if (fault?.why === 'too-long') return refusedBecause('range-too-long', { digits })
  if (fault?.why === 'no-number') return refusedBecause('range-no-number', { waybillNumber: fault.waybillNumber, carrierName: carrier.name })
  if (fault?.why === 'overlaps') return refusedBecause('range-overlaps', { waybillNumber: fault.waybillNumber })
  await sql.run('insert into waybill_range (range_id, carrier_code, prefix, digits, suffix, start_number, number_count, ends_at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8)', [rangeId, carrierCode, prefix, digits, suffix, startNumber, numberCount, endsAtMs])
  await tellBoards(sql)
  return { kind: 'done' }
}
