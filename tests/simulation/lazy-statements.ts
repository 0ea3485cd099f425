// A station's store prepares some two hundred statements when it is opened, and a seed opens many stores that use a few of them: here each is prepared when it is first used.
import Sqlite from 'better-sqlite3'

type Statement = Sqlite.Statement<unknown[], unknown>
type Prepare = (this: Sqlite.Database, source: string) => Statement

class LazyStatement {
  readonly source: string
  readonly database: Sqlite.Database
  #prepare: Prepare
  #made: Statement | undefined
  #plucks = false
  constructor(database: Sqlite.Database, source: string, prepare: Prepare) {
    this.database = database
    this.source = source
    this.#prepare = prepare
  }
  get #statement(): Statement {
    if (!this.#made) {
      this.#made = this.#prepare.call(this.database, this.source)
      if (this.#plucks) this.#made.pluck()
    }
    return this.#made
  }
  pluck(): this {
    this.#plucks = true
    this.#made?.pluck()
    return this
  }
  get(...values: unknown[]): unknown {
    return this.#statement.get(...values)
  }
  all(...values: unknown[]): unknown[] {
    return this.#statement.all(...values)
  }
  run(...values: unknown[]): Sqlite.RunResult {
    return this.#statement.run(...values)
  }
  iterate(...values: unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...values)
  }
}

/** For this whole process. A statement that is wrong says so at its first use instead of when the store is opened. */
export function prepareLazily(): void {
  const { prototype } = Sqlite as unknown as { prototype: { prepare: Prepare } }
  const prepare = prototype.prepare
  prototype.prepare = function lazily(source) {
    return new LazyStatement(this, source, prepare) as unknown as Statement
  }
}
