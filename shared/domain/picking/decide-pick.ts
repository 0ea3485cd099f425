// What a scan means to a picker on her walk. Rules PK1..PK15 of docs/specs/picking.md. Runs anywhere: the caller reads, this decides.
import type { Activity, Bench } from '../bench/bench.ts'
import { accept, type Decision, refuse } from '../bench/decision.ts'
import type { Command } from '../codes/command-codes.ts'
import { type CodeMeaning, meaningsOfKind } from '../codes/code-meaning.ts'
import { fact, type Fact } from '../facts/facts.ts'
import type { ShortReason } from '../facts/common.ts'
import type { Order } from '../orders/order.ts'
import { stopOrder } from '../orders/stop-order.ts'
import type { PickList, PickTask } from './pick-list.ts'
import { remainingQty, shareInWork, takeShares } from './take-shares.ts'

type PickActivity = Extract<Activity, { kind: 'pick' }>

export type PickWorld = {
  bench: Bench
  activity: PickActivity
  list: PickList
  task: PickTask | undefined
  /** The task to go on with when `exceptTaskId` is done or skipped. */
  nextTask: (exceptTaskId: string | null) => PickTask | undefined
  /** Which unfinished work holds the tote now. */
  toteUse: (toteCode: string) => { listId: string; orderId?: string | null } | undefined
  order: (orderId: string) => Order | undefined
  /** The station's claim on this list is over by hub time. */
  holdEnded: boolean
}

const shortReasonOf: Readonly<Record<'reason-not-found' | 'reason-not-enough' | 'reason-damaged', ShortReason>> = { 'reason-not-found': 'not-found', 'reason-not-enough': 'not-enough', 'reason-damaged': 'damaged' }

/** Where a list starts: a tote first, except on a cart whose slots are the totes. */
export function firstStep(list: PickList): PickActivity['step'] {
  return list.mode === 'cart' ? 'place' : 'tote'
}

/** PK11: the list ends with its last task; the answer says of what mode it was, for the words where its goods go. `facts` are what became true before. */
export function finishList(list: PickList, bench: Bench, facts: readonly Fact[] = []): Decision {
  return accept('list-done', { ...bench, armedQuantity: null, activity: { kind: 'choose' } }, {
    facts: [...facts, fact('PickListFinished', { listId: list.listId, waveId: list.waveId })], values: { listNumber: list.listNumber, mode: list.mode },
  })
}

function withActivity({ bench, activity }: PickWorld, change: Partial<PickActivity>): Bench {
  return { ...bench, armedQuantity: null, question: null, activity: { ...activity, ...change } }
}

/** Goes on after a task: the next one, or the end of the list. `facts` are what has just become true. */
function goOn(world: PickWorld, facts: Fact[], verdict: 'task-done' | 'short-recorded' | 'task-skipped' | 'zero-checked', values: Record<string, string | number> = {}): Decision {
  const { list, task } = world
  const next = world.nextTask(task?.taskId ?? null)
  if (!next) return finishList(list, world.bench, facts)
  // PK3: the place is scanned again for every task, unless the next one lies at the same place.
  const step = next.placeCode === task?.placeCode ? 'item' : 'place'
  return accept(verdict, withActivity(world, { taskId: next.taskId, step, inHandQty: 0 }), { facts, values })
}

/** What has become of the list or its order meanwhile (PK1, PK13, PK15, CL4): undefined while the walk may go on. */
export function interruptedWalk(world: PickWorld): Decision | undefined {
  const { bench, list, task } = world
  const left: Bench = { ...bench, armedQuantity: null, activity: { kind: 'choose' } }
  // PK1: a cancelled list is not worked on.
  if (list.state === 'cancelled') return refuse('list-cancelled', left, { listNumber: list.listNumber })
  // PK15: a supervisor gave the list to somebody else, or it went on at another bench. What is in the hand goes back to its place.
  if (list.state === 'open' || (list.state === 'taken' && !list.takenHere)) return refuse('list-taken', left, { listNumber: list.listNumber })
  // CL4: the hub may have given the list to somebody else by now.
  if (world.holdEnded) return refuse('hold-expired', left, { listNumber: list.listNumber })
  // PK13: the one order of a list stops with its next scan. In lists of several orders the walk goes on; the order stops at the wall or the check.
  const orderId = list.mode === 'by-order' ? (task ?? world.nextTask(null))?.shares[0]?.orderId : undefined
  const order = orderId === undefined ? undefined : world.order(orderId)
  const finished = fact('PickListFinished', { listId: list.listId, waveId: list.waveId })
  if (order?.cancelled) return refuse('order-stopped', left, { orderNumber: order.number }, [...stopOrder(order, null), finished])
  if (order && (order.state === 'kicked-out' || order.waveId !== list.waveId)) return refuse('order-kicked-out', left, { orderNumber: order.number }, [finished])
  return undefined
}

