// Spoilt messages both ways: a real station's sync against a hub that lies, and a real hub against stations that lie. What must hold: no fault, no count changed, no position moved.
import { createHash } from 'node:crypto'
import { assert } from '#shared/kernel/assert.ts'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import type { Change, OwnFacts } from '#shared/sync/envelope.ts'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { watchEpochs } from '#station/sync/epochs.ts'
import { createHubClient, hubClientDefaults } from '#station/sync/hub-client.ts'
import { inbox } from '#station/sync/inbox.ts'
import { createLine } from '#station/sync/line.ts'
import { outboxPump } from '#station/sync/outbox-pump.ts'
import { realSystem } from '#station/host/system.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import type { Store } from '#station/store/store.ts'
import { journalOf, productListed, releaseFacts, siteFacts, testKey } from './bench-facts.ts'
import { spoil } from './spoil-message.ts'
import type { TestHub } from './test-hub.ts'

export type FuzzReport = { messages: number; hows: Map<string, number>; wholeAfterAll: number }
const counted = (report: FuzzReport, how: string): void => {
  report.messages += 1
  report.hows.set(how, (report.hows.get(how) ?? 0) + 1)
}

/** All that a screen or a count is read from. */
function pictureOf(store: Store, orderIds: readonly string[]): string {
  return JSON.stringify([store.pullPosition(), store.outboxState(), store.identity(), store.workCounts(), store.offeredLists(null, 50), orderIds.map((orderId) => store.order(orderId)), store.product('SKU-1'), store.person('p1')])
}

function hubJournal(): { changes: Change[]; orderIds: string[] } {
  const orderIds = Array.from({ length: 40 }, (_, index) => `order-${index + 1}`)
  const waves = Array.from({ length: 10 }, (_, wave) => releaseFacts(`wave-${wave + 1}`, orderIds.slice(wave * 4, wave * 4 + 4).map((orderId) => ({ orderId, lines: [{ sku: 'SKU-1', quantity: 2 }, { sku: 'SKU-2', quantity: 1 }] })))).flat()
  const facts = [...siteFacts().map((each) => ({ fact: each })), { fact: productListed('SKU-1') }, { fact: productListed('SKU-2') }, ...waves]
  return { changes: journalOf('hub').changes(facts, 1), orderIds }
}

const picked = (wave: number, task: number): Fact => fact('ItemPicked', {
  taskId: `T-wave-${wave}-${task}`, listId: `L-wave-${wave}`, waveId: `wave-${wave}`, sku: task % 2 === 1 ? 'SKU-1' : 'SKU-2', placeCode: `A-01-0${task}`, quantity: 1, toteCode: null,
  shares: [{ orderId: `order-${(wave - 1) * 4 + Math.ceil(task / 2)}`, lineNumber: task % 2 === 1 ? 1 : 2, quantity: 1 }],
})

