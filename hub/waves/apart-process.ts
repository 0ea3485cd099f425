// The process beside the hub in which it plans and suggests: of lower priority, with memory and garbage collection of its own. It hands messages on between the hub and
// its threads, and ends when the hub lets go of it or is gone. Rule PL13 of docs/specs/planning.md.
import { constants, getPriority } from 'node:os'
import { openOwnThread, type OwnThread } from './own-thread.ts'

export type ToApart = { id: number } & ({ open: string; workerData: object } | { message: unknown } | { stop: 0 | 1 } | { close: true })
export type FromApart = { id: number } & ({ message: unknown } | { ended: string; /** The fault's, where it has one. */ code?: unknown })

const priority = Math.min(constants.priority.PRIORITY_LOW, getPriority() + constants.priority.PRIORITY_BELOW_NORMAL)

const threads = new Map<number, OwnThread>()
const tell = (told: FromApart): void => {
  // A hub that has just gone hears nothing more; `disconnect` ends this process in a moment.
  if (process.connected) process.send!(told, undefined, undefined, () => undefined)
}

process.on('message', (asked: ToApart) => {
  const { id } = asked
  if ('open' in asked) {
    threads.set(id, openOwnThread(asked.open, { ...asked.workerData, priority }, {
      onMessage: (message) => tell({ id, message }),
      onEnd(fault) {
        threads.delete(id)
        tell({ id, ended: fault.stack ?? fault.message, ...('code' in fault ? { code: fault.code } : {}) })
      },
    }))
    return
  }
  const thread = threads.get(id)
  if ('stop' in asked) thread?.setStop(asked.stop)
  else if ('message' in asked) thread?.post(asked.message)
  else void thread?.close()
})
process.once('disconnect', () => process.exit())
