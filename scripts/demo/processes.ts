// The hub and the station as the processes they are, started for one shift and ended with it.
import { fork, type ChildProcess } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import { projectDir } from '#scripts/support/project.ts'

export type Started<T> = { ready: T; pid?: number; stop(): Promise<void>; onUnexpectedEnd(listener: (why: string) => void): void }

const HubReady = z.object({ kind: z.literal('ready'), url: z.string(), boardUrl: z.string(), joinToken: z.string() })
export type HubReady = z.infer<typeof HubReady>
const StationReady = z.object({ kind: z.literal('ready'), stationUrl: z.string() })
export type StationReady = z.infer<typeof StationReady>
/** A station without a window gives its pages to browsers too. */
const HeadlessReady = StationReady.extend({ url: z.string() })

const startPatienceMs = 120_000
const stopPatienceMs = 40_000

function follow<T>(child: ChildProcess, name: string, logFile: string, shape: z.ZodType<T>, onMessage: (listener: (message: unknown) => void) => void, say: (text: string) => void): Promise<Started<T>> {
  const log = createWriteStream(logFile)
  child.stderr?.pipe(log)
  let stopping = false
  let listeners: ((why: string) => void)[] = []
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    stopping = true
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs)
    await ended
    clearTimeout(timer)
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The ${name} was not ready within ${startPatienceMs / 1000} s; its log is ${logFile}.`)), startPatienceMs)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      const why = `The ${name} ended (${signal ?? `code ${code}`}); its log is ${logFile}.`
      reject(new Error(why))
      if (!stopping) for (const listener of listeners) listener(why)
    })
    onMessage((message) => {
      const { kind, text } = z.object({ kind: z.string(), text: z.string().optional() }).catch({ kind: '', text: '' }).parse(message)
      if (kind === 'progress' && text) say(text)
      if (kind === 'failed') reject(new Error(text ?? `The ${name} did not start.`))
      if (kind !== 'ready') return
      clearTimeout(timer)
      resolve({ ready: shape.parse(message), ...(child.pid === undefined ? {} : { pid: child.pid }), stop, onUnexpectedEnd: (listener) => void (listeners = [...listeners, listener]) })
    })
  })
}

/** Ends with this process too: its channel closes. */
export async function startHubProcess(options: { dataDir: string; sample: boolean | 'site'; pagesFolder?: string; databaseUrl?: string; keysDir?: string; logFile: string; say: (text: string) => void }): Promise<Started<HubReady>> {
  const child = fork(path.join(projectDir, 'hub', 'main.ts'), [JSON.stringify({ dataDir: options.dataDir, sample: options.sample, pagesFolder: options.pagesFolder, databaseUrl: options.databaseUrl, keysDir: options.keysDir })], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] })
  return follow(child, 'hub', options.logFile, HubReady, (listener) => void child.on('message', listener), options.say)
}

/** Lines of JSON on a stream; other lines are not for programs. */
function jsonLines(child: ChildProcess): (listener: (message: unknown) => void) => void {
  return (listener) => {
    if (!child.stdout) return
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{')) listener(JSON.parse(line))
    })
  }
}

/** The station without a window; ends with this process too. */
export async function startStationProcess(options: { dataDir: string; hubUrl: string; joinToken: string; scale?: string; logFile: string; say: (text: string) => void }): Promise<Started<z.infer<typeof HeadlessReady>>> {
  const child = fork(path.join(projectDir, 'electron', 'station', 'host', 'headless.ts'), ['--data-dir', options.dataDir, '--hub', options.hubUrl, '--join-token', options.joinToken, ...(options.scale === undefined ? [] : ['--scale', options.scale])], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] })
  return follow(child, 'station', options.logFile, HeadlessReady, jsonLines(child), options.say)
}
