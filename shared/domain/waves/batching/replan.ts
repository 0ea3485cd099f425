// A plan changed by hand, and planned anew around what is pinned. Runs anywhere: no clock, no I/O. Rules BT11, BT12 of docs/specs/batching.md.
import { assert } from '#shared/kernel/assert.ts'
import { seededRandom } from '#shared/kernel/random.ts'
import { listOf, measured } from './list-of.ts'
import { firstFitPlan, planLists, type BatchPlan, type Budget } from './plan-lists.ts'
import { polish } from './polish.ts'
import { loadKinds, type BatchList, type BatchProblem, type Load } from './problem.ts'
import { cheaper } from './timely.ts'

/** Why a change by hand is refused. `no-such-list`, `no-such-order`: the screen shows an older plan. */
export type ChangeRefusal =
  | { readonly reason: 'no-such-list' | 'no-such-order' | 'same-list' | 'nothing-left' | 'list-is-pinned' | 'mixes-classes' }
  | { readonly reason: 'larger-than-cart'; readonly kind: keyof Load; readonly asked: number; readonly held: number }

/** A plan on a supervisor's screen: lists by their place in the row, which of them stay as they are, and who stays out. */
export type PlanInHand = { readonly lists: readonly BatchList[]; readonly pinned: ReadonlySet<number>; readonly excluded: ReadonlySet<number> }
export type Changed = { readonly changed: PlanInHand } | { readonly refused: ChangeRefusal }

/** A plan as it was found: nothing pinned, nobody out. */
export const inHand = (lists: readonly BatchList[]): PlanInHand => ({ lists, pinned: new Set(), excluded: new Set() })

const refused = (reason: Exclude<ChangeRefusal['reason'], 'larger-than-cart'>): Changed => ({ refused: { reason } })

/** BT12: takes an order from its list onto another; `to` one past the last list opens a new one. A list that is left empty goes, and those behind it move up. */
export function moveOrder(problem: BatchProblem, plan: PlanInHand, order: number, to: number): Changed {
  const from = plan.lists.findIndex(list => list.orders.includes(order))
  if (from < 0) return refused('no-such-order')
  if (!Number.isInteger(to) || to < 0 || to > plan.lists.length) return refused('no-such-list')
  if (from === to) return refused('same-list')
  if (plan.pinned.has(from) || plan.pinned.has(to)) return refused('list-is-pinned')
  const target = plan.lists[to]?.orders ?? []
  const grown = [...target, order]
  if (new Set(grown.map(each => problem.orders[each]!.mixClass)).size > 1) return refused('mixes-classes')
  for (const kind of loadKinds) {
    const asked = grown.reduce((sum, each) => sum + problem.orders[each]!.load[kind], 0)
    if (asked > problem.capacity[kind]) return { refused: { reason: 'larger-than-cart', kind, asked, held: problem.capacity[kind] } }
  }
  const lists = [...plan.lists]
  lists[to] = listOf(problem, grown)
  lists[from] = listOf(problem, lists[from]!.orders.filter(each => each !== order))
  return { changed: withoutEmpty({ ...plan, lists }) }
}

/** BT12: takes these orders off a list onto a new one at the end. Something must stay and something must go. */
export function splitList(problem: BatchProblem, plan: PlanInHand, list: number, away: readonly number[]): Changed {
  const present = plan.lists[list]
  if (!present) return refused('no-such-list')
  if (plan.pinned.has(list)) return refused('list-is-pinned')
  const going = new Set(away)
  if ([...going].some(order => !present.orders.includes(order))) return refused('no-such-order')
  if (going.size === 0 || going.size === present.orders.length) return refused('nothing-left')
  const lists = plan.lists.map((each, index) => (index === list ? listOf(problem, present.orders.filter(order => !going.has(order))) : each))
  return { changed: { ...plan, lists: [...lists, listOf(problem, [...going])] } }
}

/** BT11: a pinned list stays as it is, by hand and in planning; `pinned` false lets it go again. */
export function pinList(plan: PlanInHand, list: number, pinned: boolean): Changed {
  if (!plan.lists[list]) return refused('no-such-list')
  const all = new Set(plan.pinned)
  if (pinned) all.add(list)
  else all.delete(list)
  return { changed: { ...plan, pinned: all } }
}

