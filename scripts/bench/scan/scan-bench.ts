// Goal: what one durable scan costs against the least any durable write can cost on this disk. Method: the real handleScan of a station
// with 200,000 orders, and a raw append + fdatasync beside its file, in alternating blocks of one process.
import { randomBytes, randomUUID } from 'node:crypto'
import { closeSync, fdatasyncSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { StationSettings } from '#shared/contract/station-api.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import { noHash, type Change } from '#shared/sync/envelope.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { AppDeps } from '#station/app/app-deps.ts'
import { handleScan } from '#station/app/handle-scan.ts'
import { handleWeight } from '#station/app/handle-weight.ts'
import { submitPin } from '#station/app/submit-pin.ts'
import { hashPin } from '#shared/node/pin-hash.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import type { Store } from '#station/store/store.ts'
import { buildView } from '#station/view/build-view.ts'
import { projectDir, say } from '../../support/project.ts'
import { atMost, percentile, publish, rounded, spread, type Row } from '../report.ts'
import { createPacker } from './packer.ts'
import { catalogue, operator, releases, type Told } from './warehouse.ts'

const orderCount = Number(process.env.PACKWAVE_BENCH_ORDERS ?? 200_000)
const warmUpScans = 4_000
const measuredScans = 4_000
const burstScans = 1_200
/** Scans, then as many raw writes, by turns. */
const blockSize = 20
/** The log is moved into the file on a quiet moment, as the running station does; timed apart. */
const checkpointEveryBlocks = 20
const quietMs = 10_000
const rawBytes = 4_096
const changesAtOnce = 2_000

const settings: StationSettings = {
  name: 'Bench 1', language: 'zh-CN', volume: 0, idleLockMinutes: 240, weightFloorGrams: 5, scaleStepGrams: 1, scale: null,
  scanners: [], printers: [{ printerId: 'printer-1', name: 'Printer', kind: 'file', folder: 'labels' }],
}

export async function benchScan(): Promise<void> {
  const folder = path.join(projectDir, '.cache', 'bench-scan')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'station.db')
  const personalKey = randomBytes(32)
  // A clock that never stands still, so that the order of recording can be read back.
  let clockMs = Date.now()
  const nowMs = (): number => (clockMs += 1)
  // As in the running station: every commit is written a second time, when its answer has left.
  const second = { folder: path.join(folder, 'copies'), chain: undefined }
  let store = openSqliteStore({ file, personalKey, nowMs, second })
  const rawFile = openSync(path.join(folder, 'raw.bin'), 'a')
  try {
    const loadMs = await load(store)
    const openMs = timed(() => {
      store.close()
      store = openSqliteStore({ file, personalKey, nowMs, second })
    })
    const app: AppDeps = { store, nowMs, mintId: randomUUID, hubNowMs: () => null, settings: () => settings }
    await signIn(app)
    const walk = createWalk(app)
    for (let done = 0; done < warmUpScans; ) {
      if (walk.step()) done += 1
      await answerLeaves()
    }

    const raw: number[] = []
    const bytes = randomBytes(rawBytes)
    const view: number[] = []
    const checkpoint: number[] = []
    walk.begin()
    for (let block = 1; walk.scans().length < measuredScans; block += 1) {
      for (let done = 0; done < blockSize; ) {
        if (walk.step()) done += 1
        await answerLeaves()
      }
      for (let done = 0; done < blockSize; done += 1) {
        raw.push(timed(() => {
          writeSync(rawFile, bytes)
          fdatasyncSync(rawFile)
        }))
      }
      view.push(timed(() => buildView(app, { hubConnected: false, hubSinceMs: 0, scale: { state: 'absent', grams: null }, printers: [], troubles: [] }, block)))
      if (block % checkpointEveryBlocks === 0) {
        clockMs += quietMs
        checkpoint.push(timed(() => store.checkpoint()))
      }
    }
    const { scans, byKind, weights } = walk.results()

    const burst = walk.burst(burstScans)
    const verified = timed(() => assert(store.verifyJournal() === undefined, 'every entry of the journal is as it was recorded'))
    const entries = store.identity().lastSeq
    store.close()
    const misplaced = outOfOrder(file, burst.scanIds)

    const durable = spread(scans)
    const floor = spread(raw)
    const rows: Row[] = [
      { what: `raw append of ${rawBytes} bytes + fdatasync`, samples: raw.length, ...floor },
      { what: 'durable scan', samples: scans.length, ...durable, 'p50 ×': rounded(durable.p50 / floor.p50), 'p99 ×': rounded(durable.p99 / floor.p99), 'p99.9 ×': rounded(durable.p999 / floor.p999) },
      ...[...byKind].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, values]): Row => ({ what: `  ${what}`, samples: values.length, ...spread(values), 'p50 ×': rounded(percentile(values, 0.5) / floor.p50) })),
      { what: 'durable weight', samples: weights.length, ...spread(weights) },
      { what: 'view for the screen, after the commit', samples: view.length, ...spread(view) },
      { what: 'checkpoint on a quiet moment', samples: checkpoint.length, ...spread(checkpoint) },
      { what: `burst: ${burstScans} scans back to back, each`, samples: burst.each.length, ...spread(burst.each) },
    ]
    await publish({
      name: 'scan',
      versions: { node: process.versions.node, betterSqlite3: packageVersion('better-sqlite3'), sqlite: sqliteVersion() },
      samples: {
        orders: orderCount, scans: scans.length, rawWrites: raw.length, loadSeconds: Math.round(loadMs / 1000), databaseMegabytes: Math.round(statSync(file).size / 1e6), openMilliseconds: Math.round(openMs),
        journalEntries: entries, verifyMilliseconds: Math.round(verified), burstScans, burstSeconds: rounded(burst.seconds), burstScansPerSecond: Math.round(burstScans / burst.seconds),
      },
      rows,
      targets: [
        atMost('p50 of a durable scan, of the raw write', durable.p50 / floor.p50, 1.5, 'times'),
        atMost('p99 of a durable scan, of the raw write', durable.p99 / floor.p99, 3, 'times'),
        atMost('scans of the burst that are missing or out of order', misplaced, 0, 'count'),
        atMost('seconds for the scans of 60 s at 20 a second, of 60 s', burst.seconds / 60, 1, 'times'),
      ],
    })
  } finally {
    closeSync(rawFile)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What follows an answer happens between two scans. */
const answerLeaves = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function timed(work: () => void): number {
  const startedMs = performance.now()
  work()
  return performance.now() - startedMs
}

/** Everything comes in as the hub's facts, through the same inbox and projections as in a running station. */
async function load(store: Store): Promise<number> {
  say(`Loading ${orderCount} orders as facts of the hub …`)
  const startedMs = performance.now()
  let position = 0
  let batch: Change[] = []
  const flush = (): void => {
    store.applyChanges({ hubEpoch: 'bench', changes: batch, upTo: position, nowMs: position })
    batch = []
  }
  const tell = ({ fact: { kind, body }, personal }: Told): void => {
    position += 1
    batch.push({
      position, personal: personal ?? null,
      envelope: { factId: `hub-fact-${position}`, stationId: 'hub', incarnation: 1, seq: position, kind, schema: 1, atMs: position, actorId: 'hub', body: body as Record<string, unknown>, prevHash: noHash, hash: noHash },
    })
    if (batch.length === changesAtOnce) flush()
  }
  for (const each of catalogue(await hashPin(operator.pin))) tell(each)
  for (const each of releases(orderCount)) tell(each)
  flush()
  store.transaction(() => store.saveSettings(settings))
  const ms = performance.now() - startedMs
  say(`${position} facts in ${Math.round(ms / 1000)} s.`)
  return ms
}

async function signIn(app: AppDeps): Promise<void> {
  handleScan(app, { scanId: randomUUID(), code: operator.badgeCode, source: 'wedge', scannerId: 'scanner', readAtMs: 0 })
  const outcome = await submitPin(app, { requestId: randomUUID(), pin: operator.pin })
  assert(outcome.kind === 'accepted' && outcome.verdict === 'signed-in', 'the operator is signed in')
}

/** The packer at the bench; every scan and weight is timed on its own. */
function createWalk(app: AppDeps) {
  const { store } = app
  const packer = createPacker(store, settings)
  let scans: number[] = []
  let weights: number[] = []
  let byKind = new Map<string, number[]>()
  let readAtMs = 1_000
  const done: string[] = []

  /** The print is not measured here: the label counts as sent at once. */
  const print = (): void => {
    for (const effect of store.queuedEffects()) {
      store.transaction(() => {
        if (effect.kind === 'print-label') {
          const { jobId, parcelId, waybillNumber } = effect.body
          store.record({ factId: app.mintId(), atMs: app.nowMs(), actorId: 'station', fact: fact('LabelSent', { jobId, parcelId, waybillNumber }) })
        }
        store.setEffectState(effect.effectId, 'done', '', app.nowMs())
      })
    }
  }
  const demand = (outcome: Outcome | undefined, what: string): void => {
    if (outcome?.kind !== 'accepted') throw new Error(`${what} was not accepted: ${JSON.stringify(outcome)}`)
    if (outcome.verdict === 'label-queued' || outcome.verdict === 'manifest-closed') print()
  }
  /** True when it was a scan. */
  const step = (): boolean => {
    const before = store.bench()
    const act = packer.next(before)
    let outcome: Outcome | undefined
    if (act.kind === 'weigh') {
      weights.push(timed(() => (outcome = handleWeight(app, { weighingId: randomUUID(), grams: act.grams }))))
      demand(outcome, 'a weight')
    } else {
      const scanId = randomUUID()
      readAtMs += 200
      const scan = { scanId, code: act.code, source: 'wedge' as const, scannerId: 'scanner', readAtMs }
      const ms = timed(() => (outcome = handleScan(app, scan)))
      scans.push(ms)
      done.push(scanId)
      const kind = byKind.get(act.what) ?? []
      kind.push(ms)
      byKind.set(act.what, kind)
      demand(outcome, `${act.what} ${act.code}`)
    }
    packer.saw(before, store.bench())
    return act.kind === 'scan'
  }
  const begin = (): void => {
    scans = []
    weights = []
    byKind = new Map()
  }
  return {
    step, begin,
    scans: () => scans,
    results: () => ({ scans, weights, byKind }),
    burst(count: number): { each: number[]; seconds: number; scanIds: string[] } {
      begin()
      const first = done.length
      const startedMs = performance.now()
      for (let made = 0; made < count; ) if (step()) made += 1
      return { each: scans, seconds: (performance.now() - startedMs) / 1000, scanIds: done.slice(first) }
    },
  }
}

/** How many of these scans are not in the file where their turn was. */
function outOfOrder(file: string, scanIds: readonly string[]): number {
  const db = new Database(file, { readonly: true })
  try {
    const stored = db.prepare<[number], string>('SELECT scan_id FROM scan ORDER BY at_ms DESC LIMIT ?').pluck().all(scanIds.length + 400).reverse()
    const wanted = new Set(scanIds)
    const kept = stored.filter((scanId) => wanted.has(scanId))
    return scanIds.filter((scanId, index) => kept[index] !== scanId).length
  } finally {
    db.close()
  }
}

function packageVersion(name: string): string {
  return (JSON.parse(readFileSync(path.join(projectDir, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version
}

function sqliteVersion(): string {
  const db = new Database(':memory:')
  try {
    return db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? ''
  } finally {
    db.close()
  }
}
