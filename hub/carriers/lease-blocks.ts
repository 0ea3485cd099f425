// Numbers for stations that must have some without the hub (own fleet, a shipper's own numbers): whole blocks, each leased to one station, topped up while it is heard.
import { blockEnd, isLow } from '#shared/domain/waybills/number-blocks.ts'
import { indexOf, type CheckDigitRule } from '#shared/domain/waybills/waybill-number.ts'
import { repeat } from '../repeated-work.ts'
import type { Database, Sql } from '../store/database.ts'
import { hubTimeOf, recordHubFacts, type HubFact, type HubTools } from '../store/facts.ts'
import { firstHeard } from '../store/first-heard.ts'

const heardWithinMs = 600_000
const everyMs = 30_000

type Range = { range_id: string; carrier_code: string; prefix: string; digits: number; suffix: string; check_digit: CheckDigitRule; start_number: number; number_count: number; next_index: number; ends_at_ms: number | null; block_size: number }

/** NB9, NB11: gives every station that was heard lately its next block when it runs low. Inside the one write transaction, so that no number is in two blocks. */
export async function leaseBlocks(sql: Sql, tools: HubTools): Promise<number> {
  const nowMs = tools.system.nowMs()
  const hubTimeMs = hubTimeOf(tools)
  const carriers = await sql.rows<{ carrier_code: string; block_size: number }>("select carrier_code, block_size from carrier where number_source = 'station'")
  if (carriers.length === 0) return 0
  const stations = await sql.rows<{ station_id: string }>("select station_id from station where state = 'ok' and last_heard_at_ms >= $1 order by station_id", [nowMs - heardWithinMs])
  const facts: HubFact[] = []
  for (const { carrier_code: carrierCode, block_size: blockSize } of carriers) {
    const left = new Map((await sql.rows<{ station_id: string; numbers: number }>(
      'select station_id, sum(number_count - used_count)::int as numbers from waybill_block where carrier_code = $1 and until_ms > $2 group by station_id', [carrierCode, hubTimeMs])).map((row) => [row.station_id, row.numbers]))
    for (const { station_id: stationId } of stations) {
      if (!isLow(left.get(stationId) ?? 0, blockSize)) continue
      const lease = await takeBlock(sql, tools, carrierCode, stationId, hubTimeMs)
      if (lease) facts.push(lease)
    }
  }
  await recordHubFacts(sql, tools, 'hub', facts)
  return facts.length
}

/** The next numbers of the range that ends first. One that ends too soon gives none. */
async function takeBlock(sql: Sql, tools: HubTools, carrierCode: string, stationId: string, hubTimeMs: number): Promise<HubFact | undefined> {
  const ranges = await sql.rows<Range>(
    `select r.range_id, r.carrier_code, r.prefix, r.digits, r.suffix, c.check_digit, r.start_number, r.number_count, r.next_index, r.ends_at_ms, c.block_size
     from waybill_range r join carrier c using (carrier_code) where r.carrier_code = $1 and r.next_index < r.number_count order by r.ends_at_ms nulls last, r.range_id for update of r`, [carrierCode])
  for (const range of ranges) {
    // The carrier counts by the calendar, the lease by hub time.
    const untilMs = blockEnd(range.ends_at_ms === null ? null : range.ends_at_ms + hubTimeMs - tools.system.nowMs(), hubTimeMs)
    if (untilMs === undefined) continue
    const numberCount = Math.min(range.block_size, range.number_count - range.next_index)
    const blockId = tools.system.mintId()
    await sql.run('update waybill_range set next_index = next_index + $2 where range_id = $1', [range.range_id, numberCount])
    await sql.run('insert into waybill_block (block_id, range_id, carrier_code, station_id, first_index, number_count, until_ms) values ($1, $2, $3, $4, $5, $6, $7)', [blockId, range.range_id, carrierCode, stationId, range.next_index, numberCount, untilMs])
    return { kind: 'WaybillBlockLeased', body: {
      blockId, carrierCode, stationId, prefix: range.prefix, digits: range.digits, suffix: range.suffix, checkDigit: range.check_digit, startNumber: range.start_number, firstIndex: range.next_index, numberCount, untilMs,
    } }
  }
  return undefined
}

/** Whose block a number is of; undefined: of none that this hub knows. */
export async function blockOf(sql: Sql, carrierCode: string, blockId: string, waybillNumber: string): Promise<{ stationId: string } | undefined> {
  const block = await sql.row<{ station_id: string; prefix: string; digits: number; suffix: string; check_digit: CheckDigitRule; start_number: number; first_index: number; number_count: number }>(
    `select b.station_id, r.prefix, r.digits, r.suffix, c.check_digit, r.start_number, b.first_index, b.number_count from waybill_block b join waybill_range r using (range_id) join carrier c on c.carrier_code = b.carrier_code
     where b.block_id = $1 and b.carrier_code = $2`, [blockId, carrierCode])
  if (!block) return undefined
  const range = { prefix: block.prefix, digits: block.digits, suffix: block.suffix, checkDigit: block.check_digit, startNumber: block.start_number }
  const index = indexOf(range, waybillNumber)
  return index !== undefined && index >= block.first_index && index < block.first_index + block.number_count ? { stationId: block.station_id } : undefined
}

export function keepBlocks({ database, tools, onFault }: { database: Database; tools: HubTools; onFault: (where: string, fault: unknown) => string }): { stop(): Promise<void> } {
  const isHeard = firstHeard(database)
  const look = async (): Promise<void> => {
    if ((await isHeard()) && await database.row("select 1 from carrier where number_source = 'station' limit 1")) await database.write((sql) => leaseBlocks(sql, tools))
  }
  return repeat({ everyMs, where: 'waybill blocks', work: look, onFault })
}
