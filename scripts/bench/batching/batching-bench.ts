// Goal: lists as short as the best that is published, within the second a supervisor waits. Method: a sample of the W5B instances of Henn and Wäscher, each
// planned once; every value is recomputed by a check that shares no code with the planner. The clock is this process's own processor time, so that other
// programs on the machine take nothing away; BATCHING_SAMPLE (how many instances) and BATCHING_SECONDS widen a run.
import { planLists } from '#shared/domain/waves/batching/plan-lists.ts'
import type { BatchProblem } from '#shared/domain/waves/batching/problem.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { BatchFile } from '../../plan/batch-file.ts'
import { checkBatches } from '../../plan/check-batches.ts'
import { problemOf } from '../../plan/plan-batches.ts'
import { readHennWaescher } from '../../plan/read-hw.ts'
import { say } from '../../support/project.ts'
import { atMost, publish, rounded, type Row, type Target } from '../report.ts'
import { enter, readArchive, type Best } from './archive.ts'
import { sampleOf, w5bInstances, type Instance } from './instances.ts'
import { arrivalFill, priorityFill } from './peers.ts'

const policies = ['traversal', 'optimal'] as const
type Policy = (typeof policies)[number]
const seed = 1

/** `at100ms` and `at1s` are what the same search had by then. */
type Result = { instance: Instance; policy: Policy; value: number; at100ms: number; at1s: number; archived: number; firstFitWalk: number; arrivalWalk: number; priorityWalk: number }

const processorMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const percent = (ratio: number): number => Number((100 * ratio).toFixed(2))

/** Plans, checks and archives one instance. */
async function measure(instance: Instance, file: BatchFile, policy: Policy, seconds: number, archive: Map<string, Best>, day: string): Promise<Result> {
  const problem: BatchProblem = problemOf(file, policy)
  const told: { atMs: number; length: number }[] = []
  const beganMs = processorMs()
  const plan = planLists(problem, { seed, forMs: seconds * 1000, nowMs: processorMs, onProgress: ({ length }) => told.push({ atMs: processorMs() - beganMs, length }) })
  const start = planLists(problem, { seed }).length
  const by = (ms: number): number => told.findLast(each => each.atMs <= ms)?.length ?? start
  const numbered = { value: plan.length, lists: plan.lists.map(list => ({ ...list, orders: list.orders.map(order => file.orders[order]!.number) })) }
  const { findings, value } = checkBatches(file, policy, numbered, new Set())
  assert(findings.length === 0, `${instance.name} ${policy}: ${findings[0]}`)
  await enter(archive, { instance: instance.name, policy, value, date: day, seed, seconds })
  const archived = archive.get(`${instance.name} ${policy}`)?.value ?? value
  const walkOf = (lists: readonly { orders: readonly number[]; length: number }[]): number => lists.reduce((sum, list) => sum + list.length, 0)
  const byRule = problemOf(file, 'traversal')
  return { instance, policy, value, at100ms: by(100), at1s: by(1000), archived, firstFitWalk: planLists(byRule, { seed }).arrivalLength, arrivalWalk: walkOf(arrivalFill(byRule)), priorityWalk: walkOf(priorityFill(byRule, seed)) }
}

function rowOf(name: string, results: readonly Result[]): Row {
  const bound = ({ instance, policy }: Result) => instance.published.get(policy)!
  const over = (of: (result: Result) => number, against: (result: Result) => number): number => percent(mean(results.map(result => of(result) / against(result) - 1)))
  const proven = results.filter(result => bound(result).proven)
  return {
    class: name, instances: results.length,
    'over lower %': over(result => result.value, result => bound(result).lower),
    'over upper %': over(result => result.value, result => bound(result).upper),
    'not above upper': results.filter(result => result.value <= bound(result).upper + 1e-6).length,
    proven: proven.length, 'proven hit': proven.filter(result => Math.abs(result.value - bound(result).upper) < 1e-6).length,
    '100 ms over 10 s %': over(result => result.at100ms, result => result.value), '1 s over 10 s %': over(result => result.at1s, result => result.value),
    'over archive %': over(result => result.value, result => result.archived),
    'of first fit + S-shape': rounded(mean(results.map(result => result.value / result.firstFitWalk))), 'of arrival + S-shape': rounded(mean(results.map(result => result.value / result.arrivalWalk))), 'of priority + S-shape': rounded(mean(results.map(result => result.value / result.priorityWalk))),
  }
}