/** What has become of the list, its order or its task meanwhile, before anything else is looked at. */
function interrupted(world: PickWorld): Decision | undefined {
  const gone = interruptedWalk(world)
  if (gone) return gone
  const { activity: { step }, task } = world
  // PK12: another bench was faster; nothing of this scan counts.
  if (task && step !== 'zero-check' && step !== 'tote' && (remainingQty(task) === 0 || isLineFull(world, task))) {
    const on = goOn(world, [], 'task-done')
    return refuse('item-complete', on.bench, { sku: task.sku, asked: task.askedQty }, on.facts)
  }
  return undefined
}

/** Whether the order line that the next piece belongs to has all its pieces: two benches worked on one list, and what one found missing was replaced though the other had it. */
function isLineFull(world: PickWorld, task: PickTask): boolean {
  const [share] = takeShares(task, 1)
  const line = share && world.order(share.orderId)?.lines.find((each) => each.lineNumber === share.lineNumber)
  return line !== undefined && line.pickedQty + line.shortQty >= line.askedQty
}

/** A command barcode during a pick; undefined when it is none of the picker's. */
export function decidePickCommand(world: PickWorld, command: Command): Decision | undefined {
  const { bench, activity, list, task } = world
  const gone = interrupted(world)
  if (gone) return gone
  const notNow = (): Decision => refuse('command-not-now', bench, { command })
  const left = accept('work-left', { ...bench, activity: { kind: 'choose' } })
  const short = (reason: ShortReason): Decision => {
    if (!task || activity.inHandQty > 0) return notNow()
    const quantity = remainingQty(task)
    const facts = [fact('ShortPicked', { taskId: task.taskId, listId: list.listId, waveId: list.waveId, sku: task.sku, placeCode: task.placeCode, quantity, reason, shares: takeShares(task, quantity) })]
    const values = { quantity, placeCode: task.placeCode }
    // PK9: where a piece is missing, the picker says whether the place is empty now.
    if (reason !== 'damaged') return accept('short-recorded', withActivity(world, { step: 'zero-check' }), { facts, values })
    return goOn(world, facts, 'short-recorded', values)
  }
  switch (command) {
    case 'short':
    case 'damaged':
      // PK8: a short pick has a reason; one broken piece is none while good ones lie beside it, so DAMAGED asks as well.
      return task && (activity.step === 'place' || activity.step === 'item') ? accept('reason-asked', withActivity(world, { step: 'short-reason' })) : notNow()
    case 'reason-not-found':
    case 'reason-not-enough':
    case 'reason-damaged':
      return activity.step === 'short-reason' ? short(shortReasonOf[command]) : notNow()
    case 'empty':
    case 'not-empty':
      if (activity.step !== 'zero-check' || !task) return notNow()
      return goOn(world, [fact('ZeroChecked', { placeCode: task.placeCode, sku: task.sku, empty: command === 'empty' })], 'zero-checked', { placeCode: task.placeCode })
    case 'skip': {
      // PK10: skipped tasks come back at the end of the list.
      if (!task || (activity.step !== 'place' && activity.step !== 'item') || !world.nextTask(task.taskId)) return notNow()
      return goOn(world, [fact('TaskSkipped', { taskId: task.taskId, listId: list.listId })], 'task-skipped', { placeCode: task.placeCode })
    }
    case 'next-tote':
      // PK2: a fuller tote is changed between two pieces, never in the middle of a question.
      return list.mode !== 'cart' && (activity.step === 'place' || activity.step === 'item') ? accept('activity-chosen', withActivity(world, { step: 'tote' })) : notNow()
    case 'confirm': {
      // PK5: one scanned piece proves what it is; the rest of the asked pieces may be confirmed as counted.
      if (!task || activity.step !== 'item' || task.pickedQty === 0) return notNow()
      return picked(world, task, takableQty(list, task))
    }
    case 'cancel':
      if (activity.step === 'short-reason') return accept('cancelled', withActivity(world, { step: 'place' }))
      if (activity.step === 'slot') return accept('cancelled', withActivity(world, { step: 'item', inHandQty: 0 }))
      // PK2: the tote in work stays; a list that has none yet is left.
      if (activity.step === 'tote') return list.toteCode === null ? left : accept('cancelled', withActivity(world, { step: 'place' }))
      return undefined
    case 'finish':
      // The list stays with its picker and goes on where it was. A zero check is answered first: the list may end with it.
      return activity.inHandQty > 0 || activity.step === 'zero-check' ? notNow() : left
    default:
      return undefined
  }
}

