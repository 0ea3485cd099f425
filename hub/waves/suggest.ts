// Waves a supervisor could release now, read and thought about on a thread of their own. Rules SG1..SG10 of docs/specs/wave-building.md.
import { Worker } from 'node:worker_threads'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { In, Out } from '#shared/contract/contract.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { HubTools } from '../store/facts.ts'
import type { SuggestSetting } from './suggest-worker.ts'
import { threadFile } from './thread-file.ts'

/** Nothing is promised: what is released later is planned anew against what then waits. */
export function suggestForBoard({ access, system }: HubTools, asked: In<BoardApi, 'wave.suggest'>): Promise<Out<BoardApi, 'wave.suggest'>> {
  assert(access, 'a hub that suggests lets its threads read')
  return new Promise((resolve, reject) => {
    const thread = new Worker(threadFile(new URL('./suggest-worker.ts', import.meta.url)), { workerData: { access, nowMs: system.nowMs(), asked } satisfies SuggestSetting })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`the thread of suggestions ended with ${code} before its answer`)))
  })
}
