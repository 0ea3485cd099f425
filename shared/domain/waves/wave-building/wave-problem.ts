// Which orders and which aisles make a wave: the question of the SBPO 2025 wave-picking challenge. Runs anywhere: no clock, no I/O.
// Rules BW1..BW4 of docs/specs/wave-building.md.

/** So many pieces of a product: asked for by an order, or lying in an aisle. `item` counts from 0. */
export type ItemQuantity = { item: number; quantity: number }

/** Orders and aisles are named by their index. Bounds are pieces of the whole wave, both included. */
export type WaveProblem = {
  itemCount: number
  orders: readonly (readonly ItemQuantity[])[]
  aisles: readonly (readonly ItemQuantity[])[]
  lowerBound: number
  upperBound: number
}

/** Orders and aisles ascending. `value` is units / aisles: the pieces picked per aisle visited. */
export type BuiltWave = { orders: number[]; aisles: number[]; units: number; value: number }

export type WhyNoWave =
  | 'bounds-crossed' | 'bound-not-whole' | 'negative-stock' | 'quantity-not-positive' | 'quantity-not-whole' | 'item-unknown'
  | 'empty-pool' | 'no-aisle' | 'lower-bound-above-pool' | 'lower-bound-above-stock' | 'no-order-fits' | 'lower-bound-not-reached'

/** `at` is the index of the order or aisle concerned, where one is; `figure` what was found there or what can be had at most. */
export type NoWave = { kind: 'no-wave'; why: WhyNoWave; at: number | null; figure: number | null }

const noWave = (why: WhyNoWave, figure: number | null = null, at: number | null = null): NoWave => ({ kind: 'no-wave', why, at, figure })

/** The first thing that is wrong with the question itself, or null. What is physically impossible is found while it is solved. */
export function whyUnanswerable(problem: WaveProblem): NoWave | null {
  const { orders, aisles, lowerBound, upperBound, itemCount } = problem
  for (const bound of [lowerBound, upperBound]) if (!Number.isSafeInteger(bound)) return noWave('bound-not-whole', bound)
  if (lowerBound > upperBound) return noWave('bounds-crossed', lowerBound)
  for (const [at, lines] of orders.entries()) {
    for (const { item, quantity } of lines) {
      if (!Number.isSafeInteger(quantity)) return noWave('quantity-not-whole', quantity, at)
      if (quantity <= 0) return noWave('quantity-not-positive', quantity, at)
      if (!Number.isInteger(item) || item < 0 || item >= itemCount) return noWave('item-unknown', item, at)
    }
  }
  for (const [at, places] of aisles.entries()) {
    for (const { item, quantity } of places) {
      if (!Number.isSafeInteger(quantity)) return noWave('quantity-not-whole', quantity, at)
      if (quantity < 0) return noWave('negative-stock', quantity, at)
      if (!Number.isInteger(item) || item < 0 || item >= itemCount) return noWave('item-unknown', item, at)
    }
  }
  if (orders.every(lines => lines.length === 0)) return noWave('empty-pool')
  if (aisles.every(places => places.length === 0)) return noWave('no-aisle')
  const asked = new Float64Array(itemCount)
  const lying = new Float64Array(itemCount)
  for (const lines of orders) for (const { item, quantity } of lines) asked[item]! += quantity
  for (const places of aisles) for (const { item, quantity } of places) lying[item]! += quantity
  let askedUnits = 0
  let servedUnits = 0
  for (let item = 0; item < itemCount; item++) {
    askedUnits += asked[item]!
    servedUnits += Math.min(asked[item]!, lying[item]!)
  }
  if (askedUnits < lowerBound) return noWave('lower-bound-above-pool', askedUnits)
  if (servedUnits < lowerBound) return noWave('lower-bound-above-stock', servedUnits)
  return null
}

/** The same refusal for what turned out while solving. */
export function impossible(why: 'no-order-fits' | 'lower-bound-not-reached', figure: number): NoWave {
  return noWave(why, figure)
}
