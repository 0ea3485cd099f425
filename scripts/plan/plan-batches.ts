// Order files → lists, for `npm run plan`.
import { batchPolicies, loadKinds, type BatchProblem } from '#shared/domain/waves/batching/problem.ts'
import { listOf } from '#shared/domain/waves/batching/list-of.ts'
import { replan } from '#shared/domain/waves/batching/replan.ts'
import { sift } from '#shared/domain/waves/batching/sift.ts'
import { oneBlock } from '#shared/domain/waves/routing/one-block.ts'
import type { BatchFile } from './batch-file.ts'
import { checkBatches } from './check-batches.ts'
import type { PlanAnswer, PlanRequest } from './plan-format.ts'
import { readHennWaescher } from './read-hw.ts'
import { readMuterOncan } from './read-muter.ts'
import { readPackwavePlan } from './read-packwave.ts'
import { loadWords, unplannableSentence } from './unplannable-sentence.ts'

const readers = { hw: readHennWaescher, muter: readMuterOncan, packwave: readPackwavePlan }

/** The problem of a file; a limit that the file does not name is none. */
export function problemOf(file: BatchFile, policy: BatchProblem['policy']): BatchProblem {
  const none = { units: Infinity, weightGrams: Infinity, volumeCubicCentimetres: Infinity, slots: Infinity }
  return {
    block: oneBlock(file.aisleCount, file.aisleSpacing, file.aisleLength, file.depotAisle),
    policy,
    capacity: { ...none, ...file.capacity, units: file.capacityUnits },
    orders: file.orders.map(({ stops, units, weightGrams = 0, volumeCubicCentimetres = 0, slots = 1, mixClass = '', dueAtMs = null }) => ({ stops, load: { units, weightGrams, volumeCubicCentimetres, slots }, mixClass, dueAtMs })),
    pickers: file.pickers ?? null,
    aim: file.aim ?? 'least-length',
  }
}

/** Plans one file within the time asked for. Lists name the orders as the file does. */
export async function planBatches(format: keyof typeof readers, { file: path, policy: wanted, seconds, seed }: PlanRequest): Promise<PlanAnswer> {
  const policy = batchPolicies.find(each => each === wanted)
  if (!policy) throw new Error(`There is no policy "${wanted}". There are: ${batchPolicies.join(', ')}.`)
  const startedMs = performance.now()
  const file = await readers[format](path)
  const problem = problemOf(file, policy)
  const indexOf = new Map(file.orders.map(({ number }, index) => [number, index]))
  const indexesOf = (numbers: readonly number[]): number[] => numbers.map(number => indexOf.get(number)!)
  const refusal = (file.pinned ?? []).map(numbers => whyNotPinned(problem, indexesOf(numbers), numbers)).find(why => why !== undefined)
  if (refusal !== undefined) throw new Error(refusal)
  const pinned = (file.pinned ?? []).map(numbers => listOf(problem, indexesOf(numbers)))
  const excluded = new Set(indexesOf(file.excluded ?? []))
  // Reading counts: who asks for ten seconds waits ten seconds.
  const { hand, plan } = replan(problem, { lists: pinned, pinned: new Set(pinned.keys()), excluded }, { seed, forMs: Math.max(0, seconds * 1000 - (performance.now() - startedMs)), nowMs: () => performance.now() })
  const usedSeconds = (performance.now() - startedMs) / 1000
  const numberOf = (order: number): number => file.orders[order]?.number ?? order
  const lists = hand.lists.map(({ orders, length }) => ({ orders: orders.map(numberOf), length: tidy(length) }))
  const result = { value: tidy(hand.lists.reduce((sum, list) => sum + list.length, 0)), lists, seconds: Number(usedSeconds.toFixed(3)) }
  const left = plan.unplannable.map(each => unplannableSentence(each, `Order ${numberOf(each.order)}`))
  const { findings, remarks } = checkBatches(file, policy, result, new Set([...plan.unplannable.map(each => numberOf(each.order)), ...(file.excluded ?? [])]))
  const saved = plan.arrivalLength > 0 ? `, ${((1 - plan.length / plan.arrivalLength) * 100).toFixed(1)} % less than in arrival order (${tidy(plan.arrivalLength)})` : ''
  return { result, remarks: [...(file.remarks ?? []), ...left, `${lists.length} lists, ${result.value} in all${saved}; ${plan.moves} moves tried.`, ...remarks], findings }
}

/** One sentence about a pinned list that nobody can walk or carry; undefined: it can stay as it is. */
function whyNotPinned(problem: BatchProblem, orders: readonly number[], numbers: readonly number[]): string | undefined {
  const list = `The pinned list of order${numbers.length === 1 ? '' : 's'} ${numbers.slice(0, 5).join(', ')}${numbers.length > 5 ? ' …' : ''}`
  const { classes, unplannable: [alone] } = sift({ ...problem, orders: orders.map(order => problem.orders[order]!) })
  if (alone) return `${list} cannot stay: ${unplannableSentence(alone, `Order ${numbers[alone.order]}`)}`
  if (classes.length > 1) return `${list} cannot stay: it mixes orders that may not meet.`
  for (const kind of loadKinds) {
    const asked = orders.reduce((sum, order) => sum + problem.orders[order]!.load[kind], 0)
    if (asked > problem.capacity[kind] * (1 + 1e-9)) return `${list} cannot stay: it needs ${tidy(asked)} ${loadWords[kind]} and a cart holds ${problem.capacity[kind]}.`
  }
  return undefined
}

/** Sums of fractions end in …0000001; nine digits behind the point are more than any layout has. */
const tidy = (length: number): number => Number(length.toFixed(9))
