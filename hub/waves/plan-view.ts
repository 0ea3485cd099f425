// What the board shows of a plan in hand. Rules PL8 to PL10 of docs/specs/planning.md.
import { refusedBecause, type BoardRefused, type LeftOutReason } from '#shared/contract/board-refusals.ts'
import { mostShown, type PlanView } from '#shared/contract/wave-plans.ts'
import type { PlanFigures } from '#shared/domain/waves/batching/hand-changes.ts'
import type { Load, Unplannable } from '#shared/domain/waves/batching/problem.ts'
import type { ChangeRefusal, PlanInHand } from '#shared/domain/waves/batching/replan.ts'
import type { ReleaseRule, WaveCandidate } from '#shared/domain/waves/release-rule.ts'
import { unreachable } from '#shared/kernel/assert.ts'

/** An order of a plan, by its index in the problem. */
export type PlannedOrder = WaveCandidate & { number: string; contentHash: string; lineCount: number }

/** One state of a plan; every change by hand and every planning makes the next. */
export type PlanState = { hand: PlanInHand; figures: PlanFigures; arrival: PlanFigures; unplannable: readonly Unplannable[] }

export type PlanToShow = PlanState & {
  planId: string; revision: number; rule: ReleaseRule; isPlanning: boolean; pickers: number; orders: readonly PlannedOrder[]; freeCarts: number | null
  leftOut: ReadonlyMap<LeftOutReason, number>; mayUndo: boolean
}

const minutes = (ms: number): number => Math.ceil(ms / 60_000)
const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const tooMuch: Readonly<Record<keyof Load, 'too-many-pieces' | 'too-heavy' | 'too-large' | 'too-many-orders'>> = {
  units: 'too-many-pieces', weightGrams: 'too-heavy', volumeCubicCentimetres: 'too-large', slots: 'too-many-orders',
}

export function planView({ planId, revision, rule, isPlanning, pickers, orders, hand, figures, arrival, unplannable, freeCarts, leftOut, mayUndo }: PlanToShow): PlanView {
  const planned = hand.lists.flatMap((list) => list.orders)
  const excluded = [...hand.excluded]
  return {
    planId, revision, ruleName: rule.name, mode: rule.mode, state: isPlanning ? 'planning' : 'ready', pickers, orderCount: planned.length, pieceCount: planned.reduce((sum, order) => sum + orders[order]!.units, 0),
    listCount: hand.lists.length, metres: Math.round(figures.length), arrivalMetres: Math.round(arrival.length), doneMinutes: minutes(figures.doneMs), arrivalDoneMinutes: minutes(arrival.doneMs),
    lateLists: figures.lateLists.size, lateOrders: figures.lateOrders, arrivalLateOrders: arrival.lateOrders, freeCarts, mayUndo,
    lists: hand.lists.slice(0, mostShown.lists).map((list, index) => {
      const own = list.orders.map((order) => orders[order]!)
      return {
        orders: own.length, pieces: own.reduce((sum, order) => sum + order.units, 0), metres: Math.round(list.length), minutes: minutes(figures.durationsMs[index] ?? 0), cutOffAtMs: Math.min(...own.map((order) => order.cutOffAtMs)),
        zones: [...new Set(own.flatMap((order) => order.zones))].sort(textOrder), carrierCodes: [...new Set(own.map((order) => order.carrierCode))].sort(textOrder), isPinned: hand.pinned.has(index), isLate: figures.lateLists.has(index),
      }
    }),
    excluded: excluded.slice(0, mostShown.excluded).map((order) => ({ orderId: orders[order]!.orderId, number: orders[order]!.number })), excludedCount: excluded.length,
    unplannable: unplannable.slice(0, mostShown.unplannable).map((each) => ({
      number: orders[each.order]!.number, why: each.reason === 'larger-than-cart' ? tooMuch[each.kind] : each.reason, asked: each.reason === 'larger-than-cart' ? each.asked : 0, held: each.reason === 'larger-than-cart' ? each.held : 0,
    })), unplannableCount: unplannable.length,
    leftOut: [...leftOut].map(([why, count]) => ({ why, count })),
  }
}

/** Why a change was refused, in the board's words. */
export function changeRefused(refusal: ChangeRefusal): BoardRefused {
  switch (refusal.reason) {
    case 'no-such-list':
    case 'no-such-order': return refusedBecause('plan-older')
    case 'same-list': return refusedBecause('plan-same-list')
    case 'nothing-left': return refusedBecause('plan-nothing-left')
    case 'list-is-pinned': return refusedBecause('plan-list-pinned')
    case 'mixes-classes': return refusedBecause('plan-mixed')
    case 'larger-than-cart': return refusedBecause(`plan-${tooMuch[refusal.kind]}`, { asked: Math.round(refusal.asked), held: refusal.held })
    default: return unreachable(refusal)
  }
}
