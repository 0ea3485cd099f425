import { describe, expect, it } from 'vitest'
import { aPackaging, aPlace, aSlot, aTote, aWaybill, anItem, bench, bodiesOf, kindsOf, list, order, task, verdictOf } from '#tests/support/builders.ts'
import type { Activity } from '../bench/bench.ts'
import type { Decision } from '../bench/decision.ts'
import type { Order } from '../orders/order.ts'
import type { Command } from '../codes/command-codes.ts'
import { decidePickCommand, decidePickScan, firstStep, type PickWorld } from './decide-pick.ts'

type Step = Extract<Activity, { kind: 'pick' }>['step']
const second = task({ taskId: 'task-2', sequence: 2, placeCode: 'A-02', sku: 'pen', askedQty: 1 })

/** Nothing of it is picked yet. */
const waiting = (change: Partial<Order> = {}): Order => order({ lines: order().lines.map((line) => ({ ...line, pickedQty: 0 })), ...change })

function world(step: Step, change: Partial<PickWorld> = {}, hand: { inHandQty?: number; armedQuantity?: number } = {}): PickWorld {
  const current = 'task' in change ? change.task : task()
  const activity = { kind: 'pick' as const, listId: 'list-1', taskId: current?.taskId ?? null, step, inHandQty: hand.inHandQty ?? 0 }
  return {
    bench: bench(activity, { armedQuantity: hand.armedQuantity ?? null }), activity,
    list: list(), nextTask: (except) => (except === 'task-2' ? undefined : second), toteUse: () => undefined, order: () => waiting({ state: 'released' }), holdEnded: false, ...change, task: current,
  }
}
/** A command that must be one of the picker's. */
function command(its: PickWorld, name: Command): Decision {
  const decision = decidePickCommand(its, name)
  if (!decision) throw new Error(`${name} is none of the picker's`)
  return decision
}
const stepAfter = (decision: ReturnType<typeof decidePickScan>): string => (decision.bench.activity.kind === 'pick' ? `${decision.bench.activity.taskId} ${decision.bench.activity.step}` : decision.bench.activity.kind)

