// The plans that supervisors have in hand at this process, and the planning of one. Rules PL7 and PL8 of docs/specs/planning.md.
import type { BoardApi } from '#shared/contract/board-api.ts'
import { refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import type { News } from '#shared/contract/contract.ts'
import type { PlanView } from '#shared/contract/wave-plans.ts'
import type { NowMs } from '#shared/kernel/time.ts'
import type { ListPlanner } from './list-planner.ts'
import { planView, type PlanState, type PlanToShow } from './plan-view.ts'

/** PL7: a supervisor has one wave in hand; more than so many at one process are forgotten ones. */
const mostPlans = 6
const keptMs = 30 * 60_000
const mostUndo = 50

export type TellPlan = <K extends 'plan.progress' | 'plan.changed' | 'plan.ended'>(name: K, data: News<BoardApi, K>) => void
export type OpenPlan = Omit<PlanToShow, keyof PlanState | 'mayUndo' | 'isPlanning'> & {
  now: PlanState
  /** States before the changes by hand and the plannings since, the last at the end. */
  before: PlanState[]
  planner: ListPlanner
  indexOf: Map<string, number>
  /** While it plans; `keep` is taken back by a stop that drops. */
  planning: { keep: boolean } | null
  touchedMs: number
  tell: TellPlan
}

export const viewOf = (plan: OpenPlan): PlanView => planView({ ...plan, ...plan.now, isPlanning: plan.planning !== null, mayUndo: plan.before.length > 0 })

/** The next state of a plan; the one before can be taken back. */
export function takeOver(plan: OpenPlan, next: PlanState): void {
  plan.before.push(plan.now)
  if (plan.before.length > mostUndo) plan.before.shift()
  plan.now = next
  plan.revision += 1
}

export type PlansInHand = {
  /** Ends what was forgotten, and makes room for one more. */
  tidy(): Promise<void>
  add(plan: OpenPlan): void
  /** Whether it was not ended meanwhile. */
  has(plan: OpenPlan): boolean
  /** Touches it: it is not forgotten. */
  find(planId: string): OpenPlan | undefined
  /** The plan as it stands on the screen and at rest, or why not. */
  atRest(asked: { planId: string; revision: number }): OpenPlan | BoardRefused
  /** Its thread is let go, and whoever looks on is told. */
  end(plan: OpenPlan): Promise<void>
  /** All threads are let go. */
  close(): Promise<void>
}

export function plansInHand(nowMs: NowMs): PlansInHand {
  const plans = new Map<string, OpenPlan>()
  const find = (planId: string): OpenPlan | undefined => {
    const plan = plans.get(planId)
    if (plan) plan.touchedMs = nowMs()
    return plan
  }
  const end = async (plan: OpenPlan): Promise<void> => {
    plans.delete(plan.planId)
    await plan.planner.close()
    plan.tell('plan.ended', { planId: plan.planId })
  }
  return {
    async tidy() {
      const oldest = [...plans.values()].sort((a, b) => a.touchedMs - b.touchedMs)
      for (const [index, plan] of oldest.entries()) if (index < oldest.length - mostPlans || plan.touchedMs < nowMs() - keptMs) await end(plan)
    },
    add: (plan) => void plans.set(plan.planId, plan),
    has: (plan) => plans.get(plan.planId) === plan,
    find,
    atRest(asked) {
      const plan = find(asked.planId)
      if (!plan) return refusedBecause('plan-gone')
      if (plan.planning) return refusedBecause('plan-running')
      return plan.revision === asked.revision ? plan : refusedBecause('plan-older')
    },
    end,
    async close() {
      for (const plan of plans.values()) {
        plans.delete(plan.planId)
        await plan.planner.close()
      }
    },
  }
}

/** PL8: plans what is open; whoever looks on is told, and nobody waits for it. */
export function beginPlanning(plans: PlansInHand, plan: OpenPlan, { seconds, nowMs, onFault }: { seconds: number; nowMs: NowMs; onFault: (where: string, fault: unknown) => string }): void {
  const planning = { keep: true }
  plan.planning = planning
  const startedMs = nowMs()
  const forMs = seconds * 1_000
  const settledMetres = plan.now.hand.lists.filter((_, list) => plan.now.hand.pinned.has(list)).reduce((sum, list) => sum + list.length, 0)
  plan.planner.plan(plan.now.hand, { seed: 1, forMs }, ({ length, arrivalLength }) => plan.tell('plan.progress', {
    planId: plan.planId, metres: Math.round(length + settledMetres), arrivalMetres: Math.round(arrivalLength + settledMetres), elapsedMs: Math.max(0, nowMs() - startedMs), forMs,
  })).then(async ({ hand, figures, arrival, unplannable }) => {
    if (!plans.has(plan)) return
    plan.planning = null
    if (!planning.keep && plan.revision === 0) return plans.end(plan)
    if (planning.keep) {
      const isFirst = plan.revision === 0
      takeOver(plan, { hand, figures, arrival, unplannable })
      if (isFirst) plan.before.length = 0
    }
    plan.tell('plan.changed', viewOf(plan))
  }).catch(async (fault: unknown) => {
    if (!plans.has(plan)) return
    onFault('plan', fault)
    await plans.end(plan)
  })
}
