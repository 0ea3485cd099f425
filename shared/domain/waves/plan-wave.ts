// Which waiting orders the next wave of a rule takes. Runs anywhere: no clock, no I/O. Rules PW1..PW6 of docs/specs/waves.md.
import { assert } from '#shared/kernel/assert.ts'
import { mostOrdersOf, type ReleaseRule, type WaveCandidate, whyForbidden, type WhyLeftOut } from './release-rule.ts'

export type PlannedWave = {
  /** In the order in which they are served: slots are given and shortages shared out in this order. */
  orderIds: string[]
  leftOut: { orderId: string; why: WhyLeftOut }[]
  units: number
  weightGrams: number
  volumeMl: number
  /** Orders counted as 0 against these caps, because a product was never weighed or measured. */
  ordersWithoutWeight: number
  ordersWithoutVolume: number
  /** Earliest cut-off of the wave; null when it is empty. */
  cutOffAtMs: number | null
}

/** Earliest cut-off first, then priority, then the longest waiting; the id makes equal ones a fixed row. */
export function byUrgency(a: WaveCandidate, b: WaveCandidate): number {
  return a.cutOffAtMs - b.cutOffAtMs || b.priority - a.priority || a.receivedAtMs - b.receivedAtMs || (a.orderId < b.orderId ? -1 : 1)
}

/**
 * Fills one wave in order of urgency. Every candidate ends either in the wave or in `leftOut` with its reason; no cap is exceeded.
 * An order that does not fit any more is passed over and smaller ones behind it may still come in: it is first in the next wave.
 */
export function planWave(rule: ReleaseRule, candidates: readonly WaveCandidate[], nowMs: number): PlannedWave {
  assert(new Set(candidates.map(order => order.orderId)).size === candidates.length, 'an order is a candidate once')
  const wave: PlannedWave = { orderIds: [], leftOut: [], units: 0, weightGrams: 0, volumeMl: 0, ordersWithoutWeight: 0, ordersWithoutVolume: 0, cutOffAtMs: null }
  const maxOrders = mostOrdersOf(rule)
  const exceeds = (units: number, weightGrams: number, volumeMl: number): boolean =>
    units > rule.maxUnits || weightGrams > rule.maxWeightGrams || volumeMl > rule.maxVolumeMl
  // PW1
  for (const order of candidates.toSorted(byUrgency)) {
    const leaveOut = (why: WhyLeftOut): unknown => wave.leftOut.push({ orderId: order.orderId, why })
    // PW2
    const forbidden = whyForbidden(rule, order, nowMs)
    if (forbidden) {
      leaveOut(forbidden)
      continue
    }
    assert(Number.isSafeInteger(order.units) && order.units > 0, 'an order has a positive whole number of pieces')
    // PW4: products are weighed and measured when they are packed, so an order without weight must not wait for its weight.
    const weightGrams = order.weightGrams ?? 0
    const volumeMl = order.volumeMl ?? 0
    // PW5
    if (exceeds(order.units, weightGrams, volumeMl)) {
      leaveOut('larger-than-caps')
      continue
    }
    // PW6
    if (wave.orderIds.length >= maxOrders || exceeds(wave.units + order.units, wave.weightGrams + weightGrams, wave.volumeMl + volumeMl)) {
      leaveOut('wave-full')
      continue
    }
    wave.orderIds.push(order.orderId)
    wave.units += order.units
    wave.weightGrams += weightGrams
    wave.volumeMl += volumeMl
    if (order.weightGrams === null) wave.ordersWithoutWeight++
    if (order.volumeMl === null) wave.ordersWithoutVolume++
    wave.cutOffAtMs ??= order.cutOffAtMs
  }
  return wave
}
