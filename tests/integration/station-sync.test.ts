// Goal: whatever the network and the hub do, each fact of the station is stored by the hub exactly once and in order, nothing of the
// hub is applied twice or skipped, and the queue never sticks. Method: the real sync and the real store against a hub over real HTTP
// that fails in a given way and then heals; each test ends by demanding that everything has arrived.
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { seededRandom } from '#shared/kernel/random.ts'
import { createSync, syncDefaults, type Sync, type SyncDeps } from '#station/sync/sync.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import type { Store } from '#station/store/store.ts'
import { realSystem } from '#station/host/system.ts'
import { journalOf, productListed, siteFacts, testKey } from '#tests/support/bench-facts.ts'
import { openScriptedHub, type Mishap, type ScriptedHub } from '#tests/support/scripted-hub.ts'
import { makeCertificate } from '#tests/support/test-certificate.ts'

// A busy machine may answer late; only where an answer never comes is it given up soon.
const config = { ...syncDefaults, client: { ...syncDefaults.client, timeoutMs: 30_000 }, worker: { idleMs: 200, firstRetryMs: 10, longestRetryMs: 60 }, news: { ...syncDefaults.news, firstRetryMs: 10, longestRetryMs: 60 } }
const suited = (mishap: Mishap) => (mishap === 'silence' ? { config: { ...config, client: { ...config.client, timeoutMs: 300 } } } : {})

let hub: ScriptedHub
let store: Store
let sync: Sync
let news: string[]
let recorded = 0

const newStore = (): Store => openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 })
const record = (count = 1): void => store.transaction<void>(() => {
  for (let index = 0; index < count; index += 1) {
    recorded += 1
    store.record({ factId: `own-fact-${recorded}`, atMs: recorded, actorId: 'p1', fact: fact('ScanRefused', { scanId: `scan-${String(recorded).padStart(6, '0')}`, code: '', reason: 'code-unknown', activity: 'choose' }) })
  }
})
const start = (overrides: Partial<SyncDeps> = {}): void => {
  sync = createSync({
    store, hubUrl: hub.url, joinToken: 'token', stationName: 'bench', timers: realSystem.timers, nowMs: () => 1_000, random: seededRandom(1), config,
    onState: () => news.push('state'), onChanges: () => news.push('changes'), ...overrides,
  })
  sync.start()
}
/** Everything recorded is stored by the hub once, in order, and nothing waits. */
const drained = () => vi.waitFor(() => {
  expect(store.outboxState().unsentCount).toBe(0)
  expect([...hub.stored.values()].map((envelope) => envelope.seq).sort((a, b) => a - b)).toEqual(Array.from({ length: store.identity().lastSeq }, (_, index) => index + 1))
  expect(new Set(hub.storedTimes.values())).toEqual(new Set(store.identity().lastSeq > 0 ? [1] : []))
}, { timeout: 30_000, interval: 10 })
const gives = (from = 1) => journalOf('hub').changes(siteFacts().map((entry) => ({ fact: entry })), from)
const arrived = (position: number) => vi.waitFor(() => expect(store.pullPosition().position).toBe(position), { timeout: 30_000, interval: 10 })

beforeEach(async () => {
  hub = await openScriptedHub()
  store = newStore()
  news = []
  recorded = 0
})
afterEach(async () => {
  await sync.stop()
  await hub.close()
  store.close()
})