/** The station's inbox and outbox take answers of which most are spoilt. A page that is taken all the same must leave what the true page leaves. */
export async function fuzzStation({ messages, seed }: { messages: number; seed: number }): Promise<FuzzReport> {
  const random = seededRandom(seed)
  const { changes, orderIds } = hubJournal()
  const open = (): Store => openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 })
  const store = open()
  const twin = open()
  for (const each of [store, twin]) each.saveIdentity({ stationId: 'S1', stationKey: 'k'.repeat(40), hubUrl: 'http://hub', siteName: 'site' })
  const report: FuzzReport = { messages: 0, hows: new Map(), wholeAfterAll: 0 }
  let truth: unknown
  /** SY30: the same page, for a station that asked for whole facts. */
  let wholeTruth: unknown
  let spoilNext = true
  let how = ''
  const answer = async (url: string): Promise<Response> => {
    if (url.includes('/sync/changes') && !url.includes('own=named')) truth = wholeTruth
    if (!spoilNext) return new Response(JSON.stringify(truth), { headers: { 'content-type': 'application/json' } })
    const spoilt = spoil(truth, random)
    how = spoilt.how
    // What fetch itself does with a packed answer that is broken.
    if (spoilt.encoding === 'gzip') throw new TypeError('terminated')
    return new Response(spoilt.status === 204 ? null : spoilt.bytes, { status: spoilt.status, headers: { 'content-type': spoilt.type } })
  }
  const client = createHubClient({ hubUrl: 'http://hub', fetch: answer, timers: realSystem.timers, config: hubClientDefaults })
  const nowMs = (): number => 1_000
  const line = createLine({ nowMs, onState: () => undefined })
  const epochs = watchEpochs({ store, line, timers: realSystem.timers })
  const pull = inbox({ store, client, line, epochs, timers: realSystem.timers, nowMs, hubTime: undefined, printers: () => [], onChanges: () => undefined, onEpoch: () => undefined })
  const push = outboxPump({ store, client, line, epochs, timers: realSystem.timers, nowMs, isAtWork: () => true, onEpoch: () => undefined })

  /** Own facts stand behind all of the hub's, and are named or whole. */
  const ownUpTo = (after: number, upTo: number): OwnFacts[] => {
    const [fromSeq, toSeq] = [Math.max(after - changes.length, 0) + 1, upTo - changes.length]
    return fromSeq > toSeq ? [] : [{ position: changes.length + fromSeq, incarnation: 1, fromSeq, toSeq, hash: store.journalFrom(toSeq, 1, 1)[0]!.hash }]
  }
  const pageFrom = (after: number): void => {
    const upTo = Math.min(changes.length + recorded, after + wholeBetween(random, 1, after < changes.length ? 12 : 3))
    const page = { kind: 'changes', hubEpoch: 'e1', hubAtMs: 1, changes: changes.slice(after, upTo), upTo, more: false }
    const own = ownUpTo(after, upTo)
    truth = own.length === 0 ? page : { ...page, own }
    wholeTruth = { ...page, changes: [...page.changes, ...own.flatMap(({ position, fromSeq, toSeq }) => store.journalFrom(fromSeq, toSeq - fromSeq + 1, 1).map((envelope, index) => ({ position: position + index, envelope, personal: null })))] }
  }
  let recorded = 0
  const recordNext = (): void => {
    const wave = Math.floor(recorded / 8) + 1
    if (wave > 10) return
    for (const each of [store, twin]) each.transaction<void>(() => each.record({ factId: `own-fact-${recorded}`, atMs: recorded, actorId: 'p1', fact: picked(wave, (recorded % 8) + 1) }))
    recorded += 1
  }
  const truePage = (): { upTo: number; changes: Change[]; hubEpoch: string } => truth as { upTo: number; changes: Change[]; hubEpoch: string }
  const followTwin = (upTo: number): void => {
    const { position } = twin.pullPosition()
    if (upTo > position) twin.applyChanges({ hubEpoch: 'e1', changes: changes.slice(position, upTo), own: ownUpTo(position, upTo), upTo, nowMs: 1_000 })
  }

  while (report.messages < messages) {
    const isPull = random() < 0.6
    const { position, hubEpoch } = store.pullPosition()
    spoilNext = random() < 0.995
    const before = spoilNext ? '' : pictureOf(store, orderIds)
    if (isPull) {
      pageFrom(position)
      await pull()
      // The first may have been an answer that was asked for ahead (SY24), while lies were told.
      if (!spoilNext && store.pullPosition().position === position) await pull()
    } else {
      const [first] = store.unsent(1)
      if (!first && position >= changes.length - 5) recordNext()
      const batch = store.unsent(500)
      truth = { kind: 'stored', hubEpoch: 'e1', outcomes: batch.map(({ seq }) => ({ seq, outcome: 'applied', why: '' })) }
      await push()
    }
    if (spoilNext) counted(report, how)
    const now = store.pullPosition()
    // A text that still names another epoch is a word of the protocol: nothing is lost by it, all is read again, and nothing counts twice.
    if (now.hubEpoch !== hubEpoch && hubEpoch !== null) {
      store.startEpoch('e1')
      followTwin(0)
      continue
    }
    if (now.position > position) {
      report.wholeAfterAll += spoilNext ? 1 : 0
      assert(isPull && now.position <= truePage().upTo, `${how}: no position is met that was not given`)
      followTwin(now.position)
    } else if (!spoilNext && isPull && position < changes.length) assert(pictureOf(store, orderIds) !== before, 'a true page is taken')
    if (report.messages % 97 === 0 || now.position > position) {
      const [mine, other] = [store, twin].map((each) => JSON.stringify([each.workCounts(), orderIds.map((orderId) => each.order(orderId)), each.product('SKU-1'), each.person('p1'), each.offeredLists(null, 50)]))
      assert(twin.pullPosition().position !== Math.max(position, now.position) || mine === other, `${how} (seed ${seed}, message ${report.messages}): the station shows what the true messages show`)
    }
  }
  epochs.stop()
  store.close()
  twin.close()
  return report
}

