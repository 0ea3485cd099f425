// The one CarrierPort of the site: ranges, blocks at the stations, and carriers that are asked for each order.
import { waybillRequestKey } from '#shared/domain/waybills/judge-answer.ts'
import { askCarriers, askingDefaults, issuedFor, type AskingConfig } from './ask-carriers.ts'
import type { CarrierAdapter, CarrierPort, IssuedWaybill, Reservation } from './carrier-port.ts'
import type { Sql } from '../store/database.ts'
import { reserveFromRanges } from './own-range.ts'

/** `adapters` by carrier code; every other carrier counts numbers off its ranges. */
export function siteCarriers(adapters: ReadonlyMap<string, CarrierAdapter>, config: AskingConfig = askingDefaults): CarrierPort {
  const isAsked = (each: Reservation): boolean => adapters.has(each.carrierCode)
  const keyOf = (each: Reservation): string => waybillRequestKey(each.orderId, each.attempt)
  return {
    asked: new Set(adapters.keys()),
    prepare: (database, tools, reservations) => askCarriers(database, tools, adapters, reservations, config),
    async reserve(sql, reservations, nowMs) {
      const asked = reservations.filter(isAsked)
      const fromRanges = await reserveFromRanges(sql, reservations.filter((each) => !isAsked(each)), nowMs)
      if (fromRanges.kind === 'refused') return fromRanges
      const issued = await issuedFor(sql, asked)
      await sql.run('insert into waybill (waybill_number, order_id, attempt, carrier_code) select t.* from unnest($1::text[], $2::text[], $3::int[], $4::text[]) as t on conflict (order_id, attempt) do nothing',
        [asked.map((each) => issued.get(keyOf(each))!.waybillNumber), asked.map((each) => each.orderId), asked.map((each) => each.attempt), asked.map((each) => each.carrierCode)])
      const waybills = reservations.map((each): IssuedWaybill => (isAsked(each) ? issued.get(keyOf(each))! : fromRanges.waybills.get(each)!))
      return { kind: 'reserved', waybills }
    },
  }
}

/** Orders that cannot be released now, because their carrier is one that is asked and has not given a number. */
export async function ordersWithoutNumber(sql: Sql, askedCarriers: ReadonlySet<string>, reservations: readonly Reservation[]): Promise<Set<string>> {
  const asked = reservations.filter((each) => askedCarriers.has(each.carrierCode))
  if (asked.length === 0) return new Set()
  const issued = await issuedFor(sql, asked)
  return new Set(asked.filter((each) => !issued.has(waybillRequestKey(each.orderId, each.attempt))).map((each) => each.orderId))
}

export const rangeCarriers: CarrierPort = siteCarriers(new Map())
