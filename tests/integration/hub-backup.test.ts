// Goal: a backup is whole or refused, and a hub that was put back has every fact exactly once when its stations have spoken again.
// Method: the real sync core of a station with its real store against a real hub; the backup is taken while the station works on.
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { writeBackup } from '#hub/store/backup.ts'
import { keepMark, readMark } from '#hub/store/epoch.ts'
import { recordHubFacts } from '#hub/store/facts.ts'
import { restoreBackup } from '#hub/store/restore.ts'
import { realSystem as hubSystem } from '#hub/system.ts'
import { openSyncBench, type SyncBench } from '#tests/support/sync-bench.ts'
import { joinTestStation, startTestHub, type TestHub } from '#tests/support/test-hub.ts'
import { startTestServer, wantsDebian, type TestServer } from '#tests/support/test-postgres.ts'

const projectDir = path.join(import.meta.dirname, '..', '..')
const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'packwave-backup-'))
  chmodSync(folder, 0o755)
  folders.push(folder)
  return folder
}

let server: TestServer
const stops: (() => Promise<void>)[] = []
beforeAll(async () => { server = await startTestServer() })
afterEach(async () => { for (const stop of stops.splice(0).reverse()) await stop() })
afterAll(async () => {
  await server.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const bench = (name: string): SyncBench => {
  const opened = openSyncBench(name)
  stops.push(() => opened.stop())
  return opened
}

const hubOn = async (databaseUrl: string, dataDir: string, keysDir = dataDir): Promise<TestHub> => {
  const hub = await startTestHub({ databaseUrl, dataDir, keysDir })
  stops.push(() => hub.stop())
  return hub
}

describe('a hub put back from a backup', () => {
  it('[HX1] [HX3] a backup taken while stations work, work that goes on, an older backup restored: every fact is there exactly once, also of a station that joined later', async () => {
    const dataDir = newFolder()
    const url = server.url('rehearsal')
    const file = path.join(dataDir, 'monday.backup')
    const first = await hubOn(url, dataDir)
    const [early, late] = [bench('early'), bench('late')]
    await early.meet(first)
    early.work(700)
    // The backup is one moment of a hub that is being written to.
    await vi.waitFor(() => expect(early.store.outboxState().unsentCount).toBeLessThan(700), 30_000)
    const { header } = await writeBackup({ database: first.database, file, nowMs: hubSystem.nowMs })
    await late.meet(first)
    for (let round = 0; round < 5; round += 1) for (const each of [early, late]) each.work(60)
    await early.drained(first)
    await late.drained(first)
    const told = await first.database.row<{ position: number }>('select max(position) as position from fact')
    expect(told!.position).toBeGreaterThan(header.position)
    await first.stop()
    const { epoch, keptAside } = await restoreBackup({ databaseUrl: url, file, replace: true, mark: readMark(dataDir), system: hubSystem, say: () => undefined })
    expect(keptAside).toMatch(/^rehearsal_before_\d{17}$/)
    expect(epoch).not.toBe(header.epoch)
    early.work(5)
    const second = await hubOn(url, dataDir)
    for (const each of [early, late]) await each.meet(second)
    await early.drained(second)
    await late.drained(second)
    // What was there is kept, and the counts of all facts agree with the two journals.
    const total = await second.database.row<{ count: number; ids: number }>("select count(*)::int as count, count(distinct fact_id)::int as ids from fact where station_id <> 'hub'")
    expect(total).toEqual({ count: 1_305, ids: 1_305 })
  })

  it('[HX4] a database that holds facts is replaced only when that is said, and nobody may be at work on it', async () => {
    const dataDir = newFolder()
    const url = server.url('occupied')
    const file = path.join(dataDir, 'one.backup')
    const hub = await hubOn(url, dataDir)
    await (await joinTestStation(hub)).tell(fact('OperatorSignedIn', { personId: 'P-0001', cause: 'badge' }))
    await writeBackup({ database: hub.database, file, nowMs: hubSystem.nowMs })
    const restore = (replace: boolean) => restoreBackup({ databaseUrl: url, file, replace, mark: undefined, system: hubSystem, say: () => undefined })
    await expect(restore(false)).rejects.toThrow('--replace')
    await expect(restore(true)).rejects.toThrow('Stop every process')
    expect(await hub.database.rows("select 1 from pg_database where datname like 'occupied_%'")).toEqual([])
  })

  it('[HX2] a backup that is cut short, changed, of something else or of a newer build is refused in words, and nothing is touched', async () => {
    const dataDir = newFolder()
    const url = server.url('whole')
    const file = path.join(dataDir, 'whole.backup')
    const hub = await hubOn(url, dataDir)
    await (await joinTestStation(hub)).tell(fact('OperatorSignedIn', { personId: 'P-0001', cause: 'badge' }))
    await writeBackup({ database: hub.database, file, nowMs: hubSystem.nowMs })
    const bytes = readFileSync(file)
    const lines = gunzipSync(bytes).toString('utf8').split('\n')
    const spoilt: [string, Buffer | string][] = [
      ['cut short', bytes.subarray(0, bytes.length - 20)],
      ['damaged', Buffer.concat([bytes.subarray(0, 200), Buffer.from([bytes[200]! ^ 0x55]), bytes.subarray(201)])],
      ['checksum', gzipSync(lines.map((line) => line.replace('OperatorSignedIn', 'OperatorSignedOn')).join('\n'))],
      ['end is missing', gzipSync(lines.slice(0, -2).join('\n'))],
      ['newer build', gzipSync(lines.map((line, index) => (index === 0 ? line.replace('"version":1', '"version":2') : line)).join('\n'))],
      ['damaged', 'no gzip at all'],
    ]
    for (const [words, content] of spoilt) {
      const bad = path.join(dataDir, 'bad.backup')
      writeFileSync(bad, content)
      await expect(restoreBackup({ databaseUrl: server.url('untouched'), file: bad, replace: true, mark: undefined, system: hubSystem, say: () => undefined }), words).rejects.toThrow(words)
    }
    expect(await hub.database.rows("select 1 from pg_database where datname like 'untouched%'")).toEqual([])
  })
})

it('[HX6] a database put back under a hub at work is noticed, and the mark that knew more is not lost', async () => {
  const dataDir = newFolder()
  const url = server.url('underneath')
  const hub = await hubOn(url, dataDir)
  const one = bench('underneath')
  await one.meet(hub)
  one.work(20)
  await one.drained(hub)
  await hub.stop()
  const mark = readMark(dataDir)!
  // The server's own restore knows nothing of epochs: here the newest facts are gone.
  const again = await hubOn(url, dataDir)
  const { epoch } = (await again.database.row<{ epoch: string }>('select epoch from hub_identity'))!
  expect(epoch).toBe(mark.epoch)
  await again.database.run('delete from fact where position > $1', [mark.position - 10])
  const watching = await keepMark({ database: again.database, dataDir, system: hubSystem, onFault: () => '', onRestored: () => undefined })
  await watching.stop()
  expect((await again.database.row<{ epoch: string }>('select epoch from hub_identity'))!.epoch).not.toBe(epoch)
  await one.meet(again)
  await one.drained(again)
})

it('[HX32] people are as the mark has them when a hub was put back, and where no mark knows them a supervisor is told', async () => {
  const dataDir = newFolder()
  const url = server.url('people')
  const file = path.join(dataDir, 'people.backup')
  type Person = Parameters<typeof fact<'PersonListed'>>[1]
  const person = (personId: string, badgeCode: string, more: Partial<Person> = {}) => fact('PersonListed', { personId, name: personId, badgeCode, role: 'packer', pinHash: 'first', active: true, ...more })
  const told = (hub: TestHub, ...facts: ReturnType<typeof person>[]) => hub.database.write((sql) => recordHubFacts(sql, hub.tools, 'hub', facts))
  const people = (hub: TestHub) => hub.database.rows('select person_id, badge_code, role, pin_hash, active from person order by person_id')
  const factCount = async (hub: TestHub) => (await hub.database.row<{ count: number }>('select count(*)::int as count from fact'))!.count
  const troubles = (hub: TestHub) => hub.database.rows("select detail from discrepancy where kind = 'hub-trouble' and state = 'open'")
  const first = await hubOn(url, dataDir)
  await told(first, person('left', 'B-1'), person('moved', 'B-2', { role: 'supervisor' }), person('same', 'B-3'))
  await writeBackup({ database: first.database, file, nowMs: hubSystem.nowMs })
  const asBackedUp = await people(first)
  // Badges change hands, too.
  await told(first, person('left', 'B-9', { active: false }), person('moved', 'B-1', { pinHash: 'second' }), person('new', 'B-2'))
  const newest = await people(first)
  await first.stop()
  const restore = (mark: ReturnType<typeof readMark>) => restoreBackup({ databaseUrl: url, file, replace: true, mark, system: hubSystem, say: () => undefined })
  const mark = readMark(dataDir)!
  await restore(mark)
  const second = await hubOn(url, dataDir)
  expect([await people(second), await troubles(second)]).toEqual([newest, []])
  // A bench that never heard of it reads it from the hub.
  const read = await (await joinTestStation(second)).changes(0)
  expect(read.kind === 'changes' && read.changes.slice(-3).map(({ envelope }) => envelope.body['personId'])).toEqual(['left', 'moved', 'new'])
  const facts = await factCount(second)
  await second.stop()
  const again = await hubOn(url, dataDir)
  expect(await factCount(again)).toBe(facts)
  await again.stop()
  // A mark that is older than the backup knows nothing of what came after it.
  for (const lesser of [undefined, { ...mark, position: 1 }]) {
    await restore(lesser)
    const third = await hubOn(url, newFolder(), dataDir)
    expect([await people(third), await troubles(third)]).toEqual([asBackedUp, [{ detail: { cause: 'hub-put-back' } }]])
    await third.stop()
  }
})

it('[HX26] an identity that does not stand at the end of the hub\'s own journal, or is gone, is made good by a new epoch, also under a hub at work', async () => {
  const dataDir = newFolder()
  const hub = await hubOn(server.url('identity'), dataDir)
  const one = bench('identity')
  await one.meet(hub)
  one.work(20)
  await one.drained(hub)
  const told = () => hub.database.write((sql) => recordHubFacts(sql, hub.tools, 'hub', [fact('CarrierListed', { carrierCode: 'ALL', name: '全部', nameEn: 'All', labelSize: '76x130' })]))
  const identity = async () => (await hub.database.row<{ epoch: string; incarnation: number }>('select epoch, incarnation from hub_identity'))!
  await told()
  for (const damage of ['update hub_identity set last_seq = last_seq - 1', 'truncate hub_identity', "delete from fact where station_id = 'hub' and position = (select max(position) from fact)"]) {
    await told()
    const before = await identity()
    await hub.database.run(damage)
    const watching = await keepMark({ database: hub.database, dataDir, system: hubSystem, onFault: () => '', onRestored: () => undefined })
    await watching.stop()
    expect((await identity()).epoch, damage).not.toBe(before.epoch)
    expect((await identity()).incarnation, damage).toBe(before.incarnation + 1)
    await told()
  }
  one.work(3)
  await one.meet(hub)
  await one.drained(hub)
})

it('[HX1] a row comes back as it was, whatever it holds', async () => {
  const dataDir = newFolder()
  const url = server.url('odd')
  const hub = await hubOn(url, dataDir)
  const station = await joinTestStation(hub, '1号台 "é\\ ,()🎁')
  station.record({ kind: 'ItemPicked', body: { odd: ['\u0000', '\ud800', '"\\,()', 9_007_199_254_740_991, -0.1, null, { ' ': '\n\t' }] } } as never)
  await station.push(station.journal)
  const all = (from: TestHub) => from.database.rows('select f.*, body::text as body_text from fact f order by position')
  const before = await all(hub)
  const file = path.join(dataDir, 'odd.backup')
  await writeBackup({ database: hub.database, file, nowMs: hubSystem.nowMs })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await hub.stop()
  await restoreBackup({ databaseUrl: url, file, replace: true, mark: undefined, system: hubSystem, say: () => undefined })
  expect(await all(await hubOn(url, dataDir))).toEqual(before)
})

// The commands bring the database along; the functions behind them are the same for a server's.
describe.runIf(!wantsDebian)('the commands', () => {
  it('[HX5] npm run backup and npm run restore: from a hub at work, into an empty folder with the keys, where it opens what was sealed', async () => {
    const hub = await startTestHub({ sample: true })
    const target = newFolder()
    const file = path.join(target, 'site.backup')
    const run = (name: string, ...args: string[]): Promise<{ status: number; stderr: string }> => new Promise((resolve) => {
      const child = execFile(process.execPath, [path.join(projectDir, 'scripts', `${name}.ts`), ...args], (_fault, _stdout, stderr) => resolve({ status: child.exitCode ?? -1, stderr }))
    })
    try {
      expect(await run('backup', '--data-dir', hub.dataDir, '--to', file)).toMatchObject({ status: 0, stderr: expect.stringMatching(/rows, \d+ facts/) as string })
      const dataDir = path.join(target, 'hub')
      expect(await run('restore', '--from', file, '--data-dir', dataDir)).toMatchObject({ status: 1, stderr: expect.stringContaining('hub.key') as string })
      expect(await run('restore', '--from', file, '--data-dir', hub.dataDir)).toMatchObject({ status: 1, stderr: expect.stringContaining('A hub runs') as string })
      expect(await run('restore', '--from', file, '--data-dir', dataDir, '--keys-file', `${file}.keys`)).toMatchObject({ status: 0, stderr: expect.stringContaining('new epoch') as string })
      expect(existsSync(path.join(dataDir, 'hub-mark.json'))).toBe(false)
      const restored = await startTestHub({ dataDir })
      try {
        const figures = 'select (select count(*)::int from customer_order) as orders, (select count(*)::int from product) as products, (select count(*)::int from fact) as facts'
        expect(await restored.database.row(figures)).toEqual(await hub.database.row(figures))
        const sealed = await restored.database.row<{ order_id: string; personal: Buffer }>('select order_id, personal from customer_order where personal is not null limit 1')
        expect(restored.tools.box.open(sealed!.personal, `customer_order/personal/${sealed!.order_id}`)).toMatchObject({ recipient: { name: expect.any(String) as string } })
      } finally {
        await restored.stop()
      }
    } finally {
      await hub.close()
    }
  })
})
