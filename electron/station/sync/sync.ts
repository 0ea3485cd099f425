// Joins the hub once, sends what was recorded here, and takes what was recorded elsewhere. Work at the bench never waits for any of it.
import { readEnrolment } from '#shared/contract/enrolment.ts'
import { hubAddressFault } from '#shared/contract/hub-address.ts'
import type { Trouble } from '#shared/contract/station-view.ts'
import type { Random } from '#shared/kernel/random.ts'
import type { NowMs, Timers } from '#shared/kernel/time.ts'
import { agentFetch, agentFor } from '#shared/node/agent-fetch.ts'
import { pinnedAgent } from '#shared/node/pinned-tls.ts'
import type { PrinterReport } from '#shared/sync/station-status.ts'
import { isSqliteError } from '../store/open-database.ts'
import type { Store } from '../store/store.ts'
import { watchEpochs } from './epochs.ts'
import { createHubClient, hubClientDefaults, type Fetch, type HubAnswer, type HubClient, type HubClientConfig } from './hub-client.ts'
import type { HubTime } from './hub-time.ts'
import { inbox } from './inbox.ts'
import { createLine } from './line.ts'
import { newsDefaults, openNews, pinnedNewsLine, type NewsConfig, type OpenNewsLine } from './news-socket.ts'
import { LARGEST_BATCH, outboxPump } from './outbox-pump.ts'
import { createWorker, type StepResult, type WorkerConfig } from './worker.ts'

export type SyncConfig = { client: HubClientConfig; news: NewsConfig; worker: WorkerConfig }
export const syncDefaults: SyncConfig = { client: hubClientDefaults, news: newsDefaults, worker: { idleMs: 15_000, firstRetryMs: 1_000, longestRetryMs: 30_000 } }

/** SY31: so long the bell waits while whole batches do. */
const BELL_PAUSE_MS = 250

/** SY32: so long after the last fact that was recorded somebody counts as working. */
const AT_WORK_MS = 5_000

export type Sync = {
  start(): void
  /** Something was recorded here. */
  kick(): void
  /** The board shall hear of this station soon: a printer is another than it was. */
  tellStatus(): void
  stop(): Promise<void>
  state(): { connected: boolean; sinceMs: number; troubles: Trouble[] }
  /** How often the hub is backed up; null until it was heard. */
  backupEveryHours(): number | null
}

export type SyncDeps = {
  store: Store
  /** null: the station works by itself until one is given. */
  hubUrl: string | null
  /** Used once, when the store has not joined yet, and once more when the hub has lost its key: what the board gave (shared/contract/enrolment.ts). */
  joinToken: string | null
  /** The fingerprint of the hub's certificate, kept since the station joined; one in `joinToken` is newer. */
  pin?: string | null
  /** The same for every try to join: a hub whose answer was lost knows the station again. */
  joinRequestId?: string
  stationName: string
  timers: Timers
  nowMs: NowMs
  random: Random
  hubTime?: HubTime
  fetch?: Fetch
  openNewsLine?: OpenNewsLine
  config?: SyncConfig
  /** The line came or went, or a trouble did. */
  onState: () => void
  /** Facts of others were applied. */
  onChanges: () => void
  /** All that the hub had to give is here; said at every such moment. */
  onCaughtUp?: () => void
  /** The hub is another one than before, or was put back from a backup. */
  onNewEpoch?: () => void
  /** How the printers are, for the board. */
  printers?: () => PrinterReport[]
  /** A fault of the program, not of the network; without it, it ends the process. */
  onFault?: (error: unknown) => void
}

