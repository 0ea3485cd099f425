// Which orders the free stock serves, in the order of their urgency. Runs anywhere: no clock, no I/O. Rule SG3 of docs/specs/wave-building.md.
import type { AisleStock, SuggestOrder } from './suggestion.ts'

/** Free pieces per product; Infinity where a place of it was never counted. Negative counts are read as nothing. */
export function freePieces(stock: readonly AisleStock[]): Map<string, number> {
  const free = new Map<string, number>()
  for (const { sku, quantity } of stock) free.set(sku, (free.get(sku) ?? 0) + (quantity === null ? Infinity : Math.max(0, quantity)))
  return free
}

/** Takes what it can from `free`, whole orders only; a product without a row in `free` lies nowhere. */
export function takeStock(orders: readonly SuggestOrder[], free: Map<string, number>): { served: SuggestOrder[]; short: SuggestOrder[] } {
  const served: SuggestOrder[] = []
  const short: SuggestOrder[] = []
  for (const order of orders) {
    const wanted = new Map<string, number>()
    for (const { sku, quantity } of order.lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity)
    if ([...wanted].some(([sku, quantity]) => (free.get(sku) ?? 0) < quantity)) {
      short.push(order)
      continue
    }
    for (const [sku, quantity] of wanted) free.set(sku, free.get(sku)! - quantity)
    served.push(order)
  }
  return { served, short }
}
