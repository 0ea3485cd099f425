// What a supervisor sets about a kind of wave. Runs anywhere: no clock, no I/O. Rules RR1..RR7 of docs/specs/waves.md.
import type { PickMode } from '../facts/common.ts'

/** What must not meet on one list. */
export const apartKinds = ['zone', 'carrier', 'priority'] as const
export type ApartKind = (typeof apartKinds)[number]

/** What one list, which is one walk with one cart, may hold; null: no limit. Orders that differ in what `apart` names never share a list. */
export type ListLimits = { maxOrders: number | null; maxUnits: number | null; maxWeightGrams: number | null; maxVolumeMl: number | null; apart: ApartKind[] }

export type ReleaseRule = {
  ruleId: string
  name: string
  /** Empty: any carrier. */
  carrierCodes: string[]
  /** Only orders whose cut-off is at most so many minutes away, or past; null: however far. */
  cutOffBeforeMinutes: number | null
  /** 一单一件, 一单多件. Single is one line of one piece. */
  itemCount: 'single' | 'multi' | 'any'
  /** Empty: any zone. Otherwise every line of the order lies in one of them. */
  zones: string[]
  /** Higher is more urgent; null: any. */
  minPriority: number | null
  mode: PickMode
  maxOrders: number
  maxUnits: number
  maxWeightGrams: number
  maxVolumeMl: number
  /** Slots of the wall, or of one cart. */
  maxSlots: number
  autoRelease: boolean
  /** Absent: a list is as large as its mode makes it. */
  lists?: ListLimits | undefined
}

/** An order that waits for release, with what the rules ask about. */
export type WaveCandidate = {
  orderId: string
  carrierCode: string
  cutOffAtMs: number
  receivedAtMs: number
  /** Higher is more urgent. */
  priority: number
  units: number
  /** null: a product of it has no weight yet. */
  weightGrams: number | null
  /** null: a product of it has no size yet. */
  volumeMl: number | null
  /** Zone of every line's place, each once; a line without a place is not here but in `linesWithoutPlace`. */
  zones: readonly string[]
  linesWithoutPlace: number
}

export type WhyLeftOut =
  | 'no-place' | 'other-carrier' | 'cut-off-too-far' | 'other-item-count' | 'other-zone' | 'priority-too-low' | 'larger-than-caps' | 'wave-full'

/** Whether the pieces of a wave of this mode are sorted into orders at a put wall. */
export function usesWall(mode: PickMode): boolean {
  return mode === 'batch-wall' || mode === 'zone-wall'
}

/** Whether every order of a wave of this mode stands in a slot of its own. */
export function needsSlots(mode: PickMode): boolean {
  return usesWall(mode) || mode === 'cart'
}

/** PW3: slots cap the orders in the modes that use them. A cart rule's slots are those of one cart; the wave may need several. */
export function mostOrdersOf({ mode, maxOrders, maxSlots }: Pick<ReleaseRule, 'mode' | 'maxOrders' | 'maxSlots'>): number {
  return usesWall(mode) ? Math.min(maxOrders, maxSlots) : maxOrders
}

/** Whether a rule of this mode may say what one list holds: elsewhere the lists follow from the mode. */
export function mayLimitLists(mode: PickMode): boolean {
  return mode === 'cart' || mode === 'batch-wall' || mode === 'single-item'
}

/** Whether the orders of such a wave are put onto lists by planning: a cart always is a list; elsewhere only where a list has limits. */
export function hasPlannedLists({ mode, lists }: ReleaseRule): boolean {
  return mode === 'cart' || (lists !== undefined && mayLimitLists(mode))
}

/** The first reason for which the rule forbids this order in its waves, or null. Caps are not looked at. */
export function whyForbidden(rule: ReleaseRule, order: WaveCandidate, nowMs: number): WhyLeftOut | null {
  // RR1
  if (order.linesWithoutPlace > 0) return 'no-place'
  // RR2
  if (rule.carrierCodes.length > 0 && !rule.carrierCodes.includes(order.carrierCode)) return 'other-carrier'
  // RR3: an order past its cut-off is the most urgent one, not an excluded one.
  if (rule.cutOffBeforeMinutes !== null && order.cutOffAtMs - nowMs > rule.cutOffBeforeMinutes * 60_000) return 'cut-off-too-far'
  // RR4: the single-item mode finds an order by one scanned piece, so it takes no other order even if the rule says any.
  const itemCount = order.units === 1 ? 'single' : 'multi'
  if (rule.itemCount !== 'any' && rule.itemCount !== itemCount) return 'other-item-count'
  if (rule.mode === 'single-item' && itemCount === 'multi') return 'other-item-count'
  // RR5
  if (rule.zones.length > 0 && !order.zones.every(zone => rule.zones.includes(zone))) return 'other-zone'
  // RR6
  if (rule.minPriority !== null && order.priority < rule.minPriority) return 'priority-too-low'
  return null
}
