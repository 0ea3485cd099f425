// What is counted again when a supervisor says of a stopped order that its goods were put back. Runs anywhere: no clock, no I/O. Rule ST15 of docs/specs/stock.md.
import type { Body } from '../../facts/facts.ts'

type At = { placeCode: string; sku: string }
type Counted = Body<'StockCounted'>['rows'][number] & { quantity: number }

/** What the site knows of a stopped order. */
export type StoppedOrder = {
  orderId: string
  /** A parcel of it went out, other than the one that was to be stopped. */
  leftHouse: boolean
  /** Somebody said before that its goods are back. */
  saidBefore: boolean
  /** Picks for it, which may be for others as well. */
  picks: readonly Pick<Body<'ItemPicked'>, 'placeCode' | 'sku' | 'shares'>[]
  /** Places that were counted since it was stopped: whoever counted has seen what lies there. */
  countedSince: readonly At[]
  /** What lies at counted places. */
  stock: readonly Counted[]
}

const at = ({ placeCode, sku }: At): string => JSON.stringify([placeCode, sku])

/** ST15: the new counts of the places its pieces were taken from, in the row of `stock`; none where its goods are not back, or were counted already. */
export function goodsBack({ orderId, leftHouse, saidBefore, picks, countedSince, stock }: StoppedOrder): Counted[] {
  if (leftHouse || saidBefore) return []
  const seen = new Set(countedSince.map(at))
  const back = new Map<string, number>()
  for (const pick of picks) {
    const pieces = pick.shares.reduce((sum, share) => (share.orderId === orderId ? sum + share.quantity : sum), 0)
    if (pieces > 0 && !seen.has(at(pick))) back.set(at(pick), (back.get(at(pick)) ?? 0) + pieces)
  }
  return stock.flatMap((row) => (back.has(at(row)) ? [{ ...row, quantity: row.quantity + back.get(at(row))! }] : []))
}
