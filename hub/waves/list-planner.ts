// The planner of one wave's lists on a thread of its own. Rules PL5 to PL7 of docs/specs/planning.md.
import type { HandChange } from '#shared/domain/waves/batching/hand-changes.ts'
import type { BatchProblem } from '#shared/domain/waves/batching/problem.ts'
import { inHand, type PlanInHand } from '#shared/domain/waves/batching/replan.ts'
import type { BoardRefused } from '#shared/contract/board-refusals.ts'
import { openApart } from './apart.ts'
import type { PlannedOrder } from './plan-view.ts'
import type { FromPlanner, PlanAnswers, PlanBudget, PlanProgress, PlanQuestion, PlanRead, PlanSetting } from './plan-worker.ts'
import type { PlanWanted } from './read-plan.ts'

/** One question at a time, answered in the row they were asked. After a fault of the thread every question is rejected. */
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

export function openListPlanner(problem?: BatchProblem): ListPlanner {
  type Waiting = { resolve: (answer: never) => void; reject: (fault: Error) => void; onProgress: ((progress: PlanProgress) => void) | undefined }
  const orders: PlannedOrder[] = []
  const waiting: Waiting[] = []
  let ended: Error | undefined
  const endListeners: ((fault: Error) => void)[] = []
  const thread = openApart('./plan-worker.ts', { problem } satisfies PlanSetting, {
    onMessage(told) {
      const message = told as FromPlanner
      if ('progress' in message) return waiting[0]?.onProgress?.(message.progress)
      if ('orders' in message) return void orders.push(...message.orders)
      waiting.shift()?.resolve(message.answer as never)
    },
    onEnd(fault) {
      ended ??= fault
      for (const each of waiting.splice(0)) each.reject(ended)
      for (const listener of endListeners.splice(0)) listener(ended)
    },
  })
  const ask = <K extends keyof PlanAnswers>(question: PlanQuestion & { ask: K }, onProgress?: Waiting['onProgress']): Promise<PlanAnswers[K]> => new Promise((resolve, reject) => {
    if (ended) return reject(ended)
    waiting.push({ resolve, reject, onProgress })
    thread.post(question)
  })
  return {
    async read(wanted) {
      const found = await ask({ ask: 'read', wanted })
      return 'refused' in found ? found : { ...found, orders }
    },
    plan(hand, budget, onProgress) {
      thread.setStop(0)
      return ask({ ask: 'plan', hand, budget }, onProgress)
    },
    stopPlanning: () => thread.setStop(1),
    onEnd: (listener) => void endListeners.push(listener),
    change: (hand, change) => ask({ ask: 'change', hand, change }),
    targets: (hand, orders, most) => ask({ ask: 'targets', hand, orders, most }),
    close: () => thread.close(),
  }
}

/** PL5: the lists of a problem that nobody looks at before they are released: soon there, and the same for the same orders. */
export async function planOnce(problem: BatchProblem): Promise<readonly (readonly number[])[]> {
  const planner = openListPlanner(problem)
  try {
    const { hand } = await planner.plan(inHand([]), { seed: 1, forMs: mostMs, moves: Math.max(leastMoves, movesPerOrder * problem.orders.length) })
    return hand.lists.map((list) => list.orders)
  } finally {
    await planner.close()
  }
}

const movesPerOrder = 1_000
const leastMoves = 20_000
const mostMs = 2_000
