// Lengths of lists by the set of their orders. Runs anywhere: no clock, no I/O.
import type { Random } from '#shared/kernel/random.ts'

/**
 * A fixed number of places; a newer set takes the place of an older one. A set is known by the exclusive or of two random words of each
 * of its orders (A. L. Zobrist, 1970): 64 bits, so that two different sets in one search are mistaken for one with a chance below 1 in 10^5.
 */
export type LengthCache = { readonly low: Int32Array; readonly high: Int32Array; readonly keysLow: Int32Array; readonly keysHigh: Int32Array; readonly lengths: Float64Array }

/** `places` is a power of two. */
export function lengthCache(orders: number, random: Random, places: number): LengthCache {
  const words = () => Int32Array.from({ length: orders }, () => (random() * 0x1_0000_0000) | 0)
  return { low: words(), high: words(), keysLow: new Int32Array(places), keysHigh: new Int32Array(places), lengths: new Float64Array(places).fill(-1) }
}
