// Goal: planning takes nothing from the hub that it could feel. Method: the real process beside this one, looked up at the system.
import { existsSync } from 'node:fs'
import { getPriority } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { BatchProblem } from '#shared/domain/waves/batching/problem.ts'
import { inHand } from '#shared/domain/waves/batching/replan.ts'
import { oneBlock } from '#shared/domain/waves/routing/one-block.ts'
import { childrenOf } from '#tests/support/processes-of.ts'
import { endRestingPlanner, openListPlanner } from './list-planner.ts'

const load = { units: 1, weightGrams: 100, volumeCubicCentimetres: 1, slots: 1 }
const problem: BatchProblem = {
  block: oneBlock(6, 5, 20), policy: 'optimal', capacity: { ...load, units: 4, slots: 4, weightGrams: 1_000, volumeCubicCentimetres: 1_000 }, pickers: null, aim: 'least-length',
  orders: Array.from({ length: 40 }, (_, index) => ({ stops: [{ aisle: index % 6, position: 1 + (index * 7) % 19 }], load, mixClass: '', dueAtMs: null })),
}
const budget = { seed: 1, forMs: 60_000, moves: 400 }
const here = existsSync('/proc/self/stat')
if (!here) console.warn('The processes of a machine are only looked up on Linux: not tested here.')

describe.runIf(here)('the process beside the hub', () => {
  const before = new Set(childrenOf(process.pid))
  const beside = (): number[] => childrenOf(process.pid).filter((pid) => !before.has(pid))

  it('[PL13] [PL16] all plans share one, which gives way; a stop is heard there, and it ends with the last and what rests', async () => {
    const [one, two] = [openListPlanner(problem), openListPlanner(problem)]
    const planned = await Promise.all([one.plan(inHand([]), budget), two.plan(inHand([]), budget)])
    expect(planned[0].hand).toEqual(planned[1].hand)
    expect(beside()).toHaveLength(1)
    expect(getPriority(beside()[0])).toBeGreaterThan(getPriority())
    await two.close()
    await expect(two.plan(inHand([]), budget)).rejects.toThrow('closed')
    const endless = one.plan(inHand([]), { seed: 1, forMs: 60_000 }, () => one.stopPlanning())
    expect((await endless).hand.lists.flatMap((list) => list.orders)).toHaveLength(40)
    const dropped = one.plan(inHand([]), { seed: 1, forMs: 60_000 })
    await one.close()
    await expect(dropped).rejects.toThrow('closed')
    // The one that was put away waits for the next plan, which knows nothing of its last.
    expect(beside()).toHaveLength(1)
    const three = openListPlanner({ ...problem, orders: problem.orders.slice(0, 8) })
    expect((await three.plan(inHand([]), budget)).hand.lists.flatMap((list) => list.orders)).toHaveLength(8)
    await three.close()
    await endRestingPlanner()
    await expect.poll(beside).toEqual([])
  })

  it('[PL13] a fault of it ends its plans, and the next plan has another', async () => {
    const planner = openListPlanner(problem)
    const waiting = planner.plan(inHand([]), { seed: 1, forMs: 60_000 }, () => beside().forEach((pid) => process.kill(pid, 'SIGKILL')))
    await expect(waiting).rejects.toThrow('SIGKILL')
    const next = openListPlanner(problem)
    expect((await next.plan(inHand([]), budget)).hand.lists.length).toBeGreaterThan(0)
    await Promise.all([planner.close(), next.close()])
    await endRestingPlanner()
  })
})
