import type { Database } from './database.ts'

/**
 * HX27: answers whether a station was heard since this was made, or none has ever joined. Before that a hub cannot know that its whole folder was put back (HX24), and gives out
 * no number by itself. Stations tell by the times that stand in the store, not by this machine's clock: it may be set while the hub is off.
 */
export function firstHeard(database: Pick<Database, 'rows'>): () => Promise<boolean> {
  const heard = async (): Promise<string> => JSON.stringify(await database.rows("select station_id, last_heard_at_ms from station where state = 'ok' order by station_id"))
  let isHeard = false
  // A database that is away at the start is asked anew by whoever wants to know.
  let atStart = heard().catch(() => undefined)
  return async () => {
    if (isHeard) return true
    const now = await heard()
    const before = await atStart
    if (before === undefined) atStart = Promise.resolve(now)
    return (isHeard = now === '[]' || (before !== undefined && now !== before))
  }
}
