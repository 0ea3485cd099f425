// The lists of one wave as a supervisor plans them on the board before they are released (hub/waves/plan-desk.ts).
import * as z from 'zod'
import { PickMode } from '../domain/facts/common.ts'
import { batchAims } from '../domain/waves/batching/problem.ts'
import { LeftOutReason } from './board-refusals.ts'

/** At most so many of each are sent; the counts beside them are of all. */
export const mostShown = { lists: 200, excluded: 100, unplannable: 50, targets: 12, numbers: 5 } as const

const Id = z.string().max(64)
const OrderIds = z.array(Id).min(1).max(500)
const Plan = { planId: Id }
/** `revision` is that of the plan on the screen; with an older one nothing happens. */
const PlanSeen = { ...Plan, revision: z.int().min(0) }

export const PlanAsked = z.strictObject({ ruleId: z.string(), orderIds: z.array(Id).min(1).max(20_000).optional(), pickers: z.int().min(1).max(500), /** Left out: as little walking as possible. */ aim: z.enum(batchAims).optional(), seconds: z.int().min(1).max(120) })
/** `keep`: the best lists so far; otherwise what there was before this planning, and after the first one nothing. */
export const PlanStopped = z.strictObject({ ...Plan, keep: z.boolean() })
export const PlanAgain = z.strictObject({ ...PlanSeen, seconds: z.int().min(1).max(120) })

/** Lists by their place in the row of the view; a list one past the last is a new one. */
export const PlanChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('move'), orderIds: OrderIds, to: z.int().min(0) }),
  z.strictObject({ kind: z.literal('split'), list: z.int().min(0), orderIds: OrderIds }),
  z.strictObject({ kind: z.literal('pin'), list: z.int().min(0), pinned: z.boolean() }),
  z.strictObject({ kind: z.literal('exclude'), orderIds: OrderIds }),
  z.strictObject({ kind: z.literal('include'), orderId: Id }),
  z.strictObject({ kind: z.literal('undo') }),
])
export type PlanChange = z.infer<typeof PlanChange>
export const PlanChangeAsked = z.strictObject({ ...PlanSeen, change: PlanChange })
export const PlanListAsked = z.strictObject({ ...PlanSeen, list: z.int().min(0) })
export const PlanTargetsAsked = z.strictObject({ ...PlanSeen, orderIds: OrderIds })
export const PlanReleaseAsked = z.strictObject({ ...PlanSeen, requestId: z.string().min(8).max(64) })
export const PlanNamed = z.strictObject(Plan)

const Metres = z.int()
const Minutes = z.int()
const PlanList = z.strictObject({
  orders: z.int(), pieces: z.int(), metres: Metres, minutes: Minutes, cutOffAtMs: z.int(), zones: z.array(z.string()), carrierCodes: z.array(z.string()), isPinned: z.boolean(),
  /** It ends after the cut-off of one of its orders. */
  isLate: z.boolean(),
})
/** Why an order is on no list: it alone is more than a list may hold, or it does not say what it takes or where it lies. */
export const unplannableReasons = ['too-many-pieces', 'too-heavy', 'too-large', 'too-many-orders', 'bad-load', 'bad-place'] as const

export const PlanView = z.strictObject({
  ...PlanSeen, ruleName: z.string(), mode: PickMode, state: z.enum(['planning', 'ready']), pickers: z.int(),
  orderCount: z.int(), pieceCount: z.int(), listCount: z.int(), lists: z.array(PlanList),
  /** Walks of all lists, and those of the same orders in arrival order. */
  metres: Metres, arrivalMetres: Metres,
  /** From now until the last picker is done, for these lists and for those of arrival order. */
  doneMinutes: Minutes, arrivalDoneMinutes: Minutes, lateLists: z.int(), /** That end after their own cut-off. */ lateOrders: z.int(), arrivalLateOrders: z.int(),
  /** null: the mode takes no carts. */
  freeCarts: z.int().nullable(),
  excluded: z.array(z.strictObject({ orderId: z.string(), number: z.string() })), excludedCount: z.int(),
  unplannable: z.array(z.strictObject({ number: z.string(), why: z.enum(unplannableReasons), asked: z.number(), held: z.number() })), unplannableCount: z.int(),
  leftOut: z.array(z.strictObject({ why: LeftOutReason, count: z.int() })),
  mayUndo: z.boolean(),
})
export type PlanView = z.infer<typeof PlanView>

export const PlanOrders = z.array(z.strictObject({ orderId: z.string(), number: z.string(), pieces: z.int(), lines: z.int(), zones: z.array(z.string()), carrierCode: z.string(), priority: z.int(), cutOffAtMs: z.int() }))
/** Where orders may move to, and how many metres all lists together walk more for it (below 0: less). */
export const PlanTargets = z.array(z.strictObject({ to: z.int(), metres: Metres }))

/** What a change costs: below 0 is less. */
export const PlanChanged = z.strictObject({ kind: z.literal('changed'), metres: Metres, minutes: Minutes, plan: PlanView })

/** Why an order of the plan did not go out with it. */
export const meanwhileReasons = ['cancelled', 'in-other-wave', 'held', 'changed', 'no-cart-left', 'stock-short', 'not-allowed'] as const
export type MeanwhileReason = (typeof meanwhileReasons)[number]
export const PlanReleased = z.strictObject({
  kind: z.literal('released'), waveId: z.string(), waveNumber: z.string(), orderCount: z.int(),
  meanwhile: z.array(z.strictObject({ why: z.enum(meanwhileReasons), count: z.int(), numbers: z.array(z.string()) })),
})

/** Told while it plans, at most ten times a second. */
export const PlanProgressNews = z.strictObject({ ...Plan, metres: Metres, arrivalMetres: Metres, elapsedMs: z.int(), forMs: z.int() })
