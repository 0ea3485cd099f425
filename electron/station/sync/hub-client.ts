// Questions to the hub over HTTP. Whatever comes back is a value: a hotel's login page, half a JSON and silence change nothing here.
import { gzipSync } from 'node:zlib'
import type * as z from 'zod'
import { saidReason, type TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { ChangesReply, JoinReply, protocolVersion, PushReply, type JoinRequest, type PushRequest } from '#shared/sync/protocol.ts'
import { quickParse } from '#shared/sync/quick-shape.ts'
import type { StationStatus } from '#shared/sync/station-status.ts'
import type { HttpAnswer } from '#shared/node/agent-fetch.ts'
import { OtherCertificate } from '#shared/node/pinned-tls.ts'
import { systemReason } from '../system-reason.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<HttpAnswer>

export type HubAnswer<T> =
  | { kind: 'answered'; value: T }
  /** No connection, a deadline passed, or the hub is in trouble (5xx, 429): tried again. */
  | { kind: 'unreachable'; why: TroubleReason }
  /** Somebody answered who does not speak our protocol. Tried again. `where` in the answer, for whoever looks after the hub. */
  | { kind: 'not-understood'; why: TroubleReason; where?: string }
  /** The hub understood and said no (4xx). */
  | { kind: 'refused'; status: number; why: TroubleReason }

/** A shorter request is sent as it is. */
const packAboveChars = 4_096

export type HubClientConfig = { timeoutMs: number; maxAnswerBytes: number }
export const hubClientDefaults: HubClientConfig = { timeoutMs: 15_000, maxAnswerBytes: 16_777_216 }

/** A request made ready. */
export type Packed = { body: string | Uint8Array<ArrayBuffer>; isGzip: boolean }

export type HubClient = {
  join(asked: Omit<JoinRequest, 'protocol'>): Promise<HubAnswer<JoinReply>>
  push(request: Omit<PushRequest, 'protocol'> | Packed, stationKey: string): Promise<HubAnswer<PushReply>>
  /** Makes a request of `push` ready before it is its turn. */
  pack(request: Omit<PushRequest, 'protocol'>): Packed
  changes(query: { /** SY33 */ asked?: string; after: number; limit: number; epoch: string | null; proof?: string | null; incarnation?: number | undefined; /** SY30 */ own?: 'named' | undefined; status?: StationStatus }, stationKey: string): Promise<HubAnswer<ChangesReply>>
  /** Ends every question that is open. */
  abort(): void
}

export function createHubClient({ hubUrl, fetch, timers, config }: { hubUrl: string; fetch: Fetch; timers: Timers; config: HubClientConfig }): HubClient {
  const stopped = new AbortController()
  const ask = async <S extends z.ZodType>(path: string, shape: S, init: { method: 'GET' | 'POST'; key: string | null; packed?: Packed }): Promise<HubAnswer<z.infer<S>>> => {
    const headers: Record<string, string> = { accept: 'application/json', 'accept-encoding': 'gzip' }
    if (init.key !== null) headers['authorization'] = `Bearer ${init.key}`
    const body = init.packed?.body
    if (init.packed) headers['content-type'] = 'application/json'
    if (init.packed?.isGzip) headers['content-encoding'] = 'gzip'
    let text: string | null | undefined
    let status: number
    let type: string
    const deadline = new AbortController()
    const cancelDeadline = timers.after(config.timeoutMs, () => deadline.abort(new Error(`no answer within ${config.timeoutMs} ms`)))
    try {
      const signal = AbortSignal.any([stopped.signal, deadline.signal])
      const response = await fetch(new URL(path, hubUrl).href, { method: init.method, headers, redirect: 'error', signal, ...(body === undefined ? {} : { body }) })
      status = response.status
      type = response.headers.get('content-type') ?? ''
      text = await readLimited(response, config.maxAnswerBytes)
    } catch (error) {
      return { kind: 'unreachable', why: deadline.signal.aborted ? 'no-answer' : wayReason(error) }
    } finally {
      cancelDeadline()
    }
    // A proxy asks for a password.
    if (status === 407) return { kind: 'unreachable', why: 'way-barred' }
    if (status >= 500 || status === 429 || status === 408) return { kind: 'unreachable', why: 'hub-busy' }
    if (!/^application\/json\b/i.test(type)) return { kind: 'not-understood', why: 'not-the-hub' }
    if (text === null) return { kind: 'not-understood', why: 'hub-not-understood' }
    const json = text === undefined ? undefined : parseJson(text)
    if (json === undefined) return { kind: 'not-understood', why: 'not-the-hub' }
    if (status < 200 || status >= 300) {
      const words = (json as { error?: unknown } | null)?.error
      return { kind: 'refused', status, why: refusalReason(path, status) ?? saidReason(typeof words === 'string' ? words : `status ${status}`) }
    }
    const parsed = quickParse(shape, json)
    if (parsed.success) return { kind: 'answered', value: parsed.data }
    return { kind: 'not-understood', why: 'hub-not-understood', where: parsed.error.issues[0]?.path.join('.') ?? '' }
  }
  return {
    join: (asked) => ask('/sync/join', JoinReply, { method: 'POST', key: null, packed: pack({ protocol: protocolVersion, ...asked }) }),
    push: (request, stationKey) => ask('/sync/push', PushReply, { method: 'POST', key: stationKey, packed: 'isGzip' in request ? request : pack({ protocol: protocolVersion, ...request }) }),
    pack: (request) => pack({ protocol: protocolVersion, ...request }),
    changes({ asked, after, limit, epoch, proof = null, incarnation, own, status = {} }, stationKey) {
      const query = new URLSearchParams({ after: String(after), limit: String(limit), ...(asked === undefined ? {} : { asked }), ...(epoch === null ? {} : { epoch }), ...(proof === null ? {} : { proof }), ...(incarnation === undefined ? {} : { incarnation: String(incarnation) }), ...(own === undefined ? {} : { own }), ...Object.fromEntries(Object.entries(status).map(([name, value]) => [name, String(value)])) })
      return ask(`/sync/changes?${query.toString()}`, ChangesReply, { method: 'GET', key: stationKey })
    },
    abort: () => stopped.abort(new Error('the station stops')),
  }
}

function pack(message: unknown): Packed {
  const text = JSON.stringify(message)
  return text.length < packAboveChars ? { body: text, isGzip: false } : { body: gzipSync(text, { level: 1 }), isGzip: true }
}

/** The whole text; null when it is longer than allowed (unpacked, too), undefined when it is not UTF-8. */
async function readLimited(response: HttpAnswer, maxBytes: number): Promise<string | null | undefined> {
  if (!response.body) return ''
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body) {
    size += part.byteLength
    if (size > maxBytes) return null // Leaving the loop cancels the stream.
    parts.push(part)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return undefined
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}

/** What the hub's no means (hub/server.ts); undefined where only its own words say more. */
function refusalReason(path: string, status: number): TroubleReason | undefined {
  if (status === 409) return 'station-still-listed'
  if (status === 403 && path === '/sync/join') return 'join-code-wrong'
  return status === 401 || status === 403 ? 'key-unknown' : undefined
}

/** Network code throws many shapes; the cause says most. */
function wayReason(error: unknown): TroubleReason {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof OtherCertificate ? 'other-certificate' : systemReason(cause)
}