describe('sending', () => {
  it('[SY1] joins once, then sends in batches of at most 500, in order', async () => {
    record(1_203)
    start()
    await drained()
    expect(store.joined()).toMatchObject({ stationId: 'S1', siteName: 'site', hubUrl: hub.url })
    expect(hub.requests.filter((path) => path === '/sync/join')).toHaveLength(1)
    expect(hub.requests.filter((path) => path === '/sync/push')).toHaveLength(3)
    expect(sync.state()).toMatchObject({ connected: true, troubles: [] })
    record()
    sync.kick()
    await drained()
  })

  it.each<Mishap>(['cut', 'html', 'half-json', 'lose-reply', 'error-500', 'silence', 'no-outcomes', 'proxy-407'])('[SY2] after "%s" the same facts are sent again and stored once', async (mishap) => {
    start(suited(mishap))
    await vi.waitFor(() => expect(sync.state().connected).toBe(true), 30_000)
    hub.mishaps.push(mishap, mishap, mishap)
    record(3)
    sync.kick()
    await drained()
    await vi.waitFor(() => expect(sync.state()).toMatchObject({ connected: true, troubles: [] }), { timeout: 30_000 })
  })

  it('[SY3] a hub that is away is told of in the bar, and found again', async () => {
    const { url } = hub
    await hub.close()
    record(2)
    start({ hubUrl: url })
    await vi.waitFor(() => expect(sync.state().troubles.map((trouble) => trouble.code)).toContain('hub-unreachable'), 30_000)
    expect(store.outboxState().unsentCount).toBe(2)
    hub = await openScriptedHub()
    await sync.stop()
    start()
    await drained()
  })

  it('[SY4] a hub that lacks facts gets them from where it asks', async () => {
    record(20)
    start()
    await drained()
    hub.restoreBefore(6, 'e1')
    record(2)
    sync.kick()
    await drained()
  })

  it('[SY29] a hub that says that it lacks what it had acknowledged gets it again, of every incarnation, though nothing new was recorded', async () => {
    record(20)
    start()
    await drained()
    await sync.stop()
    store.splitOff(1, 11)
    start()
    await vi.waitFor(() => expect(hub.stored.has('2/10')).toBe(true), { timeout: 5_000 })
    const places = [...Array.from({ length: 10 }, (_, index) => `1/${index + 1}`), ...Array.from({ length: 10 }, (_, index) => `2/${index + 1}`)]
    // What the hub keeps of the first incarnation from before the split is another store's.
    for (const key of hub.stored.keys()) if (!places.includes(key)) hub.stored.delete(key)
    const hasAll = () => vi.waitFor(() => expect([...hub.stored.keys()].sort()).toEqual([...places].sort()), { timeout: 5_000, interval: 10 })
    for (const seq of [10, 9]) hub.stored.delete(`2/${seq}`)
    await hasAll()
    // A new fact finds out first: then the incarnations before its own are asked about, too.
    hub.restoreBefore(6, 'e1')
    record()
    sync.kick()
    places.push('2/11')
    await hasAll()
    await vi.waitFor(() => expect(store.outboxState().unsentCount).toBe(0), { timeout: 5_000 })
  })

  it('[SY5] a hub put back from an old backup gets what it has forgotten, though nothing new was recorded', async () => {
    for (const change of gives()) hub.give(change, { bell: false })
    record(20)
    start()
    await drained()
    await arrived(siteFacts().length)
    hub.restoreBefore(8, 'e2')
    hub.changes.splice(3)
    await drained()
    await vi.waitFor(() => expect(store.pullPosition()).toMatchObject({ hubEpoch: 'e2', position: 3 }), { timeout: 30_000 })
    expect(store.person('p2')?.name).toBe('李四')
  })

  it('[SY25] a hub put back after it stored the first facts and before the station read anything gets them again', async () => {
    record(5)
    start({ fetch: (url, init) => (url.includes('/sync/changes') ? Promise.reject(new Error('the line is cut')) : fetch(url, init)) })
    await drained()
    await sync.stop()
    hub.restoreBefore(3, 'e2')
    start()
    await drained()
  })

  describe('[SY6] another store has told the hub other facts at the same places', () => {
    /** The hub has, from `seq` on, what a twin of this store recorded; this store has recorded two more. */
    const twinFrom = async (seq: number): Promise<void> => {
      record(6)
      start()
      await drained()
      for (const [key, envelope] of hub.stored) if (envelope.seq >= seq) hub.stored.set(key, { ...envelope, factId: `twin-${envelope.seq}`, hash: 'f'.repeat(64) })
      store.startEpoch('e1')
      record(2)
      sync.kick()
      await vi.waitFor(() => expect(store.outboxState().unsentCount).toBe(0), { timeout: 30_000 })
    }
    const idsIn = (incarnation: number): string[] => [...hub.stored.values()].filter((envelope) => envelope.incarnation === incarnation).sort((a, b) => a.seq - b.seq).map((envelope) => envelope.factId)
    const own = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `own-fact-${from + index}`)

    it.each([1, 2, 4, 6])('from fact %s on they differ: those from there on are sent under an incarnation of their own, and a person is told', async (seq) => {
      await twinFrom(seq)
      expect(idsIn(1)).toEqual([...own(1, seq - 1), ...Array.from({ length: 7 - seq }, (_, index) => `twin-${seq + index}`)])
      expect(idsIn(2)).toEqual(own(seq, 8))
      expect(store.verifyJournal()).toBeUndefined()
      expect(sync.state().troubles.map((trouble) => trouble.code)).toEqual(['station-copied'])
      // Both work on.
      record()
      sync.kick()
      await vi.waitFor(() => expect(idsIn(2)).toEqual(own(seq, 9)), { timeout: 30_000 })
    })

    it('is believed only when it is said twice: one false answer changes nothing', async () => {
      record(2)
      let lies = 1
      start({ fetch: async (url, init) => (url.endsWith('/sync/push') && lies-- > 0 ? Response.json({ kind: 'fork', hubEpoch: 'e1', seq: 2 }) : fetch(url, init)) })
      await drained()
      expect(store.identity().incarnation).toBe(1)
      expect(sync.state().troubles).toEqual([])
    })

    it('an answer that is a fork whatever is sent ends the sending for this run, is shown, and taking goes on', async () => {
      record(2)
      start({ fetch: async (url, init) => (url.endsWith('/sync/push') ? Response.json({ kind: 'fork', hubEpoch: 'e1', seq: 1 }) : fetch(url, init)) })
      await vi.waitFor(() => expect(sync.state().troubles.map((trouble) => trouble.code)).toEqual(['hub-refused']), { timeout: 30_000 })
      for (const change of gives()) hub.give(change)
      await arrived(siteFacts().length)
      expect(store.outboxState().unsentCount).toBe(2)
      await sync.stop()
      start()
      await vi.waitFor(() => expect(store.outboxState().unsentCount).toBe(0), { timeout: 30_000 })
    })
  })

  it('[SY12] a fact the hub cannot apply is parked and shown, and those behind it go on', async () => {
    hub.quarantine.add(2)
    record(3)
    start()
    await drained()
    expect(store.outboxState().quarantinedCount).toBe(1)
    expect(sync.state().troubles).toMatchObject([{ code: 'outbox-parked', detail: '1' }])
  })
})

