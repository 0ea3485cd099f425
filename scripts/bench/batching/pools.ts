// How time and quality go as the pool grows: small e-commerce orders (1 to 4 pieces) and a cart of 30.
import { planLists } from '#shared/domain/waves/batching/plan-lists.ts'
import type { BatchOrder, BatchProblem } from '#shared/domain/waves/batching/problem.ts'
import { oneBlock } from '#shared/domain/waves/routing/one-block.ts'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import { say } from '../../support/project.ts'
import { atMost, publish, rounded, type Row, type Target } from '../report.ts'

const aisles = 20
const cells = 40

/** Orders drawn from a seed; half of all pieces lie in a fifth of the aisles. */
function poolOfOrders(count: number): BatchProblem {
  const random = seededRandom(count)
  const orders = Array.from({ length: count }, (): BatchOrder => {
    const units = wholeBetween(random, 1, 4)
    const stops = Array.from({ length: units }, () => ({ aisle: random() < 0.5 ? wholeBetween(random, 0, 3) : wholeBetween(random, 4, aisles - 1), position: wholeBetween(random, 1, cells) }))
    return { stops, load: { units, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 }, mixClass: '', dueAtMs: null }
  })
  const capacity = { units: 30, weightGrams: Infinity, volumeCubicCentimetres: Infinity, slots: Infinity }
  return { block: oneBlock(aisles, 4, cells + 1), policy: 'optimal', capacity, orders, pickers: null, aim: 'least-length' }
}

/** This process's own processor time, so that other programs on the machine take nothing away. */
const nowMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** One row per pool: planned in a millisecond per order, at least 1 s and at most 20 s; first lists, final lists and arrival order. */
export async function benchPools(): Promise<void> {
  const rows: Row[] = []
  const targets: Target[] = []
  for (const count of [100, 300, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]) {
    const problem = poolOfOrders(count)
    const forMs = Math.min(20_000, Math.max(1000, count))
    const beganMs = nowMs()
    // Small orders make long lists; what is left of the budget after the first lists is searched.
    const plan = planLists(problem, { seed: 1, forMs: forMs * 0.95, nowMs })
    const seconds = (nowMs() - beganMs) / 1000
    const memory = process.memoryUsage().rss / 2 ** 20
    rows.push({ class: `pool of ${count}`, instances: 1, seconds: rounded(seconds), 'of arrival, same walks': rounded(plan.length / plan.arrivalLength), lists: plan.lists.length, 'moves per order': Math.round(plan.moves / count), 'process MB': Math.round(memory) })
    if (count === 2000 || count === 20_000) targets.push(atMost(`seconds to plan ${count} orders`, seconds, count / 1000, 'count'))
    say(`a pool of ${count}: ${rounded(seconds)} s, ${rounded(plan.length / plan.arrivalLength)} of arrival order`)
  }
  await publish({ name: 'pools', versions: { node: process.versions.node }, samples: { runsOfEachPool: 1 }, rows, targets })
}
