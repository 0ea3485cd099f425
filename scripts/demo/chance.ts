// What simulated people happen to do. Every answer follows from the seed and from what it is about, never from the order of asking,
// so that a shift that is worked in another order still has the same mistakes.

export type Chance = {
  /** A number in [0, 1) for this thing. */
  of(...about: (string | number)[]): number
  happens(rate: number, ...about: (string | number)[]): boolean
  pick<T>(from: readonly T[], ...about: (string | number)[]): T
}

/** FNV-1a over the words, then the finaliser of murmur3, so that near words give far numbers. */
function hash32(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0
  return (hash ^ (hash >>> 16)) >>> 0
}

export function chanceOf(seed: number): Chance {
  const of = (...about: (string | number)[]): number => hash32(about.join('\n'), seed) / 0x1_0000_0000
  return {
    of,
    happens: (rate, ...about) => of(...about) < rate,
    pick(from, ...about) {
      const chosen = from[Math.floor(of(...about) * from.length)]
      if (chosen === undefined) throw new Error('nothing to choose from')
      return chosen
    },
  }
}