/** So many pieces are in the hand: on a cart they need their slot, elsewhere they are picked. */
function picked(world: PickWorld, task: PickTask, quantity: number): Decision {
  const { bench, list } = world
  const limit = takableQty(list, task)
  // PK4: never more than asked.
  if (quantity > limit) return refuse('too-many', { ...bench, armedQuantity: null }, { asked: task.askedQty, missing: limit, scanned: quantity })
  if (list.mode === 'cart') return accept('slot-shown', withActivity(world, { step: 'slot', inHandQty: quantity }), { values: { slotCode: shareInWork(task)?.slotCode ?? '', quantity } })
  return recordPick(world, task, quantity)
}

/** Pieces that may be taken now: on a cart those of one order, because each order has its own slot. */
function takableQty(list: PickList, task: PickTask): number {
  return list.mode === 'cart' ? (shareInWork(task)?.missingQty ?? 0) : remainingQty(task)
}

function recordPick(world: PickWorld, task: PickTask, quantity: number): Decision {
  const { list } = world
  const facts = [fact('ItemPicked', { taskId: task.taskId, listId: list.listId, waveId: list.waveId, sku: task.sku, placeCode: task.placeCode, quantity, toteCode: list.toteCode, shares: takeShares(task, quantity) })]
  const pickedQty = task.pickedQty + quantity
  const values = { picked: pickedQty, asked: task.askedQty }
  if (pickedQty + task.shortQty === task.askedQty) return goOn(world, facts, 'task-done', values)
  return accept('item-picked', withActivity(world, { step: 'item', inHandQty: 0 }), { facts, values })
}

/** A scanned thing during a pick. `quantity` is the pieces one scan stands for when the code means a product. */
export function decidePickScan(world: PickWorld, meanings: readonly CodeMeaning[]): Decision {
  const { bench, activity, list, task } = world
  const gone = interrupted(world)
  if (gone) return gone
  const [container] = meaningsOfKind(meanings, 'container')
  const [place] = meaningsOfKind(meanings, 'place')
  const [product] = meaningsOfKind(meanings, 'product')
  const wrongKind = (): Decision => refuse('wrong-kind', { ...bench, armedQuantity: null }, { kind: meanings[0]?.kind ?? 'unknown', step: activity.step })

  switch (activity.step) {
    case 'tote': {
      if (container?.containerKind !== 'tote') return wrongKind()
      const next = task && remainingQty(task) > 0 ? task : world.nextTask(null)
      if (!next) return refuse('no-work', { ...bench, activity: { kind: 'choose' } })
      const orderId = list.mode === 'by-order' ? (next.shares[0]?.orderId ?? null) : null
      // PK2: one tote, one work; what was short of an order goes to the rest of it.
      const use = world.toteUse(container.code)
      if (use && use.listId !== list.listId && (orderId === null || use.orderId !== orderId)) return refuse('tote-in-use', bench, { toteCode: container.code })
      return accept('tote-taken', withActivity(world, { step: 'place', taskId: next.taskId }), { values: { toteCode: container.code }, facts: [fact('ToteTaken', { toteCode: container.code, listId: list.listId, waveId: list.waveId, orderId })] })
    }
    case 'place':
      // PK3: first the place, then the item.
      if (!place) return product ? refuse('place-first', { ...bench, armedQuantity: null }, { placeCode: task?.placeCode ?? '' }) : wrongKind()
      if (place.placeCode !== task?.placeCode) return refuse('wrong-place', bench, { placeCode: task?.placeCode ?? '', scanned: place.placeCode })
      return accept('place-right', withActivity(world, { step: 'item' }), { values: { placeCode: place.placeCode } })
    case 'item': {
      if (!product || !task) return place && place.placeCode === task?.placeCode ? accept('place-right', bench, { values: { placeCode: place.placeCode } }) : wrongKind()
      // PK4: the item in the hand must be the item asked for.
      if (product.sku !== task.sku) return refuse('wrong-item', { ...bench, armedQuantity: null }, { sku: task.sku, scannedSku: product.sku })
      return picked(world, task, product.quantity * (bench.armedQuantity ?? 1))
    }
    case 'slot': {
      if (!container || !task) return wrongKind()
      const slotCode = shareInWork(task)?.slotCode
      // PK7: into the slot of its order and no other.
      if (container.code !== slotCode) return refuse('wrong-slot', bench, { slotCode: slotCode ?? '', scanned: container.code })
      // PK12: another bench put pieces into this slot meanwhile.
      if (activity.inHandQty > takableQty(list, task)) return refuse('too-many', withActivity(world, { step: 'item', inHandQty: 0 }), { asked: task.askedQty, missing: takableQty(list, task), scanned: activity.inHandQty })
      return recordPick(world, task, activity.inHandQty)
    }
    case 'zero-check':
    case 'short-reason':
      return refuse('command-not-now', bench, { command: activity.step })
  }
}
