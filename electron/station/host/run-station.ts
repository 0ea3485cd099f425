// One station of this process: key, store, core, care. Used by every host.
import { join } from 'node:path'
import type { Trouble } from '#shared/contract/station-view.ts'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { createStation } from '../create-station.ts'
import { createForgetter } from '../forgetting.ts'
import type { Station } from '../station-deps.ts'
import { systemReason } from '../system-reason.ts'
import { isSqliteError } from '../store/open-database.ts'
import { careFor } from './care.ts'
import { diskReserve } from './disk-reserve.ts'
import { openStation, secondTroubles } from './open-station.ts'
import { keepEnrolment } from './keep-enrolment.ts'
import { settingsDefaults } from './settings-defaults.ts'
import { realSystem } from './system.ts'

/** A stop that hangs on a device must not keep the process; what is on disk stays whole. */
const LONGEST_STOP_MS = 15_000
/** How long a first start waits for what the hub has, before it shows its screen all the same. */
const FIRST_FETCH_MS = 15_000
/** How often a first start looks whether its hub has refused it. */
const LOOK_EVERY_MS = 250
/** Long enough for the answer with the incident id to leave. */
const LAST_WORDS_MS = 100
const FAULT_EXIT_CODE = 70

type StationArguments = {
  dataDir: string
  hubUrl: string | null
  joinToken: string | null
  /** Where copies and the second journal are kept: best on another disk. Beside the database without it. */
  secondDir?: string | null
  /** Where a scale is while no settings were saved. */
  scale?: { host: string; port: number } | null
  endWith: (code: number) => void
}
export type StationRun = { station: Station; /** Why this station has never joined its hub; null when it has, or has none. */ notJoined: TroubleReason | null; stop(): Promise<void> }

/** Opens the store and starts the station. Throws a StoreRefusal when the database must not be touched. */
export async function runStation({ dataDir, hubUrl, joinToken, secondDir, scale, endWith }: StationArguments): Promise<StationRun> {
  const { nowMs, mintId, random, timers, monotonic } = realSystem
  const reserve = diskReserve(join(dataDir, 'station.reserve'))
  const { store, recovered, letGo } = openStation(dataDir, secondDir ?? join(dataDir, 'copies'), reserve.release)
  const troubles: Trouble[] = []
  if (recovered !== undefined) {
    logFault('opening the database', recovered)
    troubles.push({ code: 'store-restored', detail: '', sinceMs: nowMs() })
  }
  let copyTrouble: Trouble | undefined
  let fullSinceMs = 0
  const diskTroubles = (): Trouble[] => {
    fullSinceMs = reserve.isDiskFull() ? fullSinceMs || nowMs() : 0
    return fullSinceMs === 0 ? [] : [{ code: 'disk-full', detail: dataDir, sinceMs: fullSinceMs }]
  }
  const onFault = (where: string, error: unknown): string => {
    const incidentId = logFault(where, error)
    // A message nobody can read harms nothing here. A full disk left no half-done work: freeing space helps, starting anew does not.
    const isHarmless = where === '(unreadable)' || (isSqliteError(error) && error.code === 'SQLITE_FULL')
    if (!isHarmless) timers.after(LAST_WORDS_MS, () => endWith(FAULT_EXIT_CODE))
    return incidentId
  }
  const enrolment = keepEnrolment({ dataDir, joinToken, mintId })
  const isFirstStart = hubUrl !== null && store.pullPosition().position === 0
  let onCaughtUp: () => void = () => undefined
  const caughtUp = new Promise<void>((resolve) => (onCaughtUp = resolve))
  const station = createStation({ store, nowMs, mintId, random, timers, monotonic, settingsDefaults: settingsDefaults(dataDir, scale ?? null, joinToken), dataDir, sync: { hubUrl, joinToken, ...enrolment }, isDiskFull: reserve.isDiskFull, troubles: () => [...troubles, ...(copyTrouble ? [copyTrouble] : []), ...secondTroubles(store), ...diskTroubles()], onCaughtUp: () => onCaughtUp(), onFault })
  const stopCare = careFor({
    store, nowMs, timers, reserve, forgetter: createForgetter({ store, nowMs, hub: station.hubHeard }),
    onCopy(fault) {
      if (fault !== undefined) logFault('copying the database', fault)
      copyTrouble = fault === undefined ? undefined : { code: 'backup-failed', detail: '', reason: systemReason(fault), sinceMs: copyTrouble?.sinceMs ?? nowMs() }
    },
    onWrongJournal(why) {
      logFault('checking the journal', why)
      troubles.push({ code: 'journal-changed', detail: '', sinceMs: nowMs() })
    },
  })
  await station.start()
  // Before the first fetch no badge is known: whoever scanned theirs would be told that they do not exist.
  if (isFirstStart) {
    const stops = [timers.after(FIRST_FETCH_MS, onCaughtUp)]
    // A wrong code gets no better by waiting.
    const look = (): void => {
      if (station.notJoined()?.code === 'hub-refused') onCaughtUp()
      else stops[1] = timers.after(LOOK_EVERY_MS, look)
    }
    look()
    await caughtUp
    for (const stop of stops) stop()
  }
  return {
    station,
    notJoined: station.notJoined()?.reason ?? null,
    async stop() {
      await station.stop()
      await stopCare()
      store.close()
      letGo()
    },
  }
}

/** One line for people, the stack below it; the incident id is what crosses the wire. */
export function logFault(where: string, error: unknown): string {
  const incidentId = realSystem.mintId()
  process.stderr.write(`packwave station: incident ${incidentId} in ${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return incidentId
}

/** Ends this process in order on signals, and with a fault's code on what nobody caught. */
export function endInOrder(stop: () => Promise<void>): (code: number) => void {
  let ending = false
  const end = (code: number): void => {
    if (ending) return
    ending = true
    realSystem.timers.after(LONGEST_STOP_MS, () => process.exit(code || 1))
    stop().catch((error: unknown) => void logFault('stopping', error)).finally(() => process.exit(code))
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => end(0))
  process.on('disconnect', () => end(0))
  process.on('uncaughtException', (error) => {
    logFault('uncaught', error)
    end(FAULT_EXIT_CODE)
  })
  process.on('unhandledRejection', (error) => {
    logFault('unhandled', error)
    end(FAULT_EXIT_CODE)
  })
  return end
}
