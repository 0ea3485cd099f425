// The lines that stations and boards keep open to the hub (WebSocket): news for stations, everything for boards; with limits on number, size and rate.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Port } from '#shared/contract/port.ts'
import { addressOf, type Callers } from './callers.ts'
import { HttpRefusal, originIsOwn, targetOf } from './http.ts'
import { stationsTopic } from './people/join.ts'
import { keepPresence } from './people/presence.ts'
import { rateLimit } from './people/rate-limit.ts'
import type { HubDoors } from './server.ts'
import { isDatabaseAway } from './store/database-away.ts'
import type { Database } from './store/database.ts'
import { newsTopic, type HubTools } from './store/facts.ts'

/** An import of ten files, base64. */
const boardMessageLimitBytes = 134_217_728
const pingMs = 15_000
/** What a board may say before somebody has signed in. */
const unknownBoardBytes = 262_144
const mostNewsLines = 3
const mostBoardsOfAnAddress = 60

export type HubLines = {
  /** Takes over the socket of a request to upgrade: a line is opened on it, or it is refused and closed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Opens no more lines and ends those that are open. */
  close(): Promise<void>
}

/** Answers when news of the store are heard. */
export async function openLines({ database, tools, doors, callers }: { database: Database; tools: HubTools; doors: HubDoors; callers: Callers }): Promise<HubLines> {
  const { nowMs } = tools.system
  const linesOf = new Map<string, WebSocket[]>()
  const boardsFrom = new Map<string, number>()
  const presence = keepPresence({ database, nowMs, onFault: doors.onFault, onRemoved: (stationId) => linesOf.get(stationId)?.forEach((line) => line.terminate()) })
  const newsSockets = new WebSocketServer({ noServer: true, maxPayload: 1_024 })
  const boardSockets = new WebSocketServer({ noServer: true, maxPayload: boardMessageLimitBytes })

  let closing = false
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { pathname } = targetOf(request)
    if (!originIsOwn(request)) return refuseUpgrade(socket, 403)
    if (pathname === '/sync/news') {
      const stationId = await callers.station(request)
      if (closing) return void socket.destroy()
      newsSockets.handleUpgrade(request, socket, head, (line) => {
        keepAlive(line)
        // A station that comes back opens its new line before the old one is found dead.
        const lines = [...(linesOf.get(stationId) ?? []), line]
        linesOf.set(stationId, lines)
        for (const former of lines.slice(0, -mostNewsLines)) former.terminate()
        presence.came(stationId)
        line.once('close', () => {
          const left = (linesOf.get(stationId) ?? []).filter((each) => each !== line)
          if (left.length > 0) return void linesOf.set(stationId, left)
          linesOf.delete(stationId)
          presence.left(stationId)
        })
      })
    } else if (pathname === '/board') {
      callers.stranger(request)
      const isStation = request.headers.authorization !== undefined && (await callers.station(request).then(() => true, (fault: unknown) => {
        if (fault instanceof HttpRefusal) return false
        throw fault
      }))
      if (closing) return void socket.destroy()
      const address = addressOf(request)
      const openHere = (): number => boardsFrom.get(address) ?? 0
      if (openHere() >= mostBoardsOfAnAddress) return refuseUpgrade(socket, 429)
      boardSockets.handleUpgrade(request, socket, head, (line) => {
        keepAlive(line)
        boardsFrom.set(address, openHere() + 1)
        line.once('close', () => {
          if (openHere() === 1) boardsFrom.delete(address)
          else boardsFrom.set(address, openHere() - 1)
        })
        doors.serveBoard(portOf(line, nowMs), { address, isStation }, boundUntilSignedIn(socket, line))
      })
    } else refuseUpgrade(socket, 404)
  }

  const news = await database.listen(newsTopic, (payload) => {
    const message = JSON.stringify({ kind: 'news', position: Number(payload) || 0 })
    for (const line of newsSockets.clients) line.send(message)
  })
  const removals = await database.listen(stationsTopic, () => presence.look())
  return {
    upgrade(request, socket, head) {
      // A line that breaks while it is opened: nobody is there to tell.
      socket.on('error', () => socket.destroy())
      upgrade(request, socket, head).catch((fault: unknown) => {
        if (!(fault instanceof HttpRefusal)) doors.onFault('upgrade', fault)
        refuseUpgrade(socket, fault instanceof HttpRefusal ? fault.status : isDatabaseAway(fault) ? 503 : 500)
      })
    },
    async close() {
      closing = true
      await news.stop()
      await removals.stop()
      for (const line of [...newsSockets.clients, ...boardSockets.clients]) line.terminate()
      await presence.stop()
    },
  }
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
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
