// Goal: what is let go of leaves a journal whose chain still holds, and takes nothing along that somebody needs. Method: a real store, its marks a day apart.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import type { Change } from '#shared/sync/envelope.ts'
import { journalOf, testKey } from '#tests/support/bench-facts.ts'
import { memoryFolder } from '#tests/faults/support/fault-counts.ts'
import { createForgetter } from '../forgetting.ts'
import { openSqliteStore } from './sqlite-store.ts'
import type { Store } from './store.ts'

const dayMs = 86_400_000
let folder: string
let file: string
let atMs: number
let store: Store
const open = (): void => { store = openSqliteStore({ file, personalKey: testKey, nowMs: () => atMs }) }
const idOf = (incarnation: number, seq: number): string => `${incarnation}-${seq}`.padStart(10, '0')
const record = (count: number): void => store.transaction<void>(() => {
  for (let index = 0; index < count; index += 1) {
    const id = idOf(store.identity().incarnation, store.identity().lastSeq + 1)
    store.record({ factId: `fact-${id}`, atMs, actorId: 'p1', fact: fact('ScanRefused', { scanId: `scan-${id}`, code: '', reason: 'code-unknown', activity: 'choose' }) })
    store.recordScan({ scan: { scanId: `scan-${id}`, code: 'X', source: 'wedge', scannerId: 's', readAtMs: 1 }, outcome: { kind: 'accepted', verdict: 'item-picked', values: {} }, atMs })
  }
})
const acknowledge = (upTo: number, outcome = 'applied'): void => store.acknowledge(Array.from({ length: upTo }, (_, index) => ({ seq: index + 1, outcome: index + 1 === 7 ? outcome : 'applied', why: '' })), atMs)
const look = (isHeard = true): void => {
  atMs += 2_000
  createForgetter({ store, nowMs: () => atMs, hub: () => (isHeard ? { atMs: atMs + 5, backupEveryHours: 24 } : null), pace: { dayMs, keptDaysAtLeast: 14, leastKept: 10 }, rowsAtOnce: 16 }).look()
}
/** Days go by, with some looks on each. */
const live = (days: number, isHeard = true): void => {
  for (let day = 0; day < days; day += 1) {
    atMs += dayMs
    for (let looks = 0; looks < 8; looks += 1) look(isHeard)
  }
}
const count = (table: string): number => {
  store.close()
  const db = new Database(file, { readonly: true })
  const rows = db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()
  db.close()
  open()
  return rows ?? 0
}

