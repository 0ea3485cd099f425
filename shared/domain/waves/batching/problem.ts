// What batching is asked: a pool of orders, a block of aisles, a cart. Runs anywhere: no clock, no I/O. Rules BT1..BT5 of docs/specs/batching.md.
import type { LayoutPlace, SiteLayout } from '../routing/layout.ts'
import type { OneBlock } from '../routing/one-block.ts'

/** A place to stop at: aisle number and the way from the front cross aisle, in the block's unit of length. */
export type Stop = { readonly aisle: number; readonly position: number }

/** What an order takes of a cart, or what a cart holds. Whole numbers or fractions, never negative; a cart's may be Infinity. */
export type Load = { readonly units: number; readonly weightGrams: number; readonly volumeCubicCentimetres: number; readonly slots: number }

export const loadKinds = ['units', 'weightGrams', 'volumeCubicCentimetres', 'slots'] as const

/**
 * `mixClass` names everything that may not meet on one cart (zone, carrier, temperature, priority, as the site's rule has it): orders of
 * different classes never share a list. `dueAtMs` is the cut-off, null when there is none.
 */
export type BatchOrder = { readonly stops: readonly Stop[]; readonly load: Load; readonly mixClass: string; readonly dueAtMs: number | null; /** The same stops by the names of the site's layout; only for problems with one. */ readonly places?: readonly string[] }

export const batchPolicies = ['optimal', 'traversal', 'largest-gap'] as const
export type BatchPolicy = (typeof batchPolicies)[number]

/** Who walks the lists, from when on, and how long a list takes: start, way and pieces. */
export type Pickers = { readonly count: number; readonly startAtMs: number; readonly msPerLength: number; readonly msPerUnit: number; readonly msPerList: number }

/** `least-length`: as little walking as possible. `least-makespan`: the last picker is done as early as possible. In both, lateness counts first. */
export const batchAims = ['least-length', 'least-makespan'] as const
export type BatchAim = (typeof batchAims)[number]

/** A layout that is more than one block, with the places of all orders in it. */
export type BatchSite = { readonly ways: Omit<SiteLayout, 'places'>; readonly spots: readonly LayoutPlace[] }

export type BatchProblem = {
  readonly block: OneBlock
  readonly policy: BatchPolicy
  readonly capacity: Load
  readonly orders: readonly BatchOrder[]
  /** Without pickers there is no time: due times count for nothing. */
  readonly pickers: Pickers | null
  readonly aim: BatchAim
  /** So many carts are there: no more lists than this, where that is possible at all. Absent: as many as are best. */
  readonly mostLists?: number | undefined
  /** BT16: lists are as long as their walks through this layout; `block` is only near it. Absent: `block` is what is walked. */
  readonly site?: BatchSite
}

/** Why an order cannot be on any list. `kind` is the limit it breaks. */
export type Unplannable =
  | { readonly order: number; readonly reason: 'larger-than-cart'; readonly kind: keyof Load; readonly asked: number; readonly held: number }
  | { readonly order: number; readonly reason: 'bad-load'; readonly kind: keyof Load }
  | { readonly order: number; readonly reason: 'bad-place'; readonly stop: number }

/** One walk: the orders by their index in the problem, ascending, and its length. */
export type BatchList = { readonly orders: readonly number[]; readonly length: number }
