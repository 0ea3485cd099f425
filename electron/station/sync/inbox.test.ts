import { expect, it } from 'vitest'
import type { ChangesReply } from '#shared/sync/protocol.ts'
import { journalOf, productListed, testKey } from '#tests/support/bench-facts.ts'
import { timersByHand } from '#tests/support/timers-by-hand.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import type { HubAnswer, HubClient } from './hub-client.ts'
import { watchEpochs } from './epochs.ts'
import { createHubTime } from './hub-time.ts'
import { inbox } from './inbox.ts'
import { createLine } from './line.ts'

it('[SY24] the question for the next page leaves before this page is applied, and nothing waits where there is no more', async () => {
  const store = openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 })
  store.saveIdentity({ stationId: 'S1', stationKey: 'k'.repeat(40), hubUrl: 'http://hub', siteName: 'site' })
  store.startEpoch('e1')
  const facts = journalOf('hub').changes(['A', 'B', 'C', 'D'].map((sku) => ({ fact: productListed(sku) })), 1)
  const asked: number[] = []
  const changes = ({ after }: { after: number }): Promise<HubAnswer<ChangesReply>> => {
    asked.push(after)
    return Promise.resolve({ kind: 'answered', value: { kind: 'changes', hubEpoch: 'e1', hubAtMs: 1, changes: facts.slice(after, after + 2), upTo: after + 2, more: after === 0, newest: 4 } })
  }
  const timers = timersByHand()
  const line = createLine({ nowMs: () => 1_000, onState: () => undefined })
  const step = inbox({
    store, client: { changes } as unknown as HubClient, line, epochs: watchEpochs({ store, line, timers }), timers, nowMs: () => 1_000, hubTime: undefined, printers: () => [], onChanges: () => undefined, onEpoch: () => undefined,
  })
  const first = step()
  await expect.poll(() => timers.waiting()).toBe(1)
  expect(asked).toEqual([0, 2])
  expect(store.pullPosition().position).toBe(0)
  timers.fire()
  expect(await first).toBe('more')
  expect(store.pullPosition().position).toBe(2)
  expect(await step()).toBe('idle')
  expect([asked, store.pullPosition().position, timers.waiting()]).toEqual([[0, 2], 4, 0])
  store.close()
})

it('[SY33] [CL6] the answer to another question changes nothing, and hub time does not go back by it; a hub that truly says less is believed', async () => {
  const store = openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 })
  store.saveIdentity({ stationId: 'S1', stationKey: 'k'.repeat(40), hubUrl: 'http://hub', siteName: 'site' })
  store.startEpoch('e1')
  let monotonicMs = 0
  const hubTime = createHubTime({ store, monotonic: { bootId: 'boot', nowMs: () => monotonicMs } })
  let hubAtMs = 1_000_000
  let kept: ChangesReply | undefined
  let isReplayed = false
  const changes: HubClient['changes'] = ({ asked, after }) => {
    const reply: ChangesReply = { kind: 'changes', hubEpoch: 'e1', ...(asked === undefined ? {} : { asked }), hubAtMs, changes: [], upTo: after, more: false }
    kept ??= reply
    return Promise.resolve({ kind: 'answered', value: isReplayed ? kept : reply })
  }
  const line = createLine({ nowMs: () => 1_000, onState: () => undefined })
  const timers = timersByHand()
  const step = inbox({ store, client: { changes } as unknown as HubClient, line, epochs: watchEpochs({ store, line, timers }), timers, nowMs: () => 1_000, hubTime, printers: () => [], onChanges: () => undefined, onEpoch: () => undefined })
  expect(await step()).toBe('idle')
  monotonicMs += 600_000
  isReplayed = true
  expect([await step(), hubTime.nowMs(), line.state().troubles[0]?.reason]).toEqual(['failed', 1_600_000, 'hub-not-understood'])
  isReplayed = false
  hubAtMs = 500_000
  expect([await step(), hubTime.nowMs(), line.state().troubles]).toEqual(['idle', 500_000, []])
  store.close()
})
