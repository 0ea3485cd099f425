// The station's contract as a WebSocket on the loopback, and its screens by HTTP: for a station without a window, and for hands that are programs.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { Station } from '../station-deps.ts'
import { socketPort } from '../ports.ts'
import { logFault } from './run-station.ts'
import { isOwnOrigin, servePage } from './serve-pages.ts'

const LARGEST_MESSAGE_BYTES = 134_217_728

/** Listens on 127.0.0.1 only and refuses pages of other origins. Port 0 is any free one. Throws when the port is taken. */
export async function serveLoopback({ station, port: wantedPort, pagesFolder }: { station: Station; port: number; pagesFolder: string }): Promise<{ url: string; stationUrl: string }> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES })
  const server = createServer((request, response) => {
    servePage(request, response, pagesFolder).catch((error: unknown) => {
      logFault('serving a page', error)
      response.destroy()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/station' || !isOwnOrigin(request, (server.address() as AddressInfo).port)) return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (line) => station.serve(socketPort(line)))
  })
  server.listen(wantedPort, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, stationUrl: `ws://127.0.0.1:${port}/station` }
}
