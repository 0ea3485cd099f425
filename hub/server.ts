// The hub's address: what stations, boards and shops may ask over HTTP and WebSocket, with limits on size, time and tries.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import type { Port } from '#shared/contract/port.ts'
import { StationStatus } from '#shared/sync/station-status.ts'
import { JoinRequest, PushRequest } from '#shared/sync/protocol.ts'
import { answerJson, bearerOf, HttpRefusal, originIsOwn, readJson } from './http.ts'
import { servePage } from './pages.ts'
import { joinStation, stationOfKey } from './people/join.ts'
import { rateLimit } from './people/rate-limit.ts'
import { receiveBatch } from './receive-batch.ts'
import { serveChanges } from './serve-changes.ts'
import type { Database } from './store/database.ts'
import { heardFrom } from './store/station-status.ts'
import { newsTopic, type HubTools } from './store/facts.ts'

const pushLimitBytes = 4_194_304
const importLimitBytes = 33_554_432
/** An import of ten files, base64. */
const boardMessageLimitBytes = 134_217_728
const pingMs = 15_000

const ChangesQuery = z.object({ after: z.coerce.number().int().min(0), limit: z.coerce.number().int().min(1).max(1_000).default(500), epoch: z.string().max(64).nullable().default(null), ...StationStatus.shape })

/** Doors that belong to other parts of the hub; each gets a checked caller. */
export type HubDoors = {
  /** Stations whose line to the news is open. */
  connected: Set<string>
  /** A board's line; `address` is for counting tries. */
  serveBoard(port: Port, address: string): void
  /** POST /api/… with the admin key. Undefined: there is no such door. */
  answerApi(path: string, readBody: <S extends z.ZodType>(shape: S) => Promise<z.infer<S>>): Promise<unknown>
  isAdminKey(key: string): boolean
  onFault(where: string, fault: unknown): string
}

export type HubServer = { url: string; close(): Promise<void> }

export async function openHubServer(input: { database: Database; tools: HubTools; doors: HubDoors; host: string; port: number; pagesFolder: string }): Promise<HubServer> {
  const { database, tools, doors } = input
  const joinTries = rateLimit({ count: 20, windowMs: 60_000, nowMs: tools.system.nowMs })

  const stationOf = async (request: IncomingMessage): Promise<{ stationId: string; forked: boolean }> => {
    const station = await stationOfKey(database, bearerOf(request))
    if (!station) throw new HttpRefusal(401, 'The key is not known here. Join the station again.')
    return station
  }

  const answers: Record<string, (request: IncomingMessage, url: URL) => Promise<unknown>> = {
    async 'GET /health'() {
      const identity = await database.row<{ epoch: string; position: number }>('select epoch, (select coalesce(max(position), 0) from fact) as position from hub_identity')
      return { ok: true, hubEpoch: identity?.epoch, position: identity?.position }
    },
    async 'POST /sync/join'(request) {
      if (!joinTries.allow(addressOf(request))) throw new HttpRefusal(429, 'Too many tries. Wait a minute.')
      const reply = await joinStation(database, tools, await readJson(request, JoinRequest, 4_096))
      if (!reply) throw new HttpRefusal(403, 'The join token is not valid. Ask the supervisor for a new one.')
      return reply
    },
    async 'POST /sync/push'(request) {
      const station = await stationOf(request)
      const push = await readJson(request, PushRequest, pushLimitBytes)
      if (push.stationId !== station.stationId) throw new HttpRefusal(403, 'The key belongs to another station.')
      if (push.envelopes.some((each) => each.stationId !== push.stationId || each.incarnation !== push.incarnation)) throw new HttpRefusal(400, 'A fact in the request stands in another journal than the request.')
      return receiveBatch(database, tools, push)
    },
    async 'GET /sync/changes'(request, url) {
      const station = await stationOf(request)
      const query = ChangesQuery.safeParse(Object.fromEntries(url.searchParams))
      if (!query.success) throw new HttpRefusal(400, `The request has the wrong shape: ${z.prettifyError(query.error)}`)
      await heardFrom(database, station.stationId, tools.system.nowMs(), query.data)
      return serveChanges(database, tools, query.data)
    },
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://hub')
    try {
      const own = answers[`${request.method} ${url.pathname}`]
      if (own) return answerJson(response, 200, await own(request, url))
      if (url.pathname.startsWith('/api/') && request.method === 'POST') {
        if (!doors.isAdminKey(bearerOf(request))) throw new HttpRefusal(401, 'The key is not known here.')
        const reply = await doors.answerApi(url.pathname, (shape) => readJson(request, shape, importLimitBytes))
        if (reply === undefined) throw new HttpRefusal(404, 'There is nothing at this address.')
        return answerJson(response, 200, reply)
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') throw new HttpRefusal(405, 'This address does not take that.')
      await servePage(response, input.pagesFolder, url.pathname)
    } catch (fault) {
      if (response.headersSent) return void response.destroy()
      if (fault instanceof HttpRefusal) return answerJson(response, fault.status, { error: fault.message })
      answerJson(response, 500, { error: 'The hub made a mistake; it was logged.', incidentId: doors.onFault(`${request.method} ${url.pathname}`, fault) })
    }
  }

  const server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000, keepAliveTimeout: 30_000, maxHeaderSize: 16_384 }, (request, response) => void answer(request, response))
  const linesOf = new Map<string, number>()
  const newsSockets = new WebSocketServer({ noServer: true, maxPayload: 1_024 })
  const boardSockets = new WebSocketServer({ noServer: true, maxPayload: boardMessageLimitBytes })

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://hub')
    if (!originIsOwn(request)) return refuseUpgrade(socket, 403)
    if (pathname === '/sync/news') {
      const { stationId } = await stationOf(request)
      newsSockets.handleUpgrade(request, socket, head, (line) => {
        keepAlive(line)
        const lines = (linesOf.get(stationId) ?? 0) + 1
        linesOf.set(stationId, lines)
        doors.connected.add(stationId)
        line.once('close', () => {
          // A station that comes back opens its new line before the old one is found dead.
          const left = (linesOf.get(stationId) ?? 1) - 1
          linesOf.set(stationId, left)
          if (left === 0) doors.connected.delete(stationId)
        })
      })
    } else if (pathname === '/board') {
      boardSockets.handleUpgrade(request, socket, head, (line) => {
        keepAlive(line)
        doors.serveBoard(portOf(line), addressOf(request))
      })
    } else refuseUpgrade(socket, 404)
  }
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A line that breaks while it is opened: nobody is there to tell.
    socket.on('error', () => socket.destroy())
    upgrade(request, socket, head).catch((fault: unknown) => {
      if (!(fault instanceof HttpRefusal)) doors.onFault('upgrade', fault)
      refuseUpgrade(socket, fault instanceof HttpRefusal ? fault.status : 500)
    })
  })

  const news = await database.listen(newsTopic, (payload) => {
    const message = JSON.stringify({ kind: 'news', position: Number(payload) || 0 })
    for (const line of newsSockets.clients) line.send(message)
  })
  const port = await listen(server, input.host, input.port)
  return {
    url: `http://${input.host.includes(':') ? `[${input.host}]` : input.host === '0.0.0.0' ? '127.0.0.1' : input.host}:${port}`,
    async close() {
      await news.stop()
      for (const line of [...newsSockets.clients, ...boardSockets.clients]) line.terminate()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
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

function portOf(line: WebSocket): Port {
  let listener: ((message: unknown) => void) | undefined
  line.on('message', (data: Buffer) => {
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
