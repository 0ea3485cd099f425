import { fork } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyBench } from '#shared/domain/bench/bench.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { journalOf, productListed, releaseFacts, siteFacts, testKey } from '#tests/support/bench-facts.ts'
import { migrate, newestVersion } from './migrate.ts'
import { openDatabase, type Machine } from './open-database.ts'
import { personalBox } from '#shared/node/personal-box.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { StoreRefusal } from './store-refusal.ts'
import type { Store } from './store.ts'

let folder: string
let file: string
const open = (key = testKey): Store => openSqliteStore({ file, personalKey: key, nowMs: () => 1_000 })
const reasonOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof StoreRefusal) return error.reason
    throw error
  }
  return 'opened'
}
const refuse = (index: number) => fact('ScanRefused', { scanId: `scan-000${index}`, code: '', reason: 'code-unknown', activity: 'choose' })
const recordOne = (store: Store, index: number): void => store.transaction<void>(() => store.record({ factId: `own-fact-${index}`, atMs: index, actorId: 'p1', fact: refuse(index) }))
const editFile = (sql: string): void => {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}

const machine = (change: Partial<Machine>): Machine => ({ fileSystemType: () => 0xef53, userId: () => process.getuid?.() ?? null, create: (at) => new Database(at), ...change })
/** A database that SQLite itself finds full after so many pages. */
const withPages = (at: string, pages: number): Database.Database => {
  const db = new Database(at)
  db.pragma('page_size = 1024')
  db.pragma(`max_page_count = ${pages}`)
  return db
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-db-'))
  file = join(folder, 'station.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('durability', () => {
  it('[JO30] runs in WAL with synchronous=FULL, read back after a write, at first and at every later opening', () => {
    for (const opening of [1, 2]) {
      const db = openDatabase(file, personalBox(testKey))
      db.prepare('UPDATE station_identity SET only_row = 1').run()
      const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'secure_delete', 'user_version'].map((name) => db.pragma(name, { simple: true }))
      expect([opening, ...pragmas]).toEqual([opening, 'wal', 2, 1, 1, newestVersion])
      db.close()
    }
  })

  it('[JO31] what was recorded is there after a restart, and after a copy of the files as a power cut leaves them', () => {
    const store = open()
    const changes = journalOf('hub').changes([...siteFacts(), productListed('A')].map((entry) => ({ fact: entry })).concat(releaseFacts('w1', [{ orderId: 'o1', lines: [{ sku: 'A', quantity: 1 }] }])), 1)
    store.applyChanges({ hubEpoch: 'e', changes, upTo: changes.length, nowMs: 1 })
    store.transaction(() => store.saveBench({ ...emptyBench, operatorId: 'p1' }))
    recordOne(store, 1)
    const cut = join(folder, 'cut.db')
    for (const part of ['', '-wal']) writeFileSync(cut + part, readFileSync(file + part))
    const head = store.identity()
    store.close()
    for (const from of [file, cut]) {
      const again = openSqliteStore({ file: from, personalKey: testKey, nowMs: () => 1 })
      expect(again.identity()).toEqual(head)
      expect(again.bench().operatorId).toBe('p1')
      expect(again.order('o1')?.number).toBe('N-o1')
      expect(again.unsent(5)).toHaveLength(1)
      expect(again.verifyJournal()).toBeUndefined()
      again.close()
    }
  })

  it('[JO32] a second process is refused while the first has the database', async () => {
    const store = open()
    expect(reasonOf(open)).toBe('in-use')
    const child = fork(join(import.meta.dirname, '../../../tests/support/try-open-store.ts'), [file], { stdio: 'ignore' })
    const answer = await new Promise((resolve) => child.once('message', resolve))
    expect(answer).toBe('in-use')
    recordOne(store, 1)
    store.close()
    const next = open()
    expect(next.identity().lastSeq).toBe(1)
    next.close()
  })
})

describe('the journal is checked', () => {
  it.each([
    ['a changed body', "UPDATE journal SET body = replace(body, 'choose', 'check') WHERE seq = 2", 2],
    ['another actor', "UPDATE journal SET actor_id = 'p2' WHERE seq = 3", 3],
    ['a missing entry', 'DELETE FROM journal WHERE seq = 2', 2],
    ['two that changed places', 'UPDATE journal SET entry_id = -1 WHERE seq = 2; UPDATE journal SET entry_id = 2, seq = 2 WHERE seq = 3; UPDATE journal SET entry_id = 3, seq = 3 WHERE entry_id = -1', 2],
  ])('[JO6] %s is found', (_what, sql, seq) => {
    const store = open()
    for (const index of [1, 2, 3, 4]) recordOne(store, index)
    expect(store.verifyJournal()).toBeUndefined()
    store.close()
    editFile(sql)
    const again = open()
    expect(again.verifyJournal()?.seq).toBe(seq)
    again.close()
  })
})

