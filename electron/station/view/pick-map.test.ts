// Goal: the picker's map shows her walk from what this bench has stored, and follows her.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fact, type Body, type Fact } from '#shared/domain/facts/facts.ts'
import { journalOf, productListed, testKey } from '#tests/support/bench-facts.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { pickMap } from './pick-map.ts'

let folder: string
let store: Store
let position = 0
const hub = journalOf('hub')
const tell = (...facts: Fact[]): void => {
  const changes = hub.changes(facts.map((each) => ({ fact: each })), position + 1)
  position += changes.length
  store.applyChanges({ hubEpoch: 'e1', changes, upTo: position, nowMs: 5 })
}
const place = (placeCode: string, x: number, y: number | null): Fact => fact('PlaceListed', { placeCode, zone: 'A', aisle: 1, bay: 1, shelf: 1, side: 'left', spot: y === null ? null : { x, y, aisle: `${x}`, level: 0 } })
const layout = (closed = false): Fact => fact('LayoutListed', {
  aisles: [2, 6].map((x) => ({ name: `${x}`, x, oneWay: null, turning: true, closedBlocks: closed && x === 6 ? [0] : [] })), crossAisles: [{ y: 0, oneWay: null }, { y: 10, oneWay: null }], starts: [{ name: '', x: 2, y: 0 }], ends: [], metresPerSecond: 1, secondsPerLevel: [0],
})
const order: Body<'OrderReleased'> = { orderId: 'o1', number: 'N-1', shop: 's', waveId: 'w1', carrierCode: 'SF', cutOffAtMs: 9, priority: 0, itemCount: 'multi', slotCode: null, enclosures: [], lines: [{ lineNumber: 1, sku: 'A', quantity: 4 }] }
const tasks = ['P1', 'P2', 'P3', 'P4'].map((placeCode, index) => ({ taskId: `t${index + 1}`, sequence: index + 1, placeCode, sku: 'A', quantity: 1, shares: [{ orderId: 'o1', lineNumber: 1, quantity: 1, slotCode: null }] }))
const release = (): void => tell(productListed('A'), fact('OrderReleased', order), fact('PickListReleased', { listId: 'l1', waveId: 'w1', listNumber: 'W-1', zone: '', mode: 'by-order', tasks }), fact('WaveReleased', { waveId: 'w1', waveNumber: 'W', ruleName: 'r', mode: 'by-order', cutOffAtMs: 9, orderCount: 1, pieceCount: 4 }))

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'packwave-map-'))
  store = openSqliteStore({ file: path.join(folder, 'station.db'), personalKey: testKey, nowMs: () => 1_000 })
  position = 0
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the map of a walk', () => {
  it('[LY13] marks where to go now and next, and what is done; places that the layout does not hold are left out', () => {
    store.saveIdentity({ stationId: 'S1', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })
    tell(layout(), place('P1', 2, 3), place('P2', 2, 7), place('P3', 6, 5), place('P4', 6, null))
    release()
    const states = (map: ReturnType<typeof pickMap>) => map?.stops.map((stop) => `${stop.x},${stop.y} ${stop.state}`)
    const first = pickMap(store, 'l1', 'P1', 'P2')
    expect(states(first)).toEqual(['2,3 now', '2,7 next', '6,5 open'])
    expect(first?.path.length).toBeGreaterThan(4)
    expect(first?.ways.aisles).toMatchObject([{ x: 2, fromY: 3, toY: 7 }, { x: 6, fromY: 5, toY: 5 }])
    store.transaction<void>(() => store.record({ factId: 'own-1', atMs: 2, actorId: 'p1', fact: fact('ItemPicked', { taskId: 't1', listId: 'l1', waveId: 'w1', sku: 'A', placeCode: 'P1', quantity: 1, toteCode: null, shares: [{ orderId: 'o1', lineNumber: 1, quantity: 1 }] }) }))
    expect(states(pickMap(store, 'l1', 'P2', 'P3'))).toEqual(['2,3 done', '2,7 now', '6,5 next'])
  })

  it('[LY12] follows a layout that is changed while the list is picked, and is nothing without one', () => {
    store.saveIdentity({ stationId: 'S1', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })
    tell(place('P1', 2, 3), place('P2', 2, 7), place('P3', 6, 5), place('P4', 6, null))
    release()
    expect(pickMap(store, 'l1', 'P1')).toBeNull()
    tell(layout())
    expect(pickMap(store, 'l1', 'P1')?.ways.aisles.map((aisle) => aisle.closed)).toEqual([false, false])
    tell(layout(true), place('P3', 6, null))
    const now = pickMap(store, 'l1', 'P1')
    expect(now?.ways.aisles.map((aisle) => aisle.closed)).toEqual([false, true])
    expect(now?.stops).toHaveLength(2)
  })
})
