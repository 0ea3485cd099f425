// A hub in memory that speaks the protocol over real HTTP and WebSocket, and misbehaves when a test asks it to.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { WebSocketServer } from 'ws'
import type { Change, Envelope } from '#shared/sync/envelope.ts'
import { JoinRequest, PushRequest, type ChangesReply, type PushReply } from '#shared/sync/protocol.ts'

/** What happens to one request instead of the right thing. `lose-reply`: it is done, and the answer never leaves. */
export type Mishap = 'cut' | 'html' | 'half-json' | 'lose-reply' | 'error-500' | 'silence' | 'no-outcomes' | 'proxy-407'

export type ScriptedHub = {
  url: string
  /** Every stored fact by journal place; storing is what a real hub would have on disk. */
  stored: Map<string, Envelope>
  /** How often each place was stored: 1 everywhere, whatever was sent how often. */
  storedTimes: Map<string, number>
  changes: Change[]
  requests: string[]
  /** Lines to the news that were ever opened. This hub never pings: to a station it looks half open. */
  newsLines: number
  epoch: string
  joinToken: string
  quarantine: Set<number>
  /** The next requests, of whatever kind, meet these; then all is well. */
  mishaps: Mishap[]
  /** Forgets everything stored from this seq on and takes another epoch: an old backup was put back. */
  restoreBefore(seq: number, epoch: string): void
  /** Adds a change and rings the bell. */
  give(change: Change, options?: { bell: boolean }): void
  close(): Promise<void>
}

const place = (envelope: { incarnation: number; seq: number }): string => `${envelope.incarnation}/${envelope.seq}`

/** With a certificate over https, otherwise over http. */
export async function openScriptedHub(certificate?: { cert: string; key: string }): Promise<ScriptedHub> {
  const sockets = new WebSocketServer({ noServer: true })
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => void answer(request, response)
  const server = certificate ? createTlsServer(certificate, onRequest) : createServer(onRequest)
  server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => { hub.newsLines += 1 }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const hub: ScriptedHub = {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stored: new Map(), storedTimes: new Map(), changes: [], requests: [], newsLines: 0, epoch: 'e1', joinToken: 'token', quarantine: new Set(), mishaps: [],
    restoreBefore(seq, epoch) {
      for (const [key, envelope] of hub.stored) if (envelope.seq >= seq) {
        hub.stored.delete(key)
        hub.storedTimes.delete(key)
      }
      hub.epoch = epoch
    },
    give(change, { bell } = { bell: true }) {
      hub.changes.push(change)
      if (bell) for (const line of sockets.clients) line.send('{"kind":"news"}')
    },
    async close() {
      for (const line of sockets.clients) line.terminate()
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', hub.url)
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    hub.requests.push(url.pathname)
    const mishap = hub.mishaps.shift()
    if (mishap === 'cut') return void request.socket.destroy()
    if (mishap === 'silence') return
    if (mishap === 'html') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome to the hotel</html>')
    if (mishap === 'proxy-407') return void response.writeHead(407, { 'content-type': 'text/html', 'proxy-authenticate': 'Basic realm="site"' }).end('<html>Proxy</html>')
    if (mishap === 'error-500') return void response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"oops"}')
    const { status, body } = reply(url, (request.headers['content-encoding'] === 'gzip' ? gunzipSync(Buffer.concat(parts)) : Buffer.concat(parts)).toString('utf8'))
    if (mishap === 'lose-reply') return void request.socket.destroy()
    const text = JSON.stringify(mishap === 'no-outcomes' ? { kind: 'stored', hubEpoch: hub.epoch, outcomes: [] } : body)
    response.writeHead(status, { 'content-type': 'application/json' }).end(mishap === 'half-json' ? text.slice(0, text.length / 2) : text)
  }

  function reply(url: URL, text: string): { status: number; body: unknown } {
    if (url.pathname === '/sync/join') {
      const asked = JoinRequest.parse(JSON.parse(text))
      if (asked.joinToken !== hub.joinToken) return { status: 403, body: { error: 'The join token is not valid.' } }
      return { status: 200, body: { stationId: 'S1', stationKey: 'k'.repeat(40), hubEpoch: hub.epoch, siteName: 'site' } }
    }
    if (url.pathname === '/sync/push') return { status: 200, body: store(PushRequest.parse(JSON.parse(text)).envelopes) }
    return { status: 200, body: changesAfter(Number(url.searchParams.get('after')), Number(url.searchParams.get('limit')), url.searchParams.get('epoch'), Number(url.searchParams.get('incarnation') ?? 0)) }
  }

  const newestOf = (incarnation: number): number => Math.max(0, ...[...hub.stored.values()].filter((known) => known.incarnation === incarnation).map((known) => known.seq))

  function store(envelopes: Envelope[]): PushReply {
    const expectedSeq = newestOf(envelopes[0]?.incarnation ?? 0) + 1
    const [first] = envelopes
    if (first && first.seq > expectedSeq) return { kind: 'gap', hubEpoch: hub.epoch, expectedSeq }
    for (const envelope of envelopes) {
      const known = hub.stored.get(place(envelope))
      if (known && known.hash !== envelope.hash) return { kind: 'fork', hubEpoch: hub.epoch, seq: envelope.seq }
      if (known) continue
      hub.stored.set(place(envelope), envelope)
      hub.storedTimes.set(place(envelope), (hub.storedTimes.get(place(envelope)) ?? 0) + 1)
    }
    return { kind: 'stored', hubEpoch: hub.epoch, outcomes: envelopes.map(({ seq }) => (hub.quarantine.has(seq) ? { seq, outcome: 'quarantined', why: 'odd' } : { seq, outcome: 'applied', why: '' })) }
  }

  function changesAfter(after: number, limit: number, epoch: string | null, incarnation: number): ChangesReply {
    if (epoch !== null && epoch !== hub.epoch) return { kind: 'other-epoch', hubEpoch: hub.epoch }
    const page = hub.changes.filter((change) => change.position > after).slice(0, limit)
    const upTo = page.at(-1)?.position ?? after
    return { kind: 'changes', hubEpoch: hub.epoch, hubAtMs: 1, changes: page, upTo, more: hub.changes.some((change) => change.position > upTo), newest: hub.changes.at(-1)?.position ?? 0, proof: `${hub.epoch}/${upTo}`, yourSeq: newestOf(incarnation) }
  }
  return hub
}
