// Whether an order may be packed now. Rules OP1..OP6 of docs/specs/checking.md. Runs anywhere.
import type { PickMode } from '../facts/common.ts'
import type { Order } from '../orders/order.ts'
import type { RefusalReason } from '../outcomes/refusal-reasons.ts'
import type { Parcel } from './parcel.ts'
import { targetQty } from './parcel-needs.ts'

/** Undefined: it may. Otherwise the first reason against it. `existing` is the parcel of this order, if one was begun. */
export function whyNotOpen(order: Order, mode: PickMode, existing: Parcel | undefined): RefusalReason | undefined {
  // OP1: what is packed stays packed.
  if (order.state === 'packed') return 'order-already-packed'
  if (order.state === 'kicked-out') return 'order-kicked-out'
  // OP2: 退款拦截
  if (order.state === 'stopped' || order.cancelled) return 'order-stopped'
  // OP6: one parcel lies on one bench; this one is open on another.
  if (existing?.state === 'open') return 'order-already-packed'
  // OP3: short orders wait for a supervisor, and an order without a single piece has nothing to pack.
  if (order.lines.some((line) => line.shortQty > 0) && !order.shortAccepted) return 'order-short'
  if (order.lines.every((line) => targetQty(order, line) === 0)) return 'order-short'
  // OP4: every piece was scanned at the pick; OP5: and put into its slot, where the wave goes over a wall.
  if (order.lines.some((line) => line.pickedQty < targetQty(order, line))) return 'order-not-ready'
  if ((mode === 'batch-wall' || mode === 'zone-wall') && order.lines.some((line) => line.putQty < line.pickedQty)) return 'order-not-ready'
  return undefined
}
