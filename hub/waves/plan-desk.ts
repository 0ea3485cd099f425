// Plans that supervisors have in hand: made, changed and released, each with a thread of its own. Rules PL7 to PL12 of docs/specs/planning.md.
import type { BoardApi } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import type { In, Out } from '#shared/contract/contract.ts'
import { mostShown, type PlanChange } from '#shared/contract/wave-plans.ts'
import type { HandChange, PlanFigures } from '#shared/domain/waves/batching/hand-changes.ts'
import { inHand } from '#shared/domain/waves/batching/replan.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { CarrierPort } from '../carriers/carrier-port.ts'
import type { Database } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { openListPlanner } from './list-planner.ts'
import { changeRefused } from './plan-view.ts'
import { beginPlanning, plansInHand, takeOver, viewOf, type OpenPlan, type TellPlan } from './plans-in-hand.ts'
import { releasePlanned } from './release-planned.ts'
import { releasedBefore } from './release-wave.ts'

type Answer<K extends keyof BoardApi['calls']> = Promise<Out<BoardApi, K>>
type Ask<K extends keyof BoardApi['calls']> = In<BoardApi, K>

export type PlanDesk = {
  open(asked: Ask<'plan.open'>, tell: TellPlan): Answer<'plan.open'>
  view(asked: Ask<'plan.view'>, tell: TellPlan): Answer<'plan.view'>
  stop(asked: Ask<'plan.stop'>): Answer<'plan.stop'>
  again(asked: Ask<'plan.again'>): Answer<'plan.again'>
  change(asked: Ask<'plan.change'>): Answer<'plan.change'>
  orders(asked: Ask<'plan.orders'>): Answer<'plan.orders'>
  targets(asked: Ask<'plan.targets'>): Answer<'plan.targets'>
  release(actorId: string, asked: Ask<'plan.release'>, carriers?: CarrierPort): Answer<'plan.release'>
  discard(asked: Ask<'plan.close'>): Answer<'plan.close'>
  close(): Promise<void>
}

const done = { kind: 'done' } as const
const noFigures: PlanFigures = { length: 0, workMs: 0, doneMs: 0, lateLists: new Set(), lateOrders: 0, durationsMs: [] }

