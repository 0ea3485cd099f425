// Goal: over https a station speaks to the hub that it joined and to nobody else. Method: real https hubs with certificates that the site makes itself, the real
// sync core, and an impostor that counts what is said to it.
import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { readEnrolment } from '#shared/contract/enrolment.ts'
import { pinOf } from '#shared/node/pinned-tls.ts'
import { enrol } from '#hub/board/enrol.ts'
import { runningHubOf } from '#hub/running-hub.ts'
import { makeCertificate } from '#hub/tls/make-certificate.ts'
import { siteTls } from '#hub/tls/site-certificate.ts'
import { createBoardLines } from '#station/board-lines.ts'
import { openSyncBench, type SyncBench } from '#tests/support/sync-bench.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'
import { startTestServer, type TestServer } from '#tests/support/test-postgres.ts'

const dayMs = 86_400_000
let server: TestServer
let dataDir: string
let hub: TestHub
const stops: (() => Promise<void>)[] = []
const folder = (): string => {
  const made = mkdtempSync(path.join(tmpdir(), 'packwave-tls-'))
  chmodSync(made, 0o755)
  stops.push(async () => rmSync(made, { recursive: true, force: true }))
  return made
}
const openHub = (options: Partial<Parameters<typeof startTestHub>[0]> = {}): Promise<TestHub> => startTestHub({ databaseUrl: server.url('tls'), dataDir, tls: { kind: 'own' }, ...options })

