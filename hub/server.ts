// The hub's address: what stations, boards and shops may ask over HTTP and WebSocket, with limits on size, time and tries.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import * as z from 'zod'
import { boardRefusalWords } from '#shared/contract/board-refusals.ts'
import type { Port } from '#shared/contract/port.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import { StationStatus } from '#shared/sync/station-status.ts'
import { JoinRequest, PushRequest } from '#shared/sync/protocol.ts'
import { answerJson, answerPacked, bearerOf, HttpRefusal, JsonText, originIsOwn, readJson } from './http.ts'
import { servePage } from './pages.ts'
import { joinStation, restingHash, stationOfKey, stationsTopic } from './people/join.ts'
import { keepPresence } from './people/presence.ts'
import { countTry } from './people/try-count.ts'
import { rateLimit } from './people/rate-limit.ts'
import { receiver } from './receive-batch.ts'
import { maxChanges, serveChangesText } from './serve-changes.ts'
import { isDatabaseAway, storeTrouble } from './store/database-away.ts'
import type { Database } from './store/database.ts'
import { heardFrom } from './store/station-status.ts'
import { newsTopic, type HubTools } from './store/facts.ts'

const pushLimitBytes = 4_194_304
const importLimitBytes = 33_554_432
/** An import of ten files, base64. */
const boardMessageLimitBytes = 134_217_728
const pingMs = 15_000
/** What a board may say before somebody has signed in. */
const unknownBoardBytes = 262_144
const mostConnections = 4_000
const mostNewsLines = 3
const mostBoardsOfAnAddress = 60
const tooMany = 'Too many requests. Wait a minute.'

const ChangesQuery = z.object({ after: z.coerce.number().int().min(0), limit: z.coerce.number().int().min(1).max(maxChanges).default(500), epoch: z.string().max(64).nullable().default(null), proof: z.string().max(64).optional(), incarnation: z.coerce.number().int().min(1).optional(), own: z.literal('named').optional(), ...StationStatus.shape })

/** Who opened a board's line: `address` is for counting tries; `isStation` when it showed the key of a listed station. */
export type BoardCaller = { address: string; isStation: boolean }

/** Doors that belong to other parts of the hub; each gets a checked caller. */
export type HubDoors = {
  /** A board's line; `onSignedIn` is called when a person has signed in on it. */
  serveBoard(port: Port, from: BoardCaller, onSignedIn: () => void): void
  /** POST /api/… with the admin key. Undefined: there is no such door. */
  answerApi(path: string, readBody: <S extends z.ZodType>(shape: S) => Promise<z.infer<S>>): Promise<unknown>
  isAdminKey(key: string): boolean
  onFault(where: string, fault: unknown): string
}

export type HubServer = { url: string; close(): Promise<void> }

