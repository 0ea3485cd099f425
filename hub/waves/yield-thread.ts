import { existsSync, readlinkSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'
import path from 'node:path'

/** PL13: the thread that calls this gives way to all others of the hub and of its database. Only Linux sets the priority of one thread; elsewhere nothing happens. */
export function yieldThread(): void {
  if (!existsSync('/proc/thread-self')) return
  // The link is read on the calling thread and ends with its number (proc(5)), which is what setpriority(2) takes there.
  const thread = Number(path.basename(readlinkSync('/proc/thread-self')))
  setPriority(thread, Math.min(constants.priority.PRIORITY_LOW, getPriority() + constants.priority.PRIORITY_BELOW_NORMAL))
}
