// The store as those read it who have time: planning and suggesting, in the process beside the hub. Rule PL13 of docs/specs/planning.md.
import { getPriority, setPriority } from 'node:os'
import { openDatabase, type Database, type Sql } from './database.ts'
import type { StoreAccess } from './facts.ts'

/** Over connections of its own. Where the hub brings the server along, that serves them at this priority, of the process that reads. Whoever opens it closes it. */
export function openPatientReader({ databaseUrl, isOwnServer }: StoreAccess, priority = getPriority()): Database {
  // What a question meets is told by the question itself.
  return openDatabase({ url: databaseUrl, onTrouble: () => undefined, ...(isOwnServer ? { verify: (sql) => yieldBackend(sql, priority) } : {}) })
}

/** A server process gives way for as long as its connection lives. */
async function yieldBackend(sql: Sql, priority: number): Promise<void> {
  const { pid } = (await sql.row<{ pid: number }>('select pg_backend_pid() as pid'))!
  try {
    setPriority(pid, priority)
  } catch (fault) {
    // Where the system does not let the hub's account do so, it reads at the server's priority.
    const { code } = fault as NodeJS.ErrnoException
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ESRCH') throw fault
  }
}
