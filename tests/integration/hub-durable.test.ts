// Goal: what the hub acknowledged is on disk. Method: a server whose settings make that untrue is refused; a real one is killed in the middle of the work of
// several stations, again and again, and everything that was acknowledged is looked for.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { seededRandom } from '#shared/kernel/random.ts'
import { onServer } from '#hub/store/database.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'
import { startTestServer, type TestServer } from '#tests/support/test-postgres.ts'

/** For a night: PACKWAVE_DEATHS=500. */
const deaths = Number(process.env['PACKWAVE_DEATHS'] ?? 5)
let server: TestServer
const hubs: TestHub[] = []
let databases = 0
beforeAll(async () => { server = await startTestServer() })
afterEach(async () => { for (const hub of hubs.splice(0)) await hub.close() })
afterAll(() => server.close())
const openHub = async (): Promise<TestHub> => {
  databases += 1
  const hub = await startTestHub({ databaseUrl: server.url(`durable_${databases}`) })
  hubs.push(hub)
  return hub
}
const scan = (scanId: string) => fact('ScanRefused', { scanId, code: '', reason: 'wrong-item', activity: 'pick' })

const strace = spawnSync('strace', ['-V']).status === 0 && process.getuid?.() === 0
if (!strace) console.warn('hub-durable: strace is not installed, or this is not root: nobody looks at the order of fdatasync and answer here')

describe.runIf(strace)('the order of things', () => {
  it('[HX10] every commit of the hub is flushed to disk between the question and the answer, as the kernel saw it', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'packwave-strace-')), 'trace')
    const tracer = spawn('strace', ['-f', '-s', '8192', '-e', 'trace=fdatasync,fsync,recvfrom,sendto', '-o', file, '-p', String(server.pid())], { stdio: ['ignore', 'ignore', 'pipe'] })
    await new Promise((resolve) => tracer.stderr.once('data', resolve))
    const hub = await openHub()
    const station = await joinTestStation(hub)
    for (let index = 0; index < 20; index += 1) await station.tell(scan(`traced-${index}`))
    const ended = new Promise((resolve) => tracer.once('exit', resolve))
    tracer.kill('SIGINT')
    await ended
    const lines = readFileSync(file, 'utf8').split('\n')
    rmSync(path.dirname(file), { recursive: true })
    /** By process: whether it is in a transaction that writes, and whether its commit was asked for and flushed. */
    const writing = new Set<string>()
    const asked = new Map<string, boolean>()
    const commits = { flushed: 0, answeredBefore: 0 }
    for (const line of lines) {
      const [pid = ''] = line.split(' ', 1)
      // What a process waited for stands in the line that ends its waiting, when another wrote in between.
      if (/recvfrom(\(| resumed>).*pg_advisory_xact_lock\(7250002\)/.test(line)) writing.add(pid)
      else if (/recvfrom(\(| resumed>).*commit/.test(line) && writing.delete(pid)) asked.set(pid, false)
      // Another process may flush for several that wait.
      else if (/f(data)?sync\(\d+\)\s+= 0|<\.\.\. f(data)?sync resumed>.*= 0/.test(line)) for (const each of asked.keys()) asked.set(each, true)
      // What was asked together with the commit is answered before it.
      else if (/sendto\(.*COMMIT/.test(line) && asked.has(pid)) {
        commits[asked.get(pid) ? 'flushed' : 'answeredBefore'] += 1
        asked.delete(pid)
      }
    }
    expect(commits.answeredBefore).toBe(0)
    expect(commits.flushed).toBeGreaterThanOrEqual(20)
  })
})

describe('a server whose commits are no promise', () => {
  it.each([['fsync', 'power cut can destroy'], ['synchronous_commit', 'told are stored'], ['full_page_writes', 'middle of a page']])('[HX10] with %s off is refused in words', async (name, words) => {
    await server.stop('fast')
    await server.start({ [name]: 'off' })
    await expect(openHub()).rejects.toThrow(new RegExp(`${name} = off: .*${words}`))
    await server.stop('fast')
    await server.start()
  })

  it('[HX10] also when only the role says so', async () => {
    await onServer(server.url('x'), (client) => client.query('alter role packwave set synchronous_commit = off'))
    await expect(openHub()).rejects.toThrow('synchronous_commit')
    await onServer(server.url('x'), (client) => client.query('alter role packwave reset synchronous_commit'))
  })

  it('[HX10] a hub at work acknowledges nothing more when its server comes back without fsync, and goes on when it is mended', async () => {
    const hub = await openHub()
    const station = await joinTestStation(hub)
    await station.tell(scan('before'))
    await server.stop('fast')
    await server.start({ fsync: 'off' })
    station.record(scan('meanwhile'))
    await expect(station.push(station.journal)).rejects.toThrow(/50[03]/)
    await server.stop('fast')
    await server.start()
    await vi.waitFor(async () => expect(await station.push(station.journal)).toMatchObject({ kind: 'stored' }), { timeout: 30_000 })
    expect(hub.faults.map(({ fault }) => String(fault)).join()).toContain('fsync = off')
  })
})

it(`[HX10] ${deaths} times killed or crashed under 6 stations at work: every acknowledged fact is there, once, as it was sent`, async () => {
  const random = seededRandom(20_261_123)
  const hub = await openHub()
  const stations = await Promise.all(Array.from({ length: 6 }, (_, index) => joinTestStation(hub, `S${index}`)))
  /** What each station was told is stored. */
  const acknowledged = new Map<TestStation, number>(stations.map((station) => [station, 0]))
  let told = 0
  for (let round = 0; round < deaths; round += 1) {
    const killAt = told + 5 + Math.floor(random() * 60)
    let killing: Promise<void> | undefined
    await Promise.all(stations.map(async (station, index) => {
      while (!killing) {
        const from = acknowledged.get(station)!
        while (station.journal.length < from + 1 + Math.floor(random() * 4)) station.record(scan(`d-${index}-${station.journal.length}`))
        const batch = station.journal.slice(from)
        const reply = await station.push(batch).catch((fault: Error) => fault)
        if (reply instanceof Error) {
          if (!killing) throw reply
          return
        }
        if (reply.kind !== 'stored') throw new Error(reply.kind)
        acknowledged.set(station, from + batch.length)
        told += batch.length
        if (told >= killAt) killing ??= server.stop(random() < 0.5 ? 'kill' : 'immediate')
      }
    }))
    await killing
    await server.start()
    for (const station of stations) {
      const stored = await hub.database.rows<{ seq: number; hash: string }>('select seq, hash from fact where station_id = $1 order by seq', [station.stationId])
      expect(stored.length, `round ${round}`).toBeGreaterThanOrEqual(acknowledged.get(station)!)
      expect(stored).toEqual(station.journal.slice(0, stored.length).map(({ seq, hash }) => ({ seq, hash })))
      // What was stored and never answered is answered now as it was the first time.
      if (station.journal.length > 0) expect(await station.push(station.journal)).toMatchObject({ kind: 'stored' })
      acknowledged.set(station, station.journal.length)
    }
  }
  expect(told).toBeGreaterThan(5 * deaths)
  console.info(`HX10: ${deaths} deaths of PostgreSQL, ${told} acknowledged facts, 0 lost`)
}, 60_000 + 15_000 * deaths)
