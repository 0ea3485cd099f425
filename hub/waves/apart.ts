// Threads that plan and suggest, in a process beside the hub that gives way to it. Rules PL13 and PL16 of docs/specs/planning.md.
import { fork, type ChildProcess } from 'node:child_process'
import type { FromApart, ToApart } from './apart-process.ts'
import { openOwnThread, type OwnThread, type ThreadListeners } from './own-thread.ts'
import { threadFile } from './thread-file.ts'

/** So long a thread that has done its work waits for more: it has everything loaded. */
const restMs = 10 * 60_000

/** PL16: `end` comes after the rest, unless the timer is cleared before. */
export const atRest = (end: () => void): NodeJS.Timeout => setTimeout(end, restMs)

/** As `openOwnThread`, in the process beside this one; that starts with the first of them and ends with the last. */
export function openApart(source: string, workerData: object, listeners: ThreadListeners): OwnThread {
  // The packaged program cannot be run as plain Node (its fuses), so there is no process beside it.
  return 'electron' in process.versions ? openOwnThread(source, workerData, listeners) : openBeside(source, workerData, listeners)
}

type Beside = { child: ChildProcess; threads: Map<number, ThreadListeners> }

/** One for this process of the hub, while there are threads in it. */
let running: Beside | undefined
let lastId = 0

function start(): Beside {
  // In a session of its own, for the sake of its priority; on Windows that would open a window. Its threads stay, so they give back what a question took (gc).
  const child = fork(threadFile(new URL('./apart-process.ts', import.meta.url)), { serialization: 'advanced', execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: process.platform !== 'win32' })
  const beside: Beside = { child, threads: new Map() }
  const endAll = (fault: Error): void => {
    for (const id of beside.threads.keys()) end(beside, id, fault)
  }
  child.on('message', (told: FromApart) => {
    if ('message' in told) beside.threads.get(told.id)?.onMessage(told.message)
    else end(beside, told.id, Object.assign(new Error(told.ended), 'code' in told ? { code: told.code } : {}))
  })
  // Each message that does not arrive any more is an error of its own.
  child.on('error', endAll)
  child.once('exit', (code, signal) => endAll(new Error(`the process beside the hub ended with ${signal ?? code}`)))
  return beside
}

function end(beside: Beside, id: number, fault: Error): void {
  const listeners = beside.threads.get(id)
  beside.threads.delete(id)
  if (beside.threads.size === 0) {
    if (running === beside) running = undefined
    if (beside.child.connected) beside.child.disconnect()
  }
  listeners?.onEnd(fault)
}

function openBeside(source: string, workerData: object, listeners: ThreadListeners): OwnThread {
  const beside = (running ??= start())
  lastId += 1
  const id = lastId
  beside.threads.set(id, listeners)
  const send = (message: ToApart): void => {
    if (beside.threads.has(id) && beside.child.connected) beside.child.send(message)
  }
  send({ id, open: source, workerData })
  return {
    post: (message) => send({ id, message }),
    setStop: (to) => send({ id, stop: to }),
    async close() {
      send({ id, close: true })
      end(beside, id, new Error('the thread was closed'))
    },
  }
}
