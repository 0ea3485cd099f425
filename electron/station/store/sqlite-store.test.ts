import { fork } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyBench } from '#shared/domain/bench/bench.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { journalOf, productListed, releaseFacts, siteFacts, testKey } from '#tests/support/bench-facts.ts'
import { migrate, newestVersion } from './migrate.ts'
import { openDatabase } from './open-database.ts'
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

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-db-'))
  file = join(folder, 'station.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('durability', () => {
  it('[JO30] runs in WAL with synchronous=FULL, read back after a write, at first and at every later opening', () => {
    for (const opening of [1, 2]) {
      const db = openDatabase(file, personalBox(testKey))
      db.prepare('UPDATE station_identity SET open_count = open_count + 1').run()
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

  it.runIf(process.getuid?.() !== 0)('[JO33] a database that cannot be written is refused', () => {
    open().close()
    chmodSync(file, 0o400)
    expect(reasonOf(open)).toBe('read-only')
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
      "SELECT parcel_id FROM unique_code WHERE value = 'x' AND sku = 'y' AND code_kind = 'serial' AND code_kind <> 'lot'",
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
