// Goal: facts that the hub only names leave what whole ones leave, and one that is not here is never taken for one that is. Method: the real inbox and store against a hub in memory that names facts as
// the real one does, and lies where a test asks it to; every table of the database that they touch is compared with that of a store that took all of them whole.
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import { hashedText, type Change, type Envelope, type OwnFacts } from '#shared/sync/envelope.ts'
import type { ChangesReply } from '#shared/sync/protocol.ts'
import { memoryFolder } from '#tests/faults/support/fault-counts.ts'
import { journalOf, testKey } from '#tests/support/bench-facts.ts'
import { realSystem } from '../host/system.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import type { HubClient } from './hub-client.ts'
import { watchEpochs } from './epochs.ts'
import { inbox } from './inbox.ts'
import { createLine } from './line.ts'

type Page = Extract<ChangesReply, { kind: 'changes' }>
let folder: string
let stores: Store[]
beforeEach(() => {
  folder = mkdtempSync(path.join(memoryFolder, 'packwave-own-'))
  stores = []
})
afterEach(() => {
  for (const store of stores) store.close()
  rmSync(folder, { recursive: true, force: true })
})

const fileOf = (name: string): string => path.join(folder, `${name}.db`)
function open(name: string): Store {
  const store = openSqliteStore({ file: fileOf(name), personalKey: testKey, nowMs: () => 1_000 })
  stores.push(store)
  return store
}
function bench(name: string): Store {
  const store = open(name)
  store.saveIdentity({ stationId: 'S1', stationKey: 'k'.repeat(40), hubUrl: 'http://hub', siteName: 'site' })
  store.startEpoch('e1')
  store.applyChanges({ hubEpoch: 'e1', changes: [listed], upTo: 1, nowMs: 1_000 })
  return store
}
function record(store: Store, ...facts: Fact[]): Envelope[] {
  const { lastSeq, incarnation } = store.identity()
  store.transaction<void>(() => facts.forEach((each, index) => store.record({ factId: `own-fact-${incarnation}-${lastSeq + index + 1}`, atMs: 1, actorId: 'p1', fact: each })))
  return store.journalFrom(lastSeq + 1, facts.length, incarnation)
}
const pinRefused = fact('PinRefused', { personId: 'p1' })
const laidOut = (byPersonId: string) => fact('LabelLaidOut', { template: 'piece', layout: null, byPersonId })
const person = fact('PersonListed', { personId: 'p1', name: '张三', badgeCode: 'B-1', role: 'packer', pinHash: 'hash', active: true })
/** The first of each hub's order; every store has it from the start. */
const [listed] = journalOf('hub').changes([{ fact: person }], 1) as [Change]
const asChanges = (envelopes: readonly Change['envelope'][], from = 2): Change[] => envelopes.map((envelope, index) => ({ position: from + index, envelope, personal: null }))

/** What the hub names and what it gives whole of these. */
function named(changes: readonly Change[]): Pick<Page, 'changes' | 'own'> {
  const own: OwnFacts[] = []
  for (const { position, envelope: { stationId, incarnation, seq, prevHash, hash } } of changes) {
    if (stationId !== 'S1') continue
    const last = own.at(-1)
    if (last && last.incarnation === incarnation && last.toSeq + 1 === seq && last.hash === prevHash && last.position + seq - last.fromSeq === position) Object.assign(last, { toSeq: seq, hash })
    else own.push({ position, incarnation, fromSeq: seq, toSeq: seq, hash })
  }
  return { changes: changes.filter(({ envelope }) => envelope.stationId !== 'S1'), ...(own.length > 0 ? { own } : {}) }
}

