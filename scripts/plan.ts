// `npm run plan -- FILE --format F --policy P --seconds S --seed N --json`: plans one file of orders.
// Standard output gets exactly one JSON object; the check of it and everything else goes to standard error.
import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { PlanFormat, PlanRequest } from './plan/plan-format.ts'
import { failWith, say } from './support/project.ts'

const formats: Readonly<Record<string, PlanFormat>> = {
  hw: async (request) => (await import('./plan/plan-batches.ts')).planBatches('hw', request),
  muter: async (request) => (await import('./plan/plan-batches.ts')).planBatches('muter', request),
  packwave: async (request) => (await import('./plan/plan-batches.ts')).planBatches('packwave', request),
  sbpo: async (request) => (await import('./plan/sbpo-plan.ts')).planSbpo(request),
}

const usage = `npm run plan -- FILE --format ${Object.keys(formats).join('|')} [--policy optimal|traversal|largest-gap] [--seconds S] [--seed N] [--json]`

/** A number below zero is a value too: the reader of options would take it for another option. */
const withValues = (words: readonly string[]): string[] => words.flatMap((word, index) => {
  if (/^-\d/.test(word) && /^--\w+$/.test(words[index - 1] ?? '')) return []
  return /^--\w+$/.test(word) && /^-\d/.test(words[index + 1] ?? '') ? [`${word}=${words[index + 1]}`] : [word]
})

function parsed() {
  try {
    return parseArgs({
      args: withValues(process.argv.slice(2)), allowPositionals: true,
      options: { format: { type: 'string' }, policy: { type: 'string', default: 'optimal' }, seconds: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } },
    })
  } catch (fault) {
    throw new Error(`${(fault as Error).message.split(/\n|\. /)[0]}. Usage: ${usage}`, { cause: fault })
  }
}

function readOptions(): { plan: PlanFormat; request: PlanRequest } {
  const { values, positionals } = parsed()
  const [file] = positionals
  const plan = values.format !== undefined && Object.hasOwn(formats, values.format) ? formats[values.format] : undefined
  if (file === undefined || positionals.length > 1 || !plan) throw new Error(`Usage: ${usage}`)
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Error(`There is no file ${file}.`)
  const seconds = Number(values.seconds)
  const seed = Number(values.seed)
  if (values.seconds.trim() === '' || !(seconds >= 0 && Number.isFinite(seconds))) throw new Error(`"${values.seconds}" is no number of seconds. Usage: ${usage}`)
  if (values.seed.trim() === '' || !Number.isSafeInteger(seed)) throw new Error(`"${values.seed}" is no whole number for a seed. Usage: ${usage}`)
  return { plan, request: { file, policy: values.policy, seconds, seed } }
}

async function main(): Promise<number> {
  const { plan, request } = readOptions()
  const { result, remarks, findings } = await plan(request)
  process.stdout.write(`${JSON.stringify(result)}\n`)
  for (const remark of remarks) say(remark)
  for (const finding of findings) say(`The check objects: ${finding}`)
  return findings.length === 0 ? 0 : 1
}

process.exitCode = await main().catch(failWith)
