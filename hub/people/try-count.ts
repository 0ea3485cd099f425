// Tries at a secret (a PIN, an enrolment code), counted for all processes of the hub together and across a new start.
import type { Database } from '../store/database.ts'

const windowMs = 60_000

/** What is tried, from where, and how often in any minute that begins with a try. `everywhere` bounds all addresses together. */
const limits = { 'sign-in': { fromOne: 30, everywhere: 300 }, join: { fromOne: 20, everywhere: 200 } } as const

/** Counts the try and answers whether it may be made. A clock that is set back begins no new window. */
export async function countTry(database: Database, what: keyof typeof limits, address: string, nowMs: number): Promise<boolean> {
  const { fromOne, everywhere } = limits[what]
  const count = async (from: string): Promise<number> => {
    const counted = await database.run(
      `insert into try_count (what, address, since_ms, count) values ($1, $2, $3, 1)
       on conflict (what, address) do update set count = case when $3 - try_count.since_ms >= $4 then 1 else try_count.count + 1 end, since_ms = case when $3 - try_count.since_ms >= $4 then $3 else try_count.since_ms end`,
      [what, from, nowMs, windowMs])
    if (counted !== 1) return Number.POSITIVE_INFINITY
    return (await database.row<{ count: number }>('select count from try_count where what = $1 and address = $2', [what, from]))?.count ?? 0
  }
  if ((await count(address)) > fromOne) return false
  return (await count('')) <= everywhere
}

/** Forgets addresses whose window is over; nobody would ever ask for most of them again. */
export async function forgetTries(database: Database, nowMs: number): Promise<void> {
  await database.run('delete from try_count where since_ms < $1', [nowMs - windowMs])
}
