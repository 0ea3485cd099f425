// A thread that reads all that waits and answers one question about it, so that no request of the hub waits for that. One question, one answer, then it ends.
import { parentPort, workerData } from 'node:worker_threads'
import { assert, unreachable } from '#shared/kernel/assert.ts'
import { personalBox } from '#shared/node/personal-box.ts'
import type { Database } from '../store/database.ts'
import type { StoreAccess } from '../store/facts.ts'
import { openPatientReader } from '../store/patient-reader.ts'
import { realSystem } from '../system.ts'
import type { ApartAnswers, ApartQuestion } from './ask-apart.ts'
import { giveWay } from './give-way.ts'
import type { ThreadSetting } from './own-thread.ts'
import { readSuggestions } from './read-suggestions.ts'
import { readTaken } from './taken-now.ts'

export type ApartSetting = { access: StoreAccess; question: ApartQuestion }

assert(parentPort, 'this file runs as a thread')
const { access, question, priority } = workerData as ApartSetting & ThreadSetting
if (priority !== undefined) giveWay(priority)

function answerOf(database: Database): Promise<ApartAnswers[keyof ApartAnswers]> {
  switch (question.ask) {
    case 'suggest': return readSuggestions(database, question.nowMs, question.asked, () => performance.now())
    case 'taken': return readTaken(database, { system: { ...realSystem, nowMs: () => question.nowMs }, box: personalBox(Buffer.from(access.key)) }, question.ruleId, question.askedCarriers, question.onlyOrderIds)
    default: return unreachable(question)
  }
}

const database = openPatientReader(access)
try {
  parentPort.postMessage(await answerOf(database))
} finally {
  await database.close()
}
