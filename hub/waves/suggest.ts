// Waves a supervisor could release now, read and thought about on a thread beside the hub. Rules SG1..SG10 of docs/specs/wave-building.md.
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { In, Out } from '#shared/contract/contract.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { HubTools } from '../store/facts.ts'
import { openApart } from './apart.ts'
import type { SuggestSetting } from './suggest-worker.ts'

/** Nothing is promised: what is released later is planned anew against what then waits. */
export function suggestForBoard({ access, system }: HubTools, asked: In<BoardApi, 'wave.suggest'>): Promise<Out<BoardApi, 'wave.suggest'>> {
  assert(access, 'a hub that suggests lets its threads read')
  return new Promise((resolve, reject) => {
    const thread = openApart('./suggest-worker.ts', { access, nowMs: system.nowMs(), asked } satisfies SuggestSetting, {
      onMessage(suggestions) {
        resolve(suggestions as Out<BoardApi, 'wave.suggest'>)
        thread.close()
      },
      onEnd: reject,
    })
  })
}
