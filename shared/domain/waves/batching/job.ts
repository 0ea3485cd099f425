// One class of orders on its way to short lists. Runs anywhere: no clock, no I/O.
import { seededRandom, type Random } from '#shared/kernel/random.ts'
import { anneal } from './anneal.ts'
import { fewestLists, fewLists, firstFit } from './construct.ts'
import { lengthCache, type LengthCache } from './length-cache.ts'
import { ordersTogether } from './neighbourhoods.ts'
import { listsOf, partitionOf, squeezed, totalLength, withinCarts } from './partition.ts'
import { poolOf, type Pool } from './pool.ts'
import type { BatchProblem } from './problem.ts'
import { savingsLists } from './savings.ts'

/** Temperatures and prices as shares of the mean list; measured, see docs/decisions/batching.md. */
const hotShare = 0.1
const coldShare = 0.002
const overfullFromShare = 1
const overfullToShare = 30
const guideFrom = 0.4
const cachePlaces = 1 << 19

/** `orders` are indexes in the problem, `lists` hold indexes in the pool, `length` is what they walk now. */
export type Job = {
  readonly pool: Pool
  readonly orders: readonly number[]
  readonly arrivalLength: number
  readonly random: Random
  readonly cache: LengthCache
  /** The shortest length found with so many lists: the whole pool as one group. */
  readonly tried: Map<number, number>
  lists: number[][]
  length: number
}

/** Starts from the shortest of first fit, few lists and savings. The orders must fit the cart one by one. */
export function jobOf(problem: BatchProblem, orders: readonly number[], seed: number): Job {
  const pool = poolOf(problem, orders.map(order => problem.orders[order]!))
  const random = seededRandom(seed)
  const arrival = firstFit(pool)
  const arrivalLength = lengthOf(pool, arrival)
  const best = { lists: arrival, length: arrivalLength }
  for (const lists of [fewLists(pool), alikeFirst(pool).flatMap(some => savingsLists(pool, some))]) {
    const length = lengthOf(pool, lists)
    if (length < best.length) Object.assign(best, { lists, length })
  }
  return { pool, orders, arrivalLength, random, cache: lengthCache(pool.count, random, pool.meter.worthKeeping ? cachePlaces : 1), tried: new Map(), lists: best.lists, length: best.length }
}

/** The pool in parts of about `ordersTogether` orders that go to the same places; savings are sought within a part. */
function alikeFirst(pool: Pool): number[][] {
  const keys = Float64Array.from({ length: pool.count }, (_, order) => pool.alike([order], 0))
  const row = [...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b)
  const parts = Math.ceil(pool.count / (1.5 * ordersTogether))
  return Array.from({ length: parts }, (_, part) => row.slice(Math.floor((part * row.length) / parts), Math.floor(((part + 1) * row.length) / parts)))
}

export function lengthOf(pool: Pool, lists: readonly (readonly number[])[]): number {
  return lists.reduce((sum, orders) => sum + pool.meter.lengthOf(Int32Array.from(orders), 0, orders.length), 0)
}

/**
 * How many lists to look for. Annealing hardly ever empties a list by itself, so the number is given: a whole pool tries those around the
 * number it has, then mostly the best of them; groups of a large pool try one list less every other round.
 */
function rowsFor(job: Job, group: readonly number[], round: number): number {
  const orders = group.flatMap(list => job.lists[list]!)
  const fewest = fewestLists(job.pool, orders)
  if (group.length < job.lists.length) return Math.max(fewest, group.length - (round % 2))
  const present = job.lists.length
  const wanted = [present, present - 1, present - 2, present + 1].filter(rows => rows >= fewest && rows <= orders.length)
  const fresh = wanted.find(rows => !job.tried.has(rows))
  if (fresh !== undefined) return fresh
  const ranked = [...job.tried].sort((a, b) => a[1] - b[1] || a[0] - b[0])
  return (ranked[round % 3 === 2 ? 1 : 0] ?? ranked[0])![0]
}

/** One cooling over some lists of a job, which are replaced when what it found is shorter. Answers the moves tried. */
export function improve(job: Job, group: readonly number[], round: number, moves: number, stop: () => boolean): number {
  const before = group.map(list => job.lists[list]!)
  const lengthBefore = lengthOf(job.pool, before)
  const mean = lengthBefore / before.length
  const rows = rowsFor(job, group, round)
  const start = rows < before.length ? squeezed(job.pool, before, rows) : before.concat(Array.from({ length: rows - before.length }, () => []))
  const partition = partitionOf(job.pool, start)
  const tried = anneal(job.pool, partition, job.cache, job.random, { moves, hot: hotShare * mean, cold: coldShare * mean, overfullFrom: overfullFromShare * mean, overfullTo: overfullToShare * mean, guideFrom }, stop)
  const lengthAfter = withinCarts(job.pool, partition) ? totalLength(partition) : Infinity
  if (group.length === job.lists.length) job.tried.set(rows, Math.min(lengthAfter, job.tried.get(rows) ?? Infinity))
  if (lengthAfter >= lengthBefore) return tried
  const after = listsOf(partition)
  for (const [index, list] of group.entries()) job.lists[list] = after[index] ?? []
  for (const more of after.slice(group.length)) job.lists.push(more)
  job.length += lengthAfter - lengthBefore
  return tried
}
