/** No connection, a connection that broke, or a server that is starting, stopping, full or taken over. */
const away = /^(08...|57P0[1-5]|57014|53300|25P03|25006|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOENT)$/
/** What the client library says in words only. */
const awayWords = /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Client was closed/

/** Whether a question failed because the database cannot be reached now, and not because of what was asked. Whether it was done is then unknown. */
export function isDatabaseAway(fault: unknown): boolean {
  if (fault instanceof AggregateError) return fault.errors.some(isDatabaseAway)
  if (!(fault instanceof Error)) return false
  const { code } = fault as { code?: unknown }
  return (typeof code === 'string' && away.test(code)) || awayWords.test(fault.message)
}

/** The database's word for a disk without room, and those of the system for the hub's own files. */
const full = new Set<unknown>(['53100', 'ENOSPC', 'EDQUOT'])

/** What is wrong with where the hub keeps things, whoever asked for what; null: the fault is another. */
export function storeTrouble(fault: unknown): 'hub-disk-full' | 'database-away' | null {
  if (fault instanceof Error && full.has((fault as { code?: unknown }).code)) return 'hub-disk-full'
  return isDatabaseAway(fault) ? 'database-away' : null
}
