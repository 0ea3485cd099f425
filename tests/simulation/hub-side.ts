// The hub of the simulator: the product's own receiving, serving, releasing and epochs over its database; only the socket server is left out.
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import type * as z from 'zod'
import { putOrders } from '#hub/orders/put-orders.ts'
import { cancelOrder } from '#hub/orders/cancel-order.ts'
import { joinStation, keepLocalJoinToken, stationOfKey } from '#hub/people/join.ts'
import { receiveBatch } from '#hub/receive-batch.ts'
import { serveChanges } from '#hub/serve-changes.ts'
import type { Database } from '#hub/store/database.ts'
import { keepEpoch, keepMark } from '#hub/store/epoch.ts'
import type { HubTools } from '#hub/store/facts.ts'
import { timeOrderedIds } from '#hub/system.ts'
import { releaseWave } from '#hub/waves/release-wave.ts'
import { personalBox } from '#shared/node/personal-box.ts'
import { JoinRequest, PushRequest, type ChangesReply, type PushReply } from '#shared/sync/protocol.ts'
import type { Clock } from './clock.ts'
import { hexId, oneOf, stream } from './generator.ts'
import type { Listener, SimReply, SimRequest } from './network.ts'
import { rememberReads } from './remembered-reads.ts'
import { keepSite, releaseRules, shopOrder } from './site.ts'
import type { SimPostgres } from './sim-postgres.ts'

export const joinToken = 'token-of-the-site'
const hubKey = Buffer.alloc(32, 9)
const recordsFacts = /insert into fact\b/
/** A hub that crashed is back after this long. */
const restartMs = 3_000

/** What a negative control may change about a hub. */
export type HubBugs = {
  receive?: (receive: () => Promise<PushReply>, request: PushRequest, sim: { database: Database; lost(): boolean }) => Promise<PushReply>
  serve?: (reply: ChangesReply) => ChangesReply
  /** A database that was put back goes on as if nothing had happened. */
  keepsEpoch?: boolean
}

export type HubSide = Listener & {
  /** Runs `act` at the hub as a supervisor or a shop would; news ring afterwards. */
  orders(rolls: readonly number[], modes: readonly string[]): Promise<void>
  release(rolls: readonly number[], modes: readonly string[]): Promise<void>
  cancel(rolls: readonly number[]): Promise<void>
  /** The next transaction ends with the hub: before its commit, or after it and before the answer. */
  crashAtWrite(when: 'before' | 'after'): void
  restart(): void
  backup(): Promise<boolean>
  /** False when there is no backup that the mark would know for one. */
  restore(): Promise<boolean>
  jump(byMs: number): void
  /** No more crashes. */
  heal(): void
  /** Where the fact log ends, and the hash of the fact there. */
  newest(): Promise<{ position: number; hash: string }>
  epoch(): Promise<string>
}

class HubCrash extends Error {
  override name = 'HubCrash'
}

/** Tools whose ids and time come from the seed. */
export function simTools(seed: number, nowMs: () => number): HubTools {
  const ids = stream(seed, 'hub-ids')
  return {
    box: personalBox(hubKey),
    system: { nowMs, mintId: timeOrderedIds(nowMs, (count) => Buffer.from(hexId(ids), 'hex').subarray(0, count)), mintSecret: (count) => Buffer.from(hexId(ids) + hexId(ids), 'hex').subarray(0, count).toString('base64url').padEnd(43, 'x') },
  }
}

export async function prepareHub(postgres: SimPostgres, nowMs: number): Promise<void> {
  const folder = path.join(postgres.folder, 'mark-base')
  mkdirSync(folder, { recursive: true })
  const tools = simTools(0, () => nowMs)
  await keepEpoch(postgres.database, folder, tools.system)
  await keepLocalJoinToken(postgres.database, joinToken)
  await keepSite(postgres.database, tools)
  await postgres.keep('base')
}

