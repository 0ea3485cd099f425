// Goal: no message, whatever is in it, stops a station or the hub, changes a count or moves a position. Method: 20,000 spoilt messages from seeds, most of them to the station's inbox
// and outbox, the rest over HTTP to a real hub; `npm run fuzz -- --hub-messages 1000000` does the same for a night.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fuzzHub, fuzzStation } from '#tests/support/fuzz-sync.ts'
import { programSeed } from '#tests/support/program-seed.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'

const seed = Math.abs(programSeed() % 1_000_000)
let hub: TestHub
beforeAll(async () => { hub = await startTestHub() })
afterAll(() => hub.close())

it(`[SY21] 16,000 spoilt answers of a hub (seed ${seed}): the station goes on, and shows what the true ones show`, async () => {
  const report = await fuzzStation({ messages: 16_000, seed })
  expect(report.hows.size).toBeGreaterThan(15)
}, 300_000)

it(`[SY21] 4,000 spoilt requests of stations (seed ${seed}): the hub goes on, and no count changes`, async () => {
  const report = await fuzzHub(hub, { messages: 4_000, seed, ask: (path, init) => fetch(`${hub.url}${path}`, init) })
  expect(report.hows.size).toBeGreaterThan(12)
  expect(report.wholeAfterAll).toBeLessThan(report.messages / 2)
  expect(hub.faults).toEqual([])
}, 300_000)