beforeEach(() => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-forget-'))
  file = join(folder, 'station.db')
  atMs = 1_000
  open()
  store.saveIdentity({ stationId: 'S1', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a store that lets go', () => {
  it('[RN3] [RN4] [RN5] keeps all of it for 14 days of the hub, then begins behind what went, with its chain whole and the next entry in its place', () => {
    record(100)
    acknowledge(100)
    live(14)
    expect(store.forgottenSeqOf(1)).toBe(0)
    live(2)
    expect(store.forgottenSeqOf(1)).toBe(90)
    expect(store.journalFrom(1, 1_000).map((entry) => entry.seq)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100])
    const { headHash } = store.identity()
    expect(count('journal')).toBe(10)
    expect(store.verifyJournal()).toBeUndefined()
    record(1)
    expect(store.journalFrom(101, 1)[0]).toMatchObject({ seq: 101, prevHash: headHash })
    expect(store.verifyJournal()).toBeUndefined()
  })

  it('[RN4] what the hub has not acknowledged stays, and makes no day', () => {
    record(40)
    acknowledge(40)
    live(1)
    record(60)
    live(30)
    expect(store.forgottenSeqOf(1)).toBe(0)
    acknowledge(60)
    live(30)
    expect(store.forgottenSeqOf(1)).toBe(0)
    expect(store.unsent(1_000)).toHaveLength(40)
    acknowledge(100)
    live(16)
    expect(store.forgottenSeqOf(1)).toBe(90)
  })

  it('[RN4] the table itself refuses a beginning behind what is not acknowledged', () => {
    record(60)
    acknowledge(40)
    store.close()
    const db = new Database(file)
    const forget = db.prepare(`UPDATE incarnation SET forgotten_seq = ?, forgotten_hash = '${'a'.repeat(64)}'`)
    expect(() => forget.run(41)).toThrow('CHECK')
    expect(forget.run(40).changes).toBe(1)
    db.close()
    open()
  })

  it('[RN2] while the hub is not heard no day passes, however long that is', () => {
    record(40)
    acknowledge(40)
    live(3)
    live(40, false)
    live(10)
    expect(store.forgottenSeqOf(1)).toBe(0)
    live(5)
    expect(store.forgottenSeqOf(1)).toBe(30)
  })

  it('[RN5] a fact that the hub answered otherwise than simply stays where it was, and is looked at like the others', () => {
    record(60)
    acknowledge(60, 'quarantined')
    live(16)
    expect(store.forgottenSeqOf(1)).toBe(50)
    expect(store.outboxState().quarantinedCount).toBe(1)
    expect(count('journal')).toBe(11)
    expect(store.verifyJournal()).toBeUndefined()
    store.close()
    const db = new Database(file)
    db.exec("UPDATE journal SET actor_id = 'p2' WHERE seq = 7")
    db.close()
    open()
    expect(store.verifyJournal()).toEqual({ seq: 7, why: 'entry 7 of incarnation 1 was changed' })
  })

  it.each([
    ['the hash behind which it begins', "UPDATE incarnation SET forgotten_hash = replace(forgotten_hash, substr(forgotten_hash, 1, 1), 'x')", 51],
    ['the first entry that is left', 'DELETE FROM journal WHERE seq = 51', 51],
    ['how far it went', 'UPDATE incarnation SET forgotten_seq = 49', 50],
  ])('[RN5] a trimmed chain notices a change of %s', (_what, sql, seq) => {
    record(60)
    acknowledge(60)
    live(16)
    store.close()
    const db = new Database(file)
    db.exec(sql)
    db.close()
    open()
    expect(store.verifyJournal()?.seq).toBe(seq)
  })

  it('[RN6] an own fact that went is known when a hub gives it back, and counts no second time; another one in its place is not taken for it', () => {
    record(60)
    acknowledge(60)
    const gone = store.journalFrom(1, 50)
    live(16)
    store.startEpoch('e2')
    const changes = gone.map((envelope, index) => ({ position: index + 1, envelope, personal: null }))
    expect(store.applyChanges({ hubEpoch: 'e2', changes, upTo: 50, nowMs: atMs })).toEqual({ unknownKinds: [] })
    expect(count('known_fact')).toBe(0)
    const other = { ...gone[49]!, factId: 'fact-of-a-clone', hash: 'a'.repeat(64) }
    store.applyChanges({ hubEpoch: 'e2', changes: [{ position: 51, envelope: other, personal: null }], upTo: 51, nowMs: atMs })
    expect(count('known_fact')).toBe(1)
  })

  it('[SY30] what went is not among the facts that a hub may only name', () => {
    record(60)
    acknowledge(60)
    const all = store.journalFrom(1, 60)
    live(16)
    const begin = store.forgottenSeqOf(1)
    expect(begin).toBeGreaterThan(10)
    const holds = (fromSeq: number, toSeq: number, hash = all[toSeq - 1]!.hash): boolean => store.holdsOwn([{ position: 1, incarnation: 1, fromSeq, toSeq, hash }])
    expect([holds(begin + 1, 60), holds(60, 60), holds(begin, 60), holds(begin, begin), holds(1, 2), holds(60, 61, all[59]!.hash), holds(60, 60, 'a'.repeat(64))]).toEqual([true, true, false, false, false, false, false])
  })

  it('[RN7] a new epoch of the hub counts the days anew', () => {
    record(60)
    acknowledge(60)
    live(14)
    store.startEpoch('e2')
    live(1)
    acknowledge(60)
    live(14)
    expect(store.forgottenSeqOf(1)).toBe(0)
    live(2)
    expect(store.forgottenSeqOf(1)).toBe(50)
  })

  it('[RN4] of each incarnation the newest fact stays, for the hub to be asked by', async () => {
    record(30)
    acknowledge(30)
    await store.backup(join(folder, 'copy.db'))
    store.close()
    file = join(folder, 'copy.db')
    open()
    record(30)
    acknowledge(30)
    live(16)
    expect([store.forgottenSeqOf(1), store.forgottenSeqOf(2)]).toEqual([29, 20])
    store.startEpoch('e2')
    expect(store.unsent(10).map(({ incarnation, seq }) => `${incarnation}/${seq}`)).toEqual(['1/30'])
    expect(store.verifyJournal()).toBeUndefined()
  })

  it('[RN8] stored answers and finished effects go with the facts, unfinished ones do not', () => {
    const owe = (effectId: string): void => store.oweEffect({ effectId, kind: 'print-manifest', printerId: 'p', body: { manifestId: 'm' } }, atMs)
    for (const effectId of ['queued', 'sending', 'unknown', 'failed', ...Array.from({ length: 30 }, (_, index) => `done-${index}`)]) {
      owe(effectId)
      if (effectId !== 'queued') store.setEffectState(effectId, effectId.startsWith('done') ? 'done' : (effectId as 'sending'), '', atMs)
    }
    record(40)
    acknowledge(40)
    live(16)
    expect(store.outcomeOf(`scan-${idOf(1, 1)}`)).toBeUndefined()
    expect([count('scan'), count('effect')]).toEqual([10, 14])
    expect(store.outcomeOf(`scan-${idOf(1, 40)}`)).toBeDefined()
    expect([store.queuedEffects().length, store.sendingEffects().length]).toEqual([1, 1])
  })

  it('[RN10] one look takes a few rows only, and none in the moment after something was recorded', () => {
    record(100)
    acknowledge(100)
    live(14)
    atMs += dayMs
    look()
    look()
    expect(store.forgottenSeqOf(1)).toBe(16)
    const [through] = store.dayMarks()
    const forget = (): number => store.forget({ through: through!, leastKept: 10, limit: 5, atMs, why: 'test' })
    record(1)
    expect(forget()).toBe(0)
    atMs += 2_000
    expect(forget()).toBe(5)
    expect(store.forgottenSeqOf(1)).toBe(21)
  })
})

