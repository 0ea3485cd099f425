// Questions about all that waits, read and thought about in the process beside the hub. Rules SG1..SG10 of docs/specs/wave-building.md, PL6 and PL13 of docs/specs/planning.md.
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { In, Out } from '#shared/contract/contract.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { HubTools, StoreAccess } from '../store/facts.ts'
import { openApart } from './apart.ts'
import type { ApartSetting } from './apart-worker.ts'
import type { TakenNow } from './taken-now.ts'

/** `nowMs` is the hub's time of asking. */
export type ApartQuestion =
  | { ask: 'suggest'; nowMs: number; asked: In<BoardApi, 'wave.suggest'> }
  | { ask: 'taken'; nowMs: number; ruleId: string; askedCarriers: ReadonlySet<string> | null; onlyOrderIds: readonly string[] | undefined }
export type ApartAnswers = { suggest: Out<BoardApi, 'wave.suggest'>; taken: TakenNow }

/** Nothing is promised by an answer: what is released later is read anew. Rejects when the process ends before it has answered. */
export function askApart<K extends keyof ApartAnswers>(access: StoreAccess, question: ApartQuestion & { ask: K }): Promise<ApartAnswers[K]> {
  return new Promise((resolve, reject) => {
    const thread = openApart('./apart-worker.ts', { access, question } satisfies ApartSetting, {
      onMessage(answer) {
        resolve(answer as ApartAnswers[K])
        thread.close()
      },
      onEnd: reject,
    })
  })
}

/** Waves a supervisor could release now. */
export function suggestForBoard({ access, system }: HubTools, asked: In<BoardApi, 'wave.suggest'>): Promise<Out<BoardApi, 'wave.suggest'>> {
  assert(access, 'a hub that suggests lets its threads read')
  return askApart(access, { ask: 'suggest', nowMs: system.nowMs(), asked })
}
