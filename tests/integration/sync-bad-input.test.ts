// Goal: every bad input of the way between station and hub has its outcome: nothing changes, nothing is passed, and the next good message is taken. Method: the real sync of a station
// against a server that answers bytes; a real hub asked over HTTP and cut at any byte; clocks that jump.
import { createServer, type Server } from 'node:http'
import { connect, createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { seededRandom } from '#shared/kernel/random.ts'
import { realSystem } from '#station/host/system.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import type { Store } from '#station/store/store.ts'
import { createSync, syncDefaults, type Sync } from '#station/sync/sync.ts'
import { journalOf, siteFacts, testKey } from '#tests/support/bench-facts.ts'
import { joinTestStation, startTestHub, type TestHub } from '#tests/support/test-hub.ts'

type Given = { status?: number; type?: string; headers?: Record<string, string>; body: Buffer | string }
const changes = journalOf('hub').changes(siteFacts().map((each) => ({ fact: each })), 1)
const page = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ kind: 'changes', hubEpoch: 'e1', hubAtMs: 1, changes, upTo: changes.length, more: false, ...more })
const config = { ...syncDefaults, worker: { idleMs: 20, firstRetryMs: 5, longestRetryMs: 10 } }

describe('what the hub answers', () => {
  let server: Server
  let store: Store
  let sync: Sync
  let answer: Given
  /** Once a page was taken, the hub has nothing more. */
  let newest: number | null
  let asked = 0
  beforeEach(async () => {
    newest = null
    server = createServer((request, response) => {
      asked += 1
      const after = Number(new URL(request.url ?? '/', 'http://hub').searchParams.get('after'))
      if (after === newest) return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page({ changes: [], upTo: after })))
      response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/json', ...answer.headers }).end(answer.body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    store = openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 })
    const hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    store.saveIdentity({ stationId: 'S1', stationKey: 'k'.repeat(40), hubUrl, siteName: 'site' })
    sync = createSync({ store, hubUrl, joinToken: null, stationName: 'bench', timers: realSystem.timers, nowMs: () => 1_000, random: seededRandom(1), config, onState: () => undefined, onChanges: () => undefined })
  })
  afterEach(async () => {
    await sync.stop()
    server.closeAllConnections()
    await new Promise<void>((resolve) => void server.close(() => resolve()))
    store.close()
  })
  const json = (body: unknown): Given => ({ body: JSON.stringify(body) })
  const withFact = (change: (envelope: Record<string, unknown>) => unknown): Given => json(page({ changes: [{ ...changes[0], envelope: change({ ...changes[0]!.envelope }) }, ...changes.slice(1)] }))
  const text = JSON.stringify(page())

  it.each<[string, Given]>([
    ['a missing field', withFact(({ seq: _seq, ...rest }) => rest)],
    ['an extra field', withFact((envelope) => ({ ...envelope, surplus: 1 }))],
    ['a wrong type', withFact((envelope) => ({ ...envelope, atMs: '1' }))],
    ['a whole number that JavaScript cannot hold', { body: text.replace('"atMs":1001', '"atMs":9007199254740993') }],
    ['a fact that is not what was recorded', withFact((envelope) => ({ ...envelope, body: { ...(envelope['body'] as object), name: 'somebody else' } }))],
    ['a name twice, the second another', { body: text.replace('"seq":1,', '"seq":1,"seq":2,') }],
    ['JSON 10,000 deep', { body: `${'['.repeat(10_000)}${']'.repeat(10_000)}` }],
    ['a body 10,000 deep', { body: text.replace('"body":{', `"body":{"deep":${'['.repeat(10_000)}${']'.repeat(10_000)},`) }],
    ['50 MB', { body: Buffer.alloc(50_000_000, ' ') }],
    ['a gzip bomb', { body: gzipSync(Buffer.alloc(200_000_000, ' ')), headers: { 'content-encoding': 'gzip' } }],
    ['gzip that is broken', { body: gzipSync(text).subarray(0, 60), headers: { 'content-encoding': 'gzip' } }],
    ['no UTF-8', { body: Buffer.concat([Buffer.from(text.slice(0, 40)), Buffer.from([0xff]), Buffer.from(text.slice(40))]) }],
    ['a byte order mark', { body: `\ufeff${text}` }],
    ['a login page with 200', { type: 'text/html', body: '<html>Welcome</html>' }],
    ['a login page that says it is JSON', { body: '<html>Welcome</html>' }],
    ['a redirect to a portal', { status: 302, headers: { location: 'http://127.0.0.1:1/login' }, body: '' }],
    ['204', { status: 204, body: '' }],
    ['JSON that ends early', { body: text.slice(0, -2) }],
    ['a page that passes positions', json(page({ upTo: changes.length + 7 }))],
    ['a page with a hole', json(page({ changes: changes.filter((each) => each.position !== 3) }))],
    ['a page that repeats a position', json(page({ changes: [changes[0], ...changes] }))],
    ['own facts by their places that are not here', json(page({ own: [{ position: changes.length + 1, incarnation: 1, fromSeq: 1, toSeq: 2, hash: 'a'.repeat(64) }], upTo: changes.length + 2 }))],
    ['own facts by their places with a hash that is none', json(page({ own: [{ position: changes.length + 1, incarnation: 1, fromSeq: 1, toSeq: 1, hash: 'a' }], upTo: changes.length + 1 }))],
    ['own facts by places that go backwards', json(page({ own: [{ position: changes.length + 1, incarnation: 1, fromSeq: 2, toSeq: 1, hash: 'a'.repeat(64) }] }))],
    ['own facts by places beyond all numbers', json(page({ own: [{ position: changes.length + 1, incarnation: 1, fromSeq: 1, toSeq: 2 ** 53, hash: 'a'.repeat(64) }], upTo: 2 ** 53 }))],
    ['a time of the hub beyond all calendars', json(page({ hubAtMs: 9_007_199_254_740_991 }))],
    ['a time of the hub before all clocks', json(page({ hubAtMs: -1 }))],
    ['the answer to another question', json(page({ asked: 'yesterday' }))],
    ['an empty page that moves on', json(page({ changes: [], upTo: 5 }))],
    ['an empty page that says there is more', json(page({ changes: [], upTo: 0, more: true }))],
  ])('[SY8] %s: nothing changes, and the next good answer is taken', async (_what, given) => {
    answer = given
    const before = asked
    sync.start()
    await vi.waitFor(() => expect(asked).toBeGreaterThan(before + 2), { timeout: 30_000 })
    expect(store.pullPosition().position).toBe(0)
    expect(store.person('p1')).toBeUndefined()
    answer = json(page())
    await vi.waitFor(() => expect(store.pullPosition()).toMatchObject({ hubEpoch: 'e1', position: changes.length }), { timeout: 30_000 })
    expect(store.person('p1')?.name).toBe('张三')
  })

  it('[SY9] an empty hub of another epoch, and data of another site, delete nothing and count nothing twice', async () => {
    answer = json(page())
    sync.start()
    await vi.waitFor(() => expect(store.pullPosition().position).toBe(changes.length), 30_000)
    answer = json({ kind: 'changes', hubEpoch: 'e2', hubAtMs: 1, changes: [], upTo: 0, more: false })
    await vi.waitFor(() => expect(store.pullPosition()).toMatchObject({ hubEpoch: 'e2', position: 0 }), 30_000)
    expect(store.person('p1')?.name).toBe('张三')
    const foreign = journalOf('hub').changes([{ fact: siteFacts()[2]! }], 1).map((change) => ({ ...change, envelope: { ...change.envelope } }))
    answer = json({ kind: 'changes', hubEpoch: 'e2', hubAtMs: 1, changes: foreign, upTo: 1, more: false })
    await vi.waitFor(() => expect(store.pullPosition()).toMatchObject({ hubEpoch: 'e2', position: 1 }), 30_000)
    expect(store.person('p1')?.name).toBe('张三')
  })

  it('[SY19] a fact of a kind or of a schema that is not known waits for the upgrade, and those behind it are applied', async () => {
    const journal = journalOf('hub')
    const known = journal.changes([{ fact: siteFacts()[0]! }], 1)
    const newKind = journal.next({ kind: 'DroneLanded', body: { droneId: 'd1' } })
    const newSchema = { ...journal.next(siteFacts()[2]!), schema: 2 }
    const { hashedText } = await import('#shared/sync/envelope.ts')
    const { createHash } = await import('node:crypto')
    const whole = { ...newSchema, hash: createHash('sha256').update(hashedText(newSchema)).digest('hex') }
    const last = journal.changes([{ fact: siteFacts()[1]! }], 4)
    answer = json(page({ changes: [...known, { position: 2, envelope: newKind, personal: null }, { position: 3, envelope: whole, personal: null }, ...last], upTo: 4 }))
    newest = 4
    sync.start()
    await vi.waitFor(() => expect(store.pullPosition().position).toBe(4), 30_000)
    expect(store.person('p2')?.name).toBe('李四')
    expect(store.carrier('SF')).toBeUndefined()
    expect(sync.state().troubles).toMatchObject([{ code: 'unknown-facts', detail: expect.stringContaining('DroneLanded') as string }])
  })

  it('[SY22] whatever the clocks of hub and facts say, order and counts are the same', async () => {
    const times = [0, Date.UTC(2000, 0, 1), Date.UTC(2028, 1, 29), Date.UTC(2038, 0, 19, 3, 14, 8), Date.UTC(9999, 11, 31), 1]
    const { hashedText, noHash } = await import('#shared/sync/envelope.ts')
    const { createHash } = await import('node:crypto')
    let prevHash = noHash
    const odd = changes.map(({ envelope, ...change }, index) => {
      const entry = { ...envelope, atMs: times[index % times.length]!, prevHash }
      prevHash = createHash('sha256').update(hashedText(entry)).digest('hex')
      return { ...change, envelope: { ...entry, hash: prevHash } }
    })
    answer = json(page({ changes: odd, hubAtMs: Date.UTC(2099, 0, 1) }))
    newest = changes.length
    sync.start()
    await vi.waitFor(() => expect(store.pullPosition().position).toBe(changes.length), 30_000)
    const before = asked
    await vi.waitFor(() => expect(asked).toBeGreaterThan(before + 1), 30_000)
    expect(store.person('p2')?.name).toBe('李四')
    expect(sync.state().connected).toBe(true)
  })
})