export async function openHubSide({ postgres, clock, seed, count, log, ring, dropLines, bugs }: {
  postgres: SimPostgres; clock: Clock; seed: number; count: (what: string) => void; log: (line: string) => void; ring: () => void; dropLines: () => void; bugs: HubBugs
}): Promise<HubSide> {
  await postgres.restore('base')
  let skewMs = 0
  let down = false
  let armed: 'before' | 'after' | undefined
  let recorded = false
  let backup: { position: number } | undefined
  /** The newest place that a station was told of. */
  let toldUpTo = 0
  /** Put back with its mark, and no station that was told of what it lost was heard yet. */
  let isUnaware = false
  const random = stream(seed, 'hub')
  const tools = simTools(seed, () => clock.nowMs() + skewMs)
  const real = rememberReads(postgres.database)
  const markFolder = path.join(postgres.folder, 'mark')
  rmSync(markFolder, { recursive: true, force: true })
  mkdirSync(markFolder, { recursive: true })

  const database: Database = {
    ...real,
    // One question at a time: every moment is one picture.
    snapshot: (work) => work(real),
    async write(work, first) {
      const when = armed
      armed = undefined
      if (when === 'before') {
        count('hub: crashed before a commit')
        return real.write(async (sql, asked) => {
          await work(sql, asked)
          throw new HubCrash('before the commit')
        }, first)
      }
      let records = false
      const result = await real.write((sql, asked) => work({ ...sql, run: (text, values) => {
        records ||= recordsFacts.test(text)
        return sql.run(text, values)
      } }, asked), first)
      recorded ||= records
      if (when === 'after') {
        count('hub: crashed after a commit')
        throw new HubCrash('after the commit')
      }
      return result
    },
  }
  /** Whose key it is; a key becomes somebody's, or nobody's, by a join or by a database that was put back. */
  const stations = new Map<string, string>()
  const newest = async (): Promise<{ position: number; hash: string }> => (await real.row<{ position: number; hash: string }>('select position, hash from fact order by position desc limit 1')) ?? { position: 0, hash: '' }
  const mark = async (): Promise<void> => {
    const kept = await keepMark({ database: real, dataDir: markFolder, system: tools.system, onFault: (_where, fault) => { throw fault }, onRestored: () => count('hub: noticed by its mark') })
    await kept.stop()
  }
  await mark()

  const goDown = (why: string): void => {
    if (down) return
    log(`the hub ${why}`)
    down = true
    dropLines()
    clock.at(restartMs, async () => {
      await keepEpoch(real, markFolder, tools.system)
      down = false
      log('the hub is back')
    })
  }
  /** Whatever is done at the hub; a crash takes the hub down and answers undefined. */
  const act = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (down) return undefined
    try {
      return await work()
    } catch (fault) {
      if (!(fault instanceof HubCrash)) throw fault
      goDown(`crashes ${fault.message}`)
      return undefined
    } finally {
      if (recorded && !down) ring()
      recorded = false
    }
  }

  const json = (status: number, body: unknown): SimReply => ({ status, contentType: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(body)) })
  const refusal = (status: number, error: string): SimReply => json(status, { error })
  const parse = <S extends z.ZodType>(request: SimRequest, shape: S): z.infer<S> | undefined => {
    try {
      const bytes = request.headers.get('content-encoding') === 'gzip' ? gunzipSync(request.body) : request.body
      return shape.safeParse(JSON.parse(bytes.toString('utf8'))).data
    } catch {
      return undefined // Cut in two: neither JSON nor a whole stream.
    }
  }
  const answer = async (request: SimRequest): Promise<SimReply> => {
    const url = new URL(request.path, 'http://hub')
    if (url.pathname === '/sync/join') {
      const asked = parse(request, JoinRequest)
      if (!asked) return refusal(400, 'The request is not JSON.')
      stations.clear()
      const joined = await joinStation(database, tools, asked)
      count(`hub: join ${joined.kind}`)
      return joined.kind === 'joined' ? json(200, joined.reply) : refusal(joined.kind === 'listed' ? 409 : 403, 'The station cannot join.')
    }
    const key = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
    const stationId = stations.get(key) ?? await stationOfKey(real, key)
    if (!stationId) return refusal(401, 'The key is not known here.')
    stations.set(key, stationId)
    if (url.pathname === '/sync/push') {
      const push = parse(request, PushRequest)
      if (!push) return refusal(400, 'The request is not JSON.')
      if (push.stationId !== stationId || push.envelopes.some((each) => each.stationId !== push.stationId || each.incarnation !== push.incarnation)) return refusal(403, 'The key belongs to another station.')
      const receive = (): Promise<PushReply> => receiveBatch(database, tools, push)
      const reply = bugs.receive ? await bugs.receive(receive, push, { database: real, lost: () => random() < 0.2 }) : await receive()
      count(`push: ${reply.kind}`)
      if (reply.kind === 'stored') for (const { outcome } of reply.outcomes) if (outcome !== 'applied') count(`push: ${outcome}`)
      return json(200, reply)
    }
    if (url.pathname === '/sync/changes') {
      const reply = await serveChanges(database, tools, { after: Number(url.searchParams.get('after')), limit: Number(url.searchParams.get('limit')), epoch: url.searchParams.get('epoch'), proof: bugs.keepsEpoch ? undefined : url.searchParams.get('proof') ?? undefined, of: bugs.keepsEpoch ? undefined : { stationId, incarnation: Number(url.searchParams.get('incarnation') ?? 0) }, nameFor: url.searchParams.get('own') === 'named' ? stationId : undefined })
      if (reply.kind === 'other-epoch') {
        count('changes: other epoch')
        isUnaware = false
      } else {
        if (reply.own) count('changes: own facts by their places')
        toldUpTo = Math.max(toldUpTo, reply.upTo)
      }
      return json(200, bugs.serve ? bugs.serve(reply) : reply)
    }
    return refusal(404, 'There is no such door.')
  }

  return {
    isUp: () => !down,
    answer: (request) => act(() => answer(request)),
    async orders(rolls, modes) {
      await act(() => database.write((sql) => putOrders(sql, tools, Array.from({ length: 2 + Math.floor(rolls[0]! * 5) }, () => shopOrder(random, modes)))))
    },
    async release(rolls, modes) {
      // HX27: what a person releases before anybody could know of the loss may give numbers of that time out again.
      if (isUnaware) return count('hub: nothing was released before it knew what it lost')
      const rule = releaseRules.find((each) => each.mode === oneOf(() => rolls[0]!, modes))!
      const answered = await act(() => releaseWave(database, tools, 'boss', { ruleId: rule.ruleId, requestId: hexId(random) }))
      if (answered?.kind === 'released') count(`hub: released ${rule.mode}`)
    },
    async cancel(rolls) {
      const rows = await real.rows<{ number: string; shop: string; state: string }>("select number, shop, state from customer_order where cancelled = '' order by number")
      if (rows.length === 0) return
      const order = oneOf(() => rolls[0]!, rows)
      count(`hub: cancelled a ${order.state} order`)
      log(`the shop cancels ${order.number}`)
      await act(() => database.write((sql) => cancelOrder(sql, tools, 'boss', { number: order.number, shop: order.shop, why: 'refunded' })))
    },
    crashAtWrite: (when) => void (armed = when),
    restart: () => goDown('restarts'),
    async backup() {
      if (down) return false
      await postgres.keep('backup')
      backup = await newest()
      log(`the hub's database is backed up at position ${backup.position}`)
      return true
    },
    async restore() {
      // The mark is written every quarter of a minute: a backup that is as young as the mark would not be known for one.
      if (!backup || down) return false
      const { position } = await newest()
      if (position <= backup.position) return false
      await mark()
      goDown(`is put back from its backup at position ${backup.position} (it had ${position})`)
      await postgres.restore('backup')
      real.forget()
      stations.clear()
      // Now and then the whole folder is put back, mark and all: only a station can tell then (HX24, SY29).
      if (bugs.keepsEpoch || position % 3 === 0) {
        count('hub: put back with its mark')
        rmSync(markFolder, { recursive: true })
        mkdirSync(markFolder)
        await mark()
        isUnaware = !bugs.keepsEpoch && toldUpTo > backup.position
      }
      toldUpTo = Math.min(toldUpTo, backup.position)
      backup = undefined
      return true
    },
    jump: (byMs) => void (skewMs += byMs),
    heal() {
      armed = undefined
    },
    newest,
    epoch: async () => (await real.row<{ epoch: string }>('select epoch from hub_identity'))!.epoch,
  }
}