describe('a copy', () => {
  it('[JO5] goes on in a new incarnation, keeps what was not sent, and takes back what it lacks', async () => {
    const store = open()
    store.saveIdentity({ stationId: 'S1', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })
    recordOne(store, 1)
    recordOne(store, 2)
    store.acknowledge([{ seq: 1, outcome: 'applied', why: '' }], 1)
    const copy = join(folder, 'copy.db')
    await store.backup(copy)
    recordOne(store, 3)
    const later = store.unsent(5).at(-1)!
    store.close()

    const restored = openSqliteStore({ file: copy, personalKey: testKey, nowMs: () => 1 })
    expect(restored.identity()).toMatchObject({ stationId: 'S1', incarnation: 2, lastSeq: 0 })
    recordOne(restored, 4)
    expect(restored.unsent(5).map(({ incarnation, seq }) => [incarnation, seq])).toEqual([[1, 2]])
    restored.acknowledge([{ seq: 2, outcome: 'applied', why: '' }], 1, 1)
    expect(restored.unsent(5).map(({ incarnation, seq, prevHash }) => [incarnation, seq, prevHash])).toEqual([[2, 1, '0'.repeat(64)]])
    expect(restored.applyChanges({ hubEpoch: 'e', changes: [{ position: 1, envelope: later, personal: null }], upTo: 1, nowMs: 1 })).toEqual({ unknownKinds: [] })
    expect(restored.verifyJournal()).toBeUndefined()
    restored.close()
    const reopened = openSqliteStore({ file: copy, personalKey: testKey, nowMs: () => 1 })
    expect(reopened.identity().incarnation).toBe(2)
    reopened.close()
  })

  it('[JO45] in another folder than before leaves what waits to be printed in doubt; the original prints it, also when its folder is moved', () => {
    const own = join(folder, 'own')
    mkdirSync(own)
    const openIn = (place: string): Store => openSqliteStore({ file: join(place, 'station.db'), personalKey: testKey, nowMs: () => 1 })
    const printed = (place: string): [string[], string[]] => {
      const store = openIn(place)
      const ids: [string[], string[]] = [store.queuedEffects().map((effect) => effect.effectId), store.sendingEffects().map((effect) => effect.effectId)]
      store.close()
      return ids
    }
    const store = openIn(own)
    store.transaction<void>(() => store.oweEffect({ effectId: 'effect-1', kind: 'print-paper', printerId: 'P1', body: {} as never }, 1))
    store.close()
    const copied = join(folder, 'copied')
    cpSync(own, copied, { recursive: true })
    expect(printed(copied)).toEqual([[], ['effect-1']])
    const moved = join(folder, 'moved')
    renameSync(own, moved)
    expect([printed(moved), printed(moved)]).toEqual([[['effect-1'], []], [['effect-1'], []]])
  })

  it('[SY6] that finds its places taken splits off what differs, with all that was recorded since under a later incarnation; not when that was told already', async () => {
    const store = open()
    store.saveIdentity({ stationId: 'S1', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })
    for (const index of [1, 2, 3]) recordOne(store, index)
    store.acknowledge([{ seq: 1, outcome: 'applied', why: '' }], 1)
    const copy = join(folder, 'copy.db')
    await store.backup(copy)
    store.close()

    const restored = openSqliteStore({ file: copy, personalKey: testKey, nowMs: () => 1 })
    for (const index of [4, 5]) recordOne(restored, index)
    expect(restored.maySplit(1)).toBe(true)
    restored.splitOff(1, 2)
    expect(restored.identity()).toMatchObject({ incarnation: 3, lastSeq: 4 })
    expect(restored.unsent(9).map(({ factId, incarnation, seq }) => [factId, incarnation, seq])).toEqual([['own-fact-2', 3, 1], ['own-fact-3', 3, 2], ['own-fact-4', 3, 3], ['own-fact-5', 3, 4]])
    expect(restored.verifyJournal()).toBeUndefined()
    recordOne(restored, 6)
    expect(restored.verifyJournal()).toBeUndefined()
    restored.acknowledge([{ seq: 1, outcome: 'applied', why: '' }], 1, 3)
    expect([restored.maySplit(1), restored.maySplit(3)]).toEqual([false, true])
    restored.close()
  })
})