describe('a walk', () => {
  it('[PK1] nothing is done on a cancelled list, by scan or by command', () => {
    const cancelled = world('item', { list: list({ state: 'cancelled' }) })
    for (const decision of [decidePickScan(cancelled, anItem('cup')), command(cancelled, 'confirm'), command(cancelled, 'damaged')]) {
      expect(verdictOf(decision)).toBe('refused list-cancelled')
      expect(decision.facts).toEqual([])
      expect(decision.bench.activity.kind).toBe('choose')
    }
  })

  it('[PK2] a list begins with a tote, except on a cart', () => {
    expect(firstStep(list({ mode: 'by-order' }))).toBe('tote')
    expect(firstStep(list({ mode: 'cart' }))).toBe('place')
    const taken = decidePickScan(world('tote', { list: list({ mode: 'by-order' }) }), aTote('TOTE-9'))
    expect(verdictOf(taken)).toBe('accepted tote-taken')
    expect(bodiesOf(taken, 'ToteTaken')).toEqual([{ toteCode: 'TOTE-9', listId: 'list-1', waveId: 'wave-1', orderId: 'order-1' }])
    expect(bodiesOf(decidePickScan(world('tote'), aTote('TOTE-9')), 'ToteTaken')[0]?.orderId).toBeNull()
  })

  it('[PK2] a tote that holds other unfinished work is refused; its own list may take it again', () => {
    expect(verdictOf(decidePickScan(world('tote', { toteUse: () => ({ listId: 'list-7' }) }), aTote('TOTE-1')))).toBe('refused tote-in-use')
    expect(verdictOf(decidePickScan(world('tote', { toteUse: () => ({ listId: 'list-1' }) }), aTote('TOTE-1')))).toBe('accepted tote-taken')
    // What was short at one place and is taken from another goes to the rest of its order.
    const byOrder = (orderId: string) => world('tote', { list: list({ mode: 'by-order' }), toteUse: () => ({ listId: 'list-7', orderId }) })
    expect(verdictOf(decidePickScan(byOrder('order-1'), aTote('TOTE-1')))).toBe('accepted tote-taken')
    expect(verdictOf(decidePickScan(byOrder('order-2'), aTote('TOTE-1')))).toBe('refused tote-in-use')
  })

  it('[PK2] a tote that is changed goes on with the task in hand, or with the next when that is done', () => {
    const next = (pickedQty: number): string => stepAfter(decidePickScan(world('tote', { task: task({ pickedQty }) }), aTote('TOTE-9')))
    expect([next(1), next(2)]).toEqual(['task-1 place', 'task-2 place'])
  })

  it.each([['place'], ['item']] as const)('[PK2] the tote is changed at the step %s', (step) => {
    expect(stepAfter(command(world(step), 'next-tote'))).toBe('task-1 tote')
  })

  it('[PK2] CANCEL takes NEXT TOTE back; before the first tote it leaves the list', () => {
    expect(stepAfter(command(world('tote', { list: list({ toteCode: 'TOTE-1' }) }), 'cancel'))).toBe('task-1 place')
    const left = command(world('tote', { list: list({ toteCode: null }) }), 'cancel')
    expect([verdictOf(left), stepAfter(left), left.facts]).toEqual(['accepted work-left', 'choose', []])
  })

  it.each([['zero-check'], ['short-reason'], ['slot']] as const)('[PK2] the tote is not changed at the step %s', (step) => {
    expect(verdictOf(command(world(step), 'next-tote'))).toBe('refused command-not-now')
  })

  it.each([
    ['place', anItem('cup'), 'refused place-first'],
    ['place', aPlace('A-09'), 'refused wrong-place'],
    ['place', aPlace('A-01'), 'accepted place-right'],
    ['place', aTote('TOTE-1'), 'refused wrong-kind'],
    ['item', aPlace('A-01'), 'accepted place-right'],
    ['item', aPlace('A-09'), 'refused wrong-kind'],
    ['item', anItem('pen'), 'refused wrong-item'],
    ['item', aWaybill('SF1'), 'refused wrong-kind'],
    ['item', aPackaging('BOX'), 'refused wrong-kind'],
    ['item', anItem('cup'), 'accepted item-picked'],
    ['item', anItem('cup', 2), 'accepted task-done'],
    ['item', anItem('cup', 6), 'refused too-many'],
    ['tote', anItem('cup'), 'refused wrong-kind'],
    ['tote', aSlot('SLOT-1'), 'refused wrong-kind'],
    ['zero-check', anItem('cup'), 'refused command-not-now'],
    ['short-reason', anItem('cup'), 'refused command-not-now'],
  ] as const)('[PK3] [PK4] at the step %s a scan of %j is %s', (step, meanings, verdict) => {
    const decision = decidePickScan(world(step), meanings)
    expect(verdictOf(decision)).toBe(verdict)
    if (verdict.startsWith('refused')) expect(decision.facts).toEqual([])
  })

  it('[PK3] the next task at the same place asks for the item at once, at another place for the place', () => {
    const last = world('item', { task: task({ askedQty: 1 }) })
    expect(stepAfter(decidePickScan(last, anItem('cup')))).toBe('task-2 place')
    expect(stepAfter(decidePickScan({ ...last, nextTask: () => ({ ...second, placeCode: 'A-01' }) }, anItem('cup')))).toBe('task-2 item')
  })

  it('[PK4] a quantity card counts for one scan, never beyond what is asked, and is used up by a refusal', () => {
    expect(bodiesOf(decidePickScan(world('item', {}, { armedQuantity: 2 }), anItem('cup')), 'ItemPicked')[0]?.quantity).toBe(2)
    const tooMany = decidePickScan(world('item', {}, { armedQuantity: 3 }), anItem('cup'))
    expect(verdictOf(tooMany)).toBe('refused too-many')
    expect(tooMany.bench.armedQuantity).toBeNull()
    expect(decidePickScan(world('item', {}, { armedQuantity: 2 }), anItem('pen')).bench.armedQuantity).toBeNull()
  })

  it('[PK5] CONFIRM counts the rest only after one piece was scanned', () => {
    expect(verdictOf(command(world('item'), 'confirm'))).toBe('refused command-not-now')
    const rest = command(world('item', { task: task({ askedQty: 5, pickedQty: 1 }) }), 'confirm')
    expect(verdictOf(rest)).toBe('accepted task-done')
    expect(bodiesOf(rest, 'ItemPicked')[0]?.quantity).toBe(4)
  })

  it('[PK7] on a cart each piece goes into the slot of its order', () => {
    const shares = [{ orderId: 'order-1', lineNumber: 1, quantity: 1, slotCode: 'C-1' }, { orderId: 'order-2', lineNumber: 1, quantity: 1, slotCode: 'C-2' }]
    const cart = { list: list({ mode: 'cart' as const, toteCode: null }), task: task({ shares }) }
    const shown = decidePickScan(world('item', cart), anItem('cup'))
    expect([verdictOf(shown), shown.outcome.kind === 'accepted' && shown.outcome.values]).toEqual(['accepted slot-shown', { slotCode: 'C-1', quantity: 1 }])
    expect(shown.facts).toEqual([])
    expect(verdictOf(decidePickScan(world('item', cart), anItem('cup', 2)))).toBe('refused too-many')
    const inHand = world('slot', cart, { inHandQty: 1 })
    expect(verdictOf(decidePickScan(inHand, aSlot('C-2', 'cart-slot')))).toBe('refused wrong-slot')
    expect(verdictOf(decidePickScan(inHand, anItem('cup')))).toBe('refused wrong-kind')
    expect(bodiesOf(decidePickScan(inHand, aSlot('C-1', 'cart-slot')), 'ItemPicked')[0]?.shares).toEqual([{ orderId: 'order-1', lineNumber: 1, quantity: 1 }])
    expect(stepAfter(command(inHand, 'cancel'))).toBe('task-1 item')
    for (const name of ['short', 'damaged', 'finish', 'skip'] as const) expect(verdictOf(command(inHand, name))).toBe('refused command-not-now')
  })

  it('[PK8] a short pick asks its reason and can be taken back before it is given', () => {
    const asked = command(world('item'), 'short')
    expect([verdictOf(asked), stepAfter(asked), asked.facts]).toEqual(['accepted reason-asked', 'task-1 short-reason', []])
    expect(stepAfter(command(world('short-reason'), 'cancel'))).toBe('task-1 place')
    expect(verdictOf(command(world('item'), 'reason-not-found'))).toBe('refused command-not-now')
    for (const step of ['tote', 'zero-check', 'short-reason'] as const) expect(verdictOf(command(world(step), 'short'))).toBe('refused command-not-now')
  })

  it.each([['reason-not-found', 'not-found'], ['reason-not-enough', 'not-enough']] as const)('[PK8] [PK9] %s records what is missing and asks whether the place is empty', (name, reason) => {
    const short = command(world('short-reason', { task: task({ askedQty: 5, pickedQty: 2 }) }), name)
    expect([verdictOf(short), stepAfter(short)]).toEqual(['accepted short-recorded', 'task-1 zero-check'])
    expect(bodiesOf(short, 'ShortPicked')).toMatchObject([{ quantity: 3, reason, shares: [{ orderId: 'order-1', lineNumber: 1, quantity: 3 }] }])
  })

  it.each([['empty', true], ['not-empty', false]] as const)('[PK9] %s answers the zero check and the walk goes on', (name, empty) => {
    const answered = command(world('zero-check', { task: task({ pickedQty: 1, shortQty: 1 }) }), name)
    expect([verdictOf(answered), stepAfter(answered)]).toEqual(['accepted zero-checked', 'task-2 place'])
    expect(bodiesOf(answered, 'ZeroChecked')).toEqual([{ placeCode: 'A-01', sku: 'cup', empty }])
    expect(verdictOf(command(world('item'), name))).toBe('refused command-not-now')
  })

  it('[PK9] FINISH waits for the zero check, so that a list cannot be left without its end', () => {
    expect(verdictOf(command(world('zero-check', { task: task({ shortQty: 2 }) }), 'finish'))).toBe('refused command-not-now')
    expect(stepAfter(command(world('place'), 'finish'))).toBe('choose')
    expect(verdictOf(command(world('place'), 'finish'))).toBe('accepted work-left')
  })

  it('[PK9] what is damaged makes the rest short without a zero check', () => {
    const damaged = command(world('short-reason'), 'reason-damaged')
    expect([verdictOf(damaged), stepAfter(damaged)]).toEqual(['accepted short-recorded', 'task-2 place'])
    expect(bodiesOf(damaged, 'ShortPicked')[0]?.reason).toBe('damaged')
  })

  it.each([['short', 'item'], ['short', 'place'], ['damaged', 'item'], ['damaged', 'place']] as const)('[PK8] %s at the step %s asks before anything becomes short', (name, step) => {
    const asked = command(world(step), name)
    expect([verdictOf(asked), asked.facts, asked.bench.activity]).toEqual(['accepted reason-asked', [], expect.objectContaining({ step: 'short-reason' })])
  })

  it('[PK10] a skipped task makes way for the next; the last one cannot be skipped', () => {
    const skipped = command(world('item'), 'skip')
    expect([verdictOf(skipped), stepAfter(skipped), kindsOf(skipped)]).toEqual(['accepted task-skipped', 'task-2 place', ['TaskSkipped']])
    expect(verdictOf(command(world('item', { nextTask: () => undefined }), 'skip'))).toBe('refused command-not-now')
  })

  it('[PK11] the list ends with its last task, also with a short one', () => {
    const none = { nextTask: () => undefined }
    const done = decidePickScan(world('item', { ...none, task: task({ askedQty: 1 }) }), anItem('cup'))
    expect([verdictOf(done), stepAfter(done), kindsOf(done)]).toEqual(['accepted list-done', 'choose', ['ItemPicked', 'PickListFinished']])
    expect(done.outcome).toMatchObject({ values: { mode: 'batch-wall' } })
    expect(kindsOf(command(world('zero-check', { ...none, task: task({ shortQty: 2 }) }), 'empty'))).toEqual(['ZeroChecked', 'PickListFinished'])
  })

  it.each([['place', aPlace('A-01')], ['item', anItem('cup')], ['slot', aSlot('C-1')]] as const)('[PK12] a task that another bench finished is passed over at the step %s and counts nothing', (step, meanings) => {
    const gone = world(step, { task: task({ pickedQty: 2 }) }, { inHandQty: step === 'slot' ? 1 : 0 })
    const decision = decidePickScan(gone, meanings)
    expect([verdictOf(decision), stepAfter(decision), decision.facts]).toEqual(['refused item-complete', 'task-2 place', []])
    expect(kindsOf(decidePickScan({ ...gone, nextTask: () => undefined }, meanings))).toEqual(['PickListFinished'])
  })

  it('[CH10] [PK13] a cancelled order that another bench has packed ends the list and is not stopped again', () => {
    const decision = decidePickScan(world('item', { list: list({ mode: 'by-order' }), order: () => waiting({ state: 'packed', cancelled: true }) }), anItem('cup'))
    expect(verdictOf(decision)).toBe('refused order-stopped')
    expect(kindsOf(decision)).toEqual(['PickListFinished'])
  })

  it.each(['item', 'place'] as const)('[PK12] a task whose order line has all its pieces is passed over at the step %s, by scan and by the command for a short', (step) => {
    const its = world(step, { order: () => order({ state: 'released' }) })
    expect(verdictOf(decidePickScan(its, anItem('cup')))).toBe('refused item-complete')
    expect(verdictOf(command(its, 'short'))).toBe('refused item-complete')
    expect(stepAfter(command(its, 'short'))).toBe('task-2 place')
  })

  it('[PK12] another line of the order that has all its pieces changes nothing', () => {
    const lines = order().lines.map((line) => ({ ...line, pickedQty: line.lineNumber === 1 ? 0 : line.askedQty }))
    expect(verdictOf(decidePickScan(world('item', { order: () => order({ state: 'released', lines }) }), anItem('cup')))).toBe('accepted item-picked')
  })

  it.each([[{ state: 'open' }, 'refused list-taken'], [{ state: 'taken', takenHere: false }, 'refused list-taken'], [{ state: 'taken', takenHere: true }, 'accepted item-picked']] as const)('[PK15] a scan for a list that is %o is %s', (change, verdict) => {
    expect(verdictOf(decidePickScan(world('item', { list: list(change) }), anItem('cup')))).toBe(verdict)
  })

  it('[PK12] pieces in the hand that became too many go back instead of into the slot', () => {
    const cart = { list: list({ mode: 'cart' as const }), task: task({ askedQty: 3, pickedQty: 2, shares: [{ orderId: 'order-1', lineNumber: 1, quantity: 3, slotCode: 'C-1' }] }) }
    const decision = decidePickScan(world('slot', cart, { inHandQty: 2 }), aSlot('C-1', 'cart-slot'))
    expect([verdictOf(decision), stepAfter(decision), decision.facts]).toEqual(['refused too-many', 'task-1 item', []])
  })

  it('[PK13] the one order of a list stops with the next scan or command, and the list ends', () => {
    const cancelled = { list: list({ mode: 'by-order' as const }), order: () => waiting({ state: 'released', cancelled: true }) }
    for (const decision of [decidePickScan(world('item', cancelled), anItem('cup')), decidePickScan(world('tote', cancelled), aTote('TOTE-1')), command(world('place', cancelled), 'skip')]) {
      expect([verdictOf(decision), stepAfter(decision), kindsOf(decision)]).toEqual(['refused order-stopped', 'choose', ['OrderStopped', 'PickListFinished']])
    }
    const kickedOut = decidePickScan(world('item', { ...cancelled, order: () => waiting({ state: 'kicked-out' }) }), anItem('cup'))
    expect([verdictOf(kickedOut), kindsOf(kickedOut)]).toEqual(['refused order-kicked-out', ['PickListFinished']])
    const otherWave = decidePickScan(world('item', { ...cancelled, order: () => waiting({ state: 'released', waveId: 'wave-2' }) }), anItem('cup'))
    expect(verdictOf(otherWave)).toBe('refused order-kicked-out')
  })

  it('[PK13] a walk for several orders goes on; its cancelled order stops at the wall or at the check', () => {
    expect(verdictOf(decidePickScan(world('item', { order: () => waiting({ cancelled: true }) }), anItem('cup')))).toBe('accepted item-picked')
  })

  it('commands that are none of the picker’s are left to others', () => {
    expect(decidePickCommand(world('item'), 'reprint')).toBeUndefined()
    expect(decidePickCommand(world('item'), 'cancel')).toBeUndefined()
  })
})