describe('facts of others', () => {
  const refused = (index: number) => ({ fact: fact('ScanRefused', { scanId: `theirs-${index}`, code: '', reason: 'code-unknown', activity: 'choose' }) })
  let position = 0
  const take = (changes: Change[], hubEpoch: string): void => {
    position = store.pullPosition().hubEpoch === hubEpoch ? position : 0
    if (store.pullPosition().hubEpoch !== hubEpoch) store.startEpoch(hubEpoch)
    const placed = changes.map((change) => ({ ...change, position: (position += 1) }))
    store.applyChanges({ hubEpoch, changes: placed, upTo: position, nowMs: atMs })
  }
  const factsOf = (journal: ReturnType<typeof journalOf>, count: number): Change[] => journal.changes(Array.from({ length: count }, (_, index) => refused(index)), 1)
  const ids = (): number => count('known_fact')

  it('[RN12] are known by their place after so many days, whichever hub gives them again, and the next one counts', () => {
    const [hub, other] = [journalOf('hub'), journalOf('S2')]
    const old = [...factsOf(hub, 40), ...factsOf(other, 60)]
    take(old, 'e1')
    live(14)
    const newer = factsOf(other, 5)
    take(newer, 'e1')
    expect(ids()).toBe(105)
    live(2)
    expect(ids()).toBe(5)
    take([...old, ...newer], 'e2')
    expect(ids()).toBe(5)
    take(factsOf(other, 1), 'e2')
    expect(ids()).toBe(6)
  })

  it('[RN12] a hub that was begun anew counts from 1 again: its facts are others, and so are those of the first when it is back', () => {
    const first = factsOf(journalOf('hub'), 30)
    take(first, 'e1')
    live(16)
    expect(ids()).toBe(0)
    const second = factsOf(journalOf('hub', 'anew'), 20)
    take(second, 'e2')
    expect(ids()).toBe(20)
    take(first, 'e3')
    expect(ids()).toBe(20)
    live(17)
    expect(ids()).toBe(0)
    take(second, 'e4')
    expect(ids()).toBe(0)
  })

  it('[RN12] where a journal does not go on from where it was met, all ids stay', () => {
    const [hub, other] = [journalOf('hub'), journalOf('S2')]
    const facts = factsOf(other, 30)
    take([...factsOf(hub, 10), ...facts.slice(0, 12), ...facts.slice(13)], 'e1')
    live(17)
    expect(ids()).toBe(39)
  })
})