describe('what a station sends', () => {
  let hub: TestHub
  beforeAll(async () => { hub = await startTestHub() })
  afterAll(() => hub.close())
  const signedIn = fact('OperatorSignedIn', { personId: 'P-0001', cause: 'badge' })
  const refused = (scanId: string) => fact('ScanRefused', { scanId, code: '', reason: 'code-unknown', activity: 'choose' })
  const factsOf = async (stationId: string) => hub.database.rows<{ seq: number; at_ms: number }>('select seq, at_ms from fact where station_id = $1 order by position', [stationId])

  it('[HB13] a time two years ahead is kept as it was told, and orders nothing', async () => {
    const station = await joinTestStation(hub)
    await station.tell(signedIn)
    const journal = journalOf(station.stationId)
    const first = { ...journal.next(signedIn) }
    expect(first.seq).toBe(1)
    const ahead = station.record(refused('scan-ahead'))
    const { hashOf } = await import('#hub/store/facts.ts')
    const { hash: _hash, ...entry } = { ...ahead, atMs: Date.now() + 63_072_000_000 }
    expect(await station.push([{ ...entry, hash: hashOf(entry) }])).toMatchObject({ kind: 'stored', outcomes: [{ seq: 2, outcome: 'applied' }] })
    expect((await factsOf(station.stationId)).map((row) => row.seq)).toEqual([1, 2])
  })

  it('[HB13] 100,000 facts in one request, a fact of 5 MB and a small body that unpacks to 200 MB are refused whole', async () => {
    const station = await joinTestStation(hub)
    const envelope = station.record(signedIn)
    const key = await keyOf(station.stationId)
    const ask = async (body: BodyInit, headers: Record<string, string> = {}): Promise<number> => (await fetch(`${hub.url}/sync/push`, { method: 'POST', headers: { authorization: `Bearer ${key}`, ...headers }, body })).status
    const request = (envelopes: unknown[]): string => JSON.stringify({ protocol: 1, stationId: station.stationId, incarnation: 1, envelopes })
    expect(await ask(request(Array.from({ length: 501 }, () => envelope)))).toBe(400)
    expect([400, 413]).toContain(await ask(request(Array.from({ length: 100_000 }, () => ({})))))
    expect(await ask(request([{ ...envelope, body: { personId: 'x'.repeat(5_000_000) } }]))).toBe(413)
    expect(await ask(new Uint8Array(gzipSync(Buffer.alloc(200_000_000, ' '))), { 'content-encoding': 'gzip' })).toBe(413)
    expect(await ask(new Uint8Array(gzipSync(request([envelope])).subarray(0, 50)), { 'content-encoding': 'gzip' })).toBe(400)
    expect(await ask(request([envelope]), { 'content-encoding': 'br' })).toBe(415)
    expect(await ask(new Uint8Array(gzipSync(request([envelope]))), { 'content-encoding': 'gzip' })).toBe(200)
    expect(await factsOf(station.stationId)).toHaveLength(1)
  })

  it('[HB13] batches out of order, two connections at once and the capture of yesterday lead to the first outcomes', async () => {
    const station = await joinTestStation(hub)
    const [first, second, third] = [signedIn, refused('scan-a'), refused('scan-b')].map((each) => station.record(each))
    expect(await station.push([third!])).toMatchObject({ kind: 'gap', expectedSeq: 1 })
    const both = await Promise.all([station.push([first!, second!]), station.push([first!, second!, third!]), station.push([first!])])
    expect(both.map((reply) => reply.kind)).toEqual(['stored', 'stored', 'stored'])
    const replay = await station.push([first!, second!, third!])
    expect(replay).toMatchObject({ kind: 'stored', outcomes: [{ outcome: 'applied' }, { outcome: 'applied' }, { outcome: 'applied' }] })
    expect((await factsOf(station.stationId)).map((row) => row.seq)).toEqual([1, 2, 3])
  })

  it('[HB14] names of prototypes, other methods, other sites and places outside do nothing', async () => {
    const station = await joinTestStation(hub)
    const key = await keyOf(station.stationId)
    const headers = { authorization: `Bearer ${key}` }
    const envelope = station.record(signedIn)
    const push = (body: string, more: Record<string, string> = {}) => fetch(`${hub.url}/sync/push`, { method: 'POST', headers: { ...headers, ...more }, body })
    const whole = JSON.stringify({ protocol: 1, stationId: station.stationId, incarnation: 1, envelopes: [envelope] })
    expect((await push(whole.replace('{"protocol"', '{"__proto__":{"admin":true},"protocol"'))).status).toBe(400)
    expect((await push(whole.replace('"personId"', '"__proto__":{"polluted":1},"personId"'))).status).toBeLessThan(500)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect((await push(JSON.stringify({ protocol: 1, stationId: 'another-site', incarnation: 1, envelopes: [envelope] }))).status).toBe(403)
    expect((await fetch(`${hub.url}/sync/changes?after=-1`, { headers })).status).toBe(400)
    expect((await fetch(`${hub.url}/sync/changes?after=0&limit=1000000`, { headers })).status).toBe(400)
    expect((await fetch(`${hub.url}/sync/push`, { headers: { ...headers, 'x-http-method-override': 'POST' } })).status).toBe(404)
    expect((await fetch(`${hub.url}/sync/changes?after=0`, { method: 'DELETE', headers })).status).toBe(405)
    expect(await rawStatus(hub.url, 'GET /..%5c..%5chub.key HTTP/1.1')).toBe(404)
    expect(await rawStatus(hub.url, 'GET /../../hub.key HTTP/1.1')).toBe(404)
    expect((await push(whole)).status).toBe(200)
  })

  it('no answer of these came from a fault of the hub', () => expect(hub.faults).toEqual([]))

  /** The test station keeps its key to itself: the hub gets another one for it here. */
  async function keyOf(stationId: string): Promise<string> {
    const { restingHash } = await import('#hub/people/join.ts')
    const key = `key-${stationId}`.padEnd(43, 'x')
    await hub.database.run('insert into station (station_id, name, key_hash, joined_at_ms, last_heard_at_ms) values ($1, $1, $2, 1, 1) on conflict (station_id) do update set key_hash = excluded.key_hash', [stationId, restingHash(key)])
    return key
  }
})

