// Goal: what a fact costs the hub when many stations speak at once. Method: stations in this process record three facts a second each and push them as a station does (one request at a time,
// whatever waits), against hub processes on one PostgreSQL. Every fact must be acknowledged; the time counts from its recording.
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fact } from '#shared/domain/facts/facts.ts'
import { assert } from '#shared/kernel/assert.ts'
import { agentFetch, agentFor } from '#shared/node/agent-fetch.ts'
import { hashedText, noHash, type Envelope } from '#shared/sync/envelope.ts'
import { createHubClient, hubClientDefaults, type HubClient } from '#station/sync/hub-client.ts'
import { realSystem } from '#station/host/system.ts'
import { openHubDatabase } from '#scripts/demo/hub-database.ts'
import { startBenchHub, startSecondHub, type BenchHub } from '../site/bench-hub.ts'
import { projectDir, say } from '../../support/project.ts'
import { atMost, percentile, publish, rounded, type Row } from '../report.ts'

const longSeconds = Number(process.env['PACKWAVE_BENCH_SECONDS'] ?? 300)
const shortSeconds = Math.min(20, longSeconds)
const factsPerSecond = 3

type Measured = { stations: number; hubs: number; seconds: number; facts: number; late: number; p50: number; p99: number; hubCpuMsPerFact: number; residentMegabytes: number[] }