describe('taking', () => {
  it('[SY24] a long load comes in large pages, the next asked for while one is applied, each once and in order', async () => {
    const products = Array.from({ length: 2_400 }, (_, index) => ({ fact: productListed(`SKU-${index}`) }))
    for (const change of journalOf('hub').changes(products, 1)) hub.give(change, { bell: false })
    start()
    await arrived(2_400)
    expect(store.product('SKU-0')).toBeDefined()
    expect(store.product('SKU-2399')).toBeDefined()
    expect(hub.requests.filter((path) => path === '/sync/changes').length).toBeLessThan(10)
    expect(sync.state().troubles).toEqual([])
  })

  it('[SY26] says how far a long load is, and nothing of it when all is here or little is missing', async () => {
    const { changes } = journalOf('hub')
    hub.changes = changes(Array.from({ length: 4_000 }, (_, index) => ({ fact: productListed(`SKU-${index}`) })), 1)
    const told: string[] = []
    start({ onState: () => told.push(sync.state().troubles.filter((trouble) => trouble.code === 'catching-up').map((trouble) => trouble.detail).join()) })
    await arrived(4_000)
    expect(told.filter((each, index) => each !== told[index - 1] && each !== '')).toEqual(['50 %'])
    expect(sync.state().troubles).toEqual([])
    hub.changes = [...hub.changes, ...changes(Array.from({ length: 1_900 }, (_, index) => ({ fact: productListed(`SKU-${index}`) })), 4_001)]
    told.length = 0
    await arrived(5_900)
    expect(told.filter((each) => each !== '')).toEqual([])
  })

  it('[SY7] the bell brings changes at once; without it they come a little later', async () => {
    start()
    await vi.waitFor(() => expect(hub.requests.filter((path) => path === '/sync/changes').length).toBeGreaterThan(0), 30_000)
    const changes = gives()
    for (const change of changes.slice(0, 3)) hub.give(change)
    await arrived(3)
    for (const change of changes.slice(3)) hub.give(change, { bell: false })
    await arrived(changes.length)
    expect(news).toContain('changes')
    expect(store.meaningsOf('B-1')).toEqual([{ kind: 'person', personId: 'p1' }])
  })

  it('[SY14] a bell on which nothing is heard any more is cut and hung up anew', async () => {
    start({ config: { ...config, news: { ...config.news, silenceMs: 50 } } })
    await vi.waitFor(() => expect(hub.newsLines).toBeGreaterThan(2), { timeout: 30_000 })
    for (const change of gives()) hub.give(change)
    await arrived(siteFacts().length)
  })

  it.each<Mishap>(['cut', 'html', 'half-json', 'lose-reply', 'error-500', 'silence'])('[SY8] "%s" on the way changes nothing; then each change counts once', async (mishap) => {
    start(suited(mishap))
    await vi.waitFor(() => expect(sync.state().connected).toBe(true), 30_000)
    hub.mishaps.push(mishap, mishap)
    for (const change of gives()) hub.give(change, { bell: false })
    await arrived(siteFacts().length)
    expect(store.packagings()).toHaveLength(1)
  })

  it('[SY9] an empty hub of another epoch deletes nothing, and what was known is not counted again when it comes back', async () => {
    const [first, second] = gives()
    const refused = journalOf('S2').changes([{ fact: fact('PinRefused', { personId: 'p1' }) }], 3)
    for (const change of [first!, second!, ...refused]) hub.give(change)
    start()
    await arrived(3)
    expect(store.person('p1')?.failedPins).toBe(1)
    hub.changes = []
    hub.epoch = 'e2'
    await vi.waitFor(() => expect(store.pullPosition()).toMatchObject({ hubEpoch: 'e2', position: 0 }), { timeout: 30_000 })
    expect(store.person('p1')?.failedPins).toBe(1)
    hub.changes = refused.map((change) => ({ ...change, position: 1 }))
    await arrived(1)
    expect(store.person('p1')?.failedPins).toBe(1)
  })

  it('[HX24] shows what the hub said of the last fact, also after a new start, and nothing of it to another epoch', async () => {
    const shown: (string | null)[] = []
    const listening: Partial<SyncDeps> = { fetch: (url, init) => {
      const { pathname, searchParams } = new URL(url)
      if (pathname === '/sync/changes') shown.push(searchParams.get('proof'))
      return fetch(url, init)
    } }
    for (const change of gives()) hub.give(change, { bell: false })
    const last = siteFacts().length
    start(listening)
    await arrived(last)
    expect(shown[0]).toBeNull()
    await sync.stop()
    shown.length = 0
    start(listening)
    await vi.waitFor(() => expect(shown[0]).toBe(`e1/${last}`), 30_000)
    hub.epoch = 'e2'
    hub.changes = []
    await vi.waitFor(() => expect(store.pullPosition().hubEpoch).toBe('e2'), { timeout: 30_000 })
    expect(new Set(shown.slice(shown.lastIndexOf(`e1/${last}`) + 1))).not.toContain(`e1/${last}`)
    expect(store.pullPosition().proof).not.toBe(`e1/${last}`)
  })

  it('[SY10] changes out of order are not taken', async () => {
    const changes = gives()
    hub.changes = [changes[1]!, changes[0]!]
    start()
    await vi.waitFor(() => expect(sync.state().troubles).toMatchObject([{ code: 'hub-unreachable', reason: 'hub-not-understood' }]), 30_000)
    expect(store.pullPosition().position).toBe(0)
    hub.changes = changes
    await arrived(changes.length)
  })
})