export function openPlanDesk({ database, tools, onFault }: { database: Database; tools: HubTools; onFault: (where: string, fault: unknown) => string }): PlanDesk {
  const { nowMs } = tools.system
  const plans = plansInHand(nowMs)
  const begin = (plan: OpenPlan, seconds: number): void => beginPlanning(plans, plan, { seconds, nowMs, onFault })
  return {
    async open({ ruleId, orderIds, pickers, aim, seconds }, tell) {
      await plans.tidy()
      assert(tools.access, 'a hub that plans lets its threads read')
      const planner = openListPlanner()
      const found = await planner.read({ access: tools.access, nowMs: nowMs(), ruleId, orderIds, pickers, aim }).catch(async (fault: unknown) => {
        await planner.close()
        throw fault
      })
      if ('refused' in found) {
        await planner.close()
        return found.refused
      }
      const { rule, orders, leftOut, freeCarts } = found
      const plan: OpenPlan = {
        planId: tools.system.mintId(), revision: 0, rule, orders, leftOut, pickers, freeCarts, indexOf: new Map(orders.map((order, index) => [order.orderId, index])), planner,
        now: { hand: inHand([]), figures: noFigures, arrival: noFigures, unplannable: [] }, before: [], planning: null, touchedMs: nowMs(), tell,
      }
      plans.add(plan)
      // At rest, too, a plan without its thread cannot be changed any more. While it plans, the planning itself fails.
      planner.onEnd((fault) => {
        if (!plans.has(plan) || plan.planning) return
        onFault('plan', fault)
        void plans.end(plan)
      })
      begin(plan, seconds)
      return viewOf(plan)
    },

    async view({ planId }, tell) {
      const plan = plans.find(planId)
      if (!plan) return refusedBecause('plan-gone')
      plan.tell = tell
      return viewOf(plan)
    },

    async stop({ planId, keep }) {
      const plan = plans.find(planId)
      if (!plan) return refusedBecause('plan-gone')
      if (plan.planning) plan.planning.keep = keep
      plan.planner.stopPlanning()
      return done
    },

    async again(asked) {
      const plan = plans.atRest(asked)
      if ('kind' in plan) return plan
      begin(plan, asked.seconds)
      return viewOf(plan)
    },

    async change(asked) {
      const plan = plans.atRest(asked)
      if ('kind' in plan) return plan
      const { figures } = plan.now
      if (asked.change.kind === 'undo') {
        const earlier = plan.before.pop()
        if (!earlier) return refusedBecause('plan-nothing-to-undo')
        plan.now = earlier
        plan.revision += 1
      } else {
        const change = changeOf(plan, asked.change)
        if (!change) return refusedBecause('plan-older')
        const found = await plan.planner.change(plan.now.hand, change)
        if ('refused' in found) return changeRefused(found.refused)
        // Another board may have been quicker while the thread thought about it.
        if (plan.revision !== asked.revision || plan.planning) return refusedBecause('plan-older')
        takeOver(plan, { ...plan.now, ...found })
      }
      const { length, workMs } = plan.now.figures
      return { kind: 'changed', metres: Math.round(length - figures.length), minutes: Math.round((workMs - figures.workMs) / 60_000), plan: viewOf(plan) }
    },

    async orders(asked) {
      const plan = plans.atRest(asked)
      if ('kind' in plan) return plan
      const list = plan.now.hand.lists[asked.list]
      return list ? list.orders.map((index) => {
        const { orderId, number, units, lineCount, zones, carrierCode, priority, cutOffAtMs } = plan.orders[index]!
        return { orderId, number, pieces: units, lines: lineCount, zones: [...zones], carrierCode, priority, cutOffAtMs }
      }) : refusedBecause('plan-older')
    },

    async targets(asked) {
      const plan = plans.atRest(asked)
      if ('kind' in plan) return plan
      const orders = indexesOf(plan, asked.orderIds)
      if (!orders) return refusedBecause('plan-older')
      return (await plan.planner.targets(plan.now.hand, orders, mostShown.targets)).map(({ to, longer }) => ({ to, metres: Math.round(longer) }))
    },

    async release(actorId, asked, carriers) {
      const open = plans.find(asked.planId)
      const earlier = await releasedBefore(database, { requestId: asked.requestId, ...(open && { ruleId: open.rule.ruleId, orderIds: open.orders.map(({ orderId }) => orderId) }) })
      if (earlier) return earlier.kind === 'refused' ? earlier : { ...earlier, meanwhile: [] }
      const plan = plans.atRest(asked)
      if ('kind' in plan) return plan
      const lists = plan.now.hand.lists.map((list) => list.orders.map((order) => plan.orders[order]!))
      const answer = await releasePlanned(database, tools, actorId, { requestId: asked.requestId, rule: plan.rule, lists }, carriers)
      if (answer.kind === 'released') await plans.end(plan)
      return answer
    },

    async discard({ planId }) {
      const plan = plans.find(planId)
      if (plan) await plans.end(plan)
      return done
    },

    close: plans.close,
  }
}

function indexesOf(plan: OpenPlan, orderIds: readonly string[]): number[] | undefined {
  const indexes = orderIds.flatMap((orderId) => plan.indexOf.get(orderId) ?? [])
  return indexes.length === orderIds.length ? indexes : undefined
}

/** The board's change by index; undefined: it names an order that the plan does not have. */
function changeOf(plan: OpenPlan, change: Exclude<PlanChange, { kind: 'undo' }>): HandChange | undefined {
  if (change.kind === 'pin') return change
  const orders = indexesOf(plan, change.kind === 'include' ? [change.orderId] : change.orderIds)
  if (!orders) return undefined
  if (change.kind === 'include') return { kind: 'include', order: orders[0]! }
  if (change.kind === 'move') return { kind: 'move', orders, to: change.to }
  return change.kind === 'split' ? { kind: 'split', list: change.list, orders } : { kind: 'exclude', orders }
}
