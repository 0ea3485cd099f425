import { useTranslation } from 'react-i18next'
import { useStation } from '../state/station-store.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { age } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { useNowMs } from '../ui/use-now.ts'

/** The line to the station broke. Scans are still read and follow in order. */
export function LinkNotice() {
  const { t } = useTranslation()
  const sinceMs = useStation((state) => state.linkSinceMs)
  const pendingScans = useStation((state) => state.pendingScans)
  const nowMs = useNowMs()
  return (
    <div className="link-notice" role="alert" data-testid="link-lost">
      <Icon name="link" size={44} />
      <span><b>{t('notice.restarting')} · {age(nowMs - sinceMs, t)}</b><br />{t('notice.keepScanning')}{pendingScans > 0 && ` · ${t('notice.waitingScans', { count: pendingScans })}`}</span>
    </div>
  )
}

/** Another window has the keyboard: scans go astray until this one is tapped. Taps go through it to what lies below. */
export function InactiveNotice() {
  const { t } = useTranslation()
  if (useStation((state) => state.windowActive)) return null
  return (
    <div className="inactive-notice" role="alert" data-testid="inactive">
      <Icon name="barcode" size={96} />
      <b>{t('notice.inactive')}</b>
      <span>{t('notice.tapScreen')}</span>
    </div>
  )
}

/** The station made a mistake on a scan: shown with its number until somebody has seen it. */
export function FailedScanNotice() {
  const { t } = useTranslation()
  const failed = useStation((state) => state.failedScan)
  if (!failed) return null
  return (
    <Dialog isAlert title={<><Icon name="warning" size={44} /> {t('notice.failedScan', { incidentId: failed.incidentId })}</>}>
      {failed.code !== '' && <p className="waybill-number">{failed.code}</p>}
      <div className="command-row"><Button look="main" onPress={() => useStation.setState({ failedScan: null })}>{t('notice.seen')}</Button></div>
    </Dialog>
  )
}
