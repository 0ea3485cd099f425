import type { Bench } from '#shared/domain/bench/bench.ts'
import { accept, type Decision, refuse } from '#shared/domain/bench/decision.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { mayDo } from '#shared/domain/people/rights.ts'
import { finishList, firstStep } from '#shared/domain/picking/decide-pick.ts'
import type { AppDeps } from './app-deps.ts'
import { heldElsewhere, operatorOf } from './worlds.ts'

/** Takes a list and shows its first task, or goes on where the same picker left it. */
export function startList(deps: AppDeps, bench: Bench, listId: string): Decision {
  const { store } = deps
  const operator = operatorOf(deps, bench)
  if (!mayDo(operator.role, 'pick')) return refuse('not-allowed', bench, { right: 'pick' })
  const list = store.pickList(listId)
  if (!list || list.state === 'finished') return refuse('no-work', bench)
  if (list.state === 'cancelled') return refuse('list-cancelled', bench, { listNumber: list.listNumber })
  const holder = heldElsewhere(deps, 'list', listId)
  if (list.state === 'taken' && list.personId !== operator.personId) return refuse('list-taken', bench, { listNumber: list.listNumber, ...holder })
  // CL3: held by another station, though nothing of it was heard here. Her own list goes with her (PK15).
  if (holder && list.state === 'open') return refuse('list-taken', bench, { listNumber: list.listNumber, ...holder })
  const next = store.nextPickTask(listId)
  // Every task was done, here or elsewhere, and nobody has said so: this does.
  if (!next) return finishList(list, bench)
  const step = list.toteCode === null ? firstStep(list) : 'place'
  return accept('list-started', { ...bench, armedQuantity: null, activity: { kind: 'pick', listId, taskId: next.taskId, step, inHandQty: 0 } }, {
    facts: list.state === 'taken' && list.takenHere ? [] : [fact('PickListStarted', { listId, personId: operator.personId })],
    values: { listNumber: list.listNumber, count: store.openTaskCount(listId) },
  })
}

/** The most urgent list for this person. */
export function startNextList(deps: AppDeps, bench: Bench): Decision {
  const [offer] = deps.store.offeredLists(bench.operatorId, 1)
  return offer ? startList(deps, bench, offer.listId) : refuse('no-work', bench)
}
