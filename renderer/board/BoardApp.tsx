import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { switchLanguage } from '../i18n/i18n.ts'
import { Button } from '../ui/Button.tsx'
import { BoardFrame } from './BoardFrame.tsx'
import { type BoardClient, useAsk } from './use-board.ts'

/** The browser's line to the hub. A fresh line asks for badge and PIN again: the hub signs in lines, not pages. */
export const useBoardLine = create<{ board: BoardClient | null; isUp: boolean; isSignedIn: boolean }>()(() => ({ board: null, isUp: false, isSignedIn: false }))

const KEPT_LANGUAGE = 'packwave.boardLanguage'

/** The language chosen for this browser; Chinese unless it was changed. */
export function keptLanguage(): 'zh-CN' | 'en' {
  return localStorage.getItem(KEPT_LANGUAGE) === 'en' ? 'en' : 'zh-CN'
}

export function BoardApp() {
  const { t, i18n } = useTranslation()
  const { board, isUp, isSignedIn } = useBoardLine()
  const toggle = (): void => {
    const next = i18n.language === 'en' ? 'zh-CN' : 'en'
    localStorage.setItem(KEPT_LANGUAGE, next)
    switchLanguage(next)
  }
  const languageButton = <Button look="quiet" onPress={toggle}>{t('board.language')}</Button>
  if (!board) return <main className="centre"><p className="big-words">{t('notice.starting')}…</p></main>
  if (!isSignedIn) return <BoardSignIn board={board} isUp={isUp} aside={languageButton} />
  return <BoardFrame board={board} lost={!isUp} aside={languageButton} />
}

function BoardSignIn({ board, isUp, aside }: { board: BoardClient; isUp: boolean; aside: React.ReactNode }) {
  const { t } = useTranslation()
  const [badgeCode, setBadgeCode] = useState('')
  const [pin, setPin] = useState('')
  const { busy, trouble, ask, refuse } = useAsk()
  const signIn = (): void => {
    if (badgeCode.trim() === '') return
    ask(() => board.call('board.sign-in', { badgeCode: badgeCode.trim(), pin }), (done) => {
      setPin('')
      if (done.kind === 'done') useBoardLine.setState({ isSignedIn: true })
      else refuse(t(`refused.${done.why}.what`, { defaultValue: done.why }))
    })
  }
  return (
    <main className="centre board-sign-in">
      <form className="panel dialog" onSubmit={(event) => { event.preventDefault(); signIn() }}>
        <h1>{t('board.signIn')}</h1>
        <p className="muted">{t('board.signInWords')}</p>
        {/* A scanner's Enter after the badge goes on to the PIN. */}
        <label className="field"><span>{t('signIn.badgeCode')}</span><input autoFocus autoComplete="off" maxLength={128} value={badgeCode} onChange={(event) => setBadgeCode(event.target.value)} onKeyDown={(event) => { if (event.key === 'Enter' && pin === '') { event.preventDefault(); document.getElementById('board-pin')?.focus() } }} /></label>
        <label className="field"><span>{t('signIn.pin')}</span><input id="board-pin" type="password" inputMode="numeric" autoComplete="off" maxLength={32} value={pin} onChange={(event) => setPin(event.target.value)} /></label>
        {trouble !== '' && <p className="form-error" role="alert">{t('common.refused', { why: trouble })}</p>}
        {!isUp && <p className="form-error" role="alert">{t('common.offline')}</p>}
        <div className="command-row"><Button look="main" disabled={busy || !isUp || badgeCode.trim() === ''} submits>{t('signIn.ok')}</Button>{aside}</div>
      </form>
    </main>
  )
}