export async function benchHub(): Promise<void> {
  const folder = path.join(projectDir, '.cache', 'bench-hub')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const hub = await startBenchHub(folder, 'hub')
  const others: { url: string; pid: number; close(): Promise<void> }[] = []
  const measured: Measured[] = []
  try {
    for (const stations of [1, 10, 50, 200]) measured.push(await run(hub, [hub], stations, stations === 200 ? longSeconds : shortSeconds))
    for (const hubs of [2, 4]) {
      while (others.length < hubs - 1) others.push(await startSecondHub(folder, `hub-${others.length + 2}`, hub))
      measured.push(await run(hub, [hub, ...others], 200, shortSeconds))
    }
  } finally {
    for (const other of others) await other.close()
    await hub.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const long = measured.find((each) => each.stations === 200 && each.hubs === 1)!
  const half = Math.floor(long.residentMegabytes.length / 2)
  const early = percentile(long.residentMegabytes.slice(Math.min(5, half), half), 0.5)
  const late = percentile(long.residentMegabytes.slice(half), 0.5)
  const rows: Row[] = measured.map((each) => ({
    stations: each.stations, 'hub processes': each.hubs, seconds: each.seconds, facts: each.facts, 'p50 ms': rounded(each.p50), 'p99 ms': rounded(each.p99), 'hub CPU ms a fact': rounded(each.hubCpuMsPerFact), 'hub MB at the end': Math.round(each.residentMegabytes.at(-1) ?? 0),
  }))
  await publish({
    name: 'hub', versions: { node: process.versions.node }, samples: { factsPerSecondOfAStation: factsPerSecond, longSeconds, shortSeconds }, rows,
    targets: [
      atMost('facts of 200 stations that were not acknowledged', measured.reduce((sum, each) => sum + each.late, 0), 0, 'count'),
      atMost("the hub's memory in the second half of the run, of the first half", late / early, 1.1, 'times'),
    ],
  })
}

type Bench = { client: HubClient; key: string; stationId: string; seq: number; prevHash: string; waiting: { envelope: Envelope; atMs: number }[]; busy: boolean }

async function run(hub: BenchHub, hubs: readonly { url: string; pid: number }[], stations: number, seconds: number): Promise<Measured> {
  say(`${stations} stations, ${hubs.length} hub process${hubs.length === 1 ? '' : 'es'}, ${seconds} s …`)
  const { database, tools } = openHubDatabase(hub.dataDir)
  const benches: Bench[] = []
  for (let index = 0; index < stations; index += 1) {
    const stationId = tools.system.mintId()
    const key = randomBytes(32).toString('base64url')
    await database.run('insert into station (station_id, name, key_hash, joined_at_ms, last_heard_at_ms) values ($1, $2, $3, $4, $4)', [stationId, `bench ${stationId}`, createHash('sha256').update(key).digest('hex'), Date.now()])
    const client = createHubClient({ hubUrl: hubs[index % hubs.length]!.url, fetch: agentFetch(agentFor(hubs[index % hubs.length]!.url)), timers: realSystem.timers, config: { ...hubClientDefaults, timeoutMs: 60_000 } })
    benches.push({ client, key, stationId, seq: 0, prevHash: noHash, waiting: [], busy: false })
  }
  const took: number[] = []
  const resident: number[] = []
  let recorded = 0
  const push = async (bench: Bench): Promise<void> => {
    if (bench.busy) return
    bench.busy = true
    while (bench.waiting.length > 0) {
      const batch = bench.waiting.slice(0, 500)
      const answer = await bench.client.push({ stationId: bench.stationId, incarnation: 1, envelopes: batch.map((each) => each.envelope) }, bench.key)
      if (answer.kind !== 'answered') {
        await pause(200)
        continue
      }
      assert(answer.value.kind === 'stored', `the hub stores what it is told (${JSON.stringify(answer.value).slice(0, 200)})`)
      bench.waiting.splice(0, batch.length)
      for (const each of batch) took.push(performance.now() - each.atMs)
    }
    bench.busy = false
  }
  const record = (bench: Bench): void => {
    bench.seq += 1
    recorded += 1
    const told = fact('ScanRefused', { scanId: `scan-${bench.stationId}-${bench.seq}`.slice(-60), code: '6901234567892', reason: 'wrong-item', activity: 'pick' })
    const entry = { factId: tools.system.mintId(), stationId: bench.stationId, incarnation: 1, seq: bench.seq, kind: told.kind, schema: 1 as const, atMs: Date.now(), actorId: 'person-0001', body: told.body as Record<string, unknown>, prevHash: bench.prevHash }
    bench.prevHash = createHash('sha256').update(hashedText(entry)).digest('hex')
    bench.waiting.push({ envelope: { ...entry, hash: bench.prevHash }, atMs: performance.now() })
    void push(bench)
  }
  const cpuBefore = hubs.reduce((sum, each) => sum + cpuMsOf(each.pid), 0)
  const started = performance.now()
  const timers = benches.map((bench, index) => {
    let timer: NodeJS.Timeout
    const first = setTimeout(() => {
      timer = setInterval(() => record(bench), 1_000 / factsPerSecond)
    }, (index / stations) * (1_000 / factsPerSecond))
    return () => {
      clearTimeout(first)
      clearInterval(timer)
    }
  })
  while (performance.now() - started < seconds * 1_000) {
    await pause(1_000)
    resident.push(residentMegabytesOf(hubs[0]!.pid))
  }
  for (const stop of timers) stop()
  const patience = performance.now() + 30_000
  while (benches.some((bench) => bench.waiting.length > 0) && performance.now() < patience) await pause(20)
  const late = recorded - took.length
  const cpuMs = hubs.reduce((sum, each) => sum + cpuMsOf(each.pid), 0) - cpuBefore
  const stored = await database.row<{ count: number }>('select count(*) as count from fact where station_id = any($1::text[])', [benches.map((bench) => bench.stationId)])
  assert(stored?.count === recorded - late, `what was acknowledged is stored once (${stored?.count} of ${recorded - late})`)
  for (const bench of benches) bench.client.abort()
  await database.close()
  return { stations, hubs: hubs.length, seconds, facts: recorded, late, p50: percentile(took, 0.5), p99: percentile(took, 0.99), hubCpuMsPerFact: cpuMs / recorded, residentMegabytes: resident }
}

/** Fields 14 and 15 of /proc/<pid>/stat are ticks of 10 ms (proc(5)); where there is no such file, nothing is known. */
function cpuMsOf(pid: number): number {
  return procOf(pid, 'stat', (text) => {
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  })
}

const residentMegabytesOf = (pid: number): number => procOf(pid, 'status', (text) => Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) / 1_024)

function procOf(pid: number, name: string, read: (text: string) => number): number {
  try {
    return read(readFileSync(`/proc/${pid}/${name}`, 'utf8'))
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault
    return Number.NaN
  }
}
