// Orders → lists: as little walking as possible in the time there is. Runs anywhere: no clock, no I/O. Rules BT1..BT10 of docs/specs/batching.md.
import { seededRandom } from '#shared/kernel/random.ts'
import { firstFit } from './construct.ts'
import { canRecombine, improve, jobsOf, lengthOf, recombine, type Job } from './job.ts'
import { neighbourhoods, ordersTogether } from './neighbourhoods.ts'
import { poolOf } from './pool.ts'
import type { BatchList, BatchProblem, Unplannable } from './problem.ts'
import { sift } from './sift.ts'
import { costOf, lateLists } from './schedule.ts'
import { cheaper, timelySearch } from './timely.ts'

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
  /** Told after every round, and in a large pool after every group of it: what the lists walk now, and what arrival order would. */
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

/** A small pool is answered at once and then better; in a large one a shorter cooling than this does not pay for its groups. */
const firstRoundMovesPerOrder = { small: 1000, large: 2500 }
const growth = 2.5
/** Longer coolings than this find less than warm ones that begin where the last ended. */
const mostMovesPerOrder = { traversal: 50_000, optimal: 15_000, 'largest-gap': 15_000 }
/** A pool of 20,000 orders has some thousand neighbourhoods in a round, which takes longer than a supervisor waits. */
const groupsBetweenNews = 32
/** Up to so many orders all ways to begin are tried, whatever the budget; of more, the other ways come when the first was searched. */
const mostForAllStarts = 5_000
/** A move over the whole schedule costs as much as so many over two lists. */
const movesPerTimelyMove = 40
/** With more late cut-offs than this their lists would hold too few orders each. */
const mostCutOffs = 12

const listsOfJob = (job: Job): BatchList[] =>
  job.lists.map(orders => ({ orders: orders.map(order => job.orders[order]!).sort((a, b) => a - b), length: lengthOf(job.pool, [orders]) }))

/** The lists of common warehouse software: orders in the row they came, each onto the first list of its class that it fits. */
export function firstFitPlan(problem: BatchProblem): BatchList[] {
  return inRow(problem, sift(problem).classes)
}

function inRow(problem: BatchProblem, classes: readonly (readonly number[])[]): BatchList[] {
  return classes.flatMap(orders => {
    const pool = poolOf(problem, orders.map(order => problem.orders[order]!))
    return firstFit(pool).map(list => ({ orders: list.map(order => orders[order]!).sort((a, b) => a - b), length: lengthOf(pool, [list]) }))
  })
}

