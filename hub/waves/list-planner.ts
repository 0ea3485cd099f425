// The planner of one wave's lists on a thread of its own. Rules PL5 to PL7 and PL16 of docs/specs/planning.md.
import type { HandChange } from '#shared/domain/waves/batching/hand-changes.ts'
import type { BatchProblem } from '#shared/domain/waves/batching/problem.ts'
import { inHand, type PlanInHand } from '#shared/domain/waves/batching/replan.ts'
import type { BoardRefused } from '#shared/contract/board-refusals.ts'
import { atRest, openApart } from './apart.ts'
import type { OwnThread } from './own-thread.ts'
import type { PlannedOrder } from './plan-view.ts'
import type { FromPlanner, PlanAnswers, PlanBudget, PlanProgress, PlanQuestion, PlanRead, ToPlanner } from './plan-worker.ts'
import type { PlanWanted } from './read-plan.ts'

/** One question at a time, answered in the row they were asked. After a fault of the thread, and once it is closed, every question is rejected. */
export type ListPlanner = {
  /** Reads what a rule takes now; for a planner that was opened without a problem. */
  read(wanted: PlanWanted): Promise<(PlanRead & { orders: PlannedOrder[] }) | { refused: BoardRefused }>
  /** Plans what is neither pinned nor excluded until the budget ends or `stopPlanning`: the best lists so far are the answer. */
  plan(hand: PlanInHand, budget: PlanBudget, onProgress?: (progress: PlanProgress) => void): Promise<PlanAnswers['plan']>
  stopPlanning(): void
  /** Called once, when its thread has ended: by a fault, with its process, or because it was closed. */
  onEnd(listener: (fault: Error) => void): void
  change(hand: PlanInHand, change: HandChange): Promise<PlanAnswers['change']>
  targets(hand: PlanInHand, orders: readonly number[], most: number): Promise<PlanAnswers['targets']>
  close(): Promise<void>
}

type Waiting = { resolve: (answer: never) => void; reject: (fault: Error) => void; onProgress: ((progress: PlanProgress) => void) | undefined }
type Thread = { own: OwnThread; orders: PlannedOrder[]; waiting: Waiting[]; ended: Error | undefined; endListeners: ((fault: Error) => void)[] }

function openThread(): Thread {
  const own = openApart('./plan-worker.ts', {}, {
    onMessage(told) {
      const message = told as FromPlanner
      if ('progress' in message) return thread.waiting[0]?.onProgress?.(message.progress)
      if ('orders' in message) return void thread.orders.push(...message.orders)
      thread.waiting.shift()?.resolve(message.answer as never)
    },
    onEnd(fault) {
      if (resting?.thread === thread) wake()
      end(thread, fault)
    },
  })
  const thread: Thread = { own, orders: [], waiting: [], ended: undefined, endListeners: [] }
  return thread
}

function end(thread: Thread, fault: Error): void {
  thread.ended ??= fault
  for (const each of thread.waiting.splice(0)) each.reject(thread.ended)
  for (const listener of thread.endListeners.splice(0)) listener(thread.ended)
}

/** PL16: the thread of a plan that was put away, for the next one. */
let resting: { thread: Thread; timer: NodeJS.Timeout } | undefined

function wake(): Thread | undefined {
  const thread = resting?.thread
  clearTimeout(resting?.timer)
  resting = undefined
  return thread
}

export async function endRestingPlanner(): Promise<void> {
  await wake()?.own.close()
}

/** On a thread that rests, or one of its own. */
export function openListPlanner(problem?: BatchProblem): ListPlanner {
  const thread = wake() ?? openThread()
  let closed: Error | undefined
  const ask = <K extends keyof PlanAnswers>(question: PlanQuestion & { ask: K }, onProgress?: Waiting['onProgress']): Promise<PlanAnswers[K]> => new Promise((resolve, reject) => {
    const fault = closed ?? thread.ended
    if (fault) return reject(fault)
    thread.waiting.push({ resolve, reject, onProgress })
    thread.own.post(question)
  })
  if (problem) thread.own.post({ take: problem } satisfies ToPlanner)
  return {
    async read(wanted) {
      const found = await ask({ ask: 'read', wanted })
      return 'refused' in found ? found : { ...found, orders: thread.orders.splice(0) }
    },
    plan(hand, budget, onProgress) {
      thread.own.setStop(0)
      return ask({ ask: 'plan', hand, budget }, onProgress)
    },
    stopPlanning: () => { if (!closed) thread.own.setStop(1) },
    onEnd: (listener) => void thread.endListeners.push(listener),
    change: (hand, change) => ask({ ask: 'change', hand, change }),
    targets: (hand, orders, most) => ask({ ask: 'targets', hand, orders, most }),
    async close() {
      if (closed) return
      closed = new Error('the plan was closed')
      // One that is at work is not waited for, and one that rests is enough.
      if (thread.ended || thread.waiting.length > 0 || resting) return thread.own.close()
      for (const listener of thread.endListeners.splice(0)) listener(closed)
      thread.own.post({ take: undefined } satisfies ToPlanner)
      resting = { thread, timer: atRest(() => void endRestingPlanner()) }
    },
  }
}

/** PL5: the lists of a problem that nobody looks at before they are released: soon there, and the same for the same orders. */
export async function planOnce(problem: BatchProblem, mostMoves = Infinity): Promise<readonly (readonly number[])[]> {
  const planner = openListPlanner(problem)
  try {
    const { hand } = await planner.plan(inHand([]), { seed: 1, forMs: mostMs, moves: Math.min(mostMoves, Math.max(leastMoves, movesPerOrder * problem.orders.length)) })
    return hand.lists.map((list) => list.orders)
  } finally {
    await planner.close()
  }
}

const movesPerOrder = 1_000
const leastMoves = 20_000
const mostMs = 2_000
