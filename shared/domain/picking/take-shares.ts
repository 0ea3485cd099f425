import type { LineShare } from '../facts/common.ts'
import { assert } from '../../kernel/assert.ts'
import type { PickTask } from './pick-list.ts'

/** Pieces of this task that are still looked for. */
export function remainingQty(task: PickTask): number {
  return task.askedQty - task.pickedQty - task.shortQty
}

/**
 * PK6: pieces go to the orders of a task in the order of its shares, earliest cut-off first. Gives the lines that the next `quantity` pieces
 * belong to. The quantity must not be more than what remains.
 */
export function takeShares(task: PickTask, quantity: number): LineShare[] {
  assert(quantity >= 1 && quantity <= remainingQty(task), 'only pieces that are still asked for can be given to orders')
  let given = task.pickedQty + task.shortQty
  let left = quantity
  const taken: LineShare[] = []
  for (const share of task.shares) {
    const before = Math.min(given, share.quantity)
    given -= before
    const here = Math.min(share.quantity - before, left)
    if (here > 0) taken.push({ orderId: share.orderId, lineNumber: share.lineNumber, quantity: here })
    left -= here
    if (left === 0) break
  }
  assert(left === 0, 'the shares of a task add up to what it asks for')
  return taken
}

/** The share that the next piece goes to, with how many of it are still missing; its slot is where a cart picker puts it. */
export function shareInWork(task: PickTask): { slotCode: string | null; missingQty: number } | undefined {
  let given = task.pickedQty + task.shortQty
  for (const share of task.shares) {
    if (given < share.quantity) return { slotCode: share.slotCode, missingQty: share.quantity - given }
    given -= share.quantity
  }
  return undefined
}
