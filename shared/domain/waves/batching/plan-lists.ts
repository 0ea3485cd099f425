// Orders → lists: as little walking as possible in the time there is. Runs anywhere: no clock, no I/O. Rules BT1..BT12 of docs/specs/batching.md.
import { seededRandom, type Random } from '#shared/kernel/random.ts'
import { anneal } from './anneal.ts'
import { fewLists, firstFit } from './construct.ts'
import { lengthCache, type LengthCache } from './length-cache.ts'
import { listsOf, partitionOf, totalLength } from './partition.ts'
import { poolOf, type Pool } from './pool.ts'
import { neighbourhoods } from './neighbourhoods.ts'
import type { BatchList, BatchProblem, Unplannable } from './problem.ts'
import { sift } from './sift.ts'

/** How long to look for better lists. Whichever of the limits is met first ends the search; with neither, the first plan is the answer. */
export type Budget = {
  readonly seed: number
  /** Tries of the search. The same seed and number give the same plan on every machine. */
  readonly moves?: number
  /** Milliseconds, told by `nowMs`. A longer time makes the same moves in the same row, and more of them. */
  readonly forMs?: number
  readonly nowMs?: () => number
  /** Asked often; true ends the search with the best lists so far. */
  readonly cancelled?: () => boolean
  /** Told after every round: what the lists walk now, and what arrival order would. */
  readonly onProgress?: (progress: { readonly length: number; readonly arrivalLength: number; readonly moves: number }) => void
}

export type BatchPlan = {
  readonly lists: readonly BatchList[]
  readonly length: number
  /** What the same orders walk when lists are filled in arrival order (first fit): `length` is never more. */
  readonly arrivalLength: number
  readonly unplannable: readonly Unplannable[]
  readonly moves: number
}

const firstRoundMovesPerOrder = 400
const growth = 1.6
/** Temperatures as shares of the mean list; measured, see docs/decisions/batching.md. */
const hotShare = 0.1
const coldShare = 0.005
const overfullFromShare = 1
const overfullToShare = 30
const cachePlaces = 1 << 19

/** One class of orders on its way: `orders` are their indexes in the problem, `lists` hold indexes in the pool. */
type Job = { readonly pool: Pool; readonly orders: readonly number[]; readonly arrivalLength: number; readonly random: Random; readonly cache: LengthCache; lists: number[][]; length: number }

function jobOf(problem: BatchProblem, orders: readonly number[], seed: number): Job {
  const pool = poolOf(problem, orders.map(order => problem.orders[order]!))
  const random = seededRandom(seed)
  const arrival = firstFit(pool)
  const arrivalLength = lengthOf(pool, arrival)
  const few = fewLists(pool)
  const fewLength = lengthOf(pool, few)
  const better = fewLength < arrivalLength
  return { pool, orders, arrivalLength, random, cache: lengthCache(pool.count, random, pool.meter.worthKeeping ? cachePlaces : 1), lists: better ? few : arrival, length: better ? fewLength : arrivalLength }
}

function lengthOf(pool: Pool, lists: readonly (readonly number[])[]): number {
  return lists.reduce((sum, orders) => sum + pool.meter.lengthOf(Int32Array.from(orders), 0, orders.length), 0)
}

/** One cooling over some lists of a job; the lists are replaced when what it found is shorter. Answers the moves tried. */
function improve(job: Job, group: readonly number[], moves: number, stop: () => boolean): number {
  const before = group.map(list => job.lists[list]!)
  const partition = partitionOf(job.pool, before, 0)
  const lengthBefore = totalLength(partition)
  const mean = lengthBefore / before.length
  const tried = anneal(job.pool, partition, job.cache, job.random, { moves, hot: hotShare * mean, cold: coldShare * mean, overfullFrom: overfullFromShare * mean, overfullTo: overfullToShare * mean }, stop)
  const lengthAfter = totalLength(partition)
  if (lengthAfter >= lengthBefore) return tried
  const after = listsOf(partition)
  for (const [index, list] of group.entries()) job.lists[list] = after[index] ?? []
  job.length += lengthAfter - lengthBefore
  return tried
}

/** BT8: the best lists found within the budget. Never longer than first fit in arrival order, each order on one list or named as unplannable. */
export function planLists(problem: BatchProblem, budget: Budget): BatchPlan {
  const endMs = budget.forMs === undefined || !budget.nowMs ? Infinity : budget.nowMs() + budget.forMs
  const mostMoves = budget.moves ?? (endMs === Infinity ? 0 : Infinity)
  let moves = 0
  const stop = (): boolean => moves >= mostMoves || (endMs !== Infinity && budget.nowMs!() >= endMs) || budget.cancelled?.() === true
  const { classes, unplannable } = sift(problem)
  const jobs = classes.map((orders, index) => jobOf(problem, orders, budget.seed + index))
  const arrivalLength = jobs.reduce((sum, job) => sum + job.arrivalLength, 0)
  const length = (): number => jobs.reduce((sum, job) => sum + job.length, 0)
  const searched = jobs.filter(job => job.lists.length > 1)
  for (let round = 0, perOrder = firstRoundMovesPerOrder; searched.length > 0 && !stop(); round++, perOrder *= growth) {
    for (const job of searched) {
      for (const group of neighbourhoods(job.pool, job.lists, round)) {
        if (stop()) break
        const orders = group.reduce((sum, list) => sum + job.lists[list]!.length, 0)
        moves += improve(job, group, Math.min(Math.ceil(perOrder * orders), mostMoves - moves), stop)
      }
      job.lists = job.lists.filter(orders => orders.length > 0)
    }
    budget.onProgress?.({ length: length(), arrivalLength, moves })
  }
  const lists = jobs.flatMap(job => job.lists.map(orders => ({ orders: orders.map(order => job.orders[order]!).sort((a, b) => a - b), length: lengthOf(job.pool, [orders]) })))
  return { lists, length: lists.reduce((sum, list) => sum + list.length, 0), arrivalLength, unplannable, moves }
}
