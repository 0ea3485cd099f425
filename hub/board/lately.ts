import type { Database } from '../store/database.ts'

/** A board is pushed several times a second; counting fifty thousand products takes a fifth of one. */
const countedEveryMs = 5_000

/** A figure above every tab of the board, counted anew when it is five seconds old or was forgotten. */
export type Lately<T> = {
  at(database: Database, nowMs: number): Promise<T>
  /** For whatever changes the figure and wants that to be seen at once. */
  forget(database: Database): void
}

export function lately<T>(count: (database: Database, nowMs: number) => Promise<T>): Lately<T> {
  const counted = new WeakMap<Database, { atMs: number; figure: Promise<T> }>()
  return {
    at(database, nowMs) {
      const known = counted.get(database)
      if (known && Math.abs(nowMs - known.atMs) < countedEveryMs) return known.figure
      const figure = count(database, nowMs)
      // A count that failed is not kept: whoever asked hears of it, and the next one counts anew.
      figure.catch(() => counted.delete(database))
      counted.set(database, { atMs: nowMs, figure })
      return figure
    },
    forget: (database) => void counted.delete(database),
  }
}
