// The station as Electron runs it: in a utility process, or in a Node child where Electron's own Node is too old for native code.
import { join } from 'node:path'
import * as z from 'zod'
import { childPorts, messagePort, type ChildMessage, type ElectronPort } from '../ports.ts'
import { endInOrder, logFault, runStation, type StationRun } from './run-station.ts'
import { serveLoopback } from './serve-loopback.ts'

const Argument = z.object({
  dataDir: z.string().min(1), hubUrl: z.string().nullish(), joinToken: z.string().nullish(), loopbackPort: z.int().min(0).max(65_535).optional(),
  /** Copies and the second journal, best on another disk. */
  secondDir: z.string().min(1).optional(),
  /** Used while no settings were saved. */
  scale: z.object({ host: z.string().min(1), port: z.int().min(1).max(65_535) }).optional(),
})
type ParentPort = { postMessage(message: unknown): void; on(event: 'message', listener: (event: { data: unknown; ports: ElectronPort[] }) => void): void }

const { parentPort } = process as unknown as { parentPort?: ParentPort }
const tell = (message: { kind: 'ready'; stationUrl?: string; notJoined?: string } | { kind: 'failed'; text: string } | ChildMessage): void => {
  if (parentPort) parentPort.postMessage(message)
  else if (process.connected) process.send?.(message)
}

let run: StationRun | undefined
const end = endInOrder(async () => run?.stop())
/** Connections that were opened before the station was there. */
const early: (() => void)[] = []
const whenRunning = (serve: () => void): void => void (run ? serve() : early.push(serve))

const takePort = childPorts({ send: tell, onPort: (port) => whenRunning(() => run?.station.serve(port)) })
parentPort?.on('message', ({ ports: [electronPort] }) => {
  if (electronPort) whenRunning(() => run?.station.serve(messagePort(electronPort)))
})
process.on('message', (message: ChildMessage) => takePort(message))

async function main(): Promise<void> {
  const argument = Argument.parse(JSON.parse(process.argv[2] ?? '{}'))
  run = await runStation({ dataDir: argument.dataDir, hubUrl: argument.hubUrl ?? null, joinToken: argument.joinToken ?? null, scale: argument.scale ?? null, secondDir: argument.secondDir ?? null, endWith: (code) => end(code) })
  // Only on request: a station in a window answers nobody else.
  const loopback = argument.loopbackPort === undefined ? undefined : await serveLoopback({ station: run.station, port: argument.loopbackPort, pagesFolder: join(import.meta.dirname, '..', 'renderer') })
  tell({ kind: 'ready', ...(loopback ? { stationUrl: loopback.stationUrl } : {}), ...(run.notJoined === null ? {} : { notJoined: run.notJoined }) })
  for (const serve of early.splice(0)) serve()
}
main().catch((error: unknown) => {
  logFault('starting', error)
  tell({ kind: 'failed', text: error instanceof Error ? error.message : String(error) })
  end(1)
})
