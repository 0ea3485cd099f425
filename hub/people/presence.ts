// Which stations have their line to the news open, at whatever process of the hub. Kept in the database, so that every board sees the same.
import type { NowMs } from '#shared/kernel/time.ts'
import type { Database } from '../store/database.ts'

const beatMs = 15_000
/** A process that was killed cannot say that its lines are gone: after this time nobody believes it any more. */
const believedMs = 40_000

export type Presence = {
  came(stationId: string): void
  /** The last line of this station at this process is closed. */
  left(stationId: string): void
  /** A station was removed somewhere: those that are here are looked at now. */
  look(): void
  stop(): Promise<void>
}

/** `onRemoved` is told which stations of this process are no longer the site's. */
export function keepPresence({ database, nowMs, onFault, onRemoved }: { database: Database; nowMs: NowMs; onFault: (where: string, fault: unknown) => string; onRemoved: (stationId: string) => void }): Presence {
  const here = new Set<string>()
  let running: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<unknown>): void => {
    running = running.then(work).catch((fault: unknown) => onFault('presence', fault))
  }
  const sayOf = (stationId: string, untilMs: number) => (): Promise<number> => database.run('update station set line_until_ms = $2 where station_id = $1', [stationId, untilMs])
  const sayOfAll = async (stationIds: readonly string[], untilMs: number): Promise<void> => {
    if (stationIds.length === 0) return
    // Rows that a batch of facts holds just now wait for the next beat: whoever holds several rows and waits for another may meet one who does the same.
    await database.run('update station set line_until_ms = $2 where station_id in (select station_id from station where station_id = any($1::text[]) for update skip locked)', [stationIds, untilMs])
  }
  const look = async (): Promise<void> => {
    const kept = new Set((await database.rows<{ station_id: string }>("select station_id from station where station_id = any($1::text[]) and state <> 'removed'", [[...here]])).map((row) => row.station_id))
    for (const stationId of here) if (!kept.has(stationId)) onRemoved(stationId)
  }
  const timer = setInterval(() => inTurn(async () => {
    await sayOfAll([...here], nowMs() + believedMs)
    await look()
  }), beatMs)
  return {
    came(stationId) {
      here.add(stationId)
      inTurn(sayOf(stationId, nowMs() + believedMs))
    },
    left(stationId) {
      here.delete(stationId)
      inTurn(sayOf(stationId, 0))
    },
    look: () => inTurn(look),
    async stop() {
      clearInterval(timer)
      const gone = [...here]
      here.clear()
      inTurn(() => sayOfAll(gone, 0))
      await running
    },
  }
}

/** The stations whose line is open somewhere. */
export async function connectedStations(database: Database, nowMs: number): Promise<ReadonlySet<string>> {
  return new Set((await database.rows<{ station_id: string }>('select station_id from station where line_until_ms > $1', [nowMs])).map((row) => row.station_id))
}
