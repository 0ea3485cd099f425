// A thread of this process for work that must hold nobody up.
import { Worker } from 'node:worker_threads'
import { threadFile } from './thread-file.ts'

export type OwnThread = {
  post(message: unknown): void
  /** The first number of the thread's `workerData.stop`, which it may look at while it thinks. */
  setStop(to: 0 | 1): void
  close(): Promise<void>
}
/** What every such thread is given besides. `priority`: of a process that gives way, with all its threads. */
export type ThreadSetting = { stop: SharedArrayBuffer; priority?: number }
/** `onEnd` is called once, after a fault and after `close`; nothing comes afterwards. */
export type ThreadListeners = { onMessage(message: unknown): void; onEnd(fault: Error): void }

/** A thread of this source (named as it lies beside this file) with this data and `stop`, a SharedArrayBuffer of one number. */
export function openOwnThread(source: string, workerData: object, { onMessage, onEnd }: ThreadListeners): OwnThread {
  const stop = new SharedArrayBuffer(4)
  const flag = new Int32Array(stop)
  const worker = new Worker(threadFile(new URL(source, import.meta.url)), { workerData: { ...workerData, stop } })
  let ended = false
  const end = (fault: Error): void => {
    if (ended) return
    ended = true
    onEnd(fault)
  }
  worker.on('message', onMessage)
  worker.once('error', end)
  worker.once('exit', (code) => end(new Error(`the thread ended with ${code}`)))
  return {
    post: (message) => worker.postMessage(message),
    setStop: (to) => void Atomics.store(flag, 0, to),
    async close() {
      Atomics.store(flag, 0, 1)
      await worker.terminate()
    },
  }
}
