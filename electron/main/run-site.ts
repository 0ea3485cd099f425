import * as z from 'zod'
import type { Timers } from '#shared/kernel/time.ts'
import type { TravellingPort } from './ports.ts'
import type { LaunchService } from './service-process.ts'
import { superviseProcess, type SupervisedProcess, type SupervisorEvents } from './supervise-process.ts'

/** A site to bring up. Port 0 lets the system choose one; later starts use the chosen one again. */
export type SitePlan = { kind: 'sample' | 'own-hub'; hubPort: number; /** From an earlier start: then the station need not wait for its hub. */ joinToken?: string | undefined } | { kind: 'join'; hubUrl: string; joinToken: string; /** A choice that is being tried: a station that does not join ends it, with the reason. */ isTried?: boolean }

const HubReady = z.object({ kind: z.literal('ready'), url: z.url(), boardUrl: z.url(), joinToken: z.string() })

/** The window paints its first screen meanwhile; on a small machine both at once would be late. */
const hubAfterStationMs = 1_000
/** Longest time that the hub of this station waits for the station to be up. */
const hubWaitsMs = 3_000

/** Ends before the first "ready" after which a first start is called failed. */
const failedStartsAllowed = 3

export type RunningSite = {
  /** Resolves when the station works for the first time; rejects with a sentence when a service will not start. */
  started: Promise<{ hubPort: number | undefined }>
  /** A fresh connection to the station for a window, or undefined while it is starting. */
  connect(): TravellingPort | undefined
  /** The station first, so that it can still hand over; then the hub with its database. */
  stop(): Promise<void>
}

export type SiteDeps = {
  launch: LaunchService
  timers: Timers
  files: { hub: string; station: string; /** The built pages, as a folder that a plain Node can read. */ pages: string }
  dataDirs: { hub: string; station: string; logs: string }
  databaseUrl: string | undefined
  /** Copies and second journal of the station. */
  secondDir?: string | undefined
  loopbackPort?: number | undefined
  /** Given to the station of a sample warehouse, and to no other. */
  sampleScale?: { host: string; port: number } | undefined
  /** For the log and the terminal. */
  say: (line: string) => void
  onProgress: (text: string) => void
  /** Every window needs a new port now: the station has come up, again. */
  onStationReady: () => void
}

/**
 * Starts the hub, when this station brings its own, and then the station; keeps both running until `stop`. A station that has met its hub
 * before is started first: work at the bench needs no hub, and the two would only hold each other up.
 */
export function runSite(deps: SiteDeps, plan: SitePlan): RunningSite {
  let hub: SupervisedProcess | undefined
  let station: SupervisedProcess | undefined
  let stopping = false
  let hubAt = { url: '', joinToken: '' }
  let moving: Promise<void> = Promise.resolve()
  let hubPort = plan.kind === 'join' ? 0 : plan.hubPort
  let resolveStarted: (how: { hubPort: number | undefined }) => void = () => undefined
  let rejectStarted: (reason: Error) => void = () => undefined
  const started = new Promise<{ hubPort: number | undefined }>((resolve, reject) => {
    resolveStarted = resolve
    rejectStarted = reject
  })
  // Nobody may be waiting: a later start goes on trying and says so line by line.
  started.catch(() => undefined)

  const eventsOf = (name: 'hub' | 'station', onReady: SupervisorEvents['onReady']): SupervisorEvents => {
    let failedStarts = 0
    let wasEverReady = false
    let reason: string | undefined
    return {
      onReady(message) {
        wasEverReady = true
        onReady(message)
      },
      onProgress: deps.onProgress,
      onFailed(text) {
        reason = text
        deps.say(`${name} cannot work: ${text}`)
      },
      onDown(how) {
        deps.say(`${name} ${how.crashed ? `stopped with code ${how.code}` : 'ended'}, starting it again in ${how.pauseMs} ms`)
        if (wasEverReady) return
        failedStarts += 1
        // The port of a sample may be taken by now, and nobody else depends on it.
        if (name === 'hub' && plan.kind === 'sample') hubPort = 0
        if (failedStarts >= failedStartsAllowed) rejectStarted(new Error(reason ?? `The ${name} does not start. What it said is in ${deps.dataDirs.logs}.`))
      },
    }
  }

  function startStation(hubUrl: string, joinToken: string): void {
    if (stopping) return
    if (station && hubAt.url !== hubUrl) {
      // The hub's old port was taken by somebody else: the station is told where it is now.
      const old = station
      station = undefined
      moving = old.stop().then(() => startStation(hubUrl, joinToken))
      return
    }
    hubAt = { url: hubUrl, joinToken }
    if (station) return
    station = superviseProcess({
      launch: deps.launch,
      timers: deps.timers,
      specOf: () => ({
        name: 'station',
        file: deps.files.station,
        argument: {
          dataDir: deps.dataDirs.station,
          hubUrl: hubAt.url,
          joinToken: hubAt.joinToken,
          ...(deps.loopbackPort === undefined ? {} : { loopbackPort: deps.loopbackPort }),
          ...(deps.secondDir === undefined ? {} : { secondDir: deps.secondDir }),
          ...(plan.kind === 'sample' && deps.sampleScale ? { scale: deps.sampleScale } : {}),
        },
      }),
      events: eventsOf('station', message => {
        if (typeof message.stationUrl === 'string') deps.say(`loopback ${message.stationUrl}`)
        if (plan.kind === 'join' && plan.isTried && typeof message.notJoined === 'string') return rejectStarted(new Error(message.notJoined))
        resolveStarted({ hubPort: plan.kind === 'join' ? undefined : hubPort })
        deps.onStationReady()
        deps.timers.after(hubAfterStationMs, startHub)
      }),
    })
  }

  const startHub = (): void => {
    if (stopping || hub || plan.kind === 'join') return
    hub = superviseProcess({
      launch: deps.launch,
      timers: deps.timers,
      specOf: () => ({
        name: 'hub',
        file: deps.files.hub,
        argument: {
          dataDir: deps.dataDirs.hub,
          port: hubPort,
          // Other stations and the board on other screens reach a real hub, over https alone; a sample is for this machine.
          host: plan.kind === 'sample' ? '127.0.0.1' : '0.0.0.0',
          sample: plan.kind === 'sample',
          ownTls: plan.kind === 'own-hub',
          pagesFolder: deps.files.pages,
          ...(deps.databaseUrl === undefined ? {} : { databaseUrl: deps.databaseUrl }),
        },
      }),
      events: eventsOf('hub', message => {
        const { url, boardUrl, joinToken } = HubReady.parse(message)
        hubPort = Number(new URL(url).port)
        deps.say(`board ${boardUrl}`)
        startStation(url, joinToken)
      }),
    })
  }
  if (plan.kind === 'join') {
    startStation(plan.hubUrl, plan.joinToken)
  } else if (plan.joinToken === undefined || plan.hubPort === 0) {
    startHub()
  } else {
    startStation(`${plan.kind === 'own-hub' ? 'https' : 'http'}://127.0.0.1:${plan.hubPort}`, plan.joinToken)
    // Other stations of the site need the hub, whatever becomes of this one.
    deps.timers.after(hubWaitsMs, startHub)
  }

  return {
    started,
    connect: () => station?.connect(),
    async stop() {
      stopping = true
      rejectStarted(new Error('Packwave is closing.'))
      await moving
      await station?.stop()
      await hub?.stop()
    },
  }
}
