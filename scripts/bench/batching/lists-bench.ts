// Goal: lists as short as what is published for two more sets, and how much small orders walk less than by the rules of shipped software. Method: instances
// spread over each set, each planned once on this process's own processor time; every value is checked by code that the planner does not use.
// LISTS_SAMPLE (instances of each set and policy) and LISTS_SECONDS widen a run.
import { planLists } from '#shared/domain/waves/batching/plan-lists.ts'
import { assert } from '#shared/kernel/assert.ts'
import { checkBatches } from '../../plan/check-batches.ts'
import { problemOf } from '../../plan/plan-batches.ts'
import { say } from '../../support/project.ts'
import { atMost, publish, rounded, type Row, type Target } from '../report.ts'
import { enter, readArchive } from './archive.ts'
import { muterInstances, spreadOver, w5aInstances, type SetInstance } from './more-sets.ts'
import { measureSmallOrders } from './small-orders.ts'

const seed = 1
const policies = ['optimal', 'traversal', 'largest-gap'] as const
type Result = { instance: SetInstance; value: number; arrivalWalk: number }

const processorMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Runs both sets and the small orders, and publishes one table. */
export async function benchLists(): Promise<void> {
  const seconds = Number(process.env['LISTS_SECONDS'] ?? 3)
  const count = Number(process.env['LISTS_SAMPLE'] ?? 16)
  const archive = await readArchive()
  const day = new Date().toISOString().slice(0, 10)

  async function measure(instance: SetInstance, policy: (typeof policies)[number]): Promise<Result> {
    const file = await instance.read()
    const plan = planLists(problemOf(file, policy), { seed, forMs: seconds * 1000, nowMs: processorMs })
    const numbered = { value: plan.length, lists: plan.lists.map(list => ({ ...list, orders: list.orders.map(order => file.orders[order]!.number) })) }
    const { findings, value: walked } = checkBatches(file, policy, numbered, new Set())
    // Sums of fractions end in …0000001.
    const value = Number(walked.toFixed(6))
    assert(findings.length === 0, `${instance.name} ${policy}: ${findings[0]}`)
    await enter(archive, { instance: instance.name, policy, value, date: day, seed, seconds })
    say(`${instance.name} ${policy}: ${value} (${[...instance.published].map(([name, published]) => `${name} ${published}`).join(', ')})`)
    return { instance, value, arrivalWalk: planLists(problemOf(file, 'traversal'), { seed }).arrivalLength }
  }

  const over = (results: readonly Result[], name: string): number => Number((100 * mean(results.map(({ instance, value }) => value / instance.published.get(name)! - 1))).toFixed(2))
  const notAbove = (results: readonly Result[], name: string): number => results.filter(({ instance, value }) => value <= instance.published.get(name)! + 0.5).length
  const arrival = (results: readonly Result[]): number => rounded(mean(results.map(({ value, arrivalWalk }) => value / arrivalWalk)))
  const rows: Row[] = []
  const targets: Target[] = []

  const w5a = await w5aInstances()
  const ofW5a: Result[] = []
  for (const instance of spreadOver(w5a, count)) ofW5a.push(await measure(instance, 'optimal'))
  for (const [group, some] of [...Map.groupBy(ofW5a, ({ instance }) => instance.group), ['all', ofW5a] as const]) {
    if (some.length > 0) rows.push({ class: `W5A ${group}, shortest walks`, instances: some.length, seconds, 'over MS-VNS %': over(some, 'MS-VNS'), 'over GGACGT %': over(some, 'GGACGT'), 'not above GGACGT': notAbove(some, 'GGACGT'), 'of arrival + S-shape': arrival(some) })
  }
  if (ofW5a.length > 0) targets.push(atMost('W5A: mean of GGACGT (the best that is published)', mean(ofW5a.map(({ instance, value }) => value / instance.published.get('GGACGT')!)), 1, 'times'))

  let ofMuterSet = 0
  for (const policy of policies) {
    const all = await muterInstances(policy)
    ofMuterSet = all.length
    const results: Result[] = []
    for (const instance of spreadOver(all, count)) results.push(await measure(instance, policy))
    if (results.length === 0) continue
    const proven = results.filter(({ instance }) => instance.proven)
    rows.push({
      class: `Muter and Öncan, ${policy}`, instances: results.length, seconds, 'over lower %': over(results, 'lower'), 'over upper %': over(results, 'upper'), 'not above upper': notAbove(results, 'upper'), proven: proven.length, 'proven hit': notAbove(proven, 'upper'), 'of arrival + S-shape': arrival(results),
    })
    targets.push(
      atMost(`Muter and Öncan, ${policy}: mean of published upper bounds`, mean(results.map(({ instance, value }) => value / instance.published.get('upper')!)), 1, 'times'),
      atMost(`Muter and Öncan, ${policy}: values below a published lower bound`, results.filter(({ instance, value }) => value < instance.published.get('lower')! - 0.5).length, 0, 'count'))
  }
  if (w5a.length + ofMuterSet === 0) say('The published instances are not beside this checkout (../shared/instances): only small orders are measured.')
  rows.push(...(await measureSmallOrders(processorMs, seconds)))
  await publish({ name: 'lists', versions: { node: process.versions.node }, samples: { ofEachSetAndPolicy: count, ofW5A: w5a.length, ofMuterAndOncan: ofMuterSet, processorSecondsEach: seconds }, rows, targets })
}