describe('joining', () => {
  it('[SY11] a wrong token is shown and nothing is sent; work is kept', async () => {
    record()
    start({ joinToken: 'wrong' })
    await vi.waitFor(() => expect(sync.state().troubles).toMatchObject([{ code: 'hub-refused', reason: 'join-code-wrong' }]), 30_000)
    expect(hub.requests).not.toContain('/sync/push')
    await sync.stop()
    start()
    await drained()
  })

  it('[HX14] another hub at the address refuses key and code; when the own one is back, all is sent and the bar is clear', async () => {
    start()
    await arrived(0)
    await vi.waitFor(() => expect(store.joined()).toBeDefined(), 30_000)
    await sync.stop()
    record(3)
    let isOther = true
    const refused = (status: number, error: string) => Promise.resolve(Response.json({ error }, { status }))
    start({ fetch: (url, init) => (!isOther ? fetch(url, init) : url.endsWith('/sync/join') ? refused(403, 'The join code is not valid.') : refused(401, 'The key is not known here.')) })
    await vi.waitFor(() => expect(sync.state().troubles.map((trouble) => trouble.reason)).toContain('join-code-wrong'), { timeout: 30_000 })
    isOther = false
    await drained()
    await vi.waitFor(() => expect(sync.state().troubles).toEqual([]), { timeout: 30_000 })
  })

  it('[HX17] with a fingerprint that was kept nothing is said to an http address, and the station works on', async () => {
    start({ pin: 'k7qm2xrdk7qm2xrd' })
    await vi.waitFor(() => expect(sync.state().troubles).toMatchObject([{ code: 'hub-unreachable' }]), 30_000)
    expect(hub.requests).toEqual([])
  })

  it('[SY11] without a hub the station says so and asks nobody', async () => {
    start({ hubUrl: null })
    expect(sync.state()).toMatchObject({ connected: false, troubles: [{ code: 'hub-unreachable', reason: 'no-hub' }] })
    sync.kick()
    expect(hub.requests).toEqual([])
  })
})

