// 二次分拣: which slot of the put wall a picked piece goes to. Rules PU1..PU7 of docs/specs/picking.md. Runs anywhere.
import type { Activity, Bench } from '../bench/bench.ts'
import { accept, type Decision, refuse } from '../bench/decision.ts'
import type { Command } from '../codes/command-codes.ts'
import { type CodeMeaning, meaningsOfKind } from '../codes/code-meaning.ts'
import { fact } from '../facts/facts.ts'
import type { LineShare } from '../facts/common.ts'
import type { Order } from '../orders/order.ts'
import { stopOrder } from '../orders/stop-order.ts'

type PutActivity = Extract<Activity, { kind: 'put' }>

export type PutWorld = {
  bench: Bench
  activity: PutActivity
  /** The order of this wave that has picked pieces of the product not yet put; earliest cut-off first. */
  orderToPut: (sku: string) => { order: Order; lineNumber: number } | undefined
  order: (orderId: string) => Order | undefined
  /** Pieces of the wave that are not in the wall yet, picked or not. */
  piecesToPut: number
  /** Pieces of the wave that were picked and are not in the wall. */
  notPut: readonly LineShare[]
}

/** A command barcode at the wall; undefined when it is none of the wall's. */
export function decidePutCommand(world: PutWorld, command: Command): Decision | undefined {
  const { bench, activity } = world
  if (command === 'cancel' && (activity.inHand || activity.asksMissing)) return accept('cancelled', { ...bench, activity: { ...activity, inHand: null, asksMissing: false } })
  if (activity.inHand) return undefined
  if (command === 'finish') return accept('work-left', { ...bench, activity: { kind: 'choose' } })
  const count = world.notPut.reduce((sum, share) => sum + share.quantity, 0)
  // PU7: what cannot be found at the wall becomes short, once somebody has said so twice.
  if (command === 'short' && count > 0) return accept('confirmation-asked', { ...bench, armedQuantity: null, activity: { ...activity, asksMissing: true } }, { values: { quantity: count } })
  if (command === 'confirm' && activity.asksMissing && count > 0) {
    const facts = [fact('PiecesMissed', { waveId: activity.waveId, shares: [...world.notPut] })]
    return accept('pieces-missed', { ...bench, activity: { kind: 'choose' } }, { facts, values: { quantity: count } })
  }
  return undefined
}

export function decidePutScan(world: PutWorld, meanings: readonly CodeMeaning[]): Decision {
  const { bench } = world
  // A piece that turns up after all takes the question back.
  const activity: PutActivity = { ...world.activity, asksMissing: false }
  const [product] = meaningsOfKind(meanings, 'product')
  const [container] = meaningsOfKind(meanings, 'container')
  if (!activity.inHand) {
    if (!product) return refuse('wrong-kind', { ...bench, armedQuantity: null }, { kind: meanings[0]?.kind ?? 'unknown', step: 'item' })
    const found = world.orderToPut(product.sku)
    // PU1: only what was picked for this wave and not yet put.
    if (!found) return refuse('nothing-to-put', { ...bench, armedQuantity: null }, { sku: product.sku })
    const { order, lineNumber } = found
    // PU2: a cancelled order stops here; its pieces go back to their place.
    if (order.cancelled) return refuse('order-stopped', { ...bench, armedQuantity: null }, { orderNumber: order.number }, stopOrder(order, null))
    const line = order.lines.find((each) => each.lineNumber === lineNumber)
    const missing = line ? line.pickedQty - line.putQty : 0
    const quantity = product.quantity * (bench.armedQuantity ?? 1)
    if (quantity > missing) return refuse('too-many', { ...bench, armedQuantity: null }, { missing, scanned: quantity, asked: missing })
    const slotCode = order.slotCode ?? ''
    return accept('slot-shown', { ...bench, armedQuantity: null, activity: { ...activity, inHand: { sku: product.sku, orderId: order.orderId, lineNumber, slotCode, quantity } } }, { values: { slotCode, quantity } })
  }
  const order = world.order(activity.inHand.orderId)
  const emptyHand: Bench = { ...bench, activity: { ...activity, inHand: null } }
  // PU2, also between the item and its slot.
  if (order?.cancelled) return refuse('order-stopped', emptyHand, { orderNumber: order.number }, stopOrder(order, null))
  // PU5: what another bench put, or what left the wave meanwhile, is not put a second time.
  const inHand = isWanted(world, activity.inHand, order) ? activity.inHand : nextFor(world, activity.inHand)
  if (!inHand) return refuse('nothing-to-put', emptyHand, { sku: activity.inHand.sku })
  const held: Bench = { ...bench, activity: { ...activity, inHand } }
  if (!container) return refuse('wrong-kind', held, { kind: meanings[0]?.kind ?? 'unknown', step: 'slot' })
  // PU3: the slot that was shown and no other.
  if (container.code !== inHand.slotCode) return refuse('wrong-slot', held, { slotCode: inHand.slotCode, scanned: container.code })
  const facts = [fact('ItemPut', { waveId: activity.waveId, orderId: inHand.orderId, lineNumber: inHand.lineNumber, sku: inHand.sku, quantity: inHand.quantity, slotCode: inHand.slotCode })]
  // PU4: says when the order's slot is complete and when the wave has nothing left to put.
  if (world.piecesToPut === inHand.quantity) return accept('wall-done', { ...bench, activity: { kind: 'choose' } }, { facts, values: { slotCode: inHand.slotCode } })
  const orderDone = world.order(inHand.orderId)?.lines.every((line) => line.putQty + (line.lineNumber === inHand.lineNumber ? inHand.quantity : 0) + line.shortQty >= line.askedQty)
  return accept(orderDone ? 'order-put' : 'item-put', emptyHand, { facts, values: { slotCode: inHand.slotCode } })
}

type Hand = NonNullable<PutActivity['inHand']>

function isWanted({ activity }: PutWorld, { lineNumber, quantity }: Hand, order: Order | undefined): boolean {
  const line = order?.waveId === activity.waveId && order.state !== 'kicked-out' ? order.lines.find((each) => each.lineNumber === lineNumber) : undefined
  return line !== undefined && line.pickedQty - line.putQty >= quantity
}

/** Where the piece in the hand goes when somebody else at the wall has filled its slot with another piece of the same product. */
function nextFor(world: PutWorld, hand: Hand): Hand | undefined {
  const found = world.orderToPut(hand.sku)
  if (!found || found.order.cancelled || (found.order.orderId === hand.orderId && found.lineNumber === hand.lineNumber)) return undefined
  const next = { ...hand, orderId: found.order.orderId, lineNumber: found.lineNumber, slotCode: found.order.slotCode ?? '' }
  return isWanted(world, next, found.order) ? next : undefined
}
