import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardApi, BoardView } from '#shared/contract/board-api.ts'
import { isRefused, type BoardRefused } from '#shared/contract/board-refusals.ts'
import { CallFault, type Client } from '#shared/contract/contract.ts'
import { faultText, refusalText } from './refusal-text.ts'

export type BoardClient = Client<BoardApi>

/** The board's figures: read once, then pushed. Null until the first have come. */
export function useBoardView(board: BoardClient): BoardView | null {
  const [view, setView] = useState<BoardView | null>(null)
  useEffect(() => {
    let wanted = true
    const take = (next: BoardView): void => {
      if (wanted) setView((current) => (current && current.atMs > next.atMs ? current : next))
    }
    const stop = board.on('board.changed', take)
    // The line is signed in by now; if the hub has signed it out again, its close follows.
    board.call('board.view', {}).then((answer) => {
      if (!isRefused(answer)) take(answer)
    }, ignoreClosed)
    return () => {
      wanted = false
      stop()
    }
  }, [board])
  return view
}

/** Runs one question at a time. `then` gets what the hub granted; a refusal or a fault becomes `trouble`, in the language of the page. */
export function useAsk(): { busy: boolean; trouble: string; ask<T extends object>(run: () => Promise<T>, then: (answer: Exclude<T, BoardRefused>) => void): void } {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<BoardRefused | CallFault | null>(null)
  const ask = useCallback(<T extends object>(run: () => Promise<T>, then: (answer: Exclude<T, BoardRefused>) => void): void => {
    setBusy(true)
    setTrouble(null)
    run().then(
      (answer) => {
        setBusy(false)
        if (isRefused(answer)) setTrouble(answer)
        else then(answer as Exclude<T, BoardRefused>)
      },
      (error: unknown) => {
        setBusy(false)
        if (!(error instanceof CallFault)) throw error
        setTrouble(error)
      },
    )
  }, [])
  return { busy, trouble: trouble === null ? '' : trouble instanceof CallFault ? faultText(trouble, t) : refusalText(trouble, t), ask }
}

export function ignoreClosed(error: unknown): void {
  if (!(error instanceof CallFault && error.code === 'closed')) throw error
}
