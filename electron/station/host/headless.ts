// The station without Electron: for development, tests and a look in the field. Screens by HTTP, the contract by WebSocket, loopback only.
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { endInOrder, runStation, type StationRun } from './run-station.ts'
import { serveLoopback } from './serve-loopback.ts'

const usage = 'node electron/station/host/headless.ts --data-dir DIR [--hub URL] [--join-token TOKEN] [--port PORT] [--pages DIR] [--scale HOST:PORT]'

let run: StationRun | undefined
const end = endInOrder(async () => run?.stop())

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'data-dir': { type: 'string' }, hub: { type: 'string' }, 'join-token': { type: 'string' }, port: { type: 'string' }, pages: { type: 'string' }, scale: { type: 'string' } } })
  const wantedPort = Number(values.port ?? '0')
  if (values['data-dir'] === undefined || !Number.isInteger(wantedPort) || wantedPort < 0 || wantedPort > 65_535) throw new Error(`Usage: ${usage}`)
  const [, scaleHost, scalePort] = values.scale?.match(/^(.+):(\d{1,5})$/) ?? []
  const scale = scaleHost === undefined ? null : { host: scaleHost, port: Number(scalePort) }
  const pages = resolve(values.pages ?? join(import.meta.dirname, '../../../dist/renderer'))
  run = await runStation({ dataDir: resolve(values['data-dir']), hubUrl: values.hub ?? null, joinToken: values['join-token'] ?? null, scale, endWith: (code) => end(code) })

  const ready = await serveLoopback({ station: run.station, port: wantedPort, pagesFolder: pages })
  process.stdout.write(`${JSON.stringify({ kind: 'ready', ...ready })}\n`)
}
main().catch((error: unknown) => {
  process.stderr.write(`packwave station: ${error instanceof Error ? error.message : String(error)}\n`)
  end(1)
})
