// Notices a page that does not answer any more (an endless loop, a stopped process) and ends it, so that it is loaded again. What it had in hand it keeps on disk and says again.
import type { Timers } from '#shared/kernel/time.ts'

/** What the watch does with a page. */
export type WatchedPage = {
  /** Resolves when the page's own thread has run; never, or with an error, while it cannot. */
  ask(): Promise<unknown>
  /** Ends the page's process by force, whatever it is doing. */
  end(): void
}

export const lookEveryMs = 2_000
/** So many looks in a row without an answer. They are counted, not timed: a computer that slept has not waited for its page. */
export const looksBeforeEnd = 5

export type PageWatch = {
  /** The page is there and can answer. */
  loaded(): void
  /** Its process has ended, or it is being loaded: nobody asks it until it is there again. */
  gone(): void
}

/** Rule SV15 of docs/specs/survival.md. `say` hears it once when the page falls silent, and once when it is ended or answers again. */
export function watchPage({ page, timers, say }: { page: WatchedPage; timers: Timers; say: (line: string) => void }): PageWatch {
  let life = 0
  let cancel: () => void = () => undefined
  const look = (mine: number): void => {
    let silentLooks = 0
    let isAsked = false
    const ask = (): void => {
      isAsked = true
      const answered = (): void => {
        if (mine !== life) return
        if (silentLooks > 1) say('window answers again')
        isAsked = false
        silentLooks = 0
      }
      // An answer that is an error was an answer.
      page.ask().then(answered, answered)
    }
    const again = (): void => {
      cancel = timers.after(lookEveryMs, () => {
        if (mine !== life) return
        if (!isAsked) ask()
        else {
          silentLooks += 1
          if (silentLooks === 2) say('window does not answer')
          if (silentLooks >= looksBeforeEnd) {
            say(`window has not answered for ${(silentLooks * lookEveryMs) / 1_000} s, ending it`)
            life += 1
            return page.end()
          }
        }
        again()
      })
    }
    again()
  }
  const stop = (): void => {
    life += 1
    cancel()
  }
  return {
    loaded() {
      stop()
      look(life)
    },
    gone: stop,
  }
}
