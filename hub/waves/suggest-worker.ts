// A thread that reads and thinks about suggestions, so that no request of the hub waits for it. One question, one answer, then it ends.
import { parentPort, workerData } from 'node:worker_threads'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { In } from '#shared/contract/contract.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { StoreAccess } from '../store/facts.ts'
import { openPatientReader } from '../store/patient-reader.ts'
import { giveWay } from './give-way.ts'
import type { ThreadSetting } from './own-thread.ts'
import { readSuggestions } from './read-suggestions.ts'

/** `nowMs` is the hub's time of asking. */
export type SuggestSetting = { access: StoreAccess; nowMs: number; asked: In<BoardApi, 'wave.suggest'> }

assert(parentPort, 'this file runs as a thread')
const { access, nowMs, asked, priority } = workerData as SuggestSetting & ThreadSetting
if (priority !== undefined) giveWay(priority)
const database = openPatientReader(access)
try {
  parentPort.postMessage(await readSuggestions(database, nowMs, asked, () => performance.now()))
} finally {
  await database.close()
}
