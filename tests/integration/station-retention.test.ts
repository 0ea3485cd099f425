// Goal: a station that lets go of old facts goes on with its hub as before, also with one that was put back; a hub older than what the station kept is named.
// Method: the real sync core, store and hub; days of virtual time for the letting go; the checker looks at both stores.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { writeBackup } from '#hub/store/backup.ts'
import { readMark } from '#hub/store/epoch.ts'
import { restoreBackup } from '#hub/store/restore.ts'
import { realSystem as hubSystem } from '#hub/system.ts'
import { checkInvariants } from '#scripts/check-invariants/check-all.ts'
import { openStationCopy } from '#scripts/check-invariants/read-station.ts'
import { createForgetter } from '#station/forgetting.ts'
import { keptDays, retentionPace } from '#shared/domain/retention/decide-forget.ts'
import { PushReply } from '#shared/sync/protocol.ts'
import { memoryFolder } from '#tests/faults/support/fault-counts.ts'
import { openSyncBench, type SyncBench } from '#tests/support/sync-bench.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'
import { startTestServer, type TestServer } from '#tests/support/test-postgres.ts'

const dayMs = 86_400_000
let folder: string
let server: TestServer
let hub: TestHub
let bench: SyncBench
let atMs = 1_760_000_000_000
beforeAll(async () => {
  folder = mkdtempSync(path.join(memoryFolder, 'packwave-retention-'))
  chmodSync(folder, 0o755)
  server = await startTestServer()
  await open()
  bench = openSyncBench('P1', { file: path.join(folder, 'station.db'), nowMs: () => atMs })
})
afterAll(async () => {
  await bench.stop()
  await hub.stop()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = async (backupEveryHours?: number): Promise<void> => { hub = await startTestHub({ databaseUrl: server.url('retention'), dataDir: folder, ...(backupEveryHours === undefined ? {} : { backupEveryHours }) }) }
const backUp = async (name: string): Promise<string> => {
  const file = path.join(folder, name)
  await writeBackup({ database: hub.database, file, nowMs: hubSystem.nowMs })
  return file
}
const putBack = async (file: string, backupEveryHours?: number): Promise<void> => {
  await hub.stop()
  await restoreBackup({ databaseUrl: server.url('retention'), file, replace: true, mark: readMark(folder), system: hubSystem, say: () => undefined })
  await open(backupEveryHours)
  await bench.meet(hub)
}
const sent = (): Promise<void> => vi.waitFor(() => expect(bench.store.outboxState().unsentCount).toBe(0), { timeout: 30_000, interval: 10 })
/** Whole days with some work each; the station looks what it may let go of, as it does every few seconds. */
const live = async (days: number): Promise<void> => {
  const forgetter = createForgetter({ store: bench.store, nowMs: () => atMs, hub: () => ({ atMs, backupEveryHours: 24 }), pace: { ...retentionPace, leastKept: 20 } })
  for (let day = 0; day < days; day += 1) {
    bench.work(20)
    await sent()
    atMs += dayMs
    for (let looks = 0; looks < 8; looks += 1) {
      atMs += 5_000
      forgetter.look()
    }
  }
}
const wrongs = async (): Promise<string[]> => {
  const copy = openStationCopy(path.join(folder, 'station.db'))
  try {
    const findings = await checkInvariants({ hub: { rows: hub.database.rows, openLabel: null }, stations: [copy], drained: true })
    expect(findings.find(({ id }) => id === 'I4')?.counted).toBeGreaterThan(300)
    return findings.flatMap(({ wrong }) => wrong)
  } finally {
    copy.close()
  }
}
/** Every fact that was ever recorded here stands at the hub once, in its place. */
const allAtHub = async (): Promise<number> => {
  const { count, ids, last } = (await hub.database.row<{ count: number; ids: number; last: number }>("select count(*)::int as count, count(distinct fact_id)::int as ids, max(seq)::int as last from fact where station_id <> 'hub'"))!
  expect([count, ids]).toEqual([last, last])
  return last
}

describe('a station that lets go', () => {
  let firstDay: string
  let yesterday: string

  it('[RN3] [RN5] holds a chain that verifies 16 days later, passes the checker, and an old push is answered as the first time', async () => {
    await bench.meet(hub)
    bench.work(100)
    await sent()
    firstDay = await backUp('first-day.backup')
    bench.work(80)
    await sent()
    const old = bench.store.journalFrom(1, 150)
    await live(15)
    yesterday = await backUp('yesterday.backup')
    await live(1)
    expect(bench.store.forgottenSeqOf(1)).toBeGreaterThanOrEqual(180)
    expect(bench.store.verifyJournal()).toBeUndefined()
    await vi.waitFor(async () => expect(await wrongs()).toEqual([]), { timeout: 30_000, interval: 50 })
    const joined = bench.store.joined()!
    const response = await fetch(`${hub.url}/sync/push`, { method: 'POST', body: JSON.stringify({ protocol: 1, stationId: joined.stationId, incarnation: 1, envelopes: old }), headers: { authorization: `Bearer ${joined.stationKey}` } })
    const reply = PushReply.parse(await response.json())
    expect(reply.kind === 'stored' && reply.outcomes.map(({ seq, outcome }) => `${seq} ${outcome}`)).toEqual(old.map(({ seq }) => `${seq} applied`))
    expect(await allAtHub()).toBe(bench.store.identity().lastSeq)
  })

  it('[RN1] [RN6] [RN7] a hub put back from yesterday is told what it lacks; what it gives again counts once, and the days count anew', async () => {
    expect(bench.store.dayMarks().length).toBeGreaterThan(14)
    expect(bench.sync().backupEveryHours()).toBe(24)
    await putBack(yesterday, 240)
    bench.work(5)
    await sent()
    expect(await allAtHub()).toBe(bench.store.identity().lastSeq)
    await vi.waitFor(async () => expect(await wrongs()).toEqual([]), { timeout: 30_000, interval: 50 })
    expect(bench.store.dayMarks()).toEqual([])
    expect(keptDays(bench.sync().backupEveryHours()!, retentionPace)).toBe(20)
  })

  it('[RN9] a hub put back from before what was let go of is named, nothing moves past the hole, and a newer backup mends it', async () => {
    const newest = await backUp('newest.backup')
    const forgottenSeq = bench.store.forgottenSeqOf(1)
    await putBack(firstDay)
    bench.work(5)
    await vi.waitFor(() => expect(bench.sync().state().troubles).toContainEqual(expect.objectContaining({ code: 'facts-forgotten', detail: `1/101–${forgottenSeq}` })), { timeout: 30_000, interval: 10 })
    expect(await allAtHub()).toBe(100)
    expect(bench.store.outboxState().unsentCount).toBeGreaterThanOrEqual(5)
    bench.work(5)
    await putBack(newest)
    await sent()
    expect(bench.sync().state().troubles.filter(({ code }) => code === 'facts-forgotten')).toEqual([])
    expect(await allAtHub()).toBe(bench.store.identity().lastSeq)
    await vi.waitFor(async () => expect(await wrongs()).toEqual([]), { timeout: 30_000, interval: 50 })
  })
})
