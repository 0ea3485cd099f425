import { expect, it } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import type { Envelope } from '#shared/sync/envelope.ts'
import type { PushReply } from '#shared/sync/protocol.ts'
import { testKey } from '#tests/support/bench-facts.ts'
import { timersByHand } from '#tests/support/timers-by-hand.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import type { HubAnswer, HubClient, Packed } from './hub-client.ts'
import { watchEpochs } from './epochs.ts'
import { createLine } from './line.ts'
import { outboxPump } from './outbox-pump.ts'

type Request = { stationId: string; incarnation: number; envelopes: Envelope[] }

/** A station with so many facts that wait, and a hub that answers when it is told to. */
function waiting(count: number, isAtWork: () => boolean = () => false, nowMs: () => number = () => 1_000) {
  const store = openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 })
  store.saveIdentity({ stationId: 'S1', stationKey: 'k'.repeat(40), hubUrl: 'http://hub', siteName: 'site' })
  store.startEpoch('e1')
  store.transaction<void>(() => {
    for (let at = 1; at <= count; at += 1) store.record({ factId: `fact-${String(at).padStart(6, '0')}`, atMs: at, actorId: 'P-1', fact: fact('ScanRefused', { scanId: `s-${at}`, code: '', reason: 'wrong-item', activity: 'pick' }) })
  })
  const asked: { seqs: [number, number]; answer: (reply: HubAnswer<PushReply>) => void }[] = []
  const client = {
    pack: (request: Request): Packed => ({ body: JSON.stringify(request), isGzip: false }),
    push: (request: Request | Packed) => new Promise<HubAnswer<PushReply>>((answer) => {
      const { envelopes } = 'body' in request ? (JSON.parse(String(request.body)) as Request) : request
      asked.push({ seqs: [envelopes[0]!.seq, envelopes.at(-1)!.seq], answer })
    }),
  }
  const timers = timersByHand()
  const line = createLine({ nowMs: () => 1_000, onState: () => undefined })
  const step = outboxPump({ store, client: client as unknown as HubClient, line, epochs: watchEpochs({ store, line, timers }), timers, nowMs, isAtWork, onEpoch: () => undefined })
  const stored = (index: number, hubEpoch = 'e1'): void => {
    const { seqs: [from, to], answer } = asked[index]!
    answer({ kind: 'answered', value: { kind: 'stored', hubEpoch, outcomes: Array.from({ length: to - from + 1 }, (_, at) => ({ seq: from + at, outcome: 'applied' as const, why: '' })) } })
  }
  /** The request in hand has left. */
  const onItsWay = async (): Promise<void> => {
    await expect.poll(() => timers.waiting()).toBe(1)
    timers.fire()
  }
  /** The request in hand has left, and the one behind it was read and packed. */
  const aheadIsReady = async (): Promise<void> => {
    await onItsWay()
    await onItsWay()
  }
  return { store, line, asked, step, stored, onItsWay, aheadIsReady, timers, left: () => store.outboxState().unsentCount, sent: () => asked.map(({ seqs }) => seqs) }
}

it('[SY28] the next batch leaves when the answer was heard, before that is kept, and never before', async () => {
  const { store, step, stored, aheadIsReady, timers, left, sent } = waiting(1_200)
  const first = step()
  await aheadIsReady()
  expect(sent()).toEqual([[1, 500]])
  stored(0)
  await expect.poll(() => timers.waiting()).toBe(1)
  expect([sent(), left()]).toEqual([[[1, 500], [501, 1_000]], 1_200])
  timers.fire()
  expect(await first).toBe('more')
  expect(left()).toBe(700)
  const second = step()
  stored(1)
  expect(await second).toBe('more')
  expect([sent().length, left()]).toEqual([2, 200])
  const third = step()
  stored(2)
  expect(await third).toBe('more')
  expect([sent(), left(), await step()]).toEqual([[[1, 500], [501, 1_000], [1_001, 1_200]], 0, 'idle'])
  store.close()
})

