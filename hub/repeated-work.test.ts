import { expect, it } from 'vitest'
import { afterChanges, repeat } from './repeated-work.ts'

/** Work that ends when the test says so, and what tells that a run of it has begun. */
function heldWork() {
  const ends: ((fault?: Error) => void)[] = []
  const begun = (count: number) => expect.poll(() => ends.length).toBe(count)
  return { ends, begun, work: () => new Promise<void>((resolve, reject) => ends.push((fault) => (fault ? reject(fault) : resolve()))) }
}

it('what changes while a view is built is in the next view', async () => {
  const { ends, begun, work } = heldWork()
  const views = afterChanges({ everyMs: 1, where: 'views', work, onFault: String })
  views.changed()
  await begun(1)
  views.changed()
  views.changed()
  ends[0]!()
  await begun(2)
  ends[1]!()
  await views.stop()
  expect(ends.length).toBe(2)
})

it('a run that fails is told, and the next one comes', async () => {
  const { ends, begun, work } = heldWork()
  const told: unknown[] = []
  const views = afterChanges({ everyMs: 1, where: 'views', work, onFault: (where, fault) => String(told.push([where, fault])) })
  const fault = new Error('away')
  views.changed()
  await begun(1)
  ends[0]!(fault)
  await expect.poll(() => told).toEqual([['views', fault]])
  views.changed()
  await begun(2)
  ends[1]!()
  await views.stop()
})

it('by the clock, one run at a time, and stopping waits for the one under way', async () => {
  const { ends, begun, work } = heldWork()
  const told: unknown[] = []
  const repeating = repeat({ everyMs: 1, where: 'look', work, onFault: (where, fault) => String(told.push([where, fault])) })
  await begun(1)
  ends[0]!(new Error('away'))
  await begun(2)
  let isStopped = false
  const stopped = repeating.stop().then(() => { isStopped = true })
  expect([ends.length, told.length, isStopped]).toEqual([2, 1, false])
  ends[1]!()
  await stopped
  expect(ends.length).toBe(2)
})
