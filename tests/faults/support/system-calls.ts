/** Every call of every thread in strace's log, counted as strace counts them when it injects: by call and thread. */
export function callsOf(log: string): { call: string; count: number }[] {
  const most = new Map<string, number>()
  const byThread = new Map<string, number>()
  for (const line of log.split('\n')) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? []
    if (thread === undefined || call === undefined) continue
    const count = (byThread.get(`${thread} ${call}`) ?? 0) + 1
    byThread.set(`${thread} ${call}`, count)
    most.set(call, Math.max(most.get(call) ?? 0, count))
  }
  return [...most].flatMap(([call, count]) => Array.from({ length: count }, (_, index) => ({ call, count: index + 1 })))
}
