import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { lookEveryMs, looksBeforeEnd, watchPage } from './watch-page.ts'

const timers = { after(delayMs: number, run: () => void) {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
} }

describe('a page that is watched', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function opened(ask: () => Promise<unknown>) {
    const said: string[] = []
    let ended = 0
    const watch = watchPage({ page: { ask, end: () => void (ended += 1) }, timers, say: (line) => said.push(line) })
    return { watch, said, ended: () => ended }
  }

  it('[SV15] is left alone while it answers, also with an error', async () => {
    let asked = 0
    const { watch, said, ended } = opened(() => (asked += 1) % 2 === 0 ? Promise.resolve(0) : Promise.reject(new Error('the page has no such word')))
    watch.loaded()
    await vi.advanceTimersByTimeAsync(100 * lookEveryMs)
    expect(asked).toBe(100)
    expect([said, ended()]).toEqual([[], 0])
  })

  it('[SV15] is ended once when it has not answered so many looks in a row, and is watched again when it is loaded again', async () => {
    const { watch, said, ended } = opened(() => new Promise(() => undefined))
    watch.loaded()
    await vi.advanceTimersByTimeAsync(looksBeforeEnd * lookEveryMs)
    expect(ended()).toBe(0)
    await vi.advanceTimersByTimeAsync(lookEveryMs)
    expect(ended()).toBe(1)
    expect(said).toEqual(['window does not answer', 'window has not answered for 10 s, ending it'])
    await vi.advanceTimersByTimeAsync(100 * lookEveryMs)
    expect(ended()).toBe(1)
    watch.loaded()
    await vi.advanceTimersByTimeAsync((looksBeforeEnd + 1) * lookEveryMs)
    expect(ended()).toBe(2)
  })

  it('[SV15] that answers late is left alone', async () => {
    const waiting: (() => void)[] = []
    const { watch, said, ended } = opened(() => new Promise<void>((resolve) => waiting.push(resolve)))
    watch.loaded()
    await vi.advanceTimersByTimeAsync(looksBeforeEnd * lookEveryMs)
    for (const answer of waiting.splice(0)) answer()
    await vi.advanceTimersByTimeAsync((looksBeforeEnd - 1) * lookEveryMs)
    expect(said).toContain('window answers again')
    expect(ended()).toBe(0)
  })

  it('[SV15] is not asked while it is being loaded', async () => {
    const { watch, ended } = opened(() => new Promise(() => undefined))
    watch.loaded()
    await vi.advanceTimersByTimeAsync(3 * lookEveryMs)
    watch.gone()
    await vi.advanceTimersByTimeAsync(100 * lookEveryMs)
    expect(ended()).toBe(0)
  })
})
