// Goal: several processes of one hub are one hub, and a database that goes away and comes back costs nobody a fact.
// Method: hubs in this process with nothing in common but the database and the keys; a real PostgreSQL that is stopped in every way under stations at work.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { fact } from '#shared/domain/facts/facts.ts'
import { locks } from '#hub/store/database.ts'
import { isDatabaseAway } from '#hub/store/database-away.ts'
import { openSyncBench, type SyncBench } from '#tests/support/sync-bench.ts'
import { openSupervisorBoard } from '#tests/support/test-board.ts'
import { joinTestStation, startTestHub, type TestHub } from '#tests/support/test-hub.ts'
import { startTestServer, type StopMode, type TestServer } from '#tests/support/test-postgres.ts'

let server: TestServer
let keysDir: string
let hubs: TestHub[]
const stops: (() => Promise<void>)[] = []
const openHub = (options: Partial<Parameters<typeof startTestHub>[0]> = {}): Promise<TestHub> => startTestHub({ databaseUrl: server.url('site'), keysDir, sample: 'site', ...options })

beforeAll(async () => {
  server = await startTestServer()
  keysDir = mkdtempSync(path.join(tmpdir(), 'packwave-keys-'))
  hubs = await Promise.all([openHub(), openHub(), openHub()])
})
afterEach(async () => { for (const stop of stops.splice(0).reverse()) await stop() })
afterAll(async () => {
  for (const hub of hubs) await hub.close()
  await server.close()
  rmSync(keysDir, { recursive: true, force: true })
})

const bench = (name: string): SyncBench => {
  const opened = openSyncBench(name)
  stops.push(() => opened.stop())
  return opened
}
const scan = (scanId: string) => fact('ScanRefused', { scanId, code: '', reason: 'wrong-item', activity: 'pick' })

describe('several processes', () => {
  it('[HX7] that start at once on an empty server make one database, one schema and one sample; another key is refused', async () => {
    const [first] = hubs
    expect(await first!.database.rows('select number from migration')).toEqual([{ number: 1 }])
    expect(await first!.database.rows("select kind, body->>'personId' as person_id from fact where kind = 'PersonListed' group by 1, 2 having count(*) > 1")).toEqual([])
    expect(await first!.database.rows('select 1 from person')).toHaveLength(12)
    expect(new Set(await Promise.all(hubs.map(async (hub) => (await hub.database.row<{ epoch: string }>('select epoch from hub_identity'))!.epoch))).size).toBe(1)
    await expect(startTestHub({ databaseUrl: server.url('site') })).rejects.toThrow('hub.key')
  })

  it('[HX7] what one stores the others give out, in one order, and their stations hear of it', async () => {
    const [a, b, c] = hubs as [TestHub, TestHub, TestHub]
    const stations = await Promise.all([a, b, c].map((hub, index) => joinTestStation(hub, `at ${index}`)))
    const joined = (await (await fetch(`${c.url}/sync/join`, { method: 'POST', body: JSON.stringify({ protocol: 1, joinToken: c.joinToken, stationName: 'bell' }) })).json()) as { stationKey: string }
    const line = new WebSocket(`${c.url.replace('http', 'ws')}/sync/news`, { headers: { authorization: `Bearer ${joined.stationKey}` } })
    await new Promise((resolve, reject) => line.once('open', resolve).once('error', reject))
    const rung = new Promise((resolve) => line.once('message', resolve))
    await Promise.all(stations.map(async (station, index) => {
      for (let round = 0; round < 10; round += 1) await station.tell(scan(`several-${index}-${round}`))
    }))
    await rung
    line.close()
    const read = await Promise.all(stations.map(async (station) => {
      const reply = await station.changes(0, { limit: 1_000 })
      return reply.kind === 'changes' ? reply.changes.map((change) => change.position) : []
    }))
    expect(read[0]!.length).toBeGreaterThan(30)
    expect(read[1]).toEqual(read[0])
    expect(read[2]).toEqual(read[0])
  })

  it('[HX9] a board at one shows the line that is open at another, and a station removed here hears no more there', async () => {
    const [a, b] = hubs as [TestHub, TestHub]
    const one = bench('presence')
    await one.meet(a)
    await vi.waitFor(() => expect(one.store.joined()).toBeDefined(), { timeout: 30_000 })
    const { stationId } = one.store.joined()!
    const lineIsOpen = async (): Promise<boolean> => (await b.database.row<{ open: boolean }>('select line_until_ms > $2 as open from station where station_id = $1', [stationId, Date.now()]))!.open
    await vi.waitFor(async () => expect(await lineIsOpen()).toBe(true), { timeout: 30_000 })
    const board = await openSupervisorBoard(b)
    const view = await board.call('board.view', {})
    expect('stations' in view && view.stations.find((each) => each.stationId === stationId)).toMatchObject({ connected: true })
    await one.sync().stop()
    await vi.waitFor(async () => expect(await lineIsOpen()).toBe(false), { timeout: 30_000 })
    await one.meet(a)
    await vi.waitFor(async () => expect(await lineIsOpen()).toBe(true), { timeout: 30_000 })
    expect(await board.call('station.remove', { stationId })).toEqual({ kind: 'done' })
    await vi.waitFor(() => expect(one.sync().state().troubles).toContainEqual(expect.objectContaining({ code: 'hub-refused' })), { timeout: 30_000 })
  })

  it('[HX16] tries at codes are counted for all of them together', async () => {
    const statuses: number[] = []
    for (let guess = 0; guess < 24; guess += 1) {
      const hub = hubs[guess % hubs.length]!
      statuses.push((await fetch(`${hub.url}/sync/join`, { method: 'POST', body: JSON.stringify({ protocol: 1, joinToken: '00000000', stationName: 'guess' }) })).status)
    }
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(4)
    await hubs[0]!.database.run('delete from try_count')
  })

  it('[HX9] what only one may do at a time is done by one, and the others say that they did not', async () => {
    let atWork = 0
    let most = 0
    let finish: () => void = () => undefined
    const held = new Promise<void>((resolve) => { finish = resolve })
    const work = async (): Promise<void> => {
      most = Math.max(most, (atWork += 1))
      await held
      atWork -= 1
    }
    const asked = hubs.map((hub) => hub.database.alone(locks.autoRelease, work))
    await vi.waitFor(() => expect(atWork).toBe(1), 30_000)
    const others = await Promise.race(asked.map(async (answer, index) => ({ index, did: await answer })))
    expect(others.did).toBe(false)
    finish()
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1)
    expect(most).toBe(1)
  })
})

