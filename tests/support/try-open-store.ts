// Run as another process: tries to open the database of the first one and says what came of it.
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
process.send?.(tryOpening())
