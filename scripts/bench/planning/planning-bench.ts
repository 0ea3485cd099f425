// Goal: planning never delays the hub's requests. Method: a hub in a process of its own with 22,000 waiting orders; stations push facts and a board asks for its view at a steady
// pace, in turn while the hub is quiet and while it plans a wave of 2,000 or 20,000 orders, from the question to the lists. Compared are the percentiles of the same run.
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { hubImportTarget } from '#hub/orders/hub-import-target.ts'
import { makeSampleWarehouse } from '#hub/sample/sample-warehouse.ts'
import type { Database } from '#hub/store/database.ts'
import type { HubTools } from '#hub/store/facts.ts'
import { removeDataFolder } from '#hub/store/postgres-user.ts'
import { saveRule } from '#hub/waves/rules.ts'
import { openHubDatabase } from '#scripts/demo/hub-database.ts'
import { startHubProcess } from '#scripts/demo/processes.ts'
import { boardApi, type BoardApi } from '#shared/contract/board-api.ts'
import { isRefused, refusalInWords } from '#shared/contract/board-refusals.ts'
import { connect, type Client } from '#shared/contract/contract.ts'
import type { PlanView } from '#shared/contract/wave-plans.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { assert } from '#shared/kernel/assert.ts'
import { hashedText, noHash, type Envelope } from '#shared/sync/envelope.ts'
import { projectDir, say } from '../../support/project.ts'
import { atMost, percentile, publish, rounded, type Row } from '../report.ts'

const waveSizes = [2_000, 20_000] as const
const rounds = Number(process.env['PLANNING_ROUNDS'] ?? 3)
const blockSeconds = 8
const stations = 10
const pushesPerSecond = 40
const viewsPerSecond = 4
const cartSlots = 20
/** Public, as all PINs of the sample warehouse (hub/sample/site-data.ts). */
const supervisor = { badgeCode: 'PW-ID-0010', pin: '808018' }

type Took = { pushMs: number[]; viewMs: number[] }

export async function benchPlanning(): Promise<void> {
  const folder = path.join(projectDir, '.cache', 'bench-planning')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const dataDir = path.join(folder, 'hub')
  const hub = await startHubProcess({ dataDir, sample: true, pagesFolder: folder, logFile: path.join(folder, 'hub.log'), say: () => undefined })
  const { database, tools } = openHubDatabase(dataDir)
  try {
    await layOut(database, tools)
    const board = await openBoard(hub.ready.url)
    const watching = await openBoard(hub.ready.url)
    const work = await openStations(database, tools, hub.ready.url)
    const took = new Map<string, Took>()
    const walks = new Map<number, PlanView>()
    await work.during(() => pause(3_000), watching)
    for (let round = 0; round < rounds; round += 1) {
      for (const size of waveSizes) {
        add(took, `quiet, by turns with ${size}`, await work.during(() => pause(blockSeconds * 1_000), watching))
        add(took, `planning ${size}`, await work.during(async () => void walks.set(size, await planned(board, `plan-${size}`)), watching))
        say(`round ${round + 1} of ${rounds}, ${size} orders: planned to ${walks.get(size)!.metres} m of ${walks.get(size)!.arrivalMetres} m in arrival order`)
      }
    }
    const p99 = (name: string, of: keyof Took): number => percentile(took.get(name)![of], 0.99)
    const rows = [...took].map(([name, { pushMs, viewMs }]): Row => ({
      class: name, pushes: pushMs.length, 'push p50 ms': rounded(percentile(pushMs, 0.5)), 'push p99 ms': rounded(percentile(pushMs, 0.99)), 'push worst ms': rounded(Math.max(...pushMs)),
      views: viewMs.length, 'board p50 ms': rounded(percentile(viewMs, 0.5)), 'board p99 ms': rounded(percentile(viewMs, 0.99)),
    }))
    const targets = waveSizes.flatMap((size) => [
      atMost(`p99 of stations' pushes while ${size} orders are planned, of quiet`, p99(`planning ${size}`, 'pushMs') / p99(`quiet, by turns with ${size}`, 'pushMs'), 2, 'times'),
      atMost(`p99 of the board's view while ${size} orders are planned, of quiet`, p99(`planning ${size}`, 'viewMs') / p99(`quiet, by turns with ${size}`, 'viewMs'), 2, 'times'),
    ])
    await publish({ name: 'planning', versions: { node: process.versions.node }, samples: { rounds, blockSeconds, stations, pushesPerSecond, viewsPerSecond }, rows, targets })
    board.close()
    watching.close()
  } finally {
    await database.close()
    await hub.stop()
    removeDataFolder(path.join(folder, 'hub'))
    rmSync(folder, { recursive: true, force: true })
  }
}

function add(all: Map<string, Took>, name: string, more: Took): void {
  const before = all.get(name) ?? { pushMs: [], viewMs: [] }
  all.set(name, { pushMs: before.pushMs.concat(more.pushMs), viewMs: before.viewMs.concat(more.viewMs) })
}

