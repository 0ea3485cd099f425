// Goal: no statement of the store is planned anew for every value (open-database.ts says why). Method: all that an opened store has prepared, as text.
import Database from 'better-sqlite3'
import { expect, it, vi } from 'vitest'
import { testKey } from '#tests/support/bench-facts.ts'
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
