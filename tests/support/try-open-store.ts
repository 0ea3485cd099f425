// Run as another process: tries to open the database of the first one and says what came of it. A second argument is the user to become first.
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import { StoreRefusal } from '#station/store/store-refusal.ts'
import { testKey } from './bench-facts.ts'

const tryOpening = (): string => {
  try {
    openSqliteStore({ file: process.argv[2] ?? '', personalKey: testKey, nowMs: () => 1 }).close()
    return 'opened'
  } catch (error) {
    if (error instanceof StoreRefusal) return error.reason
    throw error
  }
}
const [, , , userId] = process.argv
if (userId !== undefined) {
  // What is read from the repository is read before: that user may have no way to it.
  openSqliteStore({ file: ':memory:', personalKey: testKey, nowMs: () => 1 }).close()
  process.setgroups?.([])
  process.setgid?.(Number(userId))
  process.setuid?.(Number(userId))
}
process.send?.(tryOpening())
