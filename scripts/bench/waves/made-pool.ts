// A pool of waiting orders of any size, made from a seed: mostly one or two lines, a few products wanted by many.
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import type { ItemQuantity, WaveProblem } from '#shared/domain/waves/wave-building/wave-problem.ts'

const aisleCount = 200
const mostAtPlace = 12

/** Half of the orders have one line, a third two, the rest three to six; each product lies in one to three aisles, at most 12
 * pieces at a place. A wave holds at most 2,000 pieces, or a third of the pool, and at least three quarters of that. */
export function madePool(orderCount: number, seed: number): WaveProblem {
  const random = seededRandom(seed)
  const itemCount = Math.max(50, Math.min(20_000, orderCount))
  // The square of an even chance: the first products are wanted most.
  const anyItem = (): number => Math.floor(random() ** 2 * itemCount)
  const orders = Array.from({ length: orderCount }, (): ItemQuantity[] => {
    const chance = random()
    const lines = chance < 0.5 ? 1 : chance < 0.83 ? 2 : wholeBetween(random, 3, 6)
    const items = new Set(Array.from({ length: lines }, anyItem))
    return [...items].map((item) => ({ item, quantity: random() < 0.85 ? 1 : wholeBetween(random, 2, 4) }))
  })
  const asked = new Int32Array(itemCount)
  for (const lines of orders) for (const { item, quantity } of lines) asked[item]! += quantity
  const aisles = Array.from({ length: aisleCount }, (): ItemQuantity[] => [])
  for (let item = 0; item < itemCount; item++) {
    for (let place = wholeBetween(random, 1, 3); place > 0; place--) aisles[wholeBetween(random, 0, aisleCount - 1)]!.push({ item, quantity: Math.min(mostAtPlace, 2 + Math.ceil(asked[item]! * random())) })
  }
  const units = orders.reduce((sum, lines) => sum + lines.reduce((of, line) => of + line.quantity, 0), 0)
  const upperBound = Math.min(2000, Math.ceil(units / 3))
  return { itemCount, orders, aisles, lowerBound: Math.ceil(upperBound * 0.75), upperBound }
}
