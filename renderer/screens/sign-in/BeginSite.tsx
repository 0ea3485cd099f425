import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAsk } from '../../board/use-board.ts'
import { takeScans } from '../../input/scan-taker.ts'
import { useStation } from '../../state/station-store.ts'
import { useStationBoard } from '../../station-client/use-station-board.ts'
import { Barcode } from '../../ui/Barcode.tsx'
import { Button } from '../../ui/Button.tsx'
import { Trouble } from '../../ui/Trouble.tsx'
import { Instruction } from '../Instruction.tsx'

const empty = { siteName: '', name: '', badgeCode: '', pin: '', pinAgain: '' }

/** The first person of a site that has none. Her badge's code stays on the screen until she has it. */
export function BeginSite() {
  const { t } = useTranslation()
  const begunBadge = useStation((state) => state.begunBadge)
  const { board, isLost } = useStationBoard()
  const [form, setForm] = useState(empty)
  const { busy, trouble, ask } = useAsk()
  useEffect(() => takeScans((badgeCode) => setForm((before) => ({ ...before, badgeCode }))), [])
  if (begunBadge !== null) {
    return (
      <>
        <Instruction>{t('site.begun')}</Instruction>
        <main className="centre">
          <Barcode look={{ bcid: 'code128', text: begunBadge, moduleDots: 3, heightMm: 14 }} name={begunBadge} />
          <p className="big-words" data-testid="begun-badge">{begunBadge}</p>
          <p>{t('site.begunWords')}</p>
          <Button look="main" onPress={() => useStation.setState({ begunBadge: null })}>{t('site.toSignIn')}</Button>
        </main>
      </>
    )
  }
  const change = (part: Partial<typeof empty>): void => setForm({ ...form, ...part })
  const differ = form.pinAgain !== '' && form.pin !== form.pinAgain
  const isWhole = form.siteName.trim() !== '' && form.name.trim() !== '' && form.pin !== '' && form.pin === form.pinAgain
  const begin = (): void => {
    if (!board || !isWhole || busy) return
    const { pinAgain: _again, ...asked } = form
    ask(() => board.call('site.begin', asked), ({ badgeCode }) => useStation.setState({ begunBadge: badgeCode }))
  }
  return (
    <>
      <Instruction>{t('site.beginTitle')}</Instruction>
      <main className="centre">
        <form className="panel dialog" data-testid="begin-site" onSubmit={(event) => { event.preventDefault(); begin() }}>
          <p className="muted">{t('site.beginWords')}</p>
          <div className="begin-fields">
            <label className="field"><span>{t('site.siteName')}</span><input autoFocus maxLength={60} value={form.siteName} onChange={(event) => change({ siteName: event.target.value })} /></label>
            <label className="field"><span>{t('site.name')}</span><input maxLength={60} value={form.name} onChange={(event) => change({ name: event.target.value })} /></label>
            <label className="field wide"><span>{t('site.badge')} · {t('site.badgeHint')}</span><input maxLength={64} autoComplete="off" value={form.badgeCode} onChange={(event) => change({ badgeCode: event.target.value })} /></label>
            <label className="field"><span>{t('site.pin')}</span><input type="password" inputMode="numeric" autoComplete="off" maxLength={32} value={form.pin} onChange={(event) => change({ pin: event.target.value })} /></label>
            <label className="field"><span>{t('site.pinAgain')}</span><input type="password" inputMode="numeric" autoComplete="off" maxLength={32} value={form.pinAgain} onChange={(event) => change({ pinAgain: event.target.value })} /></label>
          </div>
          {differ && <p className="form-error" role="alert">{t('site.pinsDiffer')}</p>}
          <Trouble why={trouble} />
          {isLost && <p className="form-error" role="alert">{t('common.offline')}</p>}
          <div className="command-row"><Button look="main" submits disabled={busy || !board || isLost || !isWhole}>{t('site.begin')}</Button></div>
        </form>
      </main>
    </>
  )
}
