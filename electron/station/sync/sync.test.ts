import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { testKey } from '#tests/support/bench-facts.ts'
import { realSystem } from '../host/system.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import type { Fetch } from './hub-client.ts'
import type { NewsLine } from './news-socket.ts'
import { createSync } from './sync.ts'

it('[SY31] while whole batches wait to be sent, a bell that rings again and again is answered once in a while; otherwise at once', async () => {
  const store = openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 })
  store.saveIdentity({ stationId: 'S1', stationKey: 'k'.repeat(40), hubUrl: 'http://127.0.0.1', siteName: 'site' })
  store.startEpoch('e1')
  store.transaction<void>(() => {
    for (let index = 0; index < 600; index += 1) store.record({ factId: `own-fact-${index}`, atMs: 1, actorId: 'p1', fact: fact('ScanRefused', { scanId: `scan-${index}`, code: '', reason: 'code-unknown', activity: 'choose' }) })
  })
  let asked = 0
  const fetch: Fetch = (url, init) => {
    if (url.includes('/sync/changes')) return Promise.resolve(Response.json({ kind: 'changes', hubEpoch: 'e1', hubAtMs: 1, changes: [], upTo: (asked += 1) && 0, more: false }))
    // What is sent stays on its way.
    return new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new Error('ended'))))
  }
  const pauses: (() => void)[] = []
  const timers: Timers = { after: (delayMs, run) => {
    if (delayMs !== 250) return realSystem.timers.after(delayMs, run)
    pauses.push(run)
    return () => undefined
  } }
  const bell = new EventEmitter()
  const sync = createSync({
    store, hubUrl: 'http://127.0.0.1', joinToken: null, stationName: 'bench', timers, nowMs: () => 1_000, random: () => 0.5, fetch, onState: () => undefined, onChanges: () => undefined,
    openNewsLine: () => Object.assign(bell, { terminate: () => undefined }) as unknown as NewsLine,
  })
  sync.start()
  await expect.poll(() => asked).toBe(1)
  for (let rings = 0; rings < 5; rings += 1) bell.emit('message')
  expect(pauses).toHaveLength(1)
  pauses[0]!()
  await expect.poll(() => asked).toBe(2)
  bell.emit('message')
  expect(pauses).toHaveLength(2)
  store.acknowledge(Array.from({ length: 200 }, (_, index) => ({ seq: index + 1, outcome: 'applied', why: '' })), 1_000)
  bell.emit('message')
  await expect.poll(() => asked).toBe(3)
  expect(pauses).toHaveLength(2)
  await sync.stop()
  store.close()
})

it('[NB13] [HX14] [SY11] a hub that was begun anew is told of the numbers that are known here, once the station has joined it and not by the answer to another one', async () => {
  const store = openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 })
  store.saveIdentity({ stationId: 'S1', stationKey: 'k'.repeat(40), hubUrl: 'http://127.0.0.1', siteName: 'site' })
  store.startEpoch('e1')
  // The first answer is one to another station (SY11).
  let joins = 0
  const fetch: Fetch = (url, init) => Promise.resolve(
    url.includes('/sync/join') ? Response.json((joins += 1) === 1 ? { stationId: 'S2', stationKey: 'x'.repeat(40), hubEpoch: 'e3', siteName: 'site' } : { stationId: 'S1', stationKey: 'n'.repeat(40), hubEpoch: 'e2', siteName: 'site' })
      : JSON.stringify(init.headers).includes('n'.repeat(40)) ? Response.json({ kind: 'changes', hubEpoch: 'e2', hubAtMs: 1, changes: [], upTo: 0, more: false })
        : Response.json({ error: 'unknown' }, { status: 401 }))
  const told: (string | undefined)[] = []
  let caughtUp = false
  const sync = createSync({
    store, hubUrl: 'http://127.0.0.1', joinToken: 'AAAA-AAAA', stationName: 'bench', timers: { after: (_delayMs, run) => realSystem.timers.after(0, run) }, nowMs: () => 1_000, random: () => 0.5, fetch, onState: () => undefined, onChanges: () => undefined,
    openNewsLine: () => Object.assign(new EventEmitter(), { terminate: () => undefined }) as unknown as NewsLine,
    onNewEpoch: () => void told.push(store.joined()?.stationKey), onCaughtUp: () => void (caughtUp = true),
  })
  sync.start()
  await expect.poll(() => caughtUp).toBe(true)
  expect([joins, told, store.joined()?.stationId]).toEqual([2, ['n'.repeat(40)], 'S1'])
  await sync.stop()
  store.close()
})
