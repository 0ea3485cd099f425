// What the planner of lists is asked about one wave, and which cart takes which list. Runs anywhere: no clock, no I/O. Rules PL1 to PL4 of docs/specs/planning.md.
import { loadKinds, type BatchOrder, type BatchProblem, type BatchSite, type Pickers, type Stop } from './batching/problem.ts'
import type { LineToPick } from './make-lists.ts'
import type { ReleaseRule, WaveCandidate } from './release-rule.ts'
import type { Place } from './router.ts'
import { bayBlock, USUAL_BAYS, type BayAisle } from './routing/bay-router.ts'
import type { OneBlock } from './routing/one-block.ts'
import { siteBlock } from './routing/site-block.ts'
import { usualMsPerPiece } from './usual-pace.ts'

export type OrderToPlan = Pick<WaveCandidate, 'carrierCode' | 'cutOffAtMs' | 'priority' | 'units' | 'weightGrams' | 'volumeMl' | 'zones'> & { readonly lines: readonly LineToPick[] }

/** A list begins and ends with a cart at the start. */
const msPerList = 60_000

/** The usual pickers of a site, so many of them, from now on. */
export function usualPickers(count: number, nowMs: number): Omit<Pickers, 'msPerLength'> {
  return { count, startAtMs: nowMs, msPerUnit: usualMsPerPiece, msPerList }
}

/** Where a site's walks are measured: as one block, and in its whole layout where that is more. A place without a stop is not walked to. */
export type Ground = { readonly block: OneBlock; readonly stopOf: (place: Place) => Stop | null; readonly site?: BatchSite; readonly metresPerSecond: number }

/** PL1: the layout where there is one that can be planned in, or the aisles and bays. */
export function groundOf(layout: BatchSite | null, aisles: readonly BayAisle[], places: readonly Place[]): Ground {
  const found = layout && siteBlock(layout.ways, layout.spots.flatMap(({ y, ...spot }) => (y === null ? [] : [{ ...spot, y }])))
  if (!layout || !found) return { ...bayBlock(aisles, places), metresPerSecond: USUAL_BAYS.metresPerSecond }
  return { block: found.block, stopOf: place => found.stopOf(place.placeCode), metresPerSecond: layout.ways.metresPerSecond, ...(found.exact ? {} : { site: layout }) }
}

/** PL1: orders in the row they are given, which is that of arrival order for the planner. `cartSlots`: the slots of each free cart; for other modes empty. */
export function listProblem(rule: ReleaseRule, orders: readonly OrderToPlan[], { block, stopOf, site, metresPerSecond }: Ground, cartSlots: readonly number[], pickers: Omit<Pickers, 'msPerLength'> | null): BatchProblem {
  const limits = rule.lists
  const slots = rule.mode === 'cart' ? Math.min(limits?.maxOrders ?? Infinity, rule.maxSlots, Math.max(0, ...cartSlots)) : limits?.maxOrders ?? Infinity
  return {
    block, policy: 'optimal', pickers: pickers && { ...pickers, msPerLength: 1000 / metresPerSecond }, aim: 'least-length', ...(site ? { site } : {}), ...(rule.mode === 'cart' ? { mostLists: cartSlots.length } : {}),
    capacity: { units: limits?.maxUnits ?? Infinity, weightGrams: limits?.maxWeightGrams ?? Infinity, volumeCubicCentimetres: limits?.maxVolumeMl ?? Infinity, slots },
    orders: orders.map((order): BatchOrder => ({
      stops: order.lines.flatMap(line => stopOf(line.place) ?? []), ...(site ? { places: order.lines.map(line => line.place.placeCode) } : {}), mixClass: mixClassOf(rule, order), dueAtMs: order.cutOffAtMs,
      // PW4: what was never weighed or measured counts as 0.
      load: { units: order.units, weightGrams: order.weightGrams ?? 0, volumeCubicCentimetres: order.volumeMl ?? 0, slots: 1 },
    })),
  }
}

/** PL2: goods that need their own temperature lie in zones of their own, so `zone` keeps them apart as well. */
function mixClassOf({ lists }: ReleaseRule, order: OrderToPlan): string {
  const parts: string[] = []
  if (lists?.apart.includes('zone')) parts.push([...order.zones].sort().join('+'))
  if (lists?.apart.includes('carrier')) parts.push(order.carrierCode)
  if (lists?.apart.includes('priority')) parts.push(String(order.priority))
  return parts.join('\n')
}

/** PL3: for each list, in its row, the free cart that takes it: the smallest that holds it; null: none is left. */
export function ontoCarts(sizes: readonly number[], cartSlots: readonly number[]): (number | null)[] {
  const free = [...cartSlots.keys()].sort((a, b) => cartSlots[a]! - cartSlots[b]! || a - b)
  return sizes.map(size => {
    const at = free.findIndex(cart => cartSlots[cart]! >= size)
    return at < 0 ? null : free.splice(at, 1)[0]!
  })
}

/** PL3: the orders in their row, each onto the first cart that holds it, every cart with its own slots: what takes part when planned lists do not fit unequal carts. */
export function fillCarts(problem: BatchProblem, cartSlots: readonly number[]): number[][] {
  const carts = cartSlots.map(slots => ({ slots, orders: [] as number[] }))
  for (const [index, order] of problem.orders.entries()) {
    const cart = carts.find(({ slots, orders }) => orders.length < slots && orders.every(each => problem.orders[each]!.mixClass === order.mixClass)
      && loadKinds.every(kind => kind === 'slots' || orders.reduce((sum, each) => sum + problem.orders[each]!.load[kind], order.load[kind]) <= problem.capacity[kind]))
    cart?.orders.push(index)
  }
  return carts.map(({ orders }) => orders).filter(orders => orders.length > 0)
}
