// Goal: what it costs to bring the work of a long outage to the hub, each fact once. Method: a real station store with so many waiting facts drains into a real hub process; by turns with
// it the same batches are posted from memory to a second hub, and afterwards PouchDB replicates documents of the same size to its own server.
import { randomBytes, randomUUID } from 'node:crypto'
import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { assert } from '#shared/kernel/assert.ts'
import { seededRandom } from '#shared/kernel/random.ts'
import { realSystem } from '#station/host/system.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import type { Store } from '#station/store/store.ts'
import { createSync, syncDefaults, type Sync } from '#station/sync/sync.ts'
import { projectDir, say } from '../../support/project.ts'
import { atLeast, atMost, percentile, publish, rounded, spread, type Row } from '../report.ts'
import { startBenchHub } from '../site/bench-hub.ts'
import { layOutHub } from '../site/lay-out-hub.ts'
import { pouchReplicates } from '../site/pouch-peer.ts'
import { joinFromMemory } from '../site/post-journal.ts'
import { firstFacts } from '../site/work-shift.ts'

const factCount = Number(process.env['PACKWAVE_BENCH_FACTS'] ?? 100_000)
const rounds = 2
/** Scans are due every 12 ms: enough facts for some hundreds of them while they drain. */
const drainDuringScans = factCount
const pouchDocuments = Math.min(factCount, 20_000)
const singleFacts = 200
const scanEveryMs = 12
const quietScans = 600

