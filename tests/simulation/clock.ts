// Virtual time: events in the order of their time, and of their making where that is equal. Nothing waits for the real clock.
import type { Timers } from '#shared/kernel/time.ts'

export type Clock = {
  nowMs(): number
  at(delayMs: number, run: () => unknown): () => void
  /** Runs the next event, after moving the time to it; false when there is none before `untilMs`. */
  step(untilMs: number): Promise<boolean>
  /** Timers that stop existing when `alive` says so: a dead process has none. */
  timers(alive: () => boolean): Timers
}

type Event = { atMs: number; order: number; run: (() => unknown) | undefined }

/** All that follows from an event without waiting for another has happened. */
const quiescence = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

export function createClock(startMs: number): Clock {
  let nowMs = startMs
  let order = 0
  const heap: Event[] = []
  const earlier = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
  const push = (event: Event): void => {
    let index = heap.push(event) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!earlier(event, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = event
  }
  const pop = (): Event => {
    const first = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return first
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child += 1
      if (!earlier(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
    return first
  }
  const at = (delayMs: number, run: () => unknown): (() => void) => {
    const event: Event = { atMs: nowMs + Math.max(0, Math.round(delayMs)), order: (order += 1), run }
    push(event)
    return () => { event.run = undefined }
  }
  return {
    nowMs: () => nowMs,
    at,
    async step(untilMs) {
      while (heap.length > 0 && (heap[0]!.run === undefined || heap[0]!.atMs <= untilMs)) {
        const event = pop()
        if (!event.run) continue
        nowMs = Math.max(nowMs, event.atMs)
        await event.run()
        await quiescence()
        return true
      }
      nowMs = Math.max(nowMs, untilMs)
      return false
    },
    timers: (alive) => ({ after: (delayMs, run) => at(delayMs, () => { if (alive()) run() }) }),
  }
}
