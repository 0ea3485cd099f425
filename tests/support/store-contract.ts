// The rules of docs/specs/journal.md, run on every kind of store. Each test makes its own store.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { emptyBench } from '#shared/domain/bench/bench.ts'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { hashedText, noHash } from '#shared/sync/envelope.ts'
import type { Store } from '#station/store/store.ts'
import { createHash } from 'node:crypto'
import { journalOf, productListed, releaseFacts, siteFacts, type OrderLines } from './bench-facts.ts'

export type StoreMaker = {
  open(): Store
  /** Undefined where nothing outlives the process. */
  file: string | undefined
  discard(): void
}

type Setup = { orders?: { orderId: string; lines: OrderLines; slotCode?: string; cutOffAtMs?: number }[]; mode?: 'single-item' | 'by-order' | 'batch-wall'; products?: Fact[] }

export function storeContract(name: string, make: () => StoreMaker): void {
  describe(`store contract on ${name}`, () => {
    let maker: StoreMaker
    let store: Store
    const opened: (() => void)[] = []
    afterEach(() => {
      for (const close of opened.splice(0)) close()
    })
    const openStore = (): void => {
      maker = make()
      store = maker.open()
      const { discard } = maker
      const { close } = store
      opened.push(() => {
        close()
        discard()
      })
    }

    /** A joined station with a small warehouse and one wave. */
    function bench({ orders = [{ orderId: 'o1', lines: [{ sku: 'A', quantity: 2 }, { sku: 'B', quantity: 1 }] }], mode = 'by-order', products = [productListed('A'), productListed('B')] }: Setup = {}) {
      openStore()
      store.saveIdentity({ stationId: 'S1', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })
      const hub = journalOf('hub')
      let position = 0
      let count = 0
      const receive = (entries: readonly { fact: Fact; personal?: ReturnType<typeof releaseFacts>[number]['personal'] }[], journal = hub) => {
        const changes = journal.changes(entries, position + 1)
        position += changes.length
        const applied = store.applyChanges({ hubEpoch: 'e1', changes, upTo: position, nowMs: 5 })
        return { changes, applied }
      }
      receive([...[...siteFacts(), ...products].map((entry) => ({ fact: entry })), ...releaseFacts('w1', orders, mode)])
      const record = (...facts: Fact[]): void => {
        store.transaction(() => {
          for (const entry of facts) {
            count += 1
            store.record({ factId: `own-fact-${count}`, atMs: 10 + count, actorId: 'p1', fact: entry })
          }
        })
      }
      return { hub, receive, record, position: () => position }
    }
    const picked = (task: number, orderId: string, lineNumber: number, quantity: number, sku = 'A'): Fact =>
      fact('ItemPicked', { taskId: `T-w1-${task}`, listId: 'L-w1', waveId: 'w1', sku, placeCode: 'A-01-01', quantity, toteCode: null, shares: [{ orderId, lineNumber, quantity }] })
    const opensParcel = (parcelId: string, orderId: string): Fact => fact('ParcelOpened', { parcelId, orderId, waveId: 'w1', personId: 'p1', openedBy: 'order' })
    const checked = (parcelId: string, orderId: string, lineNumber: number, quantity: number): Fact => fact('ItemChecked', { parcelId, orderId, lineNumber, sku: 'A', quantity })
    const scanOf = (scanId: string) => ({ scan: { scanId, code: 'X', source: 'wedge' as const, scannerId: 's1', readAtMs: 5 }, outcome: { kind: 'accepted' as const, verdict: 'item-picked' as const, values: {} }, atMs: 1 })
    const packed = (): Fact[] => [
      picked(1, 'o1', 1, 2), picked(2, 'o1', 2, 1, 'B'), opensParcel('P1', 'o1'), checked('P1', 'o1', 1, 2), checked('P1', 'o1', 2, 1),
      fact('PackagingUsed', { parcelId: 'P1', packagingCode: 'BOX-1' }),
      fact('ParcelWeighed', { parcelId: 'P1', orderId: 'o1', grams: 706, expectedGrams: 700, toleranceGrams: 20, verdict: 'fits', scaleId: 's' }),
      fact('WaybillBound', { parcelId: 'P1', orderId: 'o1', waybillNumber: 'WB-o1' }),
      fact('LabelQueued', { jobId: 'j1', parcelId: 'P1', waybillNumber: 'WB-o1', printerId: 'pr', copy: 1 }),
    ]
    const closes = (): Fact[] => [
      fact('LabelConfirmed', { parcelId: 'P1', waybillNumber: 'WB-o1' }),
      fact('ParcelClosed', { parcelId: 'P1', orderId: 'o1', waveId: 'w1', waybillNumber: 'WB-o1', carrierCode: 'SF', grams: 706, personId: 'p1', pieceCount: 3 }),
    ]

    it('[JO1] numbers facts 1, 2, 3 … without a gap and chains each to the one before', () => {
      const { record } = bench()
      record(picked(1, 'o1', 1, 1), picked(1, 'o1', 1, 1))
      record(picked(2, 'o1', 2, 1, 'B'))
      const entries = store.unsent(10)
      expect(entries.map((entry) => entry.seq)).toEqual([1, 2, 3])
      let prevHash = noHash
      for (const { hash, ...entry } of entries) {
        expect(entry.prevHash).toBe(prevHash)
        expect(hash).toBe(createHash('sha256').update(hashedText(entry)).digest('hex'))
        prevHash = hash
      }
      expect(store.identity()).toEqual({ stationId: 'S1', incarnation: 1, lastSeq: 3, headHash: prevHash })
    })

    it('[JO2] a transaction that throws leaves nothing: no fact, no count, no scan, no bench', () => {
      const { record } = bench()
      record(picked(1, 'o1', 1, 1))
      expect(() => store.transaction(() => {
        store.record({ factId: 'own-fact-x', atMs: 1, actorId: 'p1', fact: picked(1, 'o1', 1, 1) })
        store.recordScan(scanOf('scan-0001'))
        store.saveBench({ ...emptyBench, operatorId: 'p1' })
        throw new Error('the power went')
      })).toThrow('the power went')
      expect(store.identity().lastSeq).toBe(1)
      expect(store.order('o1')?.lines[0]?.pickedQty).toBe(1)
      expect(store.outcomeOf('scan-0001')).toBeUndefined()
      expect(store.lastScanOf('s1')).toBeUndefined()
      expect(store.bench()).toEqual(emptyBench)
      record(picked(1, 'o1', 1, 1))
      expect(store.verifyJournal()).toBeUndefined()
    })

    it('[JO3] the same scan id twice is a fault, and its first outcome is what is answered', () => {
      bench()
      store.transaction(() => store.recordScan(scanOf('scan-0001')))
      expect(() => store.transaction(() => store.recordScan(scanOf('scan-0001')))).toThrow()
      expect(store.outcomeOf('scan-0001')).toEqual({ kind: 'accepted', verdict: 'item-picked', values: {} })
      expect(store.lastScanOf('s1')).toEqual({ code: 'X', readAtMs: 5 })
    })

    it('[JO4] facts from before the join get the id of the station, and their chain holds', () => {
      openStore()
      store.transaction(() => {
        for (const index of [1, 2]) store.record({ factId: `own-fact-${index}`, atMs: 1, actorId: 'station', fact: fact('ScanRefused', { scanId: `scan-000${index}`, code: '', reason: 'not-signed-in', activity: 'choose' }) })
      })
      expect(store.identity().stationId).toBeNull()
      store.saveIdentity({ stationId: 'S9', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })
      const entries = store.unsent(10)
      expect(entries.map((entry) => entry.stationId)).toEqual(['S9', 'S9'])
      expect(entries[1]?.prevHash).toBe(entries[0]?.hash)
      expect(store.verifyJournal()).toBeUndefined()
      expect(store.joined()).toEqual({ stationId: 'S9', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })
      expect(() => store.saveIdentity({ stationId: 'S2', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })).toThrow('one station for ever')
    })

    it('[JO7] an own fact that does not fit what is recorded is a fault', () => {
      const { record } = bench()
      expect(() => record(picked(1, 'o1', 1, 3))).toThrow('ItemPicked does not fit')
      expect(() => record(picked(1, 'nobody', 1, 1))).toThrow('ItemPicked does not fit')
      expect(() => record(checked('P1', 'o1', 1, 1))).toThrow('ItemChecked does not fit')
      expect(store.identity().lastSeq).toBe(0)
      expect(store.pickTask('T-w1-1')?.pickedQty).toBe(0)
    })

    it('[JO8] a fact of another station that does not fit is kept aside; those behind it are applied', () => {
      const { record, receive } = bench()
      record(picked(1, 'o1', 1, 2))
      const other = journalOf('S2')
      receive([{ fact: picked(1, 'o1', 1, 1) }, { fact: picked(2, 'o1', 2, 1, 'B') }], other)
      expect(store.order('o1')?.lines.map((line) => line.pickedQty)).toEqual([2, 1])
      expect(store.pullPosition().position).toBeGreaterThan(0)
    })

    it('[JO8] a parcel that two stations packed offline keeps the counts of the first one known here', () => {
      const { record, receive } = bench()
      record(...packed())
      receive([{ fact: opensParcel('P2', 'o1') }, { fact: checked('P2', 'o1', 1, 2) }], journalOf('S2'))
      expect(store.order('o1')?.lines[0]?.checkedQty).toBe(2)
      expect(store.parcelOfOrder('o1')?.parcelId).toBe('P1')
    })

    it('[JO9] a fact counts once, however often it comes and whichever hub gives it', () => {
      const { receive } = bench()
      const { changes } = receive([{ fact: picked(1, 'o1', 1, 1) }], journalOf('S2'))
      store.startEpoch('e2')
      expect(store.pullPosition()).toMatchObject({ hubEpoch: 'e2', position: 0 })
      store.applyChanges({ hubEpoch: 'e2', changes: changes.map((change) => ({ ...change, position: 1 })), upTo: 1, nowMs: 1 })
      expect(store.order('o1')?.lines[0]?.pickedQty).toBe(1)
      expect(store.order('o1')?.state).toBe('released')
    })

    it('[JO9] own facts that come back only move the position', () => {
      const { record, position } = bench()
      record(picked(1, 'o1', 1, 1))
      const [own] = store.unsent(1)
      store.applyChanges({ hubEpoch: 'e1', changes: [{ position: position() + 1, envelope: own!, personal: null }], upTo: position() + 1, nowMs: 1 })
      expect(store.order('o1')?.lines[0]?.pickedQty).toBe(1)
      expect(store.pullPosition()).toMatchObject({ hubEpoch: 'e1', position: position() + 1 })
    })

    it('[JO10] kinds of a newer build wait, and say so', () => {
      const { receive } = bench()
      const other = journalOf('S2')
      const { applied } = receive([{ fact: { kind: 'DroneLanded', body: { pad: 1 } } as never }, { fact: picked(1, 'o1', 1, 1) }], other)
      expect(applied.unknownKinds).toEqual(['DroneLanded'])
      expect(store.order('o1')?.lines[0]?.pickedQty).toBe(1)
    })

    it('[JO11] the position never goes back and never changes its hub without a new epoch', () => {
      bench()
      expect(() => store.applyChanges({ hubEpoch: 'e1', changes: [], upTo: 0, nowMs: 1 })).toThrow('never goes back')
      expect(() => store.applyChanges({ hubEpoch: 'e2', changes: [], upTo: 99, nowMs: 1 })).toThrow('the hub whose position is held')
    })

    it('[JO12] what the hub has answered is not sent again; quarantined facts are kept and counted, and the queue moves on', () => {
      const { record } = bench()
      record(picked(1, 'o1', 1, 1), picked(1, 'o1', 1, 1), picked(2, 'o1', 2, 1, 'B'))
      expect(store.outboxState()).toEqual({ unsentCount: 3, oldestUnsentAtMs: 11, quarantinedCount: 0 })
      store.acknowledge([{ seq: 1, outcome: 'applied', why: '' }, { seq: 2, outcome: 'quarantined', why: 'odd' }], 50)
      expect(store.unsent(10).map((entry) => entry.seq)).toEqual([3])
      expect(store.outboxState()).toEqual({ unsentCount: 1, oldestUnsentAtMs: 13, quarantinedCount: 1 })
      expect(store.journalFrom(1, 10).map((entry) => entry.seq)).toEqual([1, 2, 3])
      expect(() => store.acknowledge([{ seq: 9, outcome: 'applied', why: '' }], 50)).toThrow('only what was sent')
    })

    it('[JO12] a fact that is answered again keeps the newest answer, and those beside it keep theirs', () => {
      const { record } = bench()
      record(...Array.from({ length: 7 }, (_, index) => fact('ScanRefused', { scanId: `scan-${index}`, code: '', reason: 'wrong-item', activity: 'pick' })))
      const answers = (outcomes: readonly string[]) => outcomes.map((outcome, index) => ({ seq: index + 1, outcome, why: '' }))
      store.acknowledge(answers(['quarantined', 'applied', 'quarantined', 'applied', 'applied', 'quarantined', 'quarantined']), 50)
      expect(store.outboxState()).toMatchObject({ unsentCount: 0, quarantinedCount: 4 })
      store.acknowledge(answers(['applied', 'applied', 'applied', 'quarantined']).slice(1), 60)
      expect(store.outboxState().quarantinedCount).toBe(4)
      store.acknowledge(answers(['applied', 'applied', 'applied', 'applied', 'applied', 'applied', 'applied']), 70)
      expect(store.outboxState().quarantinedCount).toBe(0)
    })

    it('[JO12] a new hub is asked what it lacks: the newest fact waits again', () => {
      const { record } = bench()
      record(picked(1, 'o1', 1, 1), picked(1, 'o1', 1, 1))
      store.acknowledge([1, 2].map((seq) => ({ seq, outcome: 'applied', why: '' })), 50)
      store.startEpoch('e2')
      expect(store.unsent(10).map((entry) => entry.seq)).toEqual([2])
    })

    it('[JO13] a waybill is bound to one parcel, a parcel to one waybill', () => {
      const { record } = bench({ orders: [{ orderId: 'o1', lines: [{ sku: 'A', quantity: 2 }, { sku: 'B', quantity: 1 }] }, { orderId: 'o2', lines: [{ sku: 'A', quantity: 1 }] }] })
      record(...packed())
      record(picked(3, 'o2', 1, 1), opensParcel('P2', 'o2'))
      expect(() => record(fact('WaybillBound', { parcelId: 'P2', orderId: 'o1', waybillNumber: 'WB-o1' }))).toThrow('WaybillBound does not fit')
      expect(() => record(fact('WaybillBound', { parcelId: 'P1', orderId: 'o2', waybillNumber: 'WB-o2' }))).toThrow('WaybillBound does not fit')
      expect(store.waybill('WB-o1')?.parcelId).toBe('P1')
    })

    it('[JO14] a serial number is taken once, a lot as often as it comes; a stopped parcel gives its serials back', () => {
      const { record } = bench({ orders: [{ orderId: 'o1', lines: [{ sku: 'A', quantity: 2 }, { sku: 'B', quantity: 1 }] }, { orderId: 'o2', lines: [{ sku: 'A', quantity: 1 }] }] })
      record(picked(1, 'o1', 1, 2), opensParcel('P1', 'o1'), checked('P1', 'o1', 1, 2))
      const taken = (codeKind: 'serial' | 'lot', value: string): Fact => fact('UniqueCodeTaken', { parcelId: 'P1', orderId: 'o1', lineNumber: 1, sku: 'A', codeKind, value })
      record(taken('serial', 'SN1'), taken('lot', 'L1'), taken('lot', 'L1'))
      expect(() => record(taken('serial', 'SN1'))).toThrow('UniqueCodeTaken does not fit')
      expect(store.uniqueCodeUse('serial', 'A', 'SN1')).toBe('P1')
      expect(store.uniqueCodeUse('lot', 'A', 'L1')).toBeUndefined()
      record(fact('OrderStopped', { orderId: 'o1', parcelId: 'P1' }))
      expect(store.uniqueCodeUse('serial', 'A', 'SN1')).toBeUndefined()
      expect(store.parcel('P1')?.state).toBe('stopped')
    })

    it('[JO15] a cancel after the label raises a stop task, before it none', () => {
      const { record, receive } = bench({ orders: [{ orderId: 'o1', lines: [{ sku: 'A', quantity: 2 }, { sku: 'B', quantity: 1 }] }, { orderId: 'o2', lines: [{ sku: 'A', quantity: 1 }] }] })
      record(picked(3, 'o2', 1, 1), opensParcel('P2', 'o2'))
      record(...packed())
      receive([{ fact: fact('OrderCancelled', { orderId: 'o1', why: 'refunded' }) }, { fact: fact('OrderCancelled', { orderId: 'o2', why: 'cancelled' }) }])
      expect([store.parcel('P1')?.stopTask, store.parcel('P2')?.stopTask]).toEqual([true, false])
      record(...closes())
      expect(store.handOverState('SF')).toEqual({ remainingCount: 0, stoppedCount: 1 })
    })

    it('[JO15] a label queued elsewhere for an order known here as cancelled raises the stop task too', () => {
      const { receive } = bench()
      receive([{ fact: fact('OrderCancelled', { orderId: 'o1', why: 'refunded' }) }])
      receive(packed().map((entry) => ({ fact: entry })), journalOf('S2'))
      expect(store.parcel('P1')?.stopTask).toBe(true)
    })

    it('[JO16] a parcel that fitted without help teaches its products; one that was approved does not', () => {
      const { record } = bench()
      record(...packed(), ...closes())
      expect(store.product('A')?.learntSamples).toBe(1)
      expect(store.product('A')?.learntGrams).toBeGreaterThan(200)
      expect(store.order('o1')?.state).toBe('packed')
      const second = bench()
      second.record(...packed(), fact('WeightApproved', { parcelId: 'P1', orderId: 'o1', grams: 706, byPersonId: 'p2', reason: 'contents-counted' }), ...closes())
      expect(store.product('A')?.learntGrams).toBeNull()
    })

    it('[JO17] [CO9] one code may mean several things; the exact spelling wins over another use of capitals', () => {
      bench({ products: [productListed('A', { codes: [{ code: 'same', quantity: 1 }, { code: 'cd', quantity: 1 }] }), productListed('B', { codes: [{ code: 'same', quantity: 6 }, { code: 'Ab', quantity: 1 }, { code: 'CD', quantity: 1 }] })] })
      expect(store.meaningsOf('same')).toEqual([{ kind: 'product', sku: 'A', quantity: 1 }, { kind: 'product', sku: 'B', quantity: 6 }])
      expect(store.meaningsOf('AB')).toEqual([{ kind: 'product', sku: 'B', quantity: 1 }])
      expect(store.meaningsOf('CD')).toEqual([{ kind: 'product', sku: 'B', quantity: 1 }])
      expect(store.meaningsOf('cD')).toHaveLength(2)
      expect(store.meaningsOf('TOTE-1')).toEqual([{ kind: 'container', code: 'TOTE-1', containerKind: 'tote' }])
      expect(store.meaningsOf('B-1')).toEqual([{ kind: 'person', personId: 'p1' }])
      expect(store.meaningsOf('N-o1')).toEqual([{ kind: 'order', orderId: 'o1' }])
      expect(store.meaningsOf('WB-o1')).toEqual([{ kind: 'waybill', waybillNumber: 'WB-o1' }])
      expect(store.meaningsOf('nothing')).toEqual([])
    })

    it('[JO18] skipped tasks come last, in the order of skipping; a finished list frees its tote', () => {
      const { record } = bench({ orders: [{ orderId: 'o1', lines: [{ sku: 'A', quantity: 1 }, { sku: 'B', quantity: 1 }, { sku: 'A', quantity: 1 }] }] })
      record(fact('PickListStarted', { listId: 'L-w1', personId: 'p1' }), fact('ToteTaken', { toteCode: 'TOTE-1', listId: 'L-w1', waveId: 'w1', orderId: null }))
      record(fact('TaskSkipped', { taskId: 'T-w1-1', listId: 'L-w1' }), fact('TaskSkipped', { taskId: 'T-w1-2', listId: 'L-w1' }))
      expect(store.nextPickTask('L-w1')?.taskId).toBe('T-w1-3')
      expect(store.nextPickTask('L-w1', 'T-w1-3')?.taskId).toBe('T-w1-1')
      expect(store.toteUse('TOTE-1')?.listId).toBe('L-w1')
      expect(store.offeredLists('p1', 5).map((list) => list.listId)).toEqual(['L-w1'])
      expect(store.offeredLists('p2', 5)).toEqual([])
      record(fact('PickListFinished', { listId: 'L-w1', waveId: 'w1' }))
      expect(store.toteUse('TOTE-1')).toBeUndefined()
    })

    it('[JO19] a single item goes to the order that must leave first, a cancelled one before all', () => {
      const { record, receive } = bench({
        mode: 'single-item',
        orders: [{ orderId: 'late', lines: [{ sku: 'A', quantity: 1 }], cutOffAtMs: 900 }, { orderId: 'early', lines: [{ sku: 'A', quantity: 1 }], cutOffAtMs: 100 }, { orderId: 'unpicked', lines: [{ sku: 'A', quantity: 1 }], cutOffAtMs: 1 }],
      })
      record(picked(1, 'late', 1, 1), picked(2, 'early', 1, 1))
      expect(store.singleItemOrderFor('A', null)?.orderId).toBe('early')
      expect(store.singleItemWaiting()).toBe(2)
      receive([{ fact: fact('OrderCancelled', { orderId: 'late', why: 'cancelled' }) }])
      expect(store.singleItemOrderFor('A', 'w1')?.orderId).toBe('late')
      expect(store.singleItemOrderFor('A', 'other')).toBeUndefined()
    })

    it('[JO20] a wall shows what is picked and not yet put, and the slot finds its order', () => {
      const { record } = bench({ mode: 'batch-wall', orders: [{ orderId: 'o1', lines: [{ sku: 'A', quantity: 2 }], slotCode: 'SLOT-1' }] })
      record(picked(1, 'o1', 1, 2))
      expect(store.wavesToPut()).toEqual([{ waveId: 'w1', waveNumber: 'W-w1', pieces: 2 }])
      expect(store.orderToPut('w1', 'A')?.lineNumber).toBe(1)
      expect(store.workCounts()).toEqual({ lists: 1, toPut: 2, toCheck: 0, toHandOver: 0 })
      const put = (quantity: number): Fact => fact('ItemPut', { waveId: 'w1', orderId: 'o1', lineNumber: 1, sku: 'A', quantity, slotCode: 'SLOT-1' })
      record(put(2))
      expect(store.putState('w1')).toEqual({ putPieces: 2, pieceCount: 2, slots: [{ slotCode: 'SLOT-1', put: 2, asked: 2 }] })
      expect(() => record(put(1))).toThrow('ItemPut does not fit')
      expect(store.orderInContainer('SLOT-1')?.orderId).toBe('o1')
      expect(store.workCounts()).toEqual({ lists: 1, toPut: 0, toCheck: 1, toHandOver: 0 })
    })

    it('[CH17] what comes after its closing changes no parcel\'s weight', () => {
      const { record } = bench()
      record(...packed(), ...closes())
      record(fact('PackagingUsed', { parcelId: 'P1', packagingCode: 'BOX-1' }))
      expect(store.parcel('P1')).toMatchObject({ state: 'closed', grams: 706, weightVerdict: 'fits' })
      record(fact('PackagingTakenBack', { parcelId: 'P1', packagingCode: 'BOX-1' }))
      record(fact('ParcelWeighed', { parcelId: 'P1', orderId: 'o1', grams: 9, expectedGrams: 700, toleranceGrams: 20, verdict: 'too-light', scaleId: 's' }))
      record(fact('WeightApproved', { parcelId: 'P1', orderId: 'o1', grams: null, byPersonId: 'p2', reason: 'contents-counted' }))
      expect(store.parcel('P1')).toMatchObject({ state: 'closed', grams: 706, weightVerdict: 'fits' })
    })

    it('[JO21] a parcel goes into one open manifest, once', () => {
      const { record } = bench()
      record(...packed(), ...closes(), fact('ManifestOpened', { manifestId: 'M1', manifestNumber: 'M-1', carrierCode: 'SF', personId: 'p1' }))
      expect(store.manifestSequence('SF')).toBe(2)
      const out = fact('ParcelScannedOut', { manifestId: 'M1', parcelId: 'P1', waybillNumber: 'WB-o1' })
      record(out)
      expect(() => record(out)).toThrow('ParcelScannedOut does not fit')
      expect(store.openManifest()).toEqual({ manifestId: 'M1', manifestNumber: 'M-1', carrierCode: 'SF', closedAtMs: null, parcelCount: 1, totalGrams: 706, notWeighedCount: 0, lastWaybillNumber: 'WB-o1' })
      record(fact('ManifestClosed', { manifestId: 'M1', parcelCount: 1, totalGrams: 706, personId: 'p1', closedAtMs: 77 }))
      expect(store.openManifest()).toBeUndefined()
      expect(store.manifestParcels('M1')).toEqual([{ waybillNumber: 'WB-o1', grams: 706 }])
    })

    it('[JO22] effects are owed once and move one way; a label that is being sent shows on its parcel', () => {
      const { record } = bench()
      record(...packed())
      const effect = { effectId: 'j1', kind: 'print-label' as const, printerId: 'pr', body: { jobId: 'j1', parcelId: 'P1', waybillNumber: 'WB-o1', copy: 1 } }
      store.transaction(() => store.oweEffect(effect, 1))
      expect(store.queuedEffects()).toEqual([effect])
      expect(() => store.transaction(() => store.oweEffect(effect, 1))).toThrow()
      store.setEffectState('j1', 'sending', '', 2)
      expect(store.parcel('P1')?.labelState).toBe('sending')
      expect(store.sendingEffects()).toEqual([effect])
      record(fact('LabelConfirmed', { parcelId: 'P1', waybillNumber: 'WB-o1' }), fact('LabelUnknown', { jobId: 'j1', parcelId: 'P1', waybillNumber: 'WB-o1', why: 'late news' }))
      expect(store.parcel('P1')?.labelState).toBe('confirmed')
    })

    it('[JO23] wrong PINs are counted until the right one, or until a supervisor unlocks', () => {
      const { record, receive } = bench()
      record(fact('PinRefused', { personId: 'p1' }), fact('PinRefused', { personId: 'p1' }))
      expect(store.person('p1')).toMatchObject({ failedPins: 2, lastFailedAtMs: 12 })
      receive([{ fact: siteFacts()[0]! }])
      expect(store.person('p1')?.failedPins).toBe(2)
      receive([{ fact: fact('BadgeUnlocked', { personId: 'p1', byPersonId: 'p2' }) }])
      expect(store.person('p1')?.failedPins).toBe(0)
    })

    it('[JO24] a cancelled wave takes its lists back and lets go of orders nobody has opened', () => {
      const { record, receive } = bench({ orders: [{ orderId: 'o1', lines: [{ sku: 'A', quantity: 1 }] }, { orderId: 'o2', lines: [{ sku: 'A', quantity: 1 }] }] })
      record(picked(1, 'o1', 1, 1), opensParcel('P1', 'o1'))
      receive([{ fact: fact('WaveCancelled', { waveId: 'w1', byPersonId: 'p2' }) }])
      expect([store.order('o1')?.state, store.order('o2')?.state, store.pickList('L-w1')?.state]).toEqual(['open', 'kicked-out', 'cancelled'])
      const [again] = releaseFacts('w2', [{ orderId: 'o2', lines: [{ sku: 'A', quantity: 3 }] }])
      receive([again!])
      expect(store.order('o2')).toMatchObject({ state: 'released', waveId: 'w2', lines: [{ askedQty: 3, pickedQty: 0 }] })
    })

    it('[JO25] label payloads rest encrypted: nothing of them can be read in the files', () => {
      bench()
      expect(store.labelPayload('WB-o1')?.recipient.maskedName).toBe('欧阳*')
      if (maker.file === undefined) return
      const folder = dirname(maker.file)
      const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
      for (const part of ['欧阳', '张江路', '138****5678', 'key-key-']) expect(bytes.includes(Buffer.from(part))).toBe(false)
      expect(bytes.includes(Buffer.from('WB-o1'))).toBe(true)
    })
  })
}
