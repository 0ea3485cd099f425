import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { submitScan } from '../station-client/station-link.ts'
import { useStation } from '../state/station-store.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'

/** For a code that no scanner reads: typed, and recorded as typed. A scan that comes meanwhile goes to the station as ever. */
export function ManualEntry() {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const close = (): void => useStation.setState({ manualEntryOpen: false })
  const send = (): void => {
    if (code.trim() === '') return
    submitScan(code.trim(), 'manual')
    close()
  }
  return (
    <Dialog title={t('manual.title')}>
      <form onSubmit={(event) => { event.preventDefault(); send() }}>
        <p className="muted">{t('manual.hint')}</p>
        <label className="field"><span>{t('manual.code')}</span><input autoFocus autoComplete="off" maxLength={128} value={code} onChange={(event) => setCode(event.target.value)} /></label>
        <div className="digit-row">
          {['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '-'].map((key) => <Button key={key} onPress={() => setCode(code + key)}>{key}</Button>)}
          <Button look="quiet" onPress={() => setCode(code.slice(0, -1))}>←</Button>
        </div>
        <div className="command-row"><Button look="main" disabled={code.trim() === ''} submits>{t('common.send')}</Button><Button look="quiet" onPress={close}>{t('common.cancel')}</Button></div>
      </form>
    </Dialog>
  )
}