it('[SY28] a batch whose answer was good and is not kept is sent again, also when the one behind it was stored', async () => {
  const { store, step, stored, onItsWay, aheadIsReady, left, sent } = waiting(1_000)
  const first = step()
  await aheadIsReady()
  stored(0)
  await expect.poll(() => sent()).toEqual([[1, 500], [501, 1_000]])
  // Another hub was met while the second batch was on its way.
  store.startEpoch('e2')
  await onItsWay()
  expect(await first).toBe('more')
  expect(left()).toBe(1_000)
  const second = step()
  stored(1, 'e1')
  expect(await second).toBe('more')
  expect([left(), store.pullPosition().hubEpoch]).toEqual([1_000, 'e1'])
  void step()
  await expect.poll(() => sent().at(-1)).toEqual([1, 500])
  await onItsWay()
  store.close()
})

it('[SY28] where the hub lacks facts before the answered ones, what was made ready is not sent', async () => {
  const { store, asked, step, onItsWay, left, sent } = waiting(1_000)
  store.acknowledge([{ seq: 1, outcome: 'applied', why: '' }, { seq: 2, outcome: 'applied', why: '' }], 1_000)
  const first = step()
  await onItsWay()
  asked[0]!.answer({ kind: 'answered', value: { kind: 'gap', hubEpoch: 'e1', expectedSeq: 2 } })
  expect(await first).toBe('more')
  void step()
  await expect.poll(() => sent()).toEqual([[3, 502], [2, 501]])
  expect(left()).toBe(998)
  await onItsWay()
  store.close()
})

it('[SY32] while somebody works, a batch is small, and more waits for twice as long as it took', async () => {
  let atWork = true
  let now = 1_000
  const { store, step, stored, onItsWay, timers, left, sent } = waiting(1_200, () => atWork, () => now)
  const first = step()
  now += 30
  stored(0)
  await expect.poll(() => timers.delaysMs()).toEqual([60])
  expect([sent(), left()]).toEqual([[[1, 100]], 1_100])
  await onItsWay()
  expect(await first).toBe('more')
  // A clock that was put back makes no rest of a day, nor one that was put on.
  const second = step()
  now += 86_400_000
  stored(1)
  await expect.poll(() => timers.delaysMs()).toEqual([500])
  await onItsWay()
  expect(await second).toBe('more')
  atWork = false
  void step()
  await expect.poll(() => sent().at(-1)).toEqual([201, 700])
  await onItsWay()
  store.close()
})

it('[SY32] what is recorded while nothing waits leaves at once', async () => {
  const { store, step, stored, timers, left } = waiting(13, () => true)
  const only = step()
  stored(0)
  expect([await only, left(), timers.waiting()]).toEqual(['more', 0, 0])
  store.close()
})

it('[SY6] a hub that finds another fact again and again, whatever is split off, is asked on, and the first batch that it stores ends the trouble', async () => {
  const { store, line, asked, step, stored } = waiting(3)
  const troubles = (): unknown[] => line.state().troubles.map(({ code, reason }) => reason ?? code)
  const answered = async (answer: (index: number) => void): Promise<string> => {
    const result = step()
    await expect.poll(() => asked.length).toBe(count += 1)
    answer(count - 1)
    return result
  }
  const fork = (index: number): void => asked[index]!.answer({ kind: 'answered', value: { kind: 'fork', hubEpoch: 'e1', seq: 1 } })
  let count = 0
  let result = await answered(fork)
  while (result === 'more' && count < 40) result = await answered(fork)
  expect([result, troubles()]).toEqual(['failed', ['journal-differs']])
  expect(store.identity().incarnation).toBe(9)
  expect([await answered(fork), store.identity().incarnation]).toEqual(['failed', 9])
  expect([await answered(stored), troubles()]).toEqual(['more', []])
  store.close()
})

it('[SY2] [SY21] a fork at a place that was not sent, however often it is told, splits nothing off and stops nothing', async () => {
  const { store, line, asked, step, stored } = waiting(3)
  for (const [index, seq] of [4, 4, 2_147_483_648, 2_147_483_648].entries()) {
    const result = step()
    await expect.poll(() => asked.length).toBe(index + 1)
    asked[index]!.answer({ kind: 'answered', value: { kind: 'fork', hubEpoch: 'e1', seq } })
    expect([await result, store.identity().incarnation, line.state().troubles.map(({ code }) => code)]).toEqual(['failed', 1, ['hub-unreachable']])
  }
  const last = step()
  await expect.poll(() => asked.length).toBe(5)
  stored(4)
  expect([await last, line.state().troubles]).toEqual(['more', []])
  store.close()
})