export function createSync(deps: SyncDeps): Sync {
  const { store, timers, nowMs, random, config = syncDefaults } = deps
  const enrolment = deps.joinToken === null ? undefined : readEnrolment(deps.joinToken)
  const pin = enrolment?.pin ?? deps.pin ?? null
  const wanted = deps.hubUrl ?? enrolment?.hubUrl ?? store.joined()?.hubUrl ?? null
  // A fingerprint is one of an https hub: token and key go nowhere else, whatever address was typed.
  const hubUrl = pin !== null && wanted !== null ? wanted.replace(/^http:/i, 'https:') : wanted
  // SY15: nothing is said to an address that leads out of the house without https.
  const fault = hubUrl === null ? undefined : hubAddressFault(hubUrl)
  if (hubUrl === null || fault) {
    const sinceMs = nowMs()
    const trouble: Trouble = fault ? { code: 'hub-refused', detail: '', reason: `address-${fault}`, sinceMs } : { code: 'hub-unreachable', detail: '', reason: 'no-hub', sinceMs }
    const alone = { connected: false, sinceMs, troubles: [trouble] }
    return { start: () => deps.onCaughtUp?.(), kick: () => undefined, tellStatus: () => undefined, stop: () => Promise.resolve(), state: () => alone, backupEveryHours: () => null }
  }
  const line = createLine({ nowMs, onState: deps.onState })
  const plainClient = createHubClient({ hubUrl, fetch: deps.fetch ?? agentFetch(pin === null ? agentFor(hubUrl) : pinnedAgent(pin)), timers, config: config.client })
  /** The hub knows nobody with our key: it was put back from before we joined, or a supervisor removed us. */
  let keyIsUnknown = false
  const heardKey = <T>(answer: HubAnswer<T>, stationKey: string): HubAnswer<T> => {
    if (answer.kind === 'answered') {
      keyIsUnknown = false
      // Whoever refused to let it join again was another hub at this address, or this one before it was put right.
      line.trouble('join', undefined)
    }
    // An answer that was on its way while a new key came says nothing about that one.
    else if (answer.kind === 'refused' && answer.status === 401) keyIsUnknown = store.joined()?.stationKey === stationKey
    return answer
  }
  const client: HubClient = {
    ...plainClient,
    push: async (request, stationKey) => heardKey(await plainClient.push(request, stationKey), stationKey),
    changes: async (query, stationKey) => heardKey(await plainClient.changes(query, stationKey), stationKey),
  }
  const onFault = deps.onFault ?? ((error: unknown) => {
    throw error
  })
  const newEpoch = (wake: () => void): void => {
    deps.onNewEpoch?.()
    wake()
  }
  /** The longest that any of the hub's processes told since the start. */
  let backupEveryHours: number | null = null
  /** SY32 */
  let recordedAtMs = Number.NEGATIVE_INFINITY
  const isAtWork = (): boolean => Math.abs(nowMs() - recordedAtMs) < AT_WORK_MS
  const epochs = watchEpochs({ store, line, timers })
  const pump = outboxPump({ store, client, line, epochs, timers, nowMs, isAtWork, onEpoch: () => newEpoch(() => pulling.wake()) })
  const pull = inbox({ store, client, line, epochs, timers, nowMs, hubTime: deps.hubTime, printers: deps.printers ?? (() => []), onChanges: deps.onChanges, onEpoch: () => newEpoch(() => pushing.wake()), onBackupEvery: (hours) => (backupEveryHours = Math.max(backupEveryHours ?? 0, hours)) })

  /** HX14: a code is tried once in a run for a station that had joined before; a person looks when it does not help. */
  let triedToComeBack = false
  /** SY11: the first thing said to a hub; the key it gives is kept encrypted. */
  const join = async (): Promise<StepResult> => {
    const known = store.joined()
    const mayComeBack = known !== undefined && keyIsUnknown && !triedToComeBack && deps.joinToken !== null
    if (known && !mayComeBack) {
      if (known.hubUrl !== hubUrl) store.saveIdentity({ ...known, hubUrl })
      return 'idle'
    }
    if (deps.joinToken === null) {
      line.trouble('join', { code: 'hub-refused', detail: '', reason: 'no-join-code' })
      return 'failed'
    }
    const answer = await client.join({ joinToken: enrolment?.joinToken ?? deps.joinToken, stationName: deps.stationName, ...(deps.joinRequestId === undefined ? {} : { requestId: deps.joinRequestId }), ...(known ? { formerStationId: known.stationId } : {}) })
    line.heard('join', answer)
    // A request that was cut on its way is refused too (400), and says nothing about the code.
    if (mayComeBack && answer.kind === 'refused' && (answer.status === 403 || answer.status === 409)) triedToComeBack = true
    if (answer.kind !== 'answered') return 'failed'
    // A store belongs to one station for ever: this is the answer to somebody else.
    if (known && answer.value.stationId !== known.stationId) {
      line.heard('join', { kind: 'not-understood', why: 'hub-not-understood', where: 'stationId' })
      return 'failed'
    }
    keyIsUnknown = false
    // SY25: known before the first fact is sent, so that a hub put back between its first answers is noticed.
    const isNewEpoch = answer.value.hubEpoch !== store.pullPosition().hubEpoch
    if (isNewEpoch) store.startEpoch(answer.value.hubEpoch)
    store.saveIdentity({ stationId: answer.value.stationId, stationKey: answer.value.stationKey, hubUrl, siteName: answer.value.siteName })
    // NB13: a hub that was begun anew counts its numbers from the first.
    if (isNewEpoch) deps.onNewEpoch?.()
    deps.onState()
    return 'idle'
  }
  const afterJoin = (step: () => Promise<StepResult>) => async (): Promise<StepResult> => (store.joined() ? step() : 'failed')
  /** A full disk is mended by a person, not by starting anew; nothing half done is left, so the step may come again. */
  const onDisk = (step: () => Promise<StepResult>) => async (): Promise<StepResult> => {
    try {
      const result = await step()
      line.trouble('disk', undefined)
      return result
    } catch (error) {
      if (!isSqliteError(error) || error.code !== 'SQLITE_FULL') throw error
      line.trouble('disk', { code: 'disk-full', detail: '' })
      return 'failed'
    }
  }
  const worker = (step: () => Promise<StepResult>) => createWorker({ step: onDisk(step), timers, random, config: config.worker, onFault })
  const pushing = worker(afterJoin(pump))
  const pulling = worker(async () => {
    const joined = await join()
    if (joined !== 'idle') return joined
    const result = await pull()
    // The hub answers: what waits to be sent need not sit out its pause.
    if (result !== 'failed') pushing.wake()
    if (result === 'idle') deps.onCaughtUp?.()
    return result
  })
  let news: { close(): void } | undefined
  let cancelBell: (() => void) | undefined
  /** SY31: most of what it tells of meanwhile is what this station has sent. */
  const onNews = (): void => {
    if (store.outboxState().unsentCount < LARGEST_BATCH) return pulling.wake()
    cancelBell ??= timers.after(BELL_PAUSE_MS, () => {
      cancelBell = undefined
      pulling.wake()
    })
  }
  return {
    start() {
      pulling.start()
      pushing.start()
      news = openNews({ hubUrl, key: () => store.joined()?.stationKey ?? null, timers, random, config: config.news, onNews, openLine: deps.openNewsLine ?? (pin === null ? undefined : pinnedNewsLine(pin)) })
    },
    kick() {
      recordedAtMs = nowMs()
      pushing.kick()
    },
    tellStatus: () => pulling.kick(),
    async stop() {
      news?.close()
      cancelBell?.()
      epochs.stop()
      client.abort()
      await Promise.all([pushing.stop(), pulling.stop()])
    },
    state: line.state,
    backupEveryHours: () => backupEveryHours,
  }
}
