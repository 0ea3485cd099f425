// The station without Electron: for development, tests and a look in the field. Screens by HTTP, the contract by WebSocket, loopback only.
import { join, resolve } from 'node:path'
import { readHeadlessArguments } from './headless-arguments.ts'
import { endInOrder, runStation, type StationRun } from './run-station.ts'
import { serveLoopback } from './serve-loopback.ts'

let run: StationRun | undefined
const end = endInOrder(async () => run?.stop())

async function main(): Promise<void> {
  const given = readHeadlessArguments(process.argv.slice(2))
  const pages = resolve(given.pages ?? join(import.meta.dirname, '../../../dist/renderer'))
  run = await runStation({ dataDir: resolve(given['data-dir']), hubUrl: given.hub ?? null, joinToken: given['join-token'] ?? null, scale: given.scale ?? null, secondDir: given['second-dir'] === undefined ? null : resolve(given['second-dir']), endWith: (code) => end(code) })

  const ready = await serveLoopback({ station: run.station, port: given.port, pagesFolder: pages })
  process.stdout.write(`${JSON.stringify({ kind: 'ready', ...ready })}\n`)
}
main().catch((error: unknown) => {
  process.stderr.write(`packwave station: ${error instanceof Error ? error.message : String(error)}\n`)
  end(1)
})
