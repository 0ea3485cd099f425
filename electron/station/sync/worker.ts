// One piece of work done again and again: at once when there is more or somebody kicks, later when nothing is due, and with growing
// pauses while it fails. Never twice at the same time.
import type { Random } from '#shared/kernel/random.ts'
import type { Timers } from '#shared/kernel/time.ts'

/** What one step led to. */
export type StepResult = 'more' | 'idle' | 'failed'
export type WorkerConfig = { idleMs: number; firstRetryMs: number; longestRetryMs: number }

export type Worker = {
  start(): void
  /** Something may be due. While failing, the pause is kept: a busy station must not hammer a hub that is down. */
  kick(): void
  /** The hub was just heard: the pause ends. */
  wake(): void
  /** Resolves when the step in hand has ended. */
  stop(): Promise<void>
}

export function createWorker({ step, timers, random, config, onFault }: { step: () => Promise<StepResult>; timers: Timers; random: Random; config: WorkerConfig; onFault: (error: unknown) => void }): Worker {
  let state: 'new' | 'idle' | 'running' | 'pausing' | 'stopped' = 'new'
  let again = false
  let failures = 0
  let cancelTimer: () => void = () => undefined
  let running: Promise<void> = Promise.resolve()

  const later = (delayMs: number): void => {
    cancelTimer = timers.after(delayMs, go)
  }
  const loop = async (): Promise<void> => {
    for (;;) {
      again = false
      const result = await step()
      if (state === 'stopped') return
      if (result === 'failed') {
        failures += 1
        state = 'pausing'
        // Half of the pause is drawn, so that forty stations do not come back in the same second.
        const longest = Math.min(config.longestRetryMs, config.firstRetryMs * 2 ** Math.min(failures - 1, 20))
        return later(longest / 2 + (random() * longest) / 2)
      }
      failures = 0
      if (result === 'idle' && !again) {
        state = 'idle'
        return later(config.idleMs)
      }
    }
  }
  function go(): void {
    cancelTimer()
    state = 'running'
    running = loop().catch((error: unknown) => {
      state = 'stopped'
      onFault(error)
    })
  }
  return {
    start: () => void (state === 'new' && go()),
    kick() {
      if (state === 'running') again = true
      else if (state === 'idle') go()
    },
    wake() {
      if (state === 'running') again = true
      else if (state === 'idle' || state === 'pausing') go()
    },
    async stop() {
      state = 'stopped'
      cancelTimer()
      await running
    },
  }
}