/** A hub with these facts in its order; `asked` is how each question wanted the station's own. */
function hubOf(order: readonly Change[], { most = 3, lie = (page: Page, _isNamed: boolean): Page => page } = {}) {
  const asked: string[] = []
  const changes: HubClient['changes'] = async ({ after, own }) => {
    asked.push(own ?? 'whole')
    const page = order.slice(after, after + most)
    const upTo = after + page.length
    return { kind: 'answered', value: lie({ kind: 'changes', hubEpoch: 'e1', hubAtMs: 1, upTo, more: upTo < order.length, newest: order.length, ...(own ? named(page) : { changes: page }) }, own === 'named') }
  }
  return { asked, changes }
}
/** Takes until the hub has nothing more, or until an answer is not taken, and says where that one is wrong. */
function taker(store: Store, hub: Pick<HubClient, 'changes'>): () => Promise<string> {
  const line = createLine({ nowMs: () => 1_000, onState: () => undefined })
  const step = inbox({ store, client: hub as HubClient, line, epochs: watchEpochs({ store, line, timers: realSystem.timers }), timers: realSystem.timers, nowMs: () => 1_000, hubTime: undefined, printers: () => [], onChanges: () => undefined, onEpoch: () => undefined })
  return async () => {
    let result = await step()
    while (result === 'more') result = await step()
    return result === 'idle' ? result : (line.state().troubles[0]?.detail ?? result)
  }
}
const take = (store: Store, hub: Pick<HubClient, 'changes'>): Promise<string> => taker(store, hub)()
function tablesOf(name: string): unknown[] {
  const db = new Database(fileOf(name), { readonly: true })
  try {
    return ['met_journal', 'known_fact', 'pull_position', 'label_setting', 'inbox_conflict', 'waiting_fact', 'person'].map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all())
  } finally {
    db.close()
  }
}
const closeAll = (): void => {
  for (const store of stores) store.close()
  stores = []
}

it('[SY30] own facts that are only named leave what whole ones leave, whatever stands between them and wherever a page ends', async () => {
  const random = seededRandom(30)
  for (let round = 0; round < 12; round += 1) {
    const [mine, twin] = [bench(`mine-${round}`), bench(`twin-${round}`)]
    const other = journalOf('S2')
    const order: Change[] = [listed]
    const give = (envelopes: readonly Change['envelope'][]): void => void order.push(...asChanges(envelopes, order.length + 1))
    for (let turn = 0; turn < 12; turn += 1) {
      const facts = Array.from({ length: wholeBetween(random, 1, 4) }, () => (random() < 0.3 ? laidOut(`p${turn}`) : pinRefused))
      const own = record(mine, ...facts)
      record(twin, ...facts)
      give(own)
      if (random() < 0.5) give([other.next(random() < 0.5 ? laidOut(`other-${turn}`) : pinRefused)])
      // The same once more, as after a hub that was put back: met already, in this order or another.
      const again = wholeBetween(random, 1, order.length - 1)
      if (random() < 0.3) give(order.slice(again, random() < 0.5 ? again + 2 : order.length).map(({ envelope }) => envelope))
    }
    // What the hub has not heard of yet.
    if (round % 3 === 0) for (const store of [mine, twin]) record(store, laidOut('not heard'))
    expect(await take(mine, hubOf(order, { most: wholeBetween(random, 1, 9) }))).toBe('idle')
    twin.applyChanges({ hubEpoch: 'e1', changes: order.slice(1), upTo: order.length, nowMs: 1_000 })
    closeAll()
    expect(tablesOf(`mine-${round}`), `round ${round}`).toEqual(tablesOf(`twin-${round}`))
  }
})

it('[SY30] a store that was put back takes what it recorded after its copy was made whole, and is asked so until all is here', async () => {
  const former = bench('former')
  const order = [listed, ...asChanges(record(former, ...Array.from({ length: 4 }, () => pinRefused)))]
  await former.backup(fileOf('copy'))
  order.push(...asChanges(record(former, ...Array.from({ length: 8 }, () => pinRefused)), order.length + 1))
  const restored = open('copy')
  const hub = hubOf(order)
  const takeAll = taker(restored, hub)
  expect(await takeAll()).toBe('idle')
  expect(restored.pullPosition().position).toBe(13)
  expect(restored.person('p1')?.failedPins).toBe(12)
  // The first page is known by its places, the second is not, nor is what was asked for ahead of it.
  expect(hub.asked.slice(0, 3)).toEqual(['named', 'named', 'named'])
  expect(new Set(hub.asked.slice(3))).toEqual(new Set(['whole']))
  expect(await takeAll()).toBe('idle')
  expect(hub.asked.at(-1)).toBe('named')
})

