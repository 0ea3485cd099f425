// The station without Electron: for development, tests and a look in the field. Screens by HTTP, the contract by WebSocket, loopback only.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { WebSocketServer } from 'ws'
import { socketPort } from './ports.ts'
import { endInOrder, logFault, runStation, type StationRun } from './run-station.ts'
import { isOwnOrigin, servePage } from './serve-pages.ts'

const usage = 'node electron/station/host/headless.ts --data-dir DIR [--hub URL] [--join-token TOKEN] [--port PORT] [--pages DIR]'
const LARGEST_MESSAGE_BYTES = 134_217_728

let run: StationRun | undefined
const end = endInOrder(async () => run?.stop())

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'data-dir': { type: 'string' }, hub: { type: 'string' }, 'join-token': { type: 'string' }, port: { type: 'string' }, pages: { type: 'string' } } })
  const wantedPort = Number(values.port ?? '0')
  if (values['data-dir'] === undefined || !Number.isInteger(wantedPort) || wantedPort < 0 || wantedPort > 65_535) throw new Error(`Usage: ${usage}`)
  const pages = resolve(values.pages ?? join(import.meta.dirname, '../../../dist/renderer'))
  run = await runStation({ dataDir: resolve(values['data-dir']), hubUrl: values.hub ?? null, joinToken: values['join-token'] ?? null, endWith: (code) => end(code) })

  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES })
  const server = createServer((request, response) => {
    servePage(request, response, pages).catch((error: unknown) => {
      logFault('serving a page', error)
      response.destroy()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    const { pathname } = new URL(request.url ?? '/', 'http://station')
    if (pathname !== '/station' || !isOwnOrigin(request, (server.address() as AddressInfo).port)) return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (line) => run?.station.serve(socketPort(line)))
  })
  server.on('error', (error) => {
    logFault('listening', error)
    end(1)
  })
  server.listen(wantedPort, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    process.stdout.write(`${JSON.stringify({ kind: 'ready', url: `http://127.0.0.1:${port}`, stationUrl: `ws://127.0.0.1:${port}/station` })}\n`)
  })
}
main().catch((error: unknown) => {
  process.stderr.write(`packwave station: ${error instanceof Error ? error.message : String(error)}\n`)
  end(1)
})
