// The station core: store, acts, devices, printing and sync, wired from its arguments. Plain Node: no Electron, no clock of its own.
import { join } from 'node:path'
import type { Handlers } from '#shared/contract/contract.ts'
import type { Port } from '#shared/contract/port.ts'
import type { StationApi, StationSettings } from '#shared/contract/station-api.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import { lightSignalOf } from '#shared/domain/outcomes/light-signal.ts'
import { digitOfCode } from '#shared/domain/codes/command-codes.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Scan } from '#shared/domain/outcomes/scan.ts'
import { mayDo, type Right } from '#shared/domain/people/rights.ts'
import { isNewSite, type AppDeps } from './app/app-deps.ts'
import { carryOutReprints } from './app/carry-out-reprints.ts'
import { handleScan } from './app/handle-scan.ts'
import { awaitsPin, submitPin } from './app/submit-pin.ts'
import { tellNumbersSeen } from './app/tell-numbers-seen.ts'
import { createBenchEvents } from './bench-events.ts'
import type { BoardCalls } from './board-lines.ts'
import { inTurn } from './in-turn.ts'
import { createLabelDesk } from './label-desk/label-desk.ts'
import { createBenchDevices } from './devices/bench-devices.ts'
import { createDeviceDesk } from './devices/desk/device-desk.ts'
import { createEffectRunner, type EffectRunner } from './effects/effect-runner.ts'
import { realPaper } from './effects/paper.ts'
import type { Station, StationDeps } from './station-deps.ts'
import { createHubTime } from './sync/hub-time.ts'
import { createSync } from './sync/sync.ts'
import { createPresence } from './presence.ts'
import { createScreens, type TellOthers } from './screens.ts'
import { buildView } from './view/build-view.ts'
import { ownTroubles } from './view/own-troubles.ts'