it('[SY30] where a clone told the hub other facts at the same places, those come whole and count, and ours are known', async () => {
  const mine = bench('mine')
  const shared = record(mine, pinRefused, pinRefused)
  const ofClone: Envelope[] = []
  for (let seq = 3; seq <= 5; seq += 1) {
    const entry: Envelope = { ...shared[1]!, factId: `clone-fact-${seq}`, seq, prevHash: (ofClone.at(-1) ?? shared[1]!).hash }
    ofClone.push({ ...entry, hash: hash('sha256', hashedText(entry), 'hex') })
  }
  record(mine, pinRefused, pinRefused)
  const order = [listed, ...asChanges([...shared, ...ofClone])]
  const hub = hubOf(order, { most: 10 })
  expect(await take(mine, hub)).toBe('idle')
  expect(hub.asked).toEqual(['named', 'whole'])
  expect(mine.person('p1')?.failedPins).toBe(4 + 3)
  mine.splitOff(1, 3)
  const [next] = mine.journalFrom(1, 1, 2)
  expect([1, 2].map((incarnation) => mine.holdsOwn([{ position: 1, incarnation, fromSeq: 1, toSeq: incarnation === 1 ? 3 : 1, hash: next!.hash }]))).toEqual([false, true])
  const more = hubOf([...order, ...asChanges(mine.journalFrom(1, 10, 2), 7)], { most: 10 })
  expect(await take(mine, more)).toBe('idle')
  expect(more.asked).toEqual(['named'])
  expect([mine.pullPosition().position, mine.person('p1')?.failedPins]).toEqual([8, 7])
})

it.each<[string, (own: OwnFacts) => OwnFacts]>([
  ['another hash', (own) => ({ ...own, hash: 'f'.repeat(64) })],
  ['another incarnation', (own) => ({ ...own, incarnation: 2 })],
  ['places that were never recorded', (own) => ({ ...own, fromSeq: own.fromSeq + 50, toSeq: own.toSeq + 50 })],
])('[SY30] a hub that names %s is asked for the whole facts, and no position is passed', async (_what, change) => {
  const mine = bench('mine')
  const order = [listed, ...asChanges(record(mine, pinRefused, pinRefused, pinRefused))]
  const hub = hubOf(order, { most: 10, lie: (page) => ({ ...page, ...(page.own ? { own: page.own.map(change) } : {}) }) })
  expect(await take(mine, hub)).toBe('idle')
  expect(hub.asked).toEqual(['named', 'whole'])
  expect([mine.pullPosition().position, mine.person('p1')?.failedPins]).toEqual([4, 3])
})

it.each<[string, (page: Page, isNamed: boolean) => Page]>([
  ['names facts though it was asked for whole ones', (page, isNamed) => ({ ...page, changes: [], own: [{ position: 2, incarnation: 1, fromSeq: 1, toSeq: 3, hash: isNamed ? 'f'.repeat(64) : page.changes[2]!.envelope.hash }] })],
  ['names facts with a hole before them', (page) => ({ ...page, own: page.own!.map((own) => ({ ...own, position: own.position + 1 })), upTo: 5 })],
  ['names facts twice', (page) => ({ ...page, own: [...page.own!, ...page.own!] })],
  ['names a run that ends before it begins', (page) => ({ ...page, own: [...page.own!, { ...page.own![0]!, position: 5, fromSeq: 3, toSeq: 2 }] })],
  ['names fewer than it passes', (page) => ({ ...page, own: page.own!.map((own) => ({ ...own, toSeq: 2 })) })],
])('[SY30] [SY10] a hub that %s is not understood, and nothing changes', async (_what, lie) => {
  const mine = bench('mine')
  const order = [listed, ...asChanges(record(mine, pinRefused, pinRefused, pinRefused))]
  expect(await take(mine, hubOf(order, { most: 10, lie }))).toMatch(/^(own|changes\.position)$/)
  expect(mine.pullPosition().position).toBe(1)
  expect(await take(mine, hubOf(order))).toBe('idle')
  expect([mine.pullPosition().position, mine.person('p1')?.failedPins]).toEqual([4, 3])
})