async function rawStatus(url: string, line: string): Promise<number> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${line}\r\nHost: hub\r\nConnection: close\r\n\r\n`))
    socket.once('data', (data) => {
      resolve(Number(data.toString().split(' ')[1]))
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

describe('cut at any byte', () => {
  let hub: TestHub
  let proxy: TcpServer
  const open = new Set<Socket>()
  /** How many bytes of the next connection pass each way before it is cut. */
  let limits = { up: Infinity, down: Infinity }
  beforeAll(async () => {
    hub = await startTestHub()
    proxy = createTcpServer((near) => {
      const far = connect(Number(new URL(hub.url).port), '127.0.0.1')
      const left = { ...limits }
      for (const socket of [near, far]) {
        open.add(socket)
        socket.on('error', () => socket.destroy())
        socket.on('close', () => {
          near.destroy()
          far.destroy()
        })
      }
      const pass = (from: Socket, to: Socket, way: 'up' | 'down') => from.on('data', (data: Buffer) => {
        const part = data.subarray(0, left[way])
        left[way] -= part.length
        if (part.length > 0) to.write(part)
        if (left[way] <= 0) to.end(() => from.destroy())
      })
      pass(near, far, 'up')
      pass(far, near, 'down')
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    for (const socket of open) socket.destroy()
    await new Promise<void>((resolve) => void proxy.close(() => resolve()))
    await hub.close()
  })

  it('[SY23] a request or an answer cut at any byte, and said again: each fact is stored once, each page taken once', async () => {
    const { createHubClient, hubClientDefaults } = await import('#station/sync/hub-client.ts')
    const { restingHash } = await import('#hub/people/join.ts')
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const client = createHubClient({ hubUrl: url, fetch: (to, init) => fetch(to, { ...init, headers: { ...(init.headers as Record<string, string>), connection: 'close' } }), timers: realSystem.timers, config: { ...hubClientDefaults, timeoutMs: 60_000 } })
    const stationId = 'cut-station'
    const key = 'cut-'.padEnd(43, 'k')
    await hub.database.run('insert into station (station_id, name, key_hash, joined_at_ms, last_heard_at_ms) values ($1, $1, $2, 1, 1)', [stationId, restingHash(key)])
    const journal = journalOf(stationId)
    const signedIn = fact('OperatorSignedIn', { personId: 'P-0001', cause: 'badge' })
    let stored = 0
    for (const way of ['up', 'down'] as const) {
      for (let cutAt = 0; cutAt < 1_500; cutAt += 23) {
        const envelope = journal.next(signedIn)
        limits = { up: Infinity, down: Infinity, [way]: cutAt }
        const cut = await client.push({ stationId, incarnation: 1, envelopes: [envelope] }, key)
        if (cut.kind === 'answered') expect(cut.value.kind).toBe('stored')
        limits = { up: Infinity, down: Infinity }
        expect(await client.push({ stationId, incarnation: 1, envelopes: [envelope] }, key)).toMatchObject({ kind: 'answered', value: { kind: 'stored', outcomes: [{ outcome: 'applied' }] } })
        stored += 1
        limits = { up: Infinity, down: Infinity, [way]: cutAt }
        const pageCut = await client.changes({ after: 0, limit: 3, epoch: null }, key)
        expect(['answered', 'unreachable', 'not-understood']).toContain(pageCut.kind)
        if (pageCut.kind === 'answered') expect(pageCut.value.kind === 'changes' && pageCut.value.changes.length).toBe(Math.min(3, stored))
      }
    }
    expect((await hub.database.row<{ count: number; last: number }>('select count(*) as count, max(seq) as last from fact where station_id = $1', [stationId]))).toEqual({ count: stored, last: stored })
    expect(hub.faults).toEqual([])
  })
})
