import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { switchLanguage } from '../i18n/i18n.ts'
import { Button } from '../ui/Button.tsx'
import { BoardFrame } from './BoardFrame.tsx'
import { BoardSignIn, type Credentials } from './BoardSignIn.tsx'
import { type BoardClient, ignoreClosed } from './use-board.ts'

/**
 * The browser's line to the hub. The hub signs in lines, not pages: what was entered is kept in this page's memory alone, so that a
 * board on the wall comes back by itself after the hub was restarted. `signedIn` is the last line that was signed in: what somebody is
 * typing stays on the page while a new one is made.
 */
export const useBoardLine = create<{ board: BoardClient | null; isUp: boolean; isSignedIn: boolean; entered: Credentials | null; signedIn: BoardClient | null }>()(() => ({ board: null, isUp: false, isSignedIn: false, entered: null, signedIn: null }))

const KEPT_LANGUAGE = 'packwave.boardLanguage'

/** The language chosen for this browser; Chinese unless it was changed. */
export function keptLanguage(): 'zh-CN' | 'en' {
  return localStorage.getItem(KEPT_LANGUAGE) === 'en' ? 'en' : 'zh-CN'
}

export function BoardApp() {
  const { t, i18n } = useTranslation()
  const { board, isUp, isSignedIn, entered, signedIn } = useBoardLine()
  useEffect(() => {
    if (!board || !isUp || isSignedIn || !entered) return
    board.call('board.sign-in', entered).then((answer) => useBoardLine.setState(answer.kind === 'done' ? { isSignedIn: true, signedIn: board } : { entered: null }), ignoreClosed)
  }, [board, isUp, isSignedIn, entered])
  const toggle = (): void => {
    const next = i18n.language === 'en' ? 'zh-CN' : 'en'
    localStorage.setItem(KEPT_LANGUAGE, next)
    switchLanguage(next)
  }
  const languageButton = <Button look="quiet" onPress={toggle}>{t('board.language')}</Button>
  if (!board) return <main className="centre"><p className="big-words">{t('notice.starting')}…</p></main>
  if (!entered || !signedIn) return <BoardSignIn board={board} isUp={isUp} aside={languageButton} onSignedIn={(credentials) => useBoardLine.setState({ isSignedIn: true, entered: credentials, signedIn: board })} />
  return <BoardFrame board={signedIn} lost={!isUp || !isSignedIn} aside={languageButton} />
}
