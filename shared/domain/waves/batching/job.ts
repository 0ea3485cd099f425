// One class of orders on its way to short lists. Runs anywhere: no clock, no I/O.
import { seededRandom, type Random } from '#shared/kernel/random.ts'
import { anneal } from './anneal.ts'
import { createCover, dive, know, type Cover } from './cover.ts'
import { fewestLists, fewLists, firstFit, fitInto } from './construct.ts'
import { lengthCache, type LengthCache } from './length-cache.ts'
import { ordersTogether } from './neighbourhoods.ts'
import { listsOf, partitionOf, squeezed, totalLength, withinCarts, type Partition } from './partition.ts'
import { poolOf, type Pool } from './pool.ts'
import type { BatchProblem } from './problem.ts'
import { savingsLists } from './savings.ts'

/**
 * How a search begins: from scratch, so hot that what was there is forgotten, or warm, so that most of it stays. Temperatures and prices as
 * shares of the mean list; measured, see docs/decisions/batching.md.
 */
const starts = {
  scratch: { hot: 0.1, overfullFrom: 1, guideFrom: 0.5 },
  warm: { hot: 0.05, overfullFrom: 2, guideFrom: 0.4 },
  rounded: { hot: 0.02, overfullFrom: 4, guideFrom: 0.2 },
}
const coldShare = 0.002
const overfullToShare = 30
/** A number of lists that so many searches did not reach is not tried again. */
const mostFailures = 3
const cachePlaces = 1 << 19
/** Choosing among known lists costs more than linearly in the orders, and long lists make shares that say little. */
const mostOrdersRecombined = 360
const mostOrdersOnList = 9
/** By turns of the strands. */
const shareNoises = [0.35, 0.7, 0.15, 0.35, 0.15]
const roundsPerWarmOne = 4
/** A strand that found nothing shorter for so many rounds ends. */
const mostStaleRounds = 16
const mostEnded = 8
const strandsPerUnion = 3
const scratchMovesPerOrder = 4000
const mostRecombinedMovesPerOrder = 6000

/** `orders` are indexes in the problem, `lists` hold indexes in the pool, `length` is what they walk now. */
export type Job = {
  readonly pool: Pool
  readonly orders: readonly number[]
  readonly arrivalLength: number
  readonly random: Random
  readonly cache: LengthCache
  /** How often the whole pool was not brought onto so many lists. */
  readonly failures: Map<number, number>
  /** For pools that `canRecombine`: the search among known lists, how many came to an end, and the shortest lists of those. */
  strand?: Strand | undefined
  strands: number
  readonly ended: { readonly lists: number[][]; readonly length: number }[]
  /** The search opens no list beyond this number; it may have begun with more. */
  mostLists: number
  lists: number[][]
  length: number
}

/** Jobs for classes of orders, each of which must fit the cart alone. A limit of lists is shared out: each job has the fewest lists that simple rules make, and of what is left all have the same. Once the time is up, savings are sought no more. */
export function jobsOf(problem: BatchProblem, classes: readonly (readonly number[])[], seed: number, timeIsUp: () => boolean): Job[] {
  const begun = classes.map(orders => {
    const pool = poolOf(problem, orders.map(order => problem.orders[order]!))
    const arrival = firstFit(pool)
    const few = fewLists(pool)
    return { orders, pool, arrival, few, fewest: Math.min(arrival.length, few.length) }
  })
  const spare = Math.max(0, Math.floor(((problem.mostLists ?? Infinity) - begun.reduce((sum, job) => sum + job.fewest, 0)) / Math.max(1, begun.length)))
  return begun.map(({ orders, pool, arrival, few, fewest }, index) => {
    const mostLists = fewest + spare
    const savings = alikeFirst(pool).flatMap((some, part) => firstListsOf(pool, some, index + part > 0 && timeIsUp()))
    const best = shortestWithin(pool, [arrival, few, savings.length > mostLists ? fitInto(pool, savings, mostLists) : savings], mostLists)
    const random = seededRandom(seed + index)
    return { pool, orders, arrivalLength: lengthOf(pool, arrival), random, cache: lengthCache(pool.count, random, pool.meter.worthKeeping ? cachePlaces : 1), failures: new Map(), strands: 0, ended: [], mostLists, lists: best, length: lengthOf(pool, best) }
  })
}

