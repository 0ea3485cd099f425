import { expect, test } from 'vitest'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import { testKey } from '#tests/support/bench-facts.ts'
import { timersByHand } from '#tests/support/timers-by-hand.ts'
import { settingsDefaults } from '../host/settings-defaults.ts'
import { createEffectRunner } from './effect-runner.ts'
import { realPaper } from './paper.ts'

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

test('[EF2] a printer that took nothing is tried again after its pause and not with every scan, and waits once', async () => {
  const store = openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1 })
  store.oweEffect({ effectId: 'job-1', kind: 'print-paper', printerId: 'gone', body: { kind: 'place', ref: 'A-1', template: 'place', code: '' } }, 1)
  const timers = timersByHand()
  // Two a try: it begins, it ends.
  let changes = 0
  const runner = createEffectRunner({
    store, nowMs: () => 1, mintId: () => 'id', hubNowMs: () => null, settings: () => settingsDefaults('', null), timers, paper: realPaper, paperFolder: '', onFault: (_where, error) => { throw error },
    printers: new Map(), onChange: () => { changes += 1 },
  })
  runner.start()
  for (let scan = 0; scan < 20; scan += 1) {
    runner.kick()
    await turn()
  }
  expect({ changes, waiting: timers.waiting() }).toEqual({ changes: 2, waiting: 1 })
  timers.fire()
  await turn()
  expect({ changes, waiting: timers.waiting() }).toEqual({ changes: 4, waiting: 1 })
  await runner.stop()
  expect(timers.waiting()).toBe(0)
  store.close()
})