export function createStation(deps: StationDeps): Station {
  const { store, nowMs, mintId, timers, outside = {} } = deps
  const { paper = realPaper } = outside
  let settings: StationSettings = store.settings() ?? deps.settingsDefaults
  const hubTime = createHubTime({ store, monotonic: deps.monotonic })
  const app: AppDeps = { store, nowMs, mintId, isDiskFull: deps.isDiskFull, hubNowMs: hubTime.nowMs, settings: settingsInForce, printerState: (printerId) => effects.printerState(printerId), canWeigh: () => devices.scale !== undefined && !['no-signal', 'quiet'].includes(devices.scale.state().state), isSiteKnown: () => isSiteKnown }
  /** A scale that tells its own, larger step is believed. */
  function settingsInForce(): StationSettings {
    const toldStep = devices.scale?.stepGrams() ?? 0
    return toldStep > settings.scaleStepGrams ? { ...settings, scaleStepGrams: toldStep } : settings
  }
  const pinsInTurn = inTurn()
  const devicesInTurn = inTurn()
  let revision = 0
  let effects: EffectRunner
  let isSiteKnown = false
  const screens = createScreens({
    mintId, onFault: (call, error) => deps.onFault(call, error),
    door: () => (isSupervised('release-wave') || isNewSite(app) ? { hub: store.joined(), pin: deps.sync.pin ?? null } : undefined),
  })
  const presence = createPresence({
    app, timers, onLocked: () => afterRecord(), onLook: hubTime.keep,
    warmLabels: () => void paper.warm().catch((error: unknown) => deps.onFault('labels', error)),
  })

  const sync = createSync({
    store, timers, nowMs, random: deps.random, hubTime,
    hubUrl: deps.sync.hubUrl, joinToken: deps.sync.joinToken, pin: deps.sync.pin, joinRequestId: deps.sync.joinRequestId, stationName: settings.name, fetch: outside.fetch, openNewsLine: outside.openNewsLine, onFault: (error) => void deps.onFault('sync', error),
    onNewEpoch: () => tellNumbersSeen(app),
    printers: () => printersNow().map(({ printerId: _printerId, words, ...told }) => ({ ...told, words: words.slice(0, 100) })),
    onState: () => tellAll(), onChanges: () => (carryOutReprints(app) ? afterRecord() : tellAll()), onCaughtUp: allIsHere,
  })
  function allIsHere(): void {
    // A station without a hub has all that there is as well, and knows nothing of its site.
    if (!isSiteKnown && sync.state().connected) {
      isSiteKnown = true
      tellAll()
    }
    deps.onCaughtUp?.()
  }

  const desk = createDeviceDesk({
    nowMs, mintId, timers, paper,
    devices: () => ({ settings, printers: devices.printers, printerState: effects.printerState, scale: devices.scale, scanners: devices.scanners, light: devices.light }),
    mayLook: () => isSupervised('settle-print'),
    letScaleGo: () => devices.letScaleGo(),
  })

  const labelDesk = createLabelDesk({ ...app, paper, mayLook: () => isSupervised('settle-print'), onOwed: () => afterRecord() })

  const printersNow = () => settings.printers.map(({ printerId, name }) => ({ printerId, name, ...effects.printerState(printerId) }))
  const view = (): StationView => {
    const line = sync.state()
    const printers = printersNow()
    const troubles = [...line.troubles, ...(deps.troubles?.() ?? []), ...ownTroubles(app, { scanners: devices.scanners, scale: devices.scale, printers })]
    return buildView(app, { hubConnected: line.connected, hubSinceMs: line.sinceMs, scale: devices.scale?.state() ?? { state: 'absent', grams: null }, printers, troubles }, ++revision)
  }
  const tellAll = (): void => {
    if (!screens.isEmpty()) screens.tellView(view())
  }
  const onDevice = (): void => {
    if (screens.isEmpty()) return
    desk.look()
    tellAll()
  }
  const kickAll = (): void => {
    events.recorded()
    effects.kick()
    sync.kick()
  }
  /** After something was recorded: print, send, and show it on every screen. */
  const afterRecord = (): void => {
    kickAll()
    tellAll()
  }

  /** LI2: called when the outcome is on disk. */
  const lightUp = (outcome: Outcome): void => {
    const signal = lightSignalOf(outcome)
    if (signal) devices.light?.show(signal)
  }
  /** What a device brought about is heard and seen on every screen. */
  const tellOutcome = (outcome: Outcome): void => {
    lightUp(outcome)
    tellAll()
    screens.tellOutcome(outcome)
    queueMicrotask(kickAll)
  }
  const events = createBenchEvents({ app, timers, scale: () => devices.scale, readAtMs: () => deps.monotonic?.nowMs() ?? nowMs(), onOutcome: tellOutcome, onScaleNews: onDevice })
  const onCode = (scannerId: string, code: string): void => {
    // DV5: a scanner that is being tried out does no work.
    if (desk.echo.isOn()) return
    presence.seen()
    // SI15: a digit of a PIN is stored nowhere; the page puts it together as if it had been pressed.
    const digit = digitOfCode(code)
    if (digit !== undefined && awaitsPin(app)) return screens.tellPinDigit(digit)
    events.onCode(scannerId, code)
  }
  const devices = createBenchDevices({
    nowMs, timers, openPrinters: outside.openPrinters, openScale: outside.openScale,
    onReading: events.onReading, onCode, onState: onDevice, onBytes: (scannerId, bytes) => desk.echo.heard(scannerId, bytes),
  })
  const openDevices = (): void => {
    devices.open(settings)
    effects = createEffectRunner({
      ...app, printers: devices.printers, timers, paper, paperFolder: join(deps.dataDir, 'papers'), onChange: onDevice, onPrinters: sync.tellStatus,
      onFault: (where, error) => void deps.onFault(where, error),
    })
    desk.look()
  }
  openDevices()
  const closeLines = (): void => {
    desk.close()
    devices.close()
  }

  const submitScan = (scan: Scan, tellOthers: TellOthers): { outcome: Outcome; view: StationView } => {
    presence.seen()
    const outcome = handleScan(app, scan)
    // The person first: what follows from the scan begins when its answer has left.
    queueMicrotask(() => {
      lightUp(outcome)
      kickAll()
    })
    const shown = view()
    tellOthers(shown)
    return { outcome, view: shown }
  }

  /** Somebody with this right is signed in, and the screen is not locked. */
  function isSupervised(right: Right): boolean {
    const bench = store.bench()
    const operator = bench.operatorId === null || bench.locked ? undefined : store.person(bench.operatorId)
    return operator !== undefined && mayDo(operator.role, right)
  }

  const handlers: Omit<Handlers<StationApi>, 'scan.submit' | BoardCalls> = {
    ...desk.handlers,
    ...labelDesk.handlers,
    async 'pin.submit'(request) {
      presence.seen()
      // One after the other: a second guess must see that the first one was counted.
      const outcome = await pinsInTurn(() => submitPin(app, request))
      lightUp(outcome)
      afterRecord()
      presence.signedIn()
      return { outcome, view: view() }
    },
    'station.view': () => view(),
    'station.touch'() {
      presence.seen()
      return {}
    },
    'settings.read': () => settings,
    async 'settings.save'(wanted) {
      if (!isSupervised('settle-print')) return { kind: 'refused', why: 'not-allowed' }
      const ids = wanted.printers.map((printer) => printer.printerId)
      if (new Set(ids).size !== ids.length) return { kind: 'refused', why: 'printer-id-twice' }
      if (new Set(wanted.scanners.map((each) => each.scannerId)).size !== wanted.scanners.length) return { kind: 'refused', why: 'scanner-id-twice' }
      store.transaction(() => store.saveSettings(wanted))
      // Saved twice in a hurry: the devices of the first are open before those of the second take their place.
      await devicesInTurn(async () => {
        settings = wanted
        await effects.stop()
        closeLines()
        openDevices()
        carryOutReprints(app)
        effects.start()
      })
      tellAll()
      return { kind: 'saved' }
    },
  }

  return {
    async start() {
      carryOutReprints(app)
      effects.start()
      sync.start()
      presence.start()
    },
    serve: (port: Port) => screens.serve(port, (tellOthers) => ({ ...handlers, 'scan.submit': (scan) => submitScan(scan, tellOthers) }), view()),
    hubHeard() {
      const atMs = hubTime.nowMs()
      const backupEveryHours = sync.backupEveryHours()
      return sync.state().connected && atMs !== null && backupEveryHours !== null ? { atMs, backupEveryHours } : null
    },
    notJoined() {
      if (store.joined() || deps.sync.hubUrl === null) return null
      const told = sync.state().troubles.find((each) => each.reason !== undefined)
      return { code: told?.code ?? '', reason: told?.reason ?? 'no-answer' }
    },
    async stop() {
      presence.stop()
      events.stop()
      screens.closeLines()
      await devicesInTurn(async () => {
        closeLines()
        await effects.stop()
      })
      await sync.stop()
    },
  }
}
