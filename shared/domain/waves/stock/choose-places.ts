// Which places the pieces of a wave are taken from. Runs anywhere: no clock, no I/O. Rules ST3..ST10 of docs/specs/stock.md.
import { assert, unreachable } from '#shared/kernel/assert.ts'

export const placeRules = ['fewest-visits', 'first-expired-first', 'full-cases-first'] as const
export type PlaceRule = (typeof placeRules)[number]

/** An order that stock does not cover waits whole, or what there is of it ships and the rest waits as an order of its own. */
export const shortStockRules = ['hold', 'split'] as const
export type ShortStockRule = (typeof shortStockRules)[number]

/** What may be promised at one place. `free` null: nobody has counted it. */
export type PlaceStock = { placeCode: string; aisle: string; free: number | null; expiresOnDay: number | null; caseQuantity: number | null }
/** So many pieces of one order line, in the row in which orders are served. */
export type Demand = { sku: string; quantity: number }
export type Take = { placeCode: string; quantity: number }

export type ChosenPlaces = {
  /** Of each demand, in the row in which they were given. A demand that is not covered is so in part, or not at all. */
  takes: Take[][]
  /** Pieces of each demand that lie nowhere. */
  missing: number[]
}

/** ST3: a product that is counted anywhere is promised from counted places only; one that nobody counts, from any, without a limit. */
export function usablePlaces(places: readonly PlaceStock[]): PlaceStock[] {
  return places.some((place) => place.free !== null) ? places.filter((place) => place.free !== null && place.free > 0) : [...places]
}

/** Pieces that may be promised; Infinity where nobody counts. */
export function freePieces(places: readonly PlaceStock[]): number {
  return usablePlaces(places).reduce((sum, place) => sum + (place.free ?? Infinity), 0)
}

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const freeOf = (place: PlaceStock): number => place.free ?? Infinity
const byFree = (a: PlaceStock, b: PlaceStock): number => (freeOf(a) === freeOf(b) ? 0 : freeOf(b) - freeOf(a)) || textOrder(a.placeCode, b.placeCode)

/** Chooses for all demands of one wave together; the same question has the same answer. No place gives more than it has free. */
export function choosePlaces(demands: readonly Demand[], stock: ReadonlyMap<string, readonly PlaceStock[]>, rule: PlaceRule): ChosenPlaces {
  const bySku = new Map<string, number[]>()
  for (const [index, { sku, quantity }] of demands.entries()) {
    assert(Number.isSafeInteger(quantity) && quantity > 0, 'a demand is a positive whole number of pieces')
    const indexes = bySku.get(sku)
    if (indexes) indexes.push(index)
    else bySku.set(sku, [index])
  }
  const takes: Take[][] = demands.map(() => [])
  const missing = demands.map(() => 0)
  const visited = { places: new Set<string>(), aisles: new Set<string>() }
  // Products with the least choice first: what they visit anyway costs the others nothing.
  const products = [...bySku].map(([sku, indexes]) => ({ sku, indexes, places: usablePlaces(stock.get(sku) ?? []) })).sort((a, b) => a.places.length - b.places.length || textOrder(a.sku, b.sku))
  for (const { indexes, places } of products) {
    const asked = indexes.reduce((sum, index) => sum + demands[index]!.quantity, 0)
    const chosen = takesOf(rule, places, Math.min(asked, places.reduce((sum, place) => sum + freeOf(place), 0)), visited)
    for (const { place } of chosen) {
      visited.places.add(place.placeCode)
      visited.aisles.add(place.aisle)
    }
    handOut(chosen.map(({ place, quantity }) => ({ placeCode: place.placeCode, quantity })), indexes, demands, takes, missing)
  }
  return { takes, missing }
}

/** ST7: in the row of service, one place after the other, so that as few lines as can be are taken from two places. */
function handOut(chosen: readonly Take[], indexes: readonly number[], demands: readonly Demand[], takes: Take[][], missing: number[]): void {
  const left = chosen.map((take) => ({ ...take }))
  let at = 0
  for (const index of indexes) {
    let wanted = demands[index]!.quantity
    while (wanted > 0 && at < left.length) {
      const take = left[at]!
      const quantity = Math.min(wanted, take.quantity)
      takes[index]!.push({ placeCode: take.placeCode, quantity })
      wanted -= quantity
      take.quantity -= quantity
      if (take.quantity === 0) at += 1
    }
    missing[index] = wanted
  }
}

type Visited = { places: ReadonlySet<string>; aisles: ReadonlySet<string> }
type Chosen = { place: PlaceStock; quantity: number }

