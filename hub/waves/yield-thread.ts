import { existsSync, readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import path from 'node:path'

/** PL13: the thread that calls this gives way to all others of the hub and of its database. Only Linux sets the priority of one thread; elsewhere nothing happens. */
export function yieldThread(): void {
  // The link is read on the calling thread and ends with its number (proc(5)), which is what setpriority(2) takes there.
  if (existsSync('/proc/thread-self')) setPriority(Number(path.basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_BELOW_NORMAL)
}
