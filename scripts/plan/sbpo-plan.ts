import { readFile } from 'node:fs/promises'
import { buildWave } from '#shared/domain/waves/wave-building/build-wave.ts'
import type { NoWave } from '#shared/domain/waves/wave-building/wave-problem.ts'
import type { PlanFormat } from './plan-format.ts'
import { checkSbpo } from './sbpo-check.ts'
import { readSbpo } from './sbpo-file.ts'

/** Kept back for the last packing, the check and the output, so that the whole command keeps its time. */
const reserveMs = 60

/** The answer is `{ value, orders, aisles, seconds }`: orders and aisles from 0, seconds from before the file was read. */
export const planSbpo: PlanFormat = async ({ file, seconds, seed }) => {
  const startedAtMs = performance.now()
  const text = await readFile(file, 'utf8')
  const built = buildWave(readSbpo(text), { seed, nowMs: () => performance.now(), untilMs: startedAtMs + seconds * 1000 - reserveMs })
  if (built.kind === 'no-wave') throw new Error(sentenceOf(built))
  const { value, orders, aisles } = built.wave
  const result = { value, orders, aisles, seconds: Number(((performance.now() - startedAtMs) / 1000).toFixed(3)) }
  const { faults, units } = checkSbpo(text, result)
  return { result, findings: faults, remarks: [`checked: ${orders.length} orders, ${units} units, ${aisles.length} aisles, ${value.toFixed(3)} units per aisle${built.proven ? ', proven best' : ''}`] }
}

const sentences: Record<NoWave['why'], string> = {
  'bounds-crossed': 'The lower bound is above the upper bound.',
  'bound-not-whole': 'A bound is no whole number.',
  'negative-stock': 'An aisle holds a negative stock.',
  'quantity-not-positive': 'An order asks for no or a negative quantity.',
  'quantity-not-whole': 'A quantity is no whole number.',
  'item-unknown': 'A line names an item beyond the count of items.',
  'empty-pool': 'No order asks for anything.',
  'no-aisle': 'No aisle holds anything.',
  'lower-bound-above-pool': 'All orders together ask for fewer units than the lower bound.',
  'lower-bound-above-stock': 'The stock serves fewer units than the lower bound.',
  'no-order-fits': 'No order can be served whole within the upper bound.',
  'lower-bound-not-reached': 'No set of whole orders was found that reaches the lower bound.',
}

function sentenceOf({ why, at, figure }: NoWave): string {
  return `${sentences[why]}${at === null ? '' : ` (index ${at})`}${figure === null ? '' : ` (${figure})`}`
}
