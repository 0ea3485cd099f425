// Pick lists of a released wave. Runs anywhere: no clock, no I/O. Rules ML1..ML7 of docs/specs/waves.md.
import { assert, unreachable } from '#shared/kernel/assert.ts'
import type { PickMode } from '../facts/common.ts'
import { needsSlots } from './release-rule.ts'
import type { Place, Router } from './router.ts'

/** One order line with the place its pieces are taken from. A line taken from two places is given twice. */
export type LineToPick = { lineNumber: number; sku: string; quantity: number; place: Place }
export type OrderToPick = { orderId: string; lines: readonly LineToPick[] }

/** So many pieces of one task for one order line. */
export type TaskShare = { orderId: string; lineNumber: number; quantity: number; slotCode: string | null }
export type DraftTask = { sequence: number; placeCode: string; sku: string; quantity: number; shares: TaskShare[] }
/** `zone` is empty when the list is not bound to one. */
export type DraftList = { zone: string; tasks: DraftTask[] }

export type DraftLists = {
  lists: DraftList[]
  /** Where each order stands; empty in modes without slots. A cart's slots are used again by its next list. */
  slots: { orderId: string; slotCode: string }[]
}

/** One walk with all lines of these orders: the same product at the same place is one task, shared out in the orders' row. */
function listOf(orders: readonly OrderToPick[], slotOf: ReadonlyMap<string, string>, router: Router, zone: string | null): DraftList {
  const tasks = new Map<string, { place: Place; task: Omit<DraftTask, 'sequence'> }>()
  const places = new Map<string, Place>()
  for (const { orderId, lines } of orders) {
    for (const { lineNumber, sku, quantity, place } of lines) {
      if (zone !== null && place.zone !== zone) continue
      assert(Number.isSafeInteger(quantity) && quantity > 0, 'a line asks for a positive whole number of pieces')
      places.set(place.placeCode, place)
      const key = `${place.placeCode}\n${sku}`
      const entry = tasks.get(key) ?? { place, task: { placeCode: place.placeCode, sku, quantity: 0, shares: [] } }
      tasks.set(key, entry)
      entry.task.quantity += quantity
      entry.task.shares.push({ orderId, lineNumber, quantity, slotCode: slotOf.get(orderId) ?? null })
    }
  }
  // ML3
  const stop = new Map(router.route([...places.values()]).map((place, index) => [place.placeCode, index]))
  const walked = [...tasks.values()].sort((a, b) =>
    (stop.get(a.task.placeCode) ?? 0) - (stop.get(b.task.placeCode) ?? 0) || (a.task.sku < b.task.sku ? -1 : 1))
  return { zone: zone ?? '', tasks: walked.map(({ task }, index) => ({ sequence: index + 1, ...task })) }
}

/**
 * Lists and slots for the orders of one wave, given in their row of urgency. `slotCodes` are the free slots of the wall, or of one
 * cart; a wall with fewer slots than orders is a fault, because planning caps the wave by them. Every piece asked for is in exactly
 * one task.
 */
export function makeLists(mode: PickMode, orders: readonly OrderToPick[], slotCodes: readonly string[], router: Router): DraftLists {
  assert(new Set(orders.map(order => order.orderId)).size === orders.length, 'an order is in a wave once')
  assert(new Set(slotCodes).size === slotCodes.length, 'a slot is given once')
  assert(orders.every(order => order.lines.length > 0), 'an order that is released has lines')
  if (orders.length === 0) return { lists: [], slots: [] }
  if (needsSlots(mode)) assert(slotCodes.length > 0 && (mode === 'cart' || slotCodes.length >= orders.length), 'every order of the wave has a slot')
  const slotOf = new Map<string, string>()
  if (needsSlots(mode)) for (const [index, { orderId }] of orders.entries()) slotOf.set(orderId, slotCodes[index % slotCodes.length] ?? '')
  const slots = [...slotOf].map(([orderId, slotCode]) => ({ orderId, slotCode }))
  const walk = (some: readonly OrderToPick[], zone: string | null = null): DraftList => listOf(some, slotOf, router, zone)
  switch (mode) {
    case 'by-order':
      // ML1
      return { slots, lists: orders.map(order => walk([order])) }
    case 'single-item':
    case 'batch-wall':
      // ML2, ML4
      return { slots, lists: [walk(orders)] }
    case 'zone-wall': {
      // ML5
      const zones = [...new Set(orders.flatMap(order => order.lines.map(line => line.place.zone)))].sort()
      return { slots, lists: zones.map(zone => walk(orders, zone)) }
    }
    case 'cart': {
      // ML6
      const lists: DraftList[] = []
      for (let start = 0; start < orders.length; start += slotCodes.length) lists.push(walk(orders.slice(start, start + slotCodes.length)))
      return { slots, lists }
    }
    default:
      return unreachable(mode)
  }
}
