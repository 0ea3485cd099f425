// A thread that plans the lists of one wave, so that no request of the hub waits for it. It holds the problem; the plan in hand comes with each question.
import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { assert, unreachable } from '#shared/kernel/assert.ts'
import { changeByHand, figuresOf, targetsOf, type HandChange, type MoveTarget, type PlanFigures } from '#shared/domain/waves/batching/hand-changes.ts'
import { measured } from '#shared/domain/waves/batching/list-of.ts'
import { firstFitPlan } from '#shared/domain/waves/batching/plan-lists.ts'
import type { BatchProblem, Unplannable } from '#shared/domain/waves/batching/problem.ts'
import { replan, type ChangeRefusal, type PlanInHand } from '#shared/domain/waves/batching/replan.ts'
import type { BoardRefused, LeftOutReason } from '#shared/contract/board-refusals.ts'
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'
import { giveWay } from './give-way.ts'
import type { ThreadSetting } from './own-thread.ts'
import type { PlannedOrder } from './plan-view.ts'
import { readPlan, type PlanWanted } from './read-plan.ts'

/** `forMs` from the moment the thread begins with it. */
export type PlanBudget = { seed: number; forMs: number; moves?: number }
export type PlanQuestion =
  | { ask: 'read'; wanted: PlanWanted }
  | { ask: 'plan'; hand: PlanInHand; budget: PlanBudget }
  | { ask: 'change'; hand: PlanInHand; change: HandChange }
  | { ask: 'targets'; hand: PlanInHand; orders: readonly number[]; most: number }

/** Its orders come before it, in parts. */
export type PlanRead = { rule: ReleaseRule; leftOut: ReadonlyMap<LeftOutReason, number>; /** null: the mode takes no carts. */ freeCarts: number | null }

export type PlanAnswers = {
  read: PlanRead | { refused: BoardRefused }
  plan: { hand: PlanInHand; figures: PlanFigures; arrival: PlanFigures; unplannable: readonly Unplannable[]; moves: number }
  change: { hand: PlanInHand; figures: PlanFigures; arrival: PlanFigures } | { refused: ChangeRefusal }
  targets: readonly MoveTarget[]
}
/** Metres of all lists that are being planned, now and in arrival order. */
export type PlanProgress = { length: number; arrivalLength: number; moves: number }
/** `take`: what is planned next, where it is not read first; nothing when a plan was put away. The first number of `stop` is 1 when the planning that runs shall end. */
export type ToPlanner = PlanQuestion | { take: BatchProblem | undefined }
export type FromPlanner = { progress: PlanProgress } | { orders: readonly PlannedOrder[] } | { answer: PlanAnswers[keyof PlanAnswers] }

const progressEveryMs = 100
/** Whoever takes twenty thousand orders at once does nothing else meanwhile. */
const ordersAtOnce = 250
const msBetweenParts = 5

assert(parentPort, 'this file runs as a thread')
const port = parentPort
const { stop, priority } = workerData as ThreadSetting
let known: BatchProblem | undefined
if (priority !== undefined) giveWay(priority)
const problemNow = (): BatchProblem => {
  assert(known, 'a plan is asked for after it was read')
  return known
}
const stopFlag = new Int32Array(stop)

async function read(wanted: PlanWanted): Promise<PlanAnswers['read']> {
  const found = await readPlan(wanted)
  if ('kind' in found) return { refused: found }
  known = found.question.problem
  for (let from = 0; from < found.orders.length; from += ordersAtOnce) {
    port.postMessage({ orders: found.orders.slice(from, from + ordersAtOnce) } satisfies FromPlanner)
    // Messages that wait are taken all at once; between these the hub answers.
    await pause(msBetweenParts)
  }
  return { rule: found.rule, leftOut: found.leftOut, freeCarts: found.rule.mode === 'cart' ? found.question.carts.length : null }
}

/** What the orders that are not left out cost in arrival order. */
function arrivalFigures(problem: BatchProblem, { excluded }: PlanInHand): PlanFigures {
  const planned = [...problem.orders.keys()].filter((order) => !excluded.has(order))
  const lists = firstFitPlan({ ...problem, orders: planned.map((order) => problem.orders[order]!) })
  return figuresOf(problem, measured(problem, lists.map((list) => ({ ...list, orders: list.orders.map((order) => planned[order]!) }))))
}

function plan(hand: PlanInHand, { seed, forMs, moves }: PlanBudget): PlanAnswers['plan'] {
  const problem = problemNow()
  let toldMs = 0
  const found = replan(problem, hand, {
    seed, forMs, ...(moves === undefined ? {} : { moves }), nowMs: () => performance.now(), cancelled: () => Atomics.load(stopFlag, 0) === 1,
    onProgress: (progress) => {
      if (performance.now() < toldMs + progressEveryMs) return
      toldMs = performance.now()
      port.postMessage({ progress } satisfies FromPlanner)
    },
  })
  return { hand: found.hand, figures: figuresOf(problem, found.hand.lists), arrival: arrivalFigures(problem, hand), unplannable: found.plan.unplannable, moves: found.plan.moves }
}

function change(hand: PlanInHand, asked: HandChange): PlanAnswers['change'] {
  const problem = problemNow()
  const found = changeByHand(problem, hand, asked)
  return 'changed' in found ? { hand: found.changed, figures: figuresOf(problem, found.changed.lists), arrival: arrivalFigures(problem, found.changed) } : found
}

port.on('message', async (question: ToPlanner) => {
  if ('take' in question) {
    known = question.take
    // PL16: it may rest for long now.
    if (!known) globalThis.gc?.()
    return
  }
  const answer = (of: PlanAnswers[keyof PlanAnswers]): void => port.postMessage({ answer: of } satisfies FromPlanner)
  switch (question.ask) {
    case 'read': return answer(await read(question.wanted))
    case 'plan': return answer(plan(question.hand, question.budget))
    case 'change': return answer(change(question.hand, question.change))
    case 'targets': return answer(targetsOf(problemNow(), question.hand, question.orders).slice(0, question.most))
    default: return unreachable(question)
  }
})
