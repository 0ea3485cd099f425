// Goal: what a supervisor decides at the board takes hold at the bench, once, whatever the bench is doing. Method: the real station on a
// real disk, given the hub's facts.
import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { createStation } from '#station/create-station.ts'
import { realSystem } from '#station/host/system.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import { journalOf, testKey } from '#tests/support/bench-facts.ts'
import type { FakeScale } from '#tests/support/fake-scale.ts'
import { openScriptedHub } from '#tests/support/scripted-hub.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { openTestBench, plateIsEmpty, type TestBench } from '#tests/support/test-bench.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

let bench: TestBench
let station: TestStation
let scale: FakeScale
let folder: string
beforeEach(async () => {
  bench = await openTestBench();
  ({ folder, scale, station } = bench)
})
afterEach(() => bench.close(station))

const twoLists = () => waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 2 } }, { orderId: 'o2', lines: { pen: 1 } }])

/** The first list of the wave, as the store knows it. */
function firstList() {
  const list = station.store().pickList(String(station.bodies('PickListStarted')[0]?.['listId']))
  if (!list) throw new Error('the list is not known')
  return list
}

test('[PK15] a list that was given back stops at the next scan, and another picker goes on with its tote', async () => {
  station.fromHub(twoLists())
  expect(await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean)).toBe('accepted item-picked')
  const { listId } = firstList()
  station.fromHub([{ fact: fact('PickListReturned', { listId, byPersonId: 'boss' }) }])
  expect(firstList()).toMatchObject({ state: 'open', personId: null, toteCode: 'TOTE-1' })
  expect((await station.view()).interruption?.reason).toBe('list-taken')
  expect(await station.scan(goods.cup.ean)).toBe('refused list-taken')
  expect(station.bodies('ItemPicked')).toHaveLength(1)
  await station.confirm()
  await station.signIn('B-SECOND')
  expect(await station.scan('PL-w1-1')).toBe('accepted list-started')
  expect(await station.scans(goods.cup.placeCode, goods.cup.ean)).toBe('accepted list-done')
  expect(station.bodies('PickListStarted').map((body) => body['personId'])).toEqual(['packer-1', 'packer-2'])
})

test('[PK15] a list that went on at another bench stops here too', async () => {
  station.fromHub(twoLists())
  await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean)
  const { listId } = firstList()
  station.fromHub([{ fact: fact('PickListReturned', { listId, byPersonId: 'boss' }) }])
  station.fromStation('bench-2', [{ fact: fact('PickListStarted', { listId, personId: 'packer-2' }) }])
  expect(await station.scan(goods.cup.ean)).toBe('refused list-taken')
  await station.confirm()
  expect(await station.scan('PL-w1-1')).toBe('refused list-taken')
})

test('[PK15] another operator at the same bench goes on with the list in hand', async () => {
  station.fromHub(twoLists())
  await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean)
  await station.signIn('B-SECOND')
  expect(await station.scan(goods.cup.ean)).toBe('accepted list-done')
})

test('[PK15] a list that was finished before the hub heard of it stays finished', async () => {
  station.fromHub(twoLists())
  expect(await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean, goods.cup.ean)).toBe('accepted list-done')
  const { listId } = firstList()
  station.fromHub([{ fact: fact('PickListReturned', { listId, byPersonId: 'boss' }) }])
  expect(firstList().state).toBe('finished')
})

/** Packed and labelled: only the scan-back is missing. */
async function labelledParcel(): Promise<string> {
  station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]))
  await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean)
  expect(await station.scans('TOTE-1', goods.cup.ean, 'BOX-1')).toBe('accepted packaging-taken')
  await plateIsEmpty(station)
  scale.put(300)
  const { screen } = await station.viewWhere((view) => view.screen.kind === 'check' && view.screen.parcel?.labelState === 'sent' && view.screen.parcel.weight.verdict !== null)
  scale.remove()
  if (screen.kind !== 'check' || !screen.parcel) throw new Error('a parcel is open')
  return String(station.bodies('ParcelOpened')[0]?.['parcelId'])
}
const approved = (parcelId: string, stationId = 'bench-1') => ({ fact: fact('ReprintApproved', { parcelId, orderId: 'o1', waybillNumber: 'WB-o1', stationId, byPersonId: 'boss', reason: 'jammed' }) })
const labels = (): number => readdirSync(join(folder, 'labels')).filter((name) => name.endsWith('.png')).length

test('[EF7] an approved reprint is owed once, also after the station starts anew, and the copy before is void', async () => {
  const parcelId = await labelledParcel()
  const before = labels()
  station.fromHub([approved(parcelId)])
  expect(station.store().reprintsAsked()).toMatchObject([{ parcelId, copies: 1, reason: 'jammed', byPersonId: 'boss' }])
  await station.restart()
  await station.viewWhere(() => station.bodies('LabelSent').length === 2)
  await station.restart()
  expect(station.bodies('LabelReprinted')).toEqual([{ parcelId, waybillNumber: 'WB-o1', copy: 2, reason: 'jammed', byPersonId: 'boss' }])
  expect(station.bodies('LabelQueued').map((body) => body['copy'])).toEqual([1, 2])
  expect(station.store().reprintsAsked()).toEqual([])
  expect(labels()).toBe(before + 1)
  expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
})

test('[EF7] an approval for another station, or for a parcel that was closed meanwhile, prints nothing here', async () => {
  const parcelId = await labelledParcel()
  station.fromHub([approved(parcelId, 'bench-2')])
  expect(station.store().reprintsAsked()).toEqual([])
  expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
  station.fromHub([approved(parcelId)])
  await station.restart()
  expect(station.bodies('LabelQueued')).toHaveLength(1)
})

test('[EF7] an approval that comes while the bench works is carried out as soon as it is heard', async () => {
  const parcelId = await labelledParcel()
  await station.stop()
  const hub = await openScriptedHub()
  const store = openSqliteStore({ file: join(folder, 'bench.db'), personalKey: testKey, nowMs: Date.now })
  const settingsDefaults = { name: '1号台', language: 'zh-CN' as const, volume: 0, idleLockMinutes: 240, weightFloorGrams: 5, scaleStepGrams: 1, scale: null, scanners: [], printers: [{ printerId: 'file', name: '文件', kind: 'file' as const, folder: join(folder, 'labels') }] }
  const bench = createStation({ ...realSystem, store, dataDir: folder, settingsDefaults, sync: { hubUrl: hub.url, joinToken: null }, onFault: (where, error) => { throw new Error(where, { cause: error }) } })
  await bench.start()
  try {
    await vi.waitFor(() => expect(hub.newsLines).toBe(1), 30_000)
    for (const change of journalOf('hub-2').changes([approved(parcelId)], 1)) hub.give(change)
    await vi.waitFor(() => expect(store.parcel(parcelId)).toMatchObject({ copies: 2, labelState: 'sent' }), { timeout: 30_000 })
    expect(store.reprintsAsked()).toEqual([])
  } finally {
    await bench.stop()
    store.close()
    await hub.close()
    station = await startTestStation(mkdtempSync(join(folder, 'after-')))
  }
})
