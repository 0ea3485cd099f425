import { numbersLeft, type NumberBlock } from '#shared/domain/waybills/number-blocks.ts'
import { numberAt } from '#shared/domain/waybills/waybill-number.ts'
import type { Waybill } from '#shared/domain/packing/parcel.ts'
import type { Db } from './open-database.ts'
import { preparedName } from './project-waybills.ts'

const columns = `block_id AS blockId, carrier_code AS carrierCode, prefix, digits, suffix, check_digit AS checkDigit, start_number AS startNumber, first_index AS firstIndex,
  number_count AS numberCount, next_index AS nextIndex, until_ms AS untilMs FROM waybill_block`

/** This station's own numbers. */
export function readBlocks(db: Db) {
  const open = db.prepare<[string], NumberBlock>(`SELECT ${columns} WHERE carrier_code = +? AND next_index < number_count ORDER BY until_ms, block_id`)
  const all = db.prepare<[], NumberBlock>(`SELECT ${columns} ORDER BY carrier_code, until_ms`)
  const prepared = db.prepare<[string], number>('SELECT 1 FROM label_payload WHERE waybill_number = ?').pluck()
  const known = db.prepare<[string], number>('SELECT 1 FROM waybill WHERE waybill_number = ?').pluck()
  // Numbers of one kind begin alike; of each kind the highest.
  const highest = db.prepare<[], { carrierCode: string; waybillNumber: string }>(`
    SELECT carrier_code AS carrierCode, max(waybill_number) AS waybillNumber FROM waybill GROUP BY carrier_code, length(waybill_number), substr(waybill_number, 1, 4) ORDER BY 1, 2 LIMIT 400`)
  const forget = db.prepare('UPDATE waybill_block SET next_index = number_count')
  return {
    /** The next number for an order whose label waits for one; undefined when there is none that may be used. Taking it is the fact WaybillTaken. */
    nextOwnWaybill(orderId: string, carrierCode: string, hubNowMs: number | null): (Waybill & { blockId: string }) | undefined {
      if (!prepared.get(preparedName(orderId))) return undefined
      for (const block of open.all(carrierCode)) {
        const left = numbersLeft(block, hubNowMs)
        for (let index = block.nextIndex; index < block.nextIndex + left; index += 1) {
          const waybillNumber = numberAt(block, block.firstIndex + index)
          // One that is known here already, as from a block that overlaps another, is passed over and burned.
          if (!known.get(waybillNumber)) return { waybillNumber, orderId, carrierCode, parcelId: null, blockId: block.blockId }
        }
      }
      return undefined
    },
    /** How many are left of each carrier, and how many its newest block had. */
    ownNumbers(hubNowMs: number | null): { carrierCode: string; left: number; blockSize: number }[] {
      return [...Map.groupBy(all.all(), (block) => block.carrierCode)].map(([carrierCode, its]) => ({ carrierCode, left: its.reduce((sum, block) => sum + numbersLeft(block, hubNowMs), 0), blockSize: its.at(-1)?.numberCount ?? 0 }))
    },
    /** NB13: the highest numbers known here, with the ends of this station's blocks. */
    highestNumbers(): { carrierCode: string; waybillNumber: string }[] {
      return [...highest.all(), ...all.all().slice(-100).map((block) => ({ carrierCode: block.carrierCode, waybillNumber: numberAt(block, block.firstIndex + block.numberCount - 1) }))]
    },
    /** A copy of a store knows not what the original took meanwhile. */
    forgetBlocks: (): void => void forget.run(),
  }
}
