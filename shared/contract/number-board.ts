// What a board may ask about waybill numbers (面单号段): how many are left, until when, who holds them, and one range more (docs/specs/waybill-numbers.md).
import * as z from 'zod'
import { Id } from '../domain/facts/common.ts'
import { checkDigitRules } from '../domain/waybills/waybill-number.ts'
import { numberStates, rangeStates } from '../domain/waybills/number-ranges.ts'

const Mark = z.string().max(20).regex(/^[0-9A-Za-z]*$/)

const BoardRange = z.strictObject({
  rangeId: z.string(), firstNumber: z.string(), lastNumber: z.string(), numberCount: z.int(), left: z.int(), state: z.enum(rangeStates),
  /** When the carrier takes the rest back; null: it does not say. */
  endsAtMs: z.int().nullable(),
})
export const BoardCarrierNumbers = z.strictObject({
  carrierCode: z.string(), name: z.string(), nameEn: z.string(),
  /** Who takes a number: the hub off a range, a station off its block of one, or the carrier when it is asked. */
  source: z.enum(['range', 'station', 'asked']), checkDigit: z.enum(checkDigitRules),
  /** `left`: not given out yet, in ranges that have not ended. `waiting`: orders that will need one. */
  left: z.int(), waiting: z.int(), state: z.enum(numberStates),
  ranges: z.array(BoardRange),
  /** Numbers that lie at stations and only they may use, until then. */
  blocks: z.array(z.strictObject({ stationName: z.string(), left: z.int(), untilMs: z.int() })),
})
export type BoardCarrierNumbers = z.infer<typeof BoardCarrierNumbers>
export const NumbersView = z.strictObject({ carriers: z.array(BoardCarrierNumbers) })
export type NumbersView = z.infer<typeof NumbersView>

export const RangeToAdd = z.strictObject({
  carrierCode: Id, prefix: Mark, digits: z.int().min(1).max(20), suffix: Mark, startNumber: z.int().min(0), numberCount: z.int().min(1).max(100_000_000), endsAtMs: z.int().nullable(),
})
export type RangeToAdd = z.infer<typeof RangeToAdd>
