import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BoardFrame } from '../../board/BoardFrame.tsx'
import { BoardSignIn } from '../../board/BoardSignIn.tsx'
import { useStation } from '../../state/station-store.ts'
import { useStationBoard } from '../../station-client/use-station-board.ts'
import { Icon } from '../../ui/Icon.tsx'

/** The hub's board inside the app. The hub asks for badge and PIN itself: it does not take a station's word for who stands there. */
export function BoardPage() {
  const { t } = useTranslation()
  const link = useStation((state) => state.link)
  const [isSignedIn, setIsSignedIn] = useState(false)
  const { board, isLost, refused } = useStationBoard(useCallback(() => setIsSignedIn(false), []))
  if (refused !== null) return <main className="centre"><Icon name="warning" size={120} /><p className="big-words">{refused === 'not-allowed' ? t('refused.not-allowed.what') : t('common.offline')}</p></main>
  if (!board) return <main className="centre"><p className="big-words">{t('notice.starting')}…</p></main>
  if (!isSignedIn) return <BoardSignIn board={board} isUp={!isLost && link === 'up'} onSignedIn={() => setIsSignedIn(true)} />
  return <BoardFrame board={board} lost={isLost || link !== 'up'} />
}