describe('a database that goes away', () => {
  it('[HX8] [HX28] is answered 503 in words while it is away, the board hears of it, and the same request works when it is back', async () => {
    const station = await joinTestStation(hubs[0]!, 'patient')
    station.record(scan('patient-1'))
    const board = await openSupervisorBoard(hubs[1]!)
    stops.push(() => Promise.resolve(board.close()))
    await server.stop('fast')
    await expect(station.push(station.journal)).rejects.toThrow(/503.*try again/)
    const away = { kind: 'refused', why: 'database-away' }
    expect(await Promise.all([board.call('wave.release', { requestId: 'while-away', ruleId: 'single' }), board.call('wave.preview', { ruleId: 'single' }), board.call('rolling.switch', { on: false })])).toEqual([away, away, away])
    expect((await fetch(`${hubs[1]!.url}/health`)).status).toBe(503)
    await server.start()
    await vi.waitFor(async () => expect(await station.push(station.journal)).toMatchObject({ kind: 'stored' }), { timeout: 30_000 })
    expect((await fetch(`${hubs[1]!.url}/health`)).status).toBe(200)
  })

  it('[HX8] stopped, crashed and killed again and again under stations at work at two processes: every fact is stored exactly once', async () => {
    const benches = ['one', 'two', 'three', 'four'].map(bench)
    for (const [index, each] of benches.entries()) await each.meet(hubs[index % 2]!)
    const modes: StopMode[] = ['fast', 'immediate', 'kill', 'immediate', 'kill']
    for (const mode of modes) {
      for (const each of benches) each.work(400)
      // In the middle of the work: some of it is stored, some is on its way.
      await vi.waitFor(() => expect(benches.some((each) => each.store.outboxState().unsentCount < 400)).toBe(true), { timeout: 30_000, interval: 1 })
      await server.stop(mode)
      for (const each of benches) each.work(5)
      await server.start()
    }
    for (const [index, each] of benches.entries()) await each.drained(hubs[index % 2]!)
    // The bells ring again, too: news of one reach the other without waiting for the next question.
    const faults = hubs.flatMap((hub) => hub.faults.map(({ fault }) => fault))
    expect(faults.filter((fault) => !isDatabaseAway(fault))).toEqual([])
  })

  it('[HX8] whoever holds the write lock in silence loses it', async () => {
    const shown = await hubs[0]!.database.write((sql) => sql.row<{ limit: string }>("select current_setting('idle_in_transaction_session_timeout') as limit"))
    expect(shown).toEqual({ limit: '1min' })
  })
})

describe('real processes', () => {
  /** A hub as it runs at a site; killed at the end whatever happens. */
  async function startProcess(): Promise<{ url: string; joinToken: string; kill(): Promise<void> }> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'packwave-hub-process-'))
    const given = { dataDir, keysDir, databaseUrl: server.url('site'), host: '127.0.0.1', port: 0 }
    const child = spawn(process.execPath, [path.join(import.meta.dirname, '..', '..', 'hub', 'main.ts'), JSON.stringify(given)], { stdio: ['ignore', 'pipe', 'ignore'] })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL')
      await ended
    }
    stops.push(async () => {
      await kill()
      rmSync(dataDir, { recursive: true, force: true })
    })
    const ready = await new Promise<{ kind: string; url: string; joinToken: string }>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the hub ended with ${code}`)))
      createInterface({ input: child.stdout }).on('line', (line) => {
        const message = JSON.parse(line) as { kind: string; url: string; joinToken: string }
        if (message.kind === 'ready') resolve(message)
      })
    })
    return { url: ready.url, joinToken: ready.joinToken, kill }
  }

  it('[HX7] one is killed in the middle of the work of its stations, and another takes over: every fact is stored exactly once', async () => {
    const [first, second] = await Promise.all([startProcess(), startProcess()])
    const benches = ['left', 'right', 'middle'].map((name) => bench(`process ${name}`))
    for (const each of benches) {
      await each.meet(first)
      each.work(900)
    }
    await vi.waitFor(() => expect(benches.some((each) => each.store.joined() && each.store.outboxState().unsentCount < 900)).toBe(true), { timeout: 30_000, interval: 1 })
    await first.kill()
    // What stands before the hubs sends them to the other one from now on.
    for (const each of benches) {
      await each.meet(second)
      each.work(50)
    }
    for (const each of benches) await each.drained(hubs[0]!)
  })
})
