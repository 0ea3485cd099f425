/** Uniform numbers in [0, 1), from a seed. */
export type Random = () => number

/**
 * A seeded generator with 128 bits of state (xoshiro128**, Blackman and Vigna 2018), filled from the seed by splitmix32.
 * The same seed gives the same row of numbers on every machine.
 */
export function seededRandom(seed: number): Random {
  let mix = seed >>> 0
  const nextMix = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0
    let z = mix
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
  let a = nextMix()
  let b = nextMix()
  let c = nextMix()
  let d = nextMix() || 1
  const rotate = (x: number, k: number): number => ((x << k) | (x >>> (32 - k))) >>> 0
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5) >>> 0, 7), 9) >>> 0
    const t = (b << 9) >>> 0
    c = (c ^ a) >>> 0
    d = (d ^ b) >>> 0
    b = (b ^ c) >>> 0
    a = (a ^ d) >>> 0
    c = (c ^ t) >>> 0
    d = rotate(d, 11)
    return result / 0x1_0000_0000
  }
}

/** A whole number in [low, high], both ends included. */
export function wholeBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1))
}
