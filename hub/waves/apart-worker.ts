// A thread that reads all that waits and answers questions about it, so that no request of the hub waits for that. A fault ends it.
import { parentPort, workerData } from 'node:worker_threads'
import { assert, unreachable } from '#shared/kernel/assert.ts'
import { personalBox } from '#shared/node/personal-box.ts'
import type { StoreAccess } from '../store/facts.ts'
import { openPatientReader } from '../store/patient-reader.ts'
import { realSystem } from '../system.ts'
import type { ApartAnswers, ApartQuestion } from './ask-apart.ts'
import { giveWay } from './give-way.ts'
import type { ThreadSetting } from './own-thread.ts'
import { readSuggestions } from './read-suggestions.ts'
import { readTaken } from './taken-now.ts'

export type ApartSetting = { access: StoreAccess }
export type ApartAsked = { id: number; question: ApartQuestion }
export type ApartAnswered = { id: number; answer: ApartAnswers[keyof ApartAnswers] }

assert(parentPort, 'this file runs as a thread')
const port = parentPort
const { access, priority } = workerData as ApartSetting & ThreadSetting
if (priority !== undefined) giveWay(priority)
const database = openPatientReader(access)

function answerOf(question: ApartQuestion): Promise<ApartAnswers[keyof ApartAnswers]> {
  switch (question.ask) {
    case 'suggest': return readSuggestions(database, question.nowMs, question.asked, () => performance.now())
    case 'taken': return readTaken(database, { system: { ...realSystem, nowMs: () => question.nowMs }, box: personalBox(Buffer.from(access.key)) }, question.ruleId, question.askedCarriers, question.onlyOrderIds)
    default: return unreachable(question)
  }
}

port.on('message', async ({ id, question }: ApartAsked) => {
  port.postMessage({ id, answer: await answerOf(question) } satisfies ApartAnswered)
  // PL16: it may rest for long now.
  globalThis.gc?.()
})
