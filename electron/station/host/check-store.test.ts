import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { emptyBench } from '#shared/domain/bench/bench.ts'
import { testKey } from '#tests/support/bench-facts.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import { StoreRefusal } from '../store/store-refusal.ts'
import type { Store } from '../store/store.ts'
import { careFor } from './care.ts'
import { checkStore } from './check-store.ts'
import { settingsDefaults } from './settings-defaults.ts'

let folder: string
let file: string
const open = (): Store => openSqliteStore({ file, personalKey: testKey, nowMs: () => 1_000 })
const recordMany = (store: Store, count: number): void => store.transaction<void>(() => {
  for (let index = 1; index <= count; index += 1) store.record({ factId: `own-fact-${store.journalLength() + 1}`, atMs: index, actorId: 'p1', fact: fact('ScanRefused', { scanId: `scan-${index}`, code: '', reason: 'code-unknown', activity: 'choose' }) })
})
const change = (sql: string): void => {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}
const refusal = (): string => {
  const store = open()
  try {
    checkStore(store, file)
    return 'works'
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error
    expect(error.message).toContain(file)
    return error.reason
  } finally {
    store.close()
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-check-'))
  file = join(folder, 'station.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('before the first scan', () => {
  it('[JO41] a wrong entry among the newest refuses the start; those before them hold nobody up', () => {
    const store = open()
    recordMany(store, 3_000)
    store.close()
    expect(refusal()).toBe('works')
    change("UPDATE journal SET actor_id = 'p2' WHERE seq = 2400")
    expect(refusal()).toBe('works')
    change("UPDATE journal SET actor_id = 'p2' WHERE seq = 2990")
    expect(refusal()).toBe('journal-changed')
  })

  it.each([
    ['half a text', "'{\"name\":'"], ['a tolerance below zero', "json_set(value, '$.weightFloorGrams', -5)"], ['a port of 70000', "json_set(value, '$.scale', json('{\"scaleId\":\"s\",\"host\":\"h\",\"port\":70000}'))"],
    ['a printer of an unknown kind', "json_set(value, '$.printers[0].kind', 'laser')"], ['a field that is gone', "json_remove(value, '$.language')"],
  ])('[JO42] saved settings that are damaged refuse the start: %s', (_what, value) => {
    const store = open()
    store.saveSettings(settingsDefaults(folder, null))
    store.close()
    expect(refusal()).toBe('works')
    change(`UPDATE setting SET value = ${value}`)
    expect(refusal()).toBe('settings-damaged')
  })
})

describe('while nobody works', () => {
  it('[JO41] the whole journal is read part by part, and a wrong entry is told once', async () => {
    let store = open()
    recordMany(store, 4_500)
    store.close()
    change("UPDATE journal SET body = replace(body, 'choose', 'check') WHERE seq = 4100")
    store = open()
    let due: () => void = () => undefined
    const timers: Timers = { after: (_delayMs, run) => ((due = run), () => undefined) }
    const told: string[] = []
    const stop = careFor({ store, nowMs: () => 1_000, timers, onCopy: () => undefined, onWrongJournal: (why) => told.push(why) })
    store.transaction<void>(() => store.saveBench({ ...emptyBench, operatorId: 'p1' }))
    for (let look = 0; look < 5; look += 1) due()
    expect(told).toEqual([])
    store.transaction<void>(() => store.saveBench(emptyBench))
    due()
    due()
    expect(told).toEqual([])
    due()
    due()
    expect(told).toEqual(['entry 4100 of incarnation 1 was changed'])
    await stop()
    store.close()
  })

  it('[RN10] the station looks once in five seconds whether something may go', async () => {
    const store = open()
    const asked: number[] = []
    let due: () => void = () => undefined
    const timers: Timers = { after: (delayMs, run) => (asked.push(delayMs), (due = run), () => undefined) }
    let looks = 0
    const stop = careFor({ store, nowMs: () => 1_000, timers, forgetter: { look: () => (looks += 1) }, onCopy: () => undefined, onWrongJournal: () => undefined })
    for (let turn = 0; turn < 3; turn += 1) due()
    expect([looks, ...new Set(asked)]).toEqual([3, 5_000])
    await stop()
    store.close()
  })

  it('[JO44] a copy is made when a shift ends, not before and not twice for the same facts; the next one says whether it could be made', async () => {
    const copies = join(folder, 'copies')
    const store = openSqliteStore({ file, personalKey: testKey, nowMs: () => 1_000, second: { folder: copies, chain: undefined } })
    let due: () => void = () => undefined
    let atMs = 0
    const timers: Timers = { after: (_delayMs, run) => ((due = run), () => undefined) }
    const told: unknown[] = []
    const stop = careFor({ store, nowMs: () => atMs, timers, onCopy: (fault) => told.push(fault), onWrongJournal: () => undefined })
    const lookWith = (operatorId: string | null, laterMs: number): void => {
      atMs += laterMs
      store.transaction<void>(() => store.saveBench({ ...emptyBench, operatorId }))
      due()
    }
    recordMany(store, 3)
    lookWith('p1', 3_600_000)
    lookWith(null, 1_000)
    // It is being made.
    due()
    await expect.poll(() => told).toEqual([undefined])
    lookWith(null, 3_600_000)
    rmSync(copies, { recursive: true })
    writeFileSync(copies, 'no folder')
    recordMany(store, 1)
    lookWith('p1', 3_600_000)
    lookWith(null, 1_000)
    await expect.poll(() => told).toHaveLength(2)
    expect(told[1]).toBeInstanceOf(Error)
    await stop()
    store.close()
  })
})
