import type { ScreenOf } from '#shared/contract/station-view.ts'
import type { Bench } from '#shared/domain/bench/bench.ts'
import { mayDo } from '#shared/domain/people/rights.ts'
import type { AppDeps } from '../app/app-deps.ts'
import { operatorOf } from '../app/worlds.ts'

/** As many lists as fit on the screen without scrolling. */
const shownLists = 5

export function chooseScreen(deps: AppDeps, bench: Bench): ScreenOf<'choose'> {
  const { store } = deps
  const { role } = operatorOf(deps, bench)
  const counts = store.workCounts()
  const lists = store.offeredLists(bench.operatorId, shownLists).map((list) => ({
    code: list.listNumber, title: list.listNumber, mode: list.mode, zone: list.zone, openPieces: list.openPieces, cutOffAtMs: list.cutOffAtMs, mine: list.state === 'taken',
  }))
  return {
    kind: 'choose',
    pick: { allowed: mayDo(role, 'pick'), lists, openCount: counts.lists + lists.filter((list) => list.mine).length },
    put: { allowed: mayDo(role, 'put'), openCount: counts.toPut },
    check: { allowed: mayDo(role, 'check'), openCount: counts.toCheck },
    manifest: { allowed: mayDo(role, 'manifest'), openCount: counts.toHandOver },
  }
}
