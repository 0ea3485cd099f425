// When a wave starts by itself. Runs anywhere: no clock, no I/O. Rules RW1 to RW6 of docs/specs/planning.md.
import { mostOrdersOf, needsSlots, type ReleaseRule } from './release-rule.ts'

/** What is free on the floor now. `openLists` are those that nobody has taken, of all waves. */
export type FloorNow = { readonly freePickers: number; readonly walkingPickers: number; readonly openLists: number; /** Of the wall or the carts that this rule uses. */ readonly freeSlots: number; readonly parcelsOnFloor: number; readonly parcelRoom: number }
/** The wave that the rule would take now. */
export type WaveNow = { readonly orders: number; readonly earliestCutOffAtMs: number; readonly longestWaitingSinceMs: number }

/** RW2, LT5: last work of somebody signed in who picks or could; '' is none yet. */
export const workOfPickers: readonly string[] = ['', 'pick']

export const startReasons = ['pickers-free', 'slots-free', 'parcels-free', 'wave-worth', 'cut-off-near', 'waited-long'] as const
export const waitReasons = ['no-picker', 'lists-enough', 'stations-full', 'slots-few', 'no-order', 'orders-few'] as const
export type StartReason = (typeof startReasons)[number]
export type WaitReason = (typeof waitReasons)[number]

/** Why a wave starts now, each with its figure; or the first thing it waits for, with how much there is and how much is wanted. */
export type StartVerdict =
  | { readonly starts: true; readonly why: readonly { readonly code: StartReason; readonly value: number }[] }
  | Waits
export type Waits = { readonly starts: false; readonly code: WaitReason; readonly value: number; readonly wanted: number }

/** So near a cut-off a small wave is worth its walk. */
const nearMinutes = 60
/** So long an order waits at most for others to come. */
const longestWaitMinutes = 30

const waits = (code: WaitReason, value: number, wanted: number): Waits => ({ starts: false, code, value, wanted })

/** What any wave waits for, whatever orders it would take; null: the floor has room for one. */
export function floorWaits(floor: FloorNow): Waits | null {
  // RW2: one list more than there are hands that are free, so that nobody stands and waits for the next wave.
  if (floor.freePickers + floor.walkingPickers === 0) return waits('no-picker', 0, 1)
  if (floor.openLists > floor.freePickers) return waits('lists-enough', floor.openLists, floor.freePickers)
  // RW3
  if (floor.parcelsOnFloor >= floor.parcelRoom) return waits('stations-full', floor.parcelsOnFloor, floor.parcelRoom)
  return null
}

export function startVerdict(rule: ReleaseRule, floor: FloorNow, wave: WaveNow, nowMs: number): StartVerdict {
  const full = floorWaits(floor)
  if (full) return full
  if (wave.orders === 0) return waits('no-order', 0, 1)
  const minutesLeft = Math.max(0, Math.round((wave.earliestCutOffAtMs - nowMs) / 60_000))
  const minutesWaited = Math.floor((nowMs - wave.longestWaitingSinceMs) / 60_000)
  const mayBeSmall = minutesLeft <= nearMinutes || minutesWaited >= longestWaitMinutes
  const worth = Math.ceil(mostOrdersOf(rule) / 2)
  // RW4: a wall that frees slot by slot does not start a wave with each of them.
  if (needsSlots(rule.mode) && floor.freeSlots < (mayBeSmall ? 1 : worth)) return waits('slots-few', floor.freeSlots, mayBeSmall ? 1 : worth)
  // RW5
  if (wave.orders < worth && !mayBeSmall) return waits('orders-few', wave.orders, worth)
  const third: { code: StartReason; value: number } = wave.orders >= worth ? { code: 'wave-worth', value: wave.orders } : minutesLeft <= nearMinutes ? { code: 'cut-off-near', value: minutesLeft } : { code: 'waited-long', value: minutesWaited }
  return { starts: true, why: [
    { code: 'pickers-free', value: floor.freePickers }, ...(needsSlots(rule.mode) ? [{ code: 'slots-free' as const, value: floor.freeSlots }] : []), { code: 'parcels-free', value: floor.parcelRoom - floor.parcelsOnFloor }, third,
  ] }
}
