import { readFile } from 'node:fs/promises'
import { buildWave } from '#shared/domain/waves/wave-building/build-wave.ts'
import type { ItemQuantity, NoWave, WaveProblem } from '#shared/domain/waves/wave-building/wave-problem.ts'
import type { PlanFormat } from './plan-format.ts'
import { checkSbpo } from './sbpo-check.ts'
import { readSbpo } from './sbpo-file.ts'

/** Kept back for the last packing, the check and the output, so that the whole command keeps its time. */
const reserveMs = 60

/** The answer is `{ value, orders, aisles, seconds }`: orders and aisles from 0, seconds from before the file was read. */
export const planSbpo: PlanFormat = async ({ file, seconds, seed }) => {
  const startedAtMs = performance.now()
  const text = await readFile(file, 'utf8')
  const { problem, remarks } = plannable(readSbpo(text))
  const built = buildWave(problem, { seed, nowMs: () => performance.now(), untilMs: startedAtMs + seconds * 1000 - reserveMs })
  if (built.kind === 'no-wave') throw new Error([...remarks, sentenceOf(built)].join(' '))
  const { value, orders, aisles } = built.wave
  const result = { value, orders, aisles, seconds: Number(((performance.now() - startedAtMs) / 1000).toFixed(3)) }
  const { faults, units } = checkSbpo(text, result)
  return { result, findings: faults, remarks: [...remarks, `checked: ${orders.length} orders, ${units} units, ${aisles.length} aisles, ${value.toFixed(3)} units per aisle${built.proven ? ', proven best' : ''}`] }
}

/** What one order or aisle says and cannot be costs no more than itself: such an order is left out, such stock counts as none, and both are named. */
function plannable(problem: WaveProblem): { problem: WaveProblem; remarks: string[] } {
  const remarks: string[] = []
  const isBad = (least: number) => ({ item, quantity }: ItemQuantity): boolean => !Number.isSafeInteger(quantity) || quantity < least || !Number.isInteger(item) || item < 0 || item >= problem.itemCount
  const orders = problem.orders.map((rows, order) => {
    const bad = rows.find(isBad(1))
    if (bad) remarks.push(`Order ${order} asks for ${bad.quantity} of item ${bad.item}, which cannot be: it is in no wave.`)
    return bad ? [] : rows
  })
  const aisles = problem.aisles.map((rows, aisle) => rows.filter((row) => {
    const bad = isBad(0)(row)
    if (bad) remarks.push(`Aisle ${aisle} holds ${row.quantity} of item ${row.item}, which cannot be: it counts as none.`)
    return !bad
  }))
  return { problem: { ...problem, orders, aisles }, remarks }
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