describe('an address that cannot be trusted', () => {
  const dayMs = 86_400_000
  const authority = makeCertificate({ name: 'site', addresses: [], fromMs: Date.UTC(2020, 0, 1), untilMs: Date.UTC(2099, 0, 1) })
  const signed = (change: Partial<Parameters<typeof makeCertificate>[0]>) => makeCertificate({ name: 'hub', addresses: ['127.0.0.1'], fromMs: Date.UTC(2020, 0, 1), untilMs: Date.UTC(2098, 0, 1), issuer: authority, ...change })
  const known = getCACertificates('default')
  beforeEach(() => setDefaultCACertificates([...known, authority.cert]))
  afterEach(() => setDefaultCACertificates(known))
  const openWith = async (certificate: { cert: string; key: string }): Promise<void> => {
    await hub.close()
    hub = await openScriptedHub(certificate)
    store.saveIdentity({ stationId: 'S1', stationKey: 'k'.repeat(40), hubUrl: hub.url, siteName: 'site' })
    record(2)
    for (const change of gives()) hub.give(change, { bell: false })
    start()
  }

  it('[SY16] over https with a certificate of the site all is sent', async () => {
    await openWith(signed({}))
    await drained()
    await arrived(gives().length)
  })

  it.each([
    ['expired', () => signed({ untilMs: Date.UTC(2020, 0, 1) + dayMs }), /expired/],
    ['made by itself', () => signed({ issuer: undefined }), /self-signed/],
    ['of another host', () => signed({ addresses: ['10.9.9.9'] }), /does not match|not in the cert/],
  ])('[SY16] with a certificate that is %s nothing is said and nothing changes', async (_what, certificate, words) => {
    await openWith(certificate())
    await vi.waitFor(() => expect(sync.state().troubles).toMatchObject([{ code: 'hub-unreachable', reason: expect.stringMatching(words) as string }]), { timeout: 30_000 })
    expect(hub.requests).toEqual([])
    expect(store.outboxState().unsentCount).toBe(2)
    expect(store.pullPosition().position).toBe(0)
  })

  it('[SY15] an http address outside the own network is not spoken to', async () => {
    record(2)
    start({ hubUrl: 'http://203.0.113.7:4100', fetch: () => { throw new Error('somebody was asked') } })
    expect(sync.state()).toMatchObject({ connected: false, troubles: [{ code: 'hub-refused', reason: 'address-needs-https' }] })
    sync.kick()
    expect(store.outboxState().unsentCount).toBe(2)
  })

  it('[SY17] a proxy that asks for a password changes nothing and is named', async () => {
    record(2)
    hub.mishaps.push(...Array<Mishap>(40).fill('proxy-407'))
    start()
    await vi.waitFor(() => expect(sync.state().troubles).toMatchObject([{ code: 'hub-unreachable', reason: 'way-barred' }]), 30_000)
    expect(store.joined()).toBeUndefined()
    expect(store.outboxState().unsentCount).toBe(2)
    hub.mishaps.length = 0
    await drained()
  })
})

it('[SY13] under drawn mishaps of every kind nothing is lost, doubled or stuck', async () => {
  const kinds: Mishap[] = ['cut', 'html', 'half-json', 'lose-reply', 'error-500', 'no-outcomes']
  start()
  for (const [index, change] of gives().entries()) {
    const random = seededRandom(index + 1)
    hub.give(change, { bell: random() < 0.5 })
    for (let round = 0; round < 20; round += 1) {
      if (random() < 0.7) hub.mishaps.push(kinds[Math.floor(random() * kinds.length)]!)
      record(1 + Math.floor(random() * 4))
      sync.kick()
    }
    await drained()
    await arrived(hub.changes.length)
  }
})
