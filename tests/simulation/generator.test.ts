import { expect, it } from 'vitest'
import { stream, xoshiro256 } from './generator.ts'

it('gives the published row of xoshiro256** for the state 1, 2, 3, 4', () => {
  const generator = xoshiro256(new Uint32Array([1, 0, 2, 0, 3, 0, 4, 0]))
  const row = Array.from({ length: 5 }, () => { const { high, low } = generator.words(); return (BigInt(high) << 32n) | BigInt(low) })
  expect(row).toEqual([11520n, 0n, 1509978240n, 1215971899390074240n, 1216172134540287360n])
})

it('gives each name its own stream, the same for the same seed', () => {
  const [one, again, other, otherSeed] = [stream(7, 'network'), stream(7, 'network'), stream(7, 'people'), stream(8, 'network')].map((generator) => Array.from({ length: 4 }, generator))
  expect(again).toEqual(one)
  expect(other).not.toEqual(one)
  expect(otherSeed).not.toEqual(one)
})
