// Waves of most pieces per aisle: the SBPO 2025 instances against their best known values, and pools of growing size (docs/bench/README.md).
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import path from 'node:path'
import { buildWave } from '#shared/domain/waves/wave-building/build-wave.ts'
import type { WaveProblem } from '#shared/domain/waves/wave-building/wave-problem.ts'
import { checkSbpo } from '../../plan/sbpo-check.ts'
import { readSbpo } from '../../plan/sbpo-file.ts'
import { projectDir, say } from '../../support/project.ts'
import { atMost, publish, type Row, rounded } from '../report.ts'
import { madePool } from './made-pool.ts'

const folder = path.join(projectDir, '..', 'shared', 'instances', 'sbpo2025')
const seed = 1
const shortMs = 10_000
const longMs = 60_000
/** Of the wall's time: no long run is begun later. */
const longRunsMs = 15 * 60_000
const poolMs = 4_000
const poolSizes = [100, 300, 1000, 3000, 10_000, 20_000, 30_000, 100_000]

/**
 * Milliseconds of processor time of this process: a second is a second, however busy the machine is. On a quiet machine it is the wall's, a little
 * more where the collector of garbage works beside.
 */
function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

type Instance = { name: string; text: string; bestKnown: number }
type Run = { value: number; bestAtMs: number; proven: boolean }

/** Takes about 20 minutes on a quiet machine. It computes at a low priority: what is compared are values, and other programs of the machine come first. */
export async function benchWaves(): Promise<void> {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const instances = readInstances()
  const rows: Row[] = []
  const shortRatios: number[] = []
  const bestRatios: number[] = []
  const short = instances.map((instance) => ({ instance, run: solved(instance, shortMs) }))
  const long = new Map<string, Run>()
  const startedAtMs = performance.now()
  for (const { instance, run } of short.toSorted((a, b) => a.run.value / a.instance.bestKnown - b.run.value / b.instance.bestKnown)) {
    if (!run.proven && performance.now() - startedAtMs < longRunsMs) long.set(instance.name, solved(instance, longMs))
  }
  for (const { instance, run } of short) {
    const longer = long.get(instance.name)
    shortRatios.push(run.value / instance.bestKnown)
    // The first ten seconds of a run that is not repeated are a part of its sixty.
    bestRatios.push(Math.max(run.value, longer?.value ?? 0) / instance.bestKnown)
    rows.push({
      instance: instance.name, 'best known': figure(instance.bestKnown), '10 s': figure(run.value), ratio: ratio(run.value, instance.bestKnown), 's to best': rounded(run.bestAtMs / 1000),
      '60 s': longer ? figure(longer.value) : run.proven ? 'proven' : 'not run', 'ratio 60 s': longer ? ratio(longer.value, instance.bestKnown) : '', 's to best 60 s': longer ? rounded(longer.bestAtMs / 1000) : '',
    })
  }
  for (const size of poolSizes) rows.push(grown(size))
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  if (instances.length > 0) say(`mean of ours / best known: ${mean(shortRatios).toFixed(5)} at 10 s, ${mean(bestRatios).toFixed(5)} with the 60 s runs; at least the best known: ${bestRatios.filter((each) => each >= 1 - 1e-9).length} of ${bestRatios.length}`)
  await publish({
    name: 'waves', versions: { node: process.versions.node },
    samples: { instances: instances.length, longRuns: long.size, seed, meanRatioShort: Number(mean(shortRatios).toFixed(6)), meanRatioLong: Number(mean(bestRatios).toFixed(6)) },
    rows,
    targets: instances.length === 0 ? [] : [
      atMost('best known ÷ ours at 10 s, mean', 1 / mean(shortRatios), 1 / 0.995, 'times'),
      atMost('best known ÷ ours at 60 s, mean', 1 / mean(bestRatios), 1 / 0.995, 'times'),
      atMost('best known ÷ ours at 60 s, mean, by the measure for 600 s', 1 / mean(bestRatios), 1 / 0.999, 'times'),
    ],
  })
}

const figure = (value: number): string => value.toFixed(3)
const ratio = (value: number, bestKnown: number): string => (value / bestKnown).toFixed(5)

function readInstances(): Instance[] {
  if (!existsSync(folder)) {
    say(`The SBPO instances are not at ${folder}: only pools of growing size are measured.`)
    return []
  }
  const known = new Map<string, number>(readFileSync(path.join(folder, 'best_known.csv'), 'utf8').trim().split('\n').slice(1).map((line) => {
    const cells = line.split(',')
    return [`${cells[0]}_${cells[1]}`, Number(cells.at(-1))] as const
  }))
  return readdirSync(folder).filter((file) => known.has(file)).sort().map((file) => ({ name: file.replace('_instance_', ' ').replace('.txt', ''), text: readFileSync(path.join(folder, file), 'utf8'), bestKnown: known.get(file)! }))
}

/** Throws when the checker finds anything wrong: a wave that cannot be picked has no value. */
function solved(instance: Instance, budgetMs: number): Run {
  const startedAtMs = processorMs()
  let bestAtMs = 0
  const answer = buildWave(readSbpo(instance.text), { seed, nowMs: processorMs, untilMs: startedAtMs + budgetMs, onBetter: () => { bestAtMs = processorMs() - startedAtMs } })
  if (answer.kind === 'no-wave') throw new Error(`${instance.name}: ${answer.why}`)
  const seconds = (processorMs() - startedAtMs) / 1000
  const { value, faults } = checkSbpo(instance.text, answer.wave)
  if (faults.length > 0) throw new Error(`${instance.name}: ${faults.join('; ')}`)
  say(`${instance.name}: ${figure(value)} of ${figure(instance.bestKnown)} in ${seconds.toFixed(1)} s`)
  return { value, bestAtMs, proven: answer.proven }
}

/** What a pool of so many orders gives at once, after 1 s, 2 s and 4 s. */
function grown(orderCount: number): Row {
  const problem = madePool(orderCount, seed)
  const trace: { atMs: number; value: number }[] = []
  const startedAtMs = processorMs()
  const answer = buildWave(problem, { seed, nowMs: processorMs, untilMs: startedAtMs + poolMs, onBetter: ({ value }) => trace.push({ atMs: processorMs() - startedAtMs, value }) })
  if (answer.kind === 'no-wave') throw new Error(`pool of ${orderCount}: ${answer.why}`)
  const { faults } = checkSbpo(asText(problem), answer.wave)
  if (faults.length > 0) throw new Error(`pool of ${orderCount}: ${faults.join('; ')}`)
  const at = (ms: number): string => {
    const value = trace.findLast((each) => each.atMs <= ms)?.value
    return value === undefined ? '–' : ratio(value, answer.wave.value)
  }
  return {
    instance: `pool of ${orderCount}`, 'first answer ms': Math.round(trace[0]?.atMs ?? 0), '1 s ÷ 4 s': at(1000), '2 s ÷ 4 s': at(2000), '4 s': figure(answer.wave.value), 's to best': rounded((trace.at(-1)?.atMs ?? 0) / 1000),
    'memory MB': Math.round(process.memoryUsage().rss / 1e6),
  }
}

function asText({ orders, aisles, itemCount, lowerBound, upperBound }: WaveProblem): string {
  const row = (lines: WaveProblem['orders'][number]): string => [lines.length, ...lines.flatMap(({ item, quantity }) => [item, quantity])].join(' ')
  return [`${orders.length} ${itemCount} ${aisles.length}`, ...orders.map(row), ...aisles.map(row), `${lowerBound} ${upperBound}`].join('\n')
}
