// The real station with its real store on a disk of its own, driven over its contract as the screen drives it.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { connect, type Client } from '#shared/contract/contract.ts'
import { portPair } from '#shared/contract/port.ts'
import { stationApi, type StationApi, type StationSettings } from '#shared/contract/station-api.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import type { Command } from '#shared/domain/codes/command-codes.ts'
import type { FactKind } from '#shared/domain/facts/facts.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Scan } from '#shared/domain/outcomes/scan.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { createStation } from '#station/create-station.ts'
import type { Fetch } from '#station/sync/hub-client.ts'
import type { Paper } from '#station/effects/paper.ts'
import type { Store } from '#station/store/store.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import { journalOf, testKey } from '#tests/support/bench-facts.ts'
import { verdictOf } from '#tests/support/builders.ts'
import { pin, type Released, siteFacts } from '#tests/support/site-facts.ts'

/** Real timers that also go off when the test moves the clock past them. */
function timersOn(nowMs: () => number): Timers & { fireDue(): void } {
  const waiting = new Map<() => void, number>()
  return {
    after(delayMs, run) {
      const fire = (): void => {
        stop()
        run()
      }
      const timer = setTimeout(fire, delayMs)
      const stop = (): void => {
        clearTimeout(timer)
        waiting.delete(fire)
      }
      waiting.set(fire, nowMs() + delayMs)
      return stop
    },
    fireDue() {
      for (const [fire, dueMs] of waiting) if (dueMs <= nowMs()) fire()
    },
  }
}

export type TestStation = {
  client: Client<StationApi>
  store: () => Store
  /** One scan, its scanner far slower than a bounce. Answers `accepted …`, `refused …`, `asked` or `ignored`. */
  scan(code: string, more?: Partial<Scan>): Promise<string>
  submit(scan: Partial<Scan> & { code: string }): Promise<Outcome>
  /** Scans until one is refused; answers the last verdict. */
  scans(...codes: string[]): Promise<string>
  command(command: Command): Promise<string>
  /** Acknowledges a refusal. */
  confirm(): Promise<string>
  pin(pin?: string): Promise<string>
  signIn(badge: string): Promise<string>
  view(): Promise<StationView>
  /** The first view, now or told later, of which this is true. */
  viewWhere(isSo: (view: StationView) => boolean): Promise<StationView>
  /** What the hub sends now. */
  fromHub(entries: Released[]): void
  /** Facts of another station. */
  fromStation(stationId: string, entries: Released[]): void
  /** Kinds of the facts recorded here, in order. */
  recorded(): FactKind[]
  bodies(kind: FactKind): Record<string, unknown>[]
  /** Moves this station's clock, and with it its timers. */
  passTime(ms: number): void
  /** Moves only what the wall clock shows. */
  setClock(byMs: number): void
  /** The station starts anew and knows that it is this late at the hub. */
  hearHubTime(hubAtMs: number): Promise<void>
  faults: string[]
  /** Ends the process's part and starts anew from the disk. */
  restart(): Promise<void>
  /** The process is gone in the middle of whatever it does: nothing more reaches the disk, and what it was sending is nobody's any more. It starts anew from the disk. */
  crash(): Promise<void>
  stop(): Promise<void>
}

export const commandCode = (command: Command): string => `PW-CMD-${command.toUpperCase()}`