export async function openHubServer(input: { database: Database; tools: HubTools; doors: HubDoors; host: string; port: number; pagesFolder: string; tls?: { cert: string; key: string } | undefined }): Promise<HubServer> {
  const { database, tools, doors } = input
  const { nowMs } = tools.system
  const receive = receiver(database, tools)
  /** A station drains its queue with some twenty requests a second; one fact at a time, answer by answer, gives a few hundred. */
  const keyRate = rateLimit({ burst: 1_000, perSecond: 500, nowMs })
  /** Whoever shows no good key: pages, health, joining, guesses. */
  const strangerRate = rateLimit({ burst: 300, perSecond: 30, nowMs })
  const wrongKeyRate = rateLimit({ burst: 200, perSecond: 10, nowMs })

  /** Keys, as they rest, that opened a station's journal when they came last. */
  const proven = new Map<string, string>()
  const refuseKey = (request: IncomingMessage): never => {
    if (!wrongKeyRate.allow(addressOf(request))) throw new HttpRefusal(429, tooMany)
    throw new HttpRefusal(401, 'The key is not known here. Join the station again.')
  }
  const stationOf = async (request: IncomingMessage, known?: string): Promise<{ stationId: string }> => {
    const station = known === undefined ? ((await stationOfKey(database, bearerOf(request))) ?? refuseKey(request)) : { stationId: known }
    if (!keyRate.allow(station.stationId)) throw new HttpRefusal(429, tooMany)
    return station
  }
  const asStranger = (request: IncomingMessage): void => {
    if (!strangerRate.allow(addressOf(request))) throw new HttpRefusal(429, tooMany)
  }

  const answers: Record<string, (request: IncomingMessage, url: URL) => Promise<unknown>> = {
    async 'GET /health'(request) {
      asStranger(request)
      const identity = await database.row<{ epoch: string; position: number }>('select epoch, (select coalesce(max(position), 0) from fact) as position from hub_identity')
      return { ok: true, hubEpoch: identity?.epoch, position: identity?.position }
    },
    async 'POST /sync/join'(request) {
      asStranger(request)
      const asked = await readJson(request, JoinRequest, 4_096)
      if (!(await countTry(database, 'join', addressOf(request), nowMs()))) throw new HttpRefusal(429, tooMany)
      const joined = await joinStation(database, tools, asked)
      switch (joined.kind) {
        case 'joined':
          return joined.reply
        case 'refused':
          throw new HttpRefusal(403, '加入码不对、已用过或已过期，请主管重新生成 · The join code is not valid. Ask the supervisor for a new one.')
        case 'listed':
          throw new HttpRefusal(409, '这个工位还在中心的名单上，请主管先移除它 · This station is still listed here. A supervisor must remove it on the board first.')
      }
      return unreachable(joined)
    },
    async 'POST /sync/push'(request) {
      const keyHash = restingHash(bearerOf(request))
      // A key that was good the last time may bring its body at once. Whether it still is, the transaction sees for itself.
      const station = await stationOf(request, proven.get(keyHash))
      const push = await readJson(request, PushRequest, pushLimitBytes)
      if (push.stationId !== station.stationId) throw new HttpRefusal(403, 'The key belongs to another station.')
      if (push.envelopes.some((each) => each.stationId !== push.stationId || each.incarnation !== push.incarnation)) throw new HttpRefusal(400, 'A fact in the request stands in another journal than the request.')
      const reply = await receive(push, keyHash)
      if (reply.kind === 'key-unknown') {
        proven.delete(keyHash)
        return refuseKey(request)
      }
      proven.set(keyHash, station.stationId)
      return reply
    },
    async 'GET /sync/changes'(request, url) {
      const station = await stationOf(request)
      const query = ChangesQuery.safeParse(Object.fromEntries(url.searchParams))
      if (!query.success) throw new HttpRefusal(400, `The request has the wrong shape: ${z.prettifyError(query.error)}`)
      const { incarnation, own } = query.data
      const [text] = await Promise.all([
        serveChangesText(database, tools, { ...query.data, of: incarnation === undefined ? undefined : { stationId: station.stationId, incarnation }, nameFor: own && station.stationId }),
        heardFrom({ run: database.note }, station.stationId, tools.system.nowMs(), query.data),
      ])
      return new JsonText(text)
    },
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://hub')
    try {
      const own = answers[`${request.method} ${url.pathname}`]
      if (own) return await answerPacked(request, response, await own(request, url))
      if (url.pathname.startsWith('/api/') && request.method === 'POST') {
        if (!doors.isAdminKey(bearerOf(request))) {
          if (!wrongKeyRate.allow(addressOf(request))) throw new HttpRefusal(429, tooMany)
          throw new HttpRefusal(401, 'The key is not known here.')
        }
        if (!keyRate.allow('admin')) throw new HttpRefusal(429, tooMany)
        const reply = await doors.answerApi(url.pathname, (shape) => readJson(request, shape, importLimitBytes))
        if (reply === undefined) throw new HttpRefusal(404, 'There is nothing at this address.')
        return answerJson(response, 200, reply)
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') throw new HttpRefusal(405, 'This address does not take that.')
      asStranger(request)
      await servePage(response, input.pagesFolder, url.pathname)
    } catch (fault) {
      if (response.headersSent) return void response.destroy()
      if (fault instanceof HttpRefusal) return answerJson(response, fault.status, { error: fault.message })
      const incidentId = doors.onFault(`${request.method} ${url.pathname}`, fault)
      const trouble = storeTrouble(fault)
      if (trouble) return answerJson(response, 503, { error: boardRefusalWords[trouble] })
      answerJson(response, 500, { error: 'The hub made a mistake; it was logged.', incidentId })
    }
  }

  const limits = { requestTimeout: 60_000, headersTimeout: 10_000, keepAliveTimeout: 30_000, maxHeaderSize: 16_384 }
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => void answer(request, response)
  const server = input.tls ? createTlsServer({ ...limits, ...input.tls, minVersion: 'TLSv1.2' }, onRequest) : createServer(limits, onRequest)
  server.maxConnections = mostConnections
  const linesOf = new Map<string, WebSocket[]>()
  const boardsFrom = new Map<string, number>()
  const presence = keepPresence({ database, nowMs, onFault: doors.onFault, onRemoved: (stationId) => linesOf.get(stationId)?.forEach((line) => line.terminate()) })
  const newsSockets = new WebSocketServer({ noServer: true, maxPayload: 1_024 })
  const boardSockets = new WebSocketServer({ noServer: true, maxPayload: boardMessageLimitBytes })

  let closing = false
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://hub')
    if (!originIsOwn(request)) return refuseUpgrade(socket, 403)
    if (pathname === '/sync/news') {
      const { stationId } = await stationOf(request)
      if (closing) return void socket.destroy()
      newsSockets.handleUpgrade(request, socket, head, (line) => {
        keepAlive(line)
        // A station that comes back opens its new line before the old one is found dead.
        const lines = [...(linesOf.get(stationId) ?? []), line]
        linesOf.set(stationId, lines)
        if (lines.length > mostNewsLines) lines[0]!.terminate()
        presence.came(stationId)
        line.once('close', () => {
          const left = (linesOf.get(stationId) ?? []).filter((each) => each !== line)
          if (left.length > 0) return void linesOf.set(stationId, left)
          linesOf.delete(stationId)
          presence.left(stationId)
        })
      })
    } else if (pathname === '/board') {
      asStranger(request)
      const isStation = request.headers.authorization !== undefined && (await stationOf(request).then(() => true, (fault: unknown) => {
        if (fault instanceof HttpRefusal) return false
        throw fault
      }))
      if (closing) return void socket.destroy()
      const address = addressOf(request)
      const count = (by: number): void => void boardsFrom.set(address, (boardsFrom.get(address) ?? 0) + by)
      if ((boardsFrom.get(address) ?? 0) >= mostBoardsOfAnAddress) return refuseUpgrade(socket, 429)
      boardSockets.handleUpgrade(request, socket, head, (line) => {
        keepAlive(line)
        count(1)
        line.once('close', () => count(-1))
        doors.serveBoard(portOf(line, nowMs), { address, isStation }, boundUntilSignedIn(socket, line))
      })
    } else refuseUpgrade(socket, 404)
  }
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A line that breaks while it is opened: nobody is there to tell.
    socket.on('error', () => socket.destroy())
    upgrade(request, socket, head).catch((fault: unknown) => {
      if (!(fault instanceof HttpRefusal)) doors.onFault('upgrade', fault)
      refuseUpgrade(socket, fault instanceof HttpRefusal ? fault.status : isDatabaseAway(fault) ? 503 : 500)
    })
  })

  const news = await database.listen(newsTopic, (payload) => {
    const message = JSON.stringify({ kind: 'news', position: Number(payload) || 0 })
    for (const line of newsSockets.clients) line.send(message)
  })
  const removals = await database.listen(stationsTopic, () => presence.look())
  const port = await listen(server, input.host, input.port)
  return {
    url: `${input.tls ? 'https' : 'http'}://${input.host.includes(':') ? `[${input.host}]` : input.host === '0.0.0.0' ? '127.0.0.1' : input.host}:${port}`,
    async close() {
      await news.stop()
      await removals.stop()
      // The door first: a station whose line is cut is at it again within a moment, and an open line keeps the server from closing.
      closing = true
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      for (const line of [...newsSockets.clients, ...boardSockets.clients]) line.terminate()
      server.closeAllConnections()
      await presence.stop()
      await closed
    },
  }
}