/** Of orders that are alike: by savings, or filled in their row where that is shorter or there is no time. */
function firstListsOf(pool: Pool, orders: readonly number[], inHaste: boolean): number[][] {
  const filled = firstFit(pool, orders)
  if (inHaste) return filled
  const saving = savingsLists(pool, orders)
  return lengthOf(pool, saving) <= lengthOf(pool, filled) ? saving : filled
}

/** The shortest of these first lists that are no more than the limit; one of them is. */
function shortestWithin(pool: Pool, starts: readonly (number[][] | null)[], mostLists: number): number[][] {
  const within = starts.flatMap(lists => (lists && lists.length <= mostLists ? [{ lists, length: lengthOf(pool, lists) }] : []))
  return within.reduce((best, other) => (other.length < best.length ? other : best)).lists
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

/** `moves` tries; from scratch while the rounds still grow, warm afterwards. */
export type Round = { readonly number: number; readonly moves: number; readonly growing: boolean }

/**
 * How many lists to look for, and how to begin. Annealing hardly ever empties a list by itself, so the number is given: the one there is, and
 * every so often one less or one more: with small carts a pool may walk less on more lists than it needs.
 */
function aimOf(job: Job, group: readonly number[], { number, growing }: Round): { rows: number; start: keyof typeof starts } {
  const orders = group.flatMap(list => job.lists[list]!)
  const present = group.length
  if (number === 0 && canRecombine(job)) return { rows: present, start: 'rounded' }
  const fewer = present - 1
  const lessCanBe = fewer >= fewestLists(job.pool, orders) && (job.failures.get(fewer) ?? 0) < mostFailures
  if (present < job.lists.length) return { rows: number % 2 === 1 && lessCanBe ? fewer : present, start: number === 0 ? 'scratch' : 'warm' }
  const more = Math.min(present + 1, orders.length, Math.max(present, job.mostLists))
  if (growing) return { rows: number % 3 === 0 ? present : number % 3 === 1 && lessCanBe ? fewer : more, start: 'scratch' }
  if (number % 4 === 3) return { rows: lessCanBe ? fewer : more, start: 'scratch' }
  return { rows: number % 4 === 1 ? more : present, start: 'warm' }
}

/** One cooling over some lists of a job, which are replaced when what it found is shorter. Answers the moves tried. */
export function improve(job: Job, group: readonly number[], round: Round, stop: () => boolean): number {
  const before = group.map(list => job.lists[list]!)
  const lengthBefore = lengthOf(job.pool, before)
  const mean = lengthBefore / before.length
  const { rows, start } = aimOf(job, group, round)
  const lists = rows < before.length ? squeezed(job.pool, before, rows) : before.concat(Array.from({ length: rows - before.length }, () => []))
  const partition = partitionOf(job.pool, lists)
  const tried = cool(job, partition, start, round.moves, mean, stop)
  const lengthAfter = withinCarts(job.pool, partition) ? totalLength(partition) : Infinity
  if (lengthAfter === Infinity && group.length === job.lists.length) job.failures.set(rows, (job.failures.get(rows) ?? 0) + 1)
  if (lengthAfter >= lengthBefore) return tried
  const after = listsOf(partition)
  for (const [index, list] of group.entries()) job.lists[list] = after[index] ?? []
  for (const more of after.slice(group.length)) job.lists.push(more)
  job.length += lengthAfter - lengthBefore
  return tried
}

function cool({ pool, cache, random }: Job, partition: Partition, start: keyof typeof starts, moves: number, mean: number, stop: () => boolean): number {
  const { hot, overfullFrom, guideFrom } = starts[start]
  return anneal(pool, partition, cache, random, { moves, hot: hot * mean, cold: coldShare * mean, overfullFrom: overfullFrom * mean, overfullTo: overfullToShare * mean, guideFrom }, stop)
}

/** Whether the lists of a job are few and short enough to be chosen from all that are known. */
export function canRecombine({ pool, lists }: Job): boolean {
  return pool.count <= mostOrdersRecombined && pool.count <= mostOrdersOnList * lists.length
}

/** A search of its own among the lists it has met; `stale` counts its rounds since it last found shorter ones. */
type Strand = { readonly cover: Cover; lists: number[][]; length: number; stale: number }

/** Its lists are kept for a union; of many the shortest few. */
function endStrand(job: Job, { lists, length }: Strand): void {
  job.strand = undefined
  job.strands++
  job.ended.push({ lists, length })
  job.ended.sort((a, b) => a.length - b.length).splice(mostEnded)
}

/** The first strand begins at the lists there are, others at lists cooled from scratch, and by turns one that knows the best lists of all before it. */
function beginStrand(job: Job, moves: number, stop: () => boolean): { strand: Strand; spent: number } {
  const { pool, cache, random, ended, strands } = job
  const cover = createCover(pool, cache, random)
  if (strands === 0) return { strand: { cover, lists: job.lists, length: job.length, stale: 0 }, spent: 0 }
  if (strands % strandsPerUnion === 0) {
    for (const { lists } of ended) know(cover, lists)
    return { strand: { cover, lists: job.lists, length: job.length, stale: 0 }, spent: cover.spent }
  }
  const partition = partitionOf(pool, job.lists)
  const spent = cool(job, partition, 'scratch', Math.min(scratchMovesPerOrder * pool.count, moves), job.length / job.lists.length, stop)
  const lists = withinCarts(pool, partition) ? listsOf(partition) : job.lists
  return { strand: { cover, lists, length: lengthOf(pool, lists), stale: 0 }, spent }
}

/**
 * Whole lists near the best fractional cover of the present strand, cooled a little, or by turns its own lists cooled from warm, so that others come to be
 * known. They replace those of the strand, and of the job, when they are shorter. Answers what it cost, in moves; the number asked for may be passed by one pricing.
 */
export function recombine(job: Job, { number, moves }: Pick<Round, 'number' | 'moves'>, stop: () => boolean): number {
  const { pool } = job
  let before = 0
  if (!job.strand) {
    const begun = beginStrand(job, moves, stop)
    job.strand = begun.strand
    before = begun.spent
  }
  const { strand } = job
  const { cover } = strand
  const spentBefore = cover.spent
  const spent = (): number => before + cover.spent - spentBefore
  const start = number % roundsPerWarmOne === 0 ? 'warm' : 'rounded'
  know(cover, strand.lists)
  const found = start === 'warm' ? strand.lists : dive(cover, shareNoises[job.strands % shareNoises.length]!, () => spent() >= moves || stop())
  if (++strand.stale > mostStaleRounds) endStrand(job, strand)
  if (!found || found.length > Math.max(job.lists.length, job.mostLists)) return spent()
  const partition = partitionOf(pool, found)
  const tried = cool(job, partition, start, Math.min(Math.min(mostRecombinedMovesPerOrder, 500 * 2 ** number) * pool.count, moves - spent()), totalLength(partition) / found.length, stop)
  const lists = withinCarts(pool, partition) ? listsOf(partition) : found
  const length = lengthOf(pool, lists)
  know(cover, lists)
  if (length < strand.length - 1e-9) {
    strand.lists = lists
    strand.length = length
    strand.stale = 0
  }
  if (length < job.length) {
    job.lists = lists
    job.length = length
  }
  return spent() + tried
}
