// `npm run sim -- --seed N`: one seed with its story. `npm run sim -- --from S --seeds 100000`: a night; ends with 1 and names the seed on a failure.
// `--mixed` draws the size of each run from its seed.
// docs/specs/simulator.md.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { bugNames, knownBugs, type BugName, type Bugs } from '#tests/simulation/bugs.ts'
import { drawSize } from '#tests/simulation/options.ts'
import { addCounts, reportLines, type Counts } from '#tests/simulation/report.ts'
import { shrink } from '#tests/simulation/shrink.ts'
import { startSimulator } from '#tests/simulation/simulator.ts'
import { say } from './support/project.ts'

const wholeNumber = (text: string, name: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`--${name} is a whole number, not "${text}".`)
  return Number(text)
}

type Asked = { from: number; seeds: number; stations: number; steps: number; jobs: number; bug: string | undefined; withinSeconds: number; story: boolean; isPart: boolean; mixed: boolean }

function readArguments(): Asked {
  const { values } = parseArgs({ options: {
    seed: { type: 'string' }, from: { type: 'string' }, seeds: { type: 'string' }, stations: { type: 'string', default: '10' }, steps: { type: 'string', default: '500' },
    jobs: { type: 'string' }, within: { type: 'string' }, bug: { type: 'string' }, part: { type: 'boolean', default: false }, mixed: { type: 'boolean', default: false },
  } })
  if (values.bug !== undefined && !Object.hasOwn(knownBugs, values.bug)) throw new Error(`There is no bug "${values.bug}". There are: ${bugNames.join(', ')}.`)
  const seeds = values.seed === undefined ? wholeNumber(values.seeds ?? '100', 'seeds') : 1
  return {
    from: wholeNumber(values.seed ?? values.from ?? '1', 'from'), seeds, stations: wholeNumber(values.stations, 'stations'), steps: wholeNumber(values.steps, 'steps'),
    jobs: Math.min(seeds, values.jobs === undefined ? availableParallelism() : wholeNumber(values.jobs, 'jobs')), bug: values.bug, withinSeconds: values.within === undefined ? Infinity : wholeNumber(values.within, 'within'), story: values.seed !== undefined, isPart: values.part, mixed: values.mixed,
  }
}

/** Runs its seeds one after the other; the first failure is shrunk and told. */
async function runHere(asked: Asked): Promise<{ failed: number; counts: Counts }> {
  const simulator = await startSimulator()
  const bugs: Bugs | undefined = asked.bug === undefined ? undefined : knownBugs[asked.bug as BugName]
  const counts: Counts = {}
  let failed = 0
  const endsAt = performance.now() + asked.withinSeconds * 1_000
  try {
    for (let seed = asked.from; seed < asked.from + asked.seeds && performance.now() < endsAt; seed += 1) {
      const drawn = asked.mixed ? drawSize(seed) : { stations: asked.stations, steps: asked.steps }
      const size = { seed, ...drawn, ...(bugs ? { bugs } : {}) }
      const result = await simulator.run(size)
      addCounts(counts, result)
      if (result.violation) {
        failed += 1
        say(`SEED ${seed} FAILED (--seed ${seed} --stations ${size.stations} --steps ${size.steps}): ${result.violation.message}`)
        if (failed > 1) continue
        const { plan, result: shortest } = await shrink(simulator, size, result)
        process.stdout.write(`The shortest story found, ${plan.length} actions:\n${shortest.story.join('\n')}\n`)
      } else if (asked.story) process.stdout.write(`${(await simulator.run({ ...size, tellStory: true })).story.join('\n')}\n`)
      if (asked.isPart && (seed - asked.from) % 500 === 499) say(`seed ${seed} is done`)
    }
  } finally {
    await simulator.stop()
  }
  return { failed, counts }
}

/** The same in several processes, each with a slice of the seeds and a database of its own. */
async function runParts(asked: Asked): Promise<{ failed: number; counts: Counts }> {
  const counts: Counts = {}
  const each = Math.ceil(asked.seeds / asked.jobs)
  const ends = await Promise.all(Array.from({ length: asked.jobs }, async (_, index) => {
    const from = asked.from + index * each
    const seeds = Math.min(each, asked.from + asked.seeds - from)
    if (seeds <= 0) return 0
    const child = spawn(process.execPath, [import.meta.filename, '--part', '--jobs', '1', '--from', String(from), '--seeds', String(seeds), '--stations', String(asked.stations), '--steps', String(asked.steps), ...(asked.mixed ? ['--mixed'] : []), ...(asked.bug === undefined ? [] : ['--bug', asked.bug]), ...(asked.withinSeconds === Infinity ? [] : ['--within', String(asked.withinSeconds)])],
      { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => { text += part })
    const code = await new Promise<number>((resolve) => child.once('exit', (given) => resolve(given ?? 1)))
    const lines = text.trimEnd().split('\n')
    const last = lines.pop() ?? ''
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
    if (last.startsWith('{')) addCounts(counts, JSON.parse(last) as Counts)
    return code
  }))
  return { failed: ends.filter((code) => code !== 0).length, counts }
}

async function main(): Promise<number> {
  const asked = readArguments()
  const startedAt = performance.now()
  const { failed, counts } = asked.jobs > 1 ? await runParts(asked) : await runHere(asked)
  if (asked.isPart) process.stdout.write(`${JSON.stringify(counts)}\n`)
  else process.stdout.write(`${reportLines(counts, (performance.now() - startedAt) / 1000).join('\n')}\n`)
  return failed > 0 ? 1 : 0
}

// The database server goes with this process, also when a time limit ends it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

process.exitCode = await main().catch((fault: unknown) => {
  say(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault))
  return 2
})
