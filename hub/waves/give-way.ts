// The process beside the hub takes its lower priority. Rule PL13 of docs/specs/planning.md.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Of the session, as a nice value: on a machine with much other work a plan still gets half of what the others get. */
const sessionNice = 3

/** All threads of this process have this priority afterwards, and those they start. Called when a thread is loaded: a plan is waited for. */
export function giveWay(priority: number): void {
  for (const thread of threadsHere()) {
    try {
      setPriority(thread, priority)
    } catch (fault) {
      // It ended meanwhile.
      if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault
    }
  }
  shareLessBySession()
}

/** On Linux a priority is that of one thread (setpriority(2)), elsewhere that of the process. */
function threadsHere(): number[] {
  const threads = '/proc/self/task'
  return existsSync(threads) ? readdirSync(threads).map(Number) : [process.pid]
}

/** Linux may share out its processors by sessions before it looks at processes (sched(7), autogroup); this process leads a session of its own. */
function shareLessBySession(): void {
  const file = '/proc/self/autogroup'
  if (!existsSync(file)) return
  try {
    writeFileSync(file, String(sessionNice))
  } catch (fault) {
    // Closed to this account, or asked too soon after another: then the priority of the process is all there is.
    if (!['EACCES', 'EPERM', 'EROFS', 'EAGAIN'].includes((fault as NodeJS.ErrnoException).code ?? '')) throw fault
  }
}
