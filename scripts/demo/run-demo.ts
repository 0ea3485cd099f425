// Puts a whole site together for one shift, works the shift, takes the account, and takes the site apart again.
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { detectImport } from '#hub/imports/detect-import.ts'
import type { ImportReport } from '#hub/imports/import-target.ts'
import { runImport } from '#hub/imports/run-import.ts'
import { sampleSeed } from '#hub/load-sample.ts'
import { hubImportTarget } from '#hub/orders/hub-import-target.ts'
import { makeSampleWarehouse } from '#hub/sample/sample-warehouse.ts'
import { removeDataFolder } from '#hub/store/postgres-user.ts'
import { startFakeScale } from '#tests/support/fake-scale.ts'
import { takeAccount } from './account.ts'
import type { DemoArguments } from './arguments.ts'
import { benchOver } from './bench.ts'
import { chanceOf } from './chance.ts'
import { layOutFloor } from './floor.ts'
import { openHubDatabase } from './hub-database.ts'
import { openLabelTray } from './label-tray.ts'
import { planOutage } from './outage.ts'
import { crewOf } from './people.ts'
import { startHubProcess, startStationProcess } from './processes.ts'
import { makeReport, type DemoReport } from './report.ts'
import { allSent, emptyFigures, watchBuyers, workShift } from './shift.ts'
import type { Shift } from './shift-context.ts'
import { supervisorAt } from './supervisor.ts'
import { openWebSocketPort } from './web-socket-port.ts'
import { startWindowStation } from './window-station.ts'
import { openWire } from './wire.ts'

/** Where the network fails, and for how many parcels, as parts of the orders of the shift. */
const outageFrom = 0.45
const outageFor = 0.06
const leastOutageParcels = 8
const heardTimeoutMs = 120_000

export type DemoOptions = Omit<DemoArguments, 'reportFile'> & { say(text: string): void; signal?: AbortSignal }

