import type { Timers } from '#shared/kernel/time.ts'

/** Timers that go off when a test says so, each once. */
export function timersByHand(): Timers & { fire(): void; waiting(): number } {
  const waiting = new Set<() => void>()
  return {
    after(_delayMs, run) {
      waiting.add(run)
      return () => waiting.delete(run)
    },
    fire() {
      const due = [...waiting]
      waiting.clear()
      for (const run of due) run()
    },
    waiting: () => waiting.size,
  }
}