const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? ''

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      reject(fault.code === 'EADDRINUSE' ? new Error(`Port ${port} on ${host} is taken by another program. Choose another with --port.`) : fault)
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

/** Half-open lines are found by pings: whoever answered none since the last one is gone. */
function keepAlive(line: WebSocket): void {
  let heard = true
  const timer = setInterval(() => {
    if (!heard) return line.terminate()
    heard = false
    line.ping()
  }, pingMs)
  line.on('pong', () => { heard = true })
  line.on('close', () => clearInterval(timer))
  // ws tells broken frames and resets here and closes by itself; `close` is what the rest listens to.
  line.on('error', () => line.terminate())
}

/** Before a person has signed in, a badge and a PIN are all that may come over a board's line. Answers what ends that bound. */
function boundUntilSignedIn(socket: Duplex, line: WebSocket): () => void {
  let byteCount = 0
  const count = (chunk: Buffer): void => {
    byteCount += chunk.length
    if (byteCount > unknownBoardBytes) line.terminate()
  }
  socket.on('data', count)
  return () => void socket.off('data', count)
}

function portOf(line: WebSocket, nowMs: () => number): Port {
  let listener: ((message: unknown) => void) | undefined
  const rate = rateLimit({ burst: 200, perSecond: 20, nowMs })
  line.on('message', (data: Buffer) => {
    if (!rate.allow('')) return line.close(1008, 'too many questions')
    let message: unknown
    try {
      message = JSON.parse(data.toString('utf8'))
    } catch (fault) {
      if (!(fault instanceof SyntaxError)) throw fault
      return line.close(1007, 'not JSON')
    }
    listener?.(message)
  })
  return {
    send: (message) => { if (line.readyState === line.OPEN) line.send(JSON.stringify(message)) },
    onMessage: (given) => { listener = given },
    onClose: (given) => line.once('close', given),
    close: () => line.close(),
  }
}
