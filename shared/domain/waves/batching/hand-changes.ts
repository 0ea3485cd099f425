// A supervisor's changes to a plan as the board asks for them, each with what it costs. Runs anywhere: no clock, no I/O. Rules BT11 to BT14 of docs/specs/batching.md.
import { unreachable } from '#shared/kernel/assert.ts'
import { listOf } from './list-of.ts'
import { excludeOrder, includeOrder, moveOrder, pinList, splitList, type Changed, type PlanInHand } from './replan.ts'
import type { BatchList, BatchProblem } from './problem.ts'
import { scheduleOf, timedList } from './schedule.ts'

/** Orders by their index in the problem, lists by their place in the row; a list one past the last is a new one. */
export type HandChange =
  | { readonly kind: 'move'; readonly orders: readonly number[]; readonly to: number }
  | { readonly kind: 'split'; readonly list: number; readonly orders: readonly number[] }
  | { readonly kind: 'pin'; readonly list: number; readonly pinned: boolean }
  | { readonly kind: 'exclude'; readonly orders: readonly number[] }
  | { readonly kind: 'include'; readonly order: number }

/** What a plan costs: the walks of all lists, the work of all pickers, how long until the last is done, the lists that end after a cut-off of theirs, and how many orders do so after their own. */
export type PlanFigures = { readonly length: number; readonly workMs: number; readonly doneMs: number; readonly lateLists: ReadonlySet<number>; readonly lateOrders: number; readonly durationsMs: readonly number[] }

/** The figures of these lists when the problem's pickers walk them as BT9 has it; without pickers there is no time. */
export function figuresOf(problem: BatchProblem, lists: readonly BatchList[]): PlanFigures {
  const { pickers } = problem
  const length = lists.reduce((sum, list) => sum + list.length, 0)
  if (!pickers) return { length, workMs: 0, doneMs: 0, lateLists: new Set(), lateOrders: 0, durationsMs: lists.map(() => 0) }
  const timed = lists.map(list => timedList(problem, pickers, list))
  const { makespanMs, late } = scheduleOf(pickers, timed)
  const durationsMs = timed.map(list => list.durationMs)
  const lateLists = new Set<number>()
  let lateOrders = 0
  for (const [index, list] of lists.entries()) {
    const endsAtMs = late.get(timed[index]!)
    if (endsAtMs === undefined) continue
    lateLists.add(index)
    lateOrders += list.orders.filter(order => (problem.orders[order]!.dueAtMs ?? Infinity) < endsAtMs).length
  }
  return { length, workMs: durationsMs.reduce((sum, each) => sum + each, 0), doneMs: makespanMs, lateLists, lateOrders, durationsMs }
}

/** BT14: one change, of several orders all or none. A refusal changes nothing. */
export function changeByHand(problem: BatchProblem, plan: PlanInHand, change: HandChange): Changed {
  switch (change.kind) {
    case 'move': {
      let to = change.to
      return eachOrder(plan, change.orders, (present, order) => {
        const from = present.lists.findIndex(each => each.orders.includes(order))
        const moved = moveOrder(problem, present, order, to)
        // A list that goes because it is empty lets those behind it move up.
        if (from >= 0 && from < to && present.lists[from]!.orders.length === 1) to -= 1
        return moved
      })
    }
    case 'split':
      return splitList(problem, plan, change.list, change.orders)
    case 'pin':
      return pinList(plan, change.list, change.pinned)
    case 'exclude':
      return eachOrder(plan, change.orders, (present, order) => {
        const list = present.lists.findIndex(each => each.orders.includes(order))
        if (list < 0) return { refused: { reason: 'no-such-order' } }
        return present.pinned.has(list) ? { refused: { reason: 'list-is-pinned' } } : excludeOrder(problem, present, order)
      })
    case 'include':
      return bringBack(problem, plan, change.order)
    default:
      return unreachable(change)
  }
}

function eachOrder(plan: PlanInHand, orders: readonly number[], change: (plan: PlanInHand, order: number) => Changed): Changed {
  let present = plan
  for (const order of orders) {
    const next = change(present, order)
    if (!('changed' in next)) return next
    present = next.changed
  }
  return { changed: present }
}

/** BT14: an excluded order comes back onto the list that walks least further for it, or onto a new one. */
function bringBack(problem: BatchProblem, plan: PlanInHand, order: number): Changed {
  const back = includeOrder(plan, order)
  if (!('changed' in back)) return back
  // It stands on a list of its own at the end, from which it is moved; one list more is the dearest choice.
  const alone: PlanInHand = { ...back.changed, lists: [...plan.lists, listOf(problem, [order])] }
  const [best] = targetsOf(problem, alone, [order])
  return best && best.to < plan.lists.length ? moveOrder(problem, alone, order, best.to) : { changed: alone }
}

/** A list these orders may move to, and what all lists walk more for it (less: below 0). */
export type MoveTarget = { readonly to: number; readonly longer: number }

/** BT13: where these orders may go, the least further walk first; a new list counts as one past the last. */
export function targetsOf(problem: BatchProblem, plan: PlanInHand, orders: readonly number[]): MoveTarget[] {
  const before = plan.lists.reduce((sum, list) => sum + list.length, 0)
  const targets: MoveTarget[] = []
  for (let to = 0; to <= plan.lists.length; to++) {
    const moved = changeByHand(problem, plan, { kind: 'move', orders, to })
    if ('changed' in moved) targets.push({ to, longer: moved.changed.lists.reduce((sum, list) => sum + list.length, 0) - before })
  }
  return targets.sort((a, b) => a.longer - b.longer || a.to - b.to)
}