/** Orders like those of the sample, goods for all of them, carts for all of them, and a rule for each size of wave. */
async function layOut(database: Database, tools: HubTools): Promise<void> {
  const { orders } = makeSampleWarehouse({ seed: 2, nowMs: tools.system.nowMs() })
  const target = hubImportTarget(database, tools)
  const open = orders.filter((order) => order.holds.length === 0)
  for (let copy = 0; copy * open.length < waveSizes[1] + 2_000; copy += 1) await target.putOrders(open.map((order) => ({ ...order, number: `${copy}-${order.number}`, shop: 'bench' })))
  await database.run('update stock set quantity = 1000000')
  await database.run("insert into container (code, kind, group_code, rank) select 'BENCH-' || cart || '-' || slot, 'cart-slot', 'BENCH-' || cart, slot from generate_series(1, $1::int) as cart, generate_series(1, $2::int) as slot", [waveSizes[1] / cartSlots, cartSlots])
  for (const size of waveSizes) {
    await database.write((sql) => saveRule(sql, {
      ruleId: `plan-${size}`, name: String(size), carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'any', zones: [], minPriority: null, mode: 'cart', maxOrders: size, maxUnits: 1_000_000, maxWeightGrams: 1_000_000_000, maxVolumeMl: 1_000_000_000, maxSlots: cartSlots, autoRelease: false,
    }))
  }
}

async function openBoard(url: string): Promise<Client<BoardApi>> {
  const line = new WebSocket(`${url.replace('http', 'ws')}/board`)
  await new Promise((resolve, reject) => line.once('open', resolve).once('error', reject))
  const board = connect(boardApi, {
    send: (message) => line.send(JSON.stringify(message)), onMessage: (listener) => { line.on('message', (data: Buffer) => listener(JSON.parse(data.toString()))) }, onClose: (listener) => { line.once('close', listener) }, close: () => line.close(),
  })
  granted(await board.call('board.sign-in', supervisor))
  return board
}

function granted<T extends object>(answer: T): Exclude<T, { kind: 'refused' }> {
  if (isRefused(answer)) throw new Error(refusalInWords(answer))
  return answer as Exclude<T, { kind: 'refused' }>
}

async function planned(board: Client<BoardApi>, ruleId: string): Promise<PlanView> {
  const ready = new Promise<PlanView>((resolve) => {
    const stop = board.on('plan.changed', (plan) => {
      stop()
      resolve(plan)
    })
  })
  granted(await board.call('plan.open', { ruleId, pickers: 20, seconds: blockSeconds }))
  const plan = await ready
  granted(await board.call('plan.close', { planId: plan.planId }))
  return plan
}

type Station = { stationId: string; key: string; seq: number; prevHash: string; busy: Promise<unknown> }

async function openStations(database: Database, tools: HubTools, url: string): Promise<{ during(what: () => Promise<unknown>, board: Client<BoardApi>): Promise<Took> }> {
  const all: Station[] = []
  for (let index = 0; index < stations; index += 1) {
    const station: Station = { stationId: tools.system.mintId(), key: randomBytes(32).toString('base64url'), seq: 0, prevHash: noHash, busy: Promise.resolve() }
    await database.run('insert into station (station_id, name, key_hash, joined_at_ms, last_heard_at_ms) values ($1, $2, $3, $4, $4)', [station.stationId, `bench ${index}`, createHash('sha256').update(station.key).digest('hex'), Date.now()])
    all.push(station)
  }
  /** One fact, as a station sends it; the time counts from when it was due. */
  const push = (station: Station, into: number[]): void => {
    const dueMs = performance.now()
    station.busy = station.busy.then(async () => {
      station.seq += 1
      const told = fact('ScanRefused', { scanId: `scan-${station.stationId}-${station.seq}`.slice(-60), code: '6901234567892', reason: 'wrong-item', activity: 'pick' })
      const entry = { factId: tools.system.mintId(), stationId: station.stationId, incarnation: 1, seq: station.seq, kind: told.kind, schema: 1 as const, atMs: Date.now(), actorId: 'person-0001', body: told.body as Record<string, unknown>, prevHash: station.prevHash }
      station.prevHash = createHash('sha256').update(hashedText(entry)).digest('hex')
      const envelope: Envelope = { ...entry, hash: station.prevHash }
      const response = await fetch(`${url}/sync/push`, { method: 'POST', headers: { authorization: `Bearer ${station.key}` }, body: JSON.stringify({ protocol: 1, stationId: station.stationId, incarnation: 1, envelopes: [envelope] }) })
      const answer = await response.text()
      assert(response.status === 200, `a push is stored (${response.status}: ${answer})`)
      into.push(performance.now() - dueMs)
    })
  }
  return {
    async during(what, board) {
      const took: Took = { pushMs: [], viewMs: [] }
      let turn = 0
      let viewing: Promise<unknown> = Promise.resolve()
      const pushing = setInterval(() => push(all[turn++ % stations]!, took.pushMs), 1_000 / pushesPerSecond)
      const looking = setInterval(() => {
        const dueMs = performance.now()
        viewing = viewing.then(() => board.call('board.view', {})).then((view) => {
          granted(view)
          took.viewMs.push(performance.now() - dueMs)
        })
      }, 1_000 / viewsPerSecond)
      await what().finally(() => {
        clearInterval(pushing)
        clearInterval(looking)
      })
      await viewing
      await Promise.all(all.map((station) => station.busy))
      return took
    },
  }
}