beforeAll(async () => {
  server = await startTestServer()
  dataDir = mkdtempSync(path.join(tmpdir(), 'packwave-tls-hub-'))
  hub = await openHub()
})
afterEach(async () => { for (const stop of stops.splice(0).reverse()) await stop() })
afterAll(async () => {
  await hub.stop()
  await server.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const bench = (name: string): SyncBench => {
  const opened = openSyncBench(name)
  stops.push(() => opened.stop())
  return opened
}
const codeFor = async (): Promise<string> => {
  const enrolled = await enrol(hub.database, hub.tools, { hubUrls: [hub.url], pin: hub.pin })
  return 'code' in enrolled ? enrolled.code : ''
}
const refusedWith = (one: SyncBench, words: string | RegExp): Promise<void> => vi.waitFor(() =>
  expect(one.sync().state().troubles).toContainEqual(expect.objectContaining({ code: 'hub-unreachable', reason: typeof words === 'string' ? words : (expect.stringMatching(words) as string) })), { timeout: 30_000 })

/** Somebody else at an address: a TLS server that counts the bytes said to it behind the handshake. */
async function impostor(certificate: { cert: string; key: string }): Promise<{ url: string; connections: () => number; heard: () => number }> {
  let heard = 0
  let connections = 0
  const listening = createTlsServer(certificate, (socket) => {
    socket.on('data', (chunk) => { heard += chunk.length })
    socket.on('error', () => socket.destroy())
  })
  listening.on('connection', () => { connections += 1 })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise((resolve) => { listening.close(() => resolve()) }))
  return { url: `https://127.0.0.1:${(listening.address() as AddressInfo).port}`, connections: () => connections, heard: () => heard }
}
const keysOf = (pem: string) => ({ privateKey: createPrivateKey(pem), publicKey: createPublicKey(pem) })
function certificateOfSomebody(): { cert: string; key: string } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { cert: makeCertificate({ name: 'somebody', hosts: ['127.0.0.1'], fromMs: Date.now() - dayMs, untilMs: Date.now() + dayMs, ...pair }), key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

describe('the site’s own certificate', () => {
  it('[HX17] is made at the first start, its key is its owner’s alone, and its fingerprint stands in the code', async () => {
    expect(hub.url).toMatch(/^https:/)
    for (const name of ['site-key.pem', 'site-certificate.pem']) expect(statSync(path.join(dataDir, name)).mode & 0o777, name).toBe(0o600)
    const certificate = new X509Certificate(readFileSync(path.join(dataDir, 'site-certificate.pem')))
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkIP('::1')).toBeDefined()
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(readEnrolment(await codeFor())!.pin).toBe(pinOf(certificate))
    expect((await runningHubOf(dataDir))?.url).toBe(hub.url)
  })

  it('[HX17] the token of the hub’s own machine carries the fingerprint in its file, and stays the same over https and http', async () => {
    const kept = (): string => readFileSync(path.join(dataDir, 'join-token'), 'utf8').trim()
    expect(kept()).toBe(hub.joinToken)
    expect(readEnrolment(kept())?.pin).toBe(hub.pin)
    await hub.stop()
    hub = await openHub({ tls: undefined })
    expect(kept()).toBe(hub.joinToken)
    const plainToken = hub.joinToken
    await hub.stop()
    hub = await openHub()
    expect(hub.joinToken).toBe(`${plainToken}~${hub.pin}`)
  })

  it('[HX17] a station joins with the typed code, sends, hears the bell and opens the board over it, whatever address scheme was typed', async () => {
    const one = bench('https')
    one.work(30)
    await one.meet({ url: hub.url.replace('https', 'http'), joinToken: await codeFor() })
    await one.drained(hub)
    const { stationKey } = one.store.joined()!
    await vi.waitFor(async () => expect(await hub.database.row('select line_until_ms > 0 as open from station where station_id = $1', [one.store.joined()!.stationId])).toEqual({ open: true }), { timeout: 30_000 })
    const lines = createBoardLines({ mintId: () => 'line', onMessage: () => undefined, onClose: () => undefined })
    expect(await lines.open(`${hub.url.replace('http', 'ws')}/board`, { authorization: `Bearer ${stationKey}` }, hub.pin)).toBe('line')
    lines.closeAll()
    expect(await lines.open(`${hub.url.replace('http', 'ws')}/board`, {}, 'AAAAAAAAAAAAAAAA')).toBeNull()
  })

  it('[HX19] a certificate made anew with the same key is the same hub; dates and names are not looked at where the key is pinned', async () => {
    const one = bench('renewed')
    await one.meet(hub)
    one.work(3)
    await one.drained(hub)
    const before = readFileSync(path.join(dataDir, 'site-certificate.pem'), 'utf8')
    const later = siteTls({ kind: 'own' }, dataDir, Date.now() + 3_600 * dayMs)
    expect(later.cert).not.toBe(before)
    expect(later.pin).toBe(hub.pin)
    const elsewhere = siteTls({ kind: 'own' }, dataDir, Date.now(), ['10.1.2.3', 'fd00::1:2', 'hub.site.internal'])
    expect([elsewhere.cert === later.cert, elsewhere.pin]).toEqual([false, hub.pin])
    const old = { cert: makeCertificate({ name: 'old', hosts: ['10.9.9.9'], fromMs: Date.UTC(2000, 0, 1), untilMs: Date.UTC(2001, 0, 1), ...keysOf(later.key) }), key: later.key }
    const [certFile, keyFile] = [path.join(folder(), 'cert.pem'), path.join(folder(), 'key.pem')]
    writeFileSync(certFile, old.cert)
    writeFileSync(keyFile, old.key)
    await hub.stop()
    hub = await openHub({ tls: { kind: 'files', certFile, keyFile } })
    one.work(3)
    await one.meet(hub)
    await one.drained(hub)
  })

  it('[HX18] another certificate at the hub’s address ends the connection before a word is said: joining, sending, taking, the bell; and it is shown in words', async () => {
    const one = bench('betrayed')
    await one.meet(hub)
    one.work(2)
    await one.drained(hub)
    const newest = (await hub.database.row<{ position: number }>('select max(position)::int as position from fact'))!.position
    await vi.waitFor(() => expect(one.store.pullPosition().position).toBe(newest), { timeout: 30_000 })
    const position = one.store.pullPosition()
    const other = await impostor(certificateOfSomebody())
    one.work(2)
    await one.meet({ url: other.url, joinToken: hub.joinToken })
    await refusedWith(one, 'other-certificate')
    const fresh = bench('newcomer')
    await fresh.meet({ url: other.url, joinToken: await codeFor() })
    await refusedWith(fresh, 'other-certificate')
    await vi.waitFor(() => expect(other.connections()).toBeGreaterThan(4), { timeout: 30_000 })
    expect(other.heard()).toBe(0)
    expect(one.store.outboxState().unsentCount).toBe(2)
    expect(one.store.pullPosition()).toEqual(position)
    expect(fresh.store.joined()).toBeUndefined()
    // The right hub again: nothing was lost.
    await one.meet(hub)
    await one.drained(hub)
  })

  it('[HX18] without a fingerprint a certificate that nobody signed is not taken', async () => {
    const one = bench('blind')
    await one.meet({ url: hub.url, joinToken: readEnrolment(hub.joinToken)!.joinToken })
    await refusedWith(one, /self-signed|expired/)
    expect(one.store.joined()).toBeUndefined()
  })
})

describe('a given certificate', () => {
  it('[HX20] whose files do not fit, or are none, is refused in words at the start', async () => {
    const place = folder()
    const [a, b] = [certificateOfSomebody(), certificateOfSomebody()]
    const [certFile, keyFile] = [path.join(place, 'cert.pem'), path.join(place, 'key.pem')]
    writeFileSync(certFile, a.cert)
    writeFileSync(keyFile, b.key)
    expect(() => siteTls({ kind: 'files', certFile, keyFile }, place, Date.now())).toThrow('is not the key of the certificate')
    writeFileSync(keyFile, 'no key')
    expect(() => siteTls({ kind: 'files', certFile, keyFile }, place, Date.now())).toThrow('in PEM')
  })
})

it('no answer of this file came from a fault of the hub', () => expect(hub.faults).toEqual([]))
