import type { Timers } from '#shared/kernel/time.ts'

/** Timers that go off when a test says so, each once. */
export function timersByHand(): Timers & { fire(): void; waiting(): number; delaysMs(): number[] } {
  const waiting = new Map<() => void, number>()
  return {
    after(delayMs, run) {
      waiting.set(run, delayMs)
      return () => waiting.delete(run)
    },
    fire() {
      const due = [...waiting.keys()]
      waiting.clear()
      for (const run of due) run()
    },
    waiting: () => waiting.size,
    delaysMs: () => [...waiting.values()],
  }
}
