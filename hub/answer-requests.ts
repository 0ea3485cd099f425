// What the hub answers over HTTP: to stations, to the shops' systems, and with its own pages to whoever opens a board.
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { boardRefusalWords } from '#shared/contract/board-refusals.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import { StationStatus } from '#shared/sync/station-status.ts'
import { JoinRequest, PushRequest } from '#shared/sync/protocol.ts'
import { addressOf, type Callers } from './callers.ts'
import { answerJson, answerPacked, bearerOf, HttpRefusal, JsonText, readJson, targetOf, tooMany } from './http.ts'
import { servePage } from './pages.ts'
import { joinStation, restingHash } from './people/join.ts'
import { countTry } from './people/try-count.ts'
import { receiver } from './receive-batch.ts'
import { maxChanges, serveChangesText } from './serve-changes.ts'
import type { HubDoors } from './server.ts'
import { storeTrouble } from './store/database-away.ts'
import type { Database } from './store/database.ts'
import type { HubTools } from './store/facts.ts'
import { heardFrom, raiseSeveralHubs } from './store/station-status.ts'

const pushLimitBytes = 4_194_304
const importLimitBytes = 33_554_432

const ChangesQuery = z.object({ asked: z.string().max(64).optional(), after: z.coerce.number().int().min(0), limit: z.coerce.number().int().min(1).max(maxChanges).default(500), epoch: z.string().max(64).nullable().default(null), proof: z.string().max(64).optional(), incarnation: z.coerce.number().int().min(1).optional(), own: z.literal('named').optional(), ...StationStatus.shape })

type Parts = { database: Database; tools: HubTools; doors: HubDoors; callers: Callers; pagesFolder: string }

/** Answers every request, whatever becomes of it: a refusal with its status, a fault with the id of its incident. */
export function requestAnswerer(parts: Parts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { doors, callers } = parts
  const own = ownAnswers(parts)
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = targetOf(request)
    const ownAnswer = own[`${request.method} ${url.pathname}`]
    if (ownAnswer) return answerPacked(request, response, await ownAnswer(request, url))
    if (url.pathname.startsWith('/api/') && request.method === 'POST') {
      callers.admin(request)
      const reply = await doors.answerApi(url.pathname, (shape) => readJson(request, shape, importLimitBytes))
      if (reply === undefined) throw new HttpRefusal(404, 'There is nothing at this address.')
      return answerJson(response, 200, reply)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new HttpRefusal(405, 'This address does not take that.')
    callers.stranger(request)
    await servePage(response, parts.pagesFolder, url.pathname)
  }
  return (request, response) => answer(request, response).catch((fault: unknown) => {
    if (response.headersSent) return void response.destroy()
    if (fault instanceof HttpRefusal) return answerJson(response, fault.status, { error: fault.message })
    const incidentId = doors.onFault(`${request.method} ${request.url?.split('?')[0]}`, fault)
    const trouble = storeTrouble(fault)
    if (trouble) return answerJson(response, 503, { error: boardRefusalWords[trouble] })
    answerJson(response, 500, { error: 'The hub made a mistake; it was logged.', incidentId })
  })
}

/** By method and path. */
function ownAnswers({ database, tools, callers }: Parts): Record<string, (request: IncomingMessage, url: URL) => Promise<unknown>> {
  const receive = receiver(database, tools)
  /** Keys, as they rest, that opened a station's journal when they came last. */
  const proven = new Map<string, string>()
  return {
    async 'GET /health'(request) {
      callers.stranger(request)
      const identity = await database.row<{ epoch: string; position: number }>('select epoch, (select coalesce(max(position), 0) from fact) as position from hub_identity')
      return { ok: true, hubEpoch: identity?.epoch, position: identity?.position }
    },
    async 'POST /sync/join'(request) {
      callers.stranger(request)
      const asked = await readJson(request, JoinRequest, 4_096)
      if (!(await countTry(database, 'join', addressOf(request), tools.system.nowMs()))) throw new HttpRefusal(429, tooMany)
      const joined = await joinStation(database, tools, asked)
      switch (joined.kind) {
        case 'joined':
          return joined.reply
        case 'refused':
          throw new HttpRefusal(403, '加入码不对、已用过或已过期，请主管重新生成 · The join code is not valid. Ask the supervisor for a new one.')
        case 'listed':
          throw new HttpRefusal(409, '这个工位还在中心的名单上，请主管先移除它 · This station is still listed here. A supervisor must remove it on the board first.')
      }
      return unreachable(joined)
    },
    async 'POST /sync/push'(request) {
      const keyHash = restingHash(bearerOf(request))
      // A key that was good the last time may bring its body at once. Whether it still is, the transaction sees for itself.
      const stationId = await callers.station(request, proven.get(keyHash))
      const push = await readJson(request, PushRequest, pushLimitBytes)
      if (push.stationId !== stationId) throw new HttpRefusal(403, 'The key belongs to another station.')
      if (push.envelopes.some((each) => each.stationId !== push.stationId || each.incarnation !== push.incarnation)) throw new HttpRefusal(400, 'A fact in the request stands in another journal than the request.')
      const reply = await receive(push, keyHash)
      if (reply.kind === 'key-unknown') {
        proven.delete(keyHash)
        return callers.refuseKey(request)
      }
      proven.set(keyHash, stationId)
      return reply
    },
    async 'GET /sync/changes'(request, url) {
      const stationId = await callers.station(request)
      const query = ChangesQuery.safeParse(Object.fromEntries(url.searchParams))
      if (!query.success) throw new HttpRefusal(400, `The request has the wrong shape: ${z.prettifyError(query.error)}`)
      const { incarnation, own } = query.data
      const [text] = await Promise.all([
        serveChangesText(database, tools, { ...query.data, of: incarnation === undefined ? undefined : { stationId, incarnation }, nameFor: own && stationId }),
        heardFrom({ run: database.note }, stationId, tools.system.nowMs(), query.data),
        query.data.hubs === 'several' && raiseSeveralHubs(database, tools, stationId),
      ])
      return new JsonText(text)
    },
  }
}
