// What the planner of lists is asked about one wave, and which cart takes which list. Runs anywhere: no clock, no I/O. Rules PL1 to PL4 of docs/specs/planning.md.
import { loadKinds, type BatchOrder, type BatchProblem, type Pickers } from './batching/problem.ts'
import type { LineToPick } from './make-lists.ts'
import type { ReleaseRule, WaveCandidate } from './release-rule.ts'
import { bayBlock, USUAL_BAYS, type BayAisle } from './routing/bay-router.ts'

export type OrderToPlan = Pick<WaveCandidate, 'carrierCode' | 'cutOffAtMs' | 'priority' | 'units' | 'weightGrams' | 'volumeMl' | 'zones'> & { readonly lines: readonly LineToPick[] }

/** Usual paces of one picker: a piece is found and scanned, and a list begins and ends with a cart at the start. */
const msPerPiece = 12_000
const msPerList = 60_000

/** The usual pickers of a site, so many of them, from now on. */
export function usualPickers(count: number, nowMs: number): Pickers {
  return { count, startAtMs: nowMs, msPerLength: 1000 / USUAL_BAYS.metresPerSecond, msPerUnit: msPerPiece, msPerList }
}

/** PL1: orders in the row they are given, which is that of arrival order for the planner. `cartSlots`: the slots of each free cart; for other modes empty. */
export function listProblem(rule: ReleaseRule, orders: readonly OrderToPlan[], aisles: readonly BayAisle[], cartSlots: readonly number[], pickers: Pickers | null): BatchProblem {
  const limits = rule.lists
  const places = orders.flatMap(order => order.lines.map(line => line.place))
  const { block, stopOf } = bayBlock(aisles, places)
  const slots = rule.mode === 'cart' ? Math.min(limits?.maxOrders ?? Infinity, rule.maxSlots, Math.max(0, ...cartSlots)) : limits?.maxOrders ?? Infinity
  return {
    block, policy: 'optimal', pickers, aim: 'least-length', ...(rule.mode === 'cart' ? { mostLists: cartSlots.length } : {}),
    capacity: { units: limits?.maxUnits ?? Infinity, weightGrams: limits?.maxWeightGrams ?? Infinity, volumeCubicCentimetres: limits?.maxVolumeMl ?? Infinity, slots },
    orders: orders.map((order): BatchOrder => ({
      stops: order.lines.map(line => stopOf(line.place)), mixClass: mixClassOf(rule, order), dueAtMs: order.cutOffAtMs,
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
