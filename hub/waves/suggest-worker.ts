// A thread that reads and thinks about suggestions, so that no request of the hub waits for it. One question, one answer, then it ends.
import { parentPort, workerData } from 'node:worker_threads'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { In } from '#shared/contract/contract.ts'
import { assert } from '#shared/kernel/assert.ts'
import { openDatabase } from '../store/database.ts'
import type { StoreAccess } from '../store/facts.ts'
import { readSuggestions } from './read-suggestions.ts'

/** `nowMs` is the hub's time of asking. */
export type SuggestSetting = { access: StoreAccess; nowMs: number; asked: In<BoardApi, 'wave.suggest'> }

assert(parentPort, 'this file runs as a thread')
const { access, nowMs, asked } = workerData as SuggestSetting
// What a question meets is told by the question itself.
const database = openDatabase({ url: access.databaseUrl, onTrouble: () => undefined })
try {
  parentPort.postMessage(await readSuggestions(database, nowMs, asked, () => performance.now()))
} finally {
  await database.close()
}
