import { describe, expect, it } from 'vitest'
import { aPlace, aSlot, aTote, anItem, bench, bodiesOf, kindsOf, line, order, verdictOf } from '#tests/support/builders.ts'
import type { Order } from '../orders/order.ts'
import { decidePutCommand, decidePutScan, type PutWorld } from './decide-put.ts'

const inWall = (change: Partial<Order> = {}): Order => order({ state: 'released', slotCode: 'S-1', ...change })

function world(inHand: PutWorld['activity']['inHand'], its: Order | undefined = inWall(), more: { armedQuantity?: number; piecesToPut?: number } = {}): PutWorld {
  const activity = { kind: 'put' as const, waveId: 'wave-1', inHand }
  return { bench: bench(activity, { armedQuantity: more.armedQuantity ?? null }), activity, orderToPut: (sku) => (its && sku === 'cup' ? { order: its, lineNumber: 1 } : undefined), order: () => its, piecesToPut: more.piecesToPut ?? 3, notPut: [{ orderId: 'order-1', lineNumber: 1, quantity: 2 }] }
}
const hand = (quantity = 1) => ({ sku: 'cup', orderId: 'order-1', lineNumber: 1, slotCode: 'S-1', quantity })

describe('the put wall', () => {
  it.each([
    [anItem('cup'), 'accepted slot-shown'],
    [anItem('cup', 2), 'accepted slot-shown'],
    [anItem('cup', 3), 'refused too-many'],
    [anItem('other'), 'refused nothing-to-put'],
    [aSlot('S-1'), 'refused wrong-kind'],
    [aPlace('A-01'), 'refused wrong-kind'],
  ] as const)('[PU1] with an empty hand %j is %s', (meanings, verdict) => {
    const decision = decidePutScan(world(null), meanings)
    expect([verdictOf(decision), decision.facts]).toEqual([verdict, []])
  })

  it('[PU1] a quantity card counts for one scan and not beyond what was picked', () => {
    const shown = decidePutScan(world(null, inWall(), { armedQuantity: 2 }), anItem('cup'))
    expect(shown.bench.activity).toMatchObject({ inHand: { quantity: 2, slotCode: 'S-1' } })
    expect(verdictOf(decidePutScan(world(null, inWall(), { armedQuantity: 3 }), anItem('cup')))).toBe('refused too-many')
    const partlyPut = inWall({ lines: [line(1, 'cup', 2, { putQty: 1 })] })
    expect(verdictOf(decidePutScan(world(null, partlyPut, { armedQuantity: 2 }), anItem('cup')))).toBe('refused too-many')
  })

  it('[PU2] a cancelled order stops at the wall, with the item and with the slot', () => {
    const cancelled = inWall({ cancelled: true })
    const atItem = decidePutScan(world(null, cancelled), anItem('cup'))
    expect([verdictOf(atItem), kindsOf(atItem)]).toEqual(['refused order-stopped', ['OrderStopped']])
    const atSlot = decidePutScan(world(hand(), cancelled), aSlot('S-1'))
    expect([verdictOf(atSlot), kindsOf(atSlot)]).toEqual(['refused order-stopped', ['OrderStopped']])
    expect(atSlot.bench.activity).toMatchObject({ kind: 'put', inHand: null })
    expect(decidePutScan(world(hand(), inWall({ cancelled: true, state: 'stopped' })), aSlot('S-1')).facts).toEqual([])
  })

  it.each([
    [aSlot('S-2'), 'refused wrong-slot'],
    [aTote('TOTE-1'), 'refused wrong-slot'],
    [anItem('cup'), 'refused wrong-kind'],
    [aSlot('S-1'), 'accepted item-put'],
  ] as const)('[PU3] with a piece in the hand %j is %s', (meanings, verdict) => {
    const decision = decidePutScan(world(hand()), meanings)
    expect(verdictOf(decision)).toBe(verdict)
    expect(bodiesOf(decision, 'ItemPut')).toEqual(verdict === 'accepted item-put' ? [{ waveId: 'wave-1', orderId: 'order-1', lineNumber: 1, sku: 'cup', quantity: 1, slotCode: 'S-1' }] : [])
    expect(decision.bench.activity).toMatchObject({ inHand: verdict === 'accepted item-put' ? null : { quantity: 1 } })
  })

  it('[PU4] says when a slot is complete, short pieces left out, and when the wave is', () => {
    const lastOfOrder = inWall({ lines: [line(1, 'cup', 1), line(2, 'pen', 2, { pickedQty: 1, shortQty: 1, putQty: 1 })] })
    expect(verdictOf(decidePutScan(world(hand(), lastOfOrder), aSlot('S-1')))).toBe('accepted order-put')
    const lastOfWave = decidePutScan(world(hand(), lastOfOrder, { piecesToPut: 1 }), aSlot('S-1'))
    expect([verdictOf(lastOfWave), lastOfWave.bench.activity.kind]).toEqual(['accepted wall-done', 'choose'])
  })

  it.each([
    ['another bench put the piece', inWall({ lines: [line(1, 'cup', 2, { putQty: 2 })] })],
    ['the order was kicked out', inWall({ state: 'kicked-out' })],
    ['the order is in another wave now', inWall({ waveId: 'wave-2' })],
    ['the order is not known any more', undefined],
  ])('[PU5] nothing is put a second time when %s', (_why, its) => {
    const decision = decidePutScan({ ...world(hand()), order: () => its }, aSlot('S-1'))
    expect([verdictOf(decision), decision.facts]).toEqual(['refused nothing-to-put', []])
    expect(decision.bench.activity).toMatchObject({ kind: 'put', inHand: null })
  })

  it('[PU5] of two at one wall with a piece of the same product, the second is told the slot of the next order that wants it', () => {
    const [full, next] = [inWall({ lines: [line(1, 'cup', 1, { pickedQty: 1, putQty: 1 })] }), inWall({ orderId: 'order-2', slotCode: 'S-2' })]
    const both: PutWorld = { ...world(hand()), orderToPut: () => ({ order: next, lineNumber: 1 }), order: (orderId) => (orderId === 'order-2' ? next : full) }
    const told = decidePutScan(both, aSlot('S-1'))
    expect([verdictOf(told), told.facts, told.bench.activity]).toEqual(['refused wrong-slot', [], expect.objectContaining({ inHand: expect.objectContaining({ orderId: 'order-2', slotCode: 'S-2' }) as object })])
    const put = decidePutScan(both, aSlot('S-2'))
    expect([verdictOf(put), bodiesOf(put, 'ItemPut')]).toEqual(['accepted item-put', [expect.objectContaining({ orderId: 'order-2', slotCode: 'S-2' })]])
    expect(verdictOf(decidePutScan({ ...both, orderToPut: () => ({ order: inWall({ orderId: 'order-2', cancelled: true }), lineNumber: 1 }) }, aSlot('S-1')))).toBe('refused nothing-to-put')
  })

  it('[PU7] SHORT asks with the count, CONFIRM makes the pieces short, and only then', () => {
    const asked = decidePutCommand(world(null), 'short')
    expect([asked && verdictOf(asked), asked?.facts, asked?.bench.activity]).toEqual(['accepted confirmation-asked', [], expect.objectContaining({ asksMissing: true })])
    const asking = { ...world(null), activity: { ...world(null).activity, asksMissing: true } }
    const missed = decidePutCommand(asking, 'confirm')
    expect(missed && [verdictOf(missed), bodiesOf(missed, 'PiecesMissed'), missed.bench.activity]).toEqual(['accepted pieces-missed', [{ waveId: 'wave-1', shares: [{ orderId: 'order-1', lineNumber: 1, quantity: 2 }] }], { kind: 'choose' }])
    expect(decidePutCommand(world(null), 'confirm')).toBeUndefined()
    expect(decidePutCommand({ ...asking, notPut: [] }, 'confirm')).toBeUndefined()
    expect(decidePutCommand(world(hand()), 'short')).toBeUndefined()
  })

  it('[PU7] CANCEL and a piece that turns up take the question back', () => {
    const asking = { ...world(null), activity: { ...world(null).activity, asksMissing: true } }
    expect(decidePutCommand(asking, 'cancel')?.bench.activity).toMatchObject({ asksMissing: false })
    expect(decidePutScan(asking, anItem('cup')).bench.activity).toMatchObject({ asksMissing: false, inHand: { sku: 'cup' } })
  })
})
