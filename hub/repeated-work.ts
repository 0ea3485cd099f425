// Work that a hub does again and again: by the clock, or when something has changed. One run at a time; a fault is told, and the next run comes all the same.

type Work = {
  everyMs: number
  /** What the log calls it. */
  where: string
  work: () => Promise<unknown>
  onFault: (where: string, fault: unknown) => string
}
/** Answers when the run that is under way has ended; none comes after it. */
type Stop = { stop(): Promise<void> }

/** Runs every `everyMs`; a run that takes longer is not followed by those that it held up. */
export function repeat({ everyMs, where, work, onFault }: Work): Stop {
  let running: Promise<unknown> | undefined
  const timer = setInterval(() => {
    running ??= work().catch((fault: unknown) => onFault(where, fault)).finally(() => { running = undefined })
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

/** Runs `everyMs` after `changed` was called, however often that was. What changes while it runs is in the next run. */
export function afterChanges({ everyMs, where, work, onFault }: Work): Stop & { changed(): void } {
  let running: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  return {
    changed() {
      timer ??= setTimeout(() => {
        running = running.then(() => {
          timer = undefined
          return work()
        }).catch((fault: unknown) => onFault(where, fault))
      }, everyMs)
    },
    async stop() {
      clearTimeout(timer)
      await running
    },
  }
}