/** With a `hub` it joins that one and hears of the site from there; otherwise the test says what the hub sends. */
export async function startTestStation(dataDir: string, settings: Partial<StationSettings> = {}, hub?: { hubUrl: string; joinToken: string; fetch: Fetch }, paper?: Paper): Promise<TestStation> {
  const settingsDefaults: StationSettings = {
    name: '1号台', language: 'zh-CN', volume: 0, idleLockMinutes: 240, weightFloorGrams: 5, scaleStepGrams: 1, scale: null,
    scanners: [], printers: [{ printerId: 'file', name: '文件', kind: 'file', folder: join(dataDir, 'labels') }], ...settings,
  }
  const begunAtMs = 1_750_000_000_000
  const firstNow = performance.now()
  let passedMs = 0
  let setByMs = 0
  const monotonic = { bootId: 'boot-1', nowMs: () => Math.round(passedMs + performance.now() - firstNow) }
  const nowMs = (): number => Math.round(begunAtMs + setByMs + passedMs + performance.now() - firstNow)
  const timers = timersOn(nowMs)
  const faults: string[] = []
  let readAtMs = 0
  let position = 0
  const abandoned: Promise<unknown>[] = []
  const journals = new Map<string, ReturnType<typeof journalOf>>()

  const open = async () => {
    const life = { isOver: false }
    const store = openSqliteStore({ file: join(dataDir, 'bench.db'), personalKey: testKey, nowMs })
    const station = createStation({
      store, nowMs, mintId: randomUUID, random: () => 0.5, timers, monotonic, settingsDefaults, dataDir, sync: { hubUrl: hub?.hubUrl ?? null, joinToken: hub?.joinToken ?? null }, outside: { ...(hub ? { fetch: hub.fetch } : {}), ...(paper ? { paper } : {}) },
      onFault(where, error) {
        if (!life.isOver) faults.push(`${where}: ${error instanceof Error ? error.message : String(error)}`)
        return 'incident'
      },
    })
    const [screen, served] = portPair()
    const client = connect(stationApi, screen)
    const views = new Set<(view: StationView) => void>()
    client.on('view.changed', (view) => views.forEach((tell) => tell(view)))
    await station.start()
    station.serve(served)
    return { store, station, client, views, life }
  }
  let now = await open()

  const submit = async (scan: Partial<Scan> & { code: string }): Promise<Outcome> => {
    readAtMs += 1_000
    const { outcome } = await now.client.call('scan.submit', { scanId: randomUUID(), source: 'wedge', scannerId: 'scanner-1', readAtMs, ...scan })
    return outcome
  }
  const apply = (journalId: string, entries: Released[]): void => {
    const journal = journals.get(journalId) ?? journalOf(journalId)
    journals.set(journalId, journal)
    const changes = journal.changes(entries, position + 1)
    position += changes.length
    now.store.applyChanges({ hubEpoch: 'epoch-1', changes, upTo: position, nowMs: nowMs() })
  }
  const close = async (): Promise<void> => {
    now.client.close()
    await now.station.stop()
    now.store.close()
  }
  const station: TestStation = {
    get client() {
      return now.client
    },
    store: () => now.store,
    submit,
    scan: async (code, more = {}) => verdictOf({ outcome: await submit({ code, ...more }) }),
    async scans(...codes) {
      let verdict = ''
      for (const code of codes) {
        verdict = await station.scan(code)
        if (!verdict.startsWith('accepted')) return `${verdict} at ${code}`
      }
      return verdict
    },
    command: (command) => station.scan(commandCode(command), { source: 'tap', scannerId: 'screen' }),
    confirm: () => station.command('confirm'),
    async pin(given = pin) {
      const { outcome } = await now.client.call('pin.submit', { requestId: randomUUID(), pin: given })
      return verdictOf({ outcome })
    },
    async signIn(badge) {
      await station.scan(badge)
      return station.pin()
    },
    view: () => now.client.call('station.view', {}),
    async viewWhere(isSo) {
      return new Promise((resolve, reject) => {
        const check = (view: StationView): void => {
          if (!isSo(view)) return
          now.views.delete(check)
          resolve(view)
        }
        now.views.add(check)
        now.client.call('station.view', {}).then(check, reject)
      })
    },
    fromHub: (entries) => apply('hub', entries),
    fromStation: apply,
    recorded: () => now.store.journalFrom(1, 100_000).map((entry) => entry.kind as FactKind),
    bodies: (kind) => now.store.journalFrom(1, 100_000).filter((entry) => entry.kind === kind).map((entry) => entry.body),
    passTime(ms) {
      passedMs += ms
      timers.fireDue()
    },
    setClock(byMs) {
      setByMs += byMs
    },
    async hearHubTime(hubAtMs) {
      now.store.saveHubMark({ hubAtMs, monotonicMs: monotonic.nowMs(), roundTripMs: 0, bootId: monotonic.bootId })
      await station.restart()
    },
    faults,
    async restart() {
      await close()
      now = await open()
    },
    async crash() {
      const { life, client, store, station: dying } = now
      life.isOver = true
      client.close()
      // Its lines and timers end at once; a job in hand ends when the network says so, and finds no disk to write it to.
      abandoned.push(dying.stop().catch(() => undefined))
      store.close()
      now = await open()
    },
    async stop() {
      await close()
      await Promise.all(abandoned)
    },
  }
  if (!hub) station.fromHub(await siteFacts())
  return station
}
