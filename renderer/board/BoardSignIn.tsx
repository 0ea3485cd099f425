import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { digitOfCode } from '#shared/domain/codes/command-codes.ts'
import { PIN_DIGITS } from '#shared/domain/people/pin-rule.ts'
import { takeScans } from '../input/scan-taker.ts'
import { Button } from '../ui/Button.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { type BoardClient, useAsk } from './use-board.ts'

export type Credentials = { badgeCode: string; pin: string }

/** Badge and PIN of a supervisor for one line to the hub. The badge may be scanned: in the app the scan comes here, not to the work. */
export function BoardSignIn({ board, isUp, aside, onSignedIn }: { board: BoardClient; isUp: boolean; aside?: ReactNode; onSignedIn: (credentials: Credentials) => void }) {
  const { t } = useTranslation()
  const [badgeCode, setBadgeCode] = useState('')
  const [pin, setPin] = useState('')
  const pinField = useRef<HTMLInputElement>(null)
  const { busy, trouble, ask } = useAsk()
  const signIn = (typed = pin): void => {
    const credentials = { badgeCode: badgeCode.trim(), pin: typed }
    if (credentials.badgeCode === '') return
    setPin('')
    ask(() => board.call('board.sign-in', credentials), () => onSignedIn(credentials))
  }
  useEffect(() => takeScans((code) => {
    const digit = digitOfCode(code)
    if (digit === undefined) {
      setBadgeCode(code)
      pinField.current?.focus()
    } else if (pin.length + 1 < PIN_DIGITS) setPin(pin + digit)
    else if (!busy) signIn(pin + digit)
  }))
  return (
    <main className="centre board-sign-in">
      <form className="panel dialog" onSubmit={(event) => { event.preventDefault(); signIn() }}>
        <h1>{t('board.signIn')}</h1>
        <p className="muted">{t('board.signInWords')}</p>
        {/* A scanner's Enter after the badge goes on to the PIN. */}
        <label className="field"><span>{t('signIn.badgeCode')}</span><input autoFocus autoComplete="off" maxLength={128} value={badgeCode} onChange={(event) => setBadgeCode(event.target.value)} onKeyDown={(event) => { if (event.key === 'Enter' && pin === '') { event.preventDefault(); pinField.current?.focus() } }} /></label>
        <label className="field"><span>{t('signIn.pin')}</span><input ref={pinField} type="password" inputMode="numeric" autoComplete="off" maxLength={32} value={pin} onChange={(event) => setPin(event.target.value)} /></label>
        <Trouble why={trouble} />
        {!isUp && <p className="form-error" role="alert">{t('common.offline')}</p>}
        <div className="command-row"><Button look="main" disabled={busy || !isUp || badgeCode.trim() === ''} submits>{t('signIn.ok')}</Button>{aside}</div>
      </form>
    </main>
  )
}