describe('refusals', () => {
  it('[JO33] never starts anew over what is there', () => {
    mkdirSync(join(folder, 'dir'))
    writeFileSync(join(folder, 'empty'), '')
    writeFileSync(join(folder, 'text'), 'this is a shopping list, and a long one at that; '.repeat(100))
    const other = new Database(join(folder, 'other'))
    other.exec('CREATE TABLE recipe (name TEXT)')
    other.close()
    writeFileSync(join(folder, 'lone-wal'), '')
    const tried = ['dir', 'empty', 'text', 'other'].map((name) => {
      file = join(folder, name)
      return reasonOf(open)
    })
    expect(tried).toEqual(['folder', 'empty-file', 'not-a-database', 'not-a-database'])
    expect(readFileSync(join(folder, 'text'), 'utf8')).toContain('shopping list')
    file = join(folder, 'lone')
    expect(reasonOf(open)).toBe('lone-log')
    expect(existsSync(file)).toBe(false)
  })

  it('[JO33] a database of a newer build and a key of another station are refused and left as they are', () => {
    open().close()
    expect(reasonOf(() => open(Buffer.alloc(32, 9)))).toBe('wrong-key')
    editFile(`PRAGMA user_version = ${newestVersion + 1}`)
    expect(reasonOf(open)).toBe('newer')
    editFile(`PRAGMA user_version = ${newestVersion}`)
    const again = open()
    expect(again.identity().lastSeq).toBe(0)
    again.close()
  })

  it('[JO33] a database that its owner made read-only is refused in a process without the rights of root', async () => {
    open().close()
    const isRoot = process.getuid?.() === 0
    const nobody = 65_534
    if (isRoot) for (const path of [folder, file]) chownSync(path, nobody, nobody)
    chmodSync(file, 0o400)
    const child = fork(join(import.meta.dirname, '../../../tests/support/try-open-store.ts'), isRoot ? [file, String(nobody)] : [file], { stdio: 'ignore' })
    expect(await new Promise((resolve) => child.once('message', resolve))).toBe('read-only')
    expect(statSync(file).mode & 0o777).toBe(0o400)
  })

  it('[JO36] a link, another user\'s file and a network share are refused, also when there is no database yet', () => {
    open().close()
    const before = readFileSync(file)
    for (const [name, target] of [['link', file], ['dangling', join(folder, 'nowhere')]] as const) {
      symlinkSync(target, join(folder, name))
      expect(reasonOf(() => openDatabase(join(folder, name), personalBox(testKey)))).toBe('link')
    }
    expect(reasonOf(() => openDatabase(file, personalBox(testKey), machine({ userId: () => statSync(file).uid + 1 })))).toBe('other-owner')
    for (const type of [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x73757245, 0x00c36400, 0x0bd00bd0]) {
      for (const tried of [file, join(folder, 'new', 'station.db')]) expect(reasonOf(() => openDatabase(tried, personalBox(testKey), machine({ fileSystemType: () => type })))).toBe('network-share')
    }
    expect(reasonOf(() => openDatabase('\\\\server\\share\\station.db', personalBox(testKey), machine({})))).toBe('network-share')
    expect(readFileSync(file)).toEqual(before)
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
    expect(readdirSync(join(folder, 'new'))).toEqual([])
  })

  it('[JO37] nothing is taken from the log of another database, or of the time after a copy that was put back', async () => {
    const store = open()
    recordOne(store, 1)
    const copy = join(folder, 'copy.db')
    await store.backup(copy)
    recordOne(store, 2)
    const laterLog = readFileSync(`${file}-wal`)
    store.close()
    const strange = openSqliteStore({ file: join(folder, 'strange.db'), personalKey: testKey, nowMs: () => 1 })
    recordOne(strange, 7)
    copyFileSync(join(folder, 'strange.db-wal'), `${file}-wal`)
    strange.close()
    const before = readFileSync(file)
    expect(reasonOf(open)).toBe('foreign-log')
    expect(readFileSync(file)).toEqual(before)
    rmSync(`${file}-wal`)
    const again = open()
    expect(again.journalFrom(1, 9).map((entry) => entry.factId)).toEqual(['own-fact-1', 'own-fact-2'])
    expect(again.verifyJournal()).toBeUndefined()
    again.close()

    copyFileSync(copy, file)
    writeFileSync(`${file}-wal`, laterLog)
    expect(reasonOf(open)).toBe('foreign-log')
    expect(readFileSync(file)).toEqual(readFileSync(copy))
  })

  it('[JO38] a path with 中文 and spaces is a path like any other', () => {
    file = join(folder, '仓库 一号 (打包)', '工位 1.db')
    const store = open()
    recordOne(store, 1)
    store.close()
    const again = open()
    expect(again.identity().lastSeq).toBe(1)
    again.close()
  })

  it('[JO39] a database that another program holds is refused, and opens when it is let go', () => {
    open().close()
    const other = new Database(file)
    other.exec('BEGIN EXCLUSIVE')
    expect(reasonOf(open)).toBe('in-use')
    other.close()
    open().close()
  }, 10_000)

  it.each<[string, Machine['create'], string]>([
    ['a disk that gets full on the way', (at) => withPages(at, 4), 'disk-full'],
    ['a disk without a free file entry', (at) => { throw Object.assign(new Error(`ENOSPC: no space left on device, open '${at}'`), { code: 'ENOSPC' }) }, 'disk-full'],
    ['a file that a scanner of viruses holds', (at) => { throw Object.assign(new Error(`EBUSY: resource busy or locked, open '${at}'`), { code: 'EBUSY' }) }, 'in-use'],
    ['a folder that may not be written', (at) => { throw Object.assign(new Error(`EACCES: permission denied, open '${at}'`), { code: 'EACCES' }) }, 'read-only'],
  ])('[JO40] %s: a sentence, and nothing half made', (_what, create, reason) => {
    expect(reasonOf(() => openDatabase(file, personalBox(testKey), machine({ create })))).toBe(reason)
    expect(readdirSync(folder)).toEqual([])
    open().close()
  })
})

