// One simulated station: the product's core on a disk of its own, with a person in front of it. It can die and start again at any moment.
import { connect, type Client } from '#shared/contract/contract.ts'
import { portPair } from '#shared/contract/port.ts'
import { stationApi, type StationApi } from '#shared/contract/station-api.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { RetentionPace } from '#shared/domain/retention/decide-forget.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Scan } from '#shared/domain/outcomes/scan.ts'
import { createStation } from '#station/create-station.ts'
import { createForgetter } from '#station/forgetting.ts'
import type { Station } from '#station/station-deps.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import type { Store } from '#station/store/store.ts'
import { testKey } from '#tests/support/bench-facts.ts'
import { verdictOf } from '#tests/support/builders.ts'
import type { Bugs } from './bugs.ts'
import type { Clock } from './clock.ts'
import { blankPaper, simPrinter, simScale, type PrinterMood, type SimScale } from './devices.ts'
import type { Disks } from './disks.ts'
import { hexId, stream, type Generator } from './generator.ts'
import { guardStore, SimCrash, type CommitFault } from './guarded-store.ts'
import { joinToken } from './hub-side.ts'
import type { Network } from './network.ts'
import { decideAct } from './person.ts'
import { people } from './site.ts'
import { hold, Violation } from './violation.ts'
import { journalReader, type Unknown, type Witness } from './witness.ts'

const hubUrl = 'http://hub.internal:8480'
/** How often a station looks what it may let go of, where it does. */
const forgetEveryMs = 1_000
/** As the main process restarts a station that ended. */
const restartMs = 1_500

type InFlight = { act: string } & ({ call: 'scan'; scan: Scan } | { call: 'pin'; request: { requestId: string; pin: string } })
type Life = { alive: boolean; station: Station; store: Store; bare: Store; scale: SimScale | undefined; screen: Screen | undefined }
/** A window in front of the station, and what it showed when it was opened. */
type Screen = { client: Client<StationApi>; view: StationView; close(): void }

export type Machine = ReturnType<typeof createMachine>

