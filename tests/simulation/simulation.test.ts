// Goal: nothing is lost, doubled, skipped or stuck, whatever network, disks, clocks, printers and people do. Method: the real station core, the real hub core and the
// real messages in one process in virtual time, every fault drawn from a seed (docs/specs/simulator.md); known bugs are switched on and must be found.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programSeed } from '#tests/support/program-seed.ts'
import { bugNames, knownBugs, type BugName, type Bugs } from './bugs.ts'
import { drawSize, type Action, type ActionKind } from './options.ts'
import { startSimulator, type Simulator } from './simulator.ts'

const size = { stations: 3, steps: 80 }
const freshSeeds = 2_000

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.stop())

it('[SM1] the same seed is the same run', async () => {
  const first = await simulator.run({ seed: 4, ...size, tellStory: true })
  await simulator.run({ seed: 5, ...size })
  const second = await simulator.run({ seed: 4, ...size, tellStory: true })
  expect(second.story).toEqual(first.story)
  expect([...second.counts]).toEqual([...first.counts])
  expect(first.story.length).toBeGreaterThan(20)
})

const act = (kind: ActionKind, afterMs: number, machine = 0): Action => ({ kind, afterMs, machine, rolls: Array.from({ length: 8 }, () => 0.3) })

describe('shortest stories of seeds that failed once', () => {
  it.each([
    ['a backup of a station that had recorded nothing did not open', 37, [act('back-up', 50, 2), act('put-back', 4_000, 2)]],
    ['a late repeat of a join took the key away, and one cut request ended the way back', 104, [act('orders', 500), act('release', 100), act('rest', 20_000)]],
  ])('[SM5] %s (seed %i)', async (_story, seed, plan) => {
    expect((await simulator.run({ seed, ...size, plan })).violation?.message).toBeUndefined()
  })
})

it('[SM5] a station that was known to be a copy is told of again after the hub was put back (seed 4050078)', async () => {
  expect((await simulator.run({ seed: 4_050_078, ...size })).violation?.message).toBeUndefined()
})

it('[SM5] a station is put back from a backup of before it had joined, with what it had recorded by then (seed 1795448794435)', async () => {
  expect((await simulator.run({ seed: 1_795_448_794_435, stations: 2, steps: 23 })).violation?.message).toBeUndefined()
})

it('[SM5] [HX14] a station that was put back twice comes back as itself, though its folder had asked under the same name for another one since (seed 1795450181908)', async () => {
  expect((await simulator.run({ seed: 1_795_450_181_908, ...drawSize(1_795_450_181_908) })).violation?.message).toBeUndefined()
})

it.each([
  ['[HX14] a station joined again between the last mark and a restore, and the restored hub did not know its request', 1_795_460_000_424],
  ['[CH10] an order was cancelled that one bench still worked on and another had packed', 1_795_452_360_547],
  ['[SY6] a backup was put back, and a copy of the disk told other facts in the incarnation before it first', 122_544_471_145_893],
  ['[SY6] [RN1] a copy differs at the first fact that it has not let go of', 122_544_471_147_475],
  ['[HX24] [HX27] the hub was put back with its mark, and a wave was released before a station could tell it of its loss', 2_763_919_726],
  ['[EF1] a station whose first commit after its start met an error ended the whole simulator', 920_014_762],
  ['[SM3] the hub was put back with its mark and came to the place where all stations stood, by other facts, before one of them asked it', 31_621_332_428_855],
  ['[CH17] a bench that was put back scanned the box again of a parcel that it had closed', 208_274_821_984_826],
  ['[PK12] what one bench found missing was replaced, though another bench had picked it', 1_795_460_003_078],
])('[SM5] %s (seed %i)', async (_story, seed) => {
  expect((await simulator.run({ seed, ...drawSize(seed) })).violation?.message).toBeUndefined()
})

/** Where each is found first; the search goes on from there when people or stations act otherwise by now. */
const finders: Record<BugName, number> = {
  'position advanced before data': 5, 'outbox outside the transaction': 3, 'id > cursor': 1, 'commit error taken as no': 3, 'retry under a new scan id': 1, 'automatic reprint': 7,
  'acknowledge before commit': 1, 'gap ignored': 6, 'fork ignored': 23, 'epoch ignored': 6, 'cancel lost when the clock is older': 10, 'double apply of a change': 1, 'no request deadline': 1,
  'epoch kept after a restore': 6, 'let go of as soon as acknowledged': 19,
}

it('[SM6] a drawn size is the same each time, mostly small, and now and then as large as it is ever asked for', () => {
  const drawn = Array.from({ length: 2_000 }, (_, index) => drawSize(1_000_000 + index))
  expect(drawSize(1_000_007)).toEqual(drawn[7])
  expect(drawn.filter(({ steps }) => steps <= 24).length).toBeGreaterThan(1_500)
  expect(drawn.filter(({ steps }) => steps > 160).length).toBeGreaterThan(5)
  expect(drawn.filter(({ stations }) => stations === 10).length).toBeGreaterThan(5)
})

it.each(bugNames)('[SM4] the bug "%s" is found within 1,000 seeds', async (name) => {
  const bugs: Bugs = knownBugs[name]
  for (let tried = 0; tried < 1_000; tried += 1) {
    const seed = finders[name] + tried
    const { violation } = await simulator.run({ seed, ...size, bugs })
    if (!violation) continue
    expect((await simulator.run({ seed, ...size })).violation?.message, `seed ${seed} without the bug`).toBeUndefined()
    return
  }
  expect.fail('no seed finds it')
}, 300_000)

it(`[SM2] [SM3] [SM6] ${freshSeeds} fresh seeds hold every truth and drain`, async () => {
  const script = path.join(import.meta.dirname, '..', '..', 'scripts', 'sim.ts')
  const from = programSeed()
  const child = spawn(process.execPath, [script, '--from', String(from), '--seeds', String(freshSeeds), '--mixed', '--jobs', '2'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { told += text })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  console.info(`Simulator, fresh seeds from ${from}: ${told.trimEnd().split('\n').at(-1)}`)
  expect(code, told).toBe(0)
  expect(told).toMatch(new RegExp(`^ *${freshSeeds} {2}seeds$`, 'm'))
  // Branches that are rare must have been met, or the seeds proved little.
  for (const branch of ['hub: put back', 'station: cloned', 'station: joined late', 'station: got an older disk image', 'station: got its backup back', 'push: gap', 'changes: other epoch', 'station: an unknown commit was there', 'network: half-open line', 'scan: accepted parcel-closed', 'orders disputed']) {
    expect(told).toContain(branch)
  }
}, 1_800_000)