/** Plays the shift. Throws when the site does not start or the work cannot go on; whatever was started has ended then. */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const { say, seed } = options
  const chance = chanceOf(seed)
  const folder = mkdtempSync(path.join(tmpdir(), 'packwave-demo-'))
  const hubDataDir = path.join(folder, 'hub')
  const seconds: Record<string, number> = {}
  const startedAt = performance.now()
  const closers: (() => unknown)[] = []
  let failed = true
  const lap = (part: string): void => {
    seconds[part] = (performance.now() - startedAt) / 1000 - Object.values(seconds).reduce((sum, value) => sum + value, 0)
  }
  const interrupted = new Promise<never>((_resolve, reject) => {
    options.signal?.addEventListener('abort', () => reject(new Error('The demo was stopped.')))
  })
  interrupted.catch(() => undefined)
  const fail: ((why: Error) => void)[] = []
  const broken = new Promise<never>((_resolve, reject) => fail.push(reject))
  broken.catch(() => undefined)

  const work = async (): Promise<DemoReport> => {
    await mkdir(hubDataDir, { recursive: true })
    const hub = await startHubProcess({ dataDir: hubDataDir, sample: options.dataDir === undefined ? true : 'site', logFile: path.join(folder, 'hub.log'), say })
    closers.push(hub.stop)
    hub.onUnexpectedEnd((why) => fail[0]?.(new Error(why)))
    const { database, tools } = openHubDatabase(hubDataDir)
    closers.push(() => database.close())
    const imported = options.dataDir === undefined ? undefined : await importFolder(options.dataDir, database, tools, say)
    lap('hub')

    const wire = await openWire(hub.ready.url)
    const scale = await startFakeScale()
    const tray = await openLabelTray()
    closers.push(wire.close, scale.close, tray.close)
    const stationOf = (name: string) => ({ dataDir: path.join(folder, name), hubUrl: wire.url, joinToken: hub.ready.joinToken, logFile: path.join(folder, 'station.log'), say })
    const withoutWindow = () => startStationProcess(stationOf('station'))
    const station = await (options.headless ? withoutWindow() : startWindowStation(stationOf('window')).catch((fault: Error) => {
      if (options.signal?.aborted) throw fault
      say(`${fault.message} The shift is worked without a window.`)
      return withoutWindow()
    }))
    closers.push(station.stop)
    station.onUnexpectedEnd((why) => fail[0]?.(new Error(why)))
    let closing = false
    const bench = benchOver(await openWebSocketPort(station.ready.stationUrl), chance, () => {
      if (!closing) fail[0]?.(new Error(`The station closed its line; its log is ${path.join(folder, 'station.log')}.`))
    })
    closers.push(() => {
      closing = true
      bench.close()
    })
    const sample = makeSampleWarehouse({ seed: sampleSeed, nowMs: Date.now() })
    const floor = await layOutFloor(database, chance, options.dataDir === undefined ? sample.trueWeights : [], options.dataDir === undefined ? sample.lost : [])
    const crew = crewOf(sample.people, bench, chance)
    const boardPerson = sample.people.filter((person) => person.role === 'supervisor').at(-1) ?? crew.supervisor
    const supervisor = await supervisorAt(hub.ready.url, boardPerson, chance)
    closers.push(() => supervisor.close())

    const heard = async (): Promise<void> => {
      const { position } = (await (await fetch(`${hub.ready.url}/health`)).json()) as { position: number }
      await hearUpTo(wire, position)
      await bench.look()
    }
    await heard()
    await bench.until('the people of the site', (view) => view.bar.hubConnected, heardTimeoutMs)
    await crew.signIn(crew.supervisor)
    await bench.saveSettings((before) => ({
      ...before, name: '演示工位', scale: { scaleId: 'demo-scale', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } },
      printers: [{ printerId: 'demo-printer', name: '演示打印机', kind: 'tcp', host: tray.host, port: tray.port, language: 'escpos', dotsPerInch: 203 }],
    }))
    await bench.until('the scale to speak', (view) => view.bar.scale.state === 'stable')

    const shops = new Map((await database.rows<{ number: string; shop: string }>('select number, shop from customer_order')).map((row) => [row.number, row.shop]))
    const [waiting] = await database.rows<{ count: number }>("select count(*)::int as count from customer_order where state = 'waiting'")
    const mostOrders = Math.min(options.orders ?? Infinity, waiting?.count ?? 0)
    say(`${shops.size} orders are in, ${waiting?.count ?? 0} of them wait for the floor; ${mostOrders} are worked, for at most ${options.longestMinutes} minutes.`)
    const shift: Shift = {
      bench, chance, floor, crew, scale, tray, packagings: sample.packagings, enclosures: sample.enclosures, outgoing: [], handedOver: [], stopped: [], slips: [], lost: [], notReady: new Set(),
      counts: { pickedPieces: 0, putPieces: 0, weighings: 0, approvals: 0, reprints: 0, manifests: 0, shortPicks: 0, operatorChanges: 0, locks: 0 }, surprises: [],
      midPack: async () => undefined, parcelClosed: async () => undefined,
    }
    const outage = planOutage(wire, { afterParcels: Math.max(1, Math.floor(mostOrders * outageFrom)), forParcels: Math.max(leastOutageParcels, Math.floor(mostOrders * outageFor)) }, say)
    const run = { shift, plan: { mostOrders, endAtMs: Date.now() + options.longestMinutes * 60_000 }, supervisor, database, outage, heard, say }
    const figures = emptyFigures()
    watchBuyers(run, figures, (orderNumber) => shops.get(orderNumber) ?? '')
    lap('station')
    await workShift(run, figures)
    lap('shift')
    await allSent(run)
    say('Everything is sent. Taking the account …')
    const account = await takeAccount(database, shift, tray.tape())
    lap('account')
    return makeReport({
      account, shift, figures, outage: outage.figures(), tape: tray.tape(), readingMs: tray.readingMs(), seed, imported, seconds,
      source: options.dataDir === undefined ? 'sample warehouse' : `${imported?.format ?? ''} of ${path.basename(options.dataDir)}`,
    })
  }
  try {
    const report = await Promise.race([work(), interrupted, broken])
    failed = false
    return report
  } finally {
    for (let close = closers.pop(); close; close = closers.pop()) await close()
    if (options.keep || (failed && !options.signal?.aborted)) say(`The files of this shift are in ${folder}.`)
    else {
      removeDataFolder(hubDataDir)
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

type Opened = ReturnType<typeof openHubDatabase>

/** Orders of a day that is long over are worked again: what the shop calls shipped is open here. */
async function importFolder(folder: string, database: Opened['database'], tools: Opened['tools'], say: (text: string) => void): Promise<ImportReport> {
  const found = await detectImport(folder)
  if ('refused' in found) throw new Error(found.refused)
  const { format, files, mapping } = found
  say(`Importing ${files.map((file) => file.name).join(', ')} (${mapping ? `${format}, ${mapping.name}` : format})`)
  const report = await runImport({ format, files, mapping, replayShipped: true }, hubImportTarget(database, tools))
  const { orders } = report
  say(`${orders.accepted} orders accepted, ${orders.held} held, ${orders.refused} refused; ${report.products} products; ${report.refusalCount} refusals.`)
  for (const refusal of report.refusals.slice(0, 3)) say(`refused: ${refusal.file} row ${refusal.row} ${refusal.column}: ${refusal.reason}`)
  return report
}

async function hearUpTo(wire: Awaited<ReturnType<typeof openWire>>, position: number): Promise<void> {
  if (wire.heardPosition() < position) {
    await new Promise<void>((resolve, reject) => {
      const stop = wire.onHeard(() => {
        if (wire.heardPosition() < position) return
        clearTimeout(timer)
        stop()
        resolve()
      })
      const timer = setTimeout(() => {
        stop()
        reject(new Error(`The station did not hear the hub up to ${position} within ${heardTimeoutMs / 1000} s; it has heard up to ${wire.heardPosition()}.`))
      }, heardTimeoutMs)
    })
  }
  // The bytes have passed; the station still has to read and store them.
  await new Promise((resolve) => setTimeout(resolve, appliedAfterMs))
}
const appliedAfterMs = 60
