// How a carrier's number ranges stand, and which new one may be added. Rules NB16.. of docs/specs/waybill-numbers.md. Runs anywhere.
import { endsEarlierMs } from './number-blocks.ts'
import { numberAt, whyNotANumber, type CheckDigitRule, type NumberRange, type NumberShape } from './waybill-number.ts'

const dayMs = 86_400_000
/** So long before the carrier takes the rest back, somebody should know. */
const endsSoonMs = 7 * dayMs
/** With less than this share of all numbers left, the next range should be asked for. */
const lowShare = 0.1

export const rangeStates = ['open', 'ends-soon', 'ended', 'used-up'] as const
export type RangeState = (typeof rangeStates)[number]

/** `endsAtMs`: by the carrier's calendar; null: it does not say. */
export function rangeState({ left, endsAtMs }: { left: number; endsAtMs: number | null }, nowMs: number): RangeState {
  if (left === 0) return 'used-up'
  if (endsAtMs === null) return 'open'
  if (nowMs >= endsAtMs - endsEarlierMs) return 'ended'
  return nowMs >= endsAtMs - endsSoonMs ? 'ends-soon' : 'open'
}

export const numberStates = ['enough', 'low', 'out'] as const
export type NumberState = (typeof numberStates)[number]

/** Of one carrier: `left` in ranges that have not ended, `total` of those ranges, `waiting` orders that will need one. */
export function numberState({ left, total, waiting }: { left: number; total: number; waiting: number }): NumberState {
  if (left === 0 || left < waiting) return 'out'
  return left <= total * lowShare ? 'low' : 'enough'
}

export type AddedRange = NumberRange & { numberCount: number }
export type RangeFault = { why: 'too-long' } | { why: 'no-number'; waybillNumber: string } | { why: 'overlaps'; waybillNumber: string }

/** NB18: undefined when every number of it is one of the carrier's, and none is in a range that is known. */
export function whyNotARange(range: AddedRange, shape: NumberShape, known: readonly AddedRange[]): RangeFault | undefined {
  const { startNumber, numberCount, digits } = range
  const last = startNumber + numberCount - 1
  if (!Number.isSafeInteger(last) || String(last).length > digits) return { why: 'too-long' }
  // All numbers of a range have one length and one alphabet: the ends and a few between tell for all.
  for (const index of [0, Math.floor((numberCount - 1) / 2), numberCount - 1]) {
    const waybillNumber = numberAt(range, index)
    if (whyNotANumber(waybillNumber, shape)) return { why: 'no-number', waybillNumber }
  }
  const own = runOf(range)
  for (const other of known.map(runOf)) {
    if (other.form !== own.form) continue
    const from = other.first > own.first ? other.first : own.first
    if (from <= own.last && from <= other.last) return { why: 'overlaps', waybillNumber: numberAt(range, Number(from - own.first)) }
  }
  return undefined
}

/** A range by what is printed: how much of its digits somebody took for the prefix makes no difference. Numbers of two forms are never the same. */
function runOf({ prefix, digits, suffix, startNumber, numberCount }: AddedRange): { form: string; first: bigint; last: bigint } {
  const letters = prefix.replace(/\d+$/, '')
  const first = BigInt(prefix.slice(letters.length) + String(startNumber).padStart(digits, '0'))
  return { form: `${letters} ${prefix.length - letters.length + digits} ${suffix}`, first, last: first + BigInt(numberCount - 1) }
}

/** With more digits a run of them is no exact number any more: what stands before belongs to the prefix. */
const mostSerialDigits = 12

/** The range from its first and last number as a carrier's letter names them; undefined when they are no two ends of one range. */
export function rangeBetween(first: string, last: string, checkDigit: CheckDigitRule): AddedRange | undefined {
  const check = checkDigit === '' ? '' : '\\d'
  const [, head = '', run = '', suffix = ''] = new RegExp(`^([0-9A-Z]*?)(\\d+)${check}([A-Z]*)$`).exec(first) ?? []
  const digits = Math.min(run.length, mostSerialDigits)
  if (digits === 0 || first.length !== last.length) return undefined
  const prefix = head + run.slice(0, run.length - digits)
  const [startNumber, endNumber] = [first, last].map((number) => Number(number.slice(prefix.length, prefix.length + digits))) as [number, number]
  const range = { prefix, digits, suffix, startNumber, checkDigit, numberCount: endNumber - startNumber + 1 }
  const isWhole = range.numberCount >= 1 && numberAt(range, 0) === first && numberAt(range, range.numberCount - 1) === last
  return isWhole ? range : undefined
}
