import { useEffect, useState } from 'react'
import { type BoardClient, ignoreClosed } from '../board/use-board.ts'
import { useStation } from '../state/station-store.ts'
import { openBoardLine } from './board-line.ts'
import { stationClient } from './station-link.ts'

export type StationBoard = { board: BoardClient | null; /** The board's line is gone; a new one comes with the station's. */ isLost: boolean; refused: 'not-allowed' | 'hub-unreachable' | null }

/** The hub's board over a line through the station, open while the component is shown, and opened anew when the station's own line is fresh. `onFresh` hears of each line. */
export function useStationBoard(onFresh?: () => void): StationBoard {
  const link = useStation((state) => state.link)
  const [state, setState] = useState<StationBoard>({ board: null, isLost: false, refused: null })
  useEffect(() => {
    const station = stationClient()
    if (link !== 'up' || !station) return undefined
    let wanted = true
    let opened: BoardClient | null = null
    openBoardLine(station).then((line) => {
      if (!wanted) return line.kind === 'open' ? line.board.close() : undefined
      if (line.kind === 'refused') return setState((before) => ({ ...before, refused: line.why }))
      opened = line.board
      opened.onClose(() => setState((before) => ({ ...before, isLost: true })))
      setState({ board: opened, isLost: false, refused: null })
      onFresh?.()
    }, ignoreClosed)
    return () => {
      wanted = false
      opened?.close()
    }
  }, [link, onFresh])
  return state
}
