import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BoardFrame } from '../../board/BoardFrame.tsx'
import { BoardSignIn } from '../../board/BoardSignIn.tsx'
import { type BoardClient, ignoreClosed } from '../../board/use-board.ts'
import { useStation } from '../../state/station-store.ts'
import { openBoardLine } from '../../station-client/board-line.ts'
import { stationClient } from '../../station-client/station-link.ts'
import { Icon } from '../../ui/Icon.tsx'

/**
 * The hub's board inside the app, over a line through the station. Opened anew when the station's own line is fresh. The hub asks for
 * badge and PIN itself: it does not take a station's word for who stands there.
 */
export function BoardPage() {
  const { t } = useTranslation()
  const link = useStation((state) => state.link)
  const [board, setBoard] = useState<BoardClient | null>(null)
  const [isSignedIn, setIsSignedIn] = useState(false)
  const [isLost, setIsLost] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  useEffect(() => {
    const station = stationClient()
    if (link !== 'up' || !station) return undefined
    let wanted = true
    let opened: BoardClient | null = null
    openBoardLine(station).then((line) => {
      if (!wanted) return line.kind === 'open' ? line.board.close() : undefined
      if (line.kind === 'refused') return setRefused(line.why)
      opened = line.board
      opened.onClose(() => setIsLost(true))
      setRefused(null)
      setIsLost(false)
      setIsSignedIn(false)
      setBoard(opened)
    }, ignoreClosed)
    return () => {
      wanted = false
      opened?.close()
    }
  }, [link])
  if (refused !== null) return <main className="centre"><Icon name="warning" size={120} /><p className="big-words">{refused === 'not-allowed' ? t('refused.not-allowed.what') : t('common.offline')}</p></main>
  if (!board) return <main className="centre"><p className="big-words">{t('notice.starting')}…</p></main>
  if (!isSignedIn) return <BoardSignIn board={board} isUp={!isLost && link === 'up'} onSignedIn={() => setIsSignedIn(true)} />
  return <BoardFrame board={board} lost={isLost || link !== 'up'} />
}
