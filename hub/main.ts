// The hub as a process: `node hub/main.ts '{"dataDir":…}'` for programs, `node hub/main.ts --data-dir DIR --port N` for people.
// It says {kind:'progress'|'ready'|'failed'} over its parent's channel, or as JSON lines on standard output, and logs to standard error.
import path from 'node:path'
import { startHub, type RunningHub } from './create-hub.ts'
import { readHubArguments } from './hub-arguments.ts'
import { realSystem } from './system.ts'

type ParentPort = { postMessage(message: unknown): void; on(event: 'message', listener: () => void): void }
const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort

/** A parent process that forked this one, a utility process's parent, or the line of a terminal. */
function tell(message: { kind: string } & Record<string, unknown>): void {
  if (process.send) process.send(message)
  else if (parentPort) parentPort.postMessage(message)
  else process.stdout.write(`${JSON.stringify(message)}\n`)
}

function log(where: string, fault: unknown): string {
  const incidentId = realSystem.mintId().slice(-8)
  process.stderr.write(`${new Date(realSystem.nowMs()).toISOString()} ${incidentId} ${where}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`)
  return incidentId
}

let hub: RunningHub | undefined
let ending = false

async function end(code: number): Promise<void> {
  if (ending) return
  ending = true
  // Set at once: whatever happens while stopping, the process must not outlive its parent.
  setTimeout(() => process.exit(code || 1), 30_000).unref()
  await hub?.stop().catch((fault: unknown) => log('stop', fault))
  process.exit(code)
}

async function main(): Promise<void> {
  const { dataDir: given, pagesFolder, keysDir, ownTls, tlsCert, tlsKey, ...options } = readHubArguments(process.argv.slice(2))
  const dataDir = path.resolve(given)
  const started = await startHub({
    ...options, dataDir, keysDir: keysDir === undefined ? undefined : path.resolve(keysDir),
    tls: tlsCert !== undefined && tlsKey !== undefined ? { kind: 'files', certFile: tlsCert, keyFile: tlsKey } : ownTls ? { kind: 'own' } : undefined,
    pagesFolder: path.resolve(pagesFolder ?? path.join(import.meta.dirname, '..', 'dist', 'renderer')),
    system: realSystem,
    say: (text) => tell({ kind: 'progress', text }),
    onFault: log,
    onDatabaseLost: (why) => {
      log('database', why)
      void end(1)
    },
  })
  hub = started
  if (ending) return void (await started.stop())
  tell({ kind: 'ready', url: started.url, boardUrl: started.boardUrl, joinToken: started.joinToken, firstCode: started.firstCode })
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(0))
process.on('disconnect', () => void end(0))
parentPort?.on('message', () => void end(0))
process.on('unhandledRejection', (fault) => {
  log('unhandled', fault)
  void end(1)
})
main().catch((fault: unknown) => {
  const words = fault instanceof Error ? fault.message : String(fault)
  process.stderr.write(`packwave hub: ${words}\n`)
  tell({ kind: 'failed', text: words })
  void end(1)
})