/** BT8: the best lists found within the budget. Never worse than first fit in arrival order, each order on one list or named as unplannable. */
export function planLists(problem: BatchProblem, budget: Budget): BatchPlan {
  const endMs = budget.forMs === undefined || !budget.nowMs ? Infinity : budget.nowMs() + budget.forMs
  const mostMoves = budget.moves ?? (endMs === Infinity ? 0 : Infinity)
  let moves = 0
  const timeIsUp = (): boolean => (endMs !== Infinity && budget.nowMs!() >= endMs) || budget.cancelled?.() === true
  const stop = (): boolean => moves >= mostMoves || timeIsUp()
  const { classes, unplannable } = sift(problem)
  // Who has pickers chooses by time first: arrival order, cut-off order and the shortest lists are where the search over the schedule may start.
  const timely = problem.pickers ? timelySearch(problem, seededRandom(budget.seed - 1)) : undefined
  const due = (order: number): number => problem.orders[order]!.dueAtMs ?? Infinity
  const arrival = timely ? inRow(problem, classes) : []
  const filled = timely ? cheaper(problem, arrival, inRow(problem, classes.map(orders => orders.toSorted((a, b) => (due(a) === due(b) ? a - b : due(a) - due(b)))))) : []
  const lateAsTheyCame = new Map(lateLists(problem, filled).flatMap((list, index) => list.orders.map(order => [order, index] as const)))
  const keepingLate = (order: number): number => lateAsTheyCame.get(order) ?? Infinity
  // First lists of a large pool take seconds: there, only those that are no later than lists filled in a row; where most of these are late, shorter walks make all of it earlier.
  const isLarge = problem.orders.length > mostForAllStarts
  const begun = isLarge && lateAsTheyCame.size <= problem.orders.length / 2 ? classes.flatMap(orders => [...Map.groupBy(orders, keepingLate).values()]) : classes
  const jobs = jobsOf(problem, begun, budget.seed, timeIsUp)
  const arrivalLength = timely ? arrival.reduce((sum, list) => sum + list.length, 0) : jobs.reduce((sum, job) => sum + job.arrivalLength, 0)
  const shortest = (some: readonly Job[] = jobs): BatchList[] => some.flatMap(listsOfJob)
  let lists: readonly BatchList[] = timely ? cheaper(problem, filled, shortest()) : []
  const lengthNow = (): number => (timely ? lists.reduce((sum, list) => sum + list.length, 0) : jobs.reduce((sum, job) => sum + job.length, 0))
  const tell = (): void => budget.onProgress?.({ length: lengthNow(), arrivalLength, moves })
  // A list is due with the first of its orders: orders of a cut-off that cannot be kept stand on lists of their own, so that the others are not late for their sake.
  const lateCutOffs = new Set<number>()
  let dueJobs: readonly Job[] | undefined
  const splitOffLate = (): void => {
    // What is late when lists are filled by cut-off is so because of all the work before it, and will hardly be in time otherwise.
    const late = [...(dueJobs ? [] : lateLists(problem, filled)), ...lateLists(problem, shortest(dueJobs ?? jobs))]
    const more = [...new Set(late.map(list => Math.min(...list.orders.map(due))))].filter(each => !lateCutOffs.has(each)).sort((a, b) => a - b).slice(0, mostCutOffs - lateCutOffs.size)
    if (more.length === 0) return
    for (const each of more) lateCutOffs.add(each)
    const isLateOrder = (order: number): boolean => lateCutOffs.has(due(order))
    // Many late orders are on lists of one cut-off each; or the late lists that were filled in a row stay and only the others are made anew; or few late orders are on one list.
    for (const keyOf of [(order: number) => (isLateOrder(order) ? due(order) : Infinity), keepingLate, (order: number) => (isLateOrder(order) ? -Infinity : Infinity)]) {
      const groups = classes.flatMap(orders => [...Map.groupBy(orders, keyOf).values()])
      if (groups.length === classes.length || (dueJobs && stop())) continue
      const made = jobsOf(problem, groups, budget.seed, timeIsUp)
      const [before, after] = [shortest(dueJobs ?? jobs), shortest(made)]
      if (!dueJobs || cheaper(problem, before, after) === after) dueJobs = made
    }
  }

  const isLate = (): boolean => costOf(problem, shortest())[0] > 0

  let groups = 0
  const improveAll = (some: readonly Job[], round: number, perOrder: number): void => {
    for (const job of some) {
      if (job.pool.count < 2) continue
      if (round > 0 && canRecombine(job)) {
        if (!stop()) moves += recombine(job, { number: round, moves: mostMoves - moves }, stop)
        continue
      }
      for (const group of neighbourhoods(job.pool, job.lists, round)) {
        if (stop()) break
        const orders = group.reduce((sum, list) => sum + job.lists[list]!.length, 0)
        moves += improve(job, group, { number: round, moves: Math.min(Math.ceil(perOrder * orders), mostMoves - moves), growing: perOrder < most }, stop)
        groups += 1
        // All lists are held against the best ones by time: not after each few of them.
        if (timely && groups % groupsBetweenNews === 0) lists = cheaper(problem, lists, shortest(some).filter(list => list.orders.length > 0))
        if (!timely || groups % groupsBetweenNews === 0) tell()
      }
      job.lists = job.lists.filter(orders => orders.length > 0)
    }
    if (timely) lists = cheaper(problem, lists, shortest(some))
  }
  const most = mostMovesPerOrder[problem.policy]
  const canImprove = jobs.some(job => job.pool.count > 1)
  tell()
  for (let round = 0, perOrder = problem.orders.length > 1.5 * ordersTogether ? firstRoundMovesPerOrder.large : firstRoundMovesPerOrder.small; canImprove && !stop(); round++, perOrder = Math.min(perOrder * growth, most)) {
    if (timely && isLate() && (round > 0 || !isLarge)) {
      splitOffLate()
      if (dueJobs) improveAll(dueJobs, round, perOrder)
      tell()
    }
    improveAll(jobs, round, perOrder)
    // Lists that are all in time are only to become shorter, which the search above does better.
    if (timely && (problem.aim === 'least-makespan' || isLate())) {
      const found = timely(lists, Math.min(Math.ceil((perOrder * problem.orders.length) / movesPerTimelyMove), mostMoves - moves), stop)
      lists = cheaper(problem, lists, found.lists)
      moves += found.moves * movesPerTimelyMove
    }
    tell()
  }
  if (!timely) lists = shortest()
  return { lists, length: lists.reduce((sum, list) => sum + list.length, 0), arrivalLength, unplannable, moves }
}
