// The hub's address: what stations, boards and shops may ask over HTTP and WebSocket, with limits on size, time and tries.
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type * as z from 'zod'
import type { Port } from '#shared/contract/port.ts'
import { requestAnswerer } from './answer-requests.ts'
import { hubCallers } from './callers.ts'
import { openLines } from './lines.ts'
import type { Database } from './store/database.ts'
import type { HubTools } from './store/facts.ts'

const mostConnections = 4_000

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

/** Answers when it listens. Throws a sentence for people when the port is taken; nothing is left open then. */
export async function openHubServer(input: { database: Database; tools: HubTools; doors: HubDoors; host: string; port: number; pagesFolder: string; tls?: { cert: string; key: string } | undefined }): Promise<HubServer> {
  const { database, tools, doors, tls, host } = input
  const parts = { database, tools, doors, callers: hubCallers({ database, nowMs: tools.system.nowMs, isAdminKey: doors.isAdminKey }) }
  const answer = requestAnswerer({ ...parts, pagesFolder: input.pagesFolder })
  const limits = { requestTimeout: 60_000, headersTimeout: 10_000, keepAliveTimeout: 30_000, maxHeaderSize: 16_384 }
  const server = tls ? createTlsServer({ ...limits, ...tls, minVersion: 'TLSv1.2' }) : createServer(limits)
  server.maxConnections = mostConnections
  server.on('request', (request, response) => void answer(request, response))
  const lines = await openLines(parts)
  server.on('upgrade', lines.upgrade)
  const port = await listen(server, host, input.port).catch(async (fault: unknown) => {
    await lines.close()
    throw fault
  })
  return {
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    async close() {
      // The door first: a station whose line is cut is at it again within a moment, and an open line keeps the server from closing.
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      await lines.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      reject(fault.code === 'EADDRINUSE' ? new Error(`Port ${port} on ${host} is taken by another program. Choose another with --port.`) : fault)
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
