import { describe, expect, it } from 'vitest'
import { line, order, parcel } from '#tests/support/builders.ts'
import { pickModes } from '../facts/common.ts'
import { whyNotOpen } from './open-order.ts'

const waiting = (change: Parameters<typeof order>[0] = {}) => order({ state: 'released', ...change })

describe('opening an order', () => {
  it('an order whose pieces are all there is opened', () => {
    for (const mode of pickModes) expect(whyNotOpen(waiting({ lines: [line(1, 'cup', 2, { putQty: 2 })] }), mode, undefined)).toBeUndefined()
  })

  it.each([
    ['OP1', { state: 'packed' }, 'order-already-packed'],
    ['OP1', { state: 'packed', cancelled: true }, 'order-already-packed'],
    ['OP1', { state: 'kicked-out' }, 'order-kicked-out'],
    ['OP2', { state: 'stopped' }, 'order-stopped'],
    ['OP2', { cancelled: true }, 'order-stopped'],
    ['OP2', { cancelled: true, state: 'suspended' }, 'order-stopped'],
    ['OP3', { lines: [line(1, 'cup', 2, { pickedQty: 1, shortQty: 1 })] }, 'order-short'],
    ['OP3', { lines: [line(1, 'cup', 2, { pickedQty: 0, shortQty: 2 })], shortAccepted: true }, 'order-short'],
    ['OP3', { lines: [line(1, 'cup', 2, { pickedQty: 1, shortQty: 1 })], shortAccepted: true }, undefined],
    ['OP4', { lines: [line(1, 'cup', 2, { pickedQty: 1 })] }, 'order-not-ready'],
    ['OP4', { lines: [line(1, 'cup', 2), line(2, 'pen', 1, { pickedQty: 0 })] }, 'order-not-ready'],
    ['OP4', { lines: [line(1, 'cup', 3, { pickedQty: 1, shortQty: 1 })], shortAccepted: true }, 'order-not-ready'],
  ] as const)('[%s] %j is answered %s', (_rule, change, why) => {
    expect(whyNotOpen(waiting(change as Parameters<typeof order>[0]), 'by-order', undefined)).toBe(why)
  })

  it.each([['batch-wall', 'order-not-ready'], ['zone-wall', 'order-not-ready'], ['by-order', undefined], ['cart', undefined], ['single-item', undefined]] as const)('[OP5] picked and not put, in a %s wave: %s', (mode, why) => {
    expect(whyNotOpen(waiting({ lines: [line(1, 'cup', 2, { putQty: 1 })] }), mode, undefined)).toBe(why)
  })

  it('[OP6] a parcel that is open on another bench is not opened here; a suspended one is', () => {
    expect(whyNotOpen(order({ state: 'open' }), 'by-order', parcel())).toBe('order-already-packed')
    expect(whyNotOpen(order({ state: 'suspended' }), 'by-order', parcel({ state: 'suspended' }))).toBeUndefined()
  })
})