/** `asked` lies at these places. */
function takesOf(rule: PlaceRule, places: readonly PlaceStock[], asked: number, visited: Visited): Chosen[] {
  if (asked === 0) return []
  switch (rule) {
    case 'fewest-visits':
      return inRow(fewestPlaces(places, asked, visited), asked)
    case 'first-expired-first':
      // ST5: of one day the smaller rest first, so that places become empty.
      return inRow(places.toSorted((a, b) => (a.expiresOnDay ?? Infinity) === (b.expiresOnDay ?? Infinity) ? byFree(b, a) : (a.expiresOnDay ?? Infinity) - (b.expiresOnDay ?? Infinity)), asked)
    case 'full-cases-first':
      return fullCases(places, asked)
    default:
      return unreachable(rule)
  }
}

function inRow(places: readonly PlaceStock[], asked: number): Chosen[] {
  let left = asked
  return places.flatMap((place) => {
    const quantity = Math.min(left, freeOf(place))
    left -= quantity
    return quantity > 0 ? [{ place, quantity }] : []
  })
}

/** ST4: as few places as can hold it; of those sets one with places, then aisles, that the wave visits anyway. */
function fewestPlaces(places: readonly PlaceStock[], asked: number, visited: Visited): PlaceStock[] {
  const largest = places.toSorted(byFree)
  let count = 0
  for (let sum = 0; sum < asked; count += 1) sum += freeOf(largest[count]!)
  const rank = ({ placeCode, aisle }: PlaceStock): number => (visited.places.has(placeCode) ? 0 : visited.aisles.has(aisle) ? 1 : 2)
  const chosen: PlaceStock[] = []
  let left = asked
  let others = largest
  for (const place of places.toSorted((a, b) => rank(a) - rank(b) || byFree(a, b))) {
    if (chosen.length === count || left <= 0) break
    others = others.filter((other) => other !== place)
    const rest = others.slice(0, count - chosen.length - 1).reduce((sum, other) => sum + freeOf(other), 0)
    if (freeOf(place) + rest < left) continue
    chosen.push(place)
    left -= freeOf(place)
  }
  return chosen
}

/** ST6: whole cases as far as they go, the largest first; what is left from loose pieces, and only then out of a case that is opened. */
function fullCases(places: readonly PlaceStock[], asked: number): Chosen[] {
  const quantities = new Map<PlaceStock, number>()
  let left = asked
  for (const place of places.filter((each) => each.caseQuantity !== null).sort((a, b) => b.caseQuantity! - a.caseQuantity! || byFree(a, b))) {
    const quantity = Math.floor(Math.min(left, freeOf(place)) / place.caseQuantity!) * place.caseQuantity!
    if (quantity > 0) quantities.set(place, quantity)
    left -= quantity
  }
  const looseOf = (place: PlaceStock): number => freeOf(place) - (quantities.get(place) ?? 0)
  const openedCases = (place: PlaceStock): number => (place.caseQuantity === null ? 0 : looseOf(place) % place.caseQuantity >= left ? 0 : 1)
  while (left > 0) {
    const place = places.filter((each) => looseOf(each) > 0).sort((a, b) => openedCases(a) - openedCases(b) || Number(quantities.has(b)) - Number(quantities.has(a)) || byFree(a, b))[0]
    assert(place, 'what is asked lies at these places')
    const quantity = Math.min(left, looseOf(place))
    quantities.set(place, (quantities.get(place) ?? 0) + quantity)
    left -= quantity
  }
  return [...quantities].map(([place, quantity]) => ({ place, quantity }))
}

/**
 * Whole orders that the stock covers, served in this row. By `hold` an order that is not covered leaves all its pieces to those behind it (ST9);
 * by `split` it keeps what there is (ST10). `parts`: of each of its lines the pieces there are.
 */
export function coveredOrders<Order extends { orderId: string; lines: readonly Demand[] }>(
  orders: readonly Order[], stock: ReadonlyMap<string, readonly PlaceStock[]>, rule: ShortStockRule,
): { covered: Order[]; short: { order: Order; parts: number[] }[] } {
  const free = new Map<string, number>()
  const freeNow = (sku: string): number => free.get(sku) ?? freePieces(stock.get(sku) ?? [])
  const covered: Order[] = []
  const short: { order: Order; parts: number[] }[] = []
  for (const order of orders) {
    const asked = new Map<string, number>()
    for (const { sku, quantity } of order.lines) asked.set(sku, (asked.get(sku) ?? 0) + quantity)
    const isCovered = [...asked].every(([sku, quantity]) => quantity <= freeNow(sku))
    const left = new Map([...asked.keys()].map((sku) => [sku, freeNow(sku)]))
    const parts = order.lines.map(({ sku, quantity }) => {
      const part = Math.min(quantity, left.get(sku)!)
      left.set(sku, left.get(sku)! - part)
      return part
    })
    if (isCovered || rule === 'split') for (const [sku, pieces] of left) free.set(sku, pieces)
    if (isCovered) covered.push(order)
    else short.push({ order, parts })
  }
  return { covered, short }
}
