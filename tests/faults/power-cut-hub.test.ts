// Goal: what the hub acknowledged is on disk, also when the power goes. Method: a preloaded library, built here from our own C, keeps of each of PostgreSQL's files
// only what was synced (power-cut/cut.c); in the middle of the work of several stations all its processes are killed, what was kept takes the place of its data, and
// everything that was acknowledged is looked for. The controls are the same server with fsync or synchronous_commit off: both must lose what they answered.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { isNight, memoryFolder, patience, seededRandom, tell } from '#tests/faults/support/fault-counts.ts'
import { childrenOf } from '#tests/support/processes-of.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'
import { startTestServer, type TestServer } from '#tests/support/test-postgres.ts'

const compiler = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0)
const isPossible = compiler !== undefined && process.platform === 'linux'
if (!isPossible) console.warn('The power cuts of the hub are left out: they need Linux and a C compiler (cc, gcc or clang).')

const random = seededRandom('power cut, the hub')
let folder: string
let library: string
let server: TestServer
let hub: TestHub | undefined
let tables = 0

/** Where what was synced lies while the server is at work. */
const durable = (): string => `${server.folder}-durable`
const copyWhole = (from: string, to: string): void => {
  rmSync(to, { recursive: true, force: true })
  // With its owner, which is the server's user.
  execFileSync('cp', ['-a', from, to])
}
/** From here on only what is synced is kept. The server must be stopped. */
const startOnDisk = async (settings: Record<string, string> = {}): Promise<void> => {
  copyWhole(server.folder, durable())
  await server.start(settings, { LD_PRELOAD: library, CUT_SRC: server.folder, CUT_DST: durable() })
}
/** Every process of the server ends in the middle of what it does, and its disk holds what was synced. */
const cutPower = async (): Promise<void> => {
  const postmaster = server.pid()!
  const all = [postmaster, ...childrenOf(postmaster)]
  // First nobody goes on, so that none of them sees another one end.
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const pid of all) {
    try {
      process.kill(pid, signal)
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault
    }
  }
  while (all.some((pid) => existsSync(`/proc/${pid}`))) await pause(5)
  rmSync(server.folder, { recursive: true })
  renameSync(durable(), server.folder)
}

beforeAll(async () => {
  if (!isPossible) return
  folder = mkdtempSync(path.join(memoryFolder, 'packwave-power-hub-'))
  execFileSync('chmod', ['755', folder])
  library = path.join(folder, 'cut.so')
  execFileSync(compiler, ['-O2', '-Wall', '-Werror', '-shared', '-fPIC', '-o', library, path.join(import.meta.dirname, 'power-cut/cut.c'), '-ldl'])
  server = await startTestServer({}, { under: folder, walSegmentMegabytes: 1 })
  execFileSync('chmod', ['777', path.dirname(server.folder)])
})
afterAll(async () => {
  await hub?.close()
  if (!isPossible) return
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe.runIf(isPossible)('a power cut at the hub', patience, () => {
  const cuts = isNight ? 500 : 3
  it(`[HX10] ${cuts} times takes no fact that a station was told is stored`, async () => {
    const opened = await startTestHub({ databaseUrl: server.url('power') })
    hub = opened
    const stations = await Promise.all(Array.from({ length: 4 }, (_, index) => joinTestStation(opened, `S${index}`)))
    await server.stop('fast')
    const acknowledged = new Map<TestStation, number>(stations.map((station) => [station, 0]))
    let told = 0
    let storedUnanswered = 0
    for (let cut = 1; cut <= cuts; cut += 1) {
      await startOnDisk()
      const cutAt = told + 5 + Math.floor(random() * 60)
      let cutting: Promise<void> | undefined
      await Promise.all(stations.map(async (station, index) => {
        while (!cutting) {
          const from = acknowledged.get(station)!
          while (station.journal.length < from + 1 + Math.floor(random() * 4)) station.record(fact('ScanRefused', { scanId: `p-${index}-${station.journal.length}`, code: '', reason: 'wrong-item', activity: 'pick' }))
          const batch = station.journal.slice(from)
          const reply = await station.push(batch).catch((fault: Error) => fault)
          // The hub noticed only now that its server had gone and come back.
          if (reply instanceof Error) continue
          if (reply.kind !== 'stored') throw new Error(reply.kind)
          acknowledged.set(station, from + batch.length)
          told += batch.length
          if (told >= cutAt) cutting ??= cutPower()
        }
      }))
      await cutting
      await server.start()
      for (const station of stations) {
        const stored = await opened.database.rows<{ seq: number; hash: string }>('select seq, hash from fact where station_id = $1 order by seq', [station.stationId])
        expect(stored.length, `cut ${cut}`).toBeGreaterThanOrEqual(acknowledged.get(station)!)
        expect(stored).toEqual(station.journal.slice(0, stored.length).map(({ seq, hash }) => ({ seq, hash })))
        storedUnanswered += stored.length - acknowledged.get(station)!
        acknowledged.set(station, stored.length)
      }
      await server.stop('fast')
    }
    tell('power cut, the hub', { cuts, acknowledged: told, storedUnanswered, lost: 0 })
    expect(told).toBeGreaterThan(5 * cuts)
    await server.start()
    await opened.close()
    hub = undefined
    await server.stop('fast')
  })

  it.each([
    ['fsync = off', { fsync: 'off' }],
    ['synchronous_commit = off', { synchronous_commit: 'off', wal_writer_delay: '10s' }],
  ])('the control: a server that answers before its commit is on disk loses commits (%s)', async (name, settings) => {
    const tries = isNight ? 50 : 1
    let promised = 0
    let lost = 0
    for (let cut = 0; cut < tries; cut += 1) {
      await startOnDisk(settings)
      const client = new pg.Client({ connectionString: server.url('postgres') })
      client.on('error', () => undefined)
      await client.connect()
      tables += 1
      const table = `promise_${tables}`
      await client.query(`create table ${table} (number int primary key)`)
      const last = 20 + Math.floor(random() * 30)
      for (let number = 1; number <= last; number += 1) await client.query(`insert into ${table} values ($1)`, [number])
      await cutPower()
      await client.end()
      await server.start()
      const after = new pg.Client({ connectionString: server.url('postgres') })
      await after.connect()
      const { rows: [there] } = await after.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table])
      const kept = there?.there ? (await after.query(`select number from ${table}`)).rowCount! : 0
      await after.end()
      await server.stop('fast')
      promised += last
      lost += last - kept
    }
    tell(`power cut, PostgreSQL ${name}`, { cuts: tries, promised, lost })
    expect(lost).toBeGreaterThan(0)
  })
})
