// Stations ask a hub for the same things again and again while nothing changes there: a question that was asked since the last write is answered from memory.
import type { Database } from '#hub/store/database.ts'

export type RememberedReads = Database & {
  /** Something was written past this database. */
  forget(): void
}

/** The same answers as `database` gives, as long as nobody writes past it without saying so. Rows are frozen: nobody may change what others are given too. */
export function rememberReads(database: Database): RememberedReads {
  const known = new Map<string, Promise<readonly unknown[]>>()
  const forget = (): void => known.clear()
  const rows = <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    const key = `${text}\n${JSON.stringify(values)}`
    let asked = known.get(key)
    if (!asked) {
      asked = database.rows(text, values).then((found) => Object.freeze(found))
      known.set(key, asked)
    }
    return asked as Promise<Row[]>
  }
  const afterwards = async <T>(work: Promise<T>): Promise<T> => {
    forget()
    try {
      return await work
    } finally {
      forget()
    }
  }
  return {
    ...database,
    forget,
    rows,
    row: async <Row>(text: string, values?: readonly unknown[]) => (await rows<Row>(text, values))[0],
    run: (text, values) => afterwards(database.run(text, values)),
    write: (work, first) => afterwards(database.write(work, first)),
    alone: (lock, work, how) => afterwards(database.alone(lock, work, how)),
  }
}