/** Tables that facts change; a lie may be kept in quarantine and shown, and changes none of them. */
const projections = ['order_line', 'pick_task', 'pick_list', 'customer_order', 'parcel', 'waybill', 'manifest', 'stock', 'reservation', 'unique_code', 'wave', 'product', 'person', 'waybill_range', 'claim'] as const

/** Spoilt requests to a real hub over HTTP, each from a station with a good key. `report.wholeAfterAll`: stored, because what was spoilt left true facts, or facts for the quarantine. */
export async function fuzzHub(hub: TestHub, { messages, seed, ask }: { messages: number; seed: number; ask(path: string, init: RequestInit): Promise<Response> }): Promise<FuzzReport> {
  const random = seededRandom(seed)
  const report: FuzzReport = { messages: 0, hows: new Map(), wholeAfterAll: 0 }
  const picture = async (): Promise<string> => {
    const rows = await Promise.all(projections.map((name) => hub.database.rows<{ digest: string }>(`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${name} t`)))
    return JSON.stringify(rows)
  }
  const before = await picture()
  let key = ''
  let stationId = ''
  let honest: ReturnType<typeof journalOf> = journalOf('')
  const nextStation = async (): Promise<void> => {
    stationId = hub.tools.system.mintId()
    key = hub.tools.system.mintSecret(32)
    honest = journalOf(stationId)
    await hub.database.run('insert into station (station_id, name, key_hash, joined_at_ms, last_heard_at_ms) values ($1, $2, $3, 1, 1)', [stationId, `liar ${report.messages}`, createHash('sha256').update(key).digest('hex')])
  }
  while (report.messages < messages) {
    if (report.messages % 300 === 0) await nextStation()
    // The same true journal again and again: what of it is whole after all is stored once.
    const told = journalOf(stationId)
    const envelopes = Array.from({ length: wholeBetween(random, 1, 4) }, (_, index) => told.next(index % 2 === 0 ? picked(1, 1) : fact('ScanRefused', { scanId: `scan-${index}`, code: '', reason: 'code-unknown', activity: 'choose' })))
    const truth = { protocol: 1, stationId, incarnation: 1, envelopes }
    const spoilt = spoil(truth, random)
    if (spoilt.status !== 200) continue
    const response = await ask('/sync/push', { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...(spoilt.encoding ? { 'content-encoding': spoilt.encoding } : {}) }, body: spoilt.bytes })
    const reply = (await response.json()) as { kind?: string; outcomes?: { outcome: string }[]; error?: string }
    counted(report, spoilt.how)
    assert(response.status < 500, `${spoilt.how}: the hub answers ${response.status} ${JSON.stringify(reply)}`)
    if (reply.kind === 'stored') report.wholeAfterAll += 1
    assert(response.status === 200 || typeof reply.error === 'string', `${spoilt.how}: a no comes with words`)
  }
  assert((await picture()) === before, `no count changed (seed ${seed})`)
  // An honest station is heard as ever.
  await nextStation()
  const envelope = honest.next(fact('OperatorSignedIn', { personId: 'p1', cause: 'badge' }))
  const reply = await ask('/sync/push', { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: JSON.stringify({ protocol: 1, stationId, incarnation: 1, envelopes: [envelope] }) })
  assert(reply.status === 200, 'an honest station is heard')
  return report
}
