// Questions about all that waits, read and thought about in the process beside the hub. Rules SG1..SG11 of docs/specs/wave-building.md, PL6, PL13 and PL16 of docs/specs/planning.md.
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { In, Out } from '#shared/contract/contract.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { HubTools, StoreAccess } from '../store/facts.ts'
import { atRest, openApart } from './apart.ts'
import type { ApartAnswered, ApartAsked, ApartSetting } from './apart-worker.ts'
import { endRestingPlanner, openListPlanner } from './list-planner.ts'
import type { OwnThread } from './own-thread.ts'
import type { TakenNow } from './taken-now.ts'

/** `nowMs` is the hub's time of asking. */
export type ApartQuestion =
  | { ask: 'suggest'; nowMs: number; asked: In<BoardApi, 'wave.suggest'> }
  | { ask: 'taken'; nowMs: number; ruleId: string; askedCarriers: ReadonlySet<string> | null; onlyOrderIds: readonly string[] | undefined }
export type ApartAnswers = { suggest: Out<BoardApi, 'wave.suggest'>; taken: TakenNow }

/** Answers the questions about one site's orders, on one thread. */
type Desk = { thread: OwnThread; waiting: Map<number, { resolve: (answer: never) => void; reject: (fault: Error) => void }>; rest: NodeJS.Timeout | undefined }

/** One for each hub of this process. */
const desks = new Map<StoreAccess, Desk>()
let lastId = 0

function openDesk(access: StoreAccess): Desk {
  const waiting: Desk['waiting'] = new Map()
  const thread = openApart('./apart-worker.ts', { access } satisfies ApartSetting, {
    onMessage(told) {
      const { id, answer } = told as ApartAnswered
      const asked = waiting.get(id)
      waiting.delete(id)
      if (waiting.size === 0) desk.rest = atRest(() => void thread.close())
      asked?.resolve(answer as never)
    },
    onEnd(fault) {
      if (desks.get(access) === desk) desks.delete(access)
      clearTimeout(desk.rest)
      for (const { reject } of waiting.values()) reject(fault)
    },
  })
  const desk: Desk = { thread, waiting, rest: undefined }
  desks.set(access, desk)
  return desk
}

/** Nothing is promised by an answer: what is released later is read anew. Rejects when the process ends before it has answered. */
export function askApart<K extends keyof ApartAnswers>(access: StoreAccess, question: ApartQuestion & { ask: K }): Promise<ApartAnswers[K]> {
  const desk = desks.get(access) ?? openDesk(access)
  clearTimeout(desk.rest)
  desk.rest = undefined
  lastId += 1
  const id = lastId
  return new Promise((resolve, reject) => {
    desk.waiting.set(id, { resolve, reject })
    desk.thread.post({ id, question } satisfies ApartAsked)
  })
}

/** PL16: what answers and plans is there, for a supervisor who will soon ask; it waits as after a question. */
export async function prepareApart({ access }: HubTools): Promise<void> {
  if (!access) return
  const desk = desks.get(access) ?? openDesk(access)
  if (desk.waiting.size === 0) desk.rest ??= atRest(() => void desk.thread.close())
  await openListPlanner().close()
}

/** PL16: what waits beside this hub for more questions ends. */
export async function endApart(access: StoreAccess): Promise<void> {
  await desks.get(access)?.thread.close()
  await endRestingPlanner()
}

/** Waves a supervisor could release now. */
export function suggestForBoard({ access, system }: HubTools, asked: In<BoardApi, 'wave.suggest'>): Promise<Out<BoardApi, 'wave.suggest'>> {
  assert(access, 'a hub that suggests lets its threads read')
  return askApart(access, { ask: 'suggest', nowMs: system.nowMs(), asked })
}
