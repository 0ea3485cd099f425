// Brings a database to the newest schema: forward only, one transaction each, `user_version` counts.
import type BetterSqlite3 from 'better-sqlite3'
import { assert } from '#shared/kernel/assert.ts'
import { StoreRefusal } from './store-refusal.ts'
import { bench } from './migrations/0001-bench.ts'

export type Migration = { number: number; name: string; sql: string }
export const migrations: readonly Migration[] = [bench]

/** The schema version of this build. */
export const newestVersion = migrations.length

/** Applies what is missing of `steps`. Refuses a database that a newer build has written; nothing of it is changed then. */
export function migrate(db: BetterSqlite3.Database, steps: readonly Migration[] = migrations): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > steps.length) throw new StoreRefusal('newer', `This database was written by a newer Packwave (schema ${version}, this build knows ${steps.length}). Install the newer build again; nothing was changed.`)
  for (const [index, step] of steps.entries()) {
    assert(step.number === index + 1, 'migrations are numbered without a gap')
    if (step.number <= version) continue
    db.exec('BEGIN IMMEDIATE')
    try {
      db.exec(step.sql)
      db.pragma(`user_version = ${step.number}`)
      db.exec('COMMIT')
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}
