// Blocks of a carrier's numbers that the hub leases to a station, so that it has numbers without the hub. Rules NB9.. of docs/specs/waybill-numbers.md. Runs anywhere.
import type { NumberRange } from './waybill-number.ts'

const dayMs = 86_400_000
/** A block ends at the station so long before its range does at the carrier: what was bound in the last minute can still be handed over. */
export const endsEarlierMs = dayMs
/** Where the carrier names no end: an unused number is not kept for ever. */
export const longestLeaseMs = 30 * dayMs
/** With less than this share of a block left, the next one is leased. */
const lowWaterShare = 0.3

/** The first number of a block is the one at `firstIndex` of its range. `untilMs` is hub time. */
export type NumberBlock = NumberRange & { blockId: string; carrierCode: string; firstIndex: number; numberCount: number; nextIndex: number; untilMs: number }

/** When a block of a range ends at its station, or undefined when there is no time left to use it. */
export function blockEnd(rangeEndsAtMs: number | null, nowMs: number): number | undefined {
  const untilMs = Math.min(nowMs + longestLeaseMs, rangeEndsAtMs === null ? Infinity : rangeEndsAtMs - endsEarlierMs)
  return untilMs > nowMs ? untilMs : undefined
}

/** NB10: a block is only used while hub time is known and before its end. */
export function numbersLeft(block: Pick<NumberBlock, 'numberCount' | 'nextIndex' | 'untilMs'>, hubNowMs: number | null): number {
  return hubNowMs !== null && hubNowMs < block.untilMs ? block.numberCount - block.nextIndex : 0
}

/** NB11: whether a station needs its next block. */
export function isLow(left: number, blockSize: number): boolean {
  return left <= Math.floor(blockSize * lowWaterShare)
}