export async function benchSync(): Promise<void> {
  const folder = path.join(projectDir, '.cache', 'bench-sync')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  say('Two hubs with released orders …')
  const hub = await startBenchHub(folder, 'hub')
  const memoryHub = await startBenchHub(folder, 'memory-hub')
  const raw = openSync(path.join(folder, 'raw.bin'), 'a')
  const store = openSqliteStore({ file: path.join(folder, 'station.db'), personalKey: randomBytes(32), nowMs: Date.now })
  let sync: Sync | undefined
  /** Told when the hub's answer was found good, before it is kept. */
  let acknowledged: () => void = () => undefined
  const told: Store = { ...store, acknowledge: (...answers) => {
    acknowledged()
    store.acknowledge(...answers)
  } }
  const start = (): void => {
    sync = createSync({ store: told, hubUrl: hub.url, joinToken: hub.joinToken, stationName: 'bench', timers: realSystem.timers, nowMs: Date.now, random: seededRandom(1), config: syncDefaults, onState: () => undefined, onChanges: () => undefined })
    sync.start()
  }
  try {
    const orderCount = Math.ceil((factCount + drainDuringScans) / 13)
    const releases = await layOutHub(hub.database, hub.tools, orderCount)
    await layOutHub(memoryHub.database, memoryHub.tools, orderCount)
    const facts = firstFacts(releases, 'S', factCount + drainDuringScans)
    assert(facts.length === factCount + drainDuringScans, 'there is work for all the facts')
    start()
    const newest = (await hub.database.row<{ newest: number }>('select max(position) as newest from fact'))!.newest
    await until(() => store.pullPosition().position >= newest, 'the station has what was released')
    await sync?.stop()

    say(`${factCount} facts recorded without the hub, then sent; by turns the same from memory …`)
    const memory = await joinFromMemory(memoryHub.url, memoryHub.joinToken, 'memory')
    const drained: number[] = []
    const posted: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const part = facts.slice((round * factCount) / rounds, ((round + 1) * factCount) / rounds)
      record(store, part)
      const batches = chunks(part.map((each) => memory.record(each)), 500)
      drained.push(await timed(async () => {
        start()
        await until(() => store.outboxState().unsentCount === 0, 'everything is sent')
      }))
      await sync?.stop()
      posted.push(await timed(async () => {
        for (const batch of batches) await memory.push(batch)
      }))
      say(`round ${round + 1}: drained in ${Math.round(drained.at(-1)!)} ms, posted in ${Math.round(posted.at(-1)!)} ms`)
    }
    const here = await hub.database.row<{ count: number; different: number; last: number }>("select count(*) as count, count(distinct fact_id) as different, max(seq) as last from fact where station_id <> 'hub'")
    assert(here?.count === factCount && here.different === factCount && here.last === factCount, `each fact is at the hub once (${JSON.stringify(here)})`)

    say('Scans at rest, and scans while the queue drains …')
    // Where somebody scans, somebody is signed in.
    store.saveBench({ ...store.bench(), operatorId: 'person-0001' })
    start()
    await pause(2_000)
    const quiet = await scanFor(store, () => sync?.kick(), () => false, quietScans)
    await sync?.stop()
    record(store, facts.slice(factCount))
    start()
    const busy = await scanFor(store, () => sync?.kick(), () => store.outboxState().unsentCount < 200, 20_000)
    await until(() => store.outboxState().unsentCount === 0, 'everything is sent')

    say('One fact at a time …')
    const single: number[] = []
    const kept: number[] = []
    const floor: number[] = []
    const bytes = randomBytes(4_096)
    await pause(1_000)
    for (let index = 0; index < singleFacts; index += 1) {
      floor.push(await timed(async () => {
        writeSync(raw, bytes)
        fdatasyncSync(raw)
      }))
      const { position } = store.pullPosition()
      const started = performance.now()
      const answered = new Promise<number>((resolve) => {
        acknowledged = () => resolve(performance.now())
      })
      scan(store)
      sync?.kick()
      single.push((await answered) - started)
      kept.push(performance.now() - started)
      // The fact comes back as one of the hub's before the next is recorded: one fact is measured, and nothing beside it.
      await until(() => store.pullPosition().position > position, 'the fact comes back')
    }
    await sync?.stop()

    say('PouchDB …')
    const charsOfAFact = Math.round(JSON.stringify(store.journalFrom(1, 500)).length / 500)
    const pouchMs = await pouchReplicates(path.join(folder, 'pouch'), 'push', pouchDocuments, charsOfAFact)
    const pouchPerSecond = pouchMs === null ? null : Math.round(pouchDocuments / (pouchMs / 1_000))
    const perSecond = (values: readonly number[]): number => Math.round(factCount / (values.reduce((sum, value) => sum + value, 0) / 1_000))
    const floors = 2 * percentile(floor, 0.5)
    const rows: Row[] = [
      { what: 'drain of a real station', 'facts a second': perSecond(drained) },
      { what: 'the same batches posted from memory', 'facts a second': perSecond(posted) },
      ...(pouchPerSecond === null ? [] : [{ what: 'PouchDB to its own server (not durable, nothing folded)', 'facts a second': pouchPerSecond }]),
      { what: 'one fact, recorded to acknowledged', ...spread(single) },
      { what: 'the same, and the acknowledgement on the disk of the station', ...spread(kept) },
      { what: 'two raw writes of 4,096 bytes + fdatasync', p50: rounded(floors) },
      { what: 'durable scan at rest', ...spread(quiet) },
      { what: 'durable scan while a queue drains', ...spread(busy) },
    ]
    await publish({
      name: 'sync', versions: { node: process.versions.node },
      samples: { facts: factCount, rounds, charsOfAFact, pouchDocuments: pouchMs === null ? 0 : pouchDocuments, singleFacts, quietScans: quiet.length, busyScans: busy.length }, rows,
      targets: [
        ...(pouchPerSecond === null ? [] : [atLeast('facts a second drained, of PouchDB', perSecond(drained) / pouchPerSecond, 25, 'times')]),
        atLeast('facts a second drained, of those posted from memory', perSecond(drained) / perSecond(posted), 0.9, 'times'),
        atMost('p50 of one fact to its acknowledgement, of the two raw writes', percentile(single, 0.5) / floors, 3, 'times'),
        atMost('p99 of a durable scan while a queue drains, of one at rest', percentile(busy, 0.99) / percentile(quiet, 0.99), 2, 'times'),
      ],
    })
  } finally {
    await sync?.stop()
    store.close()
    closeSync(raw)
    await hub.close()
    await memoryHub.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function record(store: Store, facts: readonly Fact[]): void {
  for (const part of chunks(facts, 500)) {
    store.transaction<void>(() => {
      for (const each of part) store.record({ factId: randomUUID(), atMs: Date.now(), actorId: 'person-0001', fact: each })
    })
  }
}

function scan(store: Store): void {
  const scanned = fact('ScanRefused', { scanId: randomUUID(), code: '6901234567892', reason: 'wrong-item', activity: 'pick' })
  store.transaction<void>(() => store.record({ factId: randomUUID(), atMs: Date.now(), actorId: 'person-0001', fact: scanned }))
}

/** A durable write each time one is due; the time counts from when it was due, so that waiting for other work of the process counts too. */
async function scanFor(store: Store, told: () => void, hasEnded: () => boolean, most: number): Promise<number[]> {
  const each: number[] = []
  let due = performance.now() + scanEveryMs
  while (each.length < most && !hasEnded()) {
    while (performance.now() < due) await pause(Math.max(0, due - performance.now() - 1))
    scan(store)
    each.push(performance.now() - due)
    told()
    due = Math.max(due + scanEveryMs, performance.now())
  }
  return each
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const patience = performance.now() + 900_000
  while (!holds()) {
    assert(performance.now() < patience, `in time: ${what}`)
    await pause(5)
  }
}

const chunks = <T>(all: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
