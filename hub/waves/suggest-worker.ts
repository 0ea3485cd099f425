// A thread that thinks about suggestions, so that no request of the hub waits for it. One question, one answer, then it ends.
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '#shared/kernel/assert.ts'
import { type SuggestQuestion, suggestWaves } from '#shared/domain/waves/wave-building/suggest-waves.ts'
import { yieldThread } from './yield-thread.ts'

assert(parentPort, 'this file runs as a thread')
yieldThread()
const { question, seed, budgetMs, movesPerGroup } = workerData as { question: SuggestQuestion; seed: number; budgetMs: number; movesPerGroup: number }
parentPort.postMessage(suggestWaves(question, { seed, budgetMs, movesPerGroup, elapsedMs: () => performance.now() }))
