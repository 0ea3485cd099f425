import { useEffect, useState } from 'react'
import type { BoardApi } from '#shared/contract/board-api.ts'
import { isRefused } from '#shared/contract/board-refusals.ts'
import type { News } from '#shared/contract/contract.ts'
import type { PlanView } from '#shared/contract/wave-plans.ts'
import { type BoardClient, ignoreClosed } from './use-board.ts'

export type PlanProgress = News<BoardApi, 'plan.progress'>

/**
 * The plan in hand on this board: shown as it was answered last, changed by what the hub tells. A board that lost its line asks for it
 * again on the new one. `plan` is null before the first answer and when the plan has ended; `isGone` then, unless the page itself put it away.
 */
export function usePlan(board: BoardClient): { plan: PlanView | null; progress: PlanProgress | null; isGone: boolean; show(plan: PlanView | null): void } {
  const [plan, setPlan] = useState<PlanView | null>(null)
  const [progress, setProgress] = useState<PlanProgress | null>(null)
  const [isGone, setIsGone] = useState(false)
  const planId = plan?.planId
  useEffect(() => {
    if (planId === undefined) return undefined
    let wanted = true
    const lose = (): void => {
      setPlan(null)
      setIsGone(true)
    }
    const stops = [
      board.on('plan.progress', (told) => { if (told.planId === planId) setProgress(told) }),
      board.on('plan.changed', (told) => { if (told.planId === planId) setPlan(told) }),
      board.on('plan.ended', (told) => { if (told.planId === planId) lose() }),
    ]
    // What was told between the answer and the listening, or while the line was gone.
    board.call('plan.view', { planId }).then((answer) => {
      // The page may have put the plan away meanwhile.
      if (!wanted) return
      if (isRefused(answer)) lose()
      else setPlan((shown) => (shown && shown.revision > answer.revision ? shown : answer))
    }, ignoreClosed)
    return () => {
      wanted = false
      for (const stop of stops) stop()
    }
  }, [board, planId])
  const show = (next: PlanView | null): void => {
    setPlan(next)
    setIsGone(false)
  }
  return { plan, progress: plan?.state === 'planning' ? progress : null, isGone, show }
}
