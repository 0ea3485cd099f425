import { useTranslation } from 'react-i18next'
import type { Out } from '#shared/contract/contract.ts'
import type { BoardApi } from '#shared/contract/board-api.ts'
import { useNowMs } from '../ui/use-now.ts'

export type Enrolled = Extract<Out<BoardApi, 'station.enrol'>, { code: string }>

/** The code for one more station: to type, and to scan with the address in it. It disappears when it is too old. */
export function EnrolmentCode({ enrolled }: { enrolled: Enrolled }) {
  const { t } = useTranslation()
  const leftMs = enrolled.expiresAtMs - useNowMs()
  if (leftMs <= 0) return <p className="muted">{t('board.joinExpired')}</p>
  return (
    <div data-testid="enrolment">
      <p>{t('board.joinToken')}: <b className="selectable big-words">{enrolled.code}</b></p>
      <p>{t('board.joinAddress')}: <span className="selectable">{enrolled.hubUrls.join(' · ')}</span></p>
      <p className="muted">{t('board.joinOnce', { minutes: Math.ceil(leftMs / 60_000) })}</p>
      <img alt={t('board.joinScan')} width={220} height={220} src={`data:image/svg+xml,${encodeURIComponent(enrolled.qr)}`} />
    </div>
  )
}
