// Goal: no statement of the store is planned anew for every value (open-database.ts says why). Method: all that an opened store has prepared, as text.
import Database from 'better-sqlite3'
import { expect, it, vi } from 'vitest'
import { testKey } from '#tests/support/bench-facts.ts'
import { migrate } from './migrate.ts'
import { openSqliteStore } from './sqlite-store.ts'

it('what sorts, groups or joins compares with values behind a plus', () => {
  const prepare = vi.spyOn(Database.prototype, 'prepare')
  openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 }).close()
  const statements = prepare.mock.calls.map(([text]) => text)
  prepare.mockRestore()
  const sorting = statements.filter((text) => /\b(ORDER BY|GROUP BY|JOIN)\b/.test(text))
  expect(sorting.length).toBeGreaterThan(20)
  expect(sorting.filter((text) => /[=<>]\s*[?:]/.test(text))).toEqual([])
})

it('claims that end soon are looked up from the work in hand, however many lie there of work that is done', () => {
  const prepare = vi.spyOn(Database.prototype, 'prepare')
  openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1_000 }).close()
  const ending = prepare.mock.calls.map(([text]) => text).find((text) => text.includes('firstUntilMs'))!
  prepare.mockRestore()
  const db = new Database(':memory:')
  migrate(db)
  const plan = db.prepare<{ stationId: string; beforeMs: number }, { detail: string }>(`EXPLAIN QUERY PLAN ${ending}`).all({ stationId: 's', beforeMs: 1 }).map((step) => step.detail)
  db.close()
  expect(plan.filter((detail) => detail.includes('claim USING PRIMARY KEY (claim_kind=? AND subject=?)'))).toHaveLength(2)
  expect(plan.filter((detail) => /SCAN (claim|list|pick_list)/.test(detail))).toEqual([])
})
