import { expect, test } from 'vitest'
import { startFakeScale } from '#tests/support/fake-scale.ts'
import { openScale } from './scale.ts'

const timers = { after: (delayMs: number, run: () => void) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
} }

test('[SP10] a tare that stays set is told after three frames, and is over with the first that can be read', async () => {
  const fake = await startFakeScale()
  const scale = openScale({ protocol: 'and', line: { kind: 'tcp', host: fake.host, port: fake.port }, scaleStepGrams: 1, nowMs: Date.now, timers, onReading: () => undefined })
  await expect.poll(() => scale.state().grams).toBe(0)
  const seen = new Set<string | undefined>()
  const tared = setInterval(() => {
    for (let count = 0; count < 3; count += 1) fake.sendLine('ST,NT,+  1.234kg')
  }, 20)
  await expect.poll(() => { seen.add(scale.trouble?.()); return [...seen] }, { interval: 2 }).toContain('tared')
  clearInterval(tared)
  await expect.poll(() => scale.trouble?.()).toBeUndefined()
  scale.close()
  await fake.close()
})

test('[SP9] a still frame that lost a digit is no weight; two that agree are one', async () => {
  const fake = await startFakeScale()
  const seen: (number | null)[] = []
  const usable = new Set<number>()
  const scale = openScale({
    protocol: 'and', line: { kind: 'tcp', host: fake.host, port: fake.port }, scaleStepGrams: 1, nowMs: Date.now, timers,
    onReading() {
      seen.push(scale.state().grams)
      const grams = scale.usableGrams()
      if (grams !== null) usable.add(grams)
    },
  })
  // Empty, twice over: the gate opens.
  await expect.poll(() => seen.filter((grams) => grams === 0).length).toBeGreaterThanOrEqual(2)
  for (const line of ['ST,GS,+ 1.34kg', 'ST,GS,+  1.234kg', 'ST,GS,+ 12.34kg', 'ST,GS,+  1.234kg']) fake.sendLine(line)
  await expect.poll(() => seen).toContain(12_340)
  expect([...usable]).toEqual([])
  fake.put(1_234)
  await expect.poll(() => [...usable]).toEqual([1_234])
  scale.close()
  await fake.close()
})
