// `npm run plan -- FILE --format hw|muter|sbpo|packwave [--policy P] --seconds S --seed N --json`: plans one file of a known kind.
// Standard output gets exactly one JSON object; what the independent check of it finds goes to standard error, and a bad answer ends with 1.
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type PlanFormat, planPolicies } from './plan/plan-format.ts'
import { failWith, say } from './support/project.ts'

const formats: Record<string, () => Promise<PlanFormat>> = {
  sbpo: async () => (await import('./plan/sbpo-plan.ts')).planSbpo,
}

const usage = `npm run plan -- FILE --format ${Object.keys(formats).join('|')} [--policy ${planPolicies.join('|')}] [--seconds S] [--seed N] --json`

async function plan(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { format: { type: 'string' }, policy: { type: 'string', default: 'optimal' }, seconds: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } },
  })
  const [file] = positionals
  const open = values.format !== undefined && Object.hasOwn(formats, values.format) ? formats[values.format] : undefined
  if (file === undefined || positionals.length > 1 || !open) throw new Error(`Usage: ${usage}`)
  const policy = planPolicies.find((each) => each === values.policy)
  if (!policy) throw new Error(`There is no policy "${values.policy}". There are: ${planPolicies.join(', ')}.`)
  const seconds = Number(values.seconds)
  const seed = Number(values.seed)
  if (!(seconds >= 0 && Number.isFinite(seconds))) throw new Error(`--seconds is a number of seconds, not "${values.seconds}".`)
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed is a whole number, not "${values.seed}".`)
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  const { answer, faults, verdict } = await (await open())({ file, policy, seconds, seed, startedAtMs: performance.now() })
  process.stdout.write(`${JSON.stringify(answer, null, values.json ? undefined : 2)}\n`)
  for (const fault of faults) say(`WRONG: ${fault}`)
  say(faults.length === 0 ? `checked: ${verdict}` : `${faults.length} faults found by the check`)
  return faults.length === 0 ? 0 : 1
}

process.exitCode = await plan().catch(failWith)