describe('migrations', () => {
  it('[JO34] each is whole or not at all, and is applied once', () => {
    const db = new Database(':memory:')
    const steps = [{ number: 1, name: 'one', sql: 'CREATE TABLE one (a INTEGER NOT NULL) STRICT' }]
    migrate(db, steps)
    migrate(db, steps)
    const broken = [...steps, { number: 2, name: 'two', sql: 'CREATE TABLE two (a INTEGER NOT NULL) STRICT; CREATE TABLE one (b TEXT) STRICT' }]
    expect(() => migrate(db, broken)).toThrow('already exists')
    expect(db.pragma('user_version', { simple: true })).toBe(1)
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'two'").pluck().get()).toBe(0)
    db.close()
  })

  it('[JO35] every table is STRICT, and the lookups of a scan use an index', () => {
    const db = openDatabase(file, personalBox(testKey))
    const loose = db.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'").pluck().all()
    expect(loose).toEqual([])
    const hot = [
      "SELECT kind FROM code_meaning WHERE code = 'x'", "SELECT kind FROM code_meaning WHERE code = 'x' COLLATE NOCASE", "SELECT state FROM sales_order WHERE slot_code = 'x' AND state IN ('released', 'open', 'suspended')",
      "SELECT order_id FROM order_line WHERE sku = 'x' AND picked_qty > checked_qty", "SELECT task_id FROM pick_task WHERE list_id = 'x' AND asked_qty > picked_qty + short_qty", "SELECT parcel_id FROM parcel WHERE order_id = 'x' AND state <> 'stopped'",
      "SELECT count(*) FROM parcel INDEXED BY parcel_not_weighed WHERE manifest_id = 'x' AND grams IS NULL", "SELECT parcel_id FROM unique_code WHERE value = 'x' AND sku = 'y' AND code_kind = 'serial' AND code_kind <> 'lot'",
    ]
    for (const sql of hot) {
      const plan = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all().map((row) => row.detail).join()
      expect(plan).toMatch(/^SEARCH .* USING/)
    }
    db.close()
  })

  it('[JO10] facts of a kind that is known after an upgrade are applied in the hub\'s order', () => {
    const store = open()
    const changes = journalOf('hub').changes(siteFacts().map((entry) => ({ fact: entry })), 1)
    store.close()
    // As a build left them that did not know these kinds.
    const db = new Database(file)
    for (const { envelope, position } of changes) db.prepare('INSERT INTO waiting_fact (fact_id, position, kind, envelope, personal) VALUES (?, ?, ?, ?, NULL)').run(envelope.factId, position, envelope.kind, JSON.stringify(envelope))
    db.close()
    const upgraded = open()
    expect(upgraded.person('p1')?.name).toBe('张三')
    upgraded.close()
    const left = new Database(file)
    expect(left.prepare('SELECT count(*) FROM waiting_fact').pluck().get()).toBe(0)
    left.close()
  })
})
