import { expect, it } from 'vitest'
import { timersByHand } from '#tests/support/timers-by-hand.ts'
import { watchEpochs } from './epochs.ts'
import { createLine } from './line.ts'

function watched() {
  let hubEpoch: string | null = 'e1'
  let begun = 0
  const line = createLine({ nowMs: () => 1_000, onState: () => undefined })
  const timers = timersByHand()
  const epochs = watchEpochs({
    store: {
      pullPosition: () => ({ hubEpoch, position: 0, proof: null }),
      startEpoch(epoch) {
        hubEpoch = epoch
        begun += 1
      },
    }, line, timers,
  })
  return { epochs, timers, begun: () => begun, troubles: () => line.state().troubles.map(({ code }) => code), /** How many of these answers in a row until it is followed. */ until: (epoch: string) => {
    for (let answers = 1; ; answers += 1) if (epochs.meet(epoch) === 'begun') return answers
  } }
}

it('[SY34] a hub that was put back is followed at once, and a late answer or two of before say nothing', () => {
  const { epochs, begun, troubles } = watched()
  expect(epochs.meet('e1')).toBe('same')
  expect(epochs.meet('e2')).toBe('begun')
  expect([epochs.meet('e1'), epochs.meet('e1'), epochs.meet('e2'), begun()]).toEqual(['doubted', 'doubted', 'same', 1])
  expect(troubles()).toEqual([])
})

it('[SY34] of two hubs that answer by turns one is followed and the bar says it, until one alone was heard for ten minutes', () => {
  const { epochs, timers, begun, troubles } = watched()
  for (let turn = 0; turn < 1_000; turn += 1) epochs.meet(turn % 2 === 0 ? 'e2' : 'e1')
  expect([begun(), troubles(), epochs.areSeveral(), timers.delaysMs()]).toEqual([1, ['several-hubs'], true, [600_000]])
  timers.fire()
  expect([troubles(), epochs.areSeveral()]).toEqual([[], false])
})

it('[SY34] a hub that was left and is the only one now is followed after four answers, and each further time after twice as many', () => {
  const { timers, until } = watched()
  expect(until('e2')).toBe(1)
  expect(['e1', 'e2', 'e1', 'e2', 'e1', 'e2'].map(until)).toEqual([4, 8, 16, 32, 64, 64])
  timers.fire()
  expect(until('e1')).toBe(4)
})
