import { useCallback, useEffect, useState } from 'react'
import type { BoardApi, BoardView } from '#shared/contract/board-api.ts'
import { CallFault, type Client } from '#shared/contract/contract.ts'

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
    board.call('board.view', {}).then(take, ignoreClosed)
    return () => {
      wanted = false
      stop()
    }
  }, [board])
  return view
}

/** Runs one question at a time and keeps its trouble in words. A line that closed is shown by the frame, not here. */
export function useAsk(): { busy: boolean; trouble: string; ask<T>(run: () => Promise<T>, then: (answer: T) => void): void; refuse(why: string): void } {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState('')
  const ask = useCallback(<T,>(run: () => Promise<T>, then: (answer: T) => void): void => {
    setBusy(true)
    setTrouble('')
    run().then(
      (answer) => {
        setBusy(false)
        then(answer)
      },
      (error: unknown) => {
        setBusy(false)
        if (!(error instanceof CallFault)) throw error
        setTrouble(error.incidentId === '' ? error.message : `${error.message} (${error.incidentId})`)
      },
    )
  }, [])
  return { busy, trouble, ask, refuse: setTrouble }
}

export function ignoreClosed(error: unknown): void {
  if (!(error instanceof CallFault && error.code === 'closed')) throw error
}
