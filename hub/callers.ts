// Who asks the hub, and how often they may: a station by its key, the shops' systems by the admin key, everybody else as a stranger.
import type { IncomingMessage } from 'node:http'
import type { NowMs } from '#shared/kernel/time.ts'
import { bearerOf, HttpRefusal, tooMany } from './http.ts'
import { stationOfKey } from './people/join.ts'
import { rateLimit } from './people/rate-limit.ts'
import type { Database } from './store/database.ts'

/** Each of them counts the request, and throws the refusal when it is one too many. */
export type Callers = {
  /** The id of the station whose key the request shows; `known` where that was found out before. Refuses a key that is no station's. */
  station(request: IncomingMessage, known?: string): Promise<string>
  /** Refuses every key but the admin's. */
  admin(request: IncomingMessage): void
  /** Whoever shows no good key: pages, health, joining. */
  stranger(request: IncomingMessage): void
  /** Refuses a station's key that opens nothing. */
  refuseKey(request: IncomingMessage): never
}

export function hubCallers({ database, nowMs, isAdminKey }: { database: Database; nowMs: NowMs; isAdminKey: (key: string) => boolean }): Callers {
  /** A station drains its queue with some twenty requests a second; one fact at a time, answer by answer, gives a few hundred. */
  const keyRate = rateLimit({ burst: 1_000, perSecond: 500, nowMs })
  const strangerRate = rateLimit({ burst: 300, perSecond: 30, nowMs })
  const wrongKeyRate = rateLimit({ burst: 200, perSecond: 10, nowMs })
  const bound = (rate: typeof keyRate, name: string): void => {
    if (!rate.allow(name)) throw new HttpRefusal(429, tooMany)
  }
  const refuse = (request: IncomingMessage, words: string): never => {
    bound(wrongKeyRate, addressOf(request))
    throw new HttpRefusal(401, words)
  }
  const refuseKey = (request: IncomingMessage): never => refuse(request, 'The key is not known here. Join the station again.')
  return {
    async station(request, known) {
      const stationId = known ?? (await stationOfKey(database, bearerOf(request))) ?? refuseKey(request)
      bound(keyRate, stationId)
      return stationId
    },
    admin(request) {
      if (!isAdminKey(bearerOf(request))) refuse(request, 'The key is not known here.')
      bound(keyRate, 'admin')
    },
    stranger: (request) => bound(strangerRate, addressOf(request)),
    refuseKey,
  }
}

export const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? ''