export function createMachine({ index, name, file, world }: {
  index: number; name: string; file: string
  world: { clock: Clock; network: Network; disks: Disks; witness: Witness; bugs: Bugs; seed: number; mistakes: number; retention: RetentionPace | undefined; count(what: string): void; log(line: string): void; report(broken: Violation): void }
}) {
  const { clock, network, disks, witness, bugs, count } = world
  const ids: Generator = stream(world.seed, `ids ${index}`)
  const random = stream(world.seed, `station ${index}`)
  const reader = journalReader(witness, index)
  let disk = file
  let life: Life | undefined
  let skewMs = 0
  let mood: PrinterMood = 'good'
  let armed: { afterCommits: number; fault: CommitFault } | undefined
  let inFlight: InFlight | undefined
  let unknown: Unknown | undefined
  let rebooting = false
  let endedByCommitError = false
  let forked = false
  let lostDisk = false
  let barred = false
  const log = (line: string): void => world.log(`${name}: ${line}`)
  const nowMs = (): number => clock.nowMs() + skewMs
  let uncaught: (run: () => void) => void = (run) => run()
  const buried: { store: Store; screen: Screen | undefined }[] = []

  /** The process is gone, whatever it was doing; its disk stays as it is at this instant. */
  const die = (why: string): void => {
    if (!life?.alive) return
    life.alive = false
    log(`ends (${why})`)
    count(`station: ${why}`)
    disk = disks.copy(disk)
    buried.push({ store: life.bare, screen: life.screen })
    life = undefined
    if (rebooting) return
    rebooting = true
    clock.at(restartMs, () => {
      rebooting = false
      if (!life) boot()
    })
  }

  const boot = (): void => {
    let open: Store
    try {
      open = openSqliteStore({ file: disk, personalKey: testKey, nowMs })
    } catch (error) {
      hold(false, 'store-does-not-open', () => `${name}: ${String(error)}`)
      return
    }
    const bare = open
    const own = { alive: true } as Life
    const isAlive = (): boolean => own.alive
    const take = (): CommitFault | undefined => {
      if (!armed || (armed.afterCommits -= 1) >= 0) return undefined
      const { fault } = armed
      armed = undefined
      count(`station: ${fault} a commit`)
      return fault
    }
    const between = (): void => {
      if (take()) throw new SimCrash('between two transactions')
    }
    const buggy = bugs.store ? bugs.store(bare, between) : bare
    const store = guardStore(buggy, {
      isAlive,
      faultOfCommit: () => (bugs.crashesBetween ? undefined : take()),
      die: () => own.alive && die('died at a commit'),
      unknown: (written) => { unknown = written },
      committed: (scanId) => void reader.read(bare, scanId),
    })
    reader.reset()
    checkUnknown(bare)
    reader.read(bare, undefined)
    const onFault = (where: string, error: unknown): string => {
      if (!(error instanceof SimCrash) && own.alive) {
        log(`fault in ${where}: ${String(error)}`)
        // Only what the simulator did itself may end a station.
        if (!(error instanceof Error && error.name === 'CommitUnknown')) world.report(new Violation('station-fault', `${name} in ${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`))
      }
      endedByCommitError = error instanceof Error && error.name === 'CommitUnknown'
      if (own.alive) die('ended by a fault')
      return 'incident'
    }
    const timers: Timers = { after: (delayMs, run) => clock.timers(isAlive).after(delayMs, () => uncaught(run)) }
    /** What nobody catches ends the process. */
    uncaught = (run) => {
      try {
        run()
      } catch (error) {
        onFault('uncaught', error)
      }
    }
    const fetch = network.fetchFor(index, isAlive)
    const station = createStation({
      store, nowMs, mintId: () => hexId(ids), random, timers, monotonic: { bootId: `boot ${index}`, nowMs: clock.nowMs }, dataDir: '.',
      settingsDefaults: {
        name, language: 'zh-CN', volume: 0, idleLockMinutes: 240, weightFloorGrams: 5, scaleStepGrams: 1, scanners: [], scale: { scaleId: 'scale', protocol: 'and', line: { kind: 'tcp', host: 'scale', port: 1 } },
        printers: [{ printerId: 'printer', name: 'printer', kind: 'tcp', host: 'printer', port: 1, language: 'escpos', dotsPerInch: 203 }],
      },
      sync: { hubUrl, joinToken, joinRequestId: `join-of-station-${String(index).padStart(4, '0')}` },
      outside: {
        fetch: bugs.fetch ? bugs.fetch(fetch, bare) : fetch,
        openNewsLine: network.lineFor(index, isAlive, uncaught),
        openPrinters: () => {
          const printer = simPrinter({ printerId: 'printer', machine: index, alive: isAlive, clock, mood: () => mood, witness, count })
          return new Map([['printer', bugs.printer ? bugs.printer(printer) : printer]])
        },
        openScale: (options) => (own.scale = simScale(options)),
        paper: blankPaper,
      },
      onFault,
    })
    Object.assign(own, { station, store, bare })
    life = own
    station.start().catch((error: unknown) => void onFault('start', error))
    if (world.retention) {
      const forgetter = createForgetter({
        // Short days: the time between two backups is in the pace.
        store: { ...store, forget: (asked) => { const gone = store.forget(asked); if (gone > 0) count('station: let go of rows'); return gone } },
        nowMs, pace: world.retention, hub: () => { const heard = station.hubHeard(); return heard && { ...heard, backupEveryHours: 1e-6 } },
      })
      const look = (): void => {
        forgetter.look()
        timers.after(forgetEveryMs, look)
      }
      timers.after(forgetEveryMs, look)
    }
    log('starts')
  }

  /** I21, I22: after a commit whose end nobody knew, all of it is there or nothing. */
  const checkUnknown = (store: Store): void => {
    if (!unknown || store.identity().stationId === null) return
    const { factIds, scanIds } = unknown
    unknown = undefined
    const { lastSeq, incarnation } = store.identity()
    const there = new Set(store.journalFrom(Math.max(1, lastSeq - factIds.length - 20), factIds.length + 40, incarnation).map((envelope) => envelope.factId))
    const facts = factIds.filter((factId) => there.has(factId)).length
    const scans = scanIds.filter((scanId) => store.outcomeOf(scanId)).length
    hold((facts === factIds.length && scans === scanIds.length) || (facts === 0 && scans === 0), 'half-a-transaction', () => `${name}: ${facts} of ${factIds.length} facts and ${scans} of ${scanIds.length} outcomes`)
    count(facts + scans > 0 ? 'station: an unknown commit was there' : 'station: an unknown commit was not there')
    if (facts > 0) for (const scanId of scanIds) witness.factsOfScan.set(scanId, factIds)
  }

  /** Somebody looks at the screen. Between two steps nobody does, and nothing is painted for nobody. */
  const look = async ({ station }: Life): Promise<Screen> => {
    const [page, served] = portPair()
    const client = connect(stationApi, page)
    const shown = new Promise<StationView>((resolve) => client.on('view.changed', resolve))
    station.serve(served)
    return { client, view: await shown, close: () => page.close() }
  }

  const submit = async (asked: InFlight): Promise<string | undefined> => {
    const { screen } = life ?? {}
    if (!screen) return undefined
    inFlight = asked
    try {
      const { outcome }: { outcome: Outcome } = asked.call === 'scan' ? await screen.client.call('scan.submit', asked.scan) : await screen.client.call('pin.submit', asked.request)
      inFlight = undefined
      return verdictOf({ outcome })
    } catch (error) {
      // The station ended with the scan in flight: the window repeats it under its id when the station is back.
      if (life) throw error
      count('station: a scan was in flight')
      return undefined
    }
  }

  const noteTry = (scanId: string, act: string): void => {
    witness.actOf.set(scanId, act)
    if (scanId !== act) witness.repeats.set(scanId, act)
  }

  /** What the person does who looks at this screen. */
  const doNext = async (own: Life, view: StationView, rolls: readonly number[]): Promise<void> => {
    if (inFlight) {
      const again = inFlight.call === 'scan' && (bugs.newId === 'always' || (bugs.newId !== undefined && endedByCommitError)) ? { ...inFlight, scan: { ...inFlight.scan, scanId: hexId(ids) } } : inFlight
      if (again.call === 'scan') noteTry(again.scan.scanId, again.act)
      const verdict = await submit(again)
      log(`repeats ${again.call === 'scan' ? again.scan.code : 'the PIN'}: ${verdict ?? 'no answer'}`)
      return
    }
    const act = decideAct({ view, store: own.bare, witness, badgeCode: people[index % people.length]!.badgeCode, mistakes: world.mistakes, rolls })
    if (act.kind === 'wait') return
    if (act.kind === 'weigh') {
      const { scale } = own
      uncaught(() => scale?.put(act.grams))
      log(`puts ${act.grams} g on the scale`)
      return
    }
    const scanId = hexId(ids)
    noteTry(scanId, scanId)
    const asked: InFlight = act.kind === 'pin'
      ? { act: scanId, call: 'pin', request: { requestId: scanId, pin: act.pin } }
      : { act: scanId, call: 'scan', scan: { scanId, code: act.code, source: act.tap ? 'tap' : 'wedge', scannerId: act.tap ? 'screen' : 'scanner', readAtMs: clock.nowMs() } }
    const verdict = await submit(asked)
    log(`${act.kind === 'pin' ? 'PIN' : act.code} → ${verdict ?? 'no answer'}`)
    if (verdict) count(`scan: ${verdict}`)
    // A window that lost the answer asks again.
    if (verdict && asked.call === 'scan' && rolls[5]! < 0.03 && life) {
      count('scan: answered twice')
      const again = bugs.newId === 'always' ? { ...asked, scan: { ...asked.scan, scanId: hexId(ids), readAtMs: clock.nowMs() + 100 } } : asked
      noteTry(again.scan.scanId, asked.act)
      const second = await submit(again)
      hold(bugs.newId !== undefined || second === undefined || second === verdict, 'another-outcome', () => `${name}: ${act.kind === 'scan' ? act.code : ''} was ${verdict} and then ${second}`)
    }
  }

  boot()
  return {
    index, name,
    store: () => life?.bare,
    disk: () => disk,
    isForked: () => forked,
    hasLostDisk: () => lostDisk,
    forget: () => (lostDisk = true),
    isBarred: () => barred,
    setForked: () => (forked = true),
    /** An old copy of a station that got another key since: the hub does not let it in before a supervisor does. */
    setBarred() {
      barred = true
      forked = true
    },
    /** One step of the person; `rolls` decide what she does. */
    async step(rolls: readonly number[]): Promise<void> {
      if (!life) return
      const own = life
      const screen = await look(own)
      own.screen = screen
      await doNext(own, screen.view, rolls)
      if (!own.alive) return
      own.screen = undefined
      screen.close()
    },
    kill: () => die('was killed'),
    arm: (fault: CommitFault, afterCommits: number) => void (armed = { fault, afterCommits }),
    image: () => (life ? disks.copy(disk) : undefined),
    /** Another disk is put in: what only the former one held is gone. */
    replaceDisk(image: string, what: string) {
      die(what)
      disk = disks.copy(image)
      unknown = undefined
      inFlight = undefined
      lostDisk = true
      reader.reset()
    },
    backup: async (target: string): Promise<boolean> => {
      if (!life) return false
      await life.bare.backup(target)
      return true
    },
    jump: (byMs: number) => void (skewMs += byMs),
    setMood: (now: PrinterMood) => void (mood = now),
    heal() {
      armed = undefined
      mood = 'good'
      if (!life && !rebooting) boot()
    },
    /** Closes what died since; called when its code has come to rest. */
    bury() {
      for (const { store, screen } of buried.splice(0)) {
        screen?.close()
        store.close()
      }
    },
    async end(): Promise<void> {
      if (!life) return
      const { bare, screen, station } = life
      life.alive = false
      life = undefined
      screen?.close()
      void station.stop()
      bare.close()
    },
    troubles: async (): Promise<string[]> => {
      if (!life) return []
      const screen = await look(life)
      screen.close()
      return screen.view.bar.troubles.map((trouble) => `${trouble.code} ${trouble.detail} ${trouble.reason ?? ''}`)
    },
  }
}
