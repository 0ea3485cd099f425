// Reads an instance of the SBPO 2025 wave-picking challenge (format: github.com/mercadolibre/challenge-sbpo-2025).
import type { ItemQuantity, WaveProblem } from '#shared/domain/waves/wave-building/wave-problem.ts'

/**
 * First line: orders, items, aisles. Then a line per order and a line per aisle: `k item quantity …`. Last line: lower and upper bound.
 * Throws a sentence with the line where the text is something else; whether the numbers make sense is for the solver to say.
 */
export function readSbpo(text: string): WaveProblem {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const numbersOf = (at: number): number[] => {
    const line = lines[at]
    if (line === undefined) throw new Error(`The file ends before line ${at + 1}: it is cut off, or its first line names too many orders or aisles.`)
    const words = line.split(/\s+/)
    if (!words.every((word) => /^-?\d+(?:\.\d+)?$/.test(word))) throw new Error(`Line ${at + 1} holds something that is no number.`)
    return words.map(Number)
  }
  const [orderCount = -1, itemCount = -1, aisleCount = -1, ...more] = numbersOf(0)
  if (more.length > 0 || [orderCount, itemCount, aisleCount].some((count) => !Number.isSafeInteger(count) || count < 0)) throw new Error('Line 1 must be three counts: orders, items, aisles.')
  const rowOf = (at: number): ItemQuantity[] => {
    const [count, ...rest] = numbersOf(at)
    if (rest.length !== count! * 2) throw new Error(`Line ${at + 1} announces ${count} products with a quantity each, and ${rest.length} numbers follow.`)
    return Array.from({ length: rest.length / 2 }, (_, index) => ({ item: rest[index * 2]!, quantity: rest[index * 2 + 1]! }))
  }
  const orders = Array.from({ length: orderCount }, (_, index) => rowOf(1 + index))
  const aisles = Array.from({ length: aisleCount }, (_, index) => rowOf(1 + orderCount + index))
  const bounds = numbersOf(1 + orderCount + aisleCount)
  if (bounds.length !== 2) throw new Error(`Line ${2 + orderCount + aisleCount} must be the lower and the upper bound.`)
  if (lines.length > 2 + orderCount + aisleCount) throw new Error(`Line ${3 + orderCount + aisleCount} comes after the bounds: the first line names too few orders or aisles.`)
  return { itemCount, orders, aisles, lowerBound: bounds[0]!, upperBound: bounds[1]! }
}
