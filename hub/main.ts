// The hub as a process: `node hub/main.ts '{"dataDir":…}'` for programs, `node hub/main.ts --data-dir DIR --port N` for people.
// It says {kind:'progress'|'ready'|'failed'} over its parent's channel, or as JSON lines on standard output, and logs to standard error.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startHub, type RunningHub } from './create-hub.ts'
import { realSystem } from './system.ts'

const Arguments = z.strictObject({
  dataDir: z.string().min(1),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535).default(0),
  sample: z.union([z.boolean(), z.literal('site')]).default(false),
  databaseUrl: z.string().min(1).optional(),
  pagesFolder: z.string().min(1).optional(),
})

const usage = 'node hub/main.ts --data-dir DIR [--host 127.0.0.1] [--port 0] [--sample | --sample-site] [--database-url postgres://…] [--pages DIR]'

function readArguments(given: string[]): z.infer<typeof Arguments> {
  if (given[0]?.trimStart().startsWith('{')) return Arguments.parse(JSON.parse(given[0]))
  const { values } = parseArgs({
    args: given,
    options: { 'data-dir': { type: 'string' }, host: { type: 'string' }, port: { type: 'string' }, sample: { type: 'boolean' }, 'sample-site': { type: 'boolean' }, 'database-url': { type: 'string' }, pages: { type: 'string' } },
  })
  return Arguments.parse({
    dataDir: values['data-dir'] ?? '', host: values.host, port: values.port === undefined ? undefined : Number(values.port), sample: values['sample-site'] ? 'site' : values.sample,
    databaseUrl: values['database-url'], pagesFolder: values.pages,
  })
}

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
  const { dataDir: given, pagesFolder, ...options } = readArguments(process.argv.slice(2))
  const dataDir = path.resolve(given)
  const started = await startHub({
    ...options, dataDir,
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
  tell({ kind: 'ready', url: started.url, boardUrl: started.boardUrl, joinToken: started.joinToken })
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(0))
process.on('disconnect', () => void end(0))
parentPort?.on('message', () => void end(0))
process.on('unhandledRejection', (fault) => {
  log('unhandled', fault)
  void end(1)
})
main().catch((fault: unknown) => {
  const words = fault instanceof z.ZodError ? `The arguments are not right. Usage: ${usage}` : fault instanceof Error ? fault.message : String(fault)
  process.stderr.write(`packwave hub: ${words}\n`)
  tell({ kind: 'failed', text: words })
  void end(1)
})
