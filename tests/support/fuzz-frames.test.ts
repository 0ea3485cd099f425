// Goal: no frame of a scale or scanner, whatever became of it on its way, faults, grows, or gives a weight that was not there. Method: 20,000 frames a run, from fixed seeds;
// `npm run fuzz -- --frames 1000000` takes a night's worth.
import { expect, test } from 'vitest'
import { fuzzFrames } from './fuzz-frames.ts'

test.each([1, 2, 3, 4])('[SP8] [SP9] [SS2] [SS3] [HI1] 5,000 frames of seed %i', (seed) => {
  const { frames, hows } = fuzzFrames({ frames: 5_000, seed })
  expect(frames).toBeGreaterThanOrEqual(5_000)
  expect(hows.size).toBeGreaterThan(8)
})