/** BT11: takes an order out of the plan, as when it is cancelled; it comes back with the next planning after `includeOrder`. */
export function excludeOrder(problem: BatchProblem, plan: PlanInHand, order: number): Changed {
  if (!problem.orders[order]) return refused('no-such-order')
  const lists = plan.lists.map(list => (list.orders.includes(order) ? listOf(problem, list.orders.filter(each => each !== order)) : list))
  return { changed: withoutEmpty({ ...plan, lists, excluded: new Set(plan.excluded).add(order) }) }
}

/** The next planning may use the order again. */
export function includeOrder(plan: PlanInHand, order: number): Changed {
  if (!plan.excluded.has(order)) return refused('no-such-order')
  return { changed: { ...plan, excluded: new Set([...plan.excluded].filter(each => each !== order)) } }
}

function withoutEmpty({ lists, pinned, excluded }: PlanInHand): PlanInHand {
  const kept = [...lists.keys()].filter(list => lists[list]!.orders.length > 0)
  return { lists: kept.map(list => lists[list]!), pinned: new Set(kept.flatMap((list, index) => (pinned.has(list) ? [index] : []))), excluded }
}

/**
 * BT11: everything that is neither pinned nor excluded is planned anew; pinned lists come first and keep their orders. `plan` of the answer is
 * about the orders that were planned now, with their indexes in `problem`. Pickers are counted as if they began with what is planned now.
 */
export function replan(problem: BatchProblem, hand: PlanInHand, budget: Budget): { readonly hand: PlanInHand; readonly plan: BatchPlan } {
  const pinned = [...hand.lists.keys()].filter(list => hand.pinned.has(list)).map(list => hand.lists[list]!)
  const settled = new Set([...pinned.flatMap(list => list.orders), ...hand.excluded])
  assert(pinned.every(list => list.orders.every(order => !hand.excluded.has(order))), 'an excluded order is on no list')
  const open = [...problem.orders.keys()].filter(order => !settled.has(order))
  const mostLists = problem.mostLists === undefined ? undefined : Math.max(0, problem.mostLists - pinned.length)
  const rest: BatchProblem = { ...problem, mostLists, orders: open.map(order => problem.orders[order]!) }
  const found = problem.site ? planInSite(rest, budget) : planLists(rest, budget)
  const lists = found.lists.map(list => ({ ...list, orders: list.orders.map(order => open[order]!) }))
  const unplannable = found.unplannable.map(each => ({ ...each, order: open[each.order]! }))
  return { hand: { lists: [...pinned, ...lists], pinned: new Set(pinned.keys()), excluded: hand.excluded }, plan: { ...found, lists, unplannable } }
}

/** The nearly true block takes this share of a budget, true walks the rest. */
const nearShare = 0.6
/** So many moves in the block cost as much as one with true walks. */
const movesPerTrueMove = 200

/** BT16: searched in the block, measured and polished in the layout. Progress tells the block's lengths, in the scale of the layout's. */
function planInSite(problem: BatchProblem, budget: Budget): BatchPlan {
  const endMs = budget.forMs === undefined || !budget.nowMs ? Infinity : budget.nowMs() + budget.forMs
  const near = firstFitPlan(problem)
  const arrival = measured(problem, near)
  const lengthOf = (lists: readonly BatchList[]): number => lists.reduce((sum, list) => sum + list.length, 0)
  const arrivalLength = lengthOf(arrival)
  const scale = arrivalLength / Math.max(1e-9, lengthOf(near))
  const { moves, forMs, onProgress, ...rest } = budget
  const found = planLists(problem, {
    ...rest, ...(moves === undefined ? {} : { moves: Math.ceil(moves * nearShare) }), ...(forMs === undefined ? {} : { forMs: forMs * nearShare }),
    onProgress: ({ length, moves: made }) => onProgress?.({ length: Math.min(length * scale, arrivalLength), arrivalLength, moves: made }),
  })
  const start = cheaper(problem, arrival, measured(problem, found.lists))
  const stop = (): boolean => (endMs !== Infinity && budget.nowMs!() >= endMs) || budget.cancelled?.() === true
  const trueMoves = moves !== undefined ? Math.floor((moves * (1 - nearShare)) / movesPerTrueMove) : endMs === Infinity ? 0 : Infinity
  const lists = polish(problem, start, seededRandom(budget.seed + 1), trueMoves, stop)
  const length = lengthOf(lists)
  onProgress?.({ length: Math.min(length, arrivalLength), arrivalLength, moves: found.moves })
  return { ...found, lists, length, arrivalLength }
}