function targetsOf(results: readonly Result[]): Target[] {
  const [traversal, optimal] = policies.map(policy => results.filter(result => result.policy === policy))
  const bound = ({ instance, policy }: Result) => instance.published.get(policy)!
  const all = rowOf('all', results)
  const share = (some: readonly Result[]): number => Number(rowOf('', some)['over lower %'])
  return [
    atMost('S-shape: mean gap to the published lower bound, % (10 s)', share(traversal!), 0.45, 'count'),
    atMost('optimal walks: mean of published upper bounds, at least 2 % better (10 s)', mean(optimal!.map(result => result.value / bound(result).upper)), 0.98, 'times'),
    atMost('proven optima that were not hit', Number(all['proven']) - Number(all['proven hit']), 0, 'count'),
    atMost('values below a published lower bound', results.filter(result => result.value < bound(result).lower - 0.5).length, 0, 'count'),
    atMost('share of values above the published upper bound', (results.length - Number(all['not above upper'])) / results.length, 0.05, 'times'),
    atMost('longer after 100 ms than after 10 s, %', Number(all['100 ms over 10 s %']), 1.5, 'count'),
    atMost('longer after 1 s than after 10 s, %', Number(all['1 s over 10 s %']), 0.5, 'count'),
    atMost('above the archive of best values, %', Number(all['over archive %']), 0.1, 'count'),
    atMost('walk with shortest walks, of arrival order first fit and S-shape', Number(rowOf('', optimal!)['of first fit + S-shape']), 0.71, 'times'),
    atMost('walk with shortest walks, of arrival order as published (one cart open at a time) and S-shape', Number(rowOf('', optimal!)['of arrival + S-shape']), 0.71, 'times'),
    atMost('walk with shortest walks, of priority fill and S-shape', Number(rowOf('', optimal!)['of priority + S-shape']), 0.71, 'times'),
  ]
}

/** Runs the sample and publishes its table. */
export async function benchBatching(): Promise<void> {
  const seconds = Number(process.env['BATCHING_SECONDS'] ?? 10)
  const instances = await w5bInstances()
  const sample = sampleOf(instances, Number(process.env['BATCHING_SAMPLE'] ?? 20))
  if (sample.length === 0) say('The published instances are not beside this checkout (../shared/instances): nothing is measured.')
  const archive = await readArchive()
  const day = new Date().toISOString().slice(0, 10)
  const results: Result[] = []
  for (const instance of sample) {
    const file = await readHennWaescher(instance.file)
    for (const policy of policies) {
      const result = await measure(instance, file, policy, seconds, archive, day)
      results.push(result)
      const { upper, lower } = instance.published.get(policy)!
      say(`${results.length} of ${sample.length * policies.length}: ${instance.name} ${policy} ${result.value} (published ${lower} to ${upper}, archive ${result.archived}; 100 ms ${result.at100ms}, 1 s ${result.at1s})`)
    }
  }
  const classes = Map.groupBy(results, ({ instance, policy }) => `${policy} ${instance.storage} ${instance.orders} orders, cart ${instance.capacity}`)
  const totals = policies.flatMap(policy => {
    const own = results.filter(result => result.policy === policy)
    return own.length > 0 ? [rowOf(`${policy}, all`, own)] : []
  })
  const rows = [...[...classes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, own]) => rowOf(name, own)), ...totals]
  await publish({ name: 'batching', versions: { node: process.versions.node }, samples: { instances: sample.length, ofInstances: instances.length, processorSecondsEach: seconds }, rows, targets: results.length > 0 ? targetsOf(results) : [] })
}
