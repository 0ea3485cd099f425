// Chance of the simulator: xoshiro256** (Blackman and Vigna 2018), 256 bits of state, in halves of 32 bits because BigInt is slow.
import { createHash } from 'node:crypto'
import type { Random } from '#shared/kernel/random.ts'

/** Uniform numbers in [0, 1) with 53 bits each, and the raw words for known vectors. */
export type Generator = Random & { words(): { high: number; low: number } }

export function xoshiro256(state: Uint32Array): Generator {
  // Word n of the state is state[2n] (low) and state[2n + 1] (high).
  const s = Uint32Array.from(state)
  const words = (): { high: number; low: number } => {
    const low1 = s[2]!, high1 = s[3]!
    // s1 * 5 = (s1 << 2) + s1
    let low = (low1 << 2) >>> 0
    let high = ((high1 << 2) | (low1 >>> 30)) >>> 0
    let sum = low + low1
    high = (high + high1 + (sum > 0xffff_ffff ? 1 : 0)) >>> 0
    low = sum >>> 0
    // rotate left by 7
    const turnedHigh = ((high << 7) | (low >>> 25)) >>> 0
    const turnedLow = ((low << 7) | (high >>> 25)) >>> 0
    // * 9 = (x << 3) + x
    sum = ((turnedLow << 3) >>> 0) + turnedLow
    const resultLow = sum >>> 0
    const resultHigh = ((((turnedHigh << 3) | (turnedLow >>> 29)) >>> 0) + turnedHigh + (sum > 0xffff_ffff ? 1 : 0)) >>> 0
    // t = s1 << 17
    const tLow = (low1 << 17) >>> 0
    const tHigh = ((high1 << 17) | (low1 >>> 15)) >>> 0
    s[4]! ^= s[0]!; s[5]! ^= s[1]!
    s[6]! ^= low1; s[7]! ^= high1
    s[2]! ^= s[4]!; s[3]! ^= s[5]!
    s[0]! ^= s[6]!; s[1]! ^= s[7]!
    s[4]! ^= tLow; s[5]! ^= tHigh
    // s3 = rotate left by 45 = swap halves, rotate left by 13
    const low3 = s[7]!, high3 = s[6]!
    s[6] = ((low3 << 13) | (high3 >>> 19)) >>> 0
    s[7] = ((high3 << 13) | (low3 >>> 19)) >>> 0
    return { high: resultHigh, low: resultLow }
  }
  return Object.assign(() => {
    const { high, low } = words()
    return ((high >>> 5) * 0x400_0000 + (low >>> 6)) / 0x20_0000_0000_0000
  }, { words })
}

/** The stream of this name under this seed: more of one never changes another. */
export function stream(seed: number, name: string): Generator {
  const digest = createHash('sha256').update(`${seed}/${name}`).digest()
  return xoshiro256(new Uint32Array(digest.buffer.slice(digest.byteOffset, digest.byteOffset + 32)))
}

export const between = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
export const oneOf = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)]!
/** 32 hexadecimal digits. */
export const hexId = (generator: Generator): string => {
  const word = (): string => { const { high, low } = generator.words(); return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0') }
  return word() + word()
}
